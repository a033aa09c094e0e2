"""What Recto knows of an Anki that learners use: one interface, whichever Anki stands behind it.

Whatever goes wrong with one of them is raised as `Refused`, in words for whoever wanted it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol


class Refused(Exception):  # noqa: N818  # it is what an Anki says, and no fault of the program
    """Why an Anki can't be asked or changed, in words that say what to do about it.

    `place` is what a message names in front of them: a file, or an address.
    """

    def __init__(self, place: str, message: str) -> None:
        super().__init__(f"{place}: {message}")
        self.place = place
        self.message = message


class LearnersCard(NamedTuple):
    """A card as a learner has it."""

    id: int
    ord: int
    """The place of its template, or its cloze number less one."""
    deck_id: int
    """Where it is studied: while a filtered deck has it, that is the filtered deck."""
    original_deck_id: int
    """Its own deck while a filtered deck has it, else 0."""
    queue: int
    """-1 of a suspended card, -2 and -3 of a buried one."""
    reps: int
    lapses: int

    @property
    def home(self) -> int:
        """The deck that it belongs to."""
        return self.original_deck_id or self.deck_id

    @property
    def is_suspended(self) -> bool:
        return self.queue == _SUSPENDED


_SUSPENDED = -1


class LearnersNote(NamedTuple):
    """A note as a learner has it."""

    id: int
    guid: str
    type_id: int
    """Of its note type, in `LearnersCollection.note_types`."""
    modified: int
    """Seconds."""
    tags: tuple[str, ...]
    fields: tuple[str, ...]
    """As Anki stores them, in the order of its note type."""
    cards: tuple[LearnersCard, ...]


class Slot(NamedTuple):
    """A field or a template of a learner's note type: what Anki tells it by."""

    id: int | None
    """None where it has none, as in note types that were made by hand years ago."""
    name: str


@dataclass(frozen=True)
class LearnersType:
    """A note type as a learner has it: with fields of their own, perhaps, and in their order."""

    id: int
    name: str
    modified: int
    """Seconds."""
    is_cloze: bool
    fields: tuple[Slot, ...]
    templates: tuple[Slot, ...]
    sides: tuple[tuple[str, str], ...]
    """Front and back of each template."""
    css: str

    def values(self, note: LearnersNote) -> dict[str, str]:
        """The fields of a note of this type, by name."""
        return {slot.name: text for slot, text in zip(self.fields, note.fields, strict=False)}


class Answer(NamedTuple):
    """A learner's answer to a card."""

    time: int
    """Milliseconds."""
    card_id: int
    ease: int
    """1 (again) to 4 (easy); 0 where a card was reset or given another date."""
    kind: int
    """0 learning, 1 review, 2 relearning, 3 in a filtered deck ahead of time, 4 by hand, 5 reset."""
    took: int
    """Milliseconds."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which notes are read of a collection: those of these note types, or with these guids."""

    note_types: frozenset[int]
    guids: frozenset[str] = frozenset()
    answers: bool = False
    """Whether the answers to their cards are read, too."""


@dataclass(frozen=True, slots=True)
class LearnersCollection:
    """What an Anki holds of a deck, at the time it was read."""

    notes: Mapping[str, LearnersNote]
    """By guid."""
    note_types: Mapping[int, LearnersType]
    """Every type of these notes, and those that were wanted, by id."""
    decks: Mapping[int, str]
    """Names of all decks by id, parents before `::`."""
    filtered: frozenset[int]
    """Ids of the decks that are filtered."""
    answers: tuple[Answer, ...] = field(default=())
    """In the order of their times."""


class Anki(Protocol):
    """An Anki that can be asked."""

    @property
    def place(self) -> str:
        """What messages call it: a file, or an address."""

    def read(self, wanted: Wanted) -> LearnersCollection:
        """What it holds of the notes that are wanted.

        Raises:
            Refused: It can't be asked.
        """
