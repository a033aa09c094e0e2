"""Most of a deck about to be retired: rather its cards were not recognised than that all are to go."""

from __future__ import annotations

from collections.abc import Iterator

from recto.deck.model import Deck
from recto.diagnostics import Diagnostic, Location
from recto.lock.entry import Entry, Lock
from recto.system.paths import pasted

_FEW = 20
"""Cards; in a smaller deck half of them is soon replaced."""


def most_retired(deck: Deck, before: Lock, after: Lock) -> Iterator[Diagnostic]:
    """An error where more than half of the cards of the last build would be retired.

    Drafts are not: they come back.
    """
    live = before.live()
    going = [entry for entry in live if _is_retired(after.entries.get(entry.key))]
    if len(live) < _FEW or len(going) * 2 <= len(live):
        return
    message = (
        f"{len(going):,} of {len(live):,} cards would be retired, and learners would not go on with "
        f"them. If they are still there in other words, {_mend(deck, going)}. If they are to go, "
        "build with --allow-retiring"
    )
    yield Diagnostic(Location(deck.home.file), "deck-retired", message)


def _is_retired(entry: Entry | None) -> bool:
    return entry is not None and entry.retired and not entry.draft


def _mend(deck: Deck, going: list[Entry]) -> str:
    if any(not entry.id for entry in going):
        return (
            f"take the change back, run `recto pin {pasted(deck.home.source)}`, and make it again: "
            "with its `id` a card may say anything"
        )
    return "put their `id`s back: with them they may say anything"
