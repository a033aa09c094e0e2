"""Advice on what a learner is to recall."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.checks.advice.reading import Read, Reading, words
from recto.diagnostics import Diagnostic

LONGEST = 60
"""Words of an answer, code left out."""
LONGEST_CODE = 20
"""Lines of code in an answer."""
LONGEST_LIST = 6
"""Items of a list; about as many as one keeps in mind."""


def long(reading: Reading) -> Iterator[Diagnostic]:
    """Answers of many words, or of many lines of code."""
    for read in reading.cards:
        field = read.card.content.recalled_in
        if not field:
            continue
        length = _length(read.answer)
        answer = read.note.field(field)
        code = _CODE.findall(answer, 0, answer.rfind("</pre>") + len("</pre>"))
        lines = max(map(len, map(str.splitlines, code)), default=0)
        if length > LONGEST:
            message = (
                f"{length} words to recall; make several cards of them, or move some to `extra`"
            )
        elif lines > LONGEST_CODE:
            message = f"{lines} lines of code to recall; ask for the line that matters"
        else:
            continue
        yield Diagnostic(read.answered_at, "answer-long", message)


_CODE = re.compile(r"<pre\b.*?</pre>", re.DOTALL)
_IDEOGRAPH = re.compile(r"[぀-ヿ㐀-鿿가-힯]")


def _length(text: str) -> int:
    """Words; where words are not set apart, two signs count as one."""
    if text.isascii():
        return len(text.split())
    signs = len(_IDEOGRAPH.findall(text))
    return len(_IDEOGRAPH.sub(" ", text).split()) + signs // 2


_YES_NO = frozenset(
    {
        *("yes", "no", "true", "false", "ja", "nein", "wahr", "falsch", "oui", "non", "vrai"),
        *("faux", "sí", "verdadero", "falso", "да", "нет", "是", "否", "不是", "はい", "いいえ"),
    }
)
_ENDS = re.compile(r"\s*(\w+)\s*(?:$|[.,;:!–—(]|\s-)")
_TRUE_OR_FALSE = re.compile(r"\b(?:true or false|yes or no)\b", re.IGNORECASE)


def yes_no(reading: Reading) -> Iterator[Diagnostic]:
    """Yes, no, true, false, alone or with a reason."""
    for read in reading.cards:
        content = read.card.content
        if content.typed_text or not content.answers:
            continue
        match = _ENDS.match(read.answer)
        if match and match[1].casefold() in _YES_NO and _asks_whether(read.question):
            message = f"“{match[1]}” is guessed every other time; ask for the fact itself"
            yield Diagnostic(read.answered_at, "answer-yes-no", message)


def _asks_whether(question: str) -> bool:
    """Whether a question is one, and doesn't ask how one *says* yes."""
    asked = _TRUE_OR_FALSE.sub("?", question)
    return "?" in asked and _YES_NO.isdisjoint(words(asked))


_ITEM = re.compile(r"<(/?)(ul|ol|li)\b")


def long_list(reading: Reading) -> Iterator[Diagnostic]:
    """Lists of more items than one keeps in mind."""
    for read in reading.cards:
        if not read.card.content.recalled_in:
            continue
        items = _most_items(read)
        if items > LONGEST_LIST:
            message = f"a list of {items} to recall; split it, or write a cloze for each item"
            yield Diagnostic(read.answered_at, "list-long", message)


def _most_items(read: Read) -> int:
    """Items of the longest list in an answer, where there are too many."""
    counts, most = [0], 0
    answer = read.note.field(read.card.content.recalled_in)
    for end, name in _ITEM.findall(answer) if answer.count("<li") > LONGEST_LIST else ():
        if name == "li":
            counts[-1] += not end
        elif end:
            most = max(most, counts.pop())
        else:
            counts.append(0)
    return max(most, _listed_in_line(read.answer))


_COMMA = re.compile(r"[,;、，\s](?:(?<=\S)|(?:and|or|und|oder|et|ou|y|o|e)\s)")
"""Begins with one set of signs, so that the search passes fast over all others."""
_LONGEST_ITEM = 3
"""Words; what is longer is a clause."""


def _listed_in_line(answer: str) -> int:
    """Items of an answer that is nothing but a list: “Denmark, Poland, Czechia and Austria”."""
    items = 0
    for item in _between_commas(answer):
        length = len(item.split())
        if length > _LONGEST_ITEM:
            return 0
        items += length > 0
    return items


def _between_commas(text: str) -> Iterator[str]:
    """The parts of a text one by one, for the first that is a clause is the last to be looked at."""
    start = 0
    for comma in _COMMA.finditer(text):
        yield text[start : comma.start()]
        start = comma.end()
    yield text[start:]


def without_source(reading: Reading) -> Iterator[Diagnostic]:
    """Cards that nobody can look up."""
    for read in reading.cards:
        if not read.card.source:
            message = "the card names no `source`, and its file gives none"
            yield Diagnostic(read.card.asked.at(), "source-missing", message)
