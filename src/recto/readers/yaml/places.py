"""Where in a file things stand, by line and column, from where the YAML library marks them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

from recto.diagnostics import Location


class Mark(Protocol):
    """A place as the YAML library gives it; all count from 0."""

    index: int
    line: int
    column: int


def place_at(path: Path, text: str, index: int) -> Location:
    """The place of a character of a file."""
    return Location(path, text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


def place_from(path: Path, text: str, mark: Mark, index: int) -> Location:
    """The place of a character not before a mark, counted from there: a file may have many."""
    breaks = text.count("\n", mark.index, index)
    if not breaks:
        return Location(path, mark.line + 1, mark.column + 1 + index - mark.index)
    return Location(path, mark.line + 1 + breaks, index - text.rfind("\n", mark.index, index))


Begin = tuple[int, int, bool]
"""Line and column of a text's first character, and whether the text stands in the file as in its
value, so that offsets can be counted."""


def begin_in_line(start: Mark, end: Mark, style: str | None, value: str) -> Begin:
    """Where the value of a scalar that is no literal block begins to show something."""
    quoted = 1 if style in _QUOTES else 0
    line, column = start.line + 1, start.column + 1 + quoted
    written, spaces = end.index - start.index - 2 * quoted, len(value) - len(value.lstrip())
    if written != len(value) or style == ">" or "\n" in value or spaces == written:
        return line, column, False
    return line, column + spaces, True


def begin_in_block(header: Mark, text: str, value: str) -> Begin:
    """Where the value of a literal block begins to show something.

    A block's lines stand in the file as they stand in its value.
    """
    shown = value.strip()
    above = value[: len(value) - len(value.lstrip())]
    before = _INDENTATION.match(text, header.index)
    column = len(before[1]) + 1 if before else 1
    left = above.strip("\n") and "\n" in shown  # further lines begin further left
    return header.line + 2 + above.count("\n"), column, not left


_QUOTES = ("'", '"')
_INDENTATION = re.compile(r"[^\n]*\n(?:\s*\n)?(\s*)")
"""From the header of a block to the first line that shows something."""
