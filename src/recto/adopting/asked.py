"""Ids for new cards of which several ask the same, and which an id alone tells apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from recto.adopting.unused import unused
from recto.deck.identity import folded_id

_LONGEST = 40


class Asked:
    """What all cards of a deck ask."""

    def __init__(self, questions: Iterable[str]) -> None:
        self.count = Counter(questions)
        self.taken: set[str] = set()

    @property
    def repeated(self) -> int:
        """How many cards ask what another asks."""
        return sum(number for number in self.count.values() if number > 1)

    def id_of(self, question: str) -> str:
        """The id that the next card with this question needs; empty where no other asks it."""
        if self.count[question] == 1:
            return ""
        return unused(folded_id(question)[:_LONGEST].strip("-") or "card", self.taken)
