"""Guesses: cards that seem new, and entries whose card seems gone, that are much alike.

Each guess is told, and so is each pair that was too much in doubt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from recto.deck.identity import mint_key
from recto.deck.kinds.kind import CLOZE
from recto.deck.model import Card
from recto.diagnostics import Diagnostic, short
from recto.lock.entry import Entry
from recto.lock.matching.pairing import Pairing, is_live
from recto.text import Text
from recto.text.likeness import (
    AHEAD,
    CLOSE_QUESTION,
    SAME_QUESTION,
    STAND_OUT,
    TOUCHED_QUESTION,
    Traits,
    answers_alike,
    only_touched,
    plain,
    questions_alike,
    ratio,
    reworded,
)
from recto.text.neighbours import Crowd, sharing, times_given


def guess(found: Pairing) -> Iterator[Diagnostic]:
    """Pair by likeness where that is safe; tell of each pair, and of each that was not.

    The same answer in the same topic is a witness, where no other card and no other entry has it
    and no other question is as like; else a whole card has to be like one entry and like nothing
    else in the deck.
    """
    if not found.loose or not (found.gone() or found.retired()):
        return
    yield from _first_words(found)
    guesser = _Guesser(found)
    for card, entry, why in guesser.guesses():
        found.take(card, entry)
        asked, former = found.cards[card].asked, found.entries[entry]
        yield _guessed(asked, former, why)
    for card, entry in guesser.look_alikes():
        found.offered.add(entry)
        asked, former = found.cards[card].asked, found.entries[entry]
        what = "is gone and" if entry in guesser.gone else "was retired and is"
        known = f"“{short(former.question)}”"
        if former.question == found.cards[card].question:
            known += f" with the answer “{short(former.answer)}”"
        message = (
            f"taken for a new card, but {known} {what} much like it; "
            f"if it is the same, keep its reviews with `id: {former.id or former.short_key}`"
        )
        yield Diagnostic(asked.at(), "card-like-retired", message)


def _first_words(found: Pairing) -> Iterator[Diagnostic]:
    """Pair a card with the entry whose key its question and no other makes, if they answer the same.

    So a card gets its reviews back where its sources go back to what they said at first, and
    its lock doesn't: as after the revert of a commit whose lock was committed by itself.
    """
    entries = found.entries
    born = {(entries[n].family, entries[n].short_key): n for n in found.left}
    for number in list(found.loose) if born else ():
        card = found.cards[number]
        entry = None if card.id else born.get((card.family, mint_key(card.question, ())))
        if entry in found.left and plain(entries[entry].answer) == plain(card.answer):
            found.take(number, entry)
            yield _guessed(card.asked, entries[entry], "it asked this at first, same answer")


def _guessed(asked: Text, former: Entry, why: str) -> Diagnostic:
    message = (
        f"taken for “{short(former.question)}”: {why}; it keeps its reviews (if it is "
        "another card: restore the lock, give the card an `id`, build again)"
    )
    return Diagnostic(asked.at(), "card-guessed", message)


class _Guesser:
    """Guesses between the cards that seem new and the entries whose card seems gone.

    `cards` and `entries` are those that may matter. Of the cards that read as their entry does
    few do: the rest share no rare word with anything that is to be guessed.
    """

    def __init__(self, found: Pairing) -> None:
        self.found = found
        self.gone = set(found.gone())
        self.retired = set(found.retired())
        same = found.same()
        matched = {*same.values()}
        cards = {n: _traits(each) for n, each in enumerate(found.cards) if n not in same}
        entries = {n: _traits(each) for n, each in enumerate(found.entries) if n not in matched}
        askers = [*(cards[n] for n in found.loose), *(entries[n] for n in self.gone)]
        still = ((n, found.cards[n]) for n in same)
        texts = ((n, card.family, f"{card.question}\n{card.answer}") for n, card in still)
        near = {n: _traits(found.cards[n]) for n in sharing(texts, askers)}
        self.cards = cards | near
        self.entries = entries | {same[n]: each for n, each in near.items()}
        self.card_crowd = Crowd(self.cards, askers)
        self.entry_crowd = Crowd(self.entries, askers)
        asked = {each.answer for each in (*askers, *(entries[n] for n in self.retired))}
        in_both = times_given((found.cards[n].answer for n in same), asked)
        live = (each for n, each in entries.items() if is_live(found.entries[n]))
        self.answers_now = in_both + Counter(each.answer for each in cards.values())
        self.answers_before = in_both + Counter(each.answer for each in live)

    def guesses(self) -> Iterator[tuple[int, int, str]]:
        """Card, entry and reason; no card and no entry twice."""
        loose = dict.fromkeys(n for n in self.found.loose if not self.found.cards[n].id)
        gone = {number for number in self.gone if not self.found.entries[number].id}
        for likeness in (self._same_answer, self._whole_card):
            for card in tuple(loose):
                for entry in self.entry_crowd.near(self.cards[card]):
                    if entry in gone and (why := likeness(card, entry)):
                        del loose[card]
                        gone.remove(entry)
                        yield card, entry, why
                        break

    def _tells(self, answer: str) -> bool:
        """Whether no other card and no other entry has the answer."""
        return bool(answer) and self.answers_now[answer] <= 1 and self.answers_before[answer] <= 1

    def _same_answer(self, card: int, entry: int) -> str:
        new, old = self.cards[card], self.entries[entry]
        if new.answer != old.answer or new.topic != old.topic or not self._tells(new.answer):
            return ""
        likeness = questions_alike(new, old)
        if likeness < SAME_QUESTION or not reworded(old, new):
            return ""
        others = max(
            self.entry_crowd.likest_question(new, but=entry),
            self.card_crowd.likest_question(old, but=card),
        )
        if likeness - others < AHEAD:
            return ""
        return f"same answer, question {likeness:.0f} % alike"

    def _whole_card(self, card: int, entry: int) -> str:
        new, old = self.cards[card], self.entries[entry]
        if not self._recognisable(new, old):
            return ""
        likeness = ratio(new.whole, old.whole)
        others = max(self.entry_crowd.likest(new, but=entry), self.card_crowd.likest(old, but=card))
        if likeness - others < STAND_OUT:
            return ""
        return f"{likeness:.0f} % alike, and nothing else is near"

    def _recognisable(self, new: Traits, old: Traits) -> bool:
        """Whether question and answer each can be the other's, edited."""
        alike = questions_alike(new, old)
        if not self._tells(new.answer) or not self._tells(old.answer):
            same = new.answer == old.answer
            return same and alike >= TOUCHED_QUESTION and only_touched(old.question, new.question)
        tells = new.family != CLOZE or new.answer == old.answer
        close = alike >= CLOSE_QUESTION and reworded(old, new, answer_tells=tells)
        return close and answers_alike(old.answer, new.answer)

    def look_alikes(self) -> Iterator[tuple[int, int]]:
        """Cards taken for new, each with the entry that it may have been.

        Of the entries that were retired before, only one that looks the same but for an edit
        counts: among cards of one form (“Who looks after the …?”) each is like many of those.
        """
        left = self.gone & self.found.left.keys()
        for card in self.found.loose:
            entry = self._likest(card, left, self._suspicious)
            if entry is None and not self.found.cards[card].draft:
                entry = self._likest(card, self.retired, self._edited)
            if entry is not None:
                yield card, entry

    def _likest(self, card: int, among: set[int], suits: Callable[[int, int], bool]) -> int | None:
        new = self.cards[card]
        near = [n for n in self.entry_crowd.near(new) if n in among and suits(card, n)]
        return max(near, key=lambda n: questions_alike(new, self.entries[n]), default=None)

    def _suspicious(self, card: int, entry: int) -> bool:
        new, old = self.cards[card], self.entries[entry]
        same = new.answer == old.answer and self._tells(new.answer)
        return same or questions_alike(new, old) >= SAME_QUESTION

    def _edited(self, card: int, entry: int) -> bool:
        new, old = self.cards[card], self.entries[entry]
        alike = questions_alike(new, old)
        same = new.answer == old.answer and self._tells(new.answer)
        if (same and alike >= SAME_QUESTION) or self._recognisable(new, old):
            return True
        ahead = alike - self.entry_crowd.likest_question(new, but=entry)
        return alike >= TOUCHED_QUESTION and ahead >= AHEAD


def _traits(thing: Card | Entry) -> Traits:
    topic = thing.topic if isinstance(thing, Entry) else thing.topic.path
    return Traits(thing.family, topic, plain(thing.question), plain(thing.answer))
