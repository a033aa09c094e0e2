"""What the columns of a table are called, and which key of a card each name means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from recto.adopting.unused import unused
from recto.deck.kinds.own_type import reserved

KNOWN = {
    **dict.fromkeys(("q", "question", "front", "frage", "pregunta", "prompt", "vorderseite"), "q"),
    **dict.fromkeys(("a", "answer", "back", "antwort", "respuesta", "rückseite", "réponse"), "a"),
    **dict.fromkeys(("tags", "tag", "labels", "schlagwörter", "etiquetas"), "tags"),
    **dict.fromkeys(("extra", "notes", "note", "comment", "explanation", "remarks"), "extra"),
    **dict.fromkeys(("hint", "hints"), "hint"),
    **dict.fromkeys(("source", "sources", "reference", "source & license"), "source"),
    **{each: each for each in ("id", "guid", "cloze", "typed", "choices", "reversed", "draft")},
}
"""What columns are called, and the key of a card that they fill."""
_WORDS = frozenset(
    (
        *("term", "definition", "word", "meaning", "translation", "reading", "example", "text"),
        *("sentence", "name", "description", "country", "capital", "english", "german", "deutsch"),
        *("french", "spanish", "chinese", "japanese", "pinyin", "kana", "kanji", "category"),
        *("title", "type", "date", "number", "author", "formula", "sound", "audio", "picture"),
        *("image", "key"),
    )
)
"""Other words that stand in the first row of a table and on no card."""
ABOUT_ROW = ("id", "guid", "tags")
"""Keys that a card of any note type has."""
OF_CARD = frozenset(
    {"q", "a", "extra", "hint", "source", "typed", "choices", "reversed", "draft", "cloze"}
)


def is_head(cells: Sequence[str]) -> bool:
    """Whether a first row names columns, and is no card."""
    names = [cell.strip().casefold() for cell in cells if cell.strip()]
    stems = {re.split(r"[:_ ]", name)[0] for name in names}
    return bool(stems & (KNOWN.keys() | _WORDS) or {*names} & KNOWN.keys())


def field_name(name: str, taken: Sequence[str]) -> str:
    """A name that a field may have, and no other column has."""
    plain = " ".join(re.sub(r'[:{}"]', " ", name).split()).lstrip("#^/ ")[:80] or "Column"
    if reserved(plain):
        plain = f"{plain} text"
    return unused(plain, {each.casefold() for each in taken}, gap=" ")
