"""Entries: new ones, and what becomes of those of the last build."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from recto.deck import identity
from recto.deck.model import Card, Deck
from recto.deck.notetypes import NoteType
from recto.lock.entry import Entry, Lock, Mask, NoteTypeEntry, blank, parts
from recto.lock.fingerprint import fingerprint, masks_part
from recto.lock.masks import numbered, united
from recto.lock.shipped import Times
from recto.lock.slots import MARK, mark_of
from recto.media import MediaFile


class Minter:
    """Makes entries: carries old ones forward and mints new ones."""

    def __init__(self, deck: Deck, lock: Lock, times: Times) -> None:
        self.deck = deck
        self.now = times.now
        self.marks = {type_.id: mark_of(type_) for type_ in deck.own_types}
        self.shipped = [shipped.entries for shipped in times.shipped]
        self.entries = lock.entries
        self.keys = set(lock.entries)
        self.created = {entry.created for entry in lock.entries.values()}
        self.free = max(times.now, 1)

    @cached_property
    def names(self) -> set[str]:
        """What no new key may be: the keys and ids of all cards of all kinds that are or were."""
        names = {entry.short_key for entry in self.entries.values()}
        names |= {entry.id for entry in self.entries.values() if entry.id}
        return names | {card.id.value for card in self.deck.cards if card.id}

    @cached_property
    def guids(self) -> set[str]:
        """Those of all notes that are or were."""
        return {entry.guid for entry in self.entries.values()}

    def carry(self, card: Card, former: Entry, files: tuple[MediaFile, ...]) -> Entry:
        """The entry of a card, from what it was; that itself where it says the same."""
        content = fingerprint(card, self.deck, files)
        if self.marks:
            content += self._mark(card, former)
        masks = self._masks(card, former, content)
        if masks:
            content += masks_part(masks)
        clozes, hidden = card.clozes, former.ever_hidden
        emptied = hidden and {n: words for n, words in hidden.items() if n not in clozes}
        modified, asked = self._times(former, content)
        entry = Entry(
            former.key,
            former.guid,
            card.topic.path,
            card.question,
            card.answer,
            content,
            former.created,
            modified,
            card.id.value if card.id else "",
            clozes,
            card.reversed,
            emptied=emptied,
            asked=asked,
            masks=masks,
            aspect=_aspect(files) or former.aspect,
            shipped=former.shipped,
            filled=former.filled,
        )
        # numbers may stand in another order where a lock was edited by hand
        return former if entry == former and not (clozes or emptied) else entry

    def _masks(self, card: Card, former: Entry, content: str) -> dict[str, Mask]:
        """The masks of a card; numbers that any package gave stay with what it gave them to."""
        if not card.content.masks:
            return former.masks
        others = [entry for shipped in self.shipped if (entry := shipped.get(former.key))]
        known = united([former.masks, *(entry.masks for entry in others)])
        same_picture = former.shows == parts(content).get("media")
        return numbered(card.content.masks, known, same_picture=same_picture)

    def _mark(self, card: Card, former: Entry) -> str:
        """Which deleted cards a note of an own type never had: told once, when it is made."""
        if card.family not in self.marks:
            return ""
        made_now = self.marks[card.family]
        mark = former.parts.get(MARK, "") if former.content else made_now
        return f" {MARK}={mark}" if mark else ""

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
        return blank(key, self._new_guid(card, key), self._new_created())

    def _new_guid(self, card: Card, key: str) -> str:
        """What learners have the note by already, if no other note has that; else a guid by its key."""
        guid = card.guid.value if card.guid else ""
        if not guid or guid in self.guids:
            return identity.guid(key)
        self.guids.add(guid)
        return guid

    def _new_key(self, card: Card) -> str:
        keys = _Keys(identity.full_key(self.deck.id, card.family, ""), self.keys)
        key = card.id.value if card.id else ""
        if not key:  # it becomes an id in the sources, where no other card of any kind may have it
            key = identity.mint_key(card.question, self.names)
        elif key in keys:
            key = identity.mint_key(key, keys)
        self.names.add(key)
        return keys.add(key)

    def free_time(self, wanted: int) -> int:
        """The time of making of a note that came with one, or with none (0): unique in the deck."""
        if wanted <= 0:
            return self._new_created()
        while wanted in self.created:
            wanted += 1
        self.created.add(wanted)
        return wanted

    def _new_created(self) -> int:
        while self.free in self.created:
            self.free += 1
        self.created.add(self.free)
        return self.free

    def _times(self, former: Entry, content: str) -> tuple[int, int]:
        """Since when a note reads as it does now, and since when it asks and answers so."""
        others = [entry for shipped in self.shipped if (entry := shipped.get(former.key))]
        if not (former.modified or others):  # a new note; a draft may be one that a learner has
            made = _since(self.now, [])
            return made, made
        known = [former, *others]
        modified = _since(self.now, [(each.modified, each.content == content) for each in known])
        asks = [(each.asked or each.modified, each.content == content) for each in known]
        if not all(same for _, same in asks):
            now = _asks(content)
            asks = [
                (time, same or _asks(each.content) == now)
                for each, (time, same) in zip(known, asks, strict=True)
            ]
        return modified, _since(self.now, asks)


def _aspect(files: Iterable[MediaFile]) -> float:
    """The aspect ratio of the picture on which masks lie; 0 where there is none."""
    for file in files:
        if file.aspect:
            return file.aspect
    return 0.0


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


def dated_types(current: dict[str, NoteType], lock: Lock, times: Times) -> dict[str, NoteTypeEntry]:
    """Today's note types, with the time since when they are as they are, and those that went."""
    entries = dict(lock.note_types)
    for family, note_type in current.items():
        entry = NoteTypeEntry(
            family,
            note_type.id,
            note_type.name,
            note_type.fingerprint,
            0,
            *_anki_ids(note_type),
        )
        found = [each.note_types.get(family) for each in (lock, *times.shipped)]
        known = [(former.modified, former.reads_as(entry)) for former in found if former]
        entries[family] = replace(entry, modified=_since(times.now, known))
    return entries


def _anki_ids(note_type: NoteType) -> tuple[tuple[int | None, ...], ...]:
    """Of an adopted type: the ids by which Anki knows its fields and templates."""
    if note_type.adopted is None:
        return (), ()
    return tuple(f.id for f in note_type.fields), tuple(t.id for t in note_type.templates)


def _asks(content: str) -> tuple[str, str]:
    """What of a fingerprint tells question and answer."""
    told = parts(content)
    return told.get("question", ""), told.get("answer", "")


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
