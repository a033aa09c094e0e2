"""Checks on the templates of note types of the author's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.deck.kinds.own_type import OwnCard, OwnType
from recto.deck.model import Deck
from recto.diagnostics import Diagnostic, likest, short
from recto.readers.style import active_part
from recto.render.html import find_tags
from recto.text import Text
from recto.text.template import (
    FRONT_SIDE,
    SPECIAL,
    Parsed,
    can_show,
    is_cloze_number,
    parse,
    sections,
    unknown_filter,
    values,
)

_GIVEN = frozenset({"Key", "Shipped", "My notes"})
"""Fields that every note type has, beside its author's."""


def well_formed(deck: Deck) -> Iterator[Diagnostic]:
    """Each side can be read, and names only what there is."""
    for type_ in deck.own_types:
        for side in _sides(type_):
            parsed = parse(side.value)
            for slip in parsed.slips:
                yield Diagnostic(side.at(slip.at), "template-syntax", slip.message)
            yield from _unknown(type_, side, parsed)


def _sides(type_: OwnType) -> Iterator[Text]:
    for card in type_.cards:
        yield from (card.front, card.back)


def _unknown(type_: OwnType, side: Text, parsed: Parsed) -> Iterator[Diagnostic]:
    """Fields and filters that are none."""
    known = {*type_.field_named, *SPECIAL, *_GIVEN}
    for value in values(parsed.nodes):
        if value.field == FRONT_SIDE and not value.filters:
            continue
        if value.field not in known and not (value.filters and not value.field):
            yield _no_field(type_, side, value.at, value.field)
        elif name := unknown_filter(value):
            message = f"Anki has no filter `{name}`"
            if name == "tts":
                message = f"`tts` names a voice, as `{{{{tts ja_JP:{value.field}}}}}`"
            yield Diagnostic(side.at(value.at), "template-filter", message)
        elif not type_.is_cloze and {"cloze", "cloze-only"} & {*value.filters}:
            message = "`cloze:` is for a note type with `cloze: true`; this one has none"
            yield Diagnostic(side.at(value.at), "template-cloze", message)
    for section in sections(parsed.nodes):
        if section.field in known or (type_.is_cloze and is_cloze_number(section.field)):
            continue
        yield _no_field(type_, side, section.at, section.field)


def _no_field(type_: OwnType, side: Text, at: int, name: str) -> Diagnostic:
    close = likest(name.strip(), type_.field_named)
    hint = f"; did you mean `{close}`?" if close else ""
    message = f"`{type_.name}` has no field `{name}`{hint}"
    return Diagnostic(side.at(at), "template-field", message)


def fronts(deck: Deck) -> Iterator[Diagnostic]:
    """Each front shows some field of the note, and asks what no other asks."""
    for type_ in deck.own_types:
        seen: dict[str, OwnCard] = {}
        for card in type_.cards:
            first = seen.setdefault(" ".join(card.front.value.split()), card)
            if first is not card:
                message = f"the card “{first.name}” has this front already"
                yield Diagnostic(card.front.at(), "template-twice", message)
            yield from _front(card)


def _front(card: OwnCard) -> Iterator[Diagnostic]:
    nodes = parse(card.front.value).nodes
    for value in values(nodes):
        if value.field == FRONT_SIDE:
            message = "`{{FrontSide}}` is the front itself; it belongs on the back"
            yield Diagnostic(card.front.at(value.at), "template-front", message)
    shown = [value for value in values(nodes) if value.field not in SPECIAL | {FRONT_SIDE}]
    if not shown:
        message = f"the front of “{card.name}” shows no field; put one there: `{{{{…}}}}`"
        yield Diagnostic(card.front.at(), "template-front", message)
    elif not can_show(nodes):
        message = f"the front of “{card.name}” can never show a field, whatever is filled"
        yield Diagnostic(card.front.at(), "template-front", message)


def clozes(deck: Deck) -> Iterator[Diagnostic]:
    """Front and back of a cloze type show its deletions."""
    for type_ in deck.own_types:
        for side in _sides(type_) if type_.is_cloze else ():
            if not any("cloze" in value.filters for value in values(parse(side.value).nodes)):
                message = "`cloze: true`, and this shows no clozes; write `{{cloze:…}}` around"
                yield Diagnostic(side.at(), "template-cloze", f"{message} the field's name")


def harmless(deck: Deck) -> Iterator[Diagnostic]:
    """Nothing in a template can run."""
    for type_ in () if deck.unsafe_html else deck.own_types:
        for side in _sides(type_):
            yield from _what_runs(side)
        if type_.adopted and (part := active_part(type_.css)):
            message = (
                f"`{short(part)}` in its CSS loads something or ends the style; it needs "
                "`unsafe_html: true` in deck.yaml"
            )
            yield Diagnostic(type_.place, "template-unsafe", message)


def without_files(deck: Deck) -> Iterator[Diagnostic]:
    """No template names a file, which would not arrive."""
    for type_ in deck.own_types:
        for side in _sides(type_):
            for match in _FILE.finditer(side.value):
                address = match["address"]
                message = f"Anki brings no file that only a template names, as `{address}`"
                yield Diagnostic(side.at(match.start("address")), "template-media", message)


_TAG_OF_FIELD = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def _what_runs(side: Text) -> Iterator[Diagnostic]:
    """Tags that must not stand on a card; fields in them count as words."""
    plain = _TAG_OF_FIELD.sub(lambda tag: "x" * len(tag[0]), side.value)
    for tag in find_tags(plain, [], unsafe=False).tags:
        if tag.fault:
            yield Diagnostic(side.at(tag.span.start), "template-unsafe", tag.fault)


_FILE = re.compile(
    r"""\b(?:src|data)\s*=\s*["']?(?!https?:|data:|//|_|\{\{)(?P<address>[^"'\s>{]+)""",
    re.IGNORECASE,
)
"""A file of the deck, in an attribute that shows it; a name that begins with `_` is Anki's own way."""
