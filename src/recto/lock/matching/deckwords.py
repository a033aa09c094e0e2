"""Cards and entries beside each other, to be found by the words of what they ask."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from math import sqrt
from typing import NamedTuple

from recto.deck.model import Card
from recto.lock.entry import Entry
from recto.lock.matching.pairing import Pairing, is_live
from recto.lock.matching.pictures import Shown, without_names
from recto.text.likeness import ratio
from recto.text.wording import Change, Wording, change, misspelled, mistyped, wording

COMMON = 4
"""Questions; a word that as many have tells none of them from the others."""
_LISTED = 100
"""Questions; a word that more have leads to none of them."""
_LOOKED_AT = 1000
"""Questions that are met through the words of one."""
_NEARLY = 0.7
"""How many of the words that are shared at most must be shared, from 0 to 1."""
_COMPARED = 20
"""Entries compared in full with one card, the likest first."""
_FEW = 100
"""Words that are sooner looked for one by one than among all words of a text."""


class Said(NamedTuple):
    """What a card or an entry says, for comparison."""

    family: str
    topic: str
    question: Wording
    answer: str
    """With single spaces."""
    thing: Card | Entry


class Questions:
    """The questions of one side, today's or those of the last build, by their words."""

    def __init__(self) -> None:
        self.having: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        """The places where a word stands that is looked for."""
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
            if self.times[family, word] <= _LISTED:
                places = self.having.get((family, word), set())
                found = places if found is None else found & places
        return found


class DeckWords:
    """All that is to be compared: what seems new, what seems gone, and what is like either.

    Of the cards that read as their entry does only those that share a rare word with a card or an
    entry in question are looked at.
    """

    def __init__(self, found: Pairing, shown: Shown) -> None:
        self.found, self.shown = found, shown
        self.cards = {n: _said(found.cards[n]) for n in found.loose}
        self.entries = {n: _said(found.entries[n]) for n in found.left}
        self.gone = set(found.gone())
        same = found.same()
        self.now, self.before, self.retired = Questions(), Questions(), Questions()
        self._read(same)
        self._count_answers(same)
        self.by_answer: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        """Entries whose card is gone, by family and answer."""
        for number in self.gone:
            old = self.entries[number]
            self.by_answer[old.family, old.answer].append(number)
        self._slips: dict[str, list[tuple[str, str]]] | None = None

    def _read(self, same: Mapping[int, int]) -> None:
        """Take in the words of all questions, those of the unchanged ones at the end."""
        found = self.found
        asked: defaultdict[str, set[str]] = defaultdict(set)
        for said in (*self.cards.values(), *(self.entries[n] for n in self.gone)):
            asked[said.family] |= said.question.content
        matched = {*same.values()}
        for number, card in enumerate(found.cards):
            if number not in same:
                said = self.cards.get(number) or _said(card)
                self.now.add(number, said.family, said.question.content & asked[said.family])
        for number, entry in enumerate(found.entries):
            if number not in matched:
                old = self.entries.get(number) or _said(entry)
                side = self.before if is_live(entry) else self.retired
                side.add(number, old.family, old.question.content & asked[old.family])
        for number, words in _with_rare_words(
            ((n, found.cards[n]) for n in same), asked, self.now.times
        ):
            family = found.cards[number].family
            self.now.add(number, family, words)
            self.before.add(same[number], family, words)

    def _count_answers(self, same: Mapping[int, int]) -> None:
        """How often each answer is given, now and before."""
        found = self.found
        asked = {said.answer for said in (*self.cards.values(), *self.entries.values())}
        in_both = _times_given((found.cards[n].answer for n in same), asked)
        others = (spaced(card.answer) for n, card in enumerate(found.cards) if n not in same)
        matched = {*same.values()}
        live = (
            spaced(entry.answer)
            for n, entry in enumerate(found.entries)
            if n not in matched and is_live(entry)
        )
        self.answers_now = in_both + Counter(others)
        self.answers_before = in_both + Counter(live)

    def is_gone(self, entry: int) -> bool:
        """Whether a card had the entry at the last build, and none has it now."""
        return entry in self.gone and entry in self.found.left

    def tells(self, answer: str) -> bool:
        """Whether no other card and no other entry has the answer."""
        return bool(answer) and self.answers_now[answer] <= 1 and self.answers_before[answer] <= 1

    def change(self, card: int, entry: int) -> Change:
        """What was done to the question of an entry to make that of a card of it."""
        new, old = self.cards[card], self.entries[entry]
        shows = self.shown.by(new.thing)
        if shows is not None and shows == self.shown.by(old.thing):  # whatever the files are called
            return change(*(wording(without_names(each.thing.question)) for each in (old, new)))
        return change(old.question, new.question)

    def mended(self, card: int, made: Change) -> Change:
        """The same change, with names that were only mistyped taken for what they were.

        That is so where a single letter is another, and no other card asks with either name, nor
        one that was retired.
        """
        family, names = self.cards[card].family, made.names
        slips = [
            (word, other)
            for word, other in product(sorted(made.lost & names), sorted(made.added & names))
            if mistyped(word, other) and self._stands_alone(family, word, other)
        ]
        return made._replace(
            lost=made.lost - {word for word, _ in slips},
            added=made.added - {other for _, other in slips},
            mended=(*made.mended, *slips),
        )

    def _stands_alone(self, family: str, word: str, other: str) -> bool:
        """Whether one question had the first word, and one has the second, and no other either."""
        was, now = (family, word), (family, other)
        return (
            (self.before.times[was], self.now.times[was]) == (1, 0)
            and (self.before.times[now], self.now.times[now]) == (0, 1)
            and not self.retired.times[was]
            and not self.retired.times[now]
        )

    def is_common(self, family: str, word: str) -> bool:
        """Whether a word tells none of the cards that have it from the others."""
        key = family, word
        return self.before.times[key] >= COMMON or self.now.times[key] >= COMMON

    def share(self, family: str, made: Change) -> float:
        """How much of both questions is the same, from 0 to 1; what many ask counts little."""
        kept = sum(self._weight(family, word) for word in made.kept)
        others = sum(self._weight(family, word) for word in (*made.lost, *made.added))
        return 2 * kept / (2 * kept + others) if kept or others else 1

    def _weight(self, family: str, word: str) -> float:
        key = family, word
        return 1 / sqrt(max(self.before.times[key], self.now.times[key], 1))

    def is_only(self, card: int, entry: int, made: Change) -> bool:
        """Whether the words that were kept stand in no other question, now and before."""
        family = self.cards[card].family
        renamed = dict(made.mended)
        before = self.before.with_all(family, made.kept)
        now = self.now.with_all(family, [renamed.get(word, word) for word in made.kept])
        return before == {entry} and now == {card}

    def near(self, card: int, side: Questions) -> list[int]:
        """Entries that share rare words with a card, or have one that is spelled nearly so."""
        said = self.cards[card]
        met: defaultdict[int, float] = defaultdict(float)
        words = [*said.question.content, *self._spelled_nearly(said)]
        listed = [
            (len(places), word, places)
            for word in words
            if (places := side.having.get((said.family, word)))
        ]
        for number, (size, word, places) in enumerate(sorted(listed, key=lambda each: each[:2])):
            if number and (size > _LISTED or len(met) + size > _LOOKED_AT):
                break
            weight = self._weight(said.family, word)
            for place in places:
                met[place] += weight
        most = max(met.values(), default=0)
        likely = [n for n, weight in met.items() if weight >= most * _NEARLY and n in self.entries]
        if len(likely) > _COMPARED:
            asked = said.thing.question
            likely.sort(key=lambda n: ratio(asked, self.entries[n].thing.question), reverse=True)
        return likely[:_COMPARED]

    def _spelled_nearly(self, said: Said) -> Iterator[str]:
        """Words of entries that went, of which a word of a card is another spelling."""
        if self._slips is None:
            self._slips = self._parts_of_lost_words()
        for word in said.question.content:
            if not self.before.having.get((said.family, word)):
                near = {each for part in _parts(word) for each in self._slips.get(part, ())}
                for family, other in near:
                    if family == said.family and misspelled(other, word):
                        yield other

    def _parts_of_lost_words(self) -> dict[str, list[tuple[str, str]]]:
        """The words that no card asks with any more, each by what slips would leave of it."""
        olds = (self.entries[number] for number in self.gone)
        lost = {(old.family, word) for old in olds for word in old.question.content}
        found: dict[str, list[tuple[str, str]]] = {}
        for family, word in lost:
            if not self.now.having.get((family, word)):
                for part in _parts(word):
                    found.setdefault(part, []).append((family, word))
        return found


def _parts(word: str) -> list[str]:
    """A word, and it without each of its letters: two that differ in a slip share one of these."""
    return [word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))]


def _said(thing: Card | Entry) -> Said:
    topic = thing.topic if isinstance(thing, Entry) else thing.topic.path
    return Said(thing.family, topic, wording(thing.question), spaced(thing.answer), thing)


def _with_rare_words(
    cards: Iterable[tuple[int, Card]],
    asked: Mapping[str, set[str]],
    times: Mapping[tuple[str, str], int],
) -> Iterator[tuple[int, list[str]]]:
    """The places of cards with words that are looked for, and those words, until they are common."""
    rare = {family: {*words} for family, words in asked.items()}
    for place, card in cards:
        sought = rare.get(card.family)
        if not sought:
            continue
        text = card.question.casefold()
        if len(sought) < _FEW and not any(map(text.__contains__, sought)):
            continue  # the same in a tenth of the time
        words = [word for word in wording(card.question).content if word in sought]
        if words:
            yield place, words
            sought.difference_update(word for word in words if times[card.family, word] > _LISTED)


def spaced(text: str) -> str:
    """A text with single spaces."""
    return " ".join(text.split())


def _times_given(answers: Iterable[str], asked: Iterable[str]) -> Counter[str]:
    """How often each of the asked answers is given; what else, is of no use.

    By their last word most answers are known for none of those.
    """
    last = {answer.rpartition(" ")[2] for answer in asked}
    return Counter(spaced(answer) for answer in answers if _last_word(answer) in last)


def _last_word(text: str) -> str:
    words = text.rsplit(None, 1)
    return words[-1] if words else ""
