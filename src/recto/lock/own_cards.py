"""What becomes of the cards of own note types, in notes that learners have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from recto.lock.entry import Lock, Slot
from recto.lock.made import Fronts


class CardOfType(NamedTuple):
    """A card of an author's own note type that notes get, or lose."""

    note_type: str
    """The id of the note type."""
    type_name: str
    slot: int
    name: str
    notes: int
    """How many notes."""
    retired: int = 0
    """How many retired notes beside them: learners have those who kept them."""


class CardsOfTypes(NamedTuple):
    """The cards that notes get, keep though they are deleted, or show nothing on any more."""

    new: tuple[CardOfType, ...]
    deleted: tuple[CardOfType, ...]
    emptied: tuple[CardOfType, ...]


def cards_of_types(before: Lock, after: Lock) -> CardsOfTypes:
    """Compare the cards of an earlier package's notes with those that the next one makes."""
    cards = _counted(before, after)
    emptied = (
        _card_of_type(after.slots[family, "card", number], after, notes)
        for (family, number), notes in sorted(cards.emptied.items())
    )
    return CardsOfTypes(
        tuple(_new_cards(cards, after)),
        tuple(_deleted_cards(before, after, cards)),
        tuple(emptied),
    )


class _Counted(NamedTuple):
    """In how many notes that learners have what becomes of a card, by note type and slot."""

    come: Counter[tuple[str, int]]
    come_to_retired: Counter[tuple[str, int]]
    """In notes that are or were retired, which learners have who kept them."""
    emptied: Counter[tuple[str, int]]
    had: Counter[tuple[str, int]]


def _counted(before: Lock, after: Lock) -> _Counted:
    old, new = Fronts(before), Fronts(after)
    cards = _Counted(Counter(), Counter(), Counter(), Counter())
    for entry in before.entries.values():
        if not entry.filled:
            continue
        later = after.entries.get(entry.key, entry)
        had, made, now = old.made(entry), new.made(entry), new.made(later)
        is_there = not (entry.retired or later.retired)
        come = cards.come if is_there else cards.come_to_retired
        come.update((entry.family, number) for number in (made | now) - had)
        if is_there:
            cards.emptied.update((entry.family, number) for number in (had | made) - now)
            cards.had.update((entry.family, number) for number in had)
    return cards


def _new_cards(cards: _Counted, after: Lock) -> Iterator[CardOfType]:
    for family, number in sorted({*cards.come, *cards.come_to_retired}):
        slot = after.slots[family, "card", number]
        found = _card_of_type(slot, after, cards.come[family, number])
        yield found._replace(retired=cards.come_to_retired[family, number])


def _deleted_cards(before: Lock, after: Lock, cards: _Counted) -> Iterator[CardOfType]:
    """Cards that only notes have from now on which have them already."""
    for slot in before.slots.values():
        new = after.slots.get(slot.place)
        if slot.part == "card" and slot.state == "live" and new and new.state == "buried":
            yield _card_of_type(slot, after, cards.had[slot.note_type, slot.number])


def _card_of_type(slot: Slot, after: Lock, notes: int) -> CardOfType:
    return CardOfType(
        slot.note_type, after.note_types[slot.note_type].name, slot.number, slot.name, notes
    )
