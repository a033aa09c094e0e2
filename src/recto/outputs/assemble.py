"""From a deck, its lock and its cards' HTML to what learners get."""

from __future__ import annotations

from recto.deck.identity import anki_id
from recto.deck.model import Deck
from recto.deck.notetypes import note_types
from recto.lock.advance import Advanced
from recto.media import MediaFile
from recto.outputs.release import AnkiDeck, DatedNoteType, Note, Release
from recto.render.fields import Rendered
from recto.render.media import HtmlWithFiles


def assemble(
    deck: Deck, advanced: Advanced, rendered: list[Rendered], description: HtmlWithFiles
) -> Release:
    """The release of a deck: a note for each card that is built, in the learning order."""
    lock = advanced.lock
    ids = {topic: anki_id(deck.id, f"deck/{topic}") for topic in lock.decks}
    types = note_types(deck)
    notes = tuple(
        Note(
            entry=entry,
            rendered=note,
            tags=card.tags,
            note_type_id=types[note.family].id,
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
            DatedNoteType(types[family], entry.modified)
            for family, entry in lock.note_types.items()
        ),
        notes=notes,
        media=_media(rendered, deck.style_media + description.files),
        lock=lock,
    )


def _media(rendered: list[Rendered], of_deck: tuple[MediaFile, ...]) -> tuple[MediaFile, ...]:
    """Each file once, by name."""
    files = {file.name: file for note in rendered for file in note.media}
    files.update({file.name: file for file in of_deck})
    return tuple(files[name] for name in sorted(files))
