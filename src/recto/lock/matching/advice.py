"""What to tell of cards taken for new although an entry without a card is much like them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from recto.diagnostics import Diagnostic, short
from recto.lock.matching.deckwords import ALIKE, DeckWords
from recto.lock.matching.guess import LONG_ANSWER, MUCH_ALIKE
from recto.lock.matching.near import Near
from recto.lock.matching.pairing import Pairing
from recto.lock.matching.rules import is_telling
from recto.text.rewording import Change

_MANY = 8
"""Entries; an answer that more had than these tells nothing of which a card may be."""
_NAMED = 3
"""Candidates that a message names."""


class Candidate(NamedTuple):
    """An entry that a card may be; of several the greatest is the likeliest."""

    certain: int
    share: float
    entry: int


def look_alikes(found: Pairing, words: DeckWords, near: Near) -> Iterator[Diagnostic]:
    """A warning for each card taken for new that may be one that is gone, or was retired.

    An `id` is offered where only one entry can be meant, and to one card only. In doubt the
    entries are named without it.
    """
    candidates = {
        card: list(_candidates(found, words, near, card)) for card in found.unmatched_cards
    }
    sure = {card: best for card, each in candidates.items() if (best := _sure(each)) is not None}
    wanted: dict[int, list[int]] = {}
    for card, best in sure.items():
        wanted.setdefault(best.entry, []).append(card)
    for card, each in candidates.items():
        if not each:
            continue
        best = sure.get(card)
        if best and len(wanted[best.entry]) == 1:
            yield _offer(found, words, card, best.entry)
        elif named := [one for one in each if one.entry not in wanted or one.certain < _SURE]:
            yield _doubt(found, words, card, [one.entry for one in named[:_NAMED]])
        else:
            yield _doubt(found, words, card, [one.entry for one in each[:_NAMED]])


_SURE = 2
"""From when on a candidate is certain enough for its `id` to be offered."""


def _sure(candidates: list[Candidate]) -> Candidate | None:
    """The one that is meant, if that is clear."""
    if not candidates or candidates[0].certain < _SURE:
        return None
    best, *others = candidates
    return None if any(other.certain == best.certain for other in others) else best


def _candidates(found: Pairing, words: DeckWords, near: Near, card: int) -> Iterator[Candidate]:
    """The entries that a card may be, the likeliest first."""
    new = words.cards[card]
    alike = {n for n in near.before(card) if words.is_gone(n)}
    answering = words.by_answer.get((new.family, new.answer), ())
    if len(answering) <= _MANY:
        alike |= {n for n in answering if words.is_gone(n)}
    rated = [each for n in alike if (each := _rated(words, card, n, retired=False))]
    if not rated and not found.cards[card].draft:
        retired = (n for n in near.retired(card) if n in found.unmatched_entries)
        rated = [each for n in retired if (each := _rated(words, card, n, retired=True))]
    yield from sorted(rated, reverse=True)


def _rated(words: DeckWords, card: int, entry: int, *, retired: bool) -> Candidate | None:
    """How likely a card is an entry that is gone, or was retired; None if it isn't at all."""
    new, old = words.cards[card], words.entries[entry]
    made = words.change(card, entry)
    share = words.share(card, made)
    is_own = new.answer == old.answer and words.tells(new.answer)
    may_offer = is_own and is_telling(new.answer) and not _is_sibling(made, new.answer)
    if may_offer and (share >= ALIKE or not retired) and not made.is_turned:
        return Candidate(3, share, entry)
    says_only = made.is_light and made.kept and words.is_only(card, entry, made)
    if says_only and words.answers_alike(card, entry):
        return Candidate(2, share, entry)
    may_be = share >= ALIKE or (is_own and not retired)
    if may_be and retired:  # it may be long ago, and of another fact
        is_light = share >= MUCH_ALIKE and made.is_light
        may_be = is_light or (words.answer_alone(card, entry) and words.answers_alike(card, entry))
    return Candidate(1, share, entry) if may_be else None


def _is_sibling(made: Change, answer: str) -> bool:
    """Whether a plain word was put for another, as where a sibling took a card's place.

    A name may be another name of the thing that the answer is of, as in a translation.
    """
    return made.is_exchange and not made.names and len(answer.split()) < LONG_ANSWER


def _offer(found: Pairing, words: DeckWords, card: int, entry: int) -> Diagnostic:
    found.offered.add(entry)
    former = found.entries[entry]
    what = "is gone and" if entry in words.gone else "was retired and is"
    message = (
        f"taken for a new card, but {_known(found, card, entry)} {what} much like it; "
        f"if it is the same, keep its reviews with `id: {former.id or former.short_key}`"
    )
    return Diagnostic(found.cards[card].asked.at(), "card-like-retired", message)


def _doubt(found: Pairing, words: DeckWords, card: int, entries: list[int]) -> Diagnostic:
    *others, last = (_known(found, card, entry) for entry in entries)
    are = "is" if not others else "are"
    went = (
        f"{are} gone" if entries[0] in words.gone else f"{'was' if not others else 'were'} retired"
    )
    it = "may be it" if not others else "one of them may be it"
    message = (
        f"taken for a new card, but {', '.join(others)}{' and ' if others else ''}{last} {went}, and "
        f"{it}; if so, put its old words back without an `id`, run `recto pin`, and change them then"
    )
    return Diagnostic(found.cards[card].asked.at(), "card-like-retired", message)


def _known(found: Pairing, card: int, entry: int) -> str:
    former = found.entries[entry]
    known = f"“{short(former.question)}”"
    if former.question == found.cards[card].question:
        known += f" with the answer “{short(former.answer)}”"
    return known
