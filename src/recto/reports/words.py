"""How reports name and count things."""

from __future__ import annotations

import os
from pathlib import Path

from recto.diagnostics import printable, short
from recto.excerpt import in_one_line
from recto.forecast import Change


def relative(path: Path) -> str:
    """A path as seen from where the user stands, where that is shorter."""
    try:
        seen = os.path.relpath(path)
    except ValueError:  # another drive
        seen = str(path)
    told = str(path) if seen.count("..") > 1 else Path(seen).as_posix()
    return printable(told).replace("\n", "\\n")


def counted(number: int, what: str) -> str:
    """`1 card`, `1,200 cards`."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def sized(number: int) -> str:
    """Bytes, in MB or kB."""
    return f"{number / 1e6:.1f} MB" if number >= 10**6 else f"{max(1, round(number / 1000))} kB"


def asked(change: Change) -> str:
    """What a note asks, in a line."""
    return short(in_one_line(change.entry.question))
