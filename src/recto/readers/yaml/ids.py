"""`id:` lines for cards that have none; everything else in the file stays, byte for byte.

The line stands directly after the text that asks. Before it, git would make a conflict of most
edits of the question in another branch; after it of few.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property

import yaml

from recto.diagnostics import has_errors
from recto.readers.nodes import Mapping, Named, Unnamed, said
from recto.readers.yaml.file_text import FileText, Piece
from recto.readers.yaml.files import parse


def with_ids(data: bytes, wanted: Sequence[Unnamed]) -> Named:
    """Write ids into a file whose bytes gave these cards.

    Where the text that asks stands in the file as in its value, its end is counted. Else the
    YAML library is asked for it, and the result is read again and compared.
    """
    file = _File(data)
    counted = {each: insertion for each in wanted if (insertion := file.counted(each))}
    others = [each for each in wanted if each not in counted]
    if not others:
        return Named(file.written(counted.values()), [])
    marked = {each: insertion for each in others if (insertion := file.marked(each))}
    sound = _sound(file, counted, marked)
    written = file.written([*counted.values(), *sound.values()])
    return Named(written, [each for each in others if each not in sound])


def with_first_id(data: bytes, mapping: Mapping, id_: str) -> bytes:
    """Write an id before the first key of a mapping that the bytes of this file gave.

    Empty where the file would say something else then, as YAML has ways to write a mapping that
    this doesn't know (`? key`).
    """
    file = _File(data)
    path = mapping.place.path
    written = file.written([file.before_keys(mapping, id_)])
    again, faults = parse(written, path)
    before, _ = parse(data, path)
    is_sound = not has_errors(faults) and said(again) == said(before, {mapping.place: {"id": id_}})
    return written if is_sound else b""


_Insertions = dict[Unnamed, Piece]

_REST = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|\Z)")
"""What may follow a value on its line: nothing, or a comment."""
_QUOTE = re.compile(r"(['\"])[ \t]*\Z")
"""The quote before a value, looked for up to where that begins."""
_MARKED = re.compile(r"[&!*?]")
"""A mapping that begins so has an anchor or a tag, or says its keys in another way."""
_KEY = re.compile(r"([ ]*)[^\s#-][^\r\n]*:")


class _File(FileText):
    def counted(self, card: Unnamed) -> Piece | None:
        """Where an id goes, if the end of the question can be counted."""
        value, start = card.asked.value, self.at(card.asked.line, card.asked.column)
        if not card.asked.exact or not value or _MARKED.match(self.text, self._begin(card)):
            return None
        if "\n" in value:
            return self._below_block(card, card.asked.line + value.count("\n"))
        end = start + len(value)
        if self.text[start:end] != value:
            return None
        quote = _QUOTE.search(self.text, self.lines[card.asked.line - 1], start)
        if quote:
            closing = re.compile(rf"[ \t]*{quote[1]}").match(self.text, end)
            if not closing:
                return None
            end = closing.end()
        return self._insertion(card, end)

    def marked(self, card: Unnamed) -> Piece | None:
        """Where an id goes, by what the YAML library says of the question's end."""
        spans = self._spans
        at = self.at(card.asked.line, card.asked.column)
        found = bisect_right(spans, (at, len(self.text) + 1)) - 1
        if found < 0 or spans[found][1] < at or at < self._begin(card):
            return None  # an alias of what stands elsewhere
        start, end = spans[found]
        end = start + len(self.text[start:end].rstrip())  # a block's mark is after empty lines
        return self._insertion(card, end)

    def before_keys(self, mapping: Mapping, id_: str) -> Piece:
        """Where an id goes as the first key of a mapping, a line of its own in a block."""
        line, column = next(iter(mapping.keys.values()))
        at = self.at(line, column)
        if at and self.text[at - 1] in "'\"":
            at -= 1
        if mapping.flow:
            entry = _entry(id_, is_json=self.text[at] == '"')
            return Piece(at, at, f"{entry}, ")
        return Piece(at, at, f"id: {id_}{self.line_end}{' ' * (at - self.lines[line - 1])}")

    def _below_block(self, card: Unnamed, last_line: int) -> Piece | None:
        """After the last line of a literal block."""
        if last_line > len(self.lines):
            return None
        begin = self.lines[last_line - 1]
        end = self.line_end_of(begin)
        last = card.asked.value.rpartition("\n")[2]
        if self.text[begin:end].strip() != last.strip():
            return None
        return self._insertion(card, end)

    def _insertion(self, card: Unnamed, end: int) -> Piece | None:
        """The id after a value that ends here, in the way in which the card is written."""
        begin = self._begin(card)
        if self.text[begin : begin + 1] == "{":
            return self._in_braces(card, begin, end)
        rest = _REST.match(self.text, end)
        if not rest:
            return None
        entry = _entry(card.id, is_json=self.text[begin] == '"')
        return Piece(rest.end(), rest.end(), f"{self.line_end}{self._indentation(card)}{entry}")

    def _begin(self, card: Unnamed) -> int:
        return self.at(card.place.line, card.place.column)

    def _indentation(self, card: Unnamed) -> str:
        """What stands before the keys of a block; below an anchor they have a line of their own."""
        line = self.lines[card.asked.line - 1]
        below = _KEY.match(self.text, line) if card.asked.line > card.place.line else None
        is_marked = _MARKED.match(self.text, self._begin(card))
        return below[1] if below and is_marked else " " * (card.place.column - 1)

    def _in_braces(self, card: Unnamed, begin: int, end: int) -> Piece:
        is_json = re.compile(r'\{\s*"').match(self.text, begin)
        entry = _entry(card.id, is_json=bool(is_json))
        line = self.lines[card.asked.line - 1]
        key = re.compile(r"[ \t]*(?=[\w\"'])").match(self.text, line)
        alone = key and line > begin  # each key on a line of its own
        gap = f",{self.line_end}{key[0]}" if key and alone else ", "
        return Piece(end, end, f"{gap}{entry}")

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        """Start and end of every scalar, in order."""
        return [
            (self.of_mark(event.start_mark), self.of_mark(event.end_mark))
            for event in self.events()
            if isinstance(event, yaml.ScalarEvent)
        ]


def _entry(id_: str, *, is_json: bool) -> str:
    return f'"id": "{id_}"' if is_json else f"id: {id_}"


def _sound(file: _File, counted: _Insertions, marked: _Insertions) -> _Insertions:
    """The insertions after which the file says what it said before, and the ids beside."""
    if not marked:
        return {}
    both = counted | marked
    ids = {card.place: {"id": card.id} for card in both}
    path = next(iter(marked)).place.path
    before, _ = parse(file.written([]), path)
    after, faults = parse(file.written(both.values()), path)
    if not has_errors(faults) and said(after) == said(before, ids):
        return marked
    cards = [*marked]
    half = len(cards) // 2
    if not half:
        return {}
    parts = (cards[:half], cards[half:])
    found: _Insertions = {}
    for part in parts:
        found |= _sound(file, counted, {card: marked[card] for card in part})
    return found
