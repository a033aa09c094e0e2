"""The notes of a deck that no package brought, as drafts with their ids and lines of the lock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from recto.anki.interface import LearnersCollection, LearnersNote
from recto.deck.identity import full_key, mint_key
from recto.deck.kinds.kind import OCCLUSION
from recto.deck.model import Deck
from recto.deck.notetypes import note_types
from recto.diagnostics import short
from recto.lock.entry import Entry, blank
from recto.outputs.prepared import Prepared
from recto.pulling.drafts import Draft, Write, draft_of
from recto.pulling.texts import why
from recto.text.seen import shown

_FILE = "from-anki.yaml"


@dataclass(slots=True)
class NewNotes:
    """What became of the new notes of a deck."""

    drafts: dict[str, Draft] = field(default_factory=dict)
    """By their ids."""
    left: list[str] = field(default_factory=list)
    """What can't be taken over, and why, each as a sentence."""


def file_of_drafts(deck: Deck) -> Path:
    """The file that drafts go into."""
    return deck.home.file if deck.home.single else deck.home.folder / _FILE


def drafts_of(
    notes: Iterable[LearnersNote], prepared: Prepared, collection: LearnersCollection, write: Write
) -> NewNotes:
    """New notes as drafts, in the order in which they were made."""
    deck = prepared.deck
    types = {type_.id: type_ for type_ in note_types(deck).values()}
    own = {type_.id: type_ for type_ in deck.own_types}
    names = {entry.short_key for entry in prepared.after.entries.values()}
    names |= {card.id.value for card in deck.cards if card.id}
    found = NewNotes()
    for note in sorted(notes, key=lambda note: note.id):
        type_ = types[note.type_id]
        draft = draft_of(note, type_, own.get(type_.family), collection, write)
        if draft is None:
            found.left.append(_no_card(note, type_.family))
            continue
        found.left += _fields_left(draft)
        id_ = mint_key(draft.asked, names)
        names.add(id_)
        found.drafts[id_] = draft
    return found


def _no_card(note: LearnersNote, family: str) -> str:
    asked = short(shown(note.fields[0]), _SHORT)
    reason = "draw its masks here" if family == OCCLUSION else why(note.fields[0])
    return (
        f"the new note “{asked}” in Anki can't be written as a card: {reason}; "
        "nothing of it was taken"
    )


def _fields_left(draft: Draft) -> Iterator[str]:
    for name, html in draft.left.items():
        note = f"the new note “{short(draft.asked, _SHORT)}”"
        yield f"the {name.lower()} of {note} in Anki can't be taken over: {why(html)}"


_SHORT = 40
"""Letters by which a note is named."""


def entry_of(id_: str, draft: Draft, deck: Deck) -> Entry:
    """The line of the lock by which a draft stays the note that it is in Anki."""
    entry = blank(full_key(deck.id, draft.family, id_), draft.note.guid, draft.note.id)
    return entry._replace(
        topic="" if deck.home.single else Path(_FILE).stem,
        question=draft.asked,
        answer=draft.answer,
        modified=draft.note.modified,
        id=id_,
        retired=True,
        draft=True,
    )
