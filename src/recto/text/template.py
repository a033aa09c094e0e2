"""Anki's template language: a template taken apart, and when its front shows anything.

Anki reads templates with rslib `template.rs`. Tests hold what stands here against the real one,
with random templates and fields.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

FRONT_SIDE = "FrontSide"
"""The front, in a back."""
SPECIAL = frozenset({"Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag", "CardID"})
"""What Anki adds to the fields of a note."""
_CLOZE_NUMBER = re.compile(r"c\d+")
"""A condition that only the card of that cloze number fulfils."""
_FILTERS = frozenset(
    {"text", "hint", "type", "nc", "cloze", "cloze-only", "furigana", "kana", "kanji"}
)


class Value(NamedTuple):
    """`{{filter:Field}}`; the filter next to the field comes first."""

    field: str
    filters: tuple[str, ...]
    at: int
    """Where it begins in the template."""


class Section(NamedTuple):
    """`{{#Field}}…{{/Field}}`, or `{{^Field}}…{{/Field}}` where `inverted`."""

    field: str
    inverted: bool
    inside: tuple[Node, ...]
    at: int


Node = str | Value | Section


class Slip(NamedTuple):
    """What is wrong with a template, and where in it."""

    at: int
    message: str


class Parsed(NamedTuple):
    """A template taken apart. With slips the nodes are what is left without them."""

    nodes: tuple[Node, ...]
    slips: tuple[Slip, ...]


_TAG = re.compile(r"<!--.*?-->|\{\{(?P<tag>.*?)\}\}", re.DOTALL)
_OLD_TAG = re.compile(r"<!--.*?-->|<%(?P<tag>.*?)%>", re.DOTALL)
_OLD = "{{=<% %>=}}"
"""At the head of a template: tags are written `<%Field%>` in it."""
_UNCLOSED = re.compile(r"\{\{")


_DEEPEST = 100
"""Sections inside one another; more are no template that anybody wrote."""


@lru_cache(maxsize=1000)
def parse(template: str) -> Parsed:
    """Take a template apart, as Anki does; what it would refuse is a slip."""
    return _Parser(template).parsed()


class _Parser:
    def __init__(self, template: str) -> None:
        self.template = template
        self.slips: list[Slip] = []
        self.open: list[tuple[str, bool, int, list[Node]]] = []
        """The sections around the present place: field, inverted, where, and what is inside."""
        self.nodes: list[Node] = []

    def parsed(self) -> Parsed:
        template, position = self.template, 0
        is_old = template.lstrip().startswith(_OLD)
        if is_old:
            position = template.index(_OLD) + len(_OLD)
        for token in (_OLD_TAG if is_old else _TAG).finditer(template, position):
            if token["tag"] is None:
                continue  # Anki leaves a comment as it is, tags in it included
            self.text(position, token.start())
            position = token.end()
            self.tag(token["tag"].lstrip("{").strip(), token.start())
        self.text(position, len(template))
        if not is_old and (unclosed := _UNCLOSED.search(template, position)):
            self.slips.append(Slip(unclosed.start(), "`{{` has no `}}`"))
        while self.open:
            field, inverted, at, _ = self.open[-1]
            sign = "^" if inverted else "#"
            message = f"`{{{{{sign}{field}}}}}` is never closed; write `{{{{/{field}}}}}`"
            self.slips.append(Slip(at, message))
            self.close()
        return Parsed(tuple(self.nodes), tuple(sorted(self.slips)))

    def text(self, start: int, end: int) -> None:
        if start < end:
            self.nodes.append(self.template[start:end])

    def tag(self, tag: str, at: int) -> None:
        sign, field = tag[:1], tag[1:].lstrip()
        if sign in ("#", "^") and field and len(self.open) == _DEEPEST:
            self.slips.append(Slip(at, f"more than {_DEEPEST} sections lie inside one another"))
        elif sign in ("#", "^") and field:
            self.open.append((field, sign == "^", at, self.nodes))
            self.nodes = []
        elif sign == "/" and field:
            self.end(field, at)
        else:
            *filters, name = tag.split(":")
            self.nodes.append(Value(name, tuple(reversed(filters)), at))

    def end(self, field: str, at: int) -> None:
        innermost = self.open[-1][0] if self.open else ""
        if field == innermost:
            self.close()
            return
        message = f"`{{{{/{field}}}}}` closes what is not open"
        if innermost:
            message = f"`{{{{/{field}}}}}` stands where `{{{{/{innermost}}}}}` has to come first"
        self.slips.append(Slip(at, message))
        while any(opened[0] == field for opened in self.open):
            crossed = self.open[-1][0] != field
            self.close()
            if not crossed:
                break

    def close(self) -> None:
        """End the innermost section; what was read since its start is inside of it."""
        field, inverted, at, around = self.open.pop()
        around.append(Section(field, inverted, tuple(self.nodes), at))
        self.nodes = around


def values(nodes: Iterable[Node]) -> Iterator[Value]:
    """All fields that a template puts onto a card, in whatever sections."""
    for node in nodes:
        if isinstance(node, Value):
            yield node
        elif isinstance(node, Section):
            yield from values(node.inside)


def sections(nodes: Iterable[Node]) -> Iterator[Section]:
    """All sections of a template, those inside of others too."""
    for node in nodes:
        if isinstance(node, Section):
            yield node
            yield from sections(node.inside)


def shows(nodes: Iterable[Node], filled: Collection[str]) -> bool:
    """Whether a front shows any field, for a note whose filled fields are these.

    By this rule Anki makes the cards of a note: text alone doesn't count.
    """
    for node in nodes:
        if isinstance(node, Value):
            if node.field in filled:
                return True
        elif (
            isinstance(node, Section)
            and (node.field in filled) is not node.inverted
            and shows(node.inside, filled)
        ):
            return True
    return False


def can_show(nodes: Iterable[Node], given: frozenset[tuple[str, bool]] = frozenset()) -> bool:
    """Whether a front shows any field of some note; `given` tells what is filled or not there."""
    for node in nodes:
        if isinstance(node, Value):
            if node.field not in SPECIAL and (node.field, False) not in given:
                return True
        elif (
            isinstance(node, Section)
            and (node.field, node.inverted) not in given
            and can_show(node.inside, given | {(node.field, not node.inverted)})
        ):
            return True
    return False


def is_cloze_number(field: str) -> bool:
    """Whether a section's name asks for a cloze number: `{{#c2}}`."""
    return _CLOZE_NUMBER.fullmatch(field) is not None


def unknown_filter(value: Value) -> str:
    """The first filter that Anki has not, so that an add-on would have to bring it; else nothing."""
    for name in value.filters:
        if name == "nc" and "type" not in value.filters:
            return name
        if name not in _FILTERS and not name.startswith(("tts ", "tts-voices")):
            return name
    return ""


_EMPTY = re.compile(r"(?:[ \t\n\r\f\v]|</?(?:br|div)\s*/?>)*", re.IGNORECASE)


def is_empty(content: str) -> bool:
    """Whether Anki takes a field's content for nothing (rslib `field_is_empty`)."""
    return not content or _EMPTY.fullmatch(content) is not None


def renamed(template: str, name_of: Callable[[str], str]) -> str:
    """A template in which each field has another name."""

    def again(token: re.Match[str]) -> str:
        if token["tag"] is None:
            return token[0]
        braces = len(token["tag"]) - len(token["tag"].lstrip("{"))
        tag = token["tag"][braces:].strip()
        sign = tag[:1] if tag[:1] in ("#", "^", "/") and tag[1:].lstrip() else ""
        *filters, field = tag[len(sign) :].lstrip().split(":") if not sign else [tag[1:].lstrip()]
        return "{{" + "{" * braces + sign + ":".join([*filters, name_of(field)]) + "}}"

    return _TAG.sub(again, template)
