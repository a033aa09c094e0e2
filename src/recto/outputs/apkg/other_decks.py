"""Locks of decks that are not built now: of their folders nearby, or of packages that were left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from recto import lock as locks
from recto.deck.model import Deck
from recto.lock import Lock
from recto.lock.stray_lock import locks_near
from recto.outputs.apkg import Unreadable, carried_lock
from recto.system.files import begin_of


def locks_of_others(decks: Iterable[Deck], output: Path) -> Iterator[Lock]:
    """The lock of each other deck nearby, and of each package beside whose deck is gone."""
    decks = list(decks)
    seen = {deck.id for deck in decks}
    for path in sorted({near.resolve() for deck in decks for near in locks_near(deck.home)}):
        deck_id = locks.deck_of(begin_of(path))
        if deck_id and deck_id not in seen:
            seen.add(deck_id)
            lock, _ = locks.read(path, deck_id)
            if lock:
                yield lock
    for path in sorted(output.glob("*.apkg")) if output.is_dir() else ():
        carried = carried_lock(path)
        if isinstance(carried, Unreadable):
            continue
        packaged = locks.deck_of(carried)
        if packaged and packaged not in seen:
            seen.add(packaged)
            parsed, _ = locks.parse(carried, path, packaged)
            if isinstance(parsed, Lock):
                yield parsed
