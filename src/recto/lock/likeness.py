"""How alike two cards are, and what of a deck is near to one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from rapidfuzz import fuzz

from recto.lock.entry import Entry
from recto.model import Card

SAME_QUESTION = 60
"""Per cent. Two questions of one deck measured 44 to 57, true rewordings 42 to 78."""
CLOSE_QUESTION = 75
"""How alike questions must be where the answer was edited too or the topic changed."""
LONG_ANSWER = 6
"""Words; in an answer as long as this some may be put in place of others."""
CLOSE_ANSWER = 75
"""How alike two long answers must be for one to be the other, edited."""
TOUCHED_QUESTION = 85
"""How alike questions must be where the answer, being common, is no witness."""
SAME_WORD = 80
"""How alike two words must be for one to be the other, mended."""
STAND_OUT = 15
"""How far a candidate must be ahead of everything else in the deck."""
AHEAD = 5
"""The same between questions whose common answer nothing else has: a witness of its own."""

_COMMON = 100
"""A word that more cards than this share tells none of them apart."""
_NEAREST = 20
"""Cards compared in full, chosen by the number of rare words they share."""
_WORD = re.compile(r"\w+")


class Traits(NamedTuple):
    """What likeness looks at, the same for a card and for an entry."""

    family: str
    topic: str
    question: str
    answer: str

    @property
    def whole(self) -> str:
        return f"{self.question}\n{self.answer}"


def traits(thing: Card | Entry) -> Traits:
    """What likeness looks at, without case and spacing."""
    topic = thing.topic if isinstance(thing, Entry) else thing.topic.path
    return Traits(thing.family, topic, _plain(thing.question), _plain(thing.answer))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def questions_alike(one: Traits, other: Traits) -> float:
    """Likeness of two questions in per cent."""
    return fuzz.ratio(one.question, other.question)


def only_touched(before: str, after: str) -> bool:
    """Whether words were only added, only taken away, or mended, none put in place of others.

    “the guest OS” and “the host OS” are two facts however alike they look.
    """
    old, new = Counter(_WORD.findall(before)), Counter(_WORD.findall(after))
    lost, added = list((old - new).elements()), list((new - old).elements())
    for word in tuple(lost):
        twin = next((each for each in added if fuzz.ratio(word, each) >= SAME_WORD), None)
        if twin is not None:
            lost.remove(word)
            added.remove(twin)
    return not lost or not added


def answers_alike(before: str, after: str) -> bool:
    """Whether an answer can be another, edited: “Shield Advanced” never was “Shield Standard”."""
    if only_touched(before, after):
        return True
    is_long = min(len(before.split()), len(after.split())) >= LONG_ANSWER
    return is_long and fuzz.ratio(before, after) >= CLOSE_ANSWER


class Crowd:
    """Cards or entries of a deck, to be found by the rare words they have."""

    def __init__(self, members: list[Traits]) -> None:
        self.members = members
        self._by_word: dict[str, list[int]] = {}
        for number, member in enumerate(members):
            for word in set(_WORD.findall(member.whole)):
                self._by_word.setdefault(word, []).append(number)

    def near(self, one: Traits) -> list[int]:
        """Up to twenty members of the same family that share most rare words with `one`."""
        shared: Counter[int] = Counter()
        for word in set(_WORD.findall(one.whole)):
            numbers = self._by_word.get(word, ())
            if len(numbers) <= _COMMON:
                shared.update(n for n in numbers if self.members[n].family == one.family)
        return [number for number, _ in shared.most_common(_NEAREST)]

    def likest(self, one: Traits, *, but: int) -> float:
        """How like `one` the likest member is, the given one left out."""
        return max(
            (fuzz.ratio(one.whole, other.whole) for other in self._others(one, but)), default=0
        )

    def likest_question(self, one: Traits, *, but: int) -> float:
        """The same, of the questions alone."""
        return max((questions_alike(one, other) for other in self._others(one, but)), default=0)

    def _others(self, one: Traits, but: int) -> Iterator[Traits]:
        return (self.members[number] for number in self.near(one) if number != but)
