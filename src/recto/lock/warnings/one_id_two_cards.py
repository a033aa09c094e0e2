"""Notes that are one card here and another elsewhere: two branches gave one id to two cards."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from recto.deck.model import Card
from recto.diagnostics import Diagnostic, short
from recto.lock.entry import Entry, by_note
from recto.lock.matching.pictures import names_file
from recto.lock.warnings.matched import Matched


def one_id_two_cards(matched: Matched) -> Iterator[Diagnostic]:
    """A warning for each card whose note is elsewhere what a card without that note is here.

    Who has the note from there goes on with its reviews at this card, whichever of the two
    gets it; only the authors know which one learners have.
    """
    elsewhere = by_note(matched.known.readings)
    if not elsewhere:
        return
    asked = {(card.family, card.question) for card in matched.cards}
    answered = {(card.family, card.answer) for card in matched.cards}
    told = set[str]()
    for card, former in matched.pairs():
        if former is None or former.key not in elsewhere:
            continue
        for other in (*elsewhere[former.key], former):
            if names_file(other.question):  # files change their names, so the answer tells
                stands = (other.family, other.answer) in answered
                is_another = other.answer != card.answer and other.created != former.created
            else:
                stands = (other.family, other.question) in asked
                is_another = other.question != card.question
            if stands and is_another:
                told.add(former.key)
                yield _divided(card, former, other)
                break
    yield from _second_born(matched, told)


def _second_born(matched: Matched, told: Collection[str]) -> Iterator[Diagnostic]:
    """A warning for each new card whose key a card of another branch has, which asks the same."""
    built = {(each.family, each.question, each.answer): each.key for each in matched.known.readings}
    keeps = {former.key: former for former in matched.formers if former}
    for card, former in matched.pairs():
        key = built.get((card.family, card.question, card.answer))
        if former is None and key in keeps and key not in told:
            message = (
                f"two branches have asked this: the card with the answer “{short(keeps[key].answer)}” "
                "was first, and keeps its reviews; this one is a new card, whose reviews in a "
                "package of its branch stay behind"
            )
            yield Diagnostic(card.asked.at(), "card-divided", message)


def _divided(card: Card, former: Entry, other: Entry) -> Diagnostic:
    answer = f" with the answer “{short(other.answer)}”" if names_file(other.question) else ""
    message = (
        f"on another branch or in a package this note is “{short(other.question)}”{answer}, which "
        "another card asks here: learners who have that go on with its reviews at this card; "
        f"leave `id: {former.id or former.short_key}` to the one that was released"
    )
    return Diagnostic(card.asked.at(), "card-divided", message)
