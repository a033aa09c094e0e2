"""The text of a file's bytes: where its lines and scalars stand, and pieces written into it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import yaml

BREAK = re.compile(r"\r\n|\r|\n")
_BOM = "\ufeff"


class Piece(NamedTuple):
    """What stands in the place of a piece of a file; where that is empty, it is put in."""

    start: int
    end: int
    text: str


class FileText:
    """The text of a file, without the mark that may begin it."""

    def __init__(self, data: bytes) -> None:
        whole = data.decode()
        self.bom = _BOM if whole.startswith(_BOM) else ""
        self.text = whole.removeprefix(_BOM)
        self.lines = [0, *(match.end() for match in BREAK.finditer(self.text))]
        found = BREAK.search(self.text)
        self.line_end = found[0] if found else "\n"

    def written(self, pieces: Iterable[Piece]) -> bytes:
        """The bytes with other pieces; all else stays."""
        written, done = [self.bom], 0
        for start, end, text in sorted(pieces):
            written += self.text[done:start], text
            done = end
        return "".join((*written, self.text[done:])).encode()

    def at(self, line: int, column: int) -> int:
        """The offset of a place, which counts from 1."""
        return self.lines[min(line, len(self.lines)) - 1] + column - 1

    def line_of(self, at: int) -> int:
        """Where the line of an offset begins."""
        return self.lines[bisect_right(self.lines, at) - 1]

    def line_end_of(self, at: int) -> int:
        """Where the line of an offset ends."""
        found = BREAK.search(self.text, at)
        return found.start() if found else len(self.text)

    def events(self) -> Iterator[yaml.Event]:
        """What the YAML library finds in it."""
        return iter(yaml.parse(self.text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))

    def of_mark(self, mark: Any) -> int:
        """The offset of a mark of the YAML library."""
        line: int = self.lines[min(mark.line, len(self.lines) - 1)]
        return min(line + int(mark.column), len(self.text))
