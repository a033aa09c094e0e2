"""What Recto knows of an Anki that learners use: one interface, whichever Anki stands behind it.

Whatever goes wrong with one of them is raised as `Refused`, in words for whoever wanted it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from recto.diagnostics import Code, Diagnostic, Location


class Refused(Exception):  # noqa: N818  # it is what an Anki says, and no fault of the program
    """Why an Anki can't be asked or changed, in words that say what to do about it.

    `place` is what a message names in front of them: a file, or an address.
    """

    def __init__(self, place: str, code: Code, message: str) -> None:
        super().__init__(f"{place}: {message}")
        self.code, self.place, self.message = code, place, message

    @property
    def diagnostic(self) -> Diagnostic:
        return Diagnostic(Location(Path(self.place)), self.code, self.message)


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
    sort: int = 0
    """The place of the field by which Anki's browser sorts; another one needs a full sync."""

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
    descriptions: Mapping[int, str]
    """What Anki shows with a deck, as HTML; of those that say something."""
    filtered: frozenset[int]
    """Ids of the decks that are filtered."""
    answers: tuple[Answer, ...] = field(default=())
    """In the order of their times."""
    day_begins: int = 4 * 3600
    """When the learner's days begin, in seconds after midnight in UTC."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What an Anki is to change, in this order. Only the packages touch no card that is there."""

    packages: tuple[Package, ...] = ()
    moves: Mapping[int, str] = field(default_factory=dict)
    """The names of the decks into which cards go, by the ids of the cards."""
    suspended: tuple[int, ...] = ()
    """Ids of cards."""
    deleted: tuple[int, ...] = ()
    """Ids of notes."""
    emptied: tuple[int, ...] = ()
    """Ids of cards that show nothing, to be deleted."""

    @property
    def steps(self) -> int:
        """How many steps a running Anki has to undo; moves are none that it can."""
        return len(self.packages) + sum(map(bool, (self.suspended, self.deleted)))

    def __bool__(self) -> bool:
        return any((self.packages, self.moves, self.suspended, self.deleted, self.emptied))


class Package(NamedTuple):
    """A package for one learner, and which notes must have arrived after it."""

    data: bytes
    guids: frozenset[str]


class Done(NamedTuple):
    """What became of changes."""

    restore: str
    """How what was there before comes back, in one line."""
    notice: str = ""
    """What is left to the user, where Anki has to be asked by hand."""


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


Opener = Callable[[], AbstractContextManager[Anki]]
"""What opens an Anki; whatever keeps it from that is raised as `Refused` then."""


class ChangeableAnki(Anki, Protocol):
    """An Anki that can be changed, too."""

    def staged(self, changes: Changes) -> AbstractContextManager[Callable[[], Done]]:
        """Make everything ready, and hand out what carries the changes out.

        So all that can be refused is refused before anything is changed, here or elsewhere;
        whoever leaves without calling it has changed nothing.

        Raises:
            Refused: They can't be carried out. From the call itself: the message says what was.
        """
