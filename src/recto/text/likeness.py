"""How alike two cards are. The only importer of rapidfuzz."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from recto.text.text import Span, code_spans, math_spans

SAME_QUESTION = 60
"""Per cent. Two questions of one deck measured 44 to 57, true rewordings 42 to 78."""
CLOSE_QUESTION = 75
"""How alike questions must be where the answer was edited too or the topic changed."""
TELLING_ANSWER = 3
"""Words; an answer as long as this belongs to one question."""
LONG_ANSWER = 6
"""Words; in an answer as long as this some may be put in place of others."""
CLOSE_ANSWER = 75
"""How alike two long answers must be for one to be the other, edited."""
TOUCHED_QUESTION = 85
"""How alike questions must be where the answer, being common, is no witness."""
SAME_WORD = 80
"""How alike two words must be for one to be the other, mended."""
STAND_OUT = 15
"""How far a candidate must be ahead of everything else in the deck."""
AHEAD = 5
"""The same between questions whose common answer nothing else has: a witness of its own."""

_MENDABLE = 10_000
"""Pairs of words; where more were exchanged, the texts are others anyway."""
WORD = re.compile(r"\w+")


class Traits(NamedTuple):
    """What likeness looks at, the same for a card and for an entry: no case, single spaces."""

    family: str
    topic: str
    question: str
    answer: str

    @property
    def whole(self) -> str:
        return f"{self.question}\n{self.answer}"


def plain(text: str) -> str:
    """A text without case and spacing."""
    return " ".join(text.casefold().split())


_MARKS = str.maketrans(dict.fromkeys("*_`“”„\"'’"))
_ENDS = "?.!:;,…"


def bare(text: str) -> str:
    """A text without case, spaces, emphasis, quotes and the mark at its end.

    What stands in code and formulas stays as it is: f′ is not f″, `sort!` not `sort?`. Marks that
    stand by themselves are words: “What is * here?” does not ask what _ is.
    """
    kept = _exact_spans(text)
    if not kept:
        return _bare_prose(text, at_end=True) or text
    pieces, done = [], 0
    for start, end in kept:
        pieces += [_bare_prose(text[done:start]), text[start:end].strip("` ")]
        done = end
    return "".join([*pieces, _bare_prose(text[done:], at_end=True)]) or text


def _exact_spans(text: str) -> list[Span]:
    """Code and formulas, in order."""
    if not _MAYBE_EXACT.search(text):
        return []
    code = code_spans(text)
    return sorted([*code, *(each.span for each in math_spans(text, code, []))])


_MAYBE_EXACT = re.compile(r"[`$]|~~~|\]\(|<[hm]")


def _bare_prose(text: str, *, at_end: bool = False) -> str:
    words = text.rstrip(_ENDS + " \n").split() if at_end else text.split()
    said = [word if word.isalnum() else _unmarked(word) for word in words]
    joined = "".join(said).casefold()
    return joined.rstrip(_ENDS) if at_end else joined


def _unmarked(word: str) -> str:
    return word.translate(_MARKS) if any(map(str.isalnum, word)) else word


def ratio(one: str, other: str) -> float:
    """Likeness of two texts in per cent; none of long ones, whose comparison takes minutes."""
    if len(one) > _LONGEST or len(other) > _LONGEST:
        return 100.0 if one == other else 0.0
    return _ratio()(one, other)


@cache
def _ratio() -> Callable[[str, str], float]:
    from rapidfuzz import fuzz  # noqa: PLC0415  # slow to import, and most builds guess nothing

    return fuzz.ratio


_LONGEST = 5_000
"""Characters of a text that is compared letter by letter."""


def questions_alike(one: Traits, other: Traits) -> float:
    """Likeness of two questions in per cent."""
    return ratio(one.question, other.question)


def only_touched(before: str, after: str) -> bool:
    """Whether words were only added, only taken away, or mended, none put in place of others.

    “the guest OS” and “the host OS” are two facts however alike they look; C++ is no C.
    """
    lost, added = exchanged(before, after)
    return (not lost or not added) and _signs(before) == _signs(after)


def reworded(old: Traits, new: Traits, *, answer_tells: bool = True) -> bool:
    """Whether a question can be another, reworded, where the answer is a witness.

    Little words may be exchanged. Others only where the answer says much: “KMS” answers
    many questions of one form, “Identity and Access Management” hardly two. An answer that
    changed with its cloze tells nothing (`answer_tells`), being part of the question.
    """
    lost, added = exchanged(old.question, new.question)
    if (lost | added) & NEGATIONS:
        return False
    words = min(len(old.answer.split()), len(new.answer.split()))
    says_much = answer_tells and words >= TELLING_ANSWER
    same_words = says_much or not lost - LITTLE or not added - LITTLE
    return same_words and _signs(old.question) == _signs(new.question)


def exchanged(before: str, after: str) -> tuple[set[str], set[str]]:
    """Words that only one of two texts has, those mended left out."""
    old, new = set(WORD.findall(before)), set(WORD.findall(after))
    lost, added = old - new, new - old
    if len(lost) * len(added) > _MENDABLE:
        return lost, added
    for word in sorted(lost):
        twin = next((each for each in sorted(added) if _mended(word, each)), None)
        if twin is not None:
            lost.discard(word)
            added.discard(twin)
    return lost, added


_PUNCTUATION = re.compile(r"[\w.,;:?!…()\[\]{}“”„\"'’`*_/–—-]+")
_DASHES = {"-", "–", "—"}


def _signs(text: str) -> frozenset[str]:
    """What says something and is no word: `++` in C++, `%`, and any mark that stands alone."""
    words = text.rstrip(_ENDS + " \n").split()
    signs = {
        _PUNCTUATION.sub("", word) if any(map(str.isalnum, word)) else word
        for word in words
        if not word.isalnum()
    }
    return frozenset(signs - _DASHES - {""})


def _mended(word: str, other: str) -> bool:
    """Whether a word is another, mended: no number, and no word with its opposite's prefix."""
    if not word.isalpha() or not other.isalpha() or word.endswith(other) or other.endswith(word):
        return False
    return ratio(word, other) >= SAME_WORD


NEGATIONS = frozenset(
    {
        *("not", "no", "t", "never", "without", "cannot", "nor", "neither", "none", "except"),
        *("least", "most", "nicht", "kein", "keine", "nie", "ohne", "pas", "jamais", "sans"),
        "nunca",
    }
)
"""Words that turn a question round; `t` is what `\\w+` leaves of “doesn't”."""
LITTLE = frozenset(
    {
        *("a", "an", "the", "this", "that", "these", "those", "your", "its", "their", "one"),
        *("of", "in", "on", "at", "to", "for", "by", "with", "from", "into", "as", "or", "and"),
        *("is", "are", "was", "were", "be", "do", "does", "did", "has", "have", "can", "will"),
        *("what", "which", "who", "whose", "when", "where", "how", "it", "you", "they"),
    }
)
"""Words that may be exchanged without another fact being meant."""


def answers_alike(before: str, after: str) -> bool:
    """Whether an answer can be another, edited: “Shield Advanced” never was “Shield Standard”."""
    if only_touched(before, after):
        return True
    is_long = min(len(before.split()), len(after.split())) >= LONG_ANSWER
    return is_long and ratio(before, after) >= CLOSE_ANSWER
