"""Cloze numbers that now hide other words: the old schedule would attach to new content."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz

from recto.diagnostics import Diagnostic
from recto.lock.entry import Entry
from recto.model import Card

SAME_WORDS = 60
"""Per cent of likeness from which hidden words count as the same ones, edited."""


def renumbered(card: Card, former: Entry) -> Iterator[Diagnostic]:
    """One warning for each number that a learner's schedule would follow to other words."""
    for number, words in card.clozes.items():
        before = former.clozes.get(number, words)
        if is_other(before, words, former.clozes):
            message = (
                f"c{number} hid “{before}” and now hides “{words}”: learners keep the old "
                "schedule; leave numbers as they are and give new words a new one"
            )
            yield Diagnostic(card.asked.at(), "cloze-renumbered", message)


def is_other(before: str, now: str, all_before: dict[int, str]) -> bool:
    """Whether words are others than before, not just edited."""
    if before == now:
        return False
    return now in all_before.values() or fuzz.ratio(before.casefold(), now.casefold()) < SAME_WORDS
