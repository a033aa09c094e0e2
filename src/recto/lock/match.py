"""Which card is which: the cards of today's sources against the lock.

A wrong guess hands a learner's history to another fact, and nobody sees it; a card taken
for new costs that one card its history, and Recto says so. So every doubt means new.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from recto.diagnostics import Diagnostic, Location, short
from recto.identity import mint_key
from recto.likeness import (
    AHEAD,
    CLOSE_QUESTION,
    SAME_QUESTION,
    STAND_OUT,
    TOUCHED_QUESTION,
    Crowd,
    Traits,
    answers_alike,
    bare,
    only_touched,
    plain,
    questions_alike,
    ratio,
    reworded,
    sharing,
    times_given,
)
from recto.lock.content import said, shown
from recto.lock.entry import Entry
from recto.media import MediaFile
from recto.model import CLOZE, Card, digest
from recto.text import Text


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
    found = _Pairing(cards, known)
    for retired in (False, True) if any(card.id for card in cards) else ():
        found.pair(_by_id(known, retired=retired), _id_key, by_id=True)
    files = {c.place: digest(shown(of)) for c, of in zip(cards, media, strict=False) if of}
    shared = _shared(found)
    witnesses = [each._replace(shared=shared, files=files) for each in _EXACT]
    for retired in (False, True):
        for witness in witnesses:
            same = _exactly(found, witness, retired=retired)
            found.pair(same, witness.of_card, whole=witness is witnesses[0])
        if files:
            _pair_pictures(found, files, retired=retired)
    _pair_drafts(found)
    if other := list(readings):
        _pair_readings(found, other, witnesses)
    told = list(_guess(found))
    return Matches([None if e is None else known[e] for e in found.entry_of], told)


Files = Mapping[Location, str]
"""What tells the files that a card shows from others, by the card's place."""


def _pair_pictures(found: _Pairing, files: Files, *, retired: bool) -> None:
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
    for witness in _EXACT:
        if witness.answer:
            found.pair(_exactly(found, witness, retired=retired), witness.of_card)


FILE = re.compile(r"""(\]\()(?:<[^<>]*>|[^)\s]*)|(\bsrc\s*=\s*)(?:"[^"]*"|'[^']*'|[^\s>]+)""")
"""The name of a file in a text, with what stands before it."""


def asks(question: str, shows: str | None) -> Hashable:
    """What a question asks: its words and, of files in it, what they show and not their names."""
    if shows is None or not FILE.search(question):
        return question
    return FILE.sub(r"\1\2", question), shows


def _pair_drafts(found: _Pairing) -> None:
    """Pair cards that read as a draft did before it was one, and still does to learners."""
    drafts = [
        ((entry.family, (entry.parts.get("question", ""), entry.parts.get("answer", ""))), n)
        for n in found.gone()
        if (entry := found.entries[n]).draft
    ]
    found.pair(drafts, lambda card: (card.family, said(card)))


def _pair_readings(found: _Pairing, readings: list[Entry], witnesses: list[_Witness]) -> None:
    number_of = {entry.key: number for number, entry in enumerate(found.entries)}
    ids = {((each.family, each.id), number_of[each.key]) for each in readings if each.id}
    found.pair(ids, _id_key, by_id=True)
    for witness in witnesses:
        words = {(witness.of_entry(each), number_of[each.key]) for each in readings}
        found.pair(words, partial(_without_id, witness))


def _without_id(witness: _Witness, card: Card) -> Hashable | None:
    return None if card.id else witness.of_card(card)


@dataclass(slots=True)
class _Pairing:
    """Who has whom, while it is being found; cards and entries by their places."""

    cards: list[Card]
    entries: list[Entry]
    entry_of: list[int | None] = field(init=False)
    loose: dict[int, None] = field(init=False)
    """Cards without an entry, in their order."""
    left: dict[int, None] = field(init=False)
    """Entries without a card."""
    whole: set[int] = field(default_factory=set)
    """Cards that say the same as their entry."""

    def __post_init__(self) -> None:
        self.entry_of = [None] * len(self.cards)
        self.loose = dict.fromkeys(range(len(self.cards)))
        self.left = dict.fromkeys(range(len(self.entries)))

    def take(self, card: int, entry: int) -> None:
        self.entry_of[card] = entry
        del self.loose[card], self.left[entry]

    def gone(self) -> list[int]:
        """Entries of the last build, of its drafts too, that no card has."""
        return [number for number in self.left if _is_live(self.entries[number])]

    def retired(self) -> list[int]:
        """Entries retired before the last build that no card has."""
        return [number for number in self.left if not _is_live(self.entries[number])]

    def same(self) -> dict[int, int]:
        """Cards that read as they did at the last build, and their entries."""
        return {
            card: entry
            for card, entry in enumerate(self.entry_of)
            if entry is not None
            and (card in self.whole or _reads_as(self.cards[card], self.entries[entry]))
            and _is_live(self.entries[entry])
        }

    def pair(
        self,
        entries: Iterable[tuple[Hashable, int]],
        of_card: Callable[[Card], Hashable | None],
        *,
        whole: bool = False,
        by_id: bool = False,
    ) -> None:
        """Pair what shares a key, where one card and one entry have it.

        Of several entries that say the same as a card on the `whole`, the oldest has it. An
        entry with several keys goes to none of several cards.
        """
        if not self.loose:
            return
        free = _by_key(
            ((key, entry) for key, entry in entries if entry in self.left),
            self._older if whole else _neither,
        )
        if not free:
            return
        keyed = ((of_card(self.cards[number]), number) for number in self.loose)
        sought = (
            (entry, number)
            for key, number in keyed
            if key is not None and (entry := free.get(key)) is not None
        )
        for entry, card in _by_key(sought, _neither).items():
            if card is None or (not by_id and _parted(self.cards[card], self.entries[entry])):
                continue
            self.take(card, entry)
            if whole:
                self.whole.add(card)

    def _older(self, one: int | None, other: int) -> int:
        return other if one is None else min(one, other, key=lambda n: self.entries[n].created)


def _parted(card: Card, entry: Entry) -> bool:
    """Whether a card and an entry have each an `id` of its own, and an answer that tells them apart."""
    if card.id is None or entry.id in ("", card.id.value):
        return False
    return not answers_alike(plain(entry.answer), plain(card.answer))


def _is_live(entry: Entry) -> bool:
    """Whether a card had the entry at the last build, be it a draft."""
    return entry.draft or not entry.retired


K = TypeVar("K", bound=Hashable)


def _by_key(
    keyed: Iterable[tuple[K, int]], of_two: Callable[[int | None, int], int | None]
) -> dict[K, int | None]:
    """The place with each key; where two have one, that of the two which is chosen, if any."""
    found: dict[K, int | None] = {}
    for key, place in keyed:
        other = found.setdefault(key, place)
        if other != place:
            found[key] = of_two(other, place)
    return found


def _neither(_one: int | None, _other: int) -> None:
    return None


def _id_key(card: Card) -> Hashable | None:
    return (card.family, card.id.value) if card.id else None


def _by_id(entries: list[Entry], *, retired: bool) -> Iterator[tuple[Hashable, int]]:
    ids = {(entry.family, entry.id) for entry in entries if entry.id}
    for number, entry in enumerate(entries):
        key = (entry.family, entry.id or entry.short_key)
        if entry.retired is retired and (entry.id or key not in ids):
            yield key, number


class _Witness(NamedTuple):
    """What must be equal, beside family and question."""

    topic: bool
    answer: bool
    bare: bool = False
    """Whether case, spaces, emphasis and the marks at the end count for nothing."""
    shared: frozenset[str] = frozenset()
    """Questions that say nothing of a thing with an `id` where no answer is a witness beside."""
    files: Files = MappingProxyType({})
    """What cards show, where files in a question are to be the same."""

    def of_card(self, card: Card) -> Hashable | None:
        question = card.question
        if card.id and not self.answer and question in self.shared:
            return None
        shows = self.files.get(card.place) if self.files and FILE.search(question) else None
        return self._key(card.family, question, card.topic.path, card.answer, shows)

    def of_entry(self, entry: Entry) -> Hashable | None:
        question = entry.question
        if entry.id and not self.answer and question in self.shared:
            return None
        shows = entry.parts.get("media") if self.files and FILE.search(question) else None
        return self._key(entry.family, question, entry.topic, entry.answer, shows)

    def _key(
        self, family: str, question: str, topic: str, answer: str, shows: str | None
    ) -> Hashable:
        if self.bare:
            question, answer = bare(question), bare(answer)
        return (
            family,
            question,
            topic if self.topic else None,
            answer if self.answer else None,
            shows,
        )


_EXACT = (
    _Witness(topic=True, answer=True),
    _Witness(topic=True, answer=False),
    _Witness(topic=False, answer=True),
    _Witness(topic=False, answer=False),
    _Witness(topic=True, answer=True, bare=True),
    _Witness(topic=False, answer=True, bare=True),
)


def _shared(found: _Pairing) -> frozenset[str]:
    """Questions of loose cards that several cards ask, or several entries did.

    Entries without an id that were retired earlier don't count: by a question that was exact,
    learners' reviews have gone from one to the other already.
    """
    if not (any(card.id for card in found.cards) or any(entry.id for entry in found.entries)):
        return frozenset()
    loose = {found.cards[number].question for number in found.loose}
    live = (entry for entry in found.entries if entry.id or not entry.retired)
    cards = Counter(card.question for card in found.cards if card.question in loose)
    entries = Counter(entry.question for entry in live if entry.question in loose)
    return frozenset(each for each in loose if max(cards[each], entries[each]) > 1)


def _exactly(
    found: _Pairing, witness: _Witness, *, retired: bool
) -> Iterator[tuple[Hashable, int]]:
    return (
        (witness.of_entry(found.entries[number]), number)
        for number in found.left
        if found.entries[number].retired is retired
    )


def _traits(thing: Card | Entry) -> Traits:
    topic = thing.topic if isinstance(thing, Entry) else thing.topic.path
    return Traits(thing.family, topic, plain(thing.question), plain(thing.answer))


def _reads_as(card: Card, entry: Entry) -> bool:
    return (
        card.question == entry.question
        and card.answer == entry.answer
        and card.topic.path == entry.topic
    )


class _Guesser:
    """Guesses between the cards that seem new and the entries whose card seems gone.

    `cards` and `entries` are those that may matter. Of the cards that read as their entry does
    few do: the rest share no rare word with anything that is to be guessed.
    """

    def __init__(self, found: _Pairing) -> None:
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
        live = (each for n, each in entries.items() if _is_live(found.entries[n]))
        self.answers_now = in_both + Counter(each.answer for each in cards.values())
        self.answers_before = in_both + Counter(each.answer for each in live)

    def guesses(self) -> Iterator[tuple[int, int, str]]:
        """Card, entry and reason; no card and no entry twice."""
        loose = dict.fromkeys(n for n in self.found.loose if not self.found.cards[n].id)
        gone = {number for number in self.gone if not self.found.entries[number].id}
        for guess in (self._same_answer, self._whole_card):
            for card in tuple(loose):
                for entry in self.entry_crowd.near(self.cards[card]):
                    if entry in gone and (why := guess(card, entry)):
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


def _first_words(found: _Pairing) -> Iterator[Diagnostic]:
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


def _guess(found: _Pairing) -> Iterator[Diagnostic]:
    """Pair by likeness where that is safe; tell of each pair, and of each that was not."""
    if not found.loose or not (found.gone() or found.retired()):
        return
    yield from _first_words(found)
    guesser = _Guesser(found)
    for card, entry, why in guesser.guesses():
        found.take(card, entry)
        asked, former = found.cards[card].asked, found.entries[entry]
        yield _guessed(asked, former, why)
    for card, entry in guesser.look_alikes():
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
