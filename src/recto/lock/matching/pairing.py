"""Who has whom, while cards and the lock's entries find each other."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from recto.deck.model import Card
from recto.lock.entry import Entry


@dataclass(slots=True)
class Pairing:
    """Who has whom, while it is being found; cards and entries by their places."""

    cards: list[Card]
    entries: list[Entry]
    entry_of: list[int | None] = field(init=False)
    unmatched_cards: dict[int, None] = field(init=False)
    """Cards without an entry, in their order."""
    unmatched_entries: dict[int, None] = field(init=False)
    """Entries without a card."""
    whole: set[int] = field(default_factory=set)
    """Cards that say the same as their entry."""
    offered: set[int] = field(default_factory=set)
    """Entries whose `id` a message offers to a card that was taken for new."""

    def __post_init__(self) -> None:
        self.entry_of = [None] * len(self.cards)
        self.unmatched_cards = dict.fromkeys(range(len(self.cards)))
        self.unmatched_entries = dict.fromkeys(range(len(self.entries)))

    def take(self, card: int, entry: int) -> None:
        self.entry_of[card] = entry
        del self.unmatched_cards[card], self.unmatched_entries[entry]

    def gone(self) -> list[int]:
        """Entries of the last build, of its drafts too, that no card has."""
        return [number for number in self.unmatched_entries if is_live(self.entries[number])]

    def retired(self) -> list[int]:
        """Entries retired before the last build that no card has."""
        return [number for number in self.unmatched_entries if not is_live(self.entries[number])]

    def same(self) -> dict[int, int]:
        """Cards that read as they did at the last build, and their entries."""
        return {
            card: entry
            for card, entry in enumerate(self.entry_of)
            if entry is not None
            and (card in self.whole or _reads_as(self.cards[card], self.entries[entry]))
            and is_live(self.entries[entry])
        }

    def pair(
        self,
        entries: Iterable[tuple[Hashable, int]],
        of_card: Callable[[Card], Hashable | None],
        *,
        whole: bool = False,
        unless: Callable[[Card, Entry], bool] | None = None,
    ) -> list[tuple[int, int]]:
        """Pair what shares a key, where one card and one entry have it; the pairs that were found.

        Of several entries that say the same as a card on the `whole`, the oldest has it. An
        entry with several keys goes to none of several cards. `unless` tells what speaks against
        a pair.
        """
        if not self.unmatched_cards:
            return []
        free = _one_of_each(
            ((key, entry) for key, entry in entries if entry in self.unmatched_entries),
            self._older if whole else _neither,
        )
        if not free:
            return []
        keyed = ((of_card(self.cards[number]), number) for number in self.unmatched_cards)
        sought = (
            (entry, number)
            for key, number in keyed
            if key is not None and (entry := free.get(key)) is not None
        )
        pairs = [
            (card, entry)
            for entry, card in _one_of_each(sought, _neither).items()
            if card is not None and not (unless and unless(self.cards[card], self.entries[entry]))
        ]
        for pair in pairs:
            self.take(*pair)
        if whole:
            self.whole.update(card for card, _ in pairs)
        return pairs

    def _older(self, one: int | None, other: int) -> int:
        return other if one is None else min(one, other, key=lambda n: self.entries[n].created)


def _reads_as(card: Card, entry: Entry) -> bool:
    return (
        card.question == entry.question
        and card.answer == entry.answer
        and card.topic.path == entry.topic
    )


def is_live(entry: Entry) -> bool:
    """Whether a card had the entry at the last build, be it a draft."""
    return entry.draft or not entry.retired


K = TypeVar("K", bound=Hashable)


def _one_of_each(
    keyed: Iterable[tuple[K, int]], of_two: Callable[[int | None, int], int | None]
) -> dict[K, int | None]:
    """The place with each key; where two have one, that of the two which is chosen, if any."""
    found: dict[K, int | None] = {}
    for key, place in keyed:
        other = found.setdefault(key, place)
        if other != place:
            found[key] = of_two(other, place)
    return found


def _neither(_one: int | None, _other: int) -> None:
    return None
