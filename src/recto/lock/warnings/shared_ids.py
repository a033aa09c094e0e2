"""One `id` at two cards: as in a block that was copied, or that one branch moved and another edited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from recto.deck.model import Card, Deck
from recto.diagnostics import Diagnostic, short
from recto.lock.entry import Entry, Lock
from recto.text import Text
from recto.text.likeness import plain


def shared_ids(deck: Deck, lock: Callable[[], Lock | None]) -> Iterator[Diagnostic]:
    """An error for each card whose `id` another has, and which of the two learners have.

    `lock` reads the deck's lock, which few decks need here; it may be unusable.
    """
    having = defaultdict[str, list[tuple[Card, Text]]](list)
    for card in deck.cards:
        if card.id:
            having[card.id.value].append((card, card.id))
    shared = {id_: cards for id_, cards in having.items() if len(cards) > 1}
    known = lock() if shared else None
    for id_, ((first, line), *others) in shared.items():
        entries = _known_as(id_, known)
        for other, place in others:
            advice = _advice(first, other, entries)
            message = f"the id `{id_}` stands at {first.named(line)} already; {advice}"
            yield Diagnostic(place.at(), "id-twice", message)


def _known_as(id_: str, lock: Lock | None) -> list[Entry]:
    """What the lock knows of an id, the oldest first."""
    if lock is None:
        return []
    entries = (*lock.entries.values(), *lock.readings)
    return sorted(
        (entry for entry in entries if id_ in (entry.id, entry.short_key)),
        key=lambda entry: entry.created,
    )


def _advice(first: Card, other: Card, entries: list[Entry]) -> str:
    if _says(first) == _says(other):
        return "both cards say the same: delete one"
    if not entries:
        return "each card has its own, or none"
    owner = _owner(first, other, entries)
    if owner is None:
        return "leave it to the card that learners have, and take it away from the other"
    known = f"“{short(owner.question)}”"
    if first.question == other.question:
        known += f" with the answer “{short(owner.answer)}”"
    return f"learners have it as {known}, so take it away {'here' if owner is first else 'there'}"


def _owner(first: Card, other: Card, entries: list[Entry]) -> Card | None:
    """The one of two cards that says what the lock knows; None where neither or both do."""
    for entry in entries:
        for part in (_says, _question, _answer):
            same = [card for card in (first, other) if part(card) == part(entry)]
            if len(same) == 1:
                return same[0]
    return None


def _says(thing: Card | Entry) -> tuple[str, str, str]:
    return thing.family, thing.question, thing.answer


def _question(thing: Card | Entry) -> str:
    return plain(thing.question)


def _answer(thing: Card | Entry) -> str:
    return plain(thing.answer)
