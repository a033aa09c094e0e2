"""The questions of one side, today's or those of the last build, by their words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from math import fsum, sqrt

LISTED = 100
"""Questions; a word that more have leads to none of them."""


class Questions:
    """Where the words stand that are looked for."""

    def __init__(self) -> None:
        self.having: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        """The places of the questions with a word, by family and word."""
        self.times: Counter[tuple[str, str]] = Counter()
        """In how many questions; from a hundred on, nobody counts."""

    def add(self, place: int, family: str, words: Iterable[str]) -> None:
        for word in words:
            key = family, word
            self.having[key].add(place)
            self.times[key] += 1

    def with_all(self, family: str, words: Iterable[str]) -> set[int] | None:
        """The places of the questions with all these words; None if each is too common to say."""
        found: set[int] | None = None
        for word in words:
            if self.times[family, word] <= LISTED:
                places = self.having.get((family, word), set())
                found = places if found is None else found & places
        return found


class Weights(dict[str, float]):
    """How much each word of a family tells of which card has it: the less, the more have it."""

    def __init__(self, family: str, sides: tuple[Questions, ...]) -> None:
        super().__init__()
        self._family, self._sides = family, sides

    def __missing__(self, word: str) -> float:
        times = max(side.times[self._family, word] for side in self._sides)
        self[word] = weight = 1 / sqrt(max(times, 1))
        return weight

    def of(self, words: Iterable[str]) -> float:
        """How much some words tell together, in whatever order they come."""
        return fsum(map(self.__getitem__, words))
