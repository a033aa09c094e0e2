"""Which of a lock's lines wins where two say something of one thing.

Where a key stands twice, the later `modified` wins, then the entry with an id, then the
greater line: the same choice on every machine and in either order of merging.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from recto.lock.entry import Entry, Lock, NoteTypeEntry
from recto.lock.records import Header, Named, Record, line


class Merged:
    """What the lines of a lock say, taken one by one and in any order."""

    def __init__(self) -> None:
        self.headers: list[Header] = []
        self.decks: dict[str, str] = {}
        self.about = ""
        self.note_types: dict[str, NoteTypeEntry] = {}
        self.entries: dict[str, Entry] = {}
        self.rivals: dict[str, list[Entry]] = {}
        """All entries of the keys that have more than one."""

    def take(self, record: Record) -> None:
        match record:
            case Entry():
                known = self.entries.setdefault(record.key, record)
                if known is not record:
                    self.rivals.setdefault(record.key, [known]).append(record)
            case NoteTypeEntry():
                known_type = self.note_types.get(record.family, record)
                self.note_types[record.family] = max(known_type, record, key=_rank_of_note_type)
            case Named(topic=topic, name=name, about=about):
                self.decks[topic] = max(self.decks.get(topic, name), name)
                self.about = max(self.about, about)
            case Header():
                self.headers.append(record)

    def doubles(self) -> Iterator[tuple[str, str]]:
        """Notes that learners could not tell apart: the keys of two that have one guid."""
        if len({entry.guid for entry in self.entries.values()}) == len(self.entries):
            return
        first: dict[str, str] = {}
        for key, entry in self.entries.items():
            if first.setdefault(entry.guid, key) != key:
                yield first[entry.guid], key

    def lock(self, deck_id: str) -> Lock:
        """The lock that comes of all lines; those that lost are its readings."""
        winners = self.entries | {key: _winner(each) for key, each in self.rivals.items()}
        entries = {key: winners[key] for key in sorted(winners)}
        if len({entry.created for entry in entries.values()}) < len(entries):
            entries = {entry.key: entry for entry in apart(entries.values())}
        readings = tuple(
            entry
            for key, rivals in sorted(self.rivals.items())
            for entry in sorted(rivals, key=_rank)
            if _says_more(entry, winners[key])
        )
        return Lock(deck_id, self.decks, self.note_types, entries, readings, self.about)


def _winner(rivals: list[Entry]) -> Entry:
    """The entry that wins; an `id` that only another has is not lost.

    Where two are of one second and read otherwise, both authors' learners must get what the
    merge keeps, so it is a second later.
    """
    first = max(rivals, key=_rank)
    later = any(e.modified == first.modified and e.content != first.content for e in rivals)
    id_ = first.id or max(entry.id for entry in rivals)
    return first._replace(id=id_, modified=first.modified + later)


def _says_more(lost: Entry, won: Entry) -> bool:
    """Whether an entry that lost has words or an id of its own, or began as another note."""
    own_id = lost.id not in ("", won.id)
    return lost.question != won.question or own_id or lost.created != won.created


def _rank(entry: Entry) -> tuple[int, bool, bytes]:
    """What decides between two entries of one key."""
    return entry.modified, bool(entry.id), line(entry)


def _rank_of_note_type(entry: NoteTypeEntry) -> tuple[int, str, str]:
    return entry.modified, entry.fingerprint, entry.name


def apart(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Tell equal `created` apart: two authors may have built in the same millisecond."""
    previous = 0
    for entry in sorted(entries, key=lambda entry: (entry.created, entry.key)):
        previous = max(previous + 1, entry.created)
        yield entry if entry.created == previous else entry._replace(created=previous)
