"""From a deck, its lock and its cards' HTML to what the package holds."""

from __future__ import annotations

import html

from recto import lock as locks
from recto.identity import anki_id
from recto.lock.advance import Advanced
from recto.model import Deck
from recto.notetypes import note_types
from recto.package import AnkiDeck, DatedNoteType, Note, Package
from recto.render.fields import Rendered
from recto.render.markdown import render


def assemble(deck: Deck, advanced: Advanced, rendered: list[Rendered]) -> Package:
    """The package of a deck: a note for each card that is built, in the learning order."""
    lock = advanced.lock
    ids = {topic: anki_id(deck.id, f"deck/{topic}") for topic in lock.decks}
    types = note_types(deck)
    notes = tuple(
        Note(
            guid=entry.guid,
            created=entry.created,
            modified=entry.modified,
            note_type_id=types[entry.family].id,
            deck_id=ids.get(entry.topic.partition("/")[0], ids[""]),
            tags=card.tags,
            fields=note.fields(entry.key),
            ords=note.ords,
        )
        for card, entry, note in zip(deck.built, advanced.entries, rendered, strict=True)
    )
    return Package(
        decks=tuple(
            AnkiDeck(ids[topic], name, "" if topic else _description(deck))
            for topic, name in lock.decks.items()
        ),
        note_types=tuple(
            DatedNoteType(types[family], entry.modified)
            for family, entry in lock.note_types.items()
        ),
        notes=notes,
        lock=locks.dump(lock),
    )


def _description(deck: Deck) -> str:
    parts = [render(deck.description, unsafe=deck.unsafe_html)[0]] if deck.description else []
    if deck.license:
        parts.append(f"License: {render(deck.license, unsafe=deck.unsafe_html)[0]}")
    if deck.report:
        address = html.escape(deck.report)
        parts.append(f'<a href="{address}">Report a fault</a>')
    return "<br><br>".join(parts)
