"""How alike two cards are. The only importer of rapidfuzz."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from recto.system.patterns import compiled_on_use
from recto.text.text import Span, code_spans, math_spans

SAME_WORD = 80
"""How alike two words must be for one to be the other, mended."""

_MENDABLE = 10_000
"""Pairs of words; where more were exchanged, the texts are others anyway."""
WORD = compiled_on_use(r"\w+")
_SPACED = {sign: " " for sign in range(128) if not (chr(sign).isalnum() or chr(sign) == "_")}


def words_of(text: str) -> list[str]:
    """The words of a text, as `WORD` finds them; of ASCII alone three times as fast."""
    return text.translate(_SPACED).split() if text.isascii() else WORD.findall(text)


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
_ENDS = "?.!:;,…。．！？：；，、؟।"
_MARKS_AND_ENDS = _MARKS | str.maketrans(dict.fromkeys(_ENDS))


@lru_cache(maxsize=50_000)  # several ways of being the same look at it
def bare(text: str) -> str:
    """A text without case, spaces, emphasis, quotes and the mark at its end.

    What stands in code and formulas stays as it is: f′ is not f″, `sort!` not `sort?`. Marks that
    stand by themselves are words: “What is * here?” does not ask what _ is.
    """
    kept = exact_spans(text)
    if not kept:
        return _bare_prose(text, at_end=True) or text
    pieces, done = [], 0
    for start, end in kept:
        pieces += [_bare_prose(text[done:start]), text[start:end].strip("` ")]
        done = end
    return "".join([*pieces, _bare_prose(text[done:], at_end=True)]) or text


def letters_of(text: str) -> str:
    """A text without all that `bare` may take out of it: what differs in the rest differs when bare.

    That is found much faster, and tells most texts apart.
    """
    return "".join(text.casefold().split()).translate(_MARKS_AND_ENDS)


def exact_spans(text: str) -> list[Span]:
    """Code and formulas, in order."""
    if not _MAYBE_EXACT.search(text):
        return []
    code = code_spans(text)
    return sorted([*code, *(each.span for each in math_spans(text, code, []))])


_MAYBE_EXACT = compiled_on_use(r"[`$]|~~~|\]\(|<[hm]")


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


def likest(text: str, others: Sequence[str], number: int) -> list[int]:
    """The places of so many of other texts that are likest to one, the likest first."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415  # slow to import, as below

    if max(map(len, (text, *others))) > _LONGEST:
        by_ratio = sorted(range(len(others)), key=lambda at: ratio(text, others[at]), reverse=True)
        return by_ratio[:number]
    return [at for _, _, at in process.extract(text, others, scorer=fuzz.ratio, limit=number)]


@cache
def _ratio() -> Callable[[str, str], float]:
    from rapidfuzz import fuzz  # noqa: PLC0415  # slow to import, and most builds guess nothing

    return fuzz.ratio


_LONGEST = 5_000
"""Characters of a text that is compared letter by letter."""


def only_touched(before: str, after: str) -> bool:
    """Whether words were only added, only taken away, or mended, none put in place of others.

    “the guest OS” and “the host OS” are two facts however alike they look; C++ is no C.
    """
    lost, added = exchanged(before, after)
    return (not lost or not added) and signs(before) == signs(after)


def exchanged(before: str, after: str) -> tuple[set[str], set[str]]:
    """Words that only one of two texts has, those mended left out."""
    old, new = set(words_of(before)), set(words_of(after))
    lost, added = old - new, new - old
    if len(lost) * len(added) > _MENDABLE:
        return lost, added
    for word in sorted(lost):
        twin = next((each for each in sorted(added) if _mended(word, each)), None)
        if twin is not None:
            lost.discard(word)
            added.discard(twin)
    return lost, added


_PUNCTUATION = compiled_on_use(r"[\w.,;:?!…。．！？：；，、؟।「」『』（）()\[\]{}“”„\"'’`*_/–—-]+")
_DASHES = {"-", "–", "—"}


def signs(text: str) -> frozenset[str]:
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
