"""A learner's note beside the author's: which field is which, and who has changed it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from recto.anki.interface import LearnersNote, LearnersType, Slot
from recto.deck.notetypes import KEY, MY_NOTES, SHIPPED, Field, NoteType, Template
from recto.deck.notetypes.shipped import Shipped


@dataclass(frozen=True)
class Side:
    """A note type of ours, and the same as a learner has it: with fields of their own, perhaps.

    Fields and templates are told by their places in our note type.
    """

    ours: NoteType
    theirs: LearnersType

    @cached_property
    def fields(self) -> Mapping[int, int]:
        """The places of our fields in the learner's notes."""
        return _places(self.ours.fields, self.theirs.fields)

    @cached_property
    def templates(self) -> Mapping[int, int]:
        """The places of our templates in the learner's note type."""
        return _places(self.ours.templates, self.theirs.templates)

    @cached_property
    def _stands_alike(self) -> bool:
        """Whether the learner's fields begin with all of ours, in our order."""
        return all(self.fields.get(place) == place for place in range(len(self.ours.fields)))

    def is_same(self, note: LearnersNote, texts: tuple[str, ...]) -> bool:
        """Whether the first fields hold these texts; False too where that takes a longer look."""
        return self._stands_alike and note.fields[: len(texts)] == texts

    def text(self, note: LearnersNote, field: int) -> str | None:
        """What a field of ours holds; None where the learner deleted the field."""
        place = self.fields.get(field)
        return note.fields[place] if place is not None and place < len(note.fields) else None

    def filled(self, note: LearnersNote, texts: Mapping[int, str]) -> tuple[str, ...]:
        """The fields of the learner's note, with other texts in some of ours."""
        fields = [*note.fields, *[""] * (len(self.theirs.fields) - len(note.fields))]
        for field, text in texts.items():
            if field in self.fields:
                fields[self.fields[field]] = text
        return tuple(fields)

    def place(self, name: str) -> int:
        """Where a field stands that all our note types have; -1 where this one has it not."""
        return self._place_of.get(name, -1)

    @cached_property
    def _place_of(self) -> Mapping[str, int]:
        return {field.name: place for place, field in enumerate(self.ours.fields)}

    def says(self, note: LearnersNote) -> str:
        """What the note's field Shipped holds."""
        return self.text(note, self.place(SHIPPED)) or ""

    def shipped(self, note: LearnersNote) -> Shipped | None:
        """What the note says of the author's side; None where it no longer says so."""
        return Shipped.parse(self.says(note))

    def key(self, note: LearnersNote) -> str:
        """The key of the note; empty of one that the learner added."""
        return self.text(note, self.place(KEY)) or ""

    @property
    def keeps_shipped(self) -> bool:
        """Whether a note of the learner's can say what was shipped."""
        return self.place(SHIPPED) in self.fields

    def own_words(self, note: LearnersNote) -> list[str]:
        """What the learner wrote into My notes, and into fields of their own."""
        ours = {*self.fields.values()} - {self.fields.get(self.place(MY_NOTES))}
        return [text for place, text in enumerate(note.fields) if text and place not in ours]

    def is_edited(self, note: LearnersNote, known: Known) -> bool:
        """Whether the learner changed a text of the author's, or gave the note a tag.

        Nobody knows of a note that tells nothing of the author's side, nor does the lock.
        """
        if known.shipped is None and known.taken is None:
            return True
        texts = ((slot, self.text(note, place)) for place, slot in enumerate(self.ours.slots))
        own_tags = {tag.casefold() for tag in note.tags} - {tag.casefold() for tag in known.tags}
        return bool(own_tags - {_LEECH}) or any(
            text is not None and not known.has(slot, text) for slot, text in texts
        )

    def ords(self, ours: Iterable[int]) -> list[int]:
        """Cards of ours by the learner's order of templates; without those that they deleted."""
        if self.ours.is_cloze:
            return [*ours]
        return sorted(self.templates[ord_] for ord_ in ours if ord_ in self.templates)

    def of_templates(self, decks: Mapping[int, int]) -> Mapping[int, int]:
        """What is said of templates of ours, said of the learner's."""
        return {self.templates[ord_]: id_ for ord_, id_ in decks.items() if ord_ in self.templates}


_LEECH = "leech"
"""The tag that Anki itself gives to a note which was often forgotten."""


def _places(ours: Sequence[Field | Template], theirs: Sequence[Slot]) -> Mapping[int, int]:
    """Where each of ours stands, found as Anki does it: by id, and by name where one has none."""
    by_id = {slot.id: place for place, slot in enumerate(theirs) if slot.id is not None}
    nameless = {slot.name: place for place, slot in enumerate(theirs) if slot.id is None}
    by_name = {slot.name: place for place, slot in enumerate(theirs)}
    found = {
        place: by_name.get(each.name)
        if each.id is None
        else by_id.get(each.id, nameless.get(each.name))
        for place, each in enumerate(ours)
    }
    return {place: their for place, their in found.items() if their is not None}


@dataclass(frozen=True, slots=True)
class Known:
    """What a learner's note may hold without having been edited.

    `shipped` is what the author's side was when the note came. `taken` is what the sources have
    taken in of learners' edits since, of which the note says nothing: the lock does.
    """

    shipped: Shipped | None
    taken: Shipped | None
    is_older: bool = False
    """Whether the note is older than the version that the lock knows, and can't say which it is:
    one of an adopted type, which has no field for that. As with an import, the later side counts."""

    def has(self, slot: int, content: str) -> bool:
        """Whether a field's content is the author's: as it came, or as it was taken in."""
        return self.is_older or any(
            each.has(slot, content) for each in (self.shipped, self.taken) if each
        )

    @property
    def tags(self) -> frozenset[str]:
        """The tags that the author gave the note or took in."""
        found: frozenset[str] = frozenset()
        return found.union(*(each.tags for each in (self.shipped, self.taken) if each))

    @property
    def newest_tags(self) -> frozenset[str]:
        """Those that the note had when author and learner last agreed."""
        both = [each for each in (self.shipped, self.taken) if each]
        return max(both, key=lambda each: each.modified).tags if both else frozenset()

    @property
    def conflicts(self) -> frozenset[int]:
        """The fields that both sides had changed at the last push."""
        told = self.shipped or self.taken
        return told.conflicts if told else frozenset()

    @property
    def modified(self) -> int:
        """When the author made the version that the learner has, in seconds."""
        told = self.shipped or self.taken
        return told.modified if told else 0
