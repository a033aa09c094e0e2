"""Ids on other cards than before: the reviews follow the id, the fact stays behind."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from recto.deck.model import Card
from recto.diagnostics import Diagnostic, short
from recto.lock.entry import Entry, by_note
from recto.lock.matching.pictures import Shown, names_file, without_names
from recto.lock.warnings.matched import Matched
from recto.text.likeness import SAME_QUESTION, plain, ratio


def reused_ids(matched: Matched) -> Iterator[Diagnostic]:
    """What to tell where the `id` of one card brings its reviews to another.

    To rewrite a card is what its id is for. An error where the question it had stands at
    another card now, as after an exchange: nobody can mean that. A warning where it may be
    meant: two cards became one, or the id is of a card that was retired. Nothing if the card
    had the id on another branch: of that `one_id_two_cards` tells. A new card with an id and an answer of
    its own only asks what another asked, as many do of pictures.  Files are told by their bytes, as
    they have other names where pictures were numbered anew.
    """
    shown = matched.shown
    if not any(card.id for card in matched.cards):
        return
    changed = [
        (card, former, _asked(card, shown))
        for card, former in matched.pairs()
        if former is None or card.question != former.question
    ]
    if not changed:
        return
    arrived = {asked for card, former, asked in changed if former or not card.id}
    answered = {(asked, card.answer) for card, _, asked in changed}
    before = {_asked(entry, shown) for entry in matched.known.entries.values()}
    elsewhere = by_note(matched.known.readings)
    for card, former, asked in changed:
        if former is None or card.id is None:
            continue
        others = elsewhere.get(former.key, ())
        own, left = former.id or former.short_key, _asked(former, shown)
        is_by_id = card.id.value in {own, *(other.id for other in others)}
        as_elsewhere = card.question in {other.question for other in others}
        if asked == left or not is_by_id or as_elsewhere:
            continue
        whose = f"the id `{card.id.value}` belongs to “{short(former.question)}”"
        if left in arrived or (left, former.answer) in answered:
            message = f"{whose}, whose reviews would go to this card; put it back there"
            yield Diagnostic(card.id.at(), "id-moved", message)
        elif _another(card, former, once=card.id.value != own, known=asked in before):
            message = (
                f"{whose}, which is gone: learners go on with its reviews at this card (if it is "
                "another fact: restore the lock, give the card another `id`, build again)"
            )
            yield Diagnostic(card.id.at(), "id-reused", message)


def _asked(thing: Card | Entry, shown: Shown) -> Hashable:
    """What a question asks: its words and, of files in it, what they show and not their names."""
    shows = shown.by(thing)
    if shows is None or not names_file(thing.question):
        return thing.family, thing.question
    return thing.family, without_names(thing.question), shows


def _another(card: Card, former: Entry, *, once: bool, known: bool) -> bool:
    """Whether a card seems to be another than the one that has its id, or had it `once`.

    `known` is a card that stood in its own words already.
    """
    if known or not (former.retired or once):
        return known and not former.retired
    alike = ratio(plain(card.question), plain(former.question)) >= SAME_QUESTION
    return not (alike or former.draft or card.answer == former.answer)
