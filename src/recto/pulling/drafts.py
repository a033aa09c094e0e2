"""Notes that somebody made in Anki, as drafts of cards."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import NamedTuple

from recto.anki.interface import LearnersCollection, LearnersNote
from recto.deck.kinds.kind import BASIC, CLOZE, Format
from recto.deck.kinds.own_type import OwnType
from recto.deck.notetypes import NoteType
from recto.pulling.edited import field_values
from recto.text.html import unescaped

Write = Callable[[str, Format], str | None]
"""HTML as a text of a format; None where none shows it."""


class Draft(NamedTuple):
    """A card to be, by its keys in their order."""

    note: LearnersNote
    family: str
    values: Mapping[str, str | bool | list[str]]
    asked: str
    answer: str
    left: Mapping[str, str]
    """The HTML of the fields that can't be written, by their names."""


_KEYS = {
    BASIC: {"Question": "q", "Answer": "a", "Hint": "hint", "Extra": "extra", "Source": "source"},
    CLOZE: {"Text": "cloze", "Hint": "hint", "Extra": "extra", "Source": "source"},
}
_OF_ROWS = ("Choices",)
"""Fields that no text of an author's fills alone."""
_OF_ANKI = ("leech", "marked")


def draft_of(
    note: LearnersNote,
    note_type: NoteType,
    own: OwnType | None,
    collection: LearnersCollection,
    write: Write,
) -> Draft | None:
    """A note as a draft; None where what it asks can't be written."""
    values = field_values(note_type, note, collection)
    fields = dict(zip(note_type.number_of, (values[n] for n in note_type.slots), strict=True))
    found: dict[str, str | bool | list[str]] = {}
    if own:
        found["notetype"] = unicodedata.normalize("NFC", own.file.stem)
        wanted = {f.name: (f.key, f.format) for f in own.fields}
    else:
        cloze = {"Text": Format.CLOZE, "Source": Format.SOURCE}
        keys = _KEYS.get(note_type.family, {})
        wanted = {name: (key, cloze.get(name, Format.MARKDOWN)) for name, key in keys.items()}
        if fields.get("Typed"):
            wanted["Typed"] = ("typed", Format.PLAIN)
    left = {name: fields[name] for name in _OF_ROWS if fields.get(name)}
    for name, (key, format_) in wanted.items():
        if text := write(fields.get(name, ""), format_):
            found[key] = text
        elif fields.get(name):
            left[name] = fields[name]
    first = next(iter(wanted.values()), ("",))[0]
    if first not in found:
        return None
    if fields.get("Reversed"):
        found["reversed"] = True
    if tags := [tag for tag in note.tags if tag.casefold() not in _OF_ANKI]:
        found["tags"] = tags
    asked, *others = [
        value for key, value in found.items() if key != "notetype" and isinstance(value, str)
    ]
    answer = others[0] if others else ""
    return Draft(note, note_type.family, found, unescaped(asked), answer, left)
