"""Which card is which: the cards of today's sources against the lock.

A wrong guess hands a learner's history to another fact, and nobody sees it; a card taken
for new costs that one card its history, and Recto says so. So every doubt means new.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from recto.diagnostics import Diagnostic
from recto.lock.content import said, shown
from recto.lock.entry import Entry
from recto.lock.guess import guess
from recto.lock.pairing import Pairing
from recto.lock.witness import EXACT, FILE, Files, Witness, shared_questions
from recto.media import MediaFile
from recto.model import Card, digest


@dataclass(frozen=True, slots=True)
class Matches:
    """For each card its entry, or none for a new one; and what to tell the author."""

    entries: list[Entry | None]
    diagnostics: list[Diagnostic]


def match(
    cards: list[Card],
    entries: Iterable[Entry],
    readings: Iterable[Entry] = (),
    media: Iterable[tuple[MediaFile, ...]] = (),
) -> Matches:
    """Find each card's entry in the lock; `media` are the files that each card shows.

    First every card with an `id` takes the entry of that id: the one built with it, or, for
    an id that was written out from the lock (`recto pin`), the one whose key it is.

    Then cards and entries left over pair up by their exact question, which survives any move,
    and a new answer or a new id, but not both: those are another fact under a question of many.
    Where several ask the same, those of one topic come first and then those of one answer, and
    never where more than one pair is possible; of things with an id only those of one answer.
    A question that only looks another way (case, spaces, emphasis, the mark at its end) is the
    same beside the same answer. A file in it counts by its bytes, unless the answer is the same,
    and not by its name. Entries of the last build come before retired ones. A draft is known,
    too, by the question and answer that it had before. Last come the words and ids that entries had on
    another branch or in a package (`readings`); there a card with an `id` is known by that
    alone, so that a fresh one parts it from what it was taken for.

    What is left on both sides are cards that seem new and entries whose card seems gone.
    Only between cards without an id and entries without one, built last time (or drafts
    then), does Recto guess: the same answer in the same topic, which no other card and no
    other entry has, under a question that no other is as like; else a whole card that is like
    one entry and like nothing else in the deck. Each guess is told, and so is each card taken
    for new although an entry is near.
    """
    known = list(entries)
    if not known:
        return Matches([None] * len(cards), [])
    found = Pairing(cards, known)
    for retired in (False, True) if any(card.id for card in cards) else ():
        found.pair(_by_id(known, retired=retired), _id_key, by_id=True)
    files = {c.place: digest(shown(of)) for c, of in zip(cards, media, strict=False) if of}
    shared = shared_questions(found)
    witnesses = [each._replace(shared=shared, files=files) for each in EXACT]
    for retired in (False, True):
        for witness in witnesses:
            same = _exactly(found, witness, retired=retired)
            found.pair(same, witness.of_card, whole=witness is witnesses[0])
        if files:
            _pair_pictures(found, files, retired=retired)
    _pair_drafts(found)
    if other := list(readings):
        _pair_readings(found, other, witnesses)
    told = list(guess(found))
    return Matches([None if e is None else known[e] for e in found.entry_of], told)


def _pair_pictures(found: Pairing, files: Files, *, retired: bool) -> None:
    """Pair cards whose files have other names, and then those whose files are others.

    So pictures that are numbered anew, one having come in between, take no other's reviews.
    """

    def key(thing: Card | Entry, shows: str | None) -> Hashable | None:
        if shows is None:
            return None
        return thing.family, FILE.sub(r"\1\2", f"{thing.question}\n{thing.answer}"), shows

    former = ((n, found.entries[n]) for n in found.left if found.entries[n].retired is retired)
    found.pair(
        [(key(entry, entry.parts.get("media")), n) for n, entry in former],
        lambda card: key(card, files.get(card.place)),
    )
    for witness in EXACT:
        if witness.answer:
            found.pair(_exactly(found, witness, retired=retired), witness.of_card)


def _pair_drafts(found: Pairing) -> None:
    """Pair cards that read as a draft did before it was one, and still does to learners."""
    drafts = [
        ((entry.family, (entry.parts.get("question", ""), entry.parts.get("answer", ""))), n)
        for n in found.gone()
        if (entry := found.entries[n]).draft
    ]
    found.pair(drafts, lambda card: (card.family, said(card)))


def _pair_readings(found: Pairing, readings: list[Entry], witnesses: list[Witness]) -> None:
    number_of = {entry.key: number for number, entry in enumerate(found.entries)}
    ids = {((each.family, each.id), number_of[each.key]) for each in readings if each.id}
    found.pair(ids, _id_key, by_id=True)
    for witness in witnesses:
        words = {(witness.of_entry(each), number_of[each.key]) for each in readings}
        found.pair(words, partial(_without_id, witness))


def _without_id(witness: Witness, card: Card) -> Hashable | None:
    return None if card.id else witness.of_card(card)


def _id_key(card: Card) -> Hashable | None:
    return (card.family, card.id.value) if card.id else None


def _by_id(entries: list[Entry], *, retired: bool) -> Iterator[tuple[Hashable, int]]:
    ids = {(entry.family, entry.id) for entry in entries if entry.id}
    for number, entry in enumerate(entries):
        key = (entry.family, entry.id or entry.short_key)
        if entry.retired is retired and (entry.id or key not in ids):
            yield key, number


def _exactly(found: Pairing, witness: Witness, *, retired: bool) -> Iterator[tuple[Hashable, int]]:
    return (
        (witness.of_entry(found.entries[number]), number)
        for number in found.left
        if found.entries[number].retired is retired
    )
