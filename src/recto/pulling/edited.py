"""What somebody changed in Anki since a package or a push brought it there.

A field is edited if its digest is not the one that Shipped tells: that is the base of a three-way
comparison, with the sources on one side and Anki on the other. What an earlier pull took over
stands in the lock, so it is not pulled again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from recto.anki.interface import LearnersCollection, LearnersNote
from recto.deck.model import Card
from recto.deck.notetypes import NoteType
from recto.deck.notetypes.note_type import SHIPPED
from recto.deck.notetypes.shipped import Shipped, short_digest
from recto.outputs.prepared import BuiltCard
from recto.readers.nodes import Listed
from recto.text.masks import same_masks
from recto.text.seen import as_phones_write, as_seen, with_markdowns_tags

OCCLUSION_FIELD = "Occlusion"
"""The field of masks, whose HTML is no text's."""


class FieldEdit(NamedTuple):
    """A field of a note that says something else in Anki than it was shipped with."""

    name: str
    number: int
    """Its id."""
    ours: str
    theirs: str
    both: bool
    """Whether the sources changed it too."""


@dataclass(frozen=True, slots=True)
class NoteEdit:
    """A note that somebody edited in Anki."""

    known: BuiltCard
    note: LearnersNote
    shipped: Shipped
    """What it was shipped with, or what an earlier pull left."""
    fields: tuple[FieldEdit, ...]
    tags: Listed

    @property
    def card(self) -> Card:
        return self.known.card


@dataclass(slots=True)
class Found:
    """All that differs between a deck and an Anki."""

    edits: list[NoteEdit] = field(default_factory=list)
    newer: list[BuiltCard] = field(default_factory=list)
    """Notes that a later build of other sources brought there."""
    unknown: list[BuiltCard] = field(default_factory=list)
    """Notes of which nothing tells what they were shipped with."""
    added: list[LearnersNote] = field(default_factory=list)
    """Notes of the deck's types that no package brought."""
    deleted: list[BuiltCard] = field(default_factory=list)
    """Notes that are gone, though a package brought them with others that are there."""


def compare(
    known: Iterable[BuiltCard], collection: LearnersCollection, guids: Iterable[str], ours: set[int]
) -> Found:
    """What differs; `guids` are those of all notes that the lock knows, `ours` the note types."""
    found = Found()
    missing = []
    newest = 0
    for each in known:
        note = collection.notes.get(each.entry.guid)
        if note is None:
            missing.append(each)
            continue
        if note.type_id != each.rendered.note_type.id:
            continue  # a card that became another note: this is the old one
        if (modified := _untouched(each, note)) is not None:
            newest = max(newest, modified)
            continue
        base = _base(each, note, collection)
        if base is None:
            found.unknown.append(each)
            continue
        newest = max(newest, base.modified)
        if base.modified > each.entry.modified:
            found.newer.append(each)
        elif edit := _edit(each, note, base, collection):
            found.edits.append(edit)
    found.deleted = [each for each in missing if each.entry.created // 1000 <= newest]
    lock = {*guids}
    found.added = [
        note for guid, note in collection.notes.items() if guid not in lock and note.type_id in ours
    ]
    return found


def _untouched(each: BuiltCard, note: LearnersNote) -> int | None:
    """When a note was shipped that has all as we have it, told at a glance, as most have; else None."""
    ours = each.rendered.values
    shipped = len(ours) + 1  # behind Key
    if note.fields[: len(ours)] != ours or len(note.fields) <= shipped:
        return None
    words = note.fields[shipped].split(" ", 2)
    is_told = len(words) > 1 and words[1].isdecimal() and int(words[1]) == each.entry.modified
    return int(words[1]) if is_told and {*note.tags} == {*each.card.tags} else None


def _base(each: BuiltCard, note: LearnersNote, collection: LearnersCollection) -> Shipped | None:
    """What the note was shipped with; of an adopted type the lock alone knows it."""
    values = collection.note_types[note.type_id].values(note)
    told = Shipped.parse(values.get(SHIPPED, ""))
    pulled = Shipped.parse(each.entry.shipped)
    if told is None or pulled is None or pulled.modified < told.modified:
        return told or pulled
    return told._replace(
        tags=pulled.tags,
        digests=pulled.digests,
        conflicts=frozenset(
            n for n in told.conflicts if pulled.digests.get(n) == told.digests.get(n)
        ),
    )


def _edit(
    each: BuiltCard, note: LearnersNote, base: Shipped, collection: LearnersCollection
) -> NoteEdit | None:
    fields = tuple(_fields(each, note, base, collection))
    tags = _tags(each.card, note, base)
    if not fields and tags == Listed():
        return None
    return NoteEdit(each, note, base, fields, tags)


def _fields(
    each: BuiltCard, note: LearnersNote, base: Shipped, collection: LearnersCollection
) -> Iterator[FieldEdit]:
    values = field_values(each.rendered.note_type, note, collection)
    is_ours_new = each.entry.modified > base.modified
    for number, name, ours in zip(
        each.rendered.note_type.slots,
        each.rendered.note_type.number_of,
        each.rendered.values,
        strict=True,
    ):
        theirs = values.get(number, "")
        if theirs == ours or (base.has(number, theirs) and number not in base.conflicts):
            continue
        if name == OCCLUSION_FIELD and same_masks(ours, theirs, each.entry.aspect or 1):
            continue  # saved by Anki's editor, and not touched
        seen = as_seen(theirs)
        if seen in {as_seen(ours), as_seen(as_phones_write(ours))}:
            continue
        if each.card.content.is_adopted and with_markdowns_tags(seen) == with_markdowns_tags(
            as_seen(ours)
        ):
            continue  # what was adopted has `<b>` where Markdown makes `<strong>`
        changed = is_ours_new and not base.has(number, ours)
        yield FieldEdit(name, number, ours, theirs, changed or number in base.conflicts)


def field_values(
    note_type: NoteType, note: LearnersNote, collection: LearnersCollection
) -> dict[int, str]:
    """The fields of a note by our ids, whatever a learner called them or where they moved them."""
    if note_type.adopted:  # its number and order of fields are fixed
        return dict(zip(note_type.slots, note.fields, strict=False))
    theirs = collection.note_types[note.type_id]
    by_name = theirs.values(note)
    by_id = {
        slot.id: text
        for slot, text in zip(theirs.fields, note.fields, strict=False)
        if slot.id is not None
    }
    return {
        number: by_id.get(number, by_name.get(name, ""))
        for number, name in zip(note_type.slots, note_type.number_of, strict=True)
    }


_OF_ANKI = {"leech", "marked"}


def _tags(card: Card, note: LearnersNote, base: Shipped) -> Listed:
    """The tags that somebody gave the note or took from it, as far as the card is not so already."""
    theirs = {tag.casefold(): tag for tag in note.tags}
    former = {tag.casefold() for tag in base.tags}
    ours = {tag.casefold(): tag for tag in card.tags}
    added = [theirs[tag] for tag in theirs.keys() - former - ours.keys() - _OF_ANKI]
    removed = [ours[tag] for tag in (former - theirs.keys()) & ours.keys()]
    return Listed(tuple(sorted(added)), tuple(sorted(removed)))


def taken_over(edit: NoteEdit, fields: Iterable[FieldEdit], *, tags: bool) -> str:
    """What the lock says of a note from then on: as Shipped, with what was pulled as shipped."""
    digests = dict(edit.shipped.digests)
    for each in fields:
        digests[each.number] = short_digest(each.theirs)
    kept = edit.note.tags if tags else edit.shipped.tags
    said = Shipped(
        edit.shipped.modified,
        frozenset(tag for tag in kept if tag.casefold() not in _OF_ANKI),
        {number: digest for number, digest in digests.items() if digest != short_digest("")},
        frozenset(),
    )
    return said.text
