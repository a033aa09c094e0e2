"""Cells written into a table; everything else in the file stays, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Mapping

from recto.readers.csv.cells import Cell, value_of
from recto.readers.csv.table import Table
from recto.text import Text


def with_ids(
    table: Table, column: int | None, ids: Mapping[tuple[int, int], str], data: bytes
) -> bytes:
    """The bytes of a table with ids for the rows that begin at places (line and column).

    They go into a column, counted from 0; without one, a column `id` is added last, whose head is
    the first row. An id has no sign that would need quotes, so it has some only as its row has.
    """
    places = [*table.places()]
    new = max((len(row) for row, _ in places), default=0) if column is None else column
    pieces: list[str] = []
    done = 0
    for number, (row, texts) in enumerate(places):
        first = texts[0]
        value = ids.get((first.line, first.column), "")
        if column is None:
            value = value if number else "id"
        elif not value:
            continue
        start, end, written = _written(row, new, value, table.separator)
        pieces += table.text[done:start], written
        done = end
    return _bytes([*pieces, table.text[done:]], data)


def with_cells(table: Table, wanted: Mapping[tuple[int, int], str], data: bytes) -> bytes:
    """The bytes of a table with other cells; `wanted` are what they say, by row and column from 0.

    Rows are counted as `Table.places` gives them. White space around what a cell says stays.
    """
    pieces: list[str] = []
    done = 0
    columns: dict[int, list[int]] = {}
    for place, column in sorted(wanted):
        columns.setdefault(place, []).append(column)
    for number, (row, _) in enumerate(table.places()):
        width = len(row)
        for column in columns.get(number, ()):
            value = wanted[number, column]
            start, end, written = _written(row, column, value, table.separator, width)
            pieces += table.text[done:start], written
            done = end
            width = max(width, column + 1)
    return _bytes([*pieces, table.text[done:]], data)


def _bytes(pieces: list[str], data: bytes) -> bytes:
    bom = "\ufeff" if data.startswith(b"\xef\xbb\xbf") else ""
    return "".join((bom, *pieces)).encode()


def _written(
    row: list[Cell], column: int, value: str, separator: str, width: int = 0
) -> tuple[int, int, str]:
    """From where to where in the text something else stands, and what.

    A row that is too short gets separators; it has so many cells already.
    """
    is_quoted = row[-1]["quoted"] is not None
    if column < len(row):
        cell = row[column]
        is_quoted = cell["quoted"] is not None or (
            len(row) > 1 and all(c["quoted"] is not None for c in row if c != cell)
        )
        before = value_of(cell)
        lead, trail = before[: len(before) - len(before.lstrip())], before[len(before.rstrip()) :]
        value = (lead + value + trail) if before.strip() else value
        line_end = _BREAK.search(cell["quoted"] or "")
        value = value.replace("\n", line_end[0]) if line_end else value
        return cell.start(), cell.end() - len(cell["end"]), _cell(value, separator, is_quoted)
    at = row[-1].end() - len(row[-1]["end"])
    gap = separator * (column - max(width, len(row)) + 1)
    return at, at, gap + _cell(value, separator, is_quoted)


_BREAK = re.compile(r"\r\n|\r|\n")
_NEEDS_QUOTES = re.compile(r'["\r\n]')


def _cell(value: str, separator: str, is_quoted: bool) -> str:  # noqa: FBT001
    """A cell as it is written."""
    if is_quoted or separator in value or _NEEDS_QUOTES.search(value):
        return '"' + value.replace('"', '""') + '"'
    return value


def column_of(key: str, names: list[Text], keys: Mapping[str, str]) -> int | None:
    """Which column has a key, by its name or by what `keys` say that a name (casefolded) means."""
    meant = [keys.get(name.value.casefold(), name.value).casefold() for name in names]
    return meant.index(key.casefold()) if key.casefold() in meant else None
