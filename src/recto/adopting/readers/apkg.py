"""Anki's packages and whole collections, `.apkg` and `.colpkg`, of every layout since 2012."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from recto.adopting.foreign import (
    Adopted,
    Description,
    Foreign,
    ForeignField,
    ForeignNote,
    ForeignTemplate,
    ForeignType,
    sound,
)
from recto.anki.package import Package, StoredCard, StoredDeck, read_files, read_package
from recto.deck.kinds.own_type import Settings
from recto.deck.notetypes.settings import OF_CARD, OF_FIELD, OF_TYPE, USUAL
from recto.diagnostics import Diagnostic, Location

ENDINGS = (".apkg", ".colpkg")


def takes(path: Path) -> bool:
    """Whether a source is such a file, by its name."""
    return path.is_file() and path.suffix.lower() in ENDINGS


def read(path: Path) -> Adopted:
    """All that a package holds."""
    package = read_package(path)
    if isinstance(package, str):
        message = f"the file {package}"
        return None, [Diagnostic(Location(path), "package-unreadable", message)]
    package = package._replace(decks={id_: _sound(d) for id_, d in package.decks.items()})
    used = {note.type_id for note in package.notes}
    if not used:
        return None, [Diagnostic(Location(path), "adopt-refused", "there is no note in it")]
    if lost := used - package.note_types.keys():
        message = f"its notes are of a note type that it doesn't hold ({min(lost)}); it is damaged"
        return None, [Diagnostic(Location(path), "adopt-refused", message)]
    try:
        types = {id_: note_type(package.note_types[id_], package.decks) for id_ in used}
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        message = "one of its note types is damaged"
        return None, [Diagnostic(Location(path), "adopt-refused", message)]
    if any(note.fields.count("\x1f") >= len(types[note.type_id].fields) for note in package.notes):
        message = "a note in it has more fields than its note type, which Anki refuses too"
        return None, [Diagnostic(Location(path), "adopt-refused", message)]
    notes = tuple(_notes(package, types))
    return Foreign(
        name=common_name({deck for note in notes for _, deck in note.decks}) or path.stem,
        notes=notes,
        media=frozenset(package.files),
        read_media=partial(read_files, path, package.files),
        remarks=(_BUILT,) if package.has_lock else (),
        descriptions={
            deck.name: Description(deck.description, not deck.is_markdown)
            for deck in package.decks.values()
            if deck.description.strip()
        },
    ), []


_BUILT = (
    "Recto built this package: where its sources are, go on with those; here stand all the fields "
    "that it ships, Key and Shipped among them"
)


def _sound(deck: StoredDeck) -> StoredDeck:
    return deck._replace(name=sound(deck.name), description=sound(deck.description))


def note_type(stored: Mapping[str, Any], decks: Mapping[int, StoredDeck] = {}) -> ForeignType:
    """A note type as Anki's JSON has it, of a package, or of an export by CrowdAnki without ids."""
    return ForeignType(
        id=None if stored["id"] is None else int(stored["id"]),
        name=sound(stored["name"]),
        fields=tuple(
            ForeignField(
                sound(each["name"]),
                _id(each),
                sound(each.get("description") or ""),
                _settings(each, OF_FIELD),
            )
            for each in stored["flds"]
        ),
        templates=tuple(
            ForeignTemplate(
                sound(each["name"]),
                sound(each.get("qfmt") or ""),
                sound(each.get("afmt") or ""),
                _id(each),
                decks[did].name if (did := each.get("did")) in decks else "",
                _settings(each, OF_CARD),
            )
            for each in stored["tmpls"]
        ),
        css=sound(stored.get("css") or ""),
        is_cloze=stored.get("type") == 1,
        sort_field=int(stored.get("sortf") or 0),
        modified=modified if 0 < (modified := int(stored.get("mod") or 0)) < _NEVER else 0,
        settings=_settings(stored, OF_TYPE),
    )


def _id(stored: Mapping[str, Any]) -> int | None:
    """What Anki knows a field or a template by, where it is a number at all."""
    id_ = stored.get("id")
    return id_ if type(id_) is int else None


def _settings(stored: Mapping[str, Any], known: Mapping[str, type]) -> Settings:
    """What isn't as Anki gives it to every new note type."""
    found = {name: stored[name] for name, kind in known.items() if type(stored.get(name)) is kind}
    found = {
        name: sound(value).strip() if isinstance(value, str) else value
        for name, value in found.items()
        if not isinstance(value, int) or abs(value) < _LARGEST
    }
    return {name: value for name, value in found.items() if value and value != USUAL.get(name)}


_NEVER = 10**14
"""Milliseconds; a time that no clock showed."""
_LARGEST = 10**9
"""More than any number that Anki keeps of a note type."""


def _notes(package: Package, types: Mapping[int, ForeignType]) -> Iterator[ForeignNote]:
    cards: dict[int, list[StoredCard]] = {}
    for card in package.cards:
        cards.setdefault(card.note, []).append(card)
    for note in sorted(package.notes, key=_order(package.cards)):
        of_type = types[note.type_id]
        fields = [sound(text) for text in note.fields.split("\x1f")]
        count = len(of_type.fields)
        yield ForeignNote(
            guid=note.guid,
            type=of_type,
            fields=tuple([*fields, *[""] * (count - len(fields))][:count]),
            tags=tuple(dict.fromkeys(sound(note.tags).split())),
            id=note.id if 0 < note.id < _NEVER else 0,
            modified=note.modified if 0 < note.modified < _NEVER else 0,
            decks=tuple((c.ord, _home(c, package.decks)) for c in cards.get(note.id, ())),
            has_cards=note.id in cards,
        )


def _order(cards: Iterable[StoredCard]) -> Any:
    """The order in which notes are learned: that of their new cards, or else that of their making."""
    places: dict[int, int] = {}
    for card in cards:
        if card.kind != 0:
            return lambda note: note.id  # what `due` says of cards in review is a day
        places[card.note] = min(places.get(card.note, card.due), card.due)
    return lambda note: (places.get(note.id, 0), note.id)


def _home(card: StoredCard, decks: Mapping[int, StoredDeck]) -> str:
    """The name of a card's deck; one that is in a filtered deck belongs to another."""
    for id_ in (card.original_deck, card.deck):
        if id_ in decks:
            return decks[id_].name
    return "Default"


def common_name(decks: Iterable[str]) -> str:
    """What the names of decks begin with, as far as whole parts go; nothing where they differ."""
    split = [name.split("::") for name in decks]
    common = []
    for parts in zip(*split, strict=False):
        if len({part.casefold() for part in parts}) > 1:
            break
        common.append(parts[0])
    return "::".join(common)
