"""Cloze numbers that now hide other words: the old schedule would attach to new content."""

from __future__ import annotations

from collections.abc import Iterator

from recto.diagnostics import Diagnostic
from recto.likeness import ratio
from recto.lock.entry import Entry
from recto.model import Card

SAME_WORDS = 60
"""Per cent of likeness from which hidden words count as the same ones, edited."""


def renumbered(card: Card, former: Entry) -> Iterator[Diagnostic]:
    """A warning where a learner's schedule would follow a number to other words."""
    if numbers := other_words(former.clozes, card.clozes):
        told = ", ".join(
            f"c{number} hid “{before}” and now hides “{now}”"
            for number, (before, now) in numbers.items()
        )
        message = (
            f"{told}: learners keep the old schedule; leave numbers as they are, and give new "
            "words a new one"
        )
        yield Diagnostic(card.asked.at(), "cloze-renumbered", message)


def other_words(before: dict[int, str], now: dict[int, str]) -> dict[int, tuple[str, str]]:
    """Numbers whose words are others than before, not just edited: the former and the new ones."""
    return {
        number: (before[number], words)
        for number, words in now.items()
        if number in before
        and before[number] != words
        and (words in before.values() or not _alike(before[number], words))
    }


def _alike(one: str, other: str) -> bool:
    return ratio(one.casefold(), other.casefold()) >= SAME_WORDS
