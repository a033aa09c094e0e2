"""What was mended in Anki comes back into the sources.

Sources and locks are written together, or nothing is. The lock then knows what was taken over, so
that neither a push nor a later pull takes it for an edit again.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from recto import lock as locks
from recto.anki.interface import LearnersCollection, LearnersNote, Opener, Refused, Wanted
from recto.checks.errors import check
from recto.checks.ignoring import without_ignored
from recto.commands.outcome import Outcome, unwritten
from recto.commands.pipeline import Options, changed_lock, folders, prepare
from recto.deck.identity import full_key, mint_key
from recto.deck.kinds.kind import OCCLUSION, Format
from recto.deck.kinds.own import Own
from recto.deck.model import Card, Deck
from recto.deck.notetypes import note_types
from recto.diagnostics import Diagnostic, Location, Severity, counted, has_errors, short
from recto.lock.entry import Entry, blank
from recto.outputs.prepared import BuiltCard, Prepared
from recto.pulling.batch import TAGS, Batch, Change
from recto.pulling.drafts import Draft, draft_of
from recto.pulling.edited import OCCLUSION_FIELD, Found, NoteEdit, compare, taken_over
from recto.pulling.texts import Problem, Rewriting, Tools, place_of, rewriting, rewritten, why
from recto.readers import formats, tables
from recto.readers.nodes import Edited, Edits
from recto.readers.yaml import with_cards
from recto.render.back import written
from recto.render.fields import Rendered, writer_of
from recto.system.exclusive import exclusive
from recto.system.files import put
from recto.system.garbage import without_gc
from recto.text import Text
from recto.text.html import unescaped
from recto.text.seen import shown


class Side(StrEnum):
    """Whose words count where both sides changed a field."""

    NEITHER = "neither"
    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class PullOptions:
    """What a pull is to do."""

    build: Options
    side: Side = Side.NEITHER
    dry_run: bool = False


class Pulled(NamedTuple):
    """A field, or the tags, of a card that the sources now have as Anki does."""

    place: Location
    asked: str
    name: str
    before: str
    after: str


@dataclass(slots=True)
class Result:
    """What came of a deck."""

    deck: Deck
    pulled: list[Pulled] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    drafts_file: Path | None = None
    deleted: list[BuiltCard] = field(default_factory=list)
    conflicts: int = 0
    """Fields that both sides changed, and that are left as they are."""
    left: int = 0
    """Edits and notes of which nothing can be taken over."""
    files: dict[Path, tuple[bytes, bytes]] = field(default_factory=dict)
    """Sources that change, as they were and as they are to be."""
    seen: int = 0
    """Notes of the deck that the Anki has."""
    lock: bytes = b""


@without_gc
def pull(paths: Iterable[Path], anki: Opener, options: PullOptions) -> Outcome[Result]:
    """Bring what was edited in Anki into the sources of all decks at some paths."""
    paths = list(paths)
    with exclusive(folders(paths), options.build.waiting):
        prepared = prepare(paths, options.build)
        outcome: Outcome[Result] = Outcome(diagnostics=prepared.diagnostics)
        if outcome.failed:
            return outcome
        try:
            with anki() as opened:
                collection = opened.read(_wanted(prepared.results))
        except Refused as refused:
            outcome.diagnostics.append(refused.diagnostic)
            return outcome
        for each in prepared.results:
            if each.before.readings:  # the lock would forget them before a build has used them
                message = "locks were merged here; run `recto build`, then `recto pull`"
                place = Location(each.deck.home.lock)
                outcome.diagnostics.append(Diagnostic(place, "not-pulled", message))
                continue
            puller = _Puller(each, collection, options)
            outcome.results.append(puller.result())
            outcome.diagnostics += without_ignored(puller.diagnostics, [each.deck])
        outcome.diagnostics += [changed_lock(each) for each in prepared.results if each.has_changed]
        if not outcome.failed and not options.dry_run:
            _write(outcome)
        return outcome


def _wanted(prepared: list[Prepared]) -> Wanted:
    types = {type_.id for each in prepared for type_ in note_types(each.deck).values()}
    guids = {entry.guid for each in prepared for entry in each.after.entries.values()}
    return Wanted(frozenset(types), frozenset(guids))


def _write(outcome: Outcome[Result]) -> None:
    files = {path: new for each in outcome.results for path, (_, new) in each.files.items()}
    files |= {each.deck.home.lock: each.lock for each in outcome.results if each.lock}
    _, failed = put(files)
    if failed:
        outcome.diagnostics.append(unwritten(failed))
        outcome.results = []


_Edit = tuple[NoteEdit, Rewriting]


class _Puller:
    """One deck's pull."""

    def __init__(
        self, prepared: Prepared, collection: LearnersCollection, options: PullOptions
    ) -> None:
        self.prepared = prepared
        self.deck = prepared.deck
        self.collection = collection
        self.options = options
        self.diagnostics: list[Diagnostic] = []
        self.writer = writer_of(self.deck)
        self.found = Result(self.deck)
        self.entries: dict[str, Entry] = {}
        """Entries of the lock that change, by full key."""

    @cached_property
    def paths(self) -> dict[str, str]:
        """The paths of the deck's media by their names in Anki."""
        return {
            file.name: file.path.relative_to(self.deck.home.folder).as_posix()
            for note in self.prepared.rendered
            for file in note.media
        }

    def result(self) -> Result:
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
            if each.both and self.options.side is Side.NEITHER:
                self.found.conflicts += 1
                message = (
                    f"{told_of(edit.card, each.name)} changed here and in Anki; take one side with "
                    "`--ours` or `--theirs`, or make both the same"
                )
                place = place_of(edit.card, each.name)
                sides = f"here: {shown(each.ours)}", f"Anki: {shown(each.theirs)}"
                self.diagnostics.append(Diagnostic(place, "both-changed", message, sides))
            elif each.both and self.options.side is Side.OURS:
                continue
            else:
                wanted.append(each)
        tools = self._tools(edit.card)
        return rewriting(edit, wanted, tools)

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

    def _tools(self, card: Card) -> Tools:
        """How a card's texts are rendered; what has an error shows nothing that Anki could have."""

        def html(text: Text, format_: Format) -> str:
            self.writer.begin(card)
            self.writer.faults.clear()
            finished = self.writer.html(text, format_)
            return _FAULTY if has_errors(self.writer.faults) else finished

        return Tools(html, self._rendered, self._converted)

    def _rendered(self, card: Card) -> Rendered | None:
        self.writer.faults.clear()
        rendered = self.writer.card(card)
        return None if has_errors(self.writer.faults) else rendered

    def _converted(self, html: str, format_: Format) -> str | None:
        """HTML as a text of a format that shows it."""
        if format_ is Format.HTML:
            return html
        if format_ is Format.PLAIN:
            return None if "<" in html else unescaped(html)
        if format_ is Format.MEDIA:
            return None
        made = written(
            html, clozes=format_ is Format.CLOZE, paths=self.paths, unsafe=self.deck.unsafe_html
        )
        return made.text if made else None

    def _drafted(self, html: str, format_: Format) -> str | None:
        """The same, if nothing in the text is an error."""
        text = self._converted(html, format_)
        if not text:
            return None
        self.writer.faults.clear()
        self.writer.html(Text(text, self.deck.home.file, 1, 1), format_)
        return None if has_errors(self.writer.faults) else text

    def _leave(self, file: Path, message: str) -> None:
        self.diagnostics.append(Diagnostic(Location(file), "not-pulled", message))
        self.found.left += 1

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
        settled = [each for each in edit.fields if each.both and self.options.side is Side.OURS]
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
        types = {type_.id: type_ for type_ in note_types(self.deck).values()}
        own = {type_.id: type_ for type_ in self.deck.own_types}
        file = self.deck.home.file if self.deck.home.single else self.deck.home.folder / _DRAFTS
        names = {entry.short_key for entry in self.prepared.after.entries.values()}
        names |= {card.id.value for card in self.deck.cards if card.id}
        items: list[tuple[Draft, str]] = []
        for note in sorted(notes, key=lambda note: note.id):
            type_ = types[note.type_id]
            draft = draft_of(note, type_, own.get(type_.family), self.collection, self._drafted)
            if draft is None:
                asked = short(shown(note.fields[0]), 40)
                is_drawn = type_.family == OCCLUSION
                reason = "draw its masks here" if is_drawn else why(note.fields[0])
                message = (
                    f"the new note “{asked}” in Anki can't be written as a card: {reason}; "
                    "nothing of it was taken"
                )
                self._leave(file, message)
                continue
            for name, html in draft.left.items():
                message = (
                    f"the {name.lower()} of the new note “{short(draft.asked, 40)}” in Anki can't "
                    f"be taken over: {why(html)}"
                )
                self._leave(file, message)
            id_ = mint_key(draft.asked, names)
            names.add(id_)
            items.append((draft, id_))
        if not items:
            return
        path = file.resolve()
        before = self.found.files.get(path, (b"", b""))
        known = before[1] or (path.read_bytes() if path.exists() else b"")
        data = with_cards(
            known, file, [{**draft.values, "id": id_, "draft": True} for draft, id_ in items]
        )
        if data is None:
            message = (
                f"{counted(len(items), 'note')} were made in Anki, and this file can't take them as "
                "drafts; make `cards:` its last key, as a list of lines"
            )
            self.diagnostics.append(Diagnostic(Location(file), "not-pulled", message))
            self.found.left += len(items)
            return
        self.found.files[path] = before[0] or known, data
        self.found.drafts = [draft for draft, _ in items]
        self.found.drafts_file = file
        for draft, id_ in items:
            key = full_key(self.deck.id, draft.family, id_)
            entry = blank(key, draft.note.guid, draft.note.id)
            topic = "" if self.deck.home.single else Path(_DRAFTS).stem
            self.entries[key] = entry._replace(
                topic=topic,
                question=draft.asked,
                answer=draft.answer,
                modified=draft.note.modified,
                id=id_,
                retired=True,
                draft=True,
            )

    def _advance_lock(self) -> None:
        """The lock that knows what was taken over; it says nothing else than before."""
        if self.entries:
            entries = self.prepared.before.entries | self.entries
            lock = self.prepared.before.with_entries(entries.values())
            self.found.lock = locks.dump(lock)


_DRAFTS = "from-anki.yaml"
_FAULTY = "\ufdd2"
"""What stands in no field."""


def name_of(card: Card, field_name: str) -> str:
    """What an author calls a field of a note: by its key, or as everybody does."""
    if isinstance(card.content, Own) and field_name in card.content.type.field_named:
        return f"`{card.content.type.field_named[field_name].key}`"
    return field_name.lower()


def told_of(card: Card, field_name: str) -> str:
    """The same in a sentence."""
    name = name_of(card, field_name)
    if name in _NO_NOUNS and not card.content.is_own:
        return f"`{name}`"
    return name if name.startswith("`") else f"the {name}"


_NO_NOUNS = ("typed", "reversed", "accents")
"""Keys that stand in no sentence."""
