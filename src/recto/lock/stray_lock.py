"""A lock that was left behind: sources were renamed, or made a folder, without it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from recto.deck.model import Home
from recto.lock.file import deck_of
from recto.system.files import begin_of


def stray_lock(home: Home, deck_id: str) -> Path | None:
    """A lock of the deck in the place of another deck nearby."""
    return next((path for path in locks_near(home) if _is_of(path, deck_id)), None)


def locks_near(home: Home) -> Iterator[Path]:
    """The locks where that of a deck may have been while it had another name or form."""
    above = home.folder.parent if home.folder.name else home.folder / ".."
    for folder in (home.folder, above):
        with suppress(OSError):
            yield from sorted([*folder.glob("*.lock"), *folder.glob("*/recto.lock")])


def _is_of(path: Path, deck_id: str) -> bool:
    return deck_of(begin_of(path)) == deck_id
