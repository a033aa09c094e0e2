"""Events of the YAML library to nodes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import yaml
from yaml import (
    AliasEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from recto.diagnostics import Diagnostic, Location, short
from recto.source.characters import CONTROL, misread, piled_up
from recto.source.folding import joined
from recto.source.nodes import Broken, Mapping, Node, Position, Sequence
from recto.source.syntax import DEEPEST, HARD_SPACES, hard_space, place_at, too_deep
from recto.text import Text

MOST_REPEATED = 40 << 20
"""Characters that aliases may stand for in one file: as many as the longest file has."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Stop(Exception):  # noqa: N818  # raised and caught here, once a fault is told
    """Reading on would bring nothing but noise, or cost time without end (deep nesting)."""


class Composer:
    """Events to nodes. Faults are gathered in `faults`; a value that has one is `Broken`."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text
        self.faults: list[Diagnostic] = []
        self.anchors: dict[str, Text | None] = {}
        self.refused: set[str] = set()
        self.unused: dict[str, Location] = {}
        """Anchors of texts that no alias has named."""
        self.has_cuts = bool(_SIGN.search(text))
        self.repeated = 0
        """Characters that aliases stand for."""
        self.events: Iterator[Any] = iter(_LOADER(text).get_event, None)

    def document(self) -> Node | None:
        """The file's one node; none where it is empty or not worth reading to its end."""
        try:
            return self.root()
        except _Stop:
            return None

    def root(self) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.fault(event, "yaml-syntax", "a second document begins; one file is one")
                    break
                root = self.node(next(self.events), 0)
        self.faults.extend(_no_anchor(*each) for each in self.unused.items())
        return root

    def node(self, event: Any, depth: int) -> Node:
        if isinstance(event, ScalarEvent):
            return self.scalar(event)
        if isinstance(event, AliasEvent):
            return self.alias(event)
        if event.tag:
            self.no_tag(event)
        if event.anchor:
            self.anchors[event.anchor] = None
        place = self.place(event)
        if depth == DEEPEST:
            self.too_deep(event)
        if isinstance(event, SequenceStartEvent):
            return self.sequence(place, depth)
        at = event.start_mark.index
        opening = self.text[at : at + 2]
        if opening == "{{":
            self.fault(event, "unquoted-cloze", "quote a text that begins with `{{`")
            self.skip()
            return Broken(place)
        return self.mapping(place, depth, flow=opening.startswith("{"))

    def sequence(self, place: Location, depth: int) -> Sequence:
        items = []
        for event in self.events:
            if isinstance(event, SequenceEndEvent):
                break
            items.append(self.node(event, depth + 1))
        return Sequence(items, place)

    def mapping(self, place: Location, depth: int, *, flow: bool) -> Mapping:
        values: dict[str, Node] = {}
        keys: dict[str, Position] = {}
        for event in self.events:
            if isinstance(event, MappingEndEvent):
                break
            key = self.key(event)
            value = self.node(next(self.events), depth + 1)
            if key is None:
                continue
            name, position = key
            if name in keys:
                first, _ = keys[name]
                self.fault(event, "duplicate-key", f"`{name}` stands in line {first} already")
            else:
                keys[name] = position
                values[name] = value
        return Mapping(place, values, keys, flow)

    def key(self, event: Any) -> tuple[str, Position] | None:
        """A key and where it stands; none where it can't be one."""
        if not isinstance(event, ScalarEvent):
            self.fault(event, "wrong-type", "a key must be a word")
            if not isinstance(event, AliasEvent):
                self.skip()
            return None
        name: str = event.value
        mark: Any = event.start_mark
        is_marked = event.style or event.tag or event.anchor
        if name.isidentifier() and name.isascii() and not is_marked:
            if self.has_cuts:
                self.cut(event)
            return name, (mark.line + 1, mark.column + 1)  # as `scalar` says, in half the time
        if not event.style and name and name[0] in HARD_SPACES:
            self.fault(event, "yaml-syntax", hard_space(name[0]))
            raise _Stop
        text = self.scalar(event)
        return None if isinstance(text, Broken) else (text.value, (text.line, text.column))

    def skip(self) -> None:
        """Pass over the rest of a collection whose start has been read."""
        depth = 1
        while depth:
            event = next(self.events)
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > DEEPEST:
                self.too_deep(event)

    def scalar(self, event: Any) -> Text | Broken:
        value = self.value(event)
        if value is None:
            return Broken(self.place(event))
        shown = value.strip()
        if event.style == "|" and shown:
            line, column, exact = self.in_block(event, value, shown)
        else:
            line, column, exact = _in_line(event, value, shown)
            if not exact:
                self.joins(event)
        if not shown.isascii():
            if piled_up(shown):
                message = "hundreds of accents on one letter can't stand in a card; delete them"
                self.fault(event, "control-character", message)
                return Broken(self.place(event))
            composed = unicodedata.normalize("NFC", shown)  # the form that Anki stores
            exact = exact and len(composed) == len(shown)
            shown = composed
        text = Text(shown, self.path, line, column, exact)
        return self.anchored(event, text) if event.anchor else text

    def value(self, event: Any) -> str | None:
        """What YAML reads; none where that is most likely nothing of what was written."""
        value: str = event.value
        if event.tag:
            self.no_tag(event)
            return None
        if event.style == '"':
            at, end = event.start_mark.index, event.end_mark.index
            if self.text.find("\\", at, end) >= 0:
                self.escapes(event)
                sound = CONTROL.sub("", value)
                return sound if sound.strip() or sound == value else None
        elif not event.style:
            if self.has_cuts and value:
                self.cut(event)
            if not value and _COMMENT.match(self.text, event.start_mark.index):
                message = "nothing is here but a comment; put a text that begins with `#` in quotes"
                self.fault(event, "empty-text", message)
                return None
        elif event.style in _BLOCKS and not value.lstrip():
            self.text_below(event)
        return value

    def in_block(self, event: Any, value: str, shown: str) -> tuple[int, int, bool]:
        """Line and column of a literal block's first character, and whether it is exact.

        A block's lines stand in the file as they stand in its value.
        """
        header = event.start_mark
        above = value[: len(value) - len(value.lstrip())]
        before = _INDENTATION.match(self.text, header.index)
        column = len(before[1]) + 1 if before else 1
        left = above.strip("\n") and "\n" in shown  # further lines begin further left
        return header.line + 2 + above.count("\n"), column, not left

    def escapes(self, event: Any) -> None:
        """Tell of an escape that no card can hold, or that was hardly meant as one."""
        mark = event.start_mark
        quoted = self.text[mark.index + 1 : event.end_mark.index - 1]
        if found := misread(quoted):
            breaks = quoted.count("\n", 0, found.offset)
            line_start = quoted.rfind("\n", 0, found.offset) + 1
            column = found.offset - line_start + (1 if breaks else mark.column + 2)
            place = Location(self.path, mark.line + 1 + breaks, column)
            self.faults.append(Diagnostic(place, found.code, found.message))

    def cut(self, event: Any) -> None:
        """Tell of a text that ends before a `#` which most likely belongs to it."""
        if lost := _CUT.match(self.text, event.end_mark.index):
            message = (
                f"the text ends before `{short(lost[1], 30)}`, which is a comment to YAML; put it "
                "in quotes, or write a comment as `# …`"
            )
            mark = event.end_mark
            place = Location(self.path, mark.line + 1, mark.column + 1 + lost.start(1) - mark.index)
            self.faults.append(Diagnostic(place, "text-cut", message))

    def joins(self, event: Any) -> None:
        """Tell of a line that was hardly meant to be joined to the one above it."""
        start = event.start_mark
        if (at := joined(self.text, start.index, event.end_mark.index)) is not None:
            mend = "write `|` for `>`" if event.style == ">" else "write the text after `|`"
            message = f"YAML joins this line to the one above; {mend}"
            line = start.line + 1 + self.text.count("\n", start.index, at)
            place = Location(self.path, line, at - self.text.rfind("\n", 0, at))
            self.faults.append(Diagnostic(place, "lines-joined", message))

    def text_below(self, event: Any) -> None:
        """Tell of an empty block whose text stands below it, with too little indentation.

        What stands there is hardly YAML, and its complaint would name the line after.
        """
        line = self.text.rfind("\n", 0, event.start_mark.index) + 1
        found = _EMPTY_BLOCK.match(self.text, line)
        if not found:
            return
        indent, column = len(found["below"]), len(found["before"])
        if indent > column or (found["item"] and indent < column):  # the next card
            return
        at = place_at(self.path, self.text, found.end("below"))
        message = f"the text after `{event.style}` must be indented deeper than `{found['key']}`"
        self.faults.append(Diagnostic(at, "yaml-syntax", message))
        raise _Stop

    def anchored(self, event: Any, text: Text) -> Text:
        self.anchors[event.anchor] = text
        if event.anchor not in self.refused:
            self.unused[event.anchor] = self.place(event)
        return text

    def alias(self, event: Any) -> Text | Broken:
        text = self.anchors.get(event.anchor)
        self.unused.pop(event.anchor, None)
        if text is not None:
            self.repeated += len(text.value)
            if self.repeated > MOST_REPEATED:
                message = f"aliases repeat more than {MOST_REPEATED >> 20} million characters"
                self.fault(event, "yaml-alias", message)
                raise _Stop
            return text
        if event.anchor not in self.refused:
            known = event.anchor in self.anchors
            reason = "stands for more than a text" if known else "has no anchor above it"
            reason += "" if known else "; put a text that begins with `*` in quotes"
            self.fault(event, "yaml-alias", f"the alias `*{event.anchor}` {reason}")
            self.refused.add(event.anchor)
        return Broken(self.place(event))

    def no_tag(self, event: Any) -> None:
        written = _TAG.search(self.text, event.start_mark.index)
        message = (
            f"`{written[0] if written else event.tag}` is a YAML tag, which means nothing "
            "here; delete it, or put a text that begins with `!` in quotes"
        )
        self.fault(event, "yaml-tag", message)

    def too_deep(self, event: Any) -> NoReturn:
        self.fault(event, "yaml-nesting", too_deep())
        raise _Stop

    def place(self, event: Any) -> Location:
        mark = event.start_mark
        return Location(self.path, mark.line + 1, mark.column + 1)

    def fault(self, event: Any, code: str, message: str) -> None:
        self.faults.append(Diagnostic(self.place(event), code, message))


def _no_anchor(name: str, place: Location) -> Diagnostic:
    message = (
        f"`&{name}` is an anchor, and no `*{name}` follows; delete it, or put a text that begins "
        "with `&` in quotes"
    )
    return Diagnostic(place, "yaml-alias", message)


_QUOTES, _BLOCKS = ("'", '"'), ("|", ">")
_INDENTATION = re.compile(r"[^\n]*\n(?:\s*\n)?(\s*)")
"""From the header of a block to the first line that shows something."""
_CUT = re.compile(r"[ \t]+(#(?![ \t#])[^\n]*)")
"""What YAML takes for a comment, though few people would write one so."""
_EMPTY_BLOCK = re.compile(
    r"""(?P<before>[ ]*(?:-[ ]+)*) (?P<key>[\w-]+):[ ]+[|>][^\n]*\n
        (?:[ \t]*\n)* (?P<below>[ ]*) (?!\s|\#|[\w-]+:(?:\s|\Z)|---|\.\.\.|\Z) (?P<item>-[ ])?""",
    re.VERBOSE,
)
"""The line of a block, and the next that shows something, unless that is a key or a comment."""
_SIGN = re.compile(r"#(?![ \t#])")
_COMMENT = re.compile(r"[ \t]*#")
_TAG = re.compile(r"![^\s,\]}]*")


def _in_line(event: Any, value: str, shown: str) -> tuple[int, int, bool]:
    """Line and column of a text that is no literal block, and whether it is exact."""
    start, style = event.start_mark, event.style
    quoted = 1 if style in _QUOTES else 0
    line, column = start.line + 1, start.column + 1 + quoted
    written = event.end_mark.index - start.index - 2 * quoted
    if written != len(value) or style == ">" or "\n" in value or not shown:
        return line, column, False
    return line, column + len(value) - len(value.lstrip()), True
