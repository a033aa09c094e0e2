"""Advice on what a card asks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator

from recto.checks.advice.reading import Read, Reading, words
from recto.deck.kinds.choice import Choice
from recto.diagnostics import Diagnostic, short
from recto.text.likeness import bare, exchanged, letters_of, only_touched, ratio
from recto.text.opposites import LITTLE, NEGATIONS

NEARLY_SAME = 90
"""How alike two questions are, in per cent, of which one is the other but for articles."""
SAME_ANSWER = 70
"""The same, where both have one answer and one question only says more."""
MENTIONS = 3
"""How many other cards must speak of a thing for “What is it?” to be vague."""


def repeated(reading: Reading) -> Iterator[Diagnostic]:
    """Two questions that only look different, or have an id each."""
    letters = [letters_of(read.card.question) for read in reading.cards]
    times = Counter(letters)
    first: dict[Hashable, Read] = {}
    for read, each in zip(reading.cards, letters, strict=True):
        if times[each] == 1:
            continue  # before anything is looked for in the text
        known = first.setdefault(_question_key(read), read)
        if known is read or _is_an_error(read, known):
            continue
        message = (
            f"the card at {known.where} asks the same; say what sets them apart, or delete one"
        )
        yield Diagnostic(read.card.asked.at(), "question-repeated", message)


def _question_key(read: Read) -> Hashable:
    question = read.card.question
    is_sign = " " not in question  # `w` and `W` are two keys, `sort` and `sort!` two names
    return question if is_sign else bare(question), _chosen_from(read)


def _is_an_error(read: Read, other: Read) -> bool:
    """Whether `question-twice` tells it already."""
    one, two = read.card, other.card
    return not (one.id or two.id) and (one.family, one.question) == (two.family, two.question)


def alike(reading: Reading) -> Iterator[Diagnostic]:
    """Two questions that differ in articles, or have one answer and one only says more."""
    for number, read in enumerate(reading.cards):
        for other in sorted(reading.by_words.near(number)):
            if other < number and _nearly_same(read, reading.cards[other]):
                message = (
                    f"the card at {reading.cards[other].where} asks nearly the same: "
                    f"“{short(reading.cards[other].question)}”"
                )
                yield Diagnostic(read.card.asked.at(), "question-alike", message)
                break


def _nearly_same(read: Read, other: Read) -> bool:
    one, two = read.traits, other.traits
    likeness = ratio(one.question, two.question)
    if likeness < SAME_ANSWER or _question_key(read) == _question_key(other):
        return False
    if _chosen_from(read) != _chosen_from(other):
        return False
    lost, added = exchanged(one.question, two.question)
    if (lost | added) & NEGATIONS:
        return False
    if likeness >= NEARLY_SAME and lost | added <= _ARTICLES:
        return True
    says_more = not lost - LITTLE or not added - LITTLE
    return says_more and only_touched(one.answer, two.answer)


_ARTICLES = frozenset({"a", "an", "the", "this", "that", "these", "those", "your", "its", "their"})
"""Words by which no question is told from another, as *when* is from *where*."""


def _chosen_from(read: Read) -> frozenset[str]:
    content = read.card.content
    if not isinstance(content, Choice):
        return frozenset()
    return frozenset(bare(choice.value) for choice in content.choices)


_STATEMENT = re.compile(r"[^?？_…]*\w\W{0,2}\.\W*")
"""A text that ends as a statement does, and has no question and no gap in it."""
_FEWEST = 5
"""Words; what is shorter names a thing, and the answer is its other side."""
_ENGLISH = re.compile(
    r"\bthe\b|\b(?:of|is|are|and|to|that|with)\b.*\b(?:of|is|are|and|to|that|with)\b"
)
_BIDS = frozenset(
    {
        *("type", "name", "write", "list", "put", "give", "explain", "describe", "define", "say"),
        *("translate", "complete", "fill", "find", "solve", "compute", "calculate", "prove"),
        *("show", "state", "order", "sort", "match", "choose", "pick", "spell", "draw", "tell"),
        *("compare", "identify", "convert", "simplify", "recall", "recite", "finish", "sketch"),
        *("expand", "evaluate", "derive", "count", "add", "read", "conjugate", "decline", "true"),
        *("which", "what", "who", "whom", "whose", "when", "where", "why", "how"),
    }
)


def none(reading: Reading) -> Iterator[Diagnostic]:
    """An English statement where a question belongs; a sentence to translate is none."""
    for read in reading.cards:
        if read.card.content.cloze_text or read.card.reversed:
            continue
        question = " ".join(read.card.question.split())
        if "." not in question or not _STATEMENT.fullmatch(question):
            continue
        asked = read.asked
        if len(asked) < _FEWEST or not _BIDS.isdisjoint(asked):
            continue
        if _ENGLISH.search(" ".join(asked)) and not _is_translation(read):
            message = "nothing is asked here; end in a question, or make it a `cloze`"
            yield Diagnostic(read.card.asked.at(), "question-none", message)


def _is_translation(read: Read) -> bool:
    """Whether the answer is about as long, and not English."""
    answer = words(read.answer)
    return len(answer) * 2 >= len(read.asked) and _ONLY_ENGLISH.isdisjoint(answer)


_ONLY_ENGLISH = LITTLE - {"a", "an", "as", "at", "do", "has", "in", "on", "or", "was"}


_VAGUE = re.compile(
    r"\W*(?:(?:what|who) (?:is|are|does|do)|was ist|was sind|qu'est-ce que?|qué (?:es|son)) "
    r"(?:(?:an?|the|ein|eine|der|die|das) )?(?P<thing>[^,;:()]+?)(?: do| used for)?\s*\?\W*",
    re.IGNORECASE,
)
_LONGEST_VAGUE = 300
"""Characters of a question that can ask for a thing of so few words."""
_LONGEST_THING = 3
"""Words; a longer one says which of its traits is meant."""


def vague(reading: Reading) -> Iterator[Diagnostic]:
    """“What is X?”, where other cards are about X too."""
    asked = [(read, _thing(read)) for read in reading.cards]
    things = {tuple(thing) for _, thing in asked if thing}
    if not things:
        return
    about = _mentions(reading, things)
    for read, thing in asked:
        others = about[tuple(thing)] - 1
        if thing and others >= MENTIONS:
            message = (
                f"{others} other cards are about this, and each answers it; ask for the trait that "
                "is meant"
            )
            yield Diagnostic(read.card.asked.at(), "question-vague", message)


def _thing(read: Read) -> list[str]:
    is_one = read.card.content.cloze_text or "?" not in read.question
    if is_one or len(read.question) > _LONGEST_VAGUE:
        return []
    match = _VAGUE.fullmatch(" ".join(read.question.split()))
    thing = words(match["thing"]) if match else []
    return thing if len(thing) <= _LONGEST_THING else []


def _mentions(reading: Reading, things: set[tuple[str, ...]]) -> Counter[tuple[str, ...]]:
    """How many cards speak of each thing in their question."""
    lengths = {len(thing) for thing in things}
    counts: Counter[tuple[str, ...]] = Counter()
    for read in reading.cards:
        asked = read.asked
        runs = {
            tuple(asked[start : start + length])
            for length in lengths
            for start in range(len(asked) - length + 1)
        }
        counts.update(runs & things)
    return counts
