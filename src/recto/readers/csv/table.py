"""The bytes of a table to its head and its rows, every cell a `Text` with its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from recto.diagnostics import Diagnostic, Location
from recto.readers.csv.cells import Cell, fault_at, rows, value_of, width
from recto.readers.csv.head import Above, above
from recto.readers.text_file import decoded
from recto.text import Text
from recto.text.characters import CONTROL, control_character, piled_accents, piled_up

_CANDIDATES = (",", ";", "\t", "|")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(slots=True)
class Table:
    """A table whose separator is known; its rows are read one by one, as they are asked for."""

    path: Path
    text: str
    separator: str
    above: Above
    faults: list[Diagnostic]
    """Grows while the rows are read."""

    def rows(self) -> Iterator[list[Text]]:
        """The rows that hold anything, without the empty cells at their ends."""
        return (texts for _, texts in self.places())

    def places(self) -> Iterator[tuple[list[Cell], list[Text]]]:
        """The same, each with its cells as they stand in the text."""
        line, begin = self.above.line, self.above.at
        at, is_whole = begin, begin == len(self.text)
        for row in rows(self.text, self.separator, begin):
            texts: list[Text] = []
            filled = width(row)
            for cell in row:
                if len(texts) < filled:
                    texts.append(self._text(cell, line, begin))
                line, begin = _behind(cell, line, begin)
            at, end = row[-1].end(), row[-1]["end"]
            is_whole = not end
            if end == self.separator:  # reading stopped in the middle of the row
                break
            if texts:
                yield row, texts
            if end:
                line, begin = line + 1, at
        if not is_whole:
            place = Location(self.path, line, at - begin + 1)
            self.faults.append(Diagnostic(place, "table-quotes", fault_at(self.text, at)))

    def _text(self, cell: Cell, line: int, begin: int) -> Text:
        value = value_of(cell)
        shown = value.strip()
        start = cell.start() + (cell["quoted"] is not None) - begin + 1
        exact = "\n" not in value and '"' not in value
        if exact:
            start += len(value) - len(value.lstrip())
        if not shown.isascii():
            if piled_up(shown):
                self.faults.append(piled_accents(Location(self.path, line, start)))
                return Text("", self.path, line, start)
            composed = unicodedata.normalize("NFC", shown)  # the form that Anki stores
            exact = exact and len(composed) == len(shown)
            shown = composed
        return Text(shown, self.path, line, start, exact)


_BREAK = re.compile(r"\r\n|\n|\r")


def _behind(cell: Cell, line: int, begin: int) -> tuple[int, int]:
    """The line in which a cell ends, and the offset where that line begins."""
    quoted = cell["quoted"]
    if quoted is None or ("\n" not in quoted and "\r" not in quoted):
        return line, begin
    breaks = [*_BREAK.finditer(quoted)]
    return line + len(breaks), cell.start() + 1 + breaks[-1].end()


def parse(data: bytes, path: Path, separator: str = "") -> tuple[Table | None, list[Diagnostic]]:
    """The table in a file's bytes; none where it can't be read, or its separator can't be told."""
    if data.startswith(_UTF_16) or (data[:4:2] == b"\0\0") != (data[1:4:2] == b"\0\0"):
        message = "the table is UTF-16; save it as CSV UTF-8"
        return None, [Diagnostic(Location(path), "not-utf-8", message)]
    text, faults = decoded(data, path, advice="save it as CSV UTF-8")
    if text is None:
        return None, faults
    if control := CONTROL.search(text):
        begin = max(text.rfind("\n", 0, control.start()), text.rfind("\r", 0, control.start())) + 1
        line = len(_BREAK.findall(text, 0, control.start())) + 1
        place = Location(path, line, control.start() - begin + 1)
        return None, [control_character(place, control[0])]
    found = above(text)
    if not text[found.at :].strip():
        return None, [Diagnostic(Location(path), "file-empty", "the table has no rows")]
    chosen = separator or found.separator or _separator(text, found.at, path)
    if not chosen:
        return None, [_unclear(path, found.line)]
    return Table(path, text, chosen, found, faults), faults


def _separator(text: str, at: int, path: Path) -> str:
    """The only sign that splits the head; of several the one by which all rows are as wide.

    Nothing where that doesn't tell. A table of one column has none.
    """
    splitting = [sign for sign in _CANDIDATES if len(next(rows(text, sign, at), ())) > 1]
    if len(splitting) > 1:
        splitting = [sign for sign in splitting if _is_even(text, sign, at)]
        return splitting[0] if len(splitting) == 1 else ""
    return splitting[0] if splitting else ("\t" if path.suffix.lower() == ".tsv" else ",")


def _is_even(text: str, separator: str, at: int) -> bool:
    """Whether all rows that hold anything have as many cells, read by this separator."""
    wide = 0
    last = None
    for row in rows(text, separator, at):
        last = row[-1]
        if not width(row):
            continue
        wide = wide or len(row)
        if len(row) != wide:
            return False
    return last is not None and not last["end"]


def _unclear(path: Path, line: int) -> Diagnostic:
    message = (
        "several signs may separate the cells of this table; say which beside `table:`, "
        'as in `separator: ";"`'
    )
    return Diagnostic(Location(path, line, 1), "table-separator", message)
