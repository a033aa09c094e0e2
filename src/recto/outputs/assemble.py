"""From a deck, its lock and its cards' HTML to what learners get."""

from __future__ import annotations

from recto.deck.identity import anki_id
from recto.deck.model import Deck
from recto.deck.notetypes import note_types
from recto.lock import Entry
from recto.lock.advance import Advanced
from recto.lock.slots import MARK, absent_fields
from recto.media import MediaFile
from recto.outputs.release import AnkiDeck, DatedNoteType, Note, Release
from recto.render.fields import Rendered
from recto.render.media import HtmlWithFiles
from recto.text.template import is_empty


def assemble(
    deck: Deck, advanced: Advanced, rendered: list[Rendered], description: HtmlWithFiles
) -> Release:
    """The release of a deck: a note for each card that is built, in the learning order."""
    lock = advanced.lock
    ids = {topic: anki_id(deck.id, f"deck/{topic}") for topic in lock.decks}
    types = note_types(deck)
    of_types = (file for type_ in deck.own_types for file in type_.media)
    notes = tuple(
        Note(
            entry=entry,
            rendered=note,
            tags=card.tags,
            note_type_id=note.note_type.id,
            deck_id=ids.get(entry.topic.partition("/")[0], ids[""]),
        )
        for card, entry, note in zip(deck.built, advanced.entries, rendered, strict=True)
    )
    return Release(
        decks=tuple(
            AnkiDeck(ids[topic], name, "" if topic else description.html)
            for topic, name in lock.decks.items()
        ),
        note_types=tuple(
            DatedNoteType(note_type, lock.note_types[family].modified)
            for family, note_type in types.items()
        ),
        notes=notes,
        media=_media(rendered, (*deck.style_media, *of_types, *description.files)),
        lock=lock,
    )


def without_deleted(deck: Deck, rendered: list[Rendered], entries: list[Entry]) -> list[Rendered]:
    """The notes of all cards, of which those lack a deleted card that were made since.

    The notes that are there keep it: only in others a field is filled, by which Anki makes none.
    """
    layouts = {type_.id: type_.layout for type_ in deck.own_types if type_.layout.absent}
    if not layouts:
        return rendered
    following = iter(entries)
    found = []
    for card, note in zip(deck.cards, rendered, strict=True):
        entry = None if card.draft else next(following)
        layout = layouts.get(note.family)
        if layout is None:
            found.append(note)
            continue
        names = absent_fields(entry.parts.get(MARK, "")) if entry else layout.absent
        filled = {name: "1" for name in names if name in note.note_type.number_of}
        values = dict(zip(note.note_type.number_of, note.values, strict=True)) | filled
        shown = frozenset(name for name, html in values.items() if not is_empty(html))
        ords = note.ords if note.note_type.is_cloze else layout.made(shown)
        found.append(note._replace(values=tuple(values.values()), ords=ords))
    return found


def _media(rendered: list[Rendered], of_deck: tuple[MediaFile, ...]) -> tuple[MediaFile, ...]:
    """Each file once, by name."""
    files = {file.name: file for note in rendered for file in note.media}
    files.update({file.name: file for file in of_deck})
    return tuple(files[name] for name in sorted(files))
