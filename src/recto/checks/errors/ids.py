"""Checks on the `id` of cards."""

from __future__ import annotations

from collections.abc import Iterator

from recto.deck.identity import LONGEST_CARD_ID, folded_id, is_card_id
from recto.deck.model import Deck
from recto.diagnostics import Diagnostic


def well_formed(deck: Deck) -> Iterator[Diagnostic]:
    """An id goes into searches and must look the same to everyone."""
    for card in deck.cards:
        if card.id and not is_card_id(card.id.value):
            message = f"`{card.id.value}` is no id: lower-case letters, digits and single hyphens"
            wish = folded_id(card.id.value)[:LONGEST_CARD_ID]
            message += f"; `{wish}` would be one" if wish else ""
            if len(card.id.value) > LONGEST_CARD_ID:
                message = (
                    f"`{card.id.value}` is no id: it has more than {LONGEST_CARD_ID} characters"
                )
            yield Diagnostic(card.id.at(), "bad-id", message)


def unique_guids(deck: Deck) -> Iterator[Diagnostic]:
    """Two notes with one guid would be one note to Anki."""
    seen: dict[str, str] = {}
    for card in deck.cards:
        if card.guid is None:
            continue
        here = card.named(card.guid)
        first = seen.setdefault(card.guid.value, here)
        if first is not here:
            message = (
                f"the guid `{card.guid.value}` stands at {first} already; each note has its own"
            )
            yield Diagnostic(card.guid.at(), "guid-twice", message)
