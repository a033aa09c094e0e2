"""Names that nothing has yet, letter case aside, as file systems and Anki compare them."""

from __future__ import annotations

import re


def unused(stem: str, taken: set[str], *, ending: str = "", gap: str = "-") -> str:
    """`x`, `x-2`, `x-3` …: the first that is not taken, and is from now on."""
    number, free = 1, f"{stem}{ending}"
    while free.casefold() in taken:
        number += 1
        free = f"{stem}{gap}{number}{ending}"
    taken.add(free.casefold())
    return free


def on_every_system(stem: str) -> str:
    """A name of a file, with a sign more where Windows takes it for a device: Spanish has `con`."""
    return f"{stem}-2" if _DEVICE.fullmatch(stem) else stem


_DEVICE = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]", re.IGNORECASE)
