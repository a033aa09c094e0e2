"""Events of the YAML library to nodes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import yaml

from recto.diagnostics import Diagnostic, Location, short
from recto.source.characters import CONTROL, misread
from recto.source.nodes import Broken, Mapping, Node, Sequence
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
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        self.no_tag(event)
        if event.anchor:
            self.anchors[event.anchor] = None
        place = self.place(event)
        if depth == DEEPEST:
            self.too_deep(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(list(self.items(depth)), place)
        if self.text.startswith("{{", event.start_mark.index):
            self.fault(event, "unquoted-cloze", "quote a text that begins with `{{`")
            self.skip()
            return Broken(place)
        flow = self.text.startswith("{", event.start_mark.index)
        return Mapping(list(self.entries(depth)), place, flow)

    def items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            yield self.node(event, depth + 1)

    def entries(self, depth: int) -> Iterator[tuple[Text, Node]]:
        seen: dict[str, Text] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self.fault(event, "wrong-type", "a key must be a word")
                if not isinstance(event, yaml.AliasEvent):
                    self.skip()
                self.node(next(self.events), depth + 1)
                continue
            if not event.style and event.value and event.value[0] in HARD_SPACES:
                self.fault(event, "yaml-syntax", hard_space(event.value[0]))
                raise _Stop
            key = self.scalar(event)
            value = self.node(next(self.events), depth + 1)
            if isinstance(key, Broken):
                continue
            if key.value in seen:
                first = seen[key.value].line
                self.fault(event, "duplicate-key", f"`{key.value}` stands in line {first} already")
            else:
                seen[key.value] = key
                yield key, value

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
        start, style, value = event.start_mark, event.style, event.value
        if event.tag:
            self.no_tag(event)
            return Broken(self.place(event))
        if style == '"' and self.text.find("\\", start.index, event.end_mark.index) >= 0:
            self.escapes(event)
            value, written = CONTROL.sub("", value), value
            if not value.strip() and value != written:
                return Broken(self.place(event))
        elif self.has_cuts and value and not style:
            self.cut(event)
        quoted = 1 if style in ("'", '"') else 0
        if not value.strip():
            if style in ("|", ">"):
                self.text_below(event)
            if not style and _COMMENT.match(self.text, start.index):
                message = "nothing is here but a comment; put a text that begins with `#` in quotes"
                self.fault(event, "empty-text", message)
                return Broken(self.place(event))
            text = Text("", self.path, start.line + 1, start.column + 1 + quoted)
        elif style == "|":
            text = self.block(event, value)
        else:
            written = event.end_mark.index - start.index - 2 * quoted
            exact = style != ">" and written == len(value) and "\n" not in value
            text = _text(value, self.path, start.line + 1, start.column + 1 + quoted, exact=exact)
        return self.anchored(event, text) if event.anchor else text

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

    def block(self, event: Any, value: str) -> Text:
        """A literal block: its lines stand in the file as they stand in the value."""
        header = event.start_mark.index
        body = _BREAK.search(self.text, header)
        first = _SHOWN.search(self.text, body.end() if body else header)
        begins = first.start() if first else header
        breaks = [match.end() for match in _BREAK.finditer(self.text, header, begins)]
        line = event.start_mark.line + 1 + len(breaks)
        column = begins - (breaks[-1] if breaks else header) + 1
        indented = value.lstrip("\n")[:1].isspace()  # further lines begin further left
        exact = not indented or "\n" not in value.strip()
        return _text(value.lstrip(), self.path, line, column, exact=exact)

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
        if event.tag:
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
        return Location(self.path, event.start_mark.line + 1, event.start_mark.column + 1)

    def fault(self, event: Any, code: str, message: str) -> None:
        self.faults.append(Diagnostic(self.place(event), code, message))


def _no_anchor(name: str, place: Location) -> Diagnostic:
    message = (
        f"`&{name}` is an anchor, and no `*{name}` follows; delete it, or put a text that begins "
        "with `&` in quotes"
    )
    return Diagnostic(place, "yaml-alias", message)


_BREAK = re.compile(r"\r\n|\r|\n")
_SHOWN = re.compile(r"\S")
_CUT = re.compile(r"[ \t]+(#(?![ \t#])[^\r\n]*)")
"""What YAML takes for a comment, though few people would write one so."""
_EMPTY_BLOCK = re.compile(
    r"""(?P<before>[ ]*(?:-[ ]+)*) (?P<key>[\w-]+):[ ]+[|>][^\n]*\n
        (?:[ \t]*\r?\n)* (?P<below>[ ]*) (?!\s|\#|[\w-]+:(?:\s|\Z)|---|\.\.\.|\Z) (?P<item>-[ ])?""",
    re.VERBOSE,
)
"""The line of a block, and the next that shows something, unless that is a key or a comment."""
_SIGN = re.compile(r"#(?![ \t#])")
_COMMENT = re.compile(r"[ \t]*#")
_TAG = re.compile(r"![^\s,\]}]*")


def _text(value: str, path: Path, line: int, column: int, *, exact: bool) -> Text:
    """A Text without the space around it, in the form that Anki stores (NFC)."""
    stripped = value.strip()
    if exact and len(stripped) < len(value):
        column += len(value) - len(value.lstrip())
    if not stripped.isascii():
        composed = unicodedata.normalize("NFC", stripped)
        exact = exact and len(composed) == len(stripped)
        stripped = composed
    return Text(stripped, path, line, column, exact)
