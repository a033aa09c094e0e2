"""Advice on questions whose answer stands where the learner reads it before."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import dropwhile

from recto.checks.advice.reading import Read, Reading, words
from recto.deck.kinds.choice import Choice
from recto.diagnostics import Diagnostic, short
from recto.text import Text, cloze
from recto.text.likeness import WORD
from recto.text.opposites import LITTLE

TELLING = 3
"""Letters of an answer's word that is not there by chance."""
ENOUGH = 3
"""Words that say something in a question; with fewer, other cards hold them by chance."""

_OR = r"(?:or|and|oder|und|ou|et|y|o|e)"
_BEFORE = re.compile(
    rf"(?P<list>(?:^|[,:(?.])\s*)$|(?:\b{_OR}\s+|/|\bhow\s+)(?:(?:an?|the)\s+)?$|[\"'“„«‘]$",
    re.IGNORECASE,
)
_AFTER = re.compile(rf"(?P<list>\s*[,.;:)])|\s*/|,?\s*{_OR}\b", re.IGNORECASE)


def by_itself(reading: Reading) -> Iterator[Diagnostic]:
    """The answer stands in the question or in the hint."""
    for read in reading.cards:
        if text := read.card.content.cloze_text:
            yield from _cloze_by_itself(read, text)
        elif not read.card.reversed:
            yield from _question_by_itself(read)


def _question_by_itself(read: Read) -> Iterator[Diagnostic]:
    hint = read.card.hint.value if read.card.hint else ""
    if _first_word(read.answer) not in f"{read.question}\n{hint}".casefold():
        return  # before all words are counted
    answer = _answer(read.answer)
    if not _says_something(answer):
        return
    if _says(read.question, read, answer) and not _offers_others(read, answer):
        message = f"the question says “{short(read.answer)}” already, which is the answer"
        yield Diagnostic(read.card.asked.at(), "question-tells", message)
    elif read.card.hint and _says(hint, read, answer):
        message = f"the hint says “{short(read.answer)}”, which is the answer"
        yield Diagnostic(read.card.hint.at(), "question-tells", message)


def _first_word(answer: str) -> str:
    """The first word that is no little one."""
    said = (match[0] for match in WORD.finditer(answer.casefold()))
    return next((word for word in said if word not in LITTLE), "")


def _says(text: str, read: Read, answer: list[str]) -> bool:
    """Whether a text has the answer's words in a row; where their marks matter, those too."""
    return _holds(words(text), answer) and (
        not _MARKED.search(read.answer) or read.answer.strip() in text
    )


_MARKED = re.compile(r"^\s*[-.]\S|[^\w\s.,;'’“”\"()&-]")
"""`--version` is not said by “the version”."""


def _cloze_by_itself(read: Read, written: Text) -> Iterator[Diagnostic]:
    text = written.value
    said = Counter(words(text))
    for number, hidden in read.card.clozes.items():
        answers = [(part, _answer(part)) for part in dict.fromkeys(hidden.split(" … "))]
        within = Counter(words(hidden))
        again = [  # cheaply, before the front is written out
            (part, answer)
            for part, answer in answers
            if _says_something(answer) and all(said[word] > within[word] for word in answer)
        ]
        if not again:
            continue
        shown = _without(text, [one for one in read.parsed.clozes if one.number == number])
        front = words(shown)
        for part, answer in again:
            if _holds(front, answer) and not _is_an_alternative(shown, answer):
                message = f"c{number} hides “{short(part)}”, which the rest of the text says"
                yield Diagnostic(written.at(), "question-tells", message)


def _without(text: str, hidden: list[cloze.Cloze]) -> str:
    """The text of a cloze card's front, with gaps."""
    pieces, position = [], 0
    for one in hidden:
        if one.start < position:
            continue
        hint = "" if one.hint is None else text[one.hint : one.stop]
        pieces += [text[position : one.start], f" … {hint} "]
        position = one.end
    return "".join(pieces) + text[position:]


def elsewhere(reading: Reading) -> Iterator[Diagnostic]:
    """Another card, its answer included, says the whole question and its answer."""
    for number, read in enumerate(reading.cards):
        others = [other for other in reading.by_words.near(number) if other != number]
        if not others:
            continue
        answer = _answer(read.answer)
        asks = _telling(_without_kind(read.asked)) - set(answer)
        if len(asks) < ENOUGH or not _says_something(answer):
            continue
        for other in sorted(others):
            giver = reading.cards[other]
            if _gives(giver, asks, answer):
                message = (
                    f"the card at {giver.where} says all of this question, and the answer "
                    f"“{short(read.answer)}”"
                )
                yield Diagnostic(read.card.asked.at(), "answer-elsewhere", message)
                break


def _gives(giver: Read, asks: set[str], answer: list[str]) -> bool:
    """Whether a card says it all, and doesn't only ask the same."""
    if not all(map(f"{giver.question}\n{giver.answer}".casefold().__contains__, asks)):
        return False  # the same in a tenth of the time
    asked = giver.asked
    if asks <= _telling(asked):
        return _holds(asked, answer)
    said = [*asked, *words(giver.answer)]
    return asks <= _telling(said) and _holds(said, answer)


def _answer(text: str) -> list[str]:
    """The words of an answer, without little ones before it; “A minor” is no minor."""
    said = words(text)
    rest = list(dropwhile(LITTLE.__contains__, said))
    return said if said[:1] == ["a"] and len(rest) == 1 else rest


def _without_kind(asked: list[str]) -> list[str]:
    """A question's words without the kind of thing asked for: `which service`."""
    pairs = zip(["", *asked], asked, strict=False)
    return [word for before, word in pairs if before not in ("which", "what", "whose")]


def _telling(said: list[str]) -> set[str]:
    """Words that say something, without the endings of plurals and verbs."""
    return {_stem(word) for word in said if word not in LITTLE}


def _stem(word: str) -> str:
    return word.removesuffix("s") if len(word) > TELLING else word


def _says_something(answer: list[str]) -> bool:
    return any(len(word) >= TELLING and word not in LITTLE and word.isalpha() for word in answer)


def _holds(said: list[str], answer: list[str]) -> bool:
    """Whether the answer's words stand there in a row."""
    if not answer or answer[0] not in said:
        return False
    return f" {' '.join(answer)} " in f" {' '.join(said)} "


def _offers_others(read: Read, answer: list[str]) -> bool:
    """Whether the question holds a wrong choice too, or names the answer among others."""
    content = read.card.content
    if isinstance(content, Choice):
        right = {text.value for text in content.right}
        wrong = [_answer(text.value) for text in content.choices if text.value not in right]
        asked = read.asked
        if any(_holds(asked, each) for each in wrong):
            return True
    return _is_an_alternative(read.question, answer)


def _is_an_alternative(question: str, answer: list[str]) -> bool:
    """Whether a text names the answer among others (“A or B?”), quotes it, or asks “how” it is."""
    found = re.search(r"\W+".join(map(re.escape, answer)), question, re.IGNORECASE)
    if not found:
        return False
    before = _BEFORE.search(question, 0, found.start())
    after = _AFTER.match(question, found.end())
    in_list = bool(before and before["list"] and after and after["list"])
    joined = any(side and not side["list"] for side in (before, after))
    return in_list or joined
