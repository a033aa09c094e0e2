"""What of a deck is near to a card, found by the rare words that both have."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from recto.text.likeness import Traits, ratio, words_of

_COMMON = 100
"""A word that more cards than this share tells none of them apart."""
_LOOKED_AT = 1000
"""Members whose words are compared for one card, so that thousands of changes stay cheap."""
_NEAREST = 20
"""Cards compared in full, chosen by the number of rare words they share."""


class ByWords:
    """Cards of a deck, to be found by the rare words they have.

    The words themselves, which would take more memory than the deck, are soon forgotten.
    """

    def __init__(self, members: Sequence[Traits]) -> None:
        self.members = members
        self._near: dict[int, list[int]] = {}
        self._having: list[list[list[int]]] = []
        """For each member those that have a word of its own, word by word, itself included.

        A word ceases to be rare when one more has it than may; from then on it is not counted.
        """
        having = defaultdict[str, list[int]](list)
        for number, one in enumerate(members):
            of_words = []
            for word in dict.fromkeys(words_of(one.whole)):
                numbers = having[word]
                if len(numbers) <= _COMMON:
                    numbers.append(number)
                    of_words.append(numbers)
            self._having.append(of_words)

    def near(self, number: int) -> list[int]:
        """Up to twenty cards that share most rare words with one.

        Of several that share as many, those that read more like it.
        """
        if number not in self._near:
            self._near[number] = self._found_near(number)
        return self._near[number]

    def _found_near(self, number: int) -> list[int]:
        one = self.members[number]
        having = [numbers for numbers in self._having[number] if len(numbers) <= _COMMON]
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
