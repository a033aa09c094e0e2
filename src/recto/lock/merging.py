"""Which of a lock's lines wins where two say something of one thing.

Where a key stands twice, the later `modified` wins, then the entry with an id, then the
greater line: the same choice on every machine and in either order of merging. Of slots
`settled` tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from recto.lock.entry import Entry, Lock, NoteTypeEntry, Part, Slot
from recto.lock.masks import divided, united
from recto.lock.records import Header, Named, Record, line


class Merged:
    """What the lines of a lock say, taken one by one and in any order."""

    def __init__(self) -> None:
        self.headers: list[Header] = []
        self.decks: dict[str, str] = {}
        self.about = ""
        self.note_types: dict[str, NoteTypeEntry] = {}
        self.slots: list[Slot] = []
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
            case Slot():
                self.slots.append(record)
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
        slots, displaced = settled(self.slots)
        return Lock(
            deck_id,
            self.decks,
            self.note_types,
            entries,
            readings,
            self.about,
            slots,
            displaced,
        )


def _winner(rivals: list[Entry]) -> Entry:
    """The entry that wins; an `id` or a mask that only another has is not lost.

    Where two branches gave one key to two cards that ask the same, the card that had it first
    keeps it. Where two are of one second and read otherwise, both authors' learners must get what
    the merge keeps, so it is a second later.
    """
    oldest = min(rivals, key=lambda entry: entry.created)
    first = max((each for each in rivals if not born_apart(each, oldest)), key=_rank)
    last = max(entry.modified for entry in rivals)
    later = any(e.modified == last and e.content != first.content for e in rivals)
    id_ = first.id or max(entry.id for entry in rivals)
    return first._replace(
        id=id_,
        modified=last + later,
        asked=max(entry.asked for entry in rivals),
        masks=united([entry.masks for entry in sorted(rivals, key=_rank, reverse=True)]),
    )


def born_apart(one: Entry, other: Entry) -> bool:
    """Whether two entries of one key were made for two cards, each in a branch of its own.

    `apart` moves a time by milliseconds.
    """
    return abs(one.created - other.created) >= _APART


_APART = 1000


def settled(slots: Sequence[Slot]) -> tuple[dict[tuple[str, Part, int], Slot], tuple[Slot, ...]]:
    """Who has which slot, and those who had one that another keeps.

    Of two lines for one name the one that is so since later counts whole: the name was buried,
    or renamed and named back. Of two names for one slot the one that took it first keeps it; a
    renamed slot was taken when it was, so there the later line counts. A slot that its name
    left for another stays, buried: it is never given another meaning.
    """
    by_name: dict[tuple[str, Part, str], Slot] = {}
    for slot in slots:
        name = (slot.note_type, slot.part, slot.name)
        by_name[name] = max(by_name.get(name, slot), slot, key=_later)
    found: dict[tuple[str, Part, int], Slot] = {}
    for slot in by_name.values():
        found[slot.place] = max(found.get(slot.place, slot), slot, key=_earlier_taken)
    kept = {*found.values()}
    displaced = sorted({*by_name.values()} - kept)
    for slot in sorted({*slots} - kept, key=_later, reverse=True):
        found.setdefault(slot.place, slot._replace(state="buried"))
    return dict(sorted(found.items())), tuple(displaced)


def _later(slot: Slot) -> tuple[int, bytes]:
    return slot.since, line(slot)


def _earlier_taken(slot: Slot) -> tuple[int, int, bytes]:
    return -slot.taken, slot.since, line(slot)


def _says_more(lost: Entry, won: Entry) -> bool:
    """Whether an entry that lost has words, an id or masks of its own, or began as another note."""
    own_id = lost.id not in ("", won.id)
    is_other = lost.question != won.question or lost.created != won.created
    return is_other or own_id or bool(divided(won.masks, lost.masks))


def _rank(entry: Entry) -> tuple[int, bool, bytes]:
    """What decides between two entries of one key."""
    return entry.modified, bool(entry.id), line(entry)


def _rank_of_note_type(entry: NoteTypeEntry) -> tuple[int, str, str, bytes]:
    return entry.modified, entry.fingerprint, entry.name, line(entry)


def apart(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Tell equal `created` apart: two authors may have built in the same millisecond."""
    previous = 0
    for entry in sorted(entries, key=lambda entry: (entry.created, entry.key)):
        previous = max(previous + 1, entry.created)
        yield entry if entry.created == previous else entry._replace(created=previous)
