"""How a push is planned: what is shipped beside what one learner has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from recto.anki.edits import Known, Side
from recto.anki.interface import LearnersCard, LearnersCollection, LearnersNote, Wanted
from recto.deck.notetypes.shipped import Shipped
from recto.lock import Entry, Lock
from recto.media import MediaFile
from recto.outputs.release import AnkiDeck, Note, Release
from recto.outputs.tailored.merging import Merged, merge
from recto.outputs.tailored.plan import Move, Plan, Wishes
from recto.outputs.tailored.types import Joined, joined


def wanted(release: Release) -> Wanted:
    """What has to be read of a learner's collection to plan a push of this."""
    return Wanted(
        note_types=frozenset(each.id for each in release.lock.note_types.values()),
        guids=frozenset(entry.guid for entry in release.lock.entries.values()),
    )


def plan(
    release: Release, found: LearnersCollection, earlier: Iterable[Lock], wishes: Wishes
) -> Plan:
    """Compare what is shipped with what a learner has.

    `earlier` are the locks of which this author knew before: of former decks, and of the versions
    of notes that may be theirs.
    """
    return _Planner(release, found, wishes, [*earlier]).plan()


@dataclass(frozen=True)
class _Planner:
    release: Release
    found: LearnersCollection
    wishes: Wishes
    earlier: list[Lock]

    def plan(self) -> Plan:
        merged = self._merged
        new = tuple(self._new())
        moves = [*self._moves()]
        away = [each for each in moves if not self._is_authors(each.old)]
        filtered = [each for each in moves if each not in away and each.card.original_deck_id]
        retired = [*self._retired()]
        return Plan(
            new=new,
            merged=merged,
            behind=tuple(each for each in merged if each.writes and self._is_behind(each)),
            foreign=tuple(note for note in self.release.notes if self._is_foreign(note)),
            strange=tuple(self._strange()),
            renamed=any(each.renamed for each in self._used_types),
            redesigned=any(each.redesigned for each in self._used_types),
            redescribed=self._describer is not None,
            moves=tuple(each for each in moves if each not in away and each not in filtered),
            filtered=tuple(filtered),
            elsewhere=tuple(away),
            retired=tuple(retired),
            worded=frozenset(note.guid for note in retired if self._is_worded(note)),
            empty=tuple(self._empty()),
            release=self._shipped(new),
            wishes=self.wishes,
        )

    # Note types ------------------------------------------------------------------------

    @cached_property
    def _sides(self) -> Mapping[int, Side]:
        """The note types that the learner has, by their ids."""
        types = (dated.note_type for dated in self.release.note_types)
        theirs = self.found.note_types
        return {each.id: Side(each, theirs[each.id]) for each in types if each.id in theirs}

    @cached_property
    def _types(self) -> Mapping[int, Joined]:
        """All note types as the learner is to have them."""
        found = {}
        for dated in self.release.note_types:
            id_ = dated.note_type.id
            side = self._sides.get(id_)
            found[id_] = joined(dated, side) if side else Joined(dated)
        return found

    @property
    def _used_types(self) -> list[Joined]:
        """Those of which the learner has notes."""
        used = {each.theirs.type_id for each in self._merged}
        return [each for id_, each in self._types.items() if id_ in used]

    # Notes -----------------------------------------------------------------------------

    @cached_property
    def _places(self) -> Mapping[str, int]:
        """The place of each note in the learning order, by its guid."""
        notes = enumerate(self.release.notes, start=1)
        return {note.entry.guid: place for place, note in notes}

    def _new(self) -> Iterator[Note]:
        for note in self.release.notes:
            if note.entry.guid not in self.found.notes:
                side = self._sides.get(note.note_type_id)
                placed = note._replace(due=self._places[note.entry.guid])
                yield _on_their_type(placed, side) if side else placed

    @cached_property
    def _merged(self) -> tuple[Merged, ...]:
        return tuple(
            merge(
                note._replace(due=self._places[note.entry.guid]),
                theirs,
                self._sides[note.note_type_id],
                self._taken(note.entry.key),
                overwrites=self.wishes.overwrites,
            )
            for note in self.release.notes
            if (theirs := self.found.notes.get(note.entry.guid))
            and theirs.type_id == note.note_type_id
        )

    def _taken(self, key: str) -> Shipped | None:
        """What the lock knew of learners' edits, or what it shipped, before this build."""
        entries = (lock.entries.get(key) for lock in self.earlier)
        return next((Shipped.parse(entry.shipped) for entry in entries if entry), None)

    def _is_foreign(self, note: Note) -> bool:
        theirs = self.found.notes.get(note.entry.guid)
        return theirs is not None and theirs.type_id != note.note_type_id

    def _is_behind(self, merged: Merged) -> bool:
        """Whether the learner has a version of which this author doesn't know.

        Not even where the author's own is later: that one was written without knowing it.
        """
        shipped = self._sides[merged.theirs.type_id].shipped(merged.theirs)
        entries = (lock.entries.get(merged.ours.entry.key) for lock in self.earlier)
        known = max((entry.modified for entry in entries if entry), default=0)
        return shipped is not None and shipped.modified > known

    @cached_property
    def _entries(self) -> Mapping[str, Entry]:
        """All that the lock knows, by guid."""
        return {entry.guid: entry for entry in self.release.lock.entries.values()}

    def _strange(self) -> Iterator[str]:
        """The notes that only another author can have brought."""
        for note in self.found.notes.values():
            side = self._sides.get(note.type_id)
            if side and note.guid not in self._entries:
                key = side.key(note)
                is_copy = key in self.release.lock.entries  # Anki copies a note with its key
                if key.startswith(f"{self.release.lock.deck_id}/") and not is_copy:
                    yield key

    def _retired(self) -> Iterator[LearnersNote]:
        for entry in self.release.lock.entries.values():
            note = self.found.notes.get(entry.guid)
            if note and entry.retired and not entry.draft:
                yield note

    def _is_worded(self, note: LearnersNote) -> bool:
        """Whether the learner wrote into a note or tagged it."""
        side = self._sides.get(note.type_id)
        if side is None or side.own_words(note):
            return True
        known = Known(side.shipped(note), self._taken(self._entries[note.guid].key))
        return side.is_edited(note, known)

    # Cards -----------------------------------------------------------------------------

    def _moves(self) -> Iterator[Move]:
        for each in self._merged:
            new = self.release.lock.deck_of(each.ours.entry)
            for card in each.theirs.cards:
                old = self.found.decks.get(card.home, "")
                if old.casefold() != new.casefold():
                    yield Move(card, old, new)

    def _is_authors(self, deck: str) -> bool:
        return deck.casefold() in self._authors_decks

    @cached_property
    def _authors_decks(self) -> set[str]:
        """The decks out of which cards may be moved."""
        known = {
            name for lock in (self.release.lock, *self.earlier) for name in lock.decks.values()
        }
        return {name.casefold() for name in known | self.wishes.moves_from}

    def _empty(self) -> Iterator[LearnersCard]:
        for each in self._merged:
            side = self._sides[each.theirs.type_id]
            if each.kept:  # what the learner wrote may show something
                continue
            shown = side.ords(each.ours.rendered.ords)
            ours = None if side.ours.is_cloze else {*side.templates.values()}
            for card in each.theirs.cards:
                if card.ord not in shown and (ours is None or card.ord in ours):
                    yield card

    # The package -----------------------------------------------------------------------

    @property
    def _redescribed(self) -> bool:
        """Whether the text that Anki shows with the deck changes; an empty one clears none."""
        deck = self.release.decks[0]
        ids = [id_ for id_, name in self.found.decks.items() if _same(name, deck.name)]
        return bool(ids and deck.description) and any(
            self.found.descriptions.get(id_) != deck.description for id_ in ids
        )

    def _shipped(self, new: tuple[Note, ...]) -> Release | None:
        """What is imported, in the learning order; None where nothing has to be."""
        theirs = {each.note.entry.guid: each for each in self._merged if each.writes or each.added}
        theirs |= {each.note.entry.guid: each for each in self._carriers({*theirs})}
        notes = [*new, *(self._described(each.note) for each in theirs.values())]
        if not notes:
            return None
        notes.sort(key=lambda note: note.due)
        used, decks = {note.note_type_id for note in notes}, {note.deck_id for note in notes}
        return replace(
            self.release,
            decks=(self.release.decks[0], *self._others(decks)),
            note_types=tuple(each.dated for id_, each in self._types.items() if id_ in used),
            notes=tuple(notes),
            media=self._media(notes),
        )

    def _carriers(self, guids: set[str]) -> Iterator[Merged]:
        """Notes that change in nothing, with which a note type or a description arrives."""
        wanted = {id_ for id_, each in self._types.items() if each.changes}
        for each in self._merged:
            if each.theirs.guid in guids:
                wanted.discard(each.theirs.type_id)
        for each in self._merged:
            if each.theirs.type_id in wanted:
                wanted.discard(each.theirs.type_id)
                yield each
        if self._describer:
            yield self._describer

    @cached_property
    def _describer(self) -> Merged | None:
        """The note with which the deck's description arrives, as a deck comes with a card only."""
        if not self._redescribed:
            return None
        able = (each for each in self._merged if each.theirs.cards and not each.added)
        return next(able, None)

    def _described(self, note: Note) -> Note:
        """The note that brings the description: with a card that is there, so nothing happens."""
        describer = self._describer
        if describer is None or note is not describer.note:
            return note
        ord_ = describer.theirs.cards[0].ord
        return note._replace(
            deck_id=self.release.decks[0].id, rendered=note.rendered._replace(ords=(ord_,))
        )

    def _others(self, decks: set[int]) -> list[AnkiDeck]:
        return [deck for deck in self.release.decks[1:] if deck.id in decks]

    def _media(self, notes: Iterable[Note]) -> tuple[MediaFile, ...]:
        """The files of these notes, and those of the design."""
        named = {file.name for note in notes for file in note.rendered.media}
        of_cards = {file.name for note in self.release.notes for file in note.rendered.media}
        return tuple(
            file for file in self.release.media if file.name in named or file.name not in of_cards
        )


def _on_their_type(note: Note, side: Side) -> Note:
    """A note that the learner has not yet, with the fields and cards that their note type has."""
    blank = LearnersNote(0, note.entry.guid, note.note_type_id, 0, (), (), ())
    return note._replace(
        own=side.filled(blank, dict(enumerate(note.fields))),
        deck_ids=side.of_templates(note.deck_ids),
        rendered=note.rendered._replace(ords=tuple(side.ords(note.rendered.ords))),
    )


def _same(one: str, other: str) -> bool:
    """Whether two decks are one to Anki."""
    return one.casefold() == other.casefold()
