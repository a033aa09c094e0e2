"""Sums of answers, without anything of those who gave them.

Answers to one card are counted, never listed: how many, how many were right, how long they took by
steps of a doubling. So files of sums can be added, and tell of no learner what only they did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import NamedTuple


class CardOf(NamedTuple):
    """A card to all who have it: the guid of its note, and its place among the note's cards."""

    guid: str
    ord: int


@dataclass(frozen=True, slots=True)
class Sums:
    """What is counted of a card's answers, since its question or answer last changed."""

    asked: int = 0
    """Since when they count, in seconds."""
    learners: int = 0
    answers: int = 0
    """First answers of a day to a card that was learnt already."""
    right: int = 0
    lapses: int = 0
    """Times that it was forgotten."""
    first: int = 0
    """Learners who saw it for the first time."""
    first_wrong: int = 0
    times: tuple[int, ...] = ()
    """How many of the answers took less than 1 second, 2, 4, 8 …"""

    def plus(self, other: Sums) -> Sums:
        """Both together; answers to an earlier wording count no more."""
        if other.asked != self.asked:
            return max(self, other, key=lambda each: each.asked)
        longest = max(len(self.times), len(other.times))
        pairs = zip(_padded(self.times, longest), _padded(other.times, longest), strict=True)
        return Sums(
            self.asked,
            self.learners + other.learners,
            self.answers + other.answers,
            self.right + other.right,
            self.lapses + other.lapses,
            self.first + other.first,
            self.first_wrong + other.first_wrong,
            tuple(one + two for one, two in pairs),
        )

    def since(self, asked: int) -> Sums:
        """The same, counted as if since another time."""
        return replace(self, asked=asked)

    @property
    def retention(self) -> float:
        """The share of right answers; 0 where there is none."""
        return self.right / self.answers if self.answers else 0.0

    @property
    def smoothed(self) -> float:
        """The same as if ten answers more were known, nine of them right: for an order."""
        return (self.right + 9) / (self.answers + 10)

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which the retention lies that many more answers would show, in 99 of 100 cases."""
        return wilson(self.right, self.answers)

    @property
    def seconds(self) -> float:
        """The median time of an answer, as far as the steps tell it."""
        counted = [*accumulate(self.times)]
        half = self.answers / 2
        for step, upto in enumerate(counted):
            if upto and upto >= half:
                below = counted[step - 1] if step else 0
                start, width = (0.0, 1.0) if step == 0 else (2.0 ** (step - 1), 2.0 ** (step - 1))
                return start + width * (half - below) / (upto - below)
        return 0.0


def _padded(times: tuple[int, ...], length: int) -> tuple[int, ...]:
    return times + (0,) * (length - len(times))


STEPS = 10
"""Up to 512 seconds; Anki stops its clock at 60 by itself."""


def step_of(milliseconds: int) -> int:
    """The step in which an answer of such a time is counted."""
    return min((max(milliseconds, 0) // 1000).bit_length(), STEPS - 1)


_Z_99 = 2.5758293035489004
"""How many standard deviations hold 99 of 100 cases."""


def wilson(right: int, answers: int) -> tuple[float, float]:
    """The bounds of a share, by Wilson's score interval, which is true for few answers too."""
    if not answers:
        return 0.0, 1.0
    share, z2 = right / answers, _Z_99 * _Z_99
    middle = (share + z2 / (2 * answers)) / (1 + z2 / answers)
    spread = (share * (1 - share) / answers + z2 / (4 * answers * answers)) ** 0.5
    half = _Z_99 * spread / (1 + z2 / answers)
    return max(0.0, middle - half), min(1.0, middle + half)


def added(many: Iterable[Mapping[CardOf, Sums]]) -> dict[CardOf, Sums]:
    """The sums of several sources together."""
    found: dict[CardOf, Sums] = {}
    for sums in many:
        for card, each in sums.items():
            found[card] = found[card].plus(each) if card in found else each
    return found
