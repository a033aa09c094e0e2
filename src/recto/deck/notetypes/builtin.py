"""The note types that Recto brings: two that every deck has, and that of pictures with masks."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from pathlib import Path

from recto.deck.identity import anki_id
from recto.deck.kinds.kind import BASIC, CLOZE, OCCLUSION
from recto.deck.model import Deck
from recto.deck.notetypes.note_type import (
    SPARE_TEMPLATES,
    SPARES,
    Field,
    NoteType,
    Template,
    common_fields,
)

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
        Field(13, "Accents"),
        Field(19, "Spoken question", collapsed=True, unsearched=True),
        Field(20, "Spoken answer", collapsed=True, unsearched=True),
        *SPARES,
        *common_fields(key=10),
    ),
    CLOZE: (
        Field(1, "Text"),
        Field(4, "Hint"),
        Field(5, "Extra"),
        Field(6, "Source"),
        Field(7, "Topic"),
        Field(19, "Spoken text", collapsed=True, unsearched=True),
        *SPARES,
        *common_fields(key=10),
    ),
    OCCLUSION: (
        Field(14, "Occlusion", unsearched=True, settings={"tag": 0, "preventDeletion": True}),
        Field(15, "Image", settings={"tag": 1, "preventDeletion": True}),
        Field(16, "Header", settings={"tag": 2, "preventDeletion": True}),
        Field(17, "Back Extra", settings={"tag": 3, "preventDeletion": True}),
        Field(18, "Comments", settings={"tag": 4}),
        Field(6, "Source"),
        Field(7, "Topic"),
        *SPARES,
        *common_fields(key=10),
    ),
}
"""Order and ids are fixed; a name may change.

The spoken texts stand in fields of their own. In the question itself a voice would speak it a
second time where a back shows the question again without `FrontSide`, and a search would find
each word twice. An id means one thing in all note types; 14 to 18 are those of image occlusion.
"""
_TEMPLATES = {
    BASIC: ((1, "Forward"), (2, "Backward")),
    CLOZE: ((1, "Cloze"),),
    OCCLUSION: ((1, "Occlusion"),),
}
_NAMES = {
    BASIC: "{} · Recto",
    CLOZE: "{} · Recto Cloze",
    OCCLUSION: "{} · Recto Occlusion",
}
_TOLD = {
    BASIC: "a question and answer",
    CLOZE: "a cloze",
    OCCLUSION: "a picture with masks",
}


def told(family: str) -> str:
    """What a card of a note type is to a reader."""
    return _TOLD.get(family, f"a note of the type `{family}`")


def built_in_types(deck: Deck) -> dict[str, NoteType]:
    """Those of a deck, by family; that of pictures only where a card needs it."""
    pictured = [OCCLUSION] if any(card.family == OCCLUSION for card in deck.cards) else []
    return {family: _note_type(deck, family) for family in (BASIC, CLOZE, *pictured)}


def _note_type(deck: Deck, family: str) -> NoteType:
    about = _file("about.html").replace("<!-- report -->", report_link(deck.report))
    speaks = deck.speaks
    own = (
        _template(family, number, name, about, speaks=speaks) for number, name in _TEMPLATES[family]
    )
    return NoteType(
        family=family,
        id=anki_id(deck.id, f"notetype/{family}"),
        name=_NAMES[family].format(deck.name),
        fields=FIELDS[family],
        templates=(*own, *(SPARE_TEMPLATES if family == BASIC else ())),
        css=css_of(deck, more=_file("occlusion/occlusion.css") if family == OCCLUSION else ""),
        is_cloze=family != BASIC,
    )


def _template(family: str, number: int, name: str, about: str, *, speaks: bool) -> Template:
    stem = f"{family}/{name.lower()}"
    front = _file(f"{stem}.front.html").replace("<!-- shuffle -->", shuffling())
    back = _file(f"{stem}.back.html").replace("<!-- about -->", about)
    if family == OCCLUSION:
        picture = _file("occlusion/picture.html").replace("<!-- masking -->", masking())
        front, back = (side.replace("<!-- picture -->", picture) for side in (front, back))
        back = back.replace("<!-- naming -->", naming())
    said = r"\1" if speaks else ""
    return Template(number, name, _SPOKEN.sub(said, front), _SPOKEN.sub(said, back))


_SPOKEN = re.compile(r"<!-- spoken (.*?) -->")
"""What a template shows of the spoken texts. It stands in those of a deck that speaks: others keep
theirs, and so does a learner who restyled them."""


def shuffling() -> str:
    """What follows choices on a card: the one script of Recto's, and what shows them without it."""
    shown = "<noscript><style>.choices { visibility: visible !important }</style></noscript>"
    return f"{shown}<script>{shuffle_script()}</script>"


def shuffle_script() -> str:
    """It puts choices into the order of the day, in `document`."""
    return _file("shuffle.js")


def masking() -> str:
    """The script by which Anki draws masks over a picture: the one of its own note type."""
    return f"<script>{masking_script()}</script>"


def masking_script() -> str:
    """The same, for a page of Anki."""
    return _file("occlusion/masking.js")


def naming() -> str:
    """The script that marks the name of the mask that was asked for."""
    return f"<script>{naming_script()}</script>"


def naming_script() -> str:
    """The same, for `document`."""
    return _file("occlusion/naming.js")


def report_link(address: str) -> str:
    """The link by which a learner reports a fault; nothing where the deck gives no address."""
    if not address:
        return ""
    return f'<a class="report" href="{html.escape(address)}">Report a fault</a>'


def css_of(deck: Deck, own: str = "", *, is_styled: bool = True, more: str = "") -> str:
    """The CSS of a note type: Recto's, with more of it, the deck's, and what is the type's own."""
    parts = (_file("recto.css") if is_styled else "", more, deck.style, own)
    return "\n".join(part for part in parts if part)


@lru_cache
def _file(name: str) -> str:
    return (Path(__file__).parent / name).read_text("utf-8").strip()
