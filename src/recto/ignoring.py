"""What an author wants to hear: `ignore` on a card, a topic or a deck, and a run's choice."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from recto.diagnostics import Diagnostic, Location, Severity
from recto.model import Card, Deck

Scope = tuple[Location, frozenset[str]]
"""Where an `ignore` holds, by where that begins, and the codes in it."""


def heeded(deck: Deck, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Diagnostics without those that the deck, the topic or the card says to ignore."""
    scopes = _Scopes(deck)
    return [
        each
        for each in diagnostics
        if not any(each.code in codes for _, codes in scopes.around(each.location))
    ]


def unneeded(deck: Deck, diagnostics: Iterable[Diagnostic]) -> list[tuple[Location, str]]:
    """Where a code is ignored of which none of the diagnostics is, in the order of the cards."""
    scopes = _Scopes(deck)
    needed = {
        (place, each.code)
        for each in diagnostics
        for place, codes in scopes.around(each.location)
        if each.code in codes
    }
    return [
        (place, code)
        for place, codes in scopes.all()
        for code in sorted(codes)
        if (place, code) not in needed
    ]


class _Scopes:
    """The places of a deck where something is ignored."""

    def __init__(self, deck: Deck) -> None:
        self.deck: Scope = (deck.place, deck.ignore)
        ignoring = {each.topic.file for each in deck.cards if each.ignore or each.topic.ignore}
        self.cards: dict[Path, list[Card]] = {file: [] for file in ignoring}
        for card in deck.cards if ignoring else ():
            if card.topic.file in ignoring:
                self.cards[card.topic.file].append(card)

    def around(self, location: Location) -> Iterator[Scope]:
        """The deck, the topic, and the card below whose beginning a place lies."""
        yield self.deck
        path, *place = location
        if cards := self.cards.get(path):
            yield _of_topic(cards[0])
            before = bisect_right(cards, tuple(place), key=lambda card: card.place[1:])
            if before:
                yield _of_card(cards[before - 1])

    def all(self) -> Iterator[Scope]:
        yield self.deck
        for cards in self.cards.values():
            yield _of_topic(cards[0])
            yield from map(_of_card, cards)


def _of_topic(card: Card) -> Scope:
    return Location(card.topic.file), card.topic.ignore


def _of_card(card: Card) -> Scope:
    return card.place, card.ignore


def chosen(
    diagnostics: Iterable[Diagnostic], select: Collection[str], ignore: Collection[str]
) -> list[Diagnostic]:
    """Diagnostics of the codes selected (none for all) and not ignored; and every error."""
    return [
        each
        for each in diagnostics
        if each.severity is Severity.ERROR
        or ((not select or each.code in select) and each.code not in ignore)
    ]
