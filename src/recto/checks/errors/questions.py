"""Checks on what a card asks."""

from __future__ import annotations

from collections.abc import Iterator

from recto.deck.model import Card, Deck
from recto.diagnostics import Diagnostic


def unique(deck: Deck) -> Iterator[Diagnostic]:
    """Without an id a card is known by its question, so no two may share one."""
    seen: dict[tuple[str, str], Card] = {}
    for card in deck.cards:
        if card.id or not card.question:  # a draft may ask nothing yet
            continue
        first = seen.setdefault((card.family, card.question), card)
        if first is not card:
            message = f"the card at {first.named(first.asked)} asks the same; reword one, or give each an `id`"
            yield Diagnostic(card.asked.at(), "question-twice", message)


def typed_in_one_line(deck: Deck) -> Iterator[Diagnostic]:
    """Anki's input is one line."""
    for card in deck.cards:
        typed = card.content.typed_text
        if typed and "\n" in typed.value:
            message = "an answer to type is one line; say more in `a` or `extra`"
            yield Diagnostic(typed.at(), "typed-lines", message)
