"""Ids on other cards than before: the reviews follow the id, the fact stays behind."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping

from recto.diagnostics import Diagnostic, Location, short
from recto.likeness import SAME_QUESTION, plain, ratio
from recto.lock.content import shown
from recto.lock.entry import Entry
from recto.lock.witness import asks
from recto.media import MediaFile
from recto.model import Card, digest


def reused_ids(
    cards: list[Card],
    formers: list[Entry | None],
    entries: Iterable[Entry],
    readings: Iterable[Entry] = (),
    media: Iterable[tuple[MediaFile, ...]] = (),
) -> Iterator[Diagnostic]:
    """What to tell where the `id` of one card brings its reviews to another.

    To rewrite a card is what its id is for. An error where the question it had stands at
    another card now, as after an exchange: nobody can mean that. A warning where it may be
    meant: two cards became one, or the id is of a card that was retired. None where the card
    had the id on another branch: of that `divided` tells. A new card with an id and an answer of
    its own only asks what another asked, as many do of pictures. `media` are the files that each
    card shows, which have other names now where pictures were numbered anew.
    """
    if not any(card.id for card in cards):
        return
    files = {c.place: digest(shown(of)) for c, of in zip(cards, media, strict=False) if of}
    changed = [
        (card, former, _asked_by(card, files))
        for card, former in zip(cards, formers, strict=True)
        if former is None or card.question != former.question
    ]
    arrived = {asked for card, former, asked in changed if former or not card.id}
    answered = {(asked, card.answer) for card, _, asked in changed}
    before = {_asked_before(entry) for entry in entries} if changed else set()
    elsewhere: dict[str, list[Entry]] = {}
    for entry in readings if changed else ():
        elsewhere.setdefault(entry.key, []).append(entry)
    for card, former, asked in changed:
        if former is None or card.id is None or asked == _asked_before(former):
            continue
        others = elsewhere.get(former.key, ())
        once = card.id.value != (former.id or former.short_key)
        if once and card.id.value not in {entry.id for entry in others}:
            continue
        if card.question in {entry.question for entry in others}:
            continue
        whose = f"the id `{card.id.value}` belongs to “{short(former.question)}”"
        left = _asked_before(former)
        if left in arrived or (left, former.answer) in answered:
            message = f"{whose}, whose reviews would go to this card; put it back there"
            yield Diagnostic(card.id.at(), "id-moved", message)
        elif _another(card, former, once=once, known=asked in before):
            message = (
                f"{whose}, which is gone: learners go on with its reviews at this card (if it is "
                "another fact: restore the lock, give the card another `id`, build again)"
            )
            yield Diagnostic(card.id.at(), "id-reused", message)


def _asked_by(card: Card, files: Mapping[Location, str]) -> Hashable:
    return card.family, asks(card.question, files.get(card.place))


def _asked_before(entry: Entry) -> Hashable:
    shows = entry.parts.get("media") if "media=" in entry.content else None
    return entry.family, asks(entry.question, shows)


def _another(card: Card, former: Entry, *, once: bool, known: bool) -> bool:
    """Whether a card seems to be another than the one that has its id, or had it `once`.

    `known` is a card that stood in its own words already.
    """
    if known or not (former.retired or once):
        return known and not former.retired
    alike = ratio(plain(card.question), plain(former.question)) >= SAME_QUESTION
    return not (alike or former.draft or card.answer == former.answer)
