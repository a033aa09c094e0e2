"""Advice on note types of the author's own."""

from __future__ import annotations

from collections.abc import Iterator

from recto.checks.advice.reading import Reading
from recto.deck.kinds.own_type import OwnType
from recto.diagnostics import Diagnostic
from recto.text.template import parse, sections, values


def unshown(reading: Reading) -> Iterator[Diagnostic]:
    """A field that no card shows, nor asks for, is seen by nobody who learns."""
    for type_ in reading.deck.own_types:
        shown = {*_named(type_)}
        for field in type_.fields:
            if field.name not in shown:
                message = f"no card of `{type_.name}` shows the field `{field.name}`"
                yield Diagnostic(field.place, "field-unshown", message)


def _named(type_: OwnType) -> Iterator[str]:
    for card in type_.cards:
        for side in (card.front, card.back):
            nodes = parse(side.value).nodes
            yield from (value.field for value in values(nodes))
            yield from (section.field for section in sections(nodes))
