"""Exports of the add-on CrowdAnki: a folder with a `deck.json`, and its `media` beside.

brain-brew writes the same. Such an export has no id of a note type: each learner's Anki has made
one of its own.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from recto.adopting.foreign import (
    Adopted,
    Description,
    Foreign,
    ForeignNote,
    ForeignType,
    sound,
)
from recto.adopting.readers.apkg import note_type
from recto.diagnostics import Diagnostic, Location
from recto.system.paths import leaves

_LARGEST = 100 << 20
_BEGINS = 200
"""Bytes of a file that tell it from other JSON."""
_DEEPEST = 50


def takes(path: Path) -> bool:
    """Whether a source is a folder with such a file, or that file."""
    return _file_of(path) is not None


def _file_of(path: Path) -> Path | None:
    if path.is_file() and path.suffix.lower() == ".json":
        return path
    if not path.is_dir():
        return None
    named = [path / "deck.json", path / f"{path.resolve().name}.json", *sorted(path.glob("*.json"))]
    return next((file for file in named if file.is_file() and _is_deck(file)), None)


def _is_deck(file: Path) -> bool:
    with file.open("rb") as opened:
        return b'"__type__"' in opened.read(_BEGINS)


def read(path: Path) -> Adopted:
    """All that an export holds."""
    file = _file_of(path)
    if file is None:
        return None, [_refused(path, "there is no deck of CrowdAnki in it")]
    try:
        if file.stat().st_size > _LARGEST:
            return None, [_refused(file, f"it has more than {_LARGEST >> 20} MB")]
        root = json.loads(file.read_bytes())
        types = {
            str(each["crowdanki_uuid"]): note_type({**each, "id": None})
            for each in root.get("note_models", [])
        }
        decks = [*_decks(root, "", 0)]
        notes = tuple(note for name, deck in decks for note in _notes(deck, name, types))
    except OSError as error:
        return None, [_refused(file, f"it can't be read: {error.strerror or error}")]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None, [_refused(file, "it is damaged, or no deck of CrowdAnki")]
    if not notes:
        return None, [_refused(file, "there is no note in it")]
    folder = file.parent / "media"
    media = [*_media(folder)] if folder.is_dir() else []
    return Foreign(
        name=sound(root["name"]),
        notes=notes,
        media=frozenset(media),
        read_media=partial(_read_media, folder),
        descriptions={
            name: Description(text)
            for name, deck in decks
            if (text := sound(deck.get("desc") or ""))
        },
        remarks=() if folder.is_dir() else (_NO_MEDIA,),
    ), []


_NO_MEDIA = "there is no folder `media` beside it, so no pictures and no sounds come along"


def _refused(path: Path, why: str) -> Diagnostic:
    return Diagnostic(Location(path), "adopt-refused", why)


def _decks(
    deck: Mapping[str, Any], above: str, depth: int
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """A deck and all below it, by their full names."""
    if depth > _DEEPEST:
        raise RecursionError
    name = f"{above}::{sound(deck['name'])}" if above else sound(deck["name"])
    yield name, deck
    for child in deck.get("children", []):
        yield from _decks(child, name, depth + 1)


def _notes(
    deck: Mapping[str, Any], name: str, types: Mapping[str, ForeignType]
) -> Iterator[ForeignNote]:
    for note in deck.get("notes", []):
        of_type = types[note["note_model_uuid"]]
        fields = [sound(field) for field in note["fields"]]
        count = len(of_type.fields)
        if len(fields) > count:
            raise ValueError(fields)
        yield ForeignNote(
            guid=str(note["guid"]),
            type=of_type,
            fields=tuple([*fields, *[""] * (count - len(fields))][:count]),
            tags=tuple(dict.fromkeys(sound(tag) for tag in note.get("tags", []))),
            deck=name,
        )


def _media(folder: Path) -> Iterator[str]:
    """The files of an export; a link could lead to what is nobody else's business."""
    for each in folder.iterdir():
        if each.is_file() and not leaves(each, folder):
            yield each.name


def _read_media(folder: Path, names: Collection[str]) -> Iterator[tuple[str, bytes]]:
    for name in names:
        yield name, (folder / name).read_bytes()
