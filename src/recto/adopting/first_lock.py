"""The first lock of an adopted deck: who its cards are to learners who have them already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from recto.adopting.cards import AdoptedCard, AdoptedType
from recto.adopting.foreign import ForeignNote
from recto.adopting.sources import Sources
from recto.deck import identity
from recto.deck.model import Card, Deck
from recto.deck.notetypes import note_types
from recto.deck.notetypes.shipped import as_stored, shipped
from recto.lock import Entry, Lock, NoteTypeEntry
from recto.lock.entry import blank
from recto.lock.fingerprint import about
from recto.lock.minting import Minter
from recto.lock.shipped import Times
from recto.lock.slots import MARK, settle
from recto.render.fields import Rendered, describe

_LONG_AGO = 1
"""Seconds: the time of a note of which nobody knows it, so that no learner's is older."""


def first_lock(deck: Deck, rendered: Sequence[Rendered], sources: Sources, now: int) -> Lock:
    """The lock of a deck that was read from its new sources; `now` in milliseconds."""
    known = Lock(deck.id, note_types={each.id: _blank_type(each) for each in sources.types})
    deck, lock, _ = settle(deck, known, (), now)
    minter = Minter(deck, lock, Times(now))
    entries = [*_entries(deck, rendered, sources.cards, minter)]
    types = note_types(deck)
    description = describe(deck)
    return replace(
        lock,
        decks={"": deck.name, **deck.subdecks},
        about=about(deck, description.files),
        note_types={
            each.id: replace(
                lock.note_types[each.id],
                id=types[each.id].id,
                name=types[each.id].name,
                fingerprint=types[each.id].fingerprint,
            )
            for each in sources.types
        },
    ).with_entries(sorted(entries))


def _blank_type(adopted: AdoptedType) -> NoteTypeEntry:
    """What the lock knows of a note type before its file is read: the ids that Anki gave."""
    of_type = adopted.type
    return NoteTypeEntry(
        adopted.id,
        of_type.id or 0,
        of_type.name,
        "",
        max(of_type.modified, _LONG_AGO),
        tuple(field.id for field in of_type.fields),
        tuple(template.id for template in of_type.templates),
    )


def _entries(
    deck: Deck, rendered: Sequence[Rendered], cards: Iterable[AdoptedCard], minter: Minter
) -> Iterator[Entry]:
    """The entry of each note that learners have; drafts have none."""
    adopted = {card.id: card for card in cards if not card.draft}
    for card, note in zip(deck.cards, rendered, strict=True):
        found = adopted.get(card.id.value) if card.id else None
        if found:
            yield _entry(deck, card, note, found, minter)


def _entry(
    deck: Deck, card: Card, rendered: Rendered, adopted: AdoptedCard, minter: Minter
) -> Entry:
    note = adopted.note
    key = identity.full_key(deck.id, card.family, adopted.id)
    guid = note.guid or identity.guid(key)
    former = blank(key, guid, minter.free_time(note.id))
    if absent := _absent(rendered, note):
        former = former._replace(content=f"{MARK}={absent}")
    modified = max(note.modified, _LONG_AGO)
    # what learners have is what the note held in the package, and not what Markdown makes of it
    fields = ((n, as_stored(text)) for n, text in enumerate(note.fields, 1))
    entry = minter.carry(card, former, rendered.media)
    return entry._replace(
        modified=modified,
        asked=modified,
        shipped=shipped(modified, note.tags, fields),
        filled=() if rendered.note_type.is_cloze else rendered.filled_slots,
    )


def _absent(rendered: Rendered, note: ForeignNote) -> str:
    """The cards that Anki would make of a note, and its learners don't have, by their numbers."""
    there = {ord_ for ord_, _ in note.decks}
    if not there:
        return ""
    return ",".join(str(ord_ + 1) for ord_ in rendered.ords if ord_ not in there)
