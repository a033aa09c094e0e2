"""Cards that went to another deck, where their reviews can't follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from recto.deck.model import Deck
from recto.diagnostics import Diagnostic
from recto.lock.advance import Advanced
from recto.lock.entry import Lock


class Move(NamedTuple):
    """A deck on its way from one lock to the next."""

    deck: Deck
    before: Lock
    advanced: Advanced


def moved_to_other_deck(moves: Iterable[Move]) -> Iterator[Diagnostic]:
    """A warning for each new card that asks and answers what a retired one of another deck did.

    Each deck has its own note types, and Anki never takes a note from one type to another.
    """
    moves = list(moves)
    retired = {
        (entry.family, entry.question, entry.answer): move.deck
        for move in moves
        for entry in move.advanced.lock.entries.values()
        if entry.retired
    }
    if not retired or len(moves) == 1:
        return
    for deck, before, advanced in moves:
        for card, entry in zip(deck.built, advanced.entries, strict=True):
            home = retired.get((card.family, card.question, card.answer))
            if home and home is not deck and entry.key not in before.entries:
                message = (
                    f"a card of “{home.name}” asked this; reviews can't follow it to another deck: "
                    "learners get a new card, and keep the old one until they delete it"
                )
                yield Diagnostic(card.asked.at(), "card-departed", message)
