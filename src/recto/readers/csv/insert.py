"""Ids written into a table; everything else in the file stays, byte for byte."""

from __future__ import annotations

from collections.abc import Mapping

from recto.readers.csv.cells import Cell
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
    bom = "\ufeff" if data.startswith(b"\xef\xbb\xbf") else ""
    return "".join((bom, *pieces, table.text[done:])).encode()


def _written(row: list[Cell], column: int, value: str, separator: str) -> tuple[int, int, str]:
    """From where to where in the text something else stands, and what."""
    quoted = row[-1]["quoted"] is not None
    if column < len(row):
        cell = row[column]
        quoted = cell["quoted"] is not None or all(
            c["quoted"] is not None for c in row if c != cell
        )
        return cell.start(), cell.end() - len(cell["end"]), f'"{value}"' if quoted else value
    at = row[-1].end() - len(row[-1]["end"])
    gap = separator * (column - len(row) + 1)
    return at, at, gap + (f'"{value}"' if quoted else value)


def id_column(names: list[Text], keys: Mapping[str, str]) -> int | None:
    """Which column is `id`, by its name or by what `keys` say that a name (casefolded) means."""
    meant = [keys.get(name.value.casefold(), name.value.casefold()) for name in names]
    return meant.index("id") if "id" in meant else None
