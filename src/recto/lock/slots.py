"""Which slot of a note type each of its author's fields and cards has, and what becomes of others.

A learner's Anki knows fields and cards by their slots. None may be added, removed or moved once
a learner has the note type, and none may ever come to mean something else: notes that a learner
edited would show the old content under the new name. So a new field takes a spare, one that was
deleted is buried, and only its own name brings it back.

A card that was deleted goes on in the notes that have it. Its front is wrapped, so that Anki
makes it for no note in which a certain field is filled: the notes that were made since.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import NamedTuple

from recto.deck.kinds.own import Own, note_of
from recto.deck.kinds.own_type import (
    SPARE_CARDS,
    SPARE_FIELDS,
    CardSlot,
    FieldSlot,
    Layout,
    OwnCard,
    OwnField,
    OwnType,
    as_named,
    as_numbered,
    without,
)
from recto.deck.model import Deck
from recto.diagnostics import Code, Diagnostic, Location
from recto.lock.adopted import settle_adopted
from recto.lock.entry import Lock, Part, Slot
from recto.lock.merging import settled
from recto.text import Text

Place = tuple[str, Part, int]


class Settled(NamedTuple):
    """A deck whose own note types have their slots, its lock with them, and what is to be told."""

    deck: Deck
    lock: Lock
    diagnostics: list[Diagnostic]


def settle(deck: Deck, lock: Lock, shipped: Sequence[Lock], now: int) -> Settled:
    """Give the fields and cards of a deck's own note types their slots.

    `shipped` are the locks of packages that learners may have: a `git revert` forgets no slot.
    `now` is the time of the build in milliseconds.
    """
    if not deck.own_types and not any(each.slots for each in (lock, *shipped)):
        return Settled(deck, lock, [])
    slots, displaced = dict(lock.slots), lock.displaced
    others = {slot for each in shipped for slot in each.slots.values()} - {*slots.values()}
    if others:
        slots, more = settled([*slots.values(), *sorted(others)])
        displaced = (*displaced, *more)
    absent = {*_absent_anywhere((lock, *shipped))} if slots else set()
    types, told = [], []
    for type_ in deck.own_types:
        if type_.adopted:
            of_adopted = settle_adopted(type_, slots, lock.note_types.get(type_.id), now // 1000)
            types.append(of_adopted.type)
            slots |= of_adopted.slots
            told += of_adopted.diagnostics
            continue
        one = _Settling(type_, slots, displaced, absent, now // 1000)
        types.append(one.settled())
        slots |= one.slots
        told += one.told
    told += _renamed(types, lock)
    after = replace(lock, slots=dict(sorted(slots.items())), displaced=())
    return Settled(_with_types(deck, types), after, told)


def _renamed(types: Sequence[OwnType], before: Lock) -> Iterator[Diagnostic]:
    """A warning for each note type that may be one whose file was renamed, and lost its `id`."""
    ids = {type_.id for type_ in types}
    fields: dict[str, set[str]] = {}
    for slot in before.slots.values():
        if slot.part == "field" and slot.state == "live" and not is_absent(slot):
            fields.setdefault(slot.note_type, set()).add(_folded(slot.name))
    for type_ in types:
        named = {_folded(field.name) for field in type_.fields}
        old = [id_ for id_, names in fields.items() if id_ not in ids and names == named]
        if len(old) == 1 and type_.id not in fields:
            message = (
                f"`{type_.name}` is a new note type to learners, and `{old[0]}`, which had these "
                f"fields, has no file any more; if it is that one, give it `id: {old[0]}` instead"
            )
            yield Diagnostic(type_.place, "notetype-renamed", message)


def _with_types(deck: Deck, types: list[OwnType]) -> Deck:
    if not types:
        return deck
    of_id = {type_.id: type_ for type_ in types}
    cards = tuple(
        card._replace(content=note_of(of_id[own.type.id], own.given, own.as_html))
        if isinstance(own := card.content, Own)
        else card
        for card in deck.cards
    )
    return replace(deck, own_types=tuple(types), cards=cards)


MARK = "without"
"""The part of a note's fingerprint that says which deleted cards the note never had."""


def mark_of(type_: OwnType) -> str:
    """What a new note says of the cards that were deleted before it was made."""
    return ",".join(name.removeprefix(f"{MARK} ") for name in type_.layout.absent)


def absent_fields(mark: str) -> list[str]:
    """The fields that are filled in a note with this mark."""
    return [f"{MARK} {tail}" for tail in mark.split(",") if tail]


def _absent_anywhere(locks: Iterable[Lock]) -> Iterator[tuple[str, str]]:
    """Each note type, and a field that is filled in one of its notes."""
    for lock in locks:
        for entry in lock.entries.values():
            if f"{MARK}=" in entry.content:
                for name in absent_fields(entry.parts[MARK]):
                    yield entry.family, name


class _Settling:
    """One note type: its author's fields and cards, held against the slots that are known."""

    def __init__(
        self,
        type_: OwnType,
        slots: Mapping[Place, Slot],
        displaced: Iterable[Slot],
        absent: set[tuple[str, str]],
        now: int,
    ) -> None:
        self.type = type_
        self.slots = {place: slot for place, slot in slots.items() if place[0] == type_.id}
        self.displaced = [slot for slot in displaced if slot.note_type == type_.id]
        self.absent = absent
        self.now = now
        self.told: list[Diagnostic] = []
        self.before = dict(self.slots)
        self.is_first = not self.slots
        """Whether no learner can have the note type yet."""

    def settled(self) -> OwnType:
        """The note type with its layout; `slots` are those of the next lock then."""
        fields = self._placed("field", self.type.fields)
        cards = self._placed("card", self.type.cards)
        number_of = {
            slot.name: number for (_, part, number), slot in self.slots.items() if part == "field"
        }
        shown = {card.name: card for card in self.type.cards}
        for number, wanted in cards.items():
            card = shown[wanted.name]
            sides = (as_numbered(side.value, number_of) for side in (card.front, card.back))
            self._change(self.slots[self._place("card", number)], *sides)
        absent = self._bury_cards(cards)
        self._tell_of_kind()
        self._tell_of_displaced()
        self._tell_of_moved(cards)
        layout = Layout(self._fields(fields), self._cards(cards, absent), tuple(absent.values()))
        return replace(self.type, settled=layout)

    def _place(self, part: Part, number: int) -> Place:
        return self.type.id, part, number

    def _of(self, part: Part) -> list[Slot]:
        return [slot for slot in self.slots.values() if slot.part == part]

    def _placed(self, part: Part, wanted: Sequence[Wanted]) -> dict[int, Wanted]:
        """The slot of each field or card; what has none yet takes one, what went is buried."""
        found = dict(self._found(part, wanted))
        for number, each in found.items():
            self._live(part, number, each.name)
        for each in wanted:
            if each not in found.values():
                number = self._free(part, each)
                found[number] = each
                self._live(part, number, each.name)
        for slot in self._of(part):
            if slot.number not in found and slot.state == "live" and not is_absent(slot):
                self._bury(slot)
        return found

    def _found(self, part: Part, wanted: Sequence[Wanted]) -> Iterator[tuple[int, Wanted]]:
        """What has its slot already, by its name or by the one that it had before."""
        if part == "card" and self.type.is_cloze and not self.is_first:
            yield 1, wanted[0]  # it has no other
            return
        slots = self._of(part)
        slots.sort(key=lambda slot: slot.state)  # of two by one name the live one counts
        by_name = {_folded(slot.name): slot for slot in slots if not is_absent(slot)}
        former = {
            _folded(slot.name): known
            for slot in self.displaced
            if (known := self.slots.get(slot.place)) and known.taken == slot.taken
        }
        names = {_folded(each.name) for each in wanted}
        taken: set[int] = set()
        waiting = []
        for each in wanted:
            slot = by_name.get(_folded(each.name))
            if slot and slot.state == "live":
                taken.add(slot.number)
                yield slot.number, each
            else:
                waiting.append(each)
        for each in waiting:
            slot = by_name.get(_folded(each.name)) or former.get(_folded(each.name))
            was = by_name.get(_folded(each.was.value)) if each.was else None
            if was and was.state == "live" and _folded(was.name) not in names:
                if slot and slot.state == "buried":
                    self._fault_name(each, part)
                slot = was
            elif each.was and not slot and not self.is_first:
                self._fault_was(each, each.was, part, was)
            if slot and slot.number not in taken:
                taken.add(slot.number)
                yield slot.number, each

    def _free(self, part: Part, each: Wanted) -> int:
        """The next slot; on the first build one for each, then a spare."""
        used = {slot.number for slot in self._of(part)}
        if self.is_first:
            return next(n for n in count(1) if n not in used)
        spares = SPARE_FIELDS if part == "field" else SPARE_CARDS
        free = next((n for n in spares if n not in used), None)
        if free is None:
            self._fault_full(each, part)
            return next(n for n in count(_NOWHERE) if n not in used)
        return free

    def _live(self, part: Part, number: int, name: str) -> None:
        place = self._place(part, number)
        slot = self.slots.get(place)
        if slot is None:
            self.slots[place] = Slot(self.type.id, part, number, name, "live", self.now, self.now)
        elif slot.name != name or slot.state != "live":
            self.slots[place] = slot._replace(name=name, state="live", since=self._later(slot))

    def _change(self, slot: Slot, front: str, back: str) -> None:
        self.slots[slot.place] = slot._replace(front=front, back=back)

    def _later(self, slot: Slot) -> int:
        return max(self.now, slot.since + 1)

    def _bury(self, slot: Slot) -> None:
        if slot.part == "field" and slot.number == 1:
            message = (
                f"the field `{slot.name}` was the first of the note type, by which Anki tells notes "
                "apart; it can be renamed (`was:`), and stand anywhere, but not go"
            )
            self._fault(self.type.place, "field-first", message)
        self.slots[slot.place] = slot._replace(state="buried", since=self._later(slot))

    def _bury_cards(self, cards: Mapping[int, Wanted]) -> dict[int, str]:
        """Of each deleted card the field that is filled in notes which never had it."""
        names: dict[int, str] = {}
        for slot in self._of("card"):
            if slot.number not in cards:
                names[slot.number] = self._absent_field(slot)
        return names

    def _absent_field(self, card: Slot) -> str:
        """The field that is filled in notes made since a card was deleted.

        A card that came back and goes again takes another one, if any note has the first filled:
        such notes have the card since.
        """
        known = {slot.name for slot in self._of("field") if is_absent(slot)}
        burials = [b for b in range(1, len(known) + 1) if without(card.number, b) in known]
        last = without(card.number, burials[-1]) if burials else ""
        is_new = self.before.get(card.place, card).state == "live"
        if last and not (is_new and (self.type.id, last) in self.absent):
            return last
        name = without(card.number, len(burials) + 1)
        self._live("field", self._free("field", OwnField(name, self.type.place)), name)
        return name

    def _fields(self, found: Mapping[int, Wanted]) -> tuple[FieldSlot, ...]:
        about = {field.name: field.about for field in self.type.fields}
        names = _each_once(self._of("field"))
        return tuple(
            FieldSlot(number, name, about.get(name, ""), is_shown=number in found)
            for number, name in names.items()
        )

    def _cards(
        self, found: Mapping[int, Wanted], absent: Mapping[int, str]
    ) -> tuple[CardSlot, ...]:
        name_of = _each_once(self._of("field"))
        made = []
        for number, name in _each_once(self._of("card")).items():
            slot = self.slots[self._place("card", number)]
            front, back = as_named(slot.front, name_of), as_named(slot.back, name_of)
            if number in absent:
                front = f"{{{{^{absent[number]}}}}}{front}{{{{/{absent[number]}}}}}"
            made.append(CardSlot(number, name, front, back, is_live=number in found))
        return tuple(made)

    def _tell_of_kind(self) -> None:
        was = {"{{cloze:" in slot.front for slot in self.before.values() if slot.part == "card"}
        if was and was != {self.type.is_cloze}:
            now = "has" if self.type.is_cloze else "has no"
            message = (
                f"`{self.type.name}` {now} `cloze: true` now, and Anki can't change that of the "
                "notes that learners have; begin another note type"
            )
            self._fault(self.type.place, "notetype-kind", message)

    def _tell_of_displaced(self) -> None:
        """Names that another branch had put into the same slot."""
        wanted = {("field", f.name): f for f in self.type.fields}
        named: dict[tuple[str, str], Wanted] = {**wanted}
        named |= {("card", card.name): card for card in self.type.cards}
        for slot in self.displaced:
            keeps = self.slots[slot.place]
            each = named.get((slot.part, slot.name))
            if each and keeps.taken != slot.taken and slot.state == "live":
                message = (
                    f"two branches put a {slot.part} into one slot: `{keeps.name}` keeps it, and "
                    f"`{slot.name}` takes another, so its notes are sent again"
                )
                self._fault(each.place, "slot-displaced", message)

    def _tell_of_moved(self, cards: Mapping[int, Wanted]) -> None:
        """Cards that ask what another one asked, which asks it no more: reviews know names alone."""
        before = {
            slot.number: _asked(slot.front)
            for slot in self.before.values()
            if slot.part == "card" and slot.state == "live"
        }
        now = {number: _asked(self.slots[self._place("card", number)].front) for number in cards}
        for number, card in cards.items():
            if now[number] == before.get(number):
                continue
            others = (n for n, asked in before.items() if now[number] == asked != now.get(n))
            if other := next(others, None):
                old = self.before[self._place("card", other)].name
                is_new = self._place("card", number) not in self.before
                self._fault(card.place, "template-moved", _moved(card.name, old, is_new=is_new))

    def _fault_was(self, each: Wanted, was: Text, part: Part, slot: Slot | None) -> None:
        reason = f"`{was.value}` names no {part} of the last build"
        if slot and slot.state == "buried":
            reason = f"the {part} `{was.value}` was deleted; only its own name brings it back"
        elif slot:
            reason = f"the {part} `{was.value}` is still there"
        message = f"{reason}; so `{each.name}` can't have been it"
        self._fault(was.at(), "was-unknown", message)

    def _fault_name(self, each: Wanted, part: Part) -> None:
        message = (
            f"`{each.name}` is the name of a {part} that was deleted, which only itself may have "
            "again; choose another"
        )
        self._fault(each.place, "was-unknown", message)

    def _fault_full(self, each: Wanted, part: Part) -> None:
        spares = SPARE_FIELDS if part == "field" else SPARE_CARDS
        what = f"the {part} `{each.name}`"
        if each.name.startswith(f"{MARK} "):
            what = "the field by which new notes go without a deleted card"
        message = (
            f"`{self.type.name}` has used up its {len(spares)} spare {part}s, and {what} needs one. "
            f"Name it like a {part} that went, if it may be that again; or begin another note "
            "type. A slot more would make every note conflict with those of learners, unless each "
            "of them ticks “Merge note types” and syncs in full"
        )
        self._fault(each.place, "slots-full", message)

    def _fault(self, place: Location, code: Code, message: str) -> None:
        self.told.append(Diagnostic(place, code, message))


def _asked(front: str) -> frozenset[str]:
    """The fields that a front shows, whatever stands around them."""
    return frozenset(re.findall(r"{{[^{}]*}}", front))


def _moved(card: str, old: str, *, is_new: bool) -> str:
    if is_new:
        return (
            f"`{card}` asks what `{old}` asked, which is gone; if it is that card, renamed, write "
            f"`was: {old}` there; if it is another, delete `{old}` in a build of its own"
        )
    return (
        f"`{card}` asks now what `{old}` asked, and learners' reviews would stay with the names; "
        "give each its old name, and put them in any order"
    )


Wanted = OwnField | OwnCard
_NOWHERE = 10_000
"""A slot that stands for one that is not there, so that checks can go on."""


def is_absent(slot: Slot) -> bool:
    """Whether a field tells that a note never had a deleted card."""
    return slot.part == "field" and slot.name.startswith(f"{MARK} ")


def _folded(name: str) -> str:
    return name.casefold()


def _each_once(slots: Iterable[Slot]) -> dict[int, str]:
    """Names by number, ascending; where a merge left two of one name, the live one keeps it."""
    names: dict[int, str] = {}
    for slot in sorted(slots, key=lambda slot: (slot.state != "live", slot.number)):
        name = slot.name
        if _folded(name) in map(_folded, names.values()):
            name = f"{name} ({slot.number})"
        names[slot.number] = name
    return dict(sorted(names.items()))
