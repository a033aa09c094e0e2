"""Notes that are one card here and another elsewhere: two branches gave one id to two cards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from recto.diagnostics import Diagnostic, short
from recto.lock.entry import Entry
from recto.lock.match import FILE
from recto.model import Card


def divided(
    cards: list[Card], formers: list[Entry | None], readings: Iterable[Entry]
) -> Iterator[Diagnostic]:
    """A warning for each card whose note asks elsewhere what a card without that note asks here.

    Who has the note from there goes on with its reviews at this card, whichever of the two
    gets it; only the authors know which one learners have. A question that shows a file is
    passed over, for files change their names.
    """
    elsewhere: dict[str, dict[str, None]] = {}
    for entry in readings:
        if FILE.search(entry.question):
            continue
        elsewhere.setdefault(entry.key, {})[entry.question] = None
    if not elsewhere:
        return
    asked = {(card.family, card.question) for card in cards}
    for card, former in zip(cards, formers, strict=True):
        if former is None or former.key not in elsewhere:
            continue
        questions = dict.fromkeys([*elsewhere[former.key], former.question])
        for other in questions:
            if other != card.question and (card.family, other) in asked:
                message = (
                    f"on another branch or in a package this note is “{short(other)}”, which "
                    "another card asks here: learners who have that go on with its reviews at this "
                    f"card; leave `id: {former.id or former.short_key}` to the one that was released"
                )
                yield Diagnostic(card.asked.at(), "card-divided", message)
                break
