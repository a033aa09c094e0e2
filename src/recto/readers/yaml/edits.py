"""Other texts in the place of scalars, and new entries; all else stays, byte for byte.

Of a scalar only the words change that have to: a folded line stays folded, a quote keeps its kind.
Where the new text can't be written so (a `: ` in a text without quotes, a line end between quotes),
the scalar is written anew. Either way the file is read again and compared.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from recto.diagnostics import Location, has_errors
from recto.readers.nodes import Edited, Edits, Listed, Mapping, Node, Sequence, said
from recto.readers.yaml.file_text import BREAK, FileText, Piece
from recto.readers.yaml.files import parse
from recto.readers.yaml.splice import spliced
from recto.readers.yaml.written import as_flow_list, as_scalar, quoted
from recto.text import Text


def with_edits(data: bytes, path: Path, edits: Edits) -> Edited:
    """Write edits into a file whose bytes gave these texts and mappings."""
    before, _ = parse(data, path)
    file = _File(data)
    mappings = {node.place: node for node in _mappings(before)}
    keys = {
        value: (mapping, key)
        for mapping in mappings.values()
        for key, value in mapping.values.items()
        if isinstance(value, Text)
    }
    ways: dict[_Edit, list[Piece]] = {}
    for text, value in edits.texts.items():
        found = file.ways(text, value) if value else file.without(keys.get(text))
        ways[_Edit(text, "", value)] = [*found]
    for place, entries in edits.entries.items():
        for key, wish in entries.items():
            ways[_Edit(place, key, wish)] = [*file.entry_ways(mappings[place], key, wish)]

    def is_sound(chosen: _Chosen) -> bool:
        """Whether the file then says what it said before, and the edits."""
        after, faults = parse(file.written(chosen.values()), path)
        texts = {each.at: str(each.wish) for each in chosen if isinstance(each.at, Text)}
        entries: dict[Location, dict[str, object]] = {}
        for at, key, wish in chosen:
            if not isinstance(at, Text):
                entries.setdefault(at, {})[key] = _wanted(mappings[at], key, wish)
        return not has_errors(faults) and said(after) == said(before, entries, texts)

    chosen = _sound({edit: found[0] for edit, found in ways.items() if found}, ways, is_sound)
    left = Edits({}, {})
    for at, key, wish in ways.keys() - chosen.keys():
        if isinstance(at, Text):
            left.texts[at] = str(wish)
        else:
            left.entries.setdefault(at, {})[key] = wish
    return Edited(file.written(chosen.values()), left)


class _Edit(NamedTuple):
    """One edit: a text, or an entry of the mapping that begins at a place."""

    at: Text | Location
    key: str
    wish: str | Listed


_Chosen = dict[_Edit, Piece]


def _wanted(mapping: Mapping, key: str, wish: str | Listed) -> str | list[str] | None:
    """What an entry is to say."""
    if isinstance(wish, str):
        return wish
    given = mapping.values.get(key)
    items = given.items if isinstance(given, Sequence) else [given]  # one word is a list of one
    return wish.of([item.value for item in items if isinstance(item, Text)])


def _sound(
    first: _Chosen, ways: dict[_Edit, list[Piece]], is_sound: Callable[[_Chosen], bool]
) -> _Chosen:
    """Of each edit the first way that is sound: all first ways at once where they are."""
    if not first or is_sound(first):
        return first
    edits = [*first]
    if len(edits) == 1:
        [edit] = edits
        others = ({edit: way} for way in ways[edit][1:])
        return next((choice for choice in others if is_sound(choice)), {})
    half = len(edits) // 2
    begun, rest = (
        _sound({each: first[each] for each in part}, ways, is_sound)
        for part in (edits[:half], edits[half:])
    )
    if is_sound(begun | rest):
        return begun | rest
    for edit, piece in rest.items():  # what can't stand beside what there is, is left out
        begun = begun | {edit: piece} if is_sound(begun | {edit: piece}) else begun
    return begun


def _mappings(node: Node | None) -> Iterator[Mapping]:
    if isinstance(node, Mapping):
        yield node
        for value in node.values.values():
            yield from _mappings(value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _mappings(item)


def _texts(node: Node) -> Iterator[Text]:
    if isinstance(node, Text):
        yield node
    elif isinstance(node, Mapping):
        for value in node.values.values():
            yield from _texts(value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _texts(item)


class _Scalar(NamedTuple):
    begin: int
    """Where it begins in the file, with an anchor."""
    start: int
    """Where its text begins, its quote or its `|` included."""
    end: int
    style: str
    value: str
    in_flow: bool


_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")
_DASHES = re.compile(r"[ ]*(?:-[ ]+)*")


class _File(FileText):
    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.lists: dict[int, int] = {}
        """Where lists in brackets end, by where they begin."""
        self.scalars = [*self._scalars()]
        self.begins = [scalar.begin for scalar in self.scalars]

    def _scalars(self) -> Iterator[_Scalar]:
        opened: list[tuple[int, bool]] = []
        for event in self.events():
            if isinstance(event, yaml.CollectionStartEvent):
                in_flow = bool(event.flow_style) or (bool(opened) and opened[-1][1])
                opened.append((self.of_mark(event.start_mark), in_flow))
            elif isinstance(event, yaml.CollectionEndEvent):
                start, in_flow = opened.pop()
                if in_flow:
                    self.lists[start] = self.of_mark(event.end_mark)
            elif isinstance(event, yaml.ScalarEvent):
                start, end = self.of_mark(event.start_mark), self.of_mark(event.end_mark)
                properties = _PROPERTIES.match(self.text, start, end)
                begin, start = start, properties.end() if properties else start
                in_flow = bool(opened) and opened[-1][1]
                yield _Scalar(begin, start, end, event.style or "", event.value, in_flow)

    def _scalar_of(self, text: Text) -> _Scalar | None:
        at = self.at(text.line, text.column)
        found = bisect_right(self.begins, at) - 1
        if found < 0 or self.scalars[found].end < at:
            return None
        scalar = self.scalars[found]
        is_same = unicodedata.normalize("NFC", scalar.value.strip()) == text.value
        return scalar if is_same else None

    def ways(self, text: Text, value: str) -> Iterator[Piece]:
        """Ways to write another value into a scalar, the smallest change first."""
        scalar = self._scalar_of(text)
        if scalar is None:
            return
        start = scalar.start
        piece = self.text[start : scalar.end].rstrip()
        end = start + len(piece)
        said = scalar.value.rstrip()
        if (new := spliced(piece, scalar.style, said, value, self.line_end)) is not None:
            yield Piece(start, end, new)
        yield Piece(start, end, self._scalar(value, self._indent(start), in_flow=scalar.in_flow))
        yield Piece(start, end, quoted(value))

    def _scalar(self, value: str, indent: int, *, in_flow: bool) -> str:
        return as_scalar(value, indent, in_flow=in_flow, line_end=self.line_end)

    def _indent(self, at: int) -> int:
        """How far a block must be indented that begins at a place."""
        line = self.line_of(at)
        dashes = _DASHES.match(self.text, line)
        width = dashes.end() - line if dashes else 0
        return width if line + width == at else width + 2

    def without(self, entry: tuple[Mapping, str] | None) -> Iterator[Piece]:
        """A block without one of its entries, whose key begins a line."""
        if entry is None:
            return
        mapping, key = entry
        text = mapping.values[key]
        scalar = self._scalar_of(text) if isinstance(text, Text) else None
        line, column = mapping.keys[key]
        start = self.at(line, 1)
        if scalar is None or self.text[start : start + column - 1].strip():
            return
        end = scalar.start + len(self.text[scalar.start : scalar.end].rstrip())
        line_end = BREAK.search(self.text, end)
        yield Piece(start, line_end.end() if line_end else len(self.text), "")

    def entry_ways(self, mapping: Mapping, key: str, wish: str | Listed) -> Iterator[Piece]:
        """Ways to write an entry that a mapping lacks, or another list in the place of one."""
        given, value = mapping.values.get(key), _wanted(mapping, key, wish)
        if value is None:
            return
        if given is None:
            yield from self._new_entry(mapping, key, value)
        elif isinstance(given, Sequence) and not isinstance(value, str):
            yield from self._other_list(given, value)
        elif isinstance(given, Text) and not isinstance(value, str):
            scalar = self._scalar_of(given)
            if scalar:
                end = scalar.start + len(self.text[scalar.start : scalar.end].rstrip())
                yield Piece(scalar.start, end, as_flow_list(value))

    def _new_entry(self, mapping: Mapping, key: str, value: str | list[str]) -> Iterator[Piece]:
        """Behind the last value of the mapping."""
        last = max((self.at(text.line, text.column) for text in _texts(mapping)), default=0)
        found = bisect_right(self.begins, last) - 1
        if found < 0:
            return
        scalar = self.scalars[found]
        at = scalar.start + len(self.text[scalar.start : scalar.end].rstrip())
        if mapping.flow:
            is_json = re.compile(r'\{\s*"').match(self.text, self.at(*mapping.place[1:]))
            name = f'"{key}"' if is_json else key
            end = self.lists.get(self.at(*mapping.place[1:]), at) - 1
            before = len(self.text[:end].rstrip())
            yield Piece(before, before, f", {name}: {self._value(value, 0, in_flow=True)}")
            return
        at = self.line_end_of(at)
        indent = next(iter(mapping.keys.values()))[1] - 1
        written = self._value(value, indent + 2, in_flow=False)
        yield Piece(at, at, f"{self.line_end}{' ' * indent}{key}: {written}")

    def _value(self, value: str | list[str], indent: int, *, in_flow: bool) -> str:
        if isinstance(value, str):
            return self._scalar(value, indent, in_flow=in_flow)
        return as_flow_list(value)

    def _other_list(self, given: Sequence, value: list[str]) -> Iterator[Piece]:
        """What is new comes last; where something goes, the list is written anew."""
        texts = [item for item in given.items if isinstance(item, Text)]
        items = [text.value for text in texts]
        start = self.at(*given.place[1:])
        end = self.lists.get(start)
        last = self._scalar_of(texts[-1]) if texts else None
        if last and value[: len(items)] == items:
            new = value[len(items) :]
            if end:
                added = "".join(f", {as_scalar(each, 0, in_flow=True)}" for each in new)
            else:
                line = self.line_of(last.start)
                dash = _DASHES.match(self.text, line)
                begin = f"{self.line_end}{' ' * (len(dash[0].rstrip()) - 1)}- " if dash else ""
                added = "".join(begin + as_scalar(each, 0) for each in new)
            yield Piece(last.end, last.end, added)
        if end:
            yield Piece(start, end, self._value(value, 0, in_flow=True))
        elif last:
            indent = f"{self.line_end}{' ' * (given.place.column - 1)}"
            lines = [f"- {as_scalar(each, 0)}" for each in value]
            yield Piece(start, last.end, indent.join(lines) if lines else "[]")
