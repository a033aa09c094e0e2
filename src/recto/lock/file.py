"""The lock as a file: a header, then one JSON object a line, sorted.

Lines stand for themselves, so git's union merge of two locks is a lock: where a key stands
twice, the later `modified` wins, then the entry with an id, then the greater line, which is
the same choice on every machine and in either order of merging.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from recto.diagnostics import Diagnostic, Location
from recto.lock.entry import Entry, Lock, NoteTypeEntry
from recto.notetypes import TEMPLATE_REVISION

FORMAT = 1

_CONFLICT = re.compile(rb"(?:<{7}|>{7}|\|{7})(?: .*)?|={7}")
_MEND = "restore the line from git, or the whole lock from a package with `recto recover`"


def read(path: Path, deck_id: str) -> tuple[Lock | None, list[Diagnostic]]:
    """A deck's lock; an empty one where there is no file, none where it can't be used."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Lock(deck_id), []
    except OSError as error:
        message = f"the lock can't be read: {error.strerror}"
        return None, [Diagnostic(Location(path), "file-unreadable", message)]
    return parse(data, path, deck_id)


def parse(data: bytes, path: Path, deck_id: str) -> tuple[Lock | None, list[Diagnostic]]:
    """The lock that bytes hold; `path` only names the place of faults."""
    lines, faults = _lines(data, path)
    records = _records(lines, path, faults)
    headers = [record for _, record, _ in records if "recto" in record]
    if not headers and not faults:
        message = f"the lock has lost its first line; {_MEND}"
        faults.append(Diagnostic(Location(path, 1, 1), "lock-broken", message))
    for header in headers:
        faults.extend(_refusal(header, path, deck_id))
    if any(fault.code != "lock-conflict" for fault in faults):
        return None, faults
    return _merged(deck_id, records), faults


def dump(lock: Lock) -> bytes:
    """The bytes of a lock: the same for the same lock."""
    return b"".join(line + b"\n" for line in _dumped(lock))


def _dumped(lock: Lock) -> Iterator[bytes]:
    yield _line({"recto": FORMAT, "deck": lock.deck_id, "templates": TEMPLATE_REVISION})
    for topic, name in sorted(lock.decks.items()):
        yield _line({"name": name, "topic": topic})
    for _, entry in sorted(lock.note_types.items()):
        yield _line(
            {
                "notetype": entry.family,
                "id": entry.id,
                "name": entry.name,
                "content": entry.fingerprint,
                "modified": entry.modified,
            }
        )
    for _, note in sorted(lock.entries.items()):
        yield _line(_note_record(note))


def _note_record(entry: Entry) -> dict[str, Any]:
    record: dict[str, Any] = {
        "key": entry.key,
        "guid": entry.guid,
        "id": entry.id,
        "topic": entry.topic,
        "question": entry.question,
        "answer": entry.answer,
        "clozes": entry.clozes,
        "reversed": entry.reversed,
        "content": entry.content,
        "created": entry.created,
        "modified": entry.modified,
        "retired": entry.retired,
    }
    return {name: value for name, value in record.items() if value or name in _NEEDED}


_NEEDED = ("key", "guid", "topic", "question", "answer", "content", "created", "modified")


def _line(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


Numbered = tuple[int, dict[str, Any], bytes]
"""Line number, the object there, and the line itself."""


def _lines(data: bytes, path: Path) -> tuple[list[tuple[int, bytes]], list[Diagnostic]]:
    faults: list[Diagnostic] = []
    lines = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        stripped = line.strip()
        if _CONFLICT.fullmatch(stripped):
            if not faults:
                message = "git left a conflict in the lock; both sides are taken, which is right"
                faults.append(Diagnostic(Location(path, number, 1), "lock-conflict", message))
        elif stripped:
            lines.append((number, stripped))
    return lines, faults


def _records(
    lines: list[tuple[int, bytes]], path: Path, faults: list[Diagnostic]
) -> list[Numbered]:
    """Every line's object. All are read in one go; one by one only to find what is broken."""
    try:
        objects = json.loads(b"[" + b",".join(line for _, line in lines) + b"]")
    except ValueError:
        objects = []
    if len(objects) != len(lines):
        objects = [_object(line) for _, line in lines]
    records = []
    for (number, line), record in zip(lines, objects, strict=True):
        if isinstance(record, dict) and (_complete(record)):
            records.append((number, record, line))
        else:
            message = f"this line is cut off or was changed by hand; {_MEND}"
            faults.append(Diagnostic(Location(path, number, 1), "lock-broken", message))
    return records


def _object(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None


_TYPES: dict[str, dict[str, type]] = {
    "recto": {"recto": int, "deck": str, "templates": int},
    "notetype": {"notetype": str, "id": int, "name": str, "content": str, "modified": int},
    "key": {
        "key": str,
        "guid": str,
        "topic": str,
        "question": str,
        "answer": str,
        "content": str,
        "created": int,
        "modified": int,
    },
    "topic": {"topic": str, "name": str},
}


def _complete(record: dict[str, Any]) -> bool:
    """Whether a line has all that its kind of line needs."""
    for mark, types in _TYPES.items():
        if mark in record:
            whole = all(type(record.get(name)) is kind for name, kind in types.items())
            return whole and (mark != "key" or _consistent(record))
    return False


def _consistent(record: dict[str, Any]) -> bool:
    clozes = record.get("clozes", {})
    return (
        record["key"].count("/") == 2  # noqa: PLR2004  # deck, family, key
        and record["created"] > 0
        and isinstance(record.get("id", ""), str)
        and isinstance(clozes, dict)
        and all(number.isdecimal() and isinstance(clozes[number], str) for number in clozes)
    )


def _refusal(header: dict[str, Any], path: Path, deck_id: str) -> Iterator[Diagnostic]:
    place = Location(path, 1, 1)
    if header["recto"] > FORMAT or header["templates"] > TEMPLATE_REVISION:
        message = (
            f"a newer Recto wrote this lock (format {header['recto']}, templates "
            f"{header['templates']}; this one knows {FORMAT} and {TEMPLATE_REVISION}); update Recto"
        )
        yield Diagnostic(place, "lock-newer", message)
    elif header["deck"] != deck_id:
        message = (
            f"this is the lock of the deck `{header['deck']}`, and deck.yaml says `{deck_id}`; "
            "give the deck its id back, or delete the lock if this is a new deck"
        )
        yield Diagnostic(place, "lock-foreign", message)


def _merged(deck_id: str, records: list[Numbered]) -> Lock:
    decks: dict[str, str] = {}
    types: dict[str, NoteTypeEntry] = {}
    best: dict[str, tuple[dict[str, Any], bytes]] = {}
    for _, record, line in records:
        if "notetype" in record:
            entry = NoteTypeEntry(
                record["notetype"],
                record["id"],
                record["name"],
                record["content"],
                record["modified"],
            )
            known = types.get(entry.family, entry)
            types[entry.family] = max(known, entry, key=lambda e: (e.modified, e.fingerprint))
        elif "key" in record:
            key = record["key"]
            if key not in best or _beats(record, line, *best[key]):
                best[key] = record, line
        elif "recto" not in record:
            topic, name = record["topic"], record["name"]
            decks[topic] = max(decks.get(topic, name), name)
    entries = _apart(_entry(record) for record, _ in best.values())
    return Lock(deck_id, decks, types, {entry.key: entry for entry in entries})


def _beats(record: dict[str, Any], line: bytes, other: dict[str, Any], other_line: bytes) -> bool:
    mine = (record["modified"], bool(record.get("id")), line)
    theirs = (other["modified"], bool(other.get("id")), other_line)
    return mine > theirs


def _entry(record: dict[str, Any]) -> Entry:
    clozes = record.get("clozes")
    return Entry(
        record["key"],
        record["guid"],
        record.get("id", ""),
        record["topic"],
        record["question"],
        record["answer"],
        {int(number): words for number, words in clozes.items()} if clozes else {},
        bool(record.get("reversed")),
        record["content"],
        record["created"],
        record["modified"],
        bool(record.get("retired")),
    )


def _apart(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Tell equal `created` apart: two authors may have built in the same millisecond."""
    previous = 0
    for entry in sorted(entries, key=lambda entry: (entry.created, entry.key)):
        previous = max(previous + 1, entry.created)
        yield entry if entry.created == previous else entry._replace(created=previous)
