"""What is shipped of a deck, whatever it is shipped as: a value, so two outputs can be made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from recto.deck.notetypes import NoteType
from recto.lock import Entry, Lock
from recto.media import MediaFile
from recto.render.fields import Rendered


@dataclass(frozen=True, slots=True)
class DatedNoteType:
    """A note type and when its content last changed, in seconds."""

    note_type: NoteType
    modified: int


class Note(NamedTuple):
    """A note: who it is to learners and since when, what it shows, and where it goes."""

    entry: Entry
    rendered: Rendered
    tags: tuple[str, ...]
    note_type_id: int
    deck_id: int
    deck_ids: Mapping[int, int] = {}
    """The decks of cards whose templates have one of their own, by the templates' places."""
    due: int = 0
    """Its place in the learning order; 0 where that is its place in the release."""
    own: tuple[str, ...] | None = None
    """All fields, of a note that is made for one learner; else everybody gets the same."""

    @property
    def fields(self) -> tuple[str, ...]:
        """All fields, in the order of its note type in the package."""
        if self.own is not None:
            return self.own
        return self.rendered.fields(
            self.entry.key, self.rendered.shipped(self.entry.modified, self.tags)
        )


@dataclass(frozen=True, slots=True)
class AnkiDeck:
    """A deck as Anki stores it; `description` is HTML."""

    id: int
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """Everything that learners get of a deck, notes in the learning order."""

    decks: tuple[AnkiDeck, ...]
    note_types: tuple[DatedNoteType, ...]
    notes: tuple[Note, ...]
    lock: Lock
    media: tuple[MediaFile, ...] = ()
