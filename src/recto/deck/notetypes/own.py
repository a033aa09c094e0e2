"""Note types of the author's own, as they go into the package."""

from __future__ import annotations

from recto.deck.identity import anki_id
from recto.deck.kinds.own_type import (
    SPARE_CARDS,
    SPARE_FIELDS,
    Adoption,
    CardSlot,
    FieldSlot,
    OwnType,
)
from recto.deck.model import Deck
from recto.deck.notetypes.builtin import built_in_types, css_of, report_link
from recto.deck.notetypes.note_type import (
    MY_NOTES,
    SPARE_TEMPLATES,
    SPARES,
    Field,
    NoteType,
    Template,
    common_fields,
)
from recto.deck.notetypes.settings import USUAL
from recto.text.template import parse, values


def note_types(deck: Deck) -> dict[str, NoteType]:
    """All note types of a deck, by family: the built-in ones, and those of the author's own.

    Who learns an adopted deck has none of the built-in ones, so it has them where a card needs them.
    """
    own = {
        type_.id: _adopted(deck, type_, type_.adopted) if type_.adopted else _note_type(deck, type_)
        for type_ in deck.own_types
    }
    built_in = built_in_types(deck)
    if deck.is_adopted:
        needed = {card.family for card in deck.cards}
        built_in = {family: each for family, each in built_in.items() if family in needed}
    return {**built_in, **own}


def _adopted(deck: Deck, type_: OwnType, adoption: Adoption) -> NoteType:
    """A note type as learners have it, with nothing of Recto's."""
    layout = type_.layout
    fields = {field.name: field for field in type_.fields}
    cards = {card.name: card for card in type_.cards}
    return NoteType(
        family=type_.id,
        id=adoption.id or anki_id(deck.id, f"notetype/{type_.id}"),
        name=type_.name,
        fields=tuple(
            Field(
                slot.anki_id,
                slot.name,
                slot.about,
                settings={**_ANKIS, **fields[slot.name].settings},
            )
            for slot in layout.fields
        ),
        templates=tuple(
            Template(
                slot.anki_id,
                slot.name,
                slot.front,
                slot.back,
                to.value if (to := cards[slot.name].deck) else "",
                cards[slot.name].settings,
            )
            for slot in layout.cards
        ),
        css=type_.css,
        is_cloze=type_.is_cloze,
        adopted=adoption,
        sort=adoption.sort,
    )


def _note_type(deck: Deck, type_: OwnType) -> NoteType:
    layout = type_.layout
    return NoteType(
        family=type_.id,
        id=anki_id(deck.id, f"notetype/{type_.id}"),
        name=f"{deck.name} · {type_.name}",
        fields=(*_fields(layout.fields), *common_fields(key=910)),
        templates=tuple(_templates(layout.cards, report_link(deck.report), type_.is_cloze)),
        css=css_of(deck, type_.css, is_styled=type_.is_styled),
        is_cloze=type_.is_cloze,
    )


_ANKIS = {"font": USUAL["font"], "size": USUAL["size"]}
"""What genanki would choose otherwise."""


def _fields(slots: tuple[FieldSlot, ...]) -> list[Field]:
    """The slots that were there from the first release on, and the spares, taken or not."""
    of_number = {
        slot.number: Field(slot.number, slot.name, slot.about, collapsed=not slot.is_shown)
        for slot in slots
    }
    spares = dict(zip(SPARE_FIELDS, SPARES, strict=True))
    return [field for _, field in sorted((spares | of_number).items())]


def _templates(slots: tuple[CardSlot, ...], report: str, is_cloze: bool) -> list[Template]:  # noqa: FBT001
    of_number = {
        slot.number: Template(slot.number, slot.name, slot.front, _finished(slot.back, report))
        for slot in slots
    }
    spares = {} if is_cloze else dict(zip(SPARE_CARDS, SPARE_TEMPLATES, strict=True))
    return [template for _, template in sorted((spares | of_number).items())]


def _finished(back: str, report: str) -> str:
    """A back with the learner's own words, unless it shows them already, and the report link."""
    named = any(value.field == MY_NOTES for value in values(parse(back).nodes))
    parts = (back, "" if named else _MY_WORDS, report)
    return "\n".join(part for part in parts if part)


_MY_WORDS = (
    f"{{{{#{MY_NOTES}}}}}"
    f'<div class="my-notes" dir="auto">{{{{{MY_NOTES}}}}}</div>'
    f"{{{{/{MY_NOTES}}}}}"
)
