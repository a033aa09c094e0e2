"""What an author calls a field of a note."""

from __future__ import annotations

from recto.deck.kinds.own import Own
from recto.deck.model import Card


def name_of(card: Card, field_name: str) -> str:
    """A field as an author calls it: by its key, or as everybody does."""
    if isinstance(card.content, Own) and field_name in card.content.type.field_named:
        return f"`{card.content.type.field_named[field_name].key}`"
    return field_name.lower()


def told_of(card: Card, field_name: str) -> str:
    """The same in a sentence."""
    name = name_of(card, field_name)
    if name in _NO_NOUNS and not card.content.is_own:
        return f"`{name}`"
    return name if name.startswith("`") else f"the {name}"


_NO_NOUNS = ("typed", "reversed", "accents")
"""Keys that stand in no sentence."""
