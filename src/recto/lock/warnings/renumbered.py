"""Cloze numbers that hide other words than before: a number's schedule stays with the number."""

from __future__ import annotations

from collections.abc import Iterator

from recto.deck.model import Card
from recto.diagnostics import Diagnostic, short
from recto.lock.entry import Entry
from recto.lock.warnings.matched import Matched
from recto.text.likeness import ratio

SAME_WORDS = 60
"""Per cent of likeness from which hidden words count as the same ones, edited."""


def renumbered(matched: Matched) -> Iterator[Diagnostic]:
    """A warning where a schedule goes on with other words, or words go on without theirs."""
    for card, former in matched.pairs():
        if former and former.ever_hidden and not card.draft:
            yield from _renumbered(card, former)


def _renumbered(card: Card, former: Entry) -> Iterator[Diagnostic]:
    before = former.ever_hidden
    if numbers := other_words(before, card.clozes):
        told = ", ".join(
            f"c{number} hid “{short(before)}” and now hides “{short(now)}”"
            for number, (before, now) in numbers.items()
        )
        message = (
            f"{told}: learners keep the old schedule; leave numbers as they are, and give new "
            "words a new one"
        )
        yield Diagnostic(card.asked.at(), "cloze-renumbered", message)
    if moved := list(_moved_words(before, card.clozes)):
        told = ", ".join(
            f"“{short(words)}” went from c{old} to c{new}" for words, old, new in moved
        )
        message = (
            f"{told}: to learners that is a new card, and its reviews stay behind; leave numbers "
            "as they are"
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


def _moved_words(before: dict[int, str], now: dict[int, str]) -> Iterator[tuple[str, int, int]]:
    """Words that have left their number for one that there was not: with the two numbers."""
    left = {number: words for number, words in before.items() if now.get(number) != words}
    for number in sorted(now.keys() - before.keys()):
        words = now[number]
        for former, old in left.items():
            if old == words or (former not in now and _alike(old, words)):
                yield words, former, number
                break


def _alike(one: str, other: str) -> bool:
    one, other = one.casefold(), other.casefold()
    words, others = {*one.split()}, {*other.split()}
    return words <= others or others <= words or ratio(one, other) >= SAME_WORDS
