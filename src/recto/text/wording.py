"""A text as words: what it says, whatever its case, spaces and marks."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from recto.system.patterns import compiled_on_use
from recto.text.likeness import exact_spans, signs
from recto.text.opposites import DENIED_WITHIN, LITTLE

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
    every: frozenset[str] = frozenset()
    """The words, without their order."""
    content: frozenset[str] = frozenset()
    """Those that say something."""

    @property
    def names(self) -> set[str]:
        """Words written with a capital where no sentence begins, and numbers."""
        words = [match[0] for match in _TOKEN.finditer(self.prose)]
        names = {word for word in words if is_number(word)}
        if self.prose.islower() or self.prose.isupper():
            return names
        before = ["\n", *words]
        return names | {
            word.casefold()
            for earlier, word in zip(before, words, strict=False)
            if earlier not in _SENTENCE_ENDS and word[0].isupper()
        }


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
        plain = "x".join([*pieces[::2], text[done:]])  # so that no mark after code stands alone
    else:
        prose = plain = text
    written = _WORD.findall(prose)
    words = tuple(written) if prose.islower() else tuple([word.casefold() for word in written])
    every = frozenset(words)
    return Wording(
        words,
        tuple(code),
        frozenset() if plain.isalnum() else signs(plain.casefold()) - {"&"},
        0 if prose.isascii() else len(DENIED_WITHIN.findall(prose)),
        prose,
        _symbols(prose, written),
        every,
        (every - FILLERS) | _lettered(prose),
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


_TOKEN = compiled_on_use(rf"[^\W{_SPACELESS}]+|[{re.escape(_SENTENCE_ENDS)}]")


def _symbols(prose: str, written: list[str]) -> frozenset[str]:
    if prose.islower() or prose.isupper():
        return frozenset()
    return frozenset([word for word in written if len(word) <= _SYMBOL and not word.islower()])


_SYMBOL = 3
"""Letters of a symbol, as of a chemical element or a unit."""


def is_number(word: str) -> bool:
    """Whether a word has digits."""
    return not word.isalpha() and any(map(str.isdigit, word))


def recased(before: str, after: str) -> bool:
    """Whether capitals inside of words differ, by which CO is told from Co.

    Not where a text is wholly in capitals, or has none: there they tell nothing.
    """
    if before == after or any(text.isupper() or text.islower() for text in (before, after)):
        return False
    words = zip(_WORD.findall(before), _WORD.findall(after), strict=False)
    return any(one[1:] != other[1:] for one, other in words)
