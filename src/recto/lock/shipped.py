"""What learners may have of a deck: its packages, told by the locks that they carry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from recto.lock.entry import Entry, Lock, NoteTypeEntry
from recto.lock.merging import apart, born_apart


@dataclass(frozen=True, slots=True)
class Times:
    """What decides how new a change is.

    `now` is the build's time in milliseconds. `replaced` is the lock of the package about to
    be replaced, `released` those of releases: learners may have any of them.
    """

    now: int
    replaced: Lock | None = None
    released: tuple[Lock, ...] = ()

    @property
    def shipped(self) -> tuple[Lock, ...]:
        return (self.replaced, *self.released) if self.replaced else self.released


def with_shipped(lock: Lock, shipped: tuple[Lock, ...]) -> Lock:
    """A lock with the notes that only packages have, retired, and the words of others there."""
    entries = [entry for other in shipped for entry in other.entries.values()]
    entries.sort(key=lambda entry: entry.modified)  # of a lost one the latest counts
    lock = _with_released(lock, entries)
    lost = {
        entry.key: entry._replace(retired=True, draft=False)
        for entry in entries
        if entry.key not in lock.entries
    }
    readings = (
        entry
        for entry in entries
        if (known := lock.entries.get(entry.key)) and known.question != entry.question
    )
    lock = replace(lock, readings=(*lock.readings, *readings))
    return lock.with_entries(apart([*lost.values(), *lock.entries.values()])) if lost else lock


def _with_released(lock: Lock, shipped: Iterable[Entry]) -> Lock:
    """A lock in which of two cards that two branches gave one key the released one has it."""
    taken = {
        entry.key: (known, entry)
        for entry in shipped
        if (known := lock.entries.get(entry.key)) and born_apart(known, entry)
    }
    if not taken:
        return lock
    released = {key: entry for key, (_, entry) in taken.items()}
    readings = (*lock.readings, *(known for known, _ in taken.values()))
    return replace(lock, entries=lock.entries | released, readings=readings)


def latest(lock: Lock, shipped: tuple[Lock, ...]) -> Lock:
    """What learners have who took every build: of each note and note type what is dated last.

    That is the lock, unless git took it back: then a package holds what came after.
    """
    later = [other for other in shipped if other is not lock]
    if not later:
        return lock
    newest = max((lock, *later), key=lambda each: each.modified)
    entries, types = dict(lock.entries), dict(lock.note_types)
    for other in later:
        entries |= {e.key: e for e in other.entries.values() if _is_later(e, entries.get(e.key))}
        types |= {
            t.family: t for t in other.note_types.values() if _is_later(t, types.get(t.family))
        }
    return replace(newest, entries=entries, note_types=types, readings=())


def _is_later(one: Entry | NoteTypeEntry, other: Entry | NoteTypeEntry | None) -> bool:
    return other is None or one.modified > other.modified
