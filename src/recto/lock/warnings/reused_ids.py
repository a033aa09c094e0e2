"""Ids on other cards than before: the reviews follow the id, the fact stays behind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from recto.deck.model import Card
from recto.diagnostics import Diagnostic, Location, short
from recto.lock.entry import Entry, by_note
from recto.lock.matching.pictures import names_file, without_names
from recto.lock.matching.rules import answers_alike, is_telling, says
from recto.lock.warnings.matched import Matched
from recto.text import Text
from recto.text.likeness import bare
from recto.text.rewording import change
from recto.text.wording import wording


def reused_ids(matched: Matched) -> Iterator[Diagnostic]:
    """What to tell where the `id` of one card brings its reviews to another.

    An error where what it said stands at another card now, as after an exchange, or where a block
    was copied and the `id` left at the copy: nobody can mean that. A warning where it may be meant:
    two cards became one, or the id is of a card that was retired. A note where a card says
    something else altogether, or one for a file of which much was rewritten: to rewrite a card is
    what its id is for.

    Nothing if the card had the id on another branch: of that `one_id_two_cards` tells. A new card
    with an id and an answer of its own only asks what another asked, as many do of pictures. Files
    are told by their bytes, as they have other names where pictures were numbered anew.
    """
    if not any(card.id and former for card, former in matched.pairs()):
        return
    ids = _Ids(matched)
    rewritten = defaultdict[Path, list[_Rewritten]](list)
    for card, id_, former in ids.rewritten():
        told = ids.told(card, id_, former)
        if told and told.code == "card-rewritten":
            rewritten[id_.path].append(_Rewritten(card, former, told))
        elif told:
            yield told
    for file, cards in rewritten.items():
        if len(cards) > _MANY:
            yield _together(file, cards)
        else:
            yield from (each.told for each in cards)


class _Rewritten(NamedTuple):
    """A card that says something else altogether, what it said, and what is told of it alone."""

    card: Card
    former: Entry
    told: Diagnostic


_MANY = 8
"""Cards of one file: who rewrote more meant to, as in a translation."""


def _together(file: Path, cards: list[_Rewritten]) -> Diagnostic:
    message = (
        f"{len(cards):,} cards of this file say something else now, and keep their reviews by their "
        "`id`s (if one is another fact: restore the lock, give it another `id`, build again)"
    )
    lines = [  # all of them, since any can be another fact by mistake
        f"line {card.asked.line}: “{short(former.question)}” is now “{short(card.question)}”"
        for card, former, _ in cards
    ]
    return Diagnostic(Location(file), "card-rewritten", message, tuple(lines))


class _Ids:
    """The cards that say something else than before, beside those that might say it now."""

    def __init__(self, matched: Matched) -> None:
        self.matched, self.shown = matched, matched.shown
        self.changed = [
            (card, former)
            for card, former in matched.pairs()
            if former is None or card.question != former.question
        ]
        asked = [(self.asked(card), card, former) for card, former in self.changed]
        self.arrived = {each for each, card, former in asked if former or not card.id}
        self.answered = {(each, card.answer) for each, card, _ in asked}
        self.before = {self.asked(entry) for entry in matched.known.entries.values()}
        self.elsewhere = by_note(matched.known.readings)

    @cached_property
    def answering(self) -> dict[str, list[Card]]:
        """The changed cards by their answers."""
        found: dict[str, list[Card]] = {}
        for card, _ in self.changed:
            found.setdefault(bare(card.answer), []).append(card)
        return found

    @cached_property
    def answers(self) -> Counter[str]:
        """How often each answer was given."""
        return Counter(bare(each.answer) for each in self.matched.known.live())

    def asked(self, thing: Card | Entry) -> Hashable:
        """What a question asks: its words and, of files in it, what they show and not their names."""
        shows = self.shown.by(thing)
        if shows is None or not names_file(thing.question):
            return thing.family, thing.question
        return thing.family, without_names(thing.question), shows

    def rewritten(self) -> Iterator[tuple[Card, Text, Entry]]:
        """The cards that have another's name, or their own and other words than before."""
        for card, former in self.changed:
            if former and card.id and self.asked(card) != self.asked(former):
                others = self.elsewhere.get(former.key, ())
                own = former.id or former.short_key
                if card.id.value in {own, *(other.id for other in others)} and not any(
                    card.question == other.question for other in others
                ):
                    yield card, card.id, former

    def told(self, card: Card, id_: Text, former: Entry) -> Diagnostic | None:
        """What is to be told of a card that has the `id` of an entry with other words."""
        left = self.asked(former)
        whose = f"the id `{id_.value}` belongs to “{short(former.question)}”"
        if (
            left in self.arrived
            or (left, former.answer) in self.answered
            or (not says(card, former) and self._is_said_elsewhere(card, former))
        ):
            message = f"{whose}, whose reviews would go to this card; put it back there"
            return Diagnostic(id_.at(), "id-moved", message)
        once = id_.value != (former.id or former.short_key)
        if self.asked(card) in self.before and not former.retired:
            is_gone = True
        else:
            is_gone = (former.retired or once) and not former.draft and not says(card, former)
        if is_gone:
            message = (
                f"{whose}, which is gone: learners go on with its reviews at this card (if it is "
                "another fact: restore the lock, give the card another `id`, build again)"
            )
            return Diagnostic(id_.at(), "id-reused", message)
        if former.draft or self._is_reworded(card, former):
            return None
        message = (
            f"by its `id` this is “{short(former.question)}” still, and keeps its reviews (if it is "
            "another fact: restore the lock, give it another `id`, build again)"
        )
        return Diagnostic(id_.at(), "card-rewritten", message)

    def _is_reworded(self, card: Card, former: Entry) -> bool:
        """Whether the card asks what the entry asked, as far as its words tell."""
        made = change(wording(former.question), wording(card.question))
        if bare(card.question) == bare(former.question):
            return True
        if made.is_light and made.keeps_subject and answers_alike(card, former):
            return True
        answer = bare(former.answer)
        same = bare(card.answer) == answer and self.answers[answer] == 1
        is_another = made.is_turned or made.is_exchange or made.is_renamed
        return same and is_telling(answer) and not is_another

    def _is_said_elsewhere(self, card: Card, former: Entry) -> bool:
        """Whether another card says now what an entry said."""
        others = self.answering.get(bare(former.answer), ())
        return any(other is not card and says(other, former) for other in others)
