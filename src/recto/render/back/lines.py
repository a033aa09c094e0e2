"""What a learner sees, as a value: lines of runs, each with its marks."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class What(StrEnum):
    """What a run is."""

    TEXT = "text"
    IMAGE = "image"
    """Its text is the path."""
    SOUND = "sound"
    """A film too."""
    FORMULA = "formula"
    DISPLAY = "display"
    """A formula on a line of its own."""
    RULE = "rule"
    CLOZE = "cloze"
    """The sign that begins one; its text is the number as it is written."""
    HINT = "hint"
    END = "end"


SIGNS_OF_CLOZES = frozenset({What.CLOZE, What.HINT, What.END})
Marks = frozenset[str]
"""Names of simple marks (`b`), and beginnings of all others as they are written (`<kbd>`), each with
its number in the line behind a NUL, for two that touch are two."""
SIMPLE = frozenset({"b", "i", "s", "u", "sub", "sup"})
"""Marks that melt where they touch."""
NO_MARKS: Marks = frozenset()


class Run(NamedTuple):
    """A piece of a line whose letters are all marked the same."""

    text: str
    marks: Marks = NO_MARKS
    what: What = What.TEXT
    more: tuple[tuple[str, str], ...] = ()
    """Attributes of an image."""


class Box(NamedTuple):
    """An element that lines stand in, by its beginning and its number in the text."""

    tag: str
    number: int

    @property
    def name(self) -> str:
        return self.tag[1:].partition(" ")[0].rstrip(">")


class Line(NamedTuple):
    """A line as far as the author broke it."""

    boxes: tuple[Box, ...]
    """What it stands in, the outermost first."""
    runs: tuple[Run, ...]
    is_apart: bool
    """Whether there is a gap between it and the line above in the same box."""


Lines = tuple[Line, ...]


class UnseenError(Exception):
    """HTML of which nothing here can tell what a learner sees."""
