"""One word in two spellings: a slip of the pen, or another ending."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from recto.text.opposites import alike_until, opposite

_SLIPPED = 4
"""Letters of a word in which a slip can be told from another word."""
_LONG = 7
"""The same, where one letter was put for another: *Hund* and *Hand* are two words."""
_NAME = 5
"""Letters of a name in which one may be wrong."""
_STEM = 3
"""Letters of which an ending leaves at least as many."""
_INFLECTIONS = frozenset({"", "s", "es", "d", "ed", "ing", "e", "y", "ies", "ied"})


def same_word(word: str, other: str) -> bool:
    """Whether a word is another, spelled or inflected otherwise."""
    may_be = word[0] in other[:2]  # a slip may exchange the first two letters
    return may_be and _is_same_word(word, other)


@lru_cache(maxsize=100_000)  # whole files are reworded in one way
def _is_same_word(word: str, other: str) -> bool:
    if not word.isalpha() or not other.isalpha() or opposite(word, other):
        return False
    return misspelled(word, other) or _inflected(word, other)


def misspelled(word: str, other: str) -> bool:
    """Whether one word is the other with a slip of the pen.

    Two letters changed places, or one is wrong, too much or missing, and not at an end.
    """
    if min(len(word), len(other)) < _SLIPPED or abs(len(word) - len(other)) > 1:
        return False
    at = alike_until(word, other)
    if len(word) == len(other):
        if word[at : at + 2] == other[at : at + 2][::-1] and word[at + 2 :] == other[at + 2 :]:
            return True
        wrong = word[at + 1 :] == other[at + 1 :]
        return wrong and len(word) >= _LONG and 0 < at < len(word) - 1
    longer, shorter = (word, other) if len(word) > len(other) else (other, word)
    return longer[at + 1 :] == shorter[at:] and 0 < at < len(shorter)


def mistyped(name: str, other: str) -> bool:
    """Whether a name is another in which one letter is wrong, and not at an end.

    By itself that tells too little of short names; who asks has to know that neither is another's.
    """
    if len(name) != len(other) or len(name) < _NAME or not (name + other).isalpha():
        return False
    at = alike_until(name, other)
    is_wrong = 0 < at < len(name) - 1 and name[at + 1 :] == other[at + 1 :]
    return is_wrong and not opposite(name, other)


def _inflected(word: str, other: str) -> bool:
    """Whether two words have one stem, and each an ending that makes no other word of it."""
    stem = min(len(word), len(other)) - 1
    if stem < _STEM or word[:stem] != other[:stem]:
        return False
    at = stem + 1 if word[stem : stem + 1] == other[stem : stem + 1] else stem
    return word[at:] in _INFLECTIONS and other[at:] in _INFLECTIONS


class Spellings:
    """Words that are to be found by other spellings of them."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_part: defaultdict[str, list[str]] = defaultdict(list)
        for word in words:
            for part in _parts(word):
                self._by_part[part].append(word)

    def near(self, word: str) -> set[str]:
        """Those that may be a word in another spelling, and some more."""
        return {each for part in _parts(word) for each in self._by_part.get(part, ())}


def _parts(word: str) -> Iterator[str]:
    """What slips and endings leave of a word: two spellings of one have some of it in common."""
    if _SLIPPED <= len(word) <= _LONGEST:
        yield word
        yield from {word[:at] + word[at + 1 :] for at in range(len(word))}
        yield from {word.removesuffix(each) for each in _INFLECTIONS} - {word, word[:-1]}


_LONGEST = 100
"""Letters; what is longer is no word, and would have too many parts."""
