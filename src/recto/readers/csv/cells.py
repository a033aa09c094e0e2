"""The text of a table to rows of cells, each knowing where in the text it stands.

Python's `csv` tells a row's last line and nothing of its cells. Messages need the place of each
cell, and ids are written into cells while every other byte stays. So the rules of RFC 4180 stand
here in one regular expression; a test holds it against what `csv` writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

Cell = re.Match[str]
"""What stands between two separators: `quoted` without its outer quotes, or `plain`, and `end`."""

MOST_COLUMNS = 1_000
"""Cells of a row; a spreadsheet that has more holds no cards."""


@lru_cache(maxsize=8)
def _pattern(separator: str) -> re.Pattern[str]:
    sign = re.escape(separator)
    return re.compile(
        rf'(?:"(?P<quoted>[^"]*+(?:""[^"]*+)*+)"|(?P<plain>(?!")[^{sign}\r\n]*+))'
        rf"(?P<end>{sign}|\r\n|\n|\r|\Z)"
    )


def rows(text: str, separator: str, at: int = 0) -> Iterator[list[Cell]]:
    """The rows from an offset on; the last cell of the last row has an empty `end`.

    Where it has not, reading stopped behind it: see `fault_at`.
    """
    row: list[Cell] = []
    for cell in _pattern(separator).finditer(text, at):
        if cell.start() != at:
            break
        at = cell.end()
        row.append(cell)
        end = cell["end"]
        if end != separator:
            yield row
            row = []
        if not end:
            return
        if len(row) > MOST_COLUMNS:
            break
    if row:
        yield row


def fault_at(text: str, at: int) -> str:
    """Why reading stopped before the cell at an offset."""
    if not text.startswith('"', at):
        return f"this row has more than {MOST_COLUMNS:,} cells; a row is a card"
    closed = re.compile(r'"[^"]*+(?:""[^"]*+)*+"').match(text, at)
    if closed:
        return (
            'text follows the closing quote of this cell; write a quote inside a cell twice: `""`'
        )
    return (
        'this quote is never closed; write `"` behind the cell, and a quote inside it twice: `""`'
    )


def value_of(cell: Cell) -> str:
    """What a cell says, with line ends as in all texts."""
    quoted: str | None = cell["quoted"]
    if quoted is None:
        plain: str = cell["plain"]
        return plain
    value = quoted.replace('""', '"') if '""' in quoted else quoted
    return value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value


def width(row: list[Cell]) -> int:
    """How many cells a row has, without the empty ones at its end."""
    for number in range(len(row), 0, -1):
        if value_of(row[number - 1]).strip():
            return number
    return 0
