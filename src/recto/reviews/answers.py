"""From the answers in learners' collections to sums.

Of a day only the first answer to a card counts, since those that follow repeat what was just
shown; and only answers to cards that were learnt already, as Anki's own retention has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from recto.anki.interface import Answer, LearnersCollection
from recto.deck.notetypes.note_type import SHIPPED
from recto.deck.notetypes.shipped import Shipped
from recto.reviews.sums import STEPS, CardOf, Sums, step_of

AGAIN = 1
_LEARNING, _REVIEW, _RELEARNING = 0, 1, 2


class Given(NamedTuple):
    """An answer, by the card as all learners know it."""

    card: CardOf
    answer: Answer


@dataclass(slots=True)
class Learner:
    """All answers of one learner, whichever files they came from."""

    answers: dict[tuple[int, CardOf], Answer]
    """By time and card: two files of one learner hold the same ones."""
    day_begins: int
    """Seconds after midnight in UTC."""
    versions: dict[str, int] = field(default_factory=dict)
    """When the wording was made that the learner has, in seconds, by guid where Shipped tells."""


def learners_of(collections: Iterable[LearnersCollection]) -> list[Learner]:
    """The learners behind some collections; those that share an answer are of one learner."""
    found: list[Learner] = []
    for collection in collections:
        cards = {
            card.id: CardOf(note.guid, card.ord)
            for note in collection.notes.values()
            for card in note.cards
        }
        answers = {(each.time, cards[each.card_id]): each for each in collection.answers}
        new = Learner(answers, collection.day_begins, _versions(collection))
        same = [each for each in found if answers.keys() & each.answers.keys()]
        for each in same:
            new.answers |= each.answers
            versions = {**new.versions, **each.versions}
            new.versions = {g: max(time, new.versions.get(g, 0)) for g, time in versions.items()}
        found = [each for each in found if all(each is not other for other in same)]
        found.append(new)
    return [each for each in found if each.answers]


def _versions(collection: LearnersCollection) -> dict[str, int]:
    found = {}
    for guid, note in collection.notes.items():
        values = collection.note_types[note.type_id].values(note)
        if shipped := Shipped.parse(values.get(SHIPPED, "")):
            found[guid] = shipped.modified
    return found


def sums_of(learner: Learner, asked: Mapping[str, int]) -> dict[CardOf, Sums]:
    """One learner's sums; `asked` tells of each guid since when question and answer are as now."""
    by_card: dict[CardOf, list[Answer]] = {}
    for (_, card), answer in sorted(learner.answers.items()):
        if card.guid in asked:
            by_card.setdefault(card, []).append(answer)
    found = {}
    for card, answers in by_card.items():
        since = asked[card.guid]
        if learner.versions.get(card.guid, since) < since:
            continue  # this learner has the old wording still
        sums = _sums(answers, since, learner.day_begins)
        if sums.answers or sums.first:
            found[card] = replace(sums, asked=since, learners=1)
    return found


def _sums(answers: list[Answer], since: int, day_begins: int) -> Sums:
    """The sums of one card, whose answers stand in the order of their times."""
    recalled = [each for each in _first_of_days(answers, day_begins) if _is_recalled(each, since)]
    times = [0] * STEPS
    for each in recalled:
        times[step_of(each.took)] += 1
    first = next((each for each in answers if each.ease), None)
    is_seen = first is not None and first.kind == _LEARNING and first.time >= since * 1000
    return Sums(
        answers=len(recalled),
        right=sum(each.ease > AGAIN for each in recalled),
        lapses=sum(
            each.kind == _REVIEW and each.ease == AGAIN and each.time >= since * 1000
            for each in answers
        ),
        first=int(is_seen),
        first_wrong=int(is_seen and first is not None and first.ease == AGAIN),
        times=tuple(times) if recalled else (),
    )


def _is_recalled(answer: Answer, since: int) -> bool:
    is_learnt = answer.kind in (_REVIEW, _RELEARNING)
    return is_learnt and answer.ease > 0 and answer.time >= since * 1000


def _first_of_days(answers: list[Answer], day_begins: int) -> Iterator[Answer]:
    last = None
    for each in answers:
        if not each.ease:  # a reset, or another date given by hand
            continue
        day = (each.time // 1000 - day_begins) // 86_400
        if day != last:
            yield each
        last = day
