"""Which cards Anki has made of a note of an own type, as far as a lock can tell.

It makes those whose fronts show something. As it takes over a note type it makes the cards of all
notes of that type, with the fields that they have then; only after that it updates the notes. So
a front and a field that change together can make a card for a moment, and that stays, blank.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from typing import NamedTuple

from recto.deck.kinds.own_type import as_numbered, without
from recto.lock.entry import Entry, Lock, Slot
from recto.lock.slots import MARK
from recto.text.template import Node, parse, shows


class _Front(NamedTuple):
    """When a card is made. Fields are told by their numbers."""

    number: int
    nodes: tuple[Node, ...]
    without: str = ""
    """Of a card that was deleted: the field that is filled in notes which never had it."""


class Fronts:
    """The fronts of a lock's own note types."""

    def __init__(self, lock: Lock) -> None:
        self.of_type = cache(lambda family: tuple(_fronts(lock, family)))
        self.adopted = {each.family for each in lock.note_types.values() if each.is_adopted}
        self._made = cache(self._cards)

    def made(self, entry: Entry) -> frozenset[int]:
        """The slots of the cards that a note with these fields has; none where nobody knows."""
        absent = entry.parts.get(MARK, "") if entry.family in self.adopted else ""
        return self._made(entry.family, entry.filled, absent)

    def _cards(self, family: str, filled: tuple[int, ...], absent: str) -> frozenset[int]:
        if not filled:
            return frozenset()
        names = {str(number) for number in filled}
        made = [
            front.number
            for front in self.of_type(family)
            if front.without not in names and shows(front.nodes, names)
        ]
        if family not in self.adopted:
            return frozenset(made)
        there = [number for number in made if str(number) not in absent.split(",")]
        return frozenset(there or made[:1] or [1])


def _fronts(lock: Lock, family: str) -> Iterator[_Front]:
    slots = [slot for slot in lock.slots.values() if slot.note_type == family]
    number_of = {slot.name: slot.number for slot in slots if slot.part == "field"}
    is_adopted = family in lock.note_types and lock.note_types[family].is_adopted
    numbered = partial(as_numbered, number_of=number_of) if is_adopted else str
    for slot in slots:
        if slot.part == "card":
            nodes = parse(numbered(slot.front)).nodes
            yield _Front(slot.number, nodes, _without(slot, number_of))


def _without(card: Slot, number_of: dict[str, int]) -> str:
    """The number of the field in which it stands that a note never had a deleted card."""
    if card.state == "live":
        return ""
    burials = (number_of.get(without(card.number, n)) for n in range(len(number_of), 0, -1))
    return next((str(number) for number in burials if number), "")
