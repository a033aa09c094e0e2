"""Cards and entries beside each other, to be found by the words of what they ask."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import NamedTuple

from recto.deck.model import Card
from recto.lock.entry import Entry
from recto.lock.matching.pairing import Pairing, is_live
from recto.lock.matching.pictures import Shown, without_names
from recto.lock.matching.questions import LISTED, Questions, Weights
from recto.text.rewording import Change, change, edited
from recto.text.spelling import mistyped
from recto.text.wording import Wording, wording

COMMON = 4
"""Questions; a word that as many have tells none of them from the others."""
ALIKE = 0.5
"""How much of two questions must be the same, from 0 to 1, beside an answer of their own."""
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


class DeckWords:
    """All that is to be compared: what seems new, what seems gone, and what is like either.

    Of the cards that read as their entry does only those that share a rare word with a card or an
    entry in question are looked at.
    """

    def __init__(self, found: Pairing, shown: Shown) -> None:
        self.found, self.shown = found, shown
        self.cards = {n: _said(found.cards[n]) for n in found.unmatched_cards}
        self.entries = {n: _said(found.entries[n]) for n in found.unmatched_entries}
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
        self.weights = {each: Weights(each, (self.before, self.now)) for each in self._families()}
        """By family."""

    def _families(self) -> set[str]:
        return {said.family for said in (*self.cards.values(), *self.entries.values())}

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
        return entry in self.gone and entry in self.found.unmatched_entries

    def tells(self, answer: str) -> bool:
        """Whether no other card and no other entry has the answer."""
        return bool(answer) and self.answers_now[answer] <= 1 and self.answers_before[answer] <= 1

    def answer_alone(self, card: int, entry: int) -> bool:
        """Whether no other card and no other entry has the answer of either."""
        return self.tells(self.cards[card].answer) and self.tells(self.entries[entry].answer)

    def answers_alike(self, card: int, entry: int) -> bool:
        """Whether a card answers what an entry did, edited perhaps."""
        new, old = self.cards[card].answer, self.entries[entry].answer
        return new == old or edited(wording(old), wording(new))

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
        if not (made.lost and made.added):
            return made
        family, names = self.cards[card].family, made.names
        slips = [
            (word, other)
            for word, other in product(sorted(made.lost & names), sorted(made.added & names))
            if mistyped(word, other) and self._stands_alone(family, word, other)
        ]
        return replace(
            made,
            lost=made.lost - {word for word, _ in slips},
            added=made.added - {other for _, other in slips},
            renamed=tuple(slips),
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

    def share(self, card: int, made: Change) -> float:
        """How much of two questions is the same, from 0 to 1; what many ask with counts little."""
        weights = self.weights[self.cards[card].family]
        same, others = weights.of(made.kept), weights.of((*made.lost, *made.added))
        return 2 * same / (2 * same + others) if same or others else 1

    def is_only(self, card: int, entry: int, made: Change) -> bool:
        """Whether the words that were kept stand in no other question, now and before."""
        family = self.cards[card].family
        renamed = dict((*made.mended, *made.renamed))
        before = self.before.with_all(family, made.kept)
        now = self.now.with_all(family, [renamed.get(word, word) for word in made.kept])
        return before == {entry} and now == {card}


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
            sought.difference_update(word for word in words if times[card.family, word] > LISTED)


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
