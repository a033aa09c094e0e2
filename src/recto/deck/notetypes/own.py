"""Note types of the author's own, as they go into the package."""

from __future__ import annotations

from recto.deck.identity import anki_id
from recto.deck.kinds.own_type import SPARE_CARDS, SPARE_FIELDS, CardSlot, FieldSlot, OwnType
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
from recto.text.template import parse, values


def note_types(deck: Deck) -> dict[str, NoteType]:
    """All note types of a deck, by family: the built-in ones, and those of the author's own."""
    own = {type_.id: _note_type(deck, type_) for type_ in deck.own_types}
    return {**built_in_types(deck), **own}


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
