"""One deck's pull: from what an Anki has to sources and a lock that say the same."""

from __future__ import annotations

import os
from bisect import bisect_right
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from recto import lock as locks
from recto.anki.interface import LearnersCollection, LearnersNote
from recto.checks.errors import check
from recto.deck.model import Card
from recto.deck.notetypes import note_types
from recto.diagnostics import Diagnostic, Location, Severity, counted
from recto.lock.entry import Entry
from recto.outputs.prepared import Prepared
from recto.pulling.batch import TAGS, Batch, Change
from recto.pulling.edited import OCCLUSION_FIELD, Found, NoteEdit, compare, taken_over
from recto.pulling.names import name_of, told_of
from recto.pulling.new_notes import drafts_of, entry_of, file_of_drafts
from recto.pulling.result import Pulled, Result
from recto.pulling.rewriting import Problem, Rewriting
from recto.pulling.rewritten import rewritten
from recto.pulling.showing import Showing
from recto.pulling.texts import place_of, rewriting
from recto.readers import formats, tables
from recto.readers.nodes import Edited, Edits
from recto.readers.yaml import with_cards
from recto.text.seen import shown


class Side(StrEnum):
    """Whose words count where both sides changed a field."""

    NEITHER = "neither"
    OURS = "ours"
    THEIRS = "theirs"


_Edit = tuple[NoteEdit, Rewriting]


class Puller:
    """One deck's pull."""

    def __init__(self, prepared: Prepared, collection: LearnersCollection, side: Side) -> None:
        self.prepared = prepared
        self.deck = prepared.deck
        self.collection = collection
        self.side = side
        self.diagnostics: list[Diagnostic] = []
        self.showing = Showing(prepared)
        self.found = Result(self.deck)
        self.entries: dict[str, Entry] = {}
        """Entries of the lock that change, by full key."""

    def result(self) -> Result:
        """What is to be written; nothing is yet."""
        known = [*self.prepared.built_cards()]
        lock = self.prepared.after.entries.values()
        types = {type_.id for type_ in note_types(self.deck).values()}
        differs = compare(known, self.collection, (entry.guid for entry in lock), types)
        self.found.seen = sum(each.entry.guid in self.collection.notes for each in known)
        self.found.deleted = differs.deleted
        self._warn(differs)
        batch = Batch(self.deck.cards)
        for edit, each in self._buildable([(e, self._rewriting(e)) for e in differs.edits]):
            batch.add(edit, each)
        self._apply(batch)
        self._add_drafts([note for note in differs.added if self._is_ours(note)])
        self._advance_lock()
        return self.found

    def _warn(self, differs: Found) -> None:
        self.found.left += len(differs.newer) + len(differs.unknown)
        if differs.newer:
            first = differs.newer[0].card
            others = len(differs.newer) - 1
            more = f" and {counted(others, 'note')} more" if others else ""
            message = (
                f"Anki has this note{more} from a later build of other sources; fetch those "
                "(`git pull`), then run `recto pull` again"
            )
            self.diagnostics.append(Diagnostic(first.asked.at(), "newer-in-anki", message))
        for each in differs.unknown:
            message = (
                "nothing in Anki tells with which words this note was shipped, since its field "
                "Shipped is empty; its edits can't be told"
            )
            self.diagnostics.append(Diagnostic(each.card.asked.at(), "not-pulled", message))

    def _rewriting(self, edit: NoteEdit) -> Rewriting:
        wanted = []
        for each in edit.fields:
            if each.both and self.side is Side.NEITHER:
                self.found.conflicts += 1
                message = (
                    f"{told_of(edit.card, each.name)} changed here and in Anki; take one side with "
                    "`--ours` or `--theirs`, or make both the same"
                )
                place = place_of(edit.card, each.name)
                sides = f"here: {shown(each.ours)}", f"Anki: {shown(each.theirs)}"
                self.diagnostics.append(Diagnostic(place, "both-changed", message, sides))
            elif each.both and self.side is Side.OURS:
                continue
            else:
                wanted.append(each)
        return rewriting(edit, wanted, self.showing.tools(edit.card))

    def _buildable(self, edits: list[_Edit]) -> list[_Edit]:
        """The edits without those with which the deck would not build."""
        while faults := self._faults(edits):
            edits = [
                (edit, each.refused(faults[edit.card.place]) if edit.card.place in faults else each)
                for edit, each in edits
            ]
        return edits

    def _faults(self, edits: list[_Edit]) -> dict[Location, str]:
        """Why the deck would not build with some of the cards rewritten, by the places of these."""
        new = {edit.card.place: rewritten(edit.card, each) for edit, each in edits if each.writes}
        if not new:
            return {}
        cards = {card.place: new.get(card.place, card) for card in self.deck.cards}
        places = sorted(cards)
        found: dict[Location, str] = {}
        for fault in check(replace(self.deck, cards=tuple(cards.values()))):
            at = places[max(bisect_right(places, fault.location) - 1, 0)]
            asking = [place for place, card in new.items() if card.question == cards[at].question]
            for guilty in [at] if at in new else asking[:1]:
                if fault.severity is Severity.ERROR:
                    found.setdefault(guilty, f"the deck would not build then: {fault.message}")
        return found

    def _leave(self, file: Path, message: str, notes: int = 1) -> None:
        self.diagnostics.append(Diagnostic(Location(file), "not-pulled", message))
        self.found.left += notes

    def _apply(self, batch: Batch) -> None:
        """Write a batch into the bytes of the files, and tell of what can't be written."""
        files: dict[Path, tuple[bytes, bytes]] = {}
        is_whole = False
        while not is_whole:
            files.clear()
            is_whole = True
            for file, edits in batch.edits().items():
                before = file.resolve().read_bytes()
                if not os.access(file.resolve(), os.W_OK):
                    is_whole = not batch.drop(file, edits, "the file can't be written")
                    continue
                edited = self._edited(file, before, edits)
                if batch.drop(file, edited.left):
                    is_whole = False
                files[file.resolve()] = before, edited.data
        self.found.files |= files
        for change in batch.changes:
            for problem in change.problems:
                self._tell_problem(change.edit.card, problem)
            self._take_over(change)

    def _edited(self, file: Path, data: bytes, edits: Edits) -> Edited:
        topics = {card.place.path: card.topic.file for card in self.deck.cards}
        topic = topics.get(file, file)
        if topic == file:
            return formats.with_edits(file, data, edits)
        return tables.with_edits(self.deck.home, topic, edits) or Edited(data, edits)

    def _tell_problem(self, card: Card, problem: Problem) -> None:
        told = told_of(card, problem.edit.name)
        message = f"the edit of {told} in Anki can't be taken over: {problem.reason}"
        self.found.left += 1
        place = place_of(card, problem.edit.name)
        self.diagnostics.append(Diagnostic(place, "not-pulled", message))

    def _take_over(self, change: Change) -> None:
        """Note what was pulled of a note, for whoever called this and for the lock."""
        edit = change.edit
        asked, places = edit.card.question, change.rewriting.places
        done = change.done
        for each in done:
            if place := places.get(each.number):  # else the source shows it already
                name = name_of(edit.card, each.name)
                self.found.pulled.append(Pulled(place, asked, name, each.ours, each.theirs))
            elif each.name == OCCLUSION_FIELD:
                self.found.pulled += [
                    Pulled(text.at(), asked, "mask", text.value, shape)
                    for text, shape in change.rewriting.shapes.items()
                ]
        if change.has_tags:
            place = edit.card.asked.at()
            tags = " ".join(edit.card.tags), " ".join(edit.note.tags)
            self.found.pulled.append(Pulled(place, asked, TAGS, *tags))
        settled = [each for each in edit.fields if each.both and self.side is Side.OURS]
        if done or settled or change.has_tags:
            entry = self.entries.get(edit.known.entry.key) or self._entry(edit.known.entry)
            if entry:
                shipped = taken_over(edit, [*done, *settled], tags=change.has_tags)
                entry = entry._replace(shipped=shipped)
                if done and not edit.card.id:  # or the next build would take it for another card
                    card = rewritten(edit.card, change.rewriting)
                    entry = entry._replace(question=card.question, answer=card.answer)
                self.entries[entry.key] = entry

    def _entry(self, entry: Entry) -> Entry | None:
        """The entry as the lock has it."""
        return self.prepared.before.entries.get(entry.key)

    def _is_ours(self, note: LearnersNote) -> bool:
        """Whether a note belongs to the deck: by its type, or by where it is studied.

        A type that was there before Recto, such as Anki's own Basic, has notes of other decks too.
        """
        type_ = next(t for t in note_types(self.deck).values() if t.id == note.type_id)
        if type_.adopted is None:
            return True
        decks = [f"{deck.name.casefold()}::" for deck in self.prepared.release.decks]
        homes = (self.collection.decks.get(card.home, "") for card in note.cards)
        return any(f"{home.casefold()}::".startswith(tuple(decks)) for home in homes)

    def _add_drafts(self, notes: list[LearnersNote]) -> None:
        """Notes that nobody's package brought become drafts, in one file."""
        file = file_of_drafts(self.deck)
        new = drafts_of(notes, self.prepared, self.collection, self.showing.text_of_new)
        for message in new.left:
            self._leave(file, message)
        if not new.drafts:
            return
        path = file.resolve()
        before, written = self.found.files.get(path, (b"", b""))
        known = written or (path.read_bytes() if path.exists() else b"")
        cards = [{**draft.values, "id": id_, "draft": True} for id_, draft in new.drafts.items()]
        data = with_cards(known, file, cards)
        if data is None:
            message = (
                f"{counted(len(cards), 'note')} were made in Anki, and this file can't take them as "
                "drafts; make `cards:` its last key, as a list of lines"
            )
            self._leave(file, message, notes=len(cards))
            return
        self.found.files[path] = before or known, data
        self.found.drafts = [*new.drafts.values()]
        self.found.drafts_file = file
        entries = [entry_of(id_, draft, self.deck) for id_, draft in new.drafts.items()]
        self.entries |= {entry.key: entry for entry in entries}

    def _advance_lock(self) -> None:
        """The lock that knows what was taken over; it says nothing else than before."""
        if self.entries:
            entries = self.prepared.before.entries | self.entries
            lock = self.prepared.before.with_entries(entries.values())
            self.found.lock = locks.dump(lock)
