"""Cloze numbers that hide other words than before: a number's schedule stays with the number."""

from __future__ import annotations

from collections.abc import Iterator

from recto.deck.model import Card
from recto.diagnostics import Diagnostic, short
from recto.lock.entry import Entry
from recto.lock.warnings.matched import Matched
from recto.text.likeness import bare
from recto.text.rewording import change
from recto.text.wording import wording


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
        and (words in before.values() or not _edited(before, number, words))
    }


def _moved_words(before: dict[int, str], now: dict[int, str]) -> Iterator[tuple[str, int, int]]:
    """Words that have left their number for one that there was not: with the two numbers."""
    left = {number: words for number, words in before.items() if now.get(number) != words}
    for number in sorted(now.keys() - before.keys()):
        words = now[number]
        for former, old in left.items():
            if old == words or (former not in now and _edited(before, former, words)):
                yield words, former, number
                break


def _edited(before: dict[int, str], number: int, words: str) -> bool:
    """Whether words are those that a number hid, edited.

    What was kept of them must stand under no other number: an *account* is as much the management
    account as the member account.
    """
    if bare(before[number]) == bare(words):
        return True
    made = change(wording(before[number]), wording(words))
    others = (old for other, old in before.items() if other != number)
    is_theirs = any(made.kept <= wording(old).content for old in others)
    return made.is_light and bool(made.kept) and not is_theirs
