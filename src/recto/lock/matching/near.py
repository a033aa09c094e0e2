"""For each card the entries that ask much the same, found by their rare words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from recto.lock.matching.deckwords import ALIKE, DeckWords, Said
from recto.lock.matching.questions import LISTED, Questions
from recto.text.likeness import likest
from recto.text.spelling import Spellings, misspelled, same_word

_LOOKED_AT = 1000
"""Questions that are met through the words of one."""
_MET_BY_ONE = 250_000
"""Pairs of questions that are met through a word that many have, all in all."""
_NEARLY = 0.7
"""How many of the words that are shared at most must be shared, from 0 to 1."""
_COMPARED = 20
"""Entries that a card may be, the likest."""
_ROUNDING = 1e-9


class _Former(NamedTuple):
    """What an entry asked: how much its words tell, and those that cards in question spell otherwise."""

    total: float
    twins: list[tuple[str, set[str]]]


class Near:
    """The entries that are near to cards in question, for each card at most twenty."""

    def __init__(self, words: DeckWords) -> None:
        self.words = words
        self._before: dict[int, dict[int, float]] = {}
        self._twins: dict[tuple[str, str], set[str]] = {}
        self._formers: dict[int, _Former] = {}

    def before(self, card: int) -> dict[int, float]:
        """Those near to a card that stood in the last build, and how much may be the same."""
        if card not in self._before:
            self._before[card] = self._found(card, self.words.before)
        return self._before[card]

    def retired(self, card: int) -> dict[int, float]:
        """The same of those that were retired earlier."""
        return self._found(card, self.words.retired)

    def _found(self, card: int, side: Questions) -> dict[int, float]:
        said, entries = self.words.cards[card], self.words.entries
        met = self._met(said, side)
        most = max(met.values(), default=0)
        likely = [n for n, weight in met.items() if weight >= most * _NEARLY and n in entries]
        if len(likely) > _COMPARED:
            questions = [entries[n].thing.question for n in likely]
            likely = [likely[at] for at in likest(said.thing.question, questions, _COMPARED)]
        shares = ((n, self._greatest_share(card, n)) for n in likely)
        return {n: share for n, share in shares if share >= ALIKE}

    def _met(self, said: Said, side: Questions) -> dict[int, float]:
        """Questions that share words with a card, and how much these tell, the rarest words first.

        Where the words that follow tell too little for a question without the earlier ones to
        come near, none comes in any more.
        """
        if not side.having:
            return {}
        words = [*said.question.content, *self._misspelled_words(said)]
        places_of = sorted(
            (len(places), word, places)
            for word in words
            if (places := side.having.get((said.family, word)))
        )
        if not places_of:
            return {}
        weight = self.words.weights[said.family]
        weights = [weight[word] for _, word, _ in places_of]
        met = dict.fromkeys(self._few(places for _, _, places in places_of), weights[0])
        for number, (size, _, places) in enumerate(places_of[1:], 1):
            if size > LISTED or len(met) + size > _LOOKED_AT:
                break
            most = max(met.values(), default=0)
            comes_near = sum(weights[number:]) > most * _NEARLY - _ROUNDING
            for place in places if comes_near else places & met.keys():
                met[place] = met.get(place, 0) + weights[number]
        return met

    def _few(self, having: Iterable[set[int]]) -> set[int]:
        """The questions that have the first word, so many of the next ones as leave few of them."""
        most = max(_MET_BY_ONE // len(self.words.cards), LISTED)
        places: set[int] | None = None
        for each in having:
            places = each if places is None else places & each
            if len(places) <= most:
                return places
        return set()

    def _misspelled_words(self, said: Said) -> Iterator[str]:
        """Words that no card asks with any more, and of which a card has a slip."""
        for word in said.question.content:
            if not self.words.before.having.get((said.family, word)):
                near = self._lost_words[said.family].near(word)
                yield from (other for other in near if misspelled(other, word))

    @cached_property
    def _lost_words(self) -> Mapping[str, Spellings]:
        now = self.words.now.having
        gone = (self.words.entries[number] for number in self.words.gone)
        return _by_family(
            (old.family, {w for w in old.question.content if not now.get((old.family, w))})
            for old in gone
        )

    def _greatest_share(self, card: int, entry: int) -> float:
        """How much of two questions is the same at most; all where words may only have been added.

        `change` says it for sure; this takes a tenth of the time, and most pairs are far apart.
        """
        said = self.words.cards[card]
        if self.words.shown and self.words.shown.by(said.thing) is not None:
            return 1  # what its files are called may not count
        new, old = said.question, self.words.entries[entry].question
        kept, stayed = old.content & new.every, new.content & old.every
        weights = self.words.weights[said.family]
        total, twins = self._former(entry)
        for word, others in twins:
            if not others.isdisjoint(new.content):
                kept |= {word}
                stayed |= others & new.content
        if len(kept) == len(old.content) or len(stayed) == len(new.content):
            return 1
        same = weights.of(kept)
        return 2 * same / (same + total + weights.of(new.content - stayed)) + _ROUNDING

    def _former(self, entry: int) -> _Former:
        found = self._formers.get(entry)
        if found is None:
            family, content = (old := self.words.entries[entry]).family, old.question.content
            twins = ((word, self._twins_of(family, word)) for word in content)
            found = _Former(
                self.words.weights[family].of(content),
                [(word, others) for word, others in twins if others],
            )
            self._formers[entry] = found
        return found

    def _twins_of(self, family: str, word: str) -> set[str]:
        """Words that cards in question ask with, and that are another one in another spelling."""
        key = family, word
        twins = self._twins.get(key)
        if twins is None:
            near = self._new_words[family].near(word) - {word} if word.isalpha() else ()
            twins = self._twins[key] = {other for other in near if same_word(word, other)}
        return twins

    @cached_property
    def _new_words(self) -> Mapping[str, Spellings]:
        cards = self.words.cards.values()
        return _by_family(
            (said.family, filter(str.isalpha, said.question.content)) for said in cards
        )


def _by_family(words: Iterable[tuple[str, Iterable[str]]]) -> Mapping[str, Spellings]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for family, some in words:
        found[family].update(some)
    return defaultdict(lambda: Spellings(()), {f: Spellings(each) for f, each in found.items()})
