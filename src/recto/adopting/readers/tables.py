"""A spreadsheet, CSV or TSV: a topic with that table, its columns guessed and said."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from recto.adopting.columns import is_head
from recto.adopting.foreign import Adopted, Foreign
from recto.adopting.tabular import Tabular
from recto.deck.identity import folded_id
from recto.diagnostics import Diagnostic, Location
from recto.readers.csv import Table, parse
from recto.readers.text_file import read_bytes
from recto.readers.titles import default_title
from recto.text import Text

ENDINGS = (".csv", ".tsv")


def takes(source: Path) -> bool:
    """Whether a source is a table by its name."""
    return source.suffix.lower() in ENDINGS and source.is_file()


def read(source: Path) -> Adopted:
    """The table as a topic."""
    data, faults = read_bytes(source)
    if data is None:
        return None, faults
    table, faults = parse(data, source)
    guess = ""
    if table is None and [fault.code for fault in faults] == ["table-separator"]:
        guess = "\t" if source.suffix.lower() == ".tsv" else ","
        table, faults = parse(data, source, guess)
    if table is None:
        return None, faults
    rows = [*table.rows()]
    has_head = not table.above.columns and is_head([cell.value for cell in rows[0]])
    names = table.above.columns or ([cell.value for cell in rows.pop(0)] if has_head else [])
    faults = [*table.faults, *_too_wide(table, names, rows)] or _without_rows(source, rows)
    if faults:
        return None, faults
    tabular = Tabular(
        default_title(source.stem),
        folded_id(source.stem) or "table",
        source.suffix.lower(),
        table.separator,
        names,
        [[cell.value for cell in row] for row in rows],
    )
    tabular.is_mended = len({name.casefold() for name in names}) < len(names) or "" in names
    topic, files = tabular.topic(source, partial(bytes, data))
    settings = dict(topic.settings)
    if guess:
        settings["separator"] = "tab" if guess == "\t" else guess
        tabular.remarks.append(
            f"cells are taken to be parted by `{settings['separator']}`, as the ending says"
        )
    foreign = Foreign(
        tabular.title,
        topics=(topic._replace(settings=settings),),
        files=files,
        remarks=tuple(tabular.remarks),
    )
    return foreign, []


def _too_wide(table: Table, names: list[str], rows: list[list[Text]]) -> list[Diagnostic]:
    """Rows with more cells than the head, which a comma in a text most likely cut."""
    width = len(names)
    message = "this row has {} cells, and the head has {}; put a cell that holds a `{}` in quotes"
    sign = table.separator.replace("\t", "tab")
    return [
        Diagnostic(row[width].at(), "table-row", message.format(len(row), width, sign))
        for row in rows
        if names and len(row) > width
    ]


def _without_rows(source: Path, rows: list[list[Text]]) -> list[Diagnostic]:
    if rows:
        return []
    return [Diagnostic(Location(source), "file-empty", "the table has a head and no rows")]
