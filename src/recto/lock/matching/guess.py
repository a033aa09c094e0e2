"""Guesses: cards that seem new, and entries whose card seems gone, that say much the same.

Each guess is told, and what is too much in doubt is left to `advice`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from typing import NamedTuple

from recto.deck.identity import mint_key
from recto.deck.model import Card
from recto.diagnostics import Diagnostic, short
from recto.lock.entry import Entry
from recto.lock.matching.deckwords import ALIKE, DeckWords
from recto.lock.matching.near import Near
from recto.lock.matching.pairing import Pairing
from recto.lock.matching.rules import is_telling
from recto.text import Text
from recto.text.likeness import plain
from recto.text.rewording import Change

MUCH_ALIKE = 0.7
"""How much of two questions must be the same where others have the answer too, or it was edited."""
LEAD = 0.1
"""How far one candidate must be ahead of the next."""
LONG_ANSWER = 6
"""Words; an answer as long as this belongs to one question, whatever name that has for a thing."""


class Likely(NamedTuple):
    """A card and an entry that can be one, and how much of their questions is the same."""

    card: int
    entry: int
    share: float
    why: str


def guess(found: Pairing, words: DeckWords, near: Near) -> Iterator[Diagnostic]:
    """Pair what says the same in other words, the surest first; tell of each pair.

    1. An answer that no other card and no other entry has.
    2. The same, edited a little.
    3. An answer that others have too: there the question must have been touched only, and say
       what no other one says.

    An entry that was built with an `id` is known by that alone.
    """
    yield from _take(found, _same_answer(found, words))
    touched = list(_touched(found, words, near))
    yield from _take(found, [each for each, _ in touched if words.answer_alone(*each[:2])])
    unmatched = [
        each
        for each, made in touched
        if each.card in found.unmatched_cards and each.entry in found.unmatched_entries
        if not made.names
    ]
    yield from _take(found, unmatched)


def first_words(found: Pairing) -> Iterator[Diagnostic]:
    """Pair a card with the entry whose key its question and no other makes, if they answer the same.

    So a card gets its reviews back where its sources go back to what they said at first, and
    its lock doesn't: as after the revert of a commit whose lock was committed by itself.
    """
    entries = found.entries
    born = {(entries[n].family, entries[n].short_key): n for n in found.unmatched_entries}
    for number in list(found.unmatched_cards) if born else ():
        card = found.cards[number]
        entry = None if card.id else born.get((card.family, mint_key(card.question, ())))
        if entry in found.unmatched_entries and plain(entries[entry].answer) == plain(card.answer):
            found.take(number, entry)
            yield guessed(card.asked, entries[entry], "it asked this at first, same answer")


def id_endings(found: Pairing) -> Iterator[Diagnostic]:
    """Pair a card with the entry that a build named like it, but for the words of the `id`.

    A search and replace in a file goes through the words of its `id`s too, and leaves the six
    characters of the hash. That the hash is one is sure where the last question still makes it.
    """
    if not any(found.cards[number].id for number in found.unmatched_cards):
        return
    entries = found.entries
    named = {n: entries[n].id or entries[n].short_key for n in found.gone()}
    minted = [n for n, name in named.items() if name == mint_key(entries[n].question, ())]
    endings = [((entries[n].family, _ending(named[n])), n) for n in minted]
    for card, entry in found.pair(endings, _id_ending):
        why = "its `id` has the same last six characters"
        yield guessed(found.cards[card].asked, entries[entry], why)


def _id_ending(card: Card) -> Hashable | None:
    return (card.family, _ending(card.id.value)) if card.id else None


def _ending(name: str) -> str:
    return name.rpartition("-")[2]


def guessed(asked: Text, former: Entry, why: str) -> Diagnostic:
    """What tells an author that a card was taken for one that asked or answered otherwise."""
    message = (
        f"taken for “{short(former.question)}”: {why}; it keeps its reviews (if it is another "
        "card: restore the lock, build once without this card, then with it, but without its `id`)"
    )
    return Diagnostic(asked.at(), "card-guessed", message)


def _take(found: Pairing, likely: Iterable[Likely]) -> Iterator[Diagnostic]:
    for card, entry, why in _without_rivals(likely):
        found.take(card, entry)
        yield guessed(found.cards[card].asked, found.entries[entry], why)


def _without_rivals(likely: Iterable[Likely]) -> Iterator[tuple[int, int, str]]:
    """Those pairs of which each is by far the likeliest for both its card and its entry."""
    of_card: defaultdict[int, list[Likely]] = defaultdict(list)
    of_entry: defaultdict[int, list[Likely]] = defaultdict(list)
    for each in likely:
        of_card[each.card].append(each)
        of_entry[each.entry].append(each)
    for mine in of_card.values():
        best = max(mine, key=lambda each: each.share)
        rivals = [each for each in (*mine, *of_entry[best.entry]) if each is not best]
        if all(best.share - each.share >= LEAD for each in rivals):
            yield best.card, best.entry, best.why


def _same_answer(found: Pairing, words: DeckWords) -> Iterator[Likely]:
    by_answer = {
        (said.family, said.answer): n
        for n in words.gone
        if words.is_gone(n) and words.tells((said := words.entries[n]).answer)
    }
    for card in found.unmatched_cards:
        new = words.cards[card]
        entry = by_answer.get((new.family, new.answer))
        if entry is None or found.entries[entry].id or not words.tells(new.answer):
            continue
        made = words.change(card, entry)
        if is_telling(new.answer):
            made = words.mended(card, made)
        share = words.share(card, made)
        if not made.is_turned and share >= ALIKE and _reworded(found, words, card, entry, made):
            yield Likely(card, entry, share, f"same answer, question {share * 100:.0f}% alike")


def _reworded(found: Pairing, words: DeckWords, card: int, entry: int, made: Change) -> bool:
    """Whether words were put for others as who asks the same thing would.

    Words that many cards ask with may be put for others, if those that stay point to this card. A
    word that tells the card from others may be put for one that is new to the deck; but not a name
    or a number, unless the answer is long, and not where the card was moved, or named, too.
    """
    if made.is_light:
        return True
    if not words.is_only(card, entry, made):
        return False
    new, old = words.cards[card], words.entries[entry]
    told_by = [word for word in made.lost if not words.is_common(new.family, word)]
    if not told_by:
        return True
    if new.topic != old.topic or found.cards[card].id:
        return False
    known = any(words.before.times[new.family, word] for word in made.added)
    is_long = len(new.answer.split()) >= LONG_ANSWER
    return not known and (is_long or not made.names)


def _touched(found: Pairing, words: DeckWords, near: Near) -> Iterator[tuple[Likely, Change]]:
    """Cards and entries whose question was only touched, and whose answer was edited at most."""
    for card in found.unmatched_cards:
        for entry in _gone_near(found, near, card):
            if words.answers_alike(card, entry):
                made = words.change(card, entry)
                share = words.share(card, made)
                if share >= MUCH_ALIKE and _is_touched(words, card, entry, made):
                    why = f"{share * 100:.0f}% alike, and nothing else is near"
                    yield Likely(card, entry, share, why), made


def _gone_near(found: Pairing, near: Near, card: int) -> Iterator[int]:
    """Entries without an `id`, whose card is gone, with a question much like that of a card."""
    for entry, share in near.before(card).items():
        if share >= MUCH_ALIKE and near.words.is_gone(entry) and not found.entries[entry].id:
            yield entry


def _is_touched(words: DeckWords, card: int, entry: int, made: Change) -> bool:
    """Whether a question says what it said, and what no other one says.

    Of its words only such as many cards ask with may be put for others, which are new to the deck.
    """
    if made.is_turned or not words.is_only(card, entry, made):
        return False
    if made.is_light:
        return True
    family = words.cards[card].family
    frame = all(words.is_common(family, word) for word in made.lost)
    return frame and not any(words.before.times[family, word] for word in made.added)
