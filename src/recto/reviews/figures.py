"""Which cards of a deck are to be mended, by the answers of those who learn it.

A card is named only where chance hardly explains it: the upper bound of its retention lies under
the mean of the deck. A fixed threshold would name the cards of a hard deck, or of few answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from recto.deck.model import Card, Deck, Topic
from recto.diagnostics import counted
from recto.lock import Entry
from recto.outputs.prepared import BuiltCard
from recto.reviews.sums import CardOf, Sums

FEWEST = 5
"""Answers without which nothing is said of a card."""


class LearnersSums(NamedTuple):
    """The sums of some learners of one deck."""

    learners: int
    sums: Mapping[CardOf, Sums]


class Figure(NamedTuple):
    """What is known of one card of a note."""

    card: Card
    entry: Entry
    name: str
    """Which of the note's cards it is, where there are several."""
    ord: int
    sums: Sums

    @property
    def told(self) -> str:
        """The figures in a sentence."""
        sums = self.sums
        low, high = sums.bounds
        parts = []
        if sums.answers:
            right = f"{sums.retention:.0%} of {counted(sums.answers, 'answer')} right"
            parts = [f"{right} ({low:.0%} to {high:.0%})", counted(sums.lapses, "lapse")]
            parts.append(f"{sums.seconds:.0f} s")
        if sums.first_wrong:
            learners = counted(sums.first, "learner")
            parts.append(f"{sums.first_wrong:,} of {learners} failed it at first")
        return ", ".join(parts)

    def named(self, message: str) -> str:
        """A message on this card, which tells it from others of its note."""
        return f"{self.name}: {message}" if self.name else message


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of a deck."""

    deck: Deck
    learners: int
    all: tuple[Figure, ...]
    """Of each card that was answered, in the order of the deck."""

    @property
    def total(self) -> Sums:
        return total(self.all)

    @property
    def to_mend(self) -> list[Figure]:
        """The cards that are surely harder than the deck, the worst first."""
        mean = self.total.retention
        found = [
            each for each in self.all if each.sums.answers >= FEWEST and each.sums.bounds[1] < mean
        ]
        return sorted(found, key=lambda each: (each.sums.smoothed, each.card.place))

    @property
    def are_hints(self) -> bool:
        """Whether one learner's weakness could be all there is to it."""
        return self.learners < 2  # noqa: PLR2004  # one is no second opinion

    @property
    def topics(self) -> list[tuple[Topic, Sums]]:
        """The sums of each topic that was answered."""
        by_topic: dict[Topic, list[Figure]] = {}
        for each in self.all:
            by_topic.setdefault(each.card.topic, []).append(each)
        return [(topic, total(figures)) for topic, figures in by_topic.items()]


def total(figures: Iterable[Figure]) -> Sums:
    """The sums of many cards; of learners it tells nothing."""
    found = Sums()
    for each in figures:
        found = found.plus(each.sums.since(0))
    return found


def figures_of(deck: Deck, built: Iterable[BuiltCard], sources: Iterable[LearnersSums]) -> Figures:
    """The figures of a deck's cards, from the sums of all its learners."""
    sources = [each for each in sources if each.sums]
    found = [*_figures(built, [each.sums for each in sources])]
    return Figures(deck, sum(each.learners for each in sources), tuple(found))


def asked_since(entry: Entry) -> int:
    """Since when question and answer of a note are as they are."""
    return entry.asked or entry.modified


def _figures(built: Iterable[BuiltCard], many: list[Mapping[CardOf, Sums]]) -> Iterator[Figure]:
    for card, entry, rendered in built:
        note_type = rendered.note_type
        for ord_ in rendered.ords:
            sums = Sums(asked_since(entry))
            for each in many:
                given = each.get(CardOf(entry.guid, ord_))
                if given and given.asked == sums.asked:
                    sums = sums.plus(given)
            if not (sums.answers or sums.first):
                continue
            name = ""
            if len(rendered.ords) > 1:
                is_cloze = note_type.is_cloze
                name = f"c{ord_ + 1}" if is_cloze else note_type.template_of(ord_).name
            yield Figure(card, entry, name, ord_, sums)
