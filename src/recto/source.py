"""YAML with places: text of a file to nodes that know their line and column.

The only module that knows the YAML library. It takes libyaml's events and builds plain
nodes itself, for three reasons: every scalar stays the text that was written (`no` is not
False, `1.10` is not 1.1), faults are gathered instead of raised, and 100,000 cards fit
into memory.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from recto.diagnostics import Diagnostic, Location
from recto.text import Text

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes; a file of 100,000 cards has about 30 million."""
DEEPEST = 20
"""Levels of nesting; Recto's own files have five."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
"""Control characters and noncharacters: Anki drops them, or refuses the package (\\x1f)."""


class Mapping(NamedTuple):
    """A YAML mapping: keys and values in their order, each key once."""

    entries: list[tuple[Text, Node]]
    place: Location


class Sequence(NamedTuple):
    """A YAML sequence."""

    items: list[Node]
    place: Location


Node = Text | Mapping | Sequence


def place_of(node: Node) -> Location:
    """Where a node begins."""
    return node.at() if isinstance(node, Text) else node.place


def read(path: Path) -> tuple[Node | None, list[Diagnostic]]:
    """Read one YAML file; no node where it can't be read at all."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            message = f"the file has more than {LARGEST_FILE >> 20} MB; split it into topics"
            return None, [Diagnostic(Location(path), "file-too-large", message)]
        data = path.read_bytes()
    except OSError as error:
        message = f"the file can't be read: {error.strerror}"
        return None, [Diagnostic(Location(path), "file-unreadable", message)]
    return parse(data, path)


def parse(data: bytes, path: Path) -> tuple[Node | None, list[Diagnostic]]:
    """The node of a file's bytes."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        message = f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8"
        return None, [Diagnostic(Location(path, line, column), "not-utf-8", message)]
    if control := CONTROL.search(text):
        place = _place(path, text, control.start())
        return None, [_control_character(place, control[0])]
    composer = _Composer(path, text)
    try:
        node = composer.document()
    except yaml.MarkedYAMLError as error:
        return None, [*composer.faults, _syntax_error(path, text, error)]
    except yaml.YAMLError as error:  # the reader's, without a mark
        message = f"not YAML: {error}"
        return None, [*composer.faults, Diagnostic(Location(path), "yaml-syntax", message)]
    if node is None and not composer.faults:
        return None, [Diagnostic(Location(path), "file-empty", "the file is empty")]
    return node, composer.faults


class _Composer:
    """Events to nodes. Faults are gathered in `faults`; a node that has one is left out."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text
        self.faults: list[Diagnostic] = []
        self.anchors: dict[str, Text | None] = {}
        self.events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)

    def document(self) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.fault(event, "yaml-syntax", "a second document begins; one file is one")
                    break
                root = self.node(next(self.events), 0)
        return root

    def node(self, event: Any, depth: int) -> Node | None:
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        if event.tag:
            self.fault(event, "yaml-tag", f"YAML tags such as `{event.tag}` mean nothing here")
        if event.anchor:
            self.anchors[event.anchor] = None
        if depth == DEEPEST:
            self.fault(event, "yaml-nesting", f"more than {DEEPEST} levels of nesting")
        place = self.place(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(list(self.items(depth)), place)
        if self.text.startswith("{{", event.start_mark.index):
            self.fault(event, "unquoted-cloze", "quote a text that begins with `{{`")
            self.skip()
            return None
        return Mapping(list(self.entries(depth)), place)

    def items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            if depth >= DEEPEST and not isinstance(event, yaml.ScalarEvent | yaml.AliasEvent):
                self.skip()
            elif node := self.node(event, depth + 1):
                yield node

    def entries(self, depth: int) -> Iterator[tuple[Text, Node]]:
        seen: dict[str, Text] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self.fault(event, "wrong-type", "a key must be a word")
                if not isinstance(event, yaml.AliasEvent):
                    self.skip()
                self.node_or_skip(depth)
                continue
            key = self.scalar(event)
            value = self.node_or_skip(depth)
            if key.value in seen:
                first = seen[key.value].line
                self.fault(event, "duplicate-key", f"`{key.value}` stands in line {first} already")
            elif value is not None:
                seen[key.value] = key
                yield key, value

    def node_or_skip(self, depth: int) -> Node | None:
        event = next(self.events)
        if depth >= DEEPEST and not isinstance(event, yaml.ScalarEvent | yaml.AliasEvent):
            self.skip()
            return None
        return self.node(event, depth + 1)

    def skip(self) -> None:
        """Pass over the rest of a collection whose start has been read."""
        depth = 1
        while depth:
            event = next(self.events)
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1

    def scalar(self, event: Any) -> Text:
        start, style, value = event.start_mark, event.style, event.value
        if event.tag:
            self.fault(event, "yaml-tag", f"YAML tags such as `{event.tag}` mean nothing here")
        if control := CONTROL.search(value) if style == '"' else None:
            self.faults.append(_control_character(self.place(event), control[0]))
        if style == "|":
            text = self.block(event)
        else:
            quoted = 1 if style in ("'", '"') else 0
            written = event.end_mark.index - start.index - 2 * quoted
            exact = style != ">" and written == len(value) and "\n" not in value
            text = _text(value, self.path, start.line + 1, start.column + 1 + quoted, exact=exact)
        if event.anchor:
            self.anchors[event.anchor] = text
        return text

    def block(self, event: Any) -> Text:
        """A literal block: its lines stand in the file as they stand in the value."""
        line = event.start_mark.line + 2
        first = self.text.find("\n", event.start_mark.index) + 1
        rest = self.text[first : event.end_mark.index]
        body = rest.lstrip("\n")
        column = len(body) - len(body.lstrip(" ")) + 1
        return _text(event.value, self.path, line, column, exact=True)

    def alias(self, event: Any) -> Text | None:
        text = self.anchors.get(event.anchor)
        if text is None:
            known = event.anchor in self.anchors
            reason = "stands for more than a text" if known else "has no anchor above it"
            self.fault(event, "yaml-alias", f"the alias `*{event.anchor}` {reason}")
        return text

    def place(self, event: Any) -> Location:
        return Location(self.path, event.start_mark.line + 1, event.start_mark.column + 1)

    def fault(self, event: Any, code: str, message: str) -> None:
        self.faults.append(Diagnostic(self.place(event), code, message))


def _text(value: str, path: Path, line: int, column: int, *, exact: bool) -> Text:
    """A Text without the space around it, in the form that Anki stores (NFC)."""
    stripped = value.strip()
    if len(stripped) != len(value):
        lead = value[: len(value) - len(value.lstrip())]
        if breaks := lead.count("\n"):
            line += breaks
        else:
            column += len(lead)
    if not stripped.isascii():
        composed = unicodedata.normalize("NFC", stripped)
        exact = exact and len(composed) == len(stripped)
        stripped = composed
    return Text(stripped, path, line, column, exact)


def _place(path: Path, text: str, index: int) -> Location:
    return Location(path, text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


def _control_character(place: Location, character: str) -> Diagnostic:
    message = f"the control character U+{ord(character):04X} can't stand in a card; delete it"
    return Diagnostic(place, "control-character", message)


_BRACES = re.compile(r"^[ \t]*(?:-[ \t]+)*(?:[\w-]+:[ \t]+)?(?=\{\{)")
_PLAIN_WORDS = {
    "mapping values are not allowed in this context": (
        "a `: ` in a text without quotes; put the text in quotes or in a block (`|`)"
    ),
    "found unexpected end of stream": "this quote is never closed",
    "found unknown escape character": (
        "in \"…\" a backslash begins an escape; use '…' or a block (`|`)"
    ),
    "could not find expected ':'": "a key without its `:`, or a text that lost its indentation",
    "did not find expected '-' indicator": "this line's indentation fits no list item above it",
    "did not find expected key": (
        "this fits nothing above it: an indentation that is off, or text after a closing quote "
        "(a text that begins with a quote is quoted as a whole: '…')"
    ),
    "block sequence entries are not allowed in this context": (
        "a `- ` behind a key; begin a list on the next line, or put the text in quotes"
    ),
    "did not find expected ',' or ']'": "this `[` is never closed, or a comma is missing",
    "did not find expected ',' or '}'": "this `{` is never closed, or a comma is missing",
}
_AT_CONTEXT = {
    "found unexpected end of stream",
    "did not find expected ',' or ']'",
    "did not find expected ',' or '}'",
}


def _syntax_error(path: Path, text: str, error: yaml.MarkedYAMLError) -> Diagnostic:
    problem = error.problem or "this is not YAML"
    at_context = problem in _AT_CONTEXT and error.context_mark
    mark = error.context_mark if at_context else error.problem_mark or error.context_mark
    if mark is None:
        return Diagnostic(Location(path), "yaml-syntax", problem)
    place = Location(path, mark.line + 1, mark.column + 1)
    lines = text.split("\n")
    for number in (mark.line, mark.line - 1):
        if 0 <= number < len(lines) and (braces := _BRACES.match(lines[number])):
            braced = Location(path, number + 1, braces.end() + 1)
            return Diagnostic(braced, "unquoted-cloze", "quote a text that begins with `{{`")
    line = lines[mark.line] if mark.line < len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        message = "a tab in the indentation; YAML takes only spaces"
        return Diagnostic(place, "yaml-tab", message)
    character = line[mark.column : mark.column + 1]
    if "cannot start any token" in problem and character:
        name = {"`": "a backtick", "\t": "a tab"}.get(character, f"`{character}`")
        message = f"a text can't begin with {name}; put it in quotes"
    else:
        message = _PLAIN_WORDS.get(problem, problem)
    return Diagnostic(place, "yaml-syntax", message)
