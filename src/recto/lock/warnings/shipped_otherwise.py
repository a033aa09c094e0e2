"""Cards that learners of a package have as another note, so that they would keep both."""

from __future__ import annotations

from collections.abc import Iterator

from recto.deck.model import Card
from recto.diagnostics import Diagnostic
from recto.lock.entry import Entry, Lock
from recto.lock.warnings.matched import Matched


def shipped_otherwise(matched: Matched) -> Iterator[Diagnostic]:
    """A warning for each card that learners of a package have as a note which no card is now.

    So it is where a lock was brought back from too old a package, and built with.
    """
    if not matched.shipped:
        return
    keys = {entry.key for entry in matched.entries}
    known = {
        (each.family, each.question, each.answer): (each, lock)
        for lock in matched.shipped
        for each in lock.live()
        if each.key not in keys
    }
    for card, mine in matched.pairs() if known else ():
        former, lock = known.get((card.family, card.question, card.answer), (None, None))
        if former and lock and not card.draft and not _is_meant(card, mine, lock):
            message = (
                "learners who have a package have this card as another note, and would keep it "
                f"beside this one; if it is the same, keep its reviews with `id: {former.id or former.short_key}`"
            )
            yield Diagnostic(card.asked.at(), "card-like-retired", message)


def _is_meant(card: Card, mine: Entry | None, lock: Lock) -> bool:
    """Whether the author has given a card the `id` of another note that these learners have.

    So a card is called back that was taken for new; to offer it the new one's id would undo that.
    """
    return card.id is not None and mine is not None and mine.key in lock.entries
