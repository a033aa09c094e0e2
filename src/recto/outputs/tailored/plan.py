"""What a push would do to one learner's collection: the whole of it, before anything is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from recto.anki.interface import Changes, LearnersCard, LearnersNote
from recto.outputs.release import Note, Release
from recto.outputs.tailored.merging import Fate, Merged

Retired = Literal["keep", "suspend", "delete"]
"""What becomes of the notes that the author retired."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to be done beyond what an import does."""

    overwrites: bool = False
    """Whether the author's text replaces the learner's where both have changed a field."""
    moves: bool = False
    """Whether cards go to the decks where new ones would come."""
    moves_from: frozenset[str] = frozenset()
    """Decks out of which they go, too, although no lock knows them as the author's."""
    retired: Retired = "keep"
    empties: bool = False
    """Whether cards that show nothing any more are deleted."""


class Move(NamedTuple):
    """A card that lies in another deck than new cards of its note would come to."""

    card: LearnersCard
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a push would do, and what of it only on request."""

    new: tuple[Note, ...]
    """Notes that the learner has not."""
    merged: tuple[Merged, ...]
    """Those that they have."""
    behind: tuple[Merged, ...]
    """Of these, the ones that would change although a later version of them is there."""
    foreign: tuple[Note, ...]
    """Notes that the learner has with another note type: Anki takes none of them."""
    strange: tuple[str, ...]
    """Keys of the deck's notes that neither its sources nor its lock know."""
    renamed: bool
    """Whether note types get other names, as they do with their deck."""
    redesigned: bool
    """Whether fields, templates or the style of note types change."""
    redescribed: bool
    moves: tuple[Move, ...]
    """Cards that a move would bring to the author's decks."""
    filtered: tuple[Move, ...]
    """Those that a filtered deck has at the moment; they stay there, and their own deck stays."""
    elsewhere: tuple[Move, ...]
    """Those that lie in decks which no lock knows: the learner's own, perhaps."""
    retired: tuple[LearnersNote, ...]
    """Notes that the author retired, with the learner still."""
    worded: frozenset[str]
    """The guids of those that the learner wrote into or tagged, which are never deleted."""
    empty: tuple[LearnersCard, ...]
    """Cards that show nothing any more."""
    release: Release | None
    """What is imported; None where nothing is."""
    wishes: Wishes

    @property
    def updated(self) -> tuple[Merged, ...]:
        """The notes that become others, or get cards."""
        return tuple(each for each in self.merged if each.writes or each.added)

    @property
    def rewritten(self) -> tuple[Merged, ...]:
        """Those that become others."""
        return tuple(each for each in self.merged if each.writes)

    @property
    def rivals(self) -> tuple[Merged, ...]:
        """The notes that both sides changed, in one field or more."""
        return tuple(each for each in self.merged if each.having(Fate.RIVAL))

    @property
    def taken(self) -> Mapping[str, str]:
        """What the lock is to keep of learners' edits, by the full keys of notes."""
        return {each.ours.entry.key: each.taken for each in self.merged if each.taken}

    @property
    def deleted(self) -> list[LearnersNote]:
        asked = self.retired if self.wishes.retired == "delete" else ()
        return [note for note in asked if note.guid not in self.worded]

    @property
    def suspended(self) -> list[LearnersCard]:
        """The cards to suspend; those of notes with own words in place of deleting them."""
        asked = self.retired if self.wishes.retired != "keep" else ()
        gone = {note.guid for note in self.deleted}
        cards = (card for note in asked if note.guid not in gone for card in note.cards)
        return [card for card in cards if not card.is_suspended]

    @property
    def without_package(self) -> Changes:
        """The changes that no import makes."""
        wishes = self.wishes
        return Changes(
            moves={each.card.id: each.new for each in self.moves} if wishes.moves else {},
            suspended=tuple(card.id for card in self.suspended),
            deleted=tuple(note.id for note in self.deleted),
            emptied=tuple(card.id for card in self.empty) if wishes.empties else (),
        )

    @property
    def arriving(self) -> frozenset[str]:
        """The guids of the notes that an import has to bring or to change."""
        notes = (*self.new, *(each.note for each in self.rewritten))
        return frozenset(note.entry.guid for note in notes)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return self.release is None and not self.without_package
