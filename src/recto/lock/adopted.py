"""The slots of an adopted note type: learners had it before Recto, without anything in reserve.

No package can add a field or a card to it, take one away or move one; by names alone, where Anki
has given no ids, none can be renamed either. So what its file says is held against what learners
have, and a difference is an error that tells the ways out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from recto.deck.kinds.own_type import CardSlot, FieldSlot, Layout, OwnCard, OwnField, OwnType
from recto.diagnostics import Diagnostic
from recto.lock.entry import NoteTypeEntry, Part, Slot

Slots = dict[tuple[str, Part, int], Slot]


class SettledType(NamedTuple):
    """An adopted note type with its layout, its slots, and what is wrong with it."""

    type: OwnType
    slots: Slots
    diagnostics: list[Diagnostic]


def settle_adopted(
    type_: OwnType,
    slots: Mapping[tuple[str, Part, int], Slot],
    former: NoteTypeEntry | None,
    now: int,
) -> SettledType:
    """Hold an adopted type against the slots that learners have; on the first build it has its own.

    `former` is what the lock knows of it, with the ids that Anki has given; `now` is in seconds.
    """
    field_ids = _ids(former.fields if former else (), len(type_.fields))
    card_ids = _ids(former.templates if former else (), len(type_.cards))
    told: list[Diagnostic] = []
    found: Slots = {}
    parts: tuple[tuple[Part, Sequence[OwnField | OwnCard], tuple[int | None, ...]], ...] = (
        ("field", type_.fields, field_ids),
        ("card", type_.cards, card_ids),
    )
    for part, wanted, ids in parts:
        known = [slot for place, slot in slots.items() if place[:2] == (type_.id, part)]
        known.sort(key=lambda slot: slot.number)
        told += _differences(type_, part, wanted, known, ids)
        for slot in _slots(type_, part, wanted, known, now):
            found[slot.place] = slot
    layout = Layout(
        tuple(
            FieldSlot(number, field.name, field.about, anki_id=id_)
            for number, (field, id_) in enumerate(zip(type_.fields, field_ids, strict=True), 1)
        ),
        tuple(
            CardSlot(number, card.name, card.front.value, card.back.value, anki_id=id_)
            for number, (card, id_) in enumerate(zip(type_.cards, card_ids, strict=True), 1)
        ),
    )
    return SettledType(replace(type_, settled=layout), found, told)


def _ids(known: tuple[int | None, ...], count: int) -> tuple[int | None, ...]:
    """The ids of so many things: those that learners have, and none for what they can't have."""
    return (*known, *(None for _ in range(count)))[:count]


def _slots(
    type_: OwnType,
    part: Part,
    wanted: Sequence[OwnField | OwnCard],
    known: Sequence[Slot],
    now: int,
) -> Iterator[Slot]:
    for number, each in enumerate(wanted, 1):
        former = known[number - 1] if number <= len(known) else None
        slot = former or Slot(type_.id, part, number, each.name, "live", now, now)
        if slot.name != each.name:
            slot = slot._replace(name=each.name, since=max(now, slot.since + 1))
        if isinstance(each, OwnCard):
            slot = slot._replace(front=each.front.value, back=each.back.value)
        yield slot


def _differences(
    type_: OwnType,
    part: Part,
    wanted: Sequence[OwnField | OwnCard],
    known: Sequence[Slot],
    ids: Sequence[int | None],
) -> Iterator[Diagnostic]:
    """What learners' Anki could not follow."""
    old, new = [slot.name for slot in known], [each.name for each in wanted]
    if part == "card" and known and ("{{cloze:" in known[0].front) != type_.is_cloze:
        message = "`cloze:` says what a note type is to learners' Anki; it never changes"
        yield Diagnostic(type_.place, "notetype-kind", message)
    if not known or old == new:
        return
    if len(old) != len(new) or any(name in old for name in _others(old, new)):
        yield _unlike(type_, part, wanted, old)
        return
    for each, slot, id_ in zip(wanted, known, ids, strict=True):
        if each.name != slot.name and id_ is None:
            message = (
                f"learners' Anki knows the {part} `{slot.name}` by its name alone, so it can't be "
                "renamed"
            )
            if part == "field":
                message += f"; cards may call it so: `- {each.name}: {{anki: {slot.name}}}`"
            yield Diagnostic(each.place, "notetype-fixed", message)


def _unlike(
    type_: OwnType, part: Part, wanted: Sequence[OwnField | OwnCard], old: Sequence[str]
) -> Diagnostic:
    """What to say where there are more or fewer than learners have, or in another order."""
    listed = ", ".join(f"`{name}`" for name in old)
    added = next((each for each in wanted if each.name not in old), None)
    what = f"in this order; with others, or in another order, their {_LEAVES}"
    if added and len(wanted) > len(old):
        what = f"and with `{added.name}` beside them their {_LEAVES}"
    message = (
        f"learners have `{type_.name}` with the {part}s {listed}, {what}. Take it back, and begin "
        "a note type of your own for new notes; or delete the lock's lines of this type, and have "
        "every learner tick “Merge note types” in the next import, which asks for a full sync"
    )
    return Diagnostic(added.place if added else type_.place, "notetype-fixed", message)


_LEAVES = "Anki would leave every note as it is, for ever"


def _others(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """The names that stand where another was."""
    return [after for before, after in zip(old, new, strict=True) if before != after]
