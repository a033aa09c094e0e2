"""Ids on other cards than before: the reviews follow the id, the fact stays behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from recto.diagnostics import Diagnostic, short
from recto.likeness import SAME_QUESTION, plain, ratio
from recto.lock.entry import Entry
from recto.model import Card


def reused_ids(
    cards: list[Card],
    formers: list[Entry | None],
    entries: Iterable[Entry],
    readings: Iterable[Entry] = (),
) -> Iterator[Diagnostic]:
    """What to tell where the `id` of one card brings its reviews to another.

    To rewrite a card is what its id is for. An error where the question it had stands at
    another card now, as after an exchange: nobody can mean that. A warning where it may be
    meant: two cards became one, or the id is of a card that was retired. None where the card
    had the id on another branch: of that `divided` tells. A new card with an id and an answer of
    its own only asks what another asked, as many do of pictures.
    """
    if not any(card.id for card in cards):
        return
    changed = [
        (card, former)
        for card, former in zip(cards, formers, strict=True)
        if former is None or card.question != former.question
    ]
    arrived = {(card.family, card.question) for card, former in changed if former or not card.id}
    answered = {(card.family, card.question, card.answer) for card, _ in changed}
    before = {(entry.family, entry.question) for entry in entries} if changed else set()
    elsewhere: dict[str, list[Entry]] = {}
    for entry in readings if changed else ():
        elsewhere.setdefault(entry.key, []).append(entry)
    for card, former in changed:
        if former is None or card.id is None:
            continue
        others = elsewhere.get(former.key, ())
        once = card.id.value != (former.id or former.short_key)
        if once and card.id.value not in {entry.id for entry in others}:
            continue
        if card.question in {entry.question for entry in others}:
            continue
        whose = f"the id `{card.id.value}` belongs to “{short(former.question)}”"
        asked = former.family, former.question
        if asked in arrived or (*asked, former.answer) in answered:
            message = f"{whose}, whose reviews would go to this card; put it back there"
            yield Diagnostic(card.id.at(), "id-moved", message)
        elif _another(card, former, once=once, known=(card.family, card.question) in before):
            message = (
                f"{whose}, which is gone: learners go on with its reviews at this card (if it is "
                "another fact: restore the lock, give the card another `id`, build again)"
            )
            yield Diagnostic(card.id.at(), "id-reused", message)


def _another(card: Card, former: Entry, *, once: bool, known: bool) -> bool:
    """Whether a card seems to be another than the one that has its id, or had it `once`.

    `known` is a card that stood in its own words already.
    """
    if known or not (former.retired or once):
        return known and not former.retired
    alike = ratio(plain(card.question), plain(former.question)) >= SAME_QUESTION
    return not (alike or former.draft or card.answer == former.answer)
