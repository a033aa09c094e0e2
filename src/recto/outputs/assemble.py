"""From a deck, its lock and its cards' HTML to what learners get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from recto.deck.identity import anki_id
from recto.deck.kinds.own_type import Layout
from recto.deck.model import Deck, deck_of
from recto.deck.notetypes import FIELDS, NoteType, note_types
from recto.deck.notetypes.shipped import FORMAT
from recto.lock import Entry
from recto.lock.advance import Advanced
from recto.lock.masks import live
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
    ids = _deck_ids(deck, lock.decks)
    types = _shipped_types(deck, rendered)
    of_types = (file for type_ in deck.own_types for file in type_.media)
    notes = tuple(
        Note(
            entry=entry,
            rendered=note,
            tags=card.tags,
            note_type_id=note.note_type.id,
            deck_id=ids[deck_of(entry.topic, lock.decks)],
            deck_ids=_of_templates(note.note_type, ids),
        )
        for card, entry, note in zip(deck.built, advanced.entries, rendered, strict=True)
    )
    return Release(
        decks=_decks(deck, ids, notes, description.html),
        note_types=tuple(
            DatedNoteType(note_type, lock.note_types[family].modified)
            for family, note_type in types.items()
        ),
        notes=notes,
        media=_media(rendered, (*deck.style_media, *of_types, *description.files)),
        lock=lock,
    )


def _deck_ids(deck: Deck, decks: Mapping[str, str]) -> dict[str, int]:
    """The id of each Anki deck by its name; several topics may share one, letter case aside."""
    templates = (card.deck for type_ in deck.own_types for card in type_.cards if card.deck)
    named = [*((f"deck/{topic}", name) for topic, name in decks.items())]
    named += ((f"deck::{text.value}", text.value) for text in templates)
    first = {"default": _DEFAULT}
    return {
        name: first.setdefault(name.casefold(), anki_id(deck.id, thing)) for thing, name in named
    }


_DEFAULT = 1
"""The id of the deck that every collection and so every package has; a second one of its name would
arrive as `Default_`."""


def _of_templates(note_type: NoteType, ids: Mapping[str, int]) -> Mapping[int, int]:
    """The decks of the cards whose templates have one of their own, by the templates' places."""
    if note_type.adopted is None:
        return _NO_DECKS
    templates = enumerate(note_type.templates)
    return {number: ids[template.deck] for number, template in templates if template.deck}


_NO_DECKS: dict[int, int] = {}


def _decks(
    deck: Deck, ids: Mapping[str, int], notes: tuple[Note, ...], description: str
) -> tuple[AnkiDeck, ...]:
    """The Anki decks of a release. Of an adopted deck an empty one would be new to learners."""
    made = {
        id_: AnkiDeck(id_, name, description if name == deck.name else "")
        for name, id_ in reversed([*ids.items()])
    }
    if deck.is_adopted:
        used = {note.deck_id for note in notes}
        used.update(id_ for note in notes for id_ in note.deck_ids.values())
        made = {i: each for i, each in made.items() if i in used or each.description} or made
    return tuple(reversed(made.values()))


def _shipped_types(deck: Deck, rendered: list[Rendered]) -> dict[str, NoteType]:
    """The note types of a deck; of an adopted one no built-in type that only drafts need."""
    types = note_types(deck)
    if not deck.is_adopted:
        return types
    used = {note.family for note in rendered}
    return {f: each for f, each in types.items() if f in used or f not in FIELDS} or types


def with_what_ships(deck: Deck, advanced: Advanced, rendered: list[Rendered]) -> Advanced:
    """The same, where the lock says of each note of an own type which of its fields are filled.

    Of one without a field Shipped it says what that would hold, too; what stands there already
    holds for a note's time. `rendered` are the notes that are built.
    """
    if not deck.own_types:
        return advanced
    entries = dict(advanced.lock.entries)
    own = {type_.id for type_ in deck.own_types if not type_.is_cloze}
    for card, entry, note in zip(deck.built, advanced.entries, rendered, strict=True):
        shipped, filled = entry.shipped, entry.filled
        if note.note_type.adopted and not shipped.startswith(f"{FORMAT} {entry.modified} "):
            shipped = note.shipped(entry.modified, card.tags)
        if note.family in own:
            filled = note.filled_slots
        if (shipped, filled) != (entry.shipped, entry.filled):
            entries[entry.key] = entry._replace(shipped=shipped, filled=filled)
    built = [entries[entry.key] for entry in advanced.entries]
    return replace(advanced, lock=replace(advanced.lock, entries=entries), entries=built)


def finished(deck: Deck, rendered: list[Rendered], entries: list[Entry]) -> list[Rendered]:
    """The notes of all cards with what only the lock knows of them."""
    layouts = {type_.id: type_.layout for type_ in deck.own_types if _lost_a_card(type_.layout)}
    following = iter(entries)
    found = []
    for card, note in zip(deck.cards, rendered, strict=True):
        entry = None if card.draft else next(following)
        if note.note_type.adopted:
            found.append(_without_absent(note, entry))
        elif entry and card.content.masks:
            before = dict(zip(note.note_type.number_of, note.values, strict=True))
            fields = card.content.numbered(before, live(entry.masks))
            found.append(note.filled(fields, card.content.cards(fields)))
        elif layout := layouts.get(note.family):
            found.append(_without_deleted(note, layout, entry))
        else:
            found.append(note)
    return found


def _without_absent(note: Rendered, entry: Entry | None) -> Rendered:
    """A note of an adopted type without the cards that learners never had of it."""
    mark = entry.parts.get(MARK) if entry else None
    if not mark:
        return note
    absent = {int(number) - 1 for number in mark.split(",") if number.isdigit()}
    ords = tuple(place for place in note.ords if place not in absent)
    return note._replace(ords=ords or note.ords[:1])


def _lost_a_card(layout: Layout) -> bool:
    """Whether a card was ever deleted, even if it is back: its notes say so for ever."""
    return any(name.startswith(f"{MARK} ") for name in layout.number_of)


def _without_deleted(note: Rendered, layout: Layout, entry: Entry | None) -> Rendered:
    """A note that lacks the cards that were deleted before it was made.

    The notes that are there keep them: only in others a field is filled, by which Anki makes none.
    """
    names = absent_fields(entry.parts.get(MARK, "")) if entry else layout.absent
    fields = {name: "1" for name in names if name in note.note_type.number_of}
    filled = note.filled(fields, note.ords)
    if note.note_type.is_cloze:
        return filled
    values = zip(note.note_type.number_of, filled.values, strict=True)
    shown = frozenset(name for name, html in values if not is_empty(html))
    return filled._replace(ords=layout.made(shown))


def _media(rendered: list[Rendered], of_deck: tuple[MediaFile, ...]) -> tuple[MediaFile, ...]:
    """Each file once, by name."""
    files = {file.name: file for note in rendered for file in note.media}
    files.update({file.name: file for file in of_deck})
    return tuple(files[name] for name in sorted(files))
