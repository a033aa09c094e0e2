"""Cards that went to another deck, where their reviews can't follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from recto.deck.model import Card, Deck
from recto.diagnostics import Diagnostic, short
from recto.lock.advance import Advanced
from recto.lock.entry import Entry, Lock
from recto.lock.matching.deckwords import COMMON
from recto.lock.matching.rules import answers_alike, says
from recto.text.likeness import bare
from recto.text.rewording import change
from recto.text.wording import wording


class Move(NamedTuple):
    """A deck on its way from one lock to the next."""

    deck: Deck
    before: Lock
    advanced: Advanced


def moved_to_other_deck(
    moves: Iterable[Move], others: Callable[[], Iterable[Lock]]
) -> Iterator[Diagnostic]:
    """A warning for each new card that says what a card of another deck did, or may say it.

    That is one that was retired, if the deck is built too; of `others`, which are not built now,
    nobody knows which of their cards have stayed. Each deck has its own note types, and Anki never
    takes a note from one type to another.
    """
    moves = list(moves)
    came = [(move, card) for move in moves for card in _new(move)]
    if not came:
        return
    left = _Left()
    for move in moves:
        left.add(move.deck.name, (e for e in move.advanced.lock.entries.values() if e.retired))
    for lock in others():
        left.add(lock.decks.get("", lock.deck_id), lock.entries.values())
    for move, card in came if left.asking else ():
        if found := left.told_by(card, but=move.deck.name):
            home, former = found
            asked = "this" if says(card, former) else f"“{short(former.question)}”"
            message = (
                f"a card of “{home}” asked {asked}; reviews can't follow it to another deck: "
                "learners get a new card, and keep the old one until they delete it"
            )
            yield Diagnostic(card.asked.at(), "card-departed", message)


def _new(move: Move) -> Iterator[Card]:
    for card, entry in zip(move.deck.built, move.advanced.entries, strict=True):
        if entry.key not in move.before.entries:
            yield card


class _Left:
    """Cards that may have left their deck, by their `id`s and the words of their questions."""

    def __init__(self) -> None:
        self.asking: defaultdict[str, list[tuple[str, Entry]]] = defaultdict(list)
        self.having: defaultdict[str, list[tuple[str, Entry]]] = defaultdict(list)
        self.named: defaultdict[str, list[tuple[str, Entry]]] = defaultdict(list)

    def add(self, deck: str, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if entry.id:
                self.named[entry.id].append((deck, entry))
            self.asking[bare(entry.question)].append((deck, entry))
            for word in _sought(entry.question):
                self.having[word].append((deck, entry))

    def told_by(self, card: Card, *, but: str) -> tuple[str, Entry] | None:
        """Another deck and its card that said what a card says, for sure or as it seems."""
        words = _sought(card.question)
        lists = sorted((self.having[word] for word in words if word in self.having), key=len)
        named = self.named.get(card.id.value, ()) if card.id else ()
        near = [*named, *self.asking.get(bare(card.question), ())]
        for having in lists[:_RAREST]:
            near += having[:_LOOKED_AT]
        elsewhere = [(deck, entry) for deck, entry in near if deck != but]
        for tells in (says, self._may_say):
            for deck, entry in elsewhere:
                if tells(card, entry):
                    return deck, entry
        return None

    def _may_say(self, card: Card, entry: Entry) -> bool:
        """Whether a card has the `id` of an entry, or its answer and a word that few of them asked with."""
        if card.id and card.id.value == entry.id:
            return True
        if card.family != entry.family or not answers_alike(card, entry):
            return False
        made = change(wording(entry.question), wording(card.question))
        return not made.is_turned and any(len(self.having[word]) < COMMON for word in made.kept)


def _sought(question: str) -> set[str]:
    """What leads to a question: words that say something, and what code has, be it signs alone."""
    words = wording(question)
    return {*words.content, *words.code}


_RAREST = 3
"""Words of a question by which others are looked for."""
_LOOKED_AT = 100
"""Cards that share a word, of which a moved one is looked for."""
