"""A deck ready to be written, whatever it is written as."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from recto import lock as locks
from recto.deck.model import Card, Deck
from recto.lock import Entry, Lock
from recto.lock.advance import Advanced
from recto.outputs.release import Release
from recto.render.fields import Rendered
from recto.system.files import stamp


class BuiltCard(NamedTuple):
    """A card that is built, and what learners get of it."""

    card: Card
    entry: Entry
    """What the lock would say of it after a build."""
    rendered: Rendered


@dataclass(frozen=True, slots=True)
class Prepared:
    """A deck ready to be written, and what came before it."""

    deck: Deck
    target: Path
    rendered: list[Rendered]
    """The note of each card, drafts included."""
    before: Lock
    """The lock as it lies beside the sources."""
    latest: Lock
    """What learners have who took every build: the lock, and packages where they are later."""
    advanced: Advanced
    release: Release
    stale: frozenset[str]
    """Full keys of notes whose HTML changed although their text did not."""
    found: tuple[int, int, int] | None
    """Which file the lock was when it was read."""
    settled: bool
    """Whether the locks gave nothing to say, as they will not in a build of the same."""
    type_sources: dict[Path, bytes]
    """The files of note types that get an `id`, with it."""

    @property
    def after(self) -> Lock:
        return self.advanced.lock

    @property
    def changes_lock(self) -> bool:
        same = locks.dump(self.before) == locks.dump(self.after)
        return not (same and self.deck.home.lock.exists())

    def all_cards(self) -> Iterator[tuple[Card, Entry | None, Rendered]]:
        """Every card with its entry, which a draft has none of, and its note."""
        entries = iter(self.advanced.entries)
        for card, note in zip(self.deck.cards, self.rendered, strict=True):
            yield card, None if card.draft else next(entries), note

    def built_cards(self) -> Iterator[BuiltCard]:
        """The cards that are built."""
        return (BuiltCard(card, entry, note) for card, entry, note in self.all_cards() if entry)

    def without_cards(self) -> Prepared:
        """The same without all that was made of the cards, once nobody but the output needs it."""
        release = replace(self.release, notes=())
        return replace(self, deck=replace(self.deck, cards=()), rendered=[], release=release)

    def with_ids(self, ids: Mapping[str, str]) -> Prepared:
        """The same with ids in its next lock, by the full keys of notes."""
        entries = self.after.entries.values()
        lock = self.after.with_entries(
            entry._replace(id=ids[entry.key]) if entry.key in ids else entry for entry in entries
        )
        return replace(
            self,
            advanced=replace(self.advanced, lock=lock),
            release=replace(self.release, lock=lock),
        )

    def with_taken(self, taken: Mapping[str, str]) -> Prepared:
        """The same with what learners' edits came to in its next lock, by the keys of notes."""
        entries = self.after.entries.values()
        lock = self.after.with_entries(
            entry._replace(shipped=taken.get(entry.key, entry.shipped)) for entry in entries
        )
        return replace(
            self,
            advanced=replace(self.advanced, lock=lock),
            release=replace(self.release, lock=lock),
        )

    @property
    def has_changed(self) -> bool:
        """Whether the lock is another by now than the one that was read."""
        return stamp(self.deck.home.lock) != self.found
