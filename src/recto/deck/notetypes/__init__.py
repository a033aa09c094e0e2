"""The two note types of a deck: fields, templates and CSS.

What stands in the tables below is fixed. A learner's Anki knows a field or template by its
`id`; one added, removed or moved would make every note of theirs conflict for ever. A later
feature renames a spare field (same id) and fills it, or puts a spare template to use.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from recto.deck.identity import anki_id
from recto.deck.model import BASIC, CLOZE, Deck, digest

TEMPLATE_REVISION = 3
"""Raised with every change of a template or of the CSS, so that an older Recto, which would
turn the change back, refuses a lock that a newer one has written."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a note type; Anki keeps `id` when the name changes."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Template:
    """A card template: what it shows of a note."""

    id: int
    name: str
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class NoteType:
    """A note type as it goes into the package."""

    family: str
    id: int
    name: str
    fields: tuple[Field, ...]
    templates: tuple[Template, ...]
    css: str

    @property
    def fingerprint(self) -> str:
        """Changes with all that a learner's Anki would take over, the name aside."""
        names = [field.name for field in self.fields]
        templates = [part for t in self.templates for part in (t.name, t.front, t.back)]
        return digest(*names, *templates, self.css)


SPARES = tuple(Field(900 + number, f"Spare {number}") for number in range(1, 7))
"""Fields of both families, the last and empty ones."""

FIELDS = {
    BASIC: (
        Field(1, "Question"),
        Field(2, "Answer"),
        Field(3, "Choices"),
        Field(4, "Hint"),
        Field(5, "Extra"),
        Field(6, "Source"),
        Field(7, "Topic"),
        Field(8, "Reversed"),
        Field(9, "Typed"),
        Field(10, "Key"),
        *SPARES,
    ),
    CLOZE: (
        Field(1, "Text"),
        Field(4, "Hint"),
        Field(5, "Extra"),
        Field(6, "Source"),
        Field(7, "Topic"),
        Field(10, "Key"),
        *SPARES,
    ),
}
TEMPLATES = {
    BASIC: ((1, "Forward"), (2, "Backward"), (901, "Spare A"), (902, "Spare B")),
    CLOZE: ((1, "Cloze"),),
}
KEY = "Key"
"""The field that holds a note's full key."""
FORWARD, BACKWARD = 0, 1
"""Places of the templates of basic notes: the `ord` of their cards."""

_NAMES = {BASIC: "{} · Recto", CLOZE: "{} · Recto Cloze"}


def note_types(deck: Deck) -> dict[str, NoteType]:
    """Both note types of a deck, by family."""
    return {family: _note_type(deck, family) for family in (BASIC, CLOZE)}


def _note_type(deck: Deck, family: str) -> NoteType:
    about = _file("about.html").replace("<!-- report -->", _report_link(deck.report))
    return NoteType(
        family=family,
        id=anki_id(deck.id, f"notetype/{family}"),
        name=_NAMES[family].format(deck.name),
        fields=FIELDS[family],
        templates=tuple(
            _template(family, number, name, about) for number, name in TEMPLATES[family]
        ),
        css="\n".join(part for part in (_file("recto.css"), deck.style) if part),
    )


def _template(family: str, number: int, name: str, about: str) -> Template:
    stem = f"{family}/{name.lower().replace(' ', '-')}"
    back = _file(f"{stem}.back.html").replace("<!-- about -->", about)
    return Template(number, name, _file(f"{stem}.front.html"), back)


def _report_link(address: str) -> str:
    if not address:
        return ""
    return f'<a class="report" href="{html.escape(address)}">Report a fault</a>'


@lru_cache
def _file(name: str) -> str:
    return (Path(__file__).parent / name).read_text("utf-8").strip()
