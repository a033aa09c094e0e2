"""The next lock: what today's cards and note types are to learners, and since when."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace

from recto import identity
from recto.diagnostics import Diagnostic
from recto.lock.content import about, fingerprint
from recto.lock.divided import divided
from recto.lock.entry import Entry, Lock, NoteTypeEntry, blank
from recto.lock.match import match
from recto.lock.merging import apart
from recto.lock.pictures import Shown
from recto.lock.renumbered import renumbered
from recto.lock.reused_ids import reused_ids
from recto.media import MediaFile
from recto.model import BASIC, CLOZE, Card, Deck
from recto.notetypes import NoteType, note_types

Files = tuple[MediaFile, ...]


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


@dataclass(frozen=True, slots=True)
class Advanced:
    """The next lock, the entry of each card that is built, and what to tell of the matching."""

    lock: Lock
    entries: list[Entry]
    diagnostics: list[Diagnostic]


def advance(
    deck: Deck, lock: Lock, times: Times, media: Iterable[Files] = (), described: Files = ()
) -> Advanced:
    """Match the cards with the lock and carry it forward. Changes nothing that is the same.

    `media` are the files that each card shows; without them no card shows any. `described`
    are those of the deck's description.

    What learners may have is never forgotten: notes that the lock has lost, in a `git revert`
    or a merge gone wrong, come back into it from the packages as retired ones, and notes that
    read otherwise there are known by those words too.
    """
    cards = list(deck.cards)
    if times.replaced is lock:  # so nothing that learners may have reads otherwise
        times = replace(times, replaced=None)
    lock = _with_shipped(lock, times.shipped)
    files_of = list(media) or [()] * len(cards)
    shown = Shown(cards, files_of)
    matches = match(cards, lock.entries.values(), lock.readings, shown)
    minter = _Minter(deck, lock, times)
    entries: dict[str, Entry] = {}
    built: list[Entry] = []
    told = [
        *matches.diagnostics,
        *reused_ids(cards, matches.entries, lock.entries.values(), lock.readings, shown),
        *divided(cards, matches.entries, lock.readings),
    ]
    for card, former, files in zip(cards, matches.entries, files_of, strict=True):
        if card.draft:
            if former:
                entries[former.key] = minter.put_aside(card, former)
            continue
        entry = minter.carry(card, former or minter.mint(card), files)
        entries[entry.key] = entry
        built.append(entry)
        if former and former.ever_hidden:
            told += renumbered(card, former)
    told += _otherwise_shipped(deck.built, built, times.shipped)
    for former in lock.entries.values():
        if former.key not in entries:
            entries[former.key] = former._replace(retired=True, draft=False)
    return Advanced(
        replace(
            lock,
            decks={"": deck.name, **deck.subdecks},
            about=about(deck, described),
            note_types=_note_types(note_types(deck), lock, times),
            entries=entries,
            readings=(),
        ),
        built,
        told,
    )


def _otherwise_shipped(
    cards: list[Card], entries: list[Entry], shipped: tuple[Lock, ...]
) -> Iterator[Diagnostic]:
    """A warning for each card that learners of a package have as a note which no card is now.

    So it is where a lock was brought back from too old a package, and built with.
    """
    if not shipped:
        return
    keys = {entry.key for entry in entries}
    gone = (each for lock in shipped for each in lock.live() if each.key not in keys)
    known = {(each.family, each.question, each.answer): each for each in gone}
    for card in cards if known else ():
        if former := known.get((card.family, card.question, card.answer)):
            message = (
                "learners who have a package have this card as another note, and would keep it "
                f"beside this one; keep its reviews with `id: {former.id or former.short_key}`"
            )
            yield Diagnostic(card.asked.at(), "card-like-retired", message)


def _with_shipped(lock: Lock, shipped: tuple[Lock, ...]) -> Lock:
    entries = [entry for other in shipped for entry in other.entries.values()]
    entries.sort(key=lambda entry: entry.modified)  # of a lost one the latest counts
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
        self.now = times.now
        self.shipped = [shipped.entries for shipped in times.shipped]
        keys = set(lock.entries)
        self.keys = {
            family: _Keys(identity.full_key(deck.id, family, ""), keys) for family in (BASIC, CLOZE)
        }
        self.created = {entry.created for entry in lock.entries.values()}
        self.free = max(times.now, 1)

    def carry(self, card: Card, former: Entry, files: Files) -> Entry:
        """The entry of a card, from what it was; that itself where it says the same."""
        content = fingerprint(card, self.deck, files)
        clozes, hidden = card.clozes, former.ever_hidden
        emptied = hidden and {n: words for n, words in hidden.items() if n not in clozes}
        entry = Entry(
            former.key,
            former.guid,
            card.topic.path,
            card.question,
            card.answer,
            content,
            former.created,
            self._modified(former, content),
            card.id.value if card.id else "",
            clozes,
            card.reversed,
            emptied=emptied,
        )
        # numbers may stand in another order where a lock was edited by hand
        return former if entry == former and not (clozes or emptied) else entry

    def put_aside(self, card: Card, former: Entry) -> Entry:
        """The entry of a draft: known by its new words, and to learners what it was."""
        return former._replace(
            id=card.id.value if card.id else "",
            topic=card.topic.path,
            question=card.question,
            answer=card.answer,
            retired=True,
            draft=True,
        )

    def mint(self, card: Card) -> Entry:
        """The entry of a new card, which says nothing yet but who it is."""
        key = self._new_key(card)
        return blank(key, identity.guid(key), self._new_created())

    def _new_key(self, card: Card) -> str:
        keys = self.keys[card.family]
        key = card.id.value if card.id else ""
        if not key or key in keys:
            key = identity.mint_key(key or card.question, keys)
        return keys.add(key)

    def _new_created(self) -> int:
        while self.free in self.created:
            self.free += 1
        self.created.add(self.free)
        return self.free

    def _modified(self, former: Entry, content: str) -> int:
        others = [entry for shipped in self.shipped if (entry := shipped.get(former.key))]
        known = [(entry.modified, entry.content == content) for entry in (former, *others)]
        return _since(self.now, known)


class _Keys:
    """The short keys of a family that are taken; `full` are the full keys of all."""

    def __init__(self, prefix: str, full: set[str]) -> None:
        self.prefix = prefix
        self.full = full

    def __contains__(self, key: object) -> bool:
        return f"{self.prefix}{key}" in self.full

    def add(self, key: str) -> str:
        """Take a key; its full form."""
        full = self.prefix + key
        self.full.add(full)
        return full


Known = tuple[int, bool]
"""When something was last modified (seconds), and whether it reads as it does now."""


def _since(now: int, known: list[Known]) -> int:
    """Since when something reads as it does now, in seconds, for all who have it.

    A known time stays where nothing that learners may have is later and reads otherwise;
    else it is the build's time, and above all of those.
    """
    same = other = 0
    for time, reads_same in known:
        if reads_same:
            same = max(same, time)
        else:
            other = max(other, time)
    return same if same > other else max(now // 1000, same + 1, other + 1)


def _note_types(current: dict[str, NoteType], lock: Lock, times: Times) -> dict[str, NoteTypeEntry]:
    entries = {}
    for family, note_type in current.items():
        entry = NoteTypeEntry(family, note_type.id, note_type.name, note_type.fingerprint, 0)

        found = [each.note_types.get(family) for each in (lock, *times.shipped)]
        known = [(former.modified, former.reads_as(entry)) for former in found if former]
        modified = _since(times.now, known)
        entries[family] = replace(entry, modified=modified)
    return entries
