"""The objects on a lock's lines: what each says, and whether it can be true."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import orjson

from recto.deck.notetypes import FIELDS
from recto.lock.entry import Entry, NoteTypeEntry


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


Record = Entry | NoteTypeEntry | Named | Header


def line(record: Record) -> bytes:
    """The line of a record, without its end: the same bytes for the same record."""
    return orjson.dumps(_written(record))


def _written(record: Record) -> dict[str, Any]:
    match record:
        case Entry():
            return _written_entry(record)
        case NoteTypeEntry():
            return {
                "notetype": record.family,
                "id": record.id,
                "name": record.name,
                "content": record.fingerprint,
                "modified": record.modified,
            }
        case Named():
            about = {"content": record.about} if record.about else {}
            return {"name": record.name, "topic": record.topic, **about}
        case Header():
            return {"recto": record.format, "deck": record.deck, "templates": record.templates}


def _written_entry(entry: Entry) -> dict[str, Any]:
    """What is always told of a note, and what is not empty of the rest."""
    values: dict[str, Any] = {"key": entry.key, "guid": entry.guid}
    if entry.id:
        values["id"] = entry.id
    values |= {"topic": entry.topic, "question": entry.question, "answer": entry.answer}
    if entry.clozes:
        values["clozes"] = {str(number): words for number, words in entry.clozes.items()}
    if entry.emptied:
        values["emptied"] = {str(number): words for number, words in entry.emptied.items()}
    if entry.reversed:
        values["reversed"] = True
    values |= {"content": entry.content, "created": entry.created, "modified": entry.modified}
    if entry.retired:
        values["retired"] = True
    if entry.draft:
        values["draft"] = True
    return values


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
        return _note_type(found)
    about = found.get("content", "")
    whole = _has(found, topic=str, name=str) and isinstance(about, str)
    return Named(found["topic"], found["name"], about) if whole else None


def _has(found: dict[str, Any], **types: type) -> bool:
    return all(type(found.get(name)) is kind for name, kind in types.items())


def _entry(found: dict[str, Any]) -> Entry | None:
    try:
        for name in ("clozes", "emptied"):
            if name in found:
                found[name] = {int(number): str(words) for number, words in found[name].items()}
        return Entry(**found)
    except (AttributeError, TypeError, ValueError):
        return None


def _note_type(found: dict[str, Any]) -> NoteTypeEntry | None:
    whole = _has(found, notetype=str, id=int, name=str, content=str, modified=int)
    if not whole or not 0 <= found["modified"] < _NEVER:
        return None
    return NoteTypeEntry(
        found["notetype"], found["id"], found["name"], found["content"], found["modified"]
    )


_SHAPE = (str, str, str, str, str, str, int, int, str, dict, bool, bool, bool, dict)
"""The types of an entry's values, in their order."""


def sound(entries: list[Entry], deck_id: str) -> bool:
    """Whether all values are of their types and within reason."""
    if not entries:
        return True
    columns = list(zip(*entries, strict=True))
    if any({*map(type, column)} != {kind} for column, kind in zip(columns, _SHAPE, strict=True)):
        return False
    keys, guids, topics, questions, answers, _, created, modified, ids, *_ = columns
    families = tuple(f"{deck_id}/{family}/" for family in FIELDS)
    try:
        "".join(guids + topics + questions + answers + ids).encode()
    except UnicodeEncodeError:  # half a surrogate pair can be read, and not written
        return False
    return (
        all(key.startswith(families) and key not in families for key in keys)
        and {key.count("/") for key in keys} == {2}
        and not _NO_KEY.search("".join(keys))
        and all(guids)
        and min(created) > 0
        and min(modified) >= 0
        and max(*created, *modified) < _NEVER
    )


_NO_KEY = re.compile(r"[\x00-,.:-@\[-^`{-\x9f\s\u202a-\u202e\u2066-\u2069]")
"""What no key was ever minted with: a card shows its key, and a regular expression finds it."""

_NEVER = 2**53
"""More than any time; SQLite ends at 2**63, and Anki's JavaScript here."""
