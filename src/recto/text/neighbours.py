"""What of a deck is near to a card, found by the rare words that both have."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from recto.text.likeness import WORD, Traits, ratio

_COMMON = 100
"""A word that more cards than this share tells none of them apart."""
_LOOKED_AT = 1000
"""Members whose words are compared for one card, so that thousands of changes stay cheap."""
_NEAREST = 20
"""Cards compared in full, chosen by the number of rare words they share."""


class ByWords:
    """Cards of a deck, to be found by the rare words they have."""

    def __init__(self, members: Mapping[int, Traits]) -> None:
        self.members = members
        self._words = {number: _words(each) for number, each in members.items()}
        self._near: dict[int, list[int]] = {}
        having = defaultdict[str, defaultdict[str, list[int]]](lambda: defaultdict(list))
        for number, words in self._words.items():
            of_family = having[members[number].family]
            for word in words:
                of_family[word].append(number)
        self._having = {
            family: {word: numbers for word, numbers in all_.items() if len(numbers) <= _COMMON}
            for family, all_ in having.items()
        }
        """The members that have a rare word, by their family."""

    def near(self, number: int) -> list[int]:
        """Up to twenty cards of the same family that share most rare words with one.

        Of several that share as many, those that read more like it.
        """
        if number not in self._near:
            self._near[number] = self._found_near(number)
        return self._near[number]

    def _found_near(self, number: int) -> list[int]:
        one = self.members[number]
        rare = self._having.get(one.family, {})
        having = [rare[word] for word in self._words[number] if word in rare]
        met: list[int] = []
        for numbers in sorted(having, key=len):  # the rarest words tell most
            if len(met) + len(numbers) > _LOOKED_AT:
                break
            met += numbers
        shared = Counter(met)
        likely = sorted(each for each, count in shared.items() if count > 1) or sorted(shared)
        if len(likely) > _NEAREST:
            likely.sort(key=lambda each: ratio(one.whole, self.members[each].whole), reverse=True)
        return sorted(likely, key=shared.__getitem__, reverse=True)[:_NEAREST]


def _words(one: Traits) -> dict[str, None]:
    return dict.fromkeys(WORD.findall(one.whole))
