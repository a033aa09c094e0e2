"""What an author wants to hear: `ignore` on a card, a topic or a deck, and a run's choice."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable
from pathlib import Path

from recto.diagnostics import Diagnostic, Severity
from recto.model import Card, Deck


def heeded(deck: Deck, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Diagnostics without those that the deck, the topic or the card says to ignore."""
    told = [each for each in diagnostics if each.code not in deck.ignore]
    ignoring = {each.topic.file for each in deck.cards if each.ignore or each.topic.ignore}
    if not ignoring:
        return told
    cards: dict[Path, list[Card]] = {file: [] for file in ignoring}
    for card in deck.cards:
        if card.topic.file in ignoring:
            cards[card.topic.file].append(card)
    return [each for each in told if each.code not in _ignored_at(each, cards)]


def _ignored_at(diagnostic: Diagnostic, cards: dict[Path, list[Card]]) -> frozenset[str]:
    """The codes that are ignored where a diagnostic stands: below the card's beginning."""
    path, *place = diagnostic.location
    of_file = cards.get(path, [])
    if not of_file:
        return frozenset()
    topic = of_file[0].topic
    before = bisect_right(of_file, tuple(place), key=lambda card: card.place[1:])
    return topic.ignore | (of_file[before - 1].ignore if before else frozenset())


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
