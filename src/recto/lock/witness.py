"""What makes a card and an entry the same beyond doubt: words that are equal, to the letter or bare."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from recto.diagnostics import Location
from recto.likeness import bare
from recto.lock.entry import Entry
from recto.lock.pairing import Pairing
from recto.model import Card

Files = Mapping[Location, str]
"""What tells the files that a card shows from others, by the card's place."""


class Witness(NamedTuple):
    """What must be equal, beside family and question."""

    topic: bool
    answer: bool
    bare: bool = False
    """Whether case, spaces, emphasis and the marks at the end count for nothing."""
    shared: frozenset[str] = frozenset()
    """Questions that say nothing of a thing with an `id` where no answer is a witness beside."""
    files: Files = MappingProxyType({})
    """What cards show, where files in a question are to be the same."""

    def of_card(self, card: Card) -> Hashable | None:
        question = card.question
        if card.id and not self.answer and question in self.shared:
            return None
        shows = self.files.get(card.place) if self.files and FILE.search(question) else None
        return self._key(card.family, question, card.topic.path, card.answer, shows)

    def of_entry(self, entry: Entry) -> Hashable | None:
        question = entry.question
        if entry.id and not self.answer and question in self.shared:
            return None
        shows = entry.parts.get("media") if self.files and FILE.search(question) else None
        return self._key(entry.family, question, entry.topic, entry.answer, shows)

    def _key(
        self, family: str, question: str, topic: str, answer: str, shows: str | None
    ) -> Hashable:
        if self.bare:
            question, answer = bare(question), bare(answer)
        return (
            family,
            question,
            topic if self.topic else None,
            answer if self.answer else None,
            shows,
        )


EXACT = (
    Witness(topic=True, answer=True),
    Witness(topic=True, answer=False),
    Witness(topic=False, answer=True),
    Witness(topic=False, answer=False),
    Witness(topic=True, answer=True, bare=True),
    Witness(topic=False, answer=True, bare=True),
)


def shared_questions(found: Pairing) -> frozenset[str]:
    """Questions of loose cards that several cards ask, or several entries did.

    Entries without an id that were retired earlier don't count: by a question that was exact,
    learners' reviews have gone from one to the other already.
    """
    if not (any(card.id for card in found.cards) or any(entry.id for entry in found.entries)):
        return frozenset()
    loose = {found.cards[number].question for number in found.loose}
    live = (entry for entry in found.entries if entry.id or not entry.retired)
    cards = Counter(card.question for card in found.cards if card.question in loose)
    entries = Counter(entry.question for entry in live if entry.question in loose)
    return frozenset(each for each in loose if max(cards[each], entries[each]) > 1)


FILE = re.compile(r"""(\]\()(?:<[^<>]*>|[^)\s]*)|(\bsrc\s*=\s*)(?:"[^"]*"|'[^']*'|[^\s>]+)""")
"""The name of a file in a text, with what stands before it."""


def asks(question: str, shows: str | None) -> Hashable:
    """What a question asks: its words and, of files in it, what they show and not their names."""
    if shows is None or not FILE.search(question):
        return question
    return FILE.sub(r"\1\2", question), shows
