"""The next lock: what today's cards and note types are to learners, and since when."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace

from recto import identity
from recto.diagnostics import Diagnostic
from recto.lock.content import fingerprint
from recto.lock.entry import Entry, Lock, NoteTypeEntry, blank
from recto.lock.match import match
from recto.lock.renumbered import renumbered
from recto.model import Card, Deck
from recto.notetypes import NoteType, note_types


@dataclass(frozen=True, slots=True)
class Times:
    """What decides how new a change is.

    `now` is the build's time in milliseconds. `shipped` are the locks of packages that
    learners may have: the one about to be replaced, and the last release.
    """

    now: int
    shipped: tuple[Lock, ...] = ()


@dataclass(frozen=True, slots=True)
class Advanced:
    """The next lock, the entry of each card that is built, and what to tell of the matching."""

    lock: Lock
    entries: list[Entry]
    diagnostics: list[Diagnostic]


def advance(deck: Deck, lock: Lock, times: Times) -> Advanced:
    """Match the cards with the lock and carry it forward. Changes nothing that is the same."""
    cards = list(deck.cards)
    matches = match(cards, lock.entries.values())
    minter = _Minter(deck, lock, times)
    entries: dict[str, Entry] = {}
    built: list[Entry] = []
    told = list(matches.diagnostics)
    for card, former in zip(cards, matches.entries, strict=True):
        if card.draft:
            continue  # its entry, if any, waits among the retired
        entry = minter.carry(card, former) if former else minter.mint(card)
        entries[entry.key] = entry
        built.append(entry)
        if former:
            told += renumbered(card, former)
    for former in lock.entries.values():
        if former.key not in entries:
            entries[former.key] = former if former.retired else former._replace(retired=True)
    return Advanced(
        replace(
            lock,
            decks={"": deck.name, **deck.subdecks},
            note_types=_note_types(note_types(deck), lock, times),
            entries=entries,
        ),
        built,
        told,
    )


def refresh(advanced: Advanced, keys: Container[str], now: int) -> Advanced:
    """Send notes again although their text is the same, because their HTML is not."""
    entries = {
        key: entry._replace(modified=max(now // 1000, entry.modified + 1)) if key in keys else entry
        for key, entry in advanced.lock.entries.items()
    }
    built = [entries[entry.key] for entry in advanced.entries]
    return Advanced(replace(advanced.lock, entries=entries), built, advanced.diagnostics)


class _Minter:
    """Makes entries: carries old ones forward and mints new ones."""

    def __init__(self, deck: Deck, lock: Lock, times: Times) -> None:
        self.deck = deck
        self.times = times
        self.keys = set(lock.entries)
        self.created = {entry.created for entry in lock.entries.values()}
        self.free = max(times.now, 1)

    def carry(self, card: Card, former: Entry) -> Entry:
        entry = self._described(card, former)
        changed = entry.content != former.content
        return entry._replace(modified=self._modified(entry, former.modified, changed=changed))

    def mint(self, card: Card) -> Entry:
        """A new entry; a package that has shipped its key before says since when."""
        key = self._new_key(card)
        entry = self._described(card, blank(key, identity.guid(key)))
        shipped = [lock.entries[key] for lock in self.times.shipped if key in lock.entries]
        same = max((e.modified for e in shipped if e.content == entry.content), default=0)
        modified = self._modified(entry, same, changed=not same)
        created = next((e.created for e in shipped if e.created not in self.created), 0)
        return entry._replace(created=self._new_created(created), modified=modified)

    def _new_key(self, card: Card) -> str:
        prefix = identity.full_key(self.deck.id, card.family, "")
        if card.id and prefix + card.id.value not in self.keys:
            key = card.id.value
        else:
            taken = _Prefixed(prefix, self.keys)
            key = identity.mint_key(card.id.value if card.id else card.question, taken)
        self.keys.add(prefix + key)
        return prefix + key

    def _new_created(self, wish: int) -> int:
        if not wish:
            while self.free in self.created:
                self.free += 1
            wish = self.free
        self.created.add(wish)
        return wish

    def _described(self, card: Card, entry: Entry) -> Entry:
        return entry._replace(
            id=card.id.value if card.id else "",
            topic=card.topic.path,
            question=card.question,
            answer=card.answer,
            clozes=card.clozes,
            reversed=card.reversed,
            content=fingerprint(card, self.deck),
            retired=False,
        )

    def _modified(self, entry: Entry, former: int, *, changed: bool) -> int:
        """Moves only with the content, and then above all that learners may have."""
        others = (lock.entries.get(entry.key) for lock in self.times.shipped)
        floor = max((e.modified for e in others if e and e.content != entry.content), default=0)
        return _later(self.times.now, former, floor, changed=changed)


class _Prefixed:
    """Short keys that are taken under a prefix."""

    def __init__(self, prefix: str, keys: Container[str]) -> None:
        self.prefix = prefix
        self.keys = keys

    def __contains__(self, key: object) -> bool:
        return f"{self.prefix}{key}" in self.keys


def _later(now: int, former: int, floor: int, *, changed: bool) -> int:
    """A time in seconds: the former one where it is still right, else later than both."""
    if not changed and former > floor:
        return former
    return max(now // 1000, former + 1, floor + 1)


def _note_types(current: dict[str, NoteType], lock: Lock, times: Times) -> dict[str, NoteTypeEntry]:
    entries = {}
    for family, note_type in current.items():
        entry = NoteTypeEntry(family, note_type.id, note_type.name, note_type.fingerprint, 0)
        former = lock.note_types.get(family)
        shipped = [t for other in times.shipped if (t := other.note_types.get(family))]
        floor = max((t.modified for t in shipped if not t.reads_as(entry)), default=0)
        same = _same_before(entry, former, shipped)
        since = same or (former.modified if former else 0)
        modified = _later(times.now, since, floor, changed=not same)
        entries[family] = replace(entry, modified=modified)
    return entries


def _same_before(
    entry: NoteTypeEntry, former: NoteTypeEntry | None, shipped: Iterable[NoteTypeEntry]
) -> int:
    """Since when the note type has read as it does now; 0 if it did not before."""
    known = [former] if former else shipped
    return max((each.modified for each in known if each.reads_as(entry)), default=0)
