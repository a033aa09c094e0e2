"""Tables that Markdown takes for text, and cells that it drops."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.diagnostics import Diagnostic
from recto.diagnostics.diagnostic import short
from recto.system.patterns import compiled_on_use
from recto.text import Text, cloze, code_spans, covering

_ROW = r"[ ]{0,3}\|[^|\n]*\|[^\n]*\|[ \t]*"
_ROWS = compiled_on_use(rf"^(?P<first>{_ROW})\n(?P<second>{_ROW})$", re.MULTILINE)
_RULE = compiled_on_use(r"[ ]*(?:\|[ ]*:?-+:?[ ]*)+\|[ \t]*")


def no_table(text: Text) -> Iterator[Diagnostic]:
    """The first rows that Markdown takes for a paragraph."""
    literal = code_spans(text.value)
    for match in _ROWS.finditer(text.value):
        if covering(match.start(), literal):
            continue
        cells = _cells(match["first"])
        if _RULE.fullmatch(match["first"]):
            mend = "right above this line goes the head, with as many cells"
        elif _RULE.fullmatch(match["second"]) and _cells(match["second"]) == cells:
            mend = "leave an empty line above it"
        else:
            mend = f"below this line goes `|{'---|' * cells}`"
        message = f"Markdown sees no table here; {mend}"
        yield Diagnostic(text.at(match.start()), "table-none", message)
        return


def _cells(row: str) -> int:
    return len(re.findall(r"(?<!\\)\|", row)) - 1


_HEAD = compiled_on_use(
    r"""^(?P<head>[^\n]*\|[^\n]*|[^\n]+)\n
        [ \t>]*(?=[^\n]*\|)\|?(?:[ \t]*:?-+:?[ \t]*\|)*[ \t]*(?::?-+:?[ \t]*)?$
        (?P<rows>(?:\n[^\n]*\S[^\n]*)*)""",
    re.MULTILINE | re.VERBOSE,
)
_CELL = compiled_on_use(r"(?:\\.|[^\\|])*+")


def lost_cells(text: Text) -> Iterator[Diagnostic]:
    """The first row of a table with more cells than its head: Markdown drops them."""
    value = text.value
    parsed = cloze.parse(value, clozes="{{c" in value)
    masked = value
    for start, end in (*(f.span for f in parsed.math), *((c.start, c.end) for c in parsed.clozes)):
        masked = masked[:start] + masked[start:end].replace("|", "/") + masked[end:]
    for table in _HEAD.finditer(masked):
        if covering(table.start(), parsed.code):
            continue
        width = len(_split(table["head"]))
        at = table.start("rows")
        for row in table["rows"].split("\n"):
            cells = _split(row)
            extra = " | ".join(value[at + start : at + end].strip() for start, end in cells[width:])
            if extra.strip(" |"):
                message = (
                    f"this row has {len(cells)} cells, the head {width}, and the card lacks "
                    f"`{short(extra, 40)}`; a bar inside a cell is written `\\|`"
                )
                yield Diagnostic(text.at(at + len(row) - len(row.lstrip())), "table-cells", message)
                return
            at += len(row) + 1


def _split(row: str) -> list[tuple[int, int]]:
    """Where the cells of a row begin and end."""
    start = re.match(r"[ \t>]*\|?", row)
    at = start.end() if start else 0
    cells = []
    while at < len(row):
        match = _CELL.match(row, at)
        end = match.end() if match else at
        cells.append((at, end))
        at = max(end + 1, at + 1)
    if cells and not row[cells[-1][0] : cells[-1][1]].strip() and row.rstrip().endswith("|"):
        cells.pop()
    return cells
