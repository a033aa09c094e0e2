"""Cards that came beside others that went: what was only reworded is among both.

Of those that are much alike the matching tells one by one. Of all others nobody can say which was
which but their author, who has to hear of both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import product

from recto.deck.model import Card, Topic
from recto.diagnostics import Diagnostic, Location, short
from recto.lock.entry import Entry
from recto.lock.matching.pairing import is_live
from recto.lock.warnings.matched import Matched
from recto.text.likeness import plain, ratio, words_of

_MANY = 5
"""Cards; who has to give an `id` to as many by hand may want another way."""
_COMPARED = 2_500
"""Pairs of a card and an entry with the same answer whose questions are compared."""


def come_and_go(
    matched: Matched, told: Iterable[Diagnostic], offered: Collection[str]
) -> Iterator[Diagnostic]:
    """What to tell of each topic in which cards came while others went.

    `told` is what has been said of cards already, and `offered` are the keys of the entries whose
    `id` that offers.
    """
    if not matched.known.entries:
        return
    places = {each.location for each in told}
    came = [
        card
        for card, former in matched.pairs()
        if former is None or former.key not in matched.locked or _is_back(card, former)
        if card.asked.at() not in places
    ]
    went = list(_went(matched, offered)) if came else []
    came, went = _without_turned(came, went)
    if not came or not went:
        return
    topics = {card.topic.path: card.topic for card in matched.cards}
    gone = defaultdict[str, list[Entry]](list)
    for entry in sorted(went, key=lambda entry: entry.created):  # as they stood in their files
        gone[entry.topic].append(entry)
    new = defaultdict[str, list[Card]](list)
    for card in came:
        new[card.topic.path].append(card)
    without_id = _without_id(matched)
    for path, cards in new.items():
        entries = gone.get(path) or [*_from_elsewhere(cards, gone, {*new}, topics)]
        if entries:
            yield _told(topics[path], cards, entries, without_id.get(path, 0))


def _is_back(card: Card, former: Entry) -> bool:
    """Whether a card asks what a retired one did: it may be one that is gone, in its words.

    So it is where a branch reworded a card, and learners have it as it was.
    """
    return not card.id and not is_live(former)


def _went(matched: Matched, offered: Collection[str]) -> Iterator[Entry]:
    kept = {former.key for former in matched.formers if former}
    for entry in matched.known.entries.values():
        is_there = is_live(entry) or entry.key not in matched.locked  # or a package alone has it
        if is_there and entry.key not in kept and entry.key not in offered:
            yield entry


def _without_turned(came: list[Card], went: list[Entry]) -> tuple[list[Card], list[Entry]]:
    """Cards and entries without those that are of one fact, and of two note types.

    Anki can't convert them; of that the forecast tells.
    """
    asked = {entry.question: entry for entry in went}
    named = {entry.id: entry for entry in went if entry.id}
    turned: set[str] = set()
    others = []
    for card in came:
        entry = asked.get(card.question) or (named.get(card.id.value) if card.id else None)
        if entry and entry.family != card.family:
            turned.add(entry.key)
        else:
            others.append(card)
    return others, [entry for entry in went if entry.key not in turned]


def _from_elsewhere(
    cards: list[Card],
    gone: Mapping[str, list[Entry]],
    changed: Collection[str],
    topics: Collection[str],
) -> Iterator[Entry]:
    """Entries that may have come here from a topic that got no new cards.

    All of a file that is gone, of others those with the answer of a new card.
    """
    answers = {plain(card.answer) for card in cards}
    for path, entries in gone.items():
        if path not in changed:
            is_gone = path not in topics
            yield from (e for e in entries if is_gone or plain(e.answer) in answers)


def _without_id(matched: Matched) -> dict[str, int]:
    """How many cards of each topic are known, and have lost the `id` that they were built with."""
    found = defaultdict[str, int](int)
    for card, former in matched.pairs():
        if former and former.id and not card.id:
            found[card.topic.path] += 1
    return found


def _told(topic: Topic, cards: list[Card], entries: list[Entry], without_id: int) -> Diagnostic:
    details = (*_new(topic, cards, entries), *_gone(topic, entries))
    if without_id and any(entry.id for entry in entries):
        others = (
            "another card has lost its `id`"
            if without_id == 1
            else f"{without_id:,} other cards have lost their `id`s"
        )
        message = (
            f"it seems that an old version of this file was saved: {others}. "
            f"{_counted(cards, entries)}: if a new one is an old one in other words, put its `id` back"
        )
        return Diagnostic(cards[0].asked.at(), "ids-lost", message, details)
    message = (
        f"{_counted(cards, entries)}; if a new one is an old one in other words, give it the `id` "
        f"of the old one, and it keeps its reviews{_or_pinned(entries)}"
    )
    return Diagnostic(Location(topic.file), "cards-come-and-go", message, details)


def _counted(cards: list[Card], entries: list[Entry]) -> str:
    new = "1 card is new here" if len(cards) == 1 else f"{len(cards):,} cards are new here"
    gone = "1 is gone" if len(entries) == 1 else f"{len(entries):,} are gone"
    return f"{new}, and {gone}"


def _or_pinned(entries: list[Entry]) -> str:
    """The better way where many cards were built without an `id`."""
    if sum(not entry.id for entry in entries) < _MANY:
        return ""
    return ". Or take the change back, run `recto pin`, and make it again"


def _new(topic: Topic, cards: list[Card], entries: list[Entry]) -> Iterator[str]:
    """A line for each new card, with the one that it perhaps was, where several are gone."""
    likest = _likest(cards, entries) if len(entries) > 1 else {}
    for number, card in enumerate(cards):
        line = card.asked.line
        where = (
            f"line {line}" if card.asked.path == topic.file else f"{card.asked.path.name}:{line}"
        )
        entry = likest.get(number)
        perhaps = f", perhaps “{short(entry.question)}”" if entry else ""
        yield f"new   {where}: {_quoted(card)}{perhaps}"


def _likest(cards: list[Card], entries: list[Entry]) -> dict[int, Entry]:
    """Of the cards that answer what one that is gone did, the likeliest entry, each once.

    Whole decks answer Yes and No: of so many the order has to tell.
    """
    groups = defaultdict[str, tuple[list[int], list[Entry]]](lambda: ([], []))
    for number, card in enumerate(cards):
        groups[plain(card.answer)][0].append(number)
    for entry in entries:
        groups[plain(entry.answer)][1].append(entry)
    found: dict[int, Entry] = {}
    for numbers, same in groups.values():
        pairs = [*product(numbers, same)] if len(numbers) * len(same) <= _COMPARED else []
        pairs.sort(key=lambda pair: -_alike(cards[pair[0]].question, pair[1].question))
        taken: set[str] = set()
        for number, entry in pairs or zip(numbers, same, strict=False):
            if number not in found and entry.key not in taken:
                found[number] = entry
                taken.add(entry.key)
    return found


def _alike(question: str, other: str) -> float:
    """How alike two questions are; 0 where that says nothing, so that their order counts."""
    words, others = ({*words_of(text.casefold())} for text in (question, other))
    shared = len(words & others) / max(min(len(words), len(others)), 1)
    alike = ratio(question, other) + 100 * shared
    return alike if alike >= _SAYS_SOMETHING else 0


_SAYS_SOMETHING = 60
"""Per cent of likeness, and of shared words on top."""


def _gone(topic: Topic, entries: list[Entry]) -> Iterator[str]:
    """A line for each card that is gone."""
    for entry in entries:
        where = "" if entry.topic == topic.path else f" ({entry.topic})"
        yield f"gone  {_quoted(entry)}{where}: `id: {entry.id or entry.short_key}`"


def _quoted(thing: Card | Entry) -> str:
    return f"“{short(thing.question)}” / {short(thing.answer, 30)}"
