"""The lock as a file: a header, then one JSON object a line, sorted.

Lines stand for themselves, so git's union merge of two locks is a lock.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from enum import Enum, auto
from itertools import count, islice
from pathlib import Path
from typing import Any

import orjson

from recto.deck.identity import anki_id
from recto.deck.notetypes import TEMPLATE_REVISION
from recto.diagnostics import Diagnostic, Location, has_errors
from recto.lock.entry import Entry, Lock
from recto.lock.merging import Merged
from recto.lock.records import Header, Named, Record, line, record_of, sound
from recto.system.garbage import without_gc
from recto.system.paths import leaves, led_out, no_file, pasted

FORMAT = 1

_CONFLICT = re.compile(rb"(?:<{7}|>{7}|\|{7})(?: .*)?|={7}")


class Refusal(Enum):
    """Why a lock can't be used; where several hold, the first."""

    FOREIGN = auto()
    """It is another deck's."""
    NEWER = auto()
    """A newer Recto wrote it."""
    BROKEN = auto()
    """It is cut off, or was changed by hand."""


def read(path: Path, deck_id: str) -> tuple[Lock | None, list[Diagnostic]]:
    """A deck's lock; an empty one where there is no file, None if it can't be used."""
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
    lock, faults = parse(data, path, deck_id)
    if not isinstance(lock, Lock):
        return None, faults
    renamed = [*_renamed(lock, path)]
    return None if renamed else lock, [*faults, *renamed]


@without_gc
def parse(data: bytes, path: Path, deck_id: str) -> tuple[Lock | Refusal, list[Diagnostic]]:
    """The lock that bytes hold, or why it can't be used; `path` only names the place of faults."""
    faults: list[Diagnostic] = []
    merged = Merged()
    lost: list[int] = []
    for piece in _in_pieces(data, path, faults):
        broken = _broken(piece, deck_id)
        lost += sorted(broken)
        for number, record in piece:
            if record is not None and number not in broken:
                merged.take(record)
        if len(lost) > _MOST_LOST:
            break  # what follows is no lock either
    refused = [each for header in merged.headers for each in _refusals(header, path, deck_id)]
    if refused:  # what a newer Recto writes is not broken
        whys, told = zip(*refused, strict=True)
        return min(whys, key=[*Refusal].index), [*faults, *told]
    message = f"this line is cut off or was changed by hand; {_mend(path)}"
    faults += [Diagnostic(Location(path, number, 1), "lock-broken", message) for number in lost]
    if not merged.headers and not faults:
        message = f"the lock has lost its first line; {_mend(path)}"
        faults.append(Diagnostic(Location(path, 1, 1), "lock-broken", message))
    for one, other in () if lost else merged.doubles():
        message = f"two notes have one guid, `{one}` and `{other}`; {_mend(path)}"
        faults.append(Diagnostic(Location(path), "lock-broken", message))
    return (Refusal.BROKEN if has_errors(faults) else merged.lock(deck_id)), faults


def _renamed(lock: Lock, path: Path) -> Iterator[Diagnostic]:
    """What a search and replace did that went through ids in the sources and in the lock too."""
    for type_ in lock.note_types.values():
        if not type_.is_adopted and type_.id != anki_id(lock.deck_id, f"notetype/{type_.family}"):
            message = (
                f"learners have the note type `{type_.family}` under another `id` of the deck, or "
                "of the type; so that was changed here and in the sources, perhaps by search and "
                "replace, and their Anki would take no more updates: restore both from git"
            )
            yield Diagnostic(Location(path), "lock-foreign", message)
            return


Numbered = list[tuple[int, Record | None]]
"""What lines say, none for a broken one, with their numbers."""


def _broken(piece: Numbered, deck_id: str) -> set[int]:
    """The numbers of the lines that are not whole, and of those whose values can't be."""
    lost = {number for number, record in piece if record is None}
    entries = [(number, record) for number, record in piece if isinstance(record, Entry)]
    if not sound([entry for _, entry in entries], deck_id):
        lost |= {number for number, entry in entries if not sound([entry], deck_id)}
    return lost


def _mend(path: Path) -> str:
    single = (path.with_suffix(suffix) for suffix in (".yaml", ".yml"))
    found = next((file for file in single if file.exists()), path.parent)
    deck = path.parent if path.name == "recto.lock" else found
    return (
        "restore the line from git, or the whole lock from the last release: "
        f"`recto recover --force {pasted(deck)} RELEASE.apkg`"
    )


def _refusals(header: Header, path: Path, deck_id: str) -> Iterator[tuple[Refusal, Diagnostic]]:
    place = Location(path, 1, 1)
    if header.format > FORMAT or header.templates > TEMPLATE_REVISION:
        message = (
            f"a newer Recto wrote this lock (format {header.format}, templates "
            f"{header.templates}; this one knows {FORMAT} and {TEMPLATE_REVISION}); update Recto"
        )
        yield Refusal.NEWER, Diagnostic(place, "lock-newer", message)
    elif header.deck != deck_id:
        message = (
            f"this is the lock of the deck `{header.deck}`, and the sources say `{deck_id}`; "
            "give the deck its id back; or if its file was renamed, bring its own lock along; or "
            "delete the lock if no learner has this deck yet"
        )
        yield Refusal.FOREIGN, Diagnostic(place, "lock-foreign", message)


_MOST_LOST = 200
"""Lines that are told as broken, as many as a run prints; a stranger's file may have millions."""
_PIECE = 1000
"""Lines that are read in one go: few enough that their memory is used again."""


def _in_pieces(data: bytes, path: Path, faults: list[Diagnostic]) -> Iterator[Numbered]:
    """What the lines say, a thousand at a time.

    Git's marks are told, once, and passed over; empty lines are too.
    """
    lines = io.BytesIO(data.rstrip())
    for first in count(1, _PIECE):
        piece = [*islice(lines, _PIECE)]
        if not piece:
            return
        try:
            objects = orjson.loads(b"[" + b",".join(piece) + b"]")
        except (ValueError, RecursionError):
            objects = []
        if len(objects) == len(piece):
            yield list(enumerate(map(record_of, objects), first))
        else:
            yield list(_line_by_line(piece, first, path, faults))


def _line_by_line(
    lines: list[bytes], first: int, path: Path, faults: list[Diagnostic]
) -> Iterator[tuple[int, Record | None]]:
    for number, text in enumerate(lines, first):
        if _CONFLICT.fullmatch(text.strip()):
            if not faults:
                message = "git left a conflict in the lock; both sides are taken, which is right"
                faults.append(Diagnostic(Location(path, number, 1), "lock-conflict", message))
        elif text.strip():
            yield number, record_of(_object(text))


def _object(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except (ValueError, RecursionError):
        return None


def deck_of(data: bytes) -> str:
    """The id of the deck that a lock belongs to, where its first line can be read."""
    header = _object(data.partition(b"\n")[0])
    return str(header.get("deck", "?")) if isinstance(header, dict) else "?"


def dump(lock: Lock) -> bytes:
    """The bytes of a lock: the same for the same lock."""
    file = io.BytesIO()
    file.writelines(line(record) + b"\n" for record in _records(lock))
    return file.getvalue()


def _records(lock: Lock) -> Iterator[Record]:
    yield Header(FORMAT, lock.deck_id, TEMPLATE_REVISION)
    for topic, name in sorted(lock.decks.items()):
        yield Named(topic, name, "" if topic else lock.about)
    for _, note_type in sorted(lock.note_types.items()):
        yield note_type
    for _, slot in sorted(lock.slots.items()):
        yield slot
    for _, entry in sorted(lock.entries.items()):
        yield entry
