"""One more entry at the head of mappings; everything else in the file stays, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterable

from recto.readers.nodes import Mapping

_BREAK = re.compile(r"\r\n|\r|\n")
_BOM = "\ufeff"


def with_first_entries(data: bytes, wanted: Iterable[tuple[Mapping, str]]) -> bytes:
    """The bytes of a file with an entry, `key: value`, before the first one of each mapping.

    The mappings are those that reading the bytes gave, none of them empty. In a block the entry
    is a line of its own, with the line end and indentation of its place; in `{…}` it stands
    before a comma. YAML can be written in ways that this doesn't know (`? key`): read the
    result and compare.
    """
    whole = data.decode()
    bom = _BOM if whole.startswith(_BOM) else ""
    text = whole.removeprefix(_BOM)
    lines = [0, *(match.end() for match in _BREAK.finditer(text))]
    pieces = [bom]
    done = 0
    for mapping, entry in sorted(wanted, key=lambda pair: pair[0].place):
        line, column = _head(mapping, text, lines)
        at = lines[line - 1] + column - 1
        gap = ", " if mapping.flow else _line_end(text, at) + " " * (column - 1)
        pieces += text[done:at], entry, gap
        done = at
    return "".join((*pieces, text[done:])).encode()


def _head(mapping: Mapping, text: str, lines: list[int]) -> tuple[int, int]:
    """Line and column where the first entry begins, a quote before its key included."""
    line, column = next(iter(mapping.keys.values()))
    if not mapping.flow and line == mapping.place.line:
        return mapping.place.line, mapping.place.column
    at = lines[line - 1] + column - 1
    quoted = at and text[at - 1] in "'\""
    return line, column - 1 if quoted else column


def _line_end(text: str, at: int) -> str:
    """How the line at a place ends, or the file's other lines where it is the last."""
    found = _BREAK.search(text, at) or _BREAK.search(text)
    return found[0] if found else "\n"
