"""Anki's template language, as far as Recto's note types speak it: fields to two sides.

Anki renders with rslib `template.rs` and `cloze.rs`. Tests hold this against the real one for
every card of the AWS deck, so that what the preview shows is what an import will show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from recto.deck.notetypes import Template
from recto.outputs.page.cloze import revealed

FRONT_SIDE = "FrontSide"
"""The field that only a back has."""


class Sides(NamedTuple):
    """A card's HTML, front and back; sounds are still `[sound:…]`, inputs `[[type:…]]`."""

    front: str
    back: str


def render(template: Template, fields: Mapping[str, str], number: int) -> Sides:
    """Both sides of the card with this number: its template's place, its cloze less one.

    `fields` are those of the note by name, and what Anki adds where a template asks for it:
    Tags, Deck, Subdeck, Type, Card. A name that is not among them is a bug of the templates.
    """
    empty = frozenset([name for name, value in fields.items() if _is_empty(value)])
    front = _filled(_shown(template.front, empty), fields, number)
    both = {**fields, FRONT_SIDE: front}
    return Sides(front, _filled(_shown(template.back, empty), both, number))


@dataclass(frozen=True, slots=True)
class _Value:
    """`{{filter:Field}}`; the filter next to the field comes first."""

    field: str
    filters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Section:
    """`{{#Field}}…{{/Field}}`, or `{{^Field}}…{{/Field}}` where `inverted`."""

    field: str
    inverted: bool
    inside: tuple[_Node, ...]


_Node = str | _Value | _Section

_TAG = re.compile(
    r"(?P<comment><!--.*?-->)|\{\{\s*(?P<sign>[#^/]?)\s*(?P<name>[^{}]*?)\s*\}\}", re.DOTALL
)
_EMPTY = re.compile(r"(?:\s|</?(?:br|div)\s?/?>)*", re.IGNORECASE)
"""What Anki takes for nothing (rslib `field_is_empty`)."""


def _is_empty(field: str) -> bool:
    return not field or _EMPTY.fullmatch(field) is not None


@lru_cache(maxsize=500)
def _shown(template: str, empty: frozenset[str]) -> tuple[str | _Value, ...]:
    """What a template shows of all notes in which the same fields are empty."""
    nodes, _ = _nodes(template, _TAG.finditer(template), 0)
    return tuple(_without_sections(nodes, empty))


def _without_sections(nodes: Iterable[_Node], empty: frozenset[str]) -> Iterator[str | _Value]:
    for node in nodes:
        if not isinstance(node, _Section):
            yield node
        elif (node.field in empty) is node.inverted:
            yield from _without_sections(node.inside, empty)


def _nodes(
    template: str, tokens: Iterator[re.Match[str]], position: int
) -> tuple[list[_Node], int]:
    """The nodes up to the tag that closes what they stand in, and where that tag ends."""
    nodes: list[_Node] = []
    for token in tokens:
        if token["comment"]:
            continue  # Anki leaves a comment as it is, tags in it included
        nodes.append(template[position : token.start()])
        position = token.end()
        name = token["name"]
        match token["sign"]:
            case "/":
                return nodes, position
            case "#" | "^" as sign:
                inside, position = _nodes(template, tokens, position)
                nodes.append(_Section(name, sign == "^", tuple(inside)))
            case _:
                *filters, field = name.split(":")
                nodes.append(_Value(field, tuple(reversed(filters))))
    nodes.append(template[position:])
    return nodes, len(template)


def _filled(nodes: Iterable[str | _Value], fields: Mapping[str, str], number: int) -> str:
    return "".join(
        [node if isinstance(node, str) else _value(node, fields, number) for node in nodes]
    )


def _value(node: _Value, fields: Mapping[str, str], number: int) -> str:
    value = fields[node.field]
    for name in node.filters:
        value = _filtered(name, node.field, value, number, answer=FRONT_SIDE in fields)
    return value


def _filtered(name: str, field: str, value: str, number: int, *, answer: bool) -> str:
    match name:
        case "cloze":
            return revealed(value, number + 1, answer=answer)
        case "type":
            return f"[[type:{field}]]"
        case "hint":
            return _hint(field, value)
        case _:
            return value  # as Anki does with a filter that no add-on claims


def _hint(field: str, value: str) -> str:
    """A link that opens what follows it; Anki's own has a script in `onclick`."""
    if not value.strip():
        return ""
    link = f'\n<a class="hint" href="#">\n{field}</a>'
    return f'{link}\n<div class="hint" style="display: none">{value}</div>\n'
