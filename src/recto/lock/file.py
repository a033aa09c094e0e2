"""The lock as a file: a header, then one JSON object a line, sorted.

Lines stand for themselves, so git's union merge of two locks is a lock: where a key stands
twice, the later `modified` wins, then the entry with an id, then the greater line, which is
the same choice on every machine and in either order of merging.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from recto.collector import paused
from recto.diagnostics import Diagnostic, Location, has_errors
from recto.lock.entry import Entry, Lock, NoteTypeEntry
from recto.model import BASIC, CLOZE
from recto.notetypes import TEMPLATE_REVISION
from recto.source import leaves, led_out, no_file

FORMAT = 1

_CONFLICT = re.compile(rb"(?:<{7}|>{7}|\|{7})(?: .*)?|={7}")


def read(path: Path, deck_id: str) -> tuple[Lock | None, list[Diagnostic]]:
    """A deck's lock; an empty one where there is no file, none where it can't be used."""
    if leaves(path, path.parent):
        return None, [led_out(path, "put the lock itself here")]
    try:
        if fault := no_file(path):
            return None, [fault]
        data = path.read_bytes()
    except FileNotFoundError:
        return Lock(deck_id), []
    except OSError as error:
        message = f"the lock can't be read: {error.strerror}"
        return None, [Diagnostic(Location(path), "file-unreadable", message)]
    return parse(data, path, deck_id)


@paused
def parse(data: bytes, path: Path, deck_id: str) -> tuple[Lock | None, list[Diagnostic]]:
    """The lock that bytes hold; `path` only names the place of faults."""
    faults: list[Diagnostic] = []
    found = _Found()
    lost: list[int] = []
    for records in _in_pieces(data, path, faults):
        lost += [number for number, record in records if not found.takes(record)]
        if not _sound(found.latest, deck_id):
            lost += [number for number, record in records if not _sound_line(record, deck_id)]
        found.latest.clear()
    message = f"this line is cut off or was changed by hand; {_mend(path)}"
    broken = [Diagnostic(Location(path, number, 1), "lock-broken", message) for number in lost]
    refused = [fault for header in found.headers for fault in _refusal(header, path, deck_id)]
    if refused:
        return None, [*faults, *refused]  # what a newer Recto writes is not broken
    faults += broken
    if not found.headers and not faults:
        message = f"the lock has lost its first line; {_mend(path)}"
        faults.append(Diagnostic(Location(path, 1, 1), "lock-broken", message))
    if not broken:
        twice = found.doubles(path)
        faults += [Diagnostic(Location(path), "lock-broken", message) for message in twice]
    return (None if has_errors(faults) else found.lock(deck_id)), faults


def _mend(path: Path) -> str:
    single = (path.with_suffix(suffix) for suffix in (".yaml", ".yml"))
    found = next((file for file in single if file.exists()), path.parent)
    deck = path.parent if path.name == "recto.lock" else found
    return (
        "restore the line from git, or the whole lock from the last release: "
        f"`recto recover --force {deck} RELEASE.apkg`"
    )


def deck_of(data: bytes) -> str:
    """The id of the deck that a lock belongs to, where its first line can be read."""
    header = _object(data.partition(b"\n")[0])
    return str(header.get("deck", "?")) if isinstance(header, dict) else "?"


def dump(lock: Lock) -> bytes:
    """The bytes of a lock: the same for the same lock."""
    file = io.BytesIO()
    file.writelines(line + b"\n" for line in _dumped(lock))
    return file.getvalue()


def _dumped(lock: Lock) -> Iterator[bytes]:
    yield _line({"recto": FORMAT, "deck": lock.deck_id, "templates": TEMPLATE_REVISION})
    for topic, name in sorted(lock.decks.items()):
        about = {"content": lock.about} if lock.about and not topic else {}
        yield _line({"name": name, "topic": topic, **about})
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
        "clozes": {str(number): words for number, words in entry.clozes.items()},
        "reversed": entry.reversed,
        "content": entry.content,
        "created": entry.created,
        "modified": entry.modified,
        "retired": entry.retired,
        "draft": entry.draft,
    }
    return {name: value for name, value in record.items() if value or name in _NEEDED}


_NEEDED = ("key", "guid", "topic", "question", "answer", "content", "created", "modified")


def _line(record: dict[str, Any]) -> bytes:
    return orjson.dumps(record)


Numbered = list[tuple[int, Any]]
"""The objects of the lines, with the numbers of these."""


_PIECE = 1000
"""Lines that are read in one go: few enough that their memory is used again."""


def _in_pieces(data: bytes, path: Path, faults: list[Diagnostic]) -> Iterator[Numbered]:
    """Every line's object, a thousand lines at a time, none for a broken line.

    Git's marks are told, once, and passed over; empty lines are too.
    """
    lines = data.rstrip().split(b"\n")
    for first in range(0, len(lines), _PIECE):
        piece = lines[first : first + _PIECE]
        try:
            objects = orjson.loads(b"[" + b",".join(piece) + b"]")
        except (ValueError, RecursionError):
            objects = []
        if len(objects) == len(piece):
            yield list(enumerate(objects, first + 1))
        else:
            yield list(_line_by_line(piece, first + 1, path, faults))


def _line_by_line(
    lines: list[bytes], first: int, path: Path, faults: list[Diagnostic]
) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(lines, first):
        if _CONFLICT.fullmatch(line.strip()):
            if not faults:
                message = "git left a conflict in the lock; both sides are taken, which is right"
                faults.append(Diagnostic(Location(path, number, 1), "lock-conflict", message))
        elif line.strip():
            yield number, _object(line)


def _object(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except (ValueError, RecursionError):
        return None


class _Found:
    """What the lines of a lock say, gathered before it is told who wins."""

    def __init__(self) -> None:
        self.headers: list[dict[str, Any]] = []
        self.decks: dict[str, str] = {}
        self.about = ""
        self.note_types: dict[str, NoteTypeEntry] = {}
        self.entries: dict[str, Entry] = {}
        self.latest: list[Entry] = []
        """Entries whose values nobody has looked at yet."""
        self.rivals: dict[str, list[Entry]] = {}
        """All entries of the keys that have more than one."""

    def takes(self, record: Any) -> bool:
        """Take in a line's object; whether it was whole."""
        try:
            if "key" in record:
                entry = _entry(record)
                self.latest.append(entry)
                known = self.entries.setdefault(entry.key, entry)
                if known is not entry:
                    self.rivals.setdefault(entry.key, [known]).append(entry)
            elif "recto" in record:
                self.headers.append(_typed(record, recto=int, deck=str, templates=int))
            elif "notetype" in record:
                self._takes_note_type(record)
            else:
                _typed(record, topic=str, name=str)
                topic, name = record["topic"], record["name"]
                self.decks[topic] = max(self.decks.get(topic, name), name)
                self.about = max(self.about, record.get("content", ""))
        except (AttributeError, KeyError, TypeError, ValueError):
            return False
        return True

    def _takes_note_type(self, record: dict[str, Any]) -> None:
        _typed(record, notetype=str, id=int, name=str, content=str, modified=int)
        if not 0 <= record["modified"] < _NEVER:
            raise ValueError
        entry = NoteTypeEntry(
            record["notetype"], record["id"], record["name"], record["content"], record["modified"]
        )
        known = self.note_types.get(entry.family, entry)
        later = max(known, entry, key=lambda each: (each.modified, each.fingerprint, each.name))
        self.note_types[entry.family] = later

    def doubles(self, path: Path) -> Iterator[str]:
        """What to tell of notes that learners could not tell apart."""
        if len({entry.guid for entry in self.entries.values()}) == len(self.entries):
            return
        first: dict[str, str] = {}
        for key, entry in self.entries.items():
            if first.setdefault(entry.guid, key) != key:
                yield f"two notes have one guid, `{first[entry.guid]}` and `{key}`; {_mend(path)}"

    def lock(self, deck_id: str) -> Lock:
        self.entries.update({key: _winner(rivals) for key, rivals in self.rivals.items()})
        entries = {key: self.entries[key] for key in sorted(self.entries)}
        if len({entry.created for entry in entries.values()}) < len(entries):
            entries = {entry.key: entry for entry in apart(entries.values())}
        return Lock(deck_id, self.decks, self.note_types, entries, self._readings(), self.about)

    def _readings(self) -> tuple[Entry, ...]:
        return tuple(
            entry
            for key, rivals in sorted(self.rivals.items())
            for entry in sorted(rivals, key=_rank)
            if entry.question != self.entries[key].question
        )


def _entry(record: dict[str, Any]) -> Entry:
    """An entry; raises where a line lacks something or has something else."""
    if "clozes" in record:
        record["clozes"] = {int(number): str(words) for number, words in record["clozes"].items()}
    return Entry(**record)


_SHAPE = (str, str, str, str, str, str, int, int, str, dict, bool, bool, bool)
"""The types of an entry's values, in their order."""


def _sound(entries: list[Entry], deck_id: str) -> bool:
    """Whether all values are of their types and within reason."""
    if not entries:
        return True
    columns = list(zip(*entries, strict=True))
    if any({*map(type, column)} != {kind} for column, kind in zip(columns, _SHAPE, strict=True)):
        return False
    keys, guids, topics, questions, answers, _, created, modified, ids, *_ = columns
    families = tuple(f"{deck_id}/{family}/" for family in (BASIC, CLOZE))
    try:
        "".join(guids + topics + questions + answers + ids).encode()
    except UnicodeEncodeError:  # half a surrogate pair can be read, and not written
        return False
    return (
        all(key.startswith(families) and key not in families for key in keys)
        and {key.count("/") for key in keys} == {2}
        and all(guids)
        and min(created) > 0
        and min(modified) >= 0
        and max(*created, *modified) < _NEVER
    )


def _sound_line(record: Any, deck_id: str) -> bool:
    """The same of a line, where it is an entry at all."""
    try:
        return "key" not in record or _sound([_entry(record)], deck_id)
    except (AttributeError, TypeError, ValueError):
        return True  # told already


_NEVER = 2**53
"""More than any time; SQLite ends at 2**63, and Anki's JavaScript here."""


def _winner(rivals: list[Entry]) -> Entry:
    """The entry that wins; an `id` that only another has is not lost.

    Where two are of one second and read otherwise, both authors' learners must get what the
    merge keeps, so it is a second later.
    """
    winner = max(rivals, key=_rank)
    later = any(e.modified == winner.modified and e.content != winner.content for e in rivals)
    id_ = winner.id or max(entry.id for entry in rivals)
    return winner._replace(id=id_, modified=winner.modified + later)


def _rank(entry: Entry) -> tuple[int, bool, bytes]:
    """What decides between two entries of one key."""
    return entry.modified, bool(entry.id), _line(_note_record(entry))


def _typed(record: dict[str, Any], **types: type) -> dict[str, Any]:
    """The record itself; raises where it lacks something or has it in another type."""
    if any(type(record[name]) is not kind for name, kind in types.items()):
        raise TypeError
    return record


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
            f"this is the lock of the deck `{header['deck']}`, and the sources say `{deck_id}`; "
            "give the deck its id back, or delete the lock if this is a new deck"
        )
        yield Diagnostic(place, "lock-foreign", message)


def apart(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Tell equal `created` apart: two authors may have built in the same millisecond."""
    previous = 0
    for entry in sorted(entries, key=lambda entry: (entry.created, entry.key)):
        previous = max(previous + 1, entry.created)
        yield entry if entry.created == previous else entry._replace(created=previous)
