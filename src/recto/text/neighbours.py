"""What of a deck is near to a card, found by the rare words that both have."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from recto.text.likeness import WORD, Traits, plain, questions_alike, ratio

_COMMON = 100
"""A word that more cards than this share tells none of them apart."""
_LOOKED_AT = 1000
"""Members whose words are compared for one card, so that thousands of changes stay cheap."""
_FEW = 100
"""Words that are sooner looked for one by one than among all words of a text."""
_NEAREST = 20
"""Cards compared in full, chosen by the number of rare words they share."""


class Crowd:
    """Cards or entries of a deck, to be found by the rare words they have.

    `askers` are those that anything is to be near to, by default all members; other words than
    theirs are passed over.
    """

    def __init__(
        self, members: Mapping[int, Traits], askers: Iterable[Traits] | None = None
    ) -> None:
        self.members = members
        self._by_word: dict[tuple[str, str], list[int]] = {}
        self._near: dict[Traits, list[int]] = {}
        self._words: dict[Traits, list[str]] = {}
        """The rare words of members."""
        texts = ((number, each.family, each.whole) for number, each in members.items())
        for number, words in _with_rare_words(texts, askers):
            self._words[members[number]] = words
            for word in words:
                self._by_word.setdefault((members[number].family, word), []).append(number)

    def near(self, one: Traits) -> list[int]:
        """Up to twenty members of the same family that share most rare words with `one`."""
        if one not in self._near:
            self._near[one] = self._found_near(one)
        return self._near[one]

    def _found_near(self, one: Traits) -> list[int]:
        words = self._words.get(one) or dict.fromkeys(WORD.findall(one.whole))
        keys = ((one.family, word) for word in words)
        having = [numbers for key in keys if (numbers := self._by_word.get(key))]
        met: list[int] = []
        for numbers in sorted(having, key=len):  # the rarest words tell most
            if len(numbers) > _COMMON or len(met) + len(numbers) > _LOOKED_AT:
                break
            met += numbers
        shared = Counter(met)
        likely = sorted(number for number, count in shared.items() if count > 1) or sorted(shared)
        return sorted(likely, key=shared.__getitem__, reverse=True)[:_NEAREST]

    def likest(self, one: Traits, *, but: int) -> float:
        """How like `one` the likest member is, the given one left out."""
        return max((ratio(one.whole, other.whole) for other in self._others(one, but)), default=0)

    def likest_question(self, one: Traits, *, but: int) -> float:
        """The same, of the questions alone."""
        return max((questions_alike(one, other) for other in self._others(one, but)), default=0)

    def _others(self, one: Traits, but: int) -> Iterator[Traits]:
        return (self.members[number] for number in self.near(one) if number != but)


Texts = Iterable[tuple[int, str, str]]
"""Question and answer, each with its place and its family."""


def sharing(texts: Texts, askers: Iterable[Traits]) -> set[int]:
    """The places where something shares a rare word with an asker."""
    folded = ((place, family, text.casefold()) for place, family, text in texts)
    return {place for place, _ in _with_rare_words(folded, askers)}


def _with_rare_words(
    texts: Texts, askers: Iterable[Traits] | None
) -> Iterator[tuple[int, list[str]]]:
    """The places of words of the askers, or of any words, and those words, until they are common.

    The texts are without case.
    """
    any_word = askers is None
    asked: defaultdict[str, set[str]] = defaultdict(set)
    for asker in askers or ():
        asked[asker.family].update(WORD.findall(asker.whole))
    times: defaultdict[tuple[str, str], int] = defaultdict(int)
    common: defaultdict[str, set[str]] = defaultdict(set)
    for place, family, text in texts:
        rare, passed = asked[family], common[family]
        if not any_word and len(rare) < _FEW and not any(map(text.__contains__, rare)):
            continue  # the same in a tenth of the time
        found = dict.fromkeys(WORD.findall(text))
        words = [word for word in found if (any_word or word in rare) and word not in passed]
        if words:
            yield place, words
        for word in words:
            times[family, word] += 1
            if times[family, word] > _COMMON:  # `Crowd` looks no further
                rare.discard(word)
                passed.add(word)


def times_given(answers: Iterable[str], asked: Iterable[str]) -> Counter[str]:
    """How often each of the asked answers, which are plain, is given; what else, is of no use.

    By their last word most answers are known for none of those.
    """
    last = {answer.rpartition(" ")[2] for answer in asked}
    return Counter(plain(answer) for answer in answers if _last_word(answer) in last)


def _last_word(text: str) -> str:
    words = text.rsplit(None, 1)
    return words[-1].casefold() if words else ""
