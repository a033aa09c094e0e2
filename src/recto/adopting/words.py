"""The words of a field's HTML: by them notes are told apart and named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from recto.adopting.foreign import ForeignNote, ForeignType
from recto.text import cloze
from recto.text.html import unescaped

_TAG = re.compile(r"<[^>]*>|\[sound:[^\]]*\]")


def plain(html: str) -> str:
    """What a learner reads of a field, in one line; clozes are filled in."""
    text = cloze.shown(html) if "{{c" in html else html
    if "<" in text or "[" in text:
        text = _TAG.sub(" ", text)
    return " ".join(unescaped(text).split())


_MOST_TOGETHER, _MOST_LOOKED_AT = 3, 8
_LONGEST_NAME = 60
"""Characters, on average, of a field that may tell notes apart beside the first."""


def asking(of_type: ForeignType, notes: Sequence[ForeignNote]) -> tuple[int, ...]:
    """The fewest fields that tell the notes of a type apart; of equal ones the first.

    The first field alone where none do.
    """
    count = min(len(of_type.fields), _MOST_LOOKED_AT)
    words = [[plain(note.fields[place]) for note in notes] for place in range(count)]
    filled = [place for place in range(count) if all(words[place]) and _names(words[place], place)]
    for together in range(1, min(_MOST_TOGETHER, count) + 1):
        for places in combinations(filled, together):
            if len({*zip(*(words[place] for place in places), strict=True)}) == len(notes):
                return places
    return (0,)


def _names(words: Sequence[str], place: int) -> bool:
    """Whether the texts of a field are names of something, rather than all that is said of it."""
    return not place or sum(map(len, words)) <= _LONGEST_NAME * len(words)
