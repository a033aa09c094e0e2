"""The objects on a lock's lines: what each says, and whether it can be true.

A field or a kind of line that is not known here makes a line broken. To pass over it would lose
it with the next build; so a Recto that has more to say raises the format in the first line, by
which all earlier ones refuse the lock and say why.
"""

from __future__ import annotations

import re
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

import orjson

from recto.lock.entry import Entry, Mask, NoteTypeEntry, Part, Slot


class Header(NamedTuple):
    """The first line: by which Recto, and of which deck, a lock is."""

    format: int
    deck: str
    templates: int


class Named(NamedTuple):
    """The Anki deck of a first-level topic, or with `topic` empty of the whole deck."""

    topic: str
    name: str
    about: str = ""
    """The fingerprint of what the deck itself says; empty for a topic."""


Record = Entry | NoteTypeEntry | Slot | Named | Header


def line(record: Record) -> bytes:
    """The line of a record, without its end: the same bytes for the same record."""
    return orjson.dumps(_written(record))


def _written(record: Record) -> dict[str, Any]:
    match record:
        case Entry():
            return _written_entry(record)
        case NoteTypeEntry():
            return _written_note_type(record)
        case Slot():
            sides = {"front": record.front, "back": record.back} if record.part == "card" else {}
            return {
                "notetype": record.note_type,
                record.part: record.number,
                "name": record.name,
                "state": record.state,
                "taken": record.taken,
                "since": record.since,
                **sides,
            }
        case Named():
            about = {"content": record.about} if record.about else {}
            return {"name": record.name, "topic": record.topic, **about}
        case Header():
            return {"recto": record.format, "deck": record.deck, "templates": record.templates}


def _written_note_type(entry: NoteTypeEntry) -> dict[str, Any]:
    ids = {"fields": entry.fields, "templates": entry.templates} if entry.is_adopted else {}
    return {
        "notetype": entry.family,
        "id": entry.id,
        "name": entry.name,
        "content": entry.fingerprint,
        "modified": entry.modified,
        **ids,
    }


def _written_entry(entry: Entry) -> dict[str, Any]:
    """What is always told of a note, and what is not empty of the rest."""
    values: dict[str, Any] = {
        name: value
        for name, value in zip(_ORDER, _in_order(entry), strict=True)
        if value or name in _ALWAYS
    }
    for name in ("clozes", "emptied"):
        if name in values:
            values[name] = {str(number): words for number, words in values[name].items()}
    if entry.masks:
        values["masks"] = {name: _written_mask(mask) for name, mask in entry.masks.items()}
    return values


_ALWAYS = frozenset(
    {"key", "guid", "topic", "question", "answer", "content", "created", "modified"}
)
_ORDER = (
    *("key", "guid", "id", "topic", "question", "answer", "clozes", "emptied", "reversed"),
    *("content", "created", "modified", "masks", "asked", "aspect", "shipped", "filled"),
    *("retired", "draft"),
)
_in_order = attrgetter(*_ORDER)


def _written_mask(mask: Mask) -> dict[str, Any]:
    retired = {"retired": True} if mask.retired else {}
    return {"number": mask.number, "shape": mask.shape, **retired}


def record_of(found: Any) -> Record | None:
    """What the object of a line says; None if it is cut off or was changed by hand.

    Of an entry, nobody has looked at the values yet: `sound` does, for many at once.
    """
    if not isinstance(found, dict):
        return None
    if "key" in found:
        return _entry(found)
    if "recto" in found:
        whole = _has(found, recto=int, deck=str, templates=int)
        return Header(found["recto"], found["deck"], found["templates"]) if whole else None
    if "notetype" in found:
        return _note_type(found) if "id" in found else _slot(found)
    values = {"content": "", **found}
    whole = _has(values, topic=str, name=str, content=str)
    return Named(found["topic"], found["name"], values["content"]) if whole else None


def _has(found: dict[str, Any], **types: type) -> bool:
    """Whether an object has these values, each of its type, and no others."""
    return found.keys() == types.keys() and all(
        type(found[name]) is kind for name, kind in types.items()
    )


def _entry(found: dict[str, Any]) -> Entry | None:
    try:
        for name in ("clozes", "emptied"):
            if name in found:
                found[name] = {int(number): str(words) for number, words in found[name].items()}
        if "masks" in found:
            found["masks"] = _masks(found["masks"])
        if "filled" in found:
            found["filled"] = tuple(found["filled"])
        return Entry(**found)
    except (AttributeError, TypeError, ValueError):
        return None


def _masks(found: dict[str, dict[str, Any]]) -> dict[str, Mask]:
    """The masks of a picture; a ValueError where they can't be."""
    masks = {name: Mask(**values) for name, values in found.items()}
    numbers = {mask.number for mask in masks.values() if _is_mask(mask)}
    if len(numbers) < len(masks) or "" in masks:
        raise ValueError
    return masks


def _is_mask(mask: Mask) -> bool:
    types = (type(mask.number), type(mask.shape), type(mask.retired))
    return types == (int, str, bool) and 0 < mask.number <= MOST_CLOZES and bool(mask.shape)


MOST_CLOZES = 500
"""Anki makes one card of all higher numbers of a note."""


def _note_type(found: dict[str, Any]) -> NoteTypeEntry | None:
    values = {"fields": [], "templates": [], **found}
    whole = _has(
        values,
        notetype=str,
        id=int,
        name=str,
        content=str,
        modified=int,
        fields=list,
        templates=list,
    )
    ids = (values["fields"], values["templates"]) if whole else ()
    if not whole or not all(_are_ids(each) for each in (*ids, [values["id"]])):
        return None
    if not _is_family(found["notetype"]) or not 0 <= found["modified"] < _NEVER:
        return None
    return NoteTypeEntry(
        found["notetype"],
        found["id"],
        found["name"],
        found["content"],
        found["modified"],
        *map(tuple, ids),
    )


def _are_ids(found: list[Any]) -> bool:
    """Whether these are numbers as Anki gives them, or none."""
    return all(each is None or (type(each) is int and abs(each) < 2**63) for each in found)


def _slot(found: dict[str, Any]) -> Slot | None:
    part: Part = "field" if "field" in found else "card"
    types: dict[str, type] = {part: int, "taken": int, "since": int}
    if part == "card":
        types |= {"front": str, "back": str}
    if not _has(found, notetype=str, name=str, state=str, **types):
        return None
    slot = Slot(
        found["notetype"],
        part,
        found[part],
        found["name"],
        found["state"],
        found["taken"],
        found["since"],
        found.get("front", ""),
        found.get("back", ""),
    )
    times = min(slot.taken, slot.since) >= 0 and max(slot.taken, slot.since) < _NEVER
    known = slot.state in ("live", "buried") and _is_family(slot.note_type)
    return slot if times and known and slot.name and 0 < slot.number < 2**31 else None


def _is_family(text: str) -> bool:
    """Whether a text can stand in the keys of a note type's notes."""
    return bool(text) and "/" not in text and not _NO_KEY.search(text)


_SHAPE = (
    *(str, str, str, str, str, str, int, int, str),
    *(dict, bool, bool, bool, dict, int, dict, float, str, tuple),
)
"""The types of an entry's values, in their order."""


def sound(entries: list[Entry], deck_id: str) -> bool:
    """Whether all values are of their types and within reason."""
    if not entries:
        return True
    columns = list(zip(*entries, strict=True))
    if any({*map(type, column)} != {kind} for column, kind in zip(columns, _SHAPE, strict=True)):
        return False
    keys, guids, topics, questions, answers, _, created, modified, ids, *_ = columns
    asked, _, aspects, shipped, filled = columns[-5:]
    try:
        "".join(guids + topics + questions + answers + ids + shipped).encode()
    except UnicodeEncodeError:  # half a surrogate pair can be read, and not written
        return False
    prefix, together = f"{deck_id}/", "\n".join((*keys, ""))
    return (
        all(key.startswith(prefix) for key in keys)
        and {key.count("/") for key in keys} == {2}
        and "//" not in together
        and "/\n" not in together
        and not _NO_KEY.search("".join(keys))
        and all(guids)
        and min(created) > 0
        and min(*modified, *asked) >= 0
        and max(*created, *modified, *asked) < _NEVER
        and min(aspects) >= 0
        and max(aspects) < _WIDEST
        and all(type(number) is int and number > 0 for number in chain.from_iterable({*filled}))
    )


_NO_KEY = re.compile(r"[\x00-,.:-@\[-^`{-\x9f\s\u202a-\u202e\u2066-\u2069]")
"""What no key was ever minted with: a card shows its key, and a regular expression finds it."""

_WIDEST = 1e6
"""No picture is a million times as wide as it is high."""
_NEVER = 2**53
"""More than any time; SQLite ends at 2**63, and Anki's JavaScript here."""
