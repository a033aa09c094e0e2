"""What an author wants to hear: `ignore` on a card, a topic or a deck, and a run's choice."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from recto.deck.model import Card, Deck
from recto.diagnostics import Diagnostic, Location, Severity

Scope = tuple[Location, frozenset[str]]
"""Where an `ignore` holds, by where that begins, and the codes in it."""


def without_ignored(diagnostics: Iterable[Diagnostic], decks: Sequence[Deck]) -> list[Diagnostic]:
    """Diagnostics without those that their deck, topic or card says to ignore.

    Whatever tells something of decks has to pass here once, at the end, so that no code is
    accepted by `ignore` and told all the same.
    """
    scopes = _Scopes(decks)
    return [
        each
        for each in diagnostics
        if not any(each.code in codes for _, codes in scopes.around(each.location))
    ]


def without_ignored_of(deck: Deck, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The same of what is said of a whole deck, with a place that may lie anywhere."""
    return [each for each in diagnostics if each.code not in deck.ignore]


def unneeded(deck: Deck, diagnostics: Iterable[Diagnostic]) -> list[tuple[Location, str]]:
    """Where a code is ignored of which none of the diagnostics is, in the order of the cards."""
    scopes = _Scopes([deck])
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
    """The places of decks where something is ignored."""

    def __init__(self, decks: Sequence[Deck]) -> None:
        self.decks = [deck for deck in decks if deck.ignore]
        self.deck_of: dict[Path, Deck | None] = {}
        self.cards: dict[Path, list[Card]] = {}
        for deck in decks:
            self.cards |= _ignoring(deck)

    def around(self, location: Location) -> Iterator[Scope]:
        """The deck, the topic, and the card below whose beginning a place lies."""
        path, *place = location
        if deck := self._deck_of(path):
            yield _of_deck(deck)
        if cards := self.cards.get(path):
            yield _of_topic(cards[0])
            before = bisect_right(cards, tuple(place), key=lambda card: card.place[1:])
            if before:
                yield _of_card(cards[before - 1])

    def all(self) -> Iterator[Scope]:
        yield from map(_of_deck, self.decks)
        for cards in self.cards.values():
            yield _of_topic(cards[0])
            yield from map(_of_card, cards)

    def _deck_of(self, path: Path) -> Deck | None:
        if path not in self.deck_of:
            holding = (deck for deck in self.decks if deck.home.holds(path))
            self.deck_of[path] = next(holding, None)
        return self.deck_of[path]


def _ignoring(deck: Deck) -> dict[Path, list[Card]]:
    """All cards of each file in which a topic or a card ignores something."""
    ignoring = (each.topic.file for each in deck.cards if each.ignore or each.topic.ignore)
    cards: dict[Path, list[Card]] = {file: [] for file in ignoring}
    for card in deck.cards if cards else ():
        if card.topic.file in cards:
            cards[card.topic.file].append(card)
    return cards


def _of_deck(deck: Deck) -> Scope:
    return deck.place, deck.ignore


def _of_topic(card: Card) -> Scope:
    return Location(card.topic.file), card.topic.ignore


def _of_card(card: Card) -> Scope:
    return card.place, card.ignore


def selected(
    diagnostics: Iterable[Diagnostic], select: Collection[str], ignore: Collection[str]
) -> list[Diagnostic]:
    """Diagnostics of the codes selected (none for all) and not ignored; and every error."""
    return [
        each
        for each in diagnostics
        if each.severity is Severity.ERROR
        or ((not select or each.code in select) and each.code not in ignore)
    ]
