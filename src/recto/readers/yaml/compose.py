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

from recto.diagnostics import Code, Diagnostic, Location
from recto.readers.nodes import Broken, Mapping, Node, Position, Sequence
from recto.readers.yaml.places import Mark, begin_in_block, begin_in_line
from recto.readers.yaml.slips import (
    cut_off,
    joined_line,
    may_be_cut,
    only_comment,
    ruined_escape,
    text_below,
)
from recto.readers.yaml.syntax import DEEPEST, HARD_SPACES, hard_space, too_deep, unquoted_cloze
from recto.text import Text
from recto.text.characters import CONTROL, piled_accents, piled_up

MOST_REPEATED = 40 << 20
"""Characters that aliases may stand for in one file: as many as the longest file has."""

_Event = Any
"""An event of the library, whose own types leave open whether it has the marks that all have."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


_ASKING = ("q", "cloze", "image")
"""Keys that stand twice where the `-` of a card was forgotten."""
_NO_TEXTS = "stands for more than a text or a list of texts; write that out here"
_ITEM = 100
"""Characters that an item of a list counts as, however short, for the time that it takes."""


def _length(node: Text | Sequence) -> int:
    """How many characters an alias stands for."""
    if isinstance(node, Text):
        return len(node.value)
    return sum(len(item.value) + _ITEM for item in node.items if isinstance(item, Text))


class _Stop(Exception):  # noqa: N818  # raised and caught here, once a fault is told
    """Reading on would bring nothing but noise, or cost time without end (deep nesting)."""


class Composer:
    """Events to nodes. Faults are gathered in `faults`; a value that has one is `Broken`."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text
        self.faults: list[Diagnostic] = []
        self.anchors: dict[str, Text | Sequence | None] = {}
        """What each stands for, where that may stand elsewhere too."""
        self.refused: set[str] = set()
        self.unused: dict[str, Location] = {}
        """Anchors of texts that no alias has named."""
        self.may_be_cut = may_be_cut(text)
        self.repeated = 0
        """Characters that aliases stand for."""
        self.events: Iterator[_Event] = iter(_LOADER(text).get_event, None)

    def document(self) -> Node | None:
        """The file's one node; None if it is empty or not worth reading to its end."""
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

    def node(self, event: _Event, depth: int) -> Node:
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
            self.stop(too_deep(place))
        if isinstance(event, SequenceStartEvent):
            sequence = self.sequence(place, depth)
            if event.anchor and all(isinstance(item, Text) for item in sequence.items):
                self.anchors[event.anchor] = sequence
            return sequence
        at = event.start_mark.index
        opening = self.text[at : at + 2]
        if opening == "{{":
            self.tell(unquoted_cloze(place))
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
                message = f"`{name}` stands in line {first} already"
                message += "; begin each card with `- `" if name in _ASKING else ""
                self.fault(event, "duplicate-key", message)
            else:
                keys[name] = position
                values[name] = value
        return Mapping(place, values, keys, flow)

    def key(self, event: _Event) -> tuple[str, Position] | None:
        """A key and where it stands; None if it can't be one."""
        if not isinstance(event, ScalarEvent):
            self.fault(event, "wrong-type", "a key must be a word")
            if not isinstance(event, AliasEvent):
                self.skip()
            return None
        name: str = event.value
        mark: Any = event.start_mark
        is_marked = event.style or event.tag or event.anchor
        if name.isidentifier() and name.isascii() and not is_marked:
            if self.may_be_cut:
                self.cut(event)
            return name, (mark.line + 1, mark.column + 1)  # as `scalar` says, in half the time
        if not event.style and name and name[0] in HARD_SPACES:
            self.stop(Diagnostic(self.place(event), "yaml-syntax", hard_space(name[0])))
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
                self.stop(too_deep(self.place(event)))

    def scalar(self, event: _Event) -> Text | Broken:
        value = self.value(event)
        if value is None:
            return Broken(self.place(event))
        shown = value.strip()
        if event.style == "|" and shown:
            line, column, exact = begin_in_block(event.start_mark, self.text, value)
        else:
            start, end, style = event.start_mark, event.end_mark, event.style
            line, column, exact = begin_in_line(start, end, style, value)
            if not exact:
                self.tell(joined_line(self.path, self.text, start, end, folded=style == ">"))
        if not shown.isascii():
            if piled_up(shown):
                self.tell(piled_accents(self.place(event)))
                return Broken(self.place(event))
            composed = unicodedata.normalize("NFC", shown)  # the form that Anki stores
            exact = exact and len(composed) == len(shown)
            shown = composed
        text = Text(shown, self.path, line, column, exact)
        return self.anchored(event, text) if event.anchor else text

    def value(self, event: _Event) -> str | None:
        """What YAML reads; None if that is most likely nothing of what was written."""
        value: str = event.value
        if event.tag:
            self.no_tag(event)
            return None
        if event.style == '"':
            start, end = event.start_mark, event.end_mark
            if self.text.find("\\", start.index, end.index) >= 0:
                self.tell(ruined_escape(self.path, self.text, start, end))
                sound = CONTROL.sub("", value)
                return sound if sound.strip() or sound == value else None
        elif not event.style:
            if self.may_be_cut and value:
                self.cut(event)
            if not value and (comment := only_comment(self.path, self.text, event.start_mark)):
                self.tell(comment)
                return None
        elif event.style in _BLOCKS and not value.lstrip():
            self.below(event)
        return value

    def cut(self, event: _Event) -> None:
        self.tell(cut_off(self.path, self.text, event.end_mark))

    def below(self, event: _Event) -> None:
        if fault := text_below(self.path, self.text, event.start_mark):
            self.stop(fault)

    def anchored(self, event: _Event, text: Text) -> Text:
        self.anchors[event.anchor] = text
        if event.anchor not in self.refused:
            self.unused[event.anchor] = self.place(event)
        return text

    def alias(self, event: _Event) -> Text | Sequence | Broken:
        node = self.anchors.get(event.anchor)
        self.unused.pop(event.anchor, None)
        if node is not None:
            self.repeated += _length(node)
            if self.repeated > MOST_REPEATED:
                message = f"aliases repeat more than {MOST_REPEATED >> 20} million characters"
                self.stop(Diagnostic(self.place(event), "yaml-alias", message))
            return node
        if event.anchor not in self.refused:
            known = event.anchor in self.anchors
            reason = _NO_TEXTS if known else "has no anchor above it"
            reason += "" if known else "; put a text that begins with `*` in quotes"
            self.fault(event, "yaml-alias", f"the alias `*{event.anchor}` {reason}")
            self.refused.add(event.anchor)
        return Broken(self.place(event))

    def no_tag(self, event: _Event) -> None:
        written = _TAG.search(self.text, event.start_mark.index)
        message = (
            f"`{written[0] if written else event.tag}` is a YAML tag, which means nothing "
            "here; delete it, or put a text that begins with `!` in quotes"
        )
        self.fault(event, "yaml-tag", message)

    def place(self, event: _Event) -> Location:
        mark: Mark = event.start_mark
        return Location(self.path, mark.line + 1, mark.column + 1)

    def fault(self, event: _Event, code: Code, message: str) -> None:
        self.tell(Diagnostic(self.place(event), code, message))

    def tell(self, fault: Diagnostic | None) -> None:
        if fault:
            self.faults.append(fault)

    def stop(self, fault: Diagnostic) -> NoReturn:
        """Tell of a fault after which reading on is of no use."""
        self.tell(fault)
        raise _Stop


def _no_anchor(name: str, place: Location) -> Diagnostic:
    message = (
        f"`&{name}` is an anchor, and no `*{name}` follows; delete it, or put a text that begins "
        "with `&` in quotes"
    )
    return Diagnostic(place, "yaml-alias", message)


_BLOCKS = ("|", ">")
_TAG = re.compile(r"![^\s,\]}]*")
