"""A note type of ours as one learner has it: their fields and templates, in their order."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from recto.anki.edits import Side
from recto.anki.interface import LearnersType
from recto.deck.notetypes import SPARES, Field, NoteType, Template
from recto.deck.notetypes.note_type import SPARE_TEMPLATES
from recto.outputs.release import DatedNoteType

_SPARE_NAMES = {*(field.name for field in SPARES), *(each.name for each in SPARE_TEMPLATES)}


class Joined(NamedTuple):
    """A note type as the learner is to have it, and what of it is another than now."""

    dated: DatedNoteType
    renamed: bool = False
    redesigned: bool = False
    """Whether fields, templates or the style change."""

    @property
    def changes(self) -> bool:
        return self.renamed or self.redesigned


def joined(dated: DatedNoteType, side: Side) -> Joined:
    """Our note type with all that the learner added to it.

    As with any import, the design arrives where the author's is the later. But a spare that got
    a name and a purpose always does, since notes come with what they hold for it.
    """
    ours, theirs = side.ours, side.theirs
    is_later = dated.modified > theirs.modified
    wanted = replace(
        ours,
        name=ours.name if is_later else theirs.name,
        fields=_fields(side, is_later=is_later),
        templates=_templates(side, is_later=is_later),
        css=ours.css if is_later else theirs.css,
        sort=theirs.sort,
    )
    same = _reads_as(wanted, theirs)
    kept = theirs.modified if same else theirs.modified + 1
    time = dated.modified if is_later else kept
    return Joined(DatedNoteType(wanted, time), wanted.name != theirs.name, not same)


def _fields(side: Side, *, is_later: bool) -> tuple[Field, ...]:
    of_place = {theirs: side.ours.fields[ours] for ours, theirs in side.fields.items()}
    found = []
    for place, slot in enumerate(side.theirs.fields):
        field = of_place.get(place) or Field(slot.id, slot.name)
        comes = is_later or slot.name in _SPARE_NAMES
        found.append(field if comes else replace(field, name=slot.name))
    return tuple(found)


def _templates(side: Side, *, is_later: bool) -> tuple[Template, ...]:
    of_place = {theirs: side.ours.templates[ours] for ours, theirs in side.templates.items()}
    found = []
    slots = zip(side.theirs.templates, side.theirs.sides, strict=True)
    for place, (slot, sides) in enumerate(slots):
        template = of_place.get(place)
        if template is None or not (is_later or slot.name in _SPARE_NAMES):
            template = Template(template.id if template else slot.id, slot.name, *sides)
        found.append(template)
    return tuple(found)


def _reads_as(wanted: NoteType, theirs: LearnersType) -> bool:
    """Whether an import would change nothing on the cards."""
    return (
        wanted.css.strip() == theirs.css.strip()
        and wanted.names == tuple(slot.name for slot in theirs.fields)
        and [each.name for each in wanted.templates] == [slot.name for slot in theirs.templates]
        and tuple((each.front, each.back) for each in wanted.templates) == theirs.sides
    )
