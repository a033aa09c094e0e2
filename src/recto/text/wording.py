"""A text as words, and what was done to one text to make another of it.

Facts are told apart by words and not by letters: *encryption* is no slip of *decryption*, however
alike they look, and *Latvia's capital* is *the capital of Latvia*.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from recto.system.patterns import compiled_on_use
from recto.text.likeness import exact_spans, signs
from recto.text.opposites import DENIALS, DENIED_WITHIN, LITTLE, opposite

_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u309f\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Scripts without spaces between words. Katakana is not among them: a run of it is a word."""
_WORD = compiled_on_use(rf"[{_SPACELESS}]|[^\W{_SPACELESS}]+")
_CODE_SIGN = compiled_on_use(r"\w+|[^\w\s]")
_NUMBERING = compiled_on_use(r"\s*\d+[.)]\s+(?=\S)")
"""The number of a question in a list of them."""
_SENTENCE_ENDS = ".!?:;¡¿\n"


class Wording(NamedTuple):
    """What a text says: its words in order, without case but for code."""

    words: tuple[str, ...]
    code: tuple[str, ...] = ()
    """The words and signs in code and formulas, as they are."""
    signs: frozenset[str] = frozenset()
    """What says something and is no word, as `++` in C++."""
    denied: int = 0
    """How often the text denies something inside of its words."""
    prose: str = ""
    """The text as it is written, without the marks of code."""
    symbols: frozenset[str] = frozenset()
    """Short words with a capital, as they are: CO is not Co."""

    content: frozenset[str] = frozenset()
    """The words that say something."""


FILLERS = LITTLE | frozenset(
    {
        *("all", "every", "each", "some"),
        *("s", "ll", "re", "ve", "d", "m", "been", "being", "had", "than", "then", "so", "if", "there"),
        *("der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "ist"),
        *("sind", "war", "und", "oder", "von", "zu", "im", "am", "zum", "zur", "mit", "für", "auf"),
        *("was", "wer", "wie", "wo", "wann", "welche", "welcher", "welches", "le", "la", "les", "un"),
        *("une", "du", "de", "et", "ou", "est", "sont", "que", "quel", "quelle", "qui", "l", "d", "en"),
        *("el", "los", "las", "una", "del", "es", "son", "y", "o", "al", "qué", "cuál", "por", "para"),
        *map(chr, range(0x3041, 0x3097)),  # hiragana
        *"的了是在和与吗呢",
    }
)  # fmt: skip
"""Words by whose exchange alone no text says another thing."""


@lru_cache(maxsize=50_000)  # each text is compared with several
def wording(text: str) -> Wording:
    """Read a text as words."""
    text = _NUMBERING.sub("", text, count=1)
    spans = exact_spans(text)
    code: list[str] = []
    if spans:
        pieces, done = [], 0
        for start, end in spans:
            pieces += [text[done:start], " ".join(_WORD.findall(text[start:end]))]
            code += _CODE_SIGN.findall(text[start:end].strip("`$ "))
            done = end
        prose = " ".join([*pieces, text[done:]])
        plain = " ".join([*pieces[::2], text[done:]])
    else:
        prose = plain = text
    written = _WORD.findall(prose)
    words = tuple(written) if prose.islower() else tuple([word.casefold() for word in written])
    return Wording(
        words,
        tuple(code),
        frozenset() if plain.isalnum() else signs(plain.casefold()) - {"&"},
        0 if prose.isascii() else len(DENIED_WITHIN.findall(prose)),
        prose,
        _symbols(prose, written),
        (frozenset(words) - FILLERS) | _lettered(prose),
    )


def _lettered(prose: str) -> set[str]:
    """Letters that name something, though as words they say little: *device A*, *vitamin D*.

    The *I* of who asks is none.
    """
    if prose.isupper():
        return set()
    found = [(prose[: match.start()].split()[-1:], match[1]) for match in _LETTER.finditer(prose)]
    return {
        letter.casefold()
        for word, letter in found
        if word and word[0][-1] not in _SENTENCE_ENDS
        if letter != "I" or word[0].casefold() not in FILLERS
    }


_LETTER = compiled_on_use(r" ([A-Z])\b(?![’'])")


def _names(prose: str) -> set[str]:
    """Words written with a capital where no sentence begins, and numbers."""
    words = [match[0] for match in _TOKEN.finditer(prose)]
    names = {word for word in words if _is_number(word)}
    if prose.islower() or prose.isupper():
        return names
    before = ["\n", *words]
    return names | {
        word.casefold()
        for earlier, word in zip(before, words, strict=False)
        if earlier not in _SENTENCE_ENDS and word[0].isupper()
    }


_TOKEN = compiled_on_use(rf"[^\W{_SPACELESS}]+|[{re.escape(_SENTENCE_ENDS)}]")


def _symbols(prose: str, written: list[str]) -> frozenset[str]:
    if prose.islower() or prose.isupper():
        return frozenset()
    return frozenset([word for word in written if len(word) <= _SYMBOL and not word.islower()])


_SYMBOL = 3
"""Letters of a symbol, as of a chemical element or a unit."""


class Change(NamedTuple):
    """What was done to a text: the words it lost and got, little ones left out."""

    before: Wording
    after: Wording
    lost: frozenset[str]
    added: frozenset[str]
    mended: tuple[tuple[str, str], ...]
    """Words that were spelled or inflected otherwise: before and after."""
    turned: bool
    """Whether the text says another thing for sure: denied, its words exchanged for opposites or
    other numbers, put in each other's place, or other code."""

    @property
    def kept(self) -> frozenset[str]:
        """The words that say something and stayed, in the spelling of before."""
        return self.before.content - self.lost

    @property
    def is_light(self) -> bool:
        """Whether no word that says something was put for another."""
        return not self.turned and not (self.lost and self.added)

    @property
    def names(self) -> set[str]:
        """Those among the words lost and added that are names or numbers."""
        lost = self.lost and self.lost & _names(self.before.prose)
        return {*lost, *(self.added and self.added & _names(self.after.prose))}


def change(before: Wording, after: Wording) -> Change:
    """What was done to one text to make the other of it."""
    old, new = {*before.words}, {*after.words}
    away, came = old - new, new - old
    is_comparable = len(away) * len(came) <= _MENDABLE
    mended = []
    for word in sorted(away - FILLERS) if came and is_comparable else ():
        twin = next((each for each in sorted(came - FILLERS) if same_word(word, each)), None)
        if twin is not None:
            mended.append((word, twin))
            away.discard(word)
            came.discard(twin)
    if is_comparable:
        stays = before.content & after.content
        away -= {word for word in away if any(same_word(word, other) for other in stays)}
        came -= {word for word in came if any(same_word(word, other) for other in stays)}
    lost, added = before.content & away, after.content & came
    turned = (
        _code_differs(before, after)
        or before.signs != after.signs
        or before.denied != after.denied
        or not DENIALS.isdisjoint(away | came)
        or (any(map(_is_number, lost)) and any(map(_is_number, added)))
        or _case_differs(before, after)
        or _places_differ(before, after, mended)
        or (is_comparable and any(opposite(one, other) for one in away for other in came))
    )
    return Change(before, after, lost, added, tuple(mended), turned)


_MENDABLE = 400
"""Pairs of words; where more were exchanged, the texts are others anyway."""


def _code_differs(before: Wording, after: Wording) -> bool:
    return bool(before.code and after.code) and before.code != after.code


def _is_number(word: str) -> bool:
    return not word.isalpha() and any(map(str.isdigit, word))


def _case_differs(before: Wording, after: Wording) -> bool:
    """Whether a symbol differs in its capitals: CO is not Co, MB not Mb; ec2 is EC2 all the same."""
    if not before.symbols or before.symbols == after.symbols:
        return False
    now = {word.casefold(): word for word in after.symbols}
    return any(now.get(word.casefold(), word)[1:] != word[1:] for word in before.symbols)


def _places_differ(before: Wording, after: Wording, mended: Iterable[tuple[str, str]]) -> bool:
    """Whether words stand in each other's place: *The dog bites the man*, from S3 to EFS.

    Where little words moved along, a clause was put elsewhere, as in *By default, is it …?*.
    """
    renamed = dict(mended)
    old = [renamed.get(word, word) for word in before.words]
    both = {*old} & {*after.words}
    little, little_now = _little(old), _little(after.words)
    said = [word for word in old if word in both - FILLERS]
    said_now = [word for word in after.words if word in both - FILLERS]
    is_same_little = little == little_now
    return sorted(little) == sorted(little_now) and is_same_little != (said == said_now)


def _little(words: Iterable[str]) -> list[str]:
    return [word for word in words if word in FILLERS]


def light_change(before: Wording, after: Wording) -> Change | None:
    """What was done to a text, if no word that says something was put for another."""
    if not (_all_stay(before.content, after) or _all_stay(after.content, before)):
        return None  # as of most pairs, in a tenth of the time
    made = change(before, after)
    return made if made.is_light else None


def _all_stay(words: Iterable[str], text: Wording) -> bool:
    """Whether a text has each of the words, be it in another spelling."""
    return all(
        word in text.words or any(same_word(word, other) for other in text.content)
        for word in words
    )


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
    at = 0
    for one, two in zip(word, other, strict=False):
        if one != two:
            break
        at += 1
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
    if len(name) != len(other) or len(name) < _TYPED or not (name + other).isalpha():
        return False
    wrong = [at for at, (one, two) in enumerate(zip(name, other, strict=True)) if one != two]
    return len(wrong) == 1 and 0 < wrong[0] < len(name) - 1 and not opposite(name, other)


_TYPED = 5
"""Letters of a name in which one may be wrong."""
_SLIPPED = 4
"""Letters of a word in which a slip can be told from another word."""
_LONG = 7
"""The same, where one letter was put for another: *Hund* and *Hand* are two words."""


def _inflected(word: str, other: str) -> bool:
    stem = min(len(word), len(other)) - 1
    if stem < _STEM:
        return False
    at = stem if word[:stem] == other[:stem] else 0
    if not at:
        return False
    if word[at : at + 1] == other[at : at + 1]:
        at += 1
    return word[at:] in _INFLECTIONS and other[at:] in _INFLECTIONS


_STEM = 3
_INFLECTIONS = frozenset({"", "s", "es", "d", "ed", "ing", "e", "y", "ies", "ied"})


def edited(before: Wording, after: Wording) -> bool:
    """Whether an answer can be another, edited: words were only added, taken away or mended."""
    made = light_change(before, after)
    return made is not None and bool(made.kept or _begins(before.words, after.words))


def _begins(words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether the longer of two texts begins as the shorter one, as where *die* got a remark."""
    shorter, longer = sorted((words, others), key=len)
    return bool(shorter) and longer[: len(shorter)] == shorter


def recased(before: str, after: str) -> bool:
    """Whether capitals inside of words differ, by which CO is told from Co.

    Not where a text is wholly in capitals, or has none: there they tell nothing.
    """
    if before == after or any(text.isupper() or text.islower() for text in (before, after)):
        return False
    words = zip(_WORD.findall(before), _WORD.findall(after), strict=False)
    return any(one[1:] != other[1:] for one, other in words)
