"""Which card is which: the cards of today's sources against the lock.

A wrong guess hands a learner's history to another fact, and nobody sees it; a card taken
for new costs that one card its history, and Recto says so. So every doubt means new.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from recto.deck.model import Card
from recto.diagnostics import Diagnostic, short
from recto.lock.entry import Entry
from recto.lock.fingerprint import text_digests
from recto.lock.matching.advice import look_alikes
from recto.lock.matching.deckwords import DeckWords
from recto.lock.matching.guess import first_words, guess, guessed, id_endings
from recto.lock.matching.near import Near
from recto.lock.matching.pairing import Pairing
from recto.lock.matching.pictures import NO_FILES, Shown
from recto.lock.matching.rules import EXACT, WHOLE, Keys, MatchRule, answers_alike, parted


@dataclass(frozen=True, slots=True)
class Matches:
    """For each card its entry, or none for a new one; and what to tell the author."""

    entries: list[Entry | None]
    diagnostics: list[Diagnostic]
    offered: frozenset[str] = frozenset()
    """The keys of entries whose `id` the diagnostics offer to cards that were taken for new."""


def match(
    cards: list[Card],
    entries: Iterable[Entry],
    readings: Iterable[Entry] = (),
    shown: Shown = NO_FILES,
) -> Matches:
    """Find each card's entry in the lock; `shown` tells what files the cards show.

    Each step pairs cards and entries that the ones before have left over, and only one card with
    one entry: where more than one pair is possible there is none, but for entries that read the
    same to the letter, of which the oldest counts.

    1. The `id`: an entry was built with it, or has it for a key, where `recto pin` wrote that out.
    2. The exact question (`Keys.rules`): it survives any move, and a new answer or a new
       id, but not both, as those are another fact under a question of many. Entries of the last
       build come before retired ones, and words that are equal to the letter before others.
    3. What a draft asked and answered before it was one, and does to learners still.
    4. Ids and words that entries had on another branch or in a package (`readings`). A card with
       an `id` is known by that alone here, so that a fresh one parts it from what it was taken for.
    5. The end of an `id` that a build wrote, where a search and replace went through its words.
    6. Likeness (`guess`), between cards that seem new and entries whose card seems gone, all
       without an id. Each guess is told, and each card taken for new although an entry is near.
    """
    known = list(entries)
    if not known:
        return Matches([None] * len(cards), [])
    found = Pairing(cards, known)
    for retired in (False, True) if any(card.id for card in cards) else ():
        found.pair(_by_id(known, retired=retired), _id_key)
    keys = Keys(found, shown)
    told: list[Diagnostic] = []
    for loose in (False, True):  # what a retired card asked to the letter is its own before all
        for retired in (False, True):
            for rule in keys.rules():
                if rule.is_loose is loose:
                    told += _pair_exact(found, keys, rule, retired=retired)
    _pair_drafts(found)
    if other := list(readings):
        _pair_readings(found, keys, other)
    told += _by_likeness(found, shown)
    offered = frozenset(known[number].key for number in found.offered)
    return Matches([None if e is None else known[e] for e in found.entry_of], told, offered)


def _by_likeness(found: Pairing, shown: Shown) -> Iterator[Diagnostic]:
    if found.unmatched_cards and found.unmatched_entries:
        yield from first_words(found)
        yield from id_endings(found)
        words = DeckWords(found, shown)
        near = Near(words)
        yield from guess(found, words, near)
        yield from look_alikes(found, words, near)


def _pair_exact(
    found: Pairing, keys: Keys, rule: MatchRule, *, retired: bool
) -> Iterator[Diagnostic]:
    words = (
        (keys.of(entry, rule), number)
        for number in found.unmatched_entries
        if (entry := found.entries[number]).retired is retired
    )
    for number, place in found.pair(
        words,
        lambda card: keys.of(card, rule),
        whole=rule is WHOLE,
        unless=partial(keys.speaks_against, rule),
    ):
        card, entry = found.cards[number], found.entries[place]
        if not rule.answer and not answers_alike(card, entry):
            why = f"same question, though its answer was “{short(entry.answer)}”"
            yield guessed(card.asked, entry, why)


def _pair_drafts(found: Pairing) -> None:
    drafts = [
        ((entry.family, (entry.parts.get("question", ""), entry.parts.get("answer", ""))), n)
        for n in found.gone()
        if (entry := found.entries[n]).draft
    ]
    found.pair(drafts, lambda card: (card.family, text_digests(card)), unless=parted)


def _pair_readings(found: Pairing, keys: Keys, readings: list[Entry]) -> None:
    number_of = {entry.key: number for number, entry in enumerate(found.entries)}
    ids = {((each.family, each.id), number_of[each.key]) for each in readings if each.id}
    found.pair(ids, _id_key)
    for rule in EXACT:
        words = {(keys.of(each, rule), number_of[each.key]) for each in readings}
        found.pair(words, partial(_without_id, keys, rule), unless=parted)


def _without_id(keys: Keys, rule: MatchRule, card: Card) -> Hashable | None:
    return None if card.id else keys.of(card, rule)


def _id_key(card: Card) -> Hashable | None:
    return (card.family, card.id.value) if card.id else None


def _by_id(entries: list[Entry], *, retired: bool) -> Iterator[tuple[Hashable, int]]:
    ids = {(entry.family, entry.id) for entry in entries if entry.id}
    for number, entry in enumerate(entries):
        key = (entry.family, entry.id or entry.short_key)
        if entry.retired is retired and (entry.id or key not in ids):
            yield key, number
