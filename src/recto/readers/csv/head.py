"""What may stand above a table: Excel's `sep=;`, and the `#key:value` lines of Anki's exports."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

SEPARATORS = {
    "comma": ",",
    "semicolon": ";",
    "tab": "\t",
    "pipe": "|",
    "colon": ":",
    "space": " ",
    "\\t": "\t",
}
"""How Anki calls separators."""
_ANKI = re.compile(
    r"#(separator|html|tags|tags column|guid column|notetype|notetype column|deck|deck column"
    r"|columns|if matches):([^\r\n]*)(?:\r\n|\n|\r|\Z)",
    re.IGNORECASE,
)
_EXCEL = re.compile(r'"?sep=([^\r\n])"?[ \t]*(?:\r\n|\n|\r|\Z)', re.IGNORECASE)


@dataclass(slots=True)
class Above:
    """What stands above the rows."""

    at: int = 0
    """Where the rows begin in the text, and in which line."""
    line: int = 1
    separator: str = ""
    columns: list[str] = field(default_factory=list)
    """The head, where a `#columns` line is it."""
    special: dict[int, str] = field(default_factory=dict)
    """Columns, counted from 0, whose meaning Anki says: `tags`, `guid`, or that they are nothing."""
    tags: str = ""
    """Tags of every row, with spaces between."""
    said: dict[str, str] = field(default_factory=dict)
    """All that Anki's lines say, by their keys: `html`, `notetype column` …"""


def above(text: str) -> Above:
    """Read what stands above the rows."""
    found = Above()
    if excel := _EXCEL.match(text):
        found.separator, found.at, found.line = excel[1], excel.end(), 2
        return found
    columns = ""
    while line := _ANKI.match(text, found.at):
        found.at = line.end()
        found.line += 1
        key, value = line[1].lower(), line[2]
        found.said[key] = value.strip()
        if key == "separator":
            found.separator = SEPARATORS.get(value.strip().lower(), value[:1])
        elif key == "columns":
            columns = value
        elif key == "tags":
            found.tags = value
        elif key.endswith(" column") and value.strip().isdecimal():
            name = key.removesuffix(" column")
            found.special[int(value) - 1] = name if name in ("tags", "guid") else ""
    if columns:
        found.separator = found.separator or "\t"
        found.columns = columns.split(found.separator)
    return found
