"""Cards that learners of a package have as another note, so that they would keep both."""

from __future__ import annotations

from collections.abc import Iterator

from recto.diagnostics import Diagnostic
from recto.lock.warnings.matched import Matched


def shipped_otherwise(matched: Matched) -> Iterator[Diagnostic]:
    """A warning for each card that learners of a package have as a note which no card is now.

    So it is where a lock was brought back from too old a package, and built with.
    """
    if not matched.shipped:
        return
    keys = {entry.key for entry in matched.entries}
    gone = (each for lock in matched.shipped for each in lock.live() if each.key not in keys)
    known = {(each.family, each.question, each.answer): each for each in gone}
    for card in matched.built() if known else ():
        if former := known.get((card.family, card.question, card.answer)):
            message = (
                "learners who have a package have this card as another note, and would keep it "
                f"beside this one; keep its reviews with `id: {former.id or former.short_key}`"
            )
            yield Diagnostic(card.asked.at(), "card-like-retired", message)
