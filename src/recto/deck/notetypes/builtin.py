"""The two note types that every deck has: fields, templates and CSS."""

from __future__ import annotations

import html
from functools import lru_cache
from pathlib import Path

from recto.deck.identity import anki_id
from recto.deck.kinds.kind import BASIC, CLOZE
from recto.deck.model import Deck
from recto.deck.notetypes.note_type import (
    SPARE_TEMPLATES,
    Field,
    NoteType,
    Template,
    with_common_fields,
)

FIELDS = {
    BASIC: with_common_fields(
        (
            Field(1, "Question"),
            Field(2, "Answer"),
            Field(3, "Choices"),
            Field(4, "Hint"),
            Field(5, "Extra"),
            Field(6, "Source"),
            Field(7, "Topic"),
            Field(8, "Reversed"),
            Field(9, "Typed"),
            Field(13, "Accents"),
            Field(19, "Spoken question", collapsed=True, unsearched=True),
            Field(20, "Spoken answer", collapsed=True, unsearched=True),
        ),
        key=10,
    ),
    CLOZE: with_common_fields(
        (
            Field(1, "Text"),
            Field(4, "Hint"),
            Field(5, "Extra"),
            Field(6, "Source"),
            Field(7, "Topic"),
            Field(19, "Spoken text", collapsed=True, unsearched=True),
        ),
        key=10,
    ),
}
"""Order and ids are fixed; a name may change.

The spoken texts stand in fields of their own. In the question itself a voice would speak it a
second time where a back shows the question again without `FrontSide`, and a search would find
each word twice. An id means one thing in all note types; 14 to 18 are those of image occlusion.
"""
_TEMPLATES = {BASIC: ((1, "Forward"), (2, "Backward")), CLOZE: ((1, "Cloze"),)}
_SPARES = {BASIC: SPARE_TEMPLATES, CLOZE: ()}

_NAMES = {BASIC: "{} · Recto", CLOZE: "{} · Recto Cloze"}
TOLD = {BASIC: "a question and answer", CLOZE: "a cloze"}
"""What a card of a note type is to a reader."""


def note_types(deck: Deck) -> dict[str, NoteType]:
    """Both note types of a deck, by family."""
    return {family: _note_type(deck, family) for family in (BASIC, CLOZE)}


def _note_type(deck: Deck, family: str) -> NoteType:
    about = _file("about.html").replace("<!-- report -->", _report_link(deck.report))
    own = (_template(family, number, name, about) for number, name in _TEMPLATES[family])
    return NoteType(
        family=family,
        id=anki_id(deck.id, f"notetype/{family}"),
        name=_NAMES[family].format(deck.name),
        fields=FIELDS[family],
        templates=(*own, *_SPARES[family]),
        css="\n".join(part for part in (_file("recto.css"), deck.style) if part),
        is_cloze=family == CLOZE,
    )


def _template(family: str, number: int, name: str, about: str) -> Template:
    stem = f"{family}/{name.lower()}"
    front = _file(f"{stem}.front.html").replace("<!-- shuffle -->", shuffling())
    back = _file(f"{stem}.back.html").replace("<!-- about -->", about)
    return Template(number, name, front, back)


def shuffling() -> str:
    """What follows choices on a card: the one script of Recto's, and what shows them without it."""
    shown = "<noscript><style>.choices { visibility: visible !important }</style></noscript>"
    return f"{shown}<script>{shuffle_script()}</script>"


def shuffle_script() -> str:
    """It puts choices into the order of the day, in `document`."""
    return _file("shuffle.js")


def _report_link(address: str) -> str:
    if not address:
        return ""
    return f'<a class="report" href="{html.escape(address)}">Report a fault</a>'


@lru_cache
def _file(name: str) -> str:
    return (Path(__file__).parent / name).read_text("utf-8").strip()
