"""What every warning on reviews looks at."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from recto.deck.model import Card
from recto.lock.entry import Entry, Lock
from recto.lock.matching.pictures import NO_FILES, Shown


@dataclass(frozen=True, slots=True)
class Matched:
    """The cards of a deck beside what was known of them, and what becomes of it."""

    cards: list[Card]
    """All of them, drafts included."""
    formers: list[Entry | None]
    """The entry that each card was found to be; None for a new one."""
    known: Lock
    """The lock, with what packages know beside it."""
    locked: Collection[str]
    """The keys that the lock knows without any package."""
    entries: list[Entry]
    """The next entry of each card that is built."""
    shipped: tuple[Lock, ...] = ()
    """The locks of packages that learners may have."""
    shown: Shown = NO_FILES
    """What files the cards show."""

    def pairs(self) -> Iterator[tuple[Card, Entry | None]]:
        return zip(self.cards, self.formers, strict=True)

    def built(self) -> list[Card]:
        return [card for card in self.cards if not card.draft]
