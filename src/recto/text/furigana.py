"""Words with their readings in brackets behind them, as Japanese texts in Anki have them: `犬[いぬ]`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from recto.system.patterns import compiled_on_use
from recto.text.text import code_spans, covering

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々〆〇ヶヵ"
_KANA = "\u3041-\u3096\u30a1-\u30faー"
_READING = compiled_on_use(rf"(?<=[{_HAN}{_KANA}])\[(?P<reading>[^\[\]<>\n]{{1,60}})\](?!\()")
_BASE = compiled_on_use(rf"[{_HAN}{_KANA}]{{1,30}}\Z")
_WORDS = compiled_on_use(rf"[{_HAN}]+")
_CLOZE = compiled_on_use(r"\{\{c\d+::((?:(?!::|\}\}).)*)(?:::[^}]*)?\}\}")
_ASIAN = compiled_on_use(rf"[{_HAN}{_KANA}\u3000-\u303f\uff00-\uffef]")


class Reading(NamedTuple):
    """A word with its reading: where it begins, where the bracket ends, and both."""

    start: int
    end: int
    word: str
    reading: str

    @property
    def ruby(self) -> str:
        return f"<ruby>{self.word}<rt>{self.reading}</rt></ruby>"


def readings(text: str, begin: int = 0, stop: int | None = None) -> Iterator[Reading]:
    """The words of a text, or of a part of it, that have a reading.

    A word is the longest that the reading fits: all of `食べ物[たべもの]`, and of `これは犬[いぬ]` the
    last sign. A space before it ends the word before, as in Anki, and belongs to the mark.
    """
    at = begin
    for match in _READING.finditer(text, begin, len(text) if stop is None else stop):
        word = _word(text[max(at, match.start() - 30) : match.start()], match["reading"])
        if word:
            start = match.start() - len(word)
            if start > at and text[start - 1] == " " and _ends_word(text, start - 1, at, begin):
                start -= 1
            at = match.end()
            yield Reading(start, at, word, match["reading"])


def in_prose(text: str) -> Iterator[Reading]:
    """The same of a text as its author wrote it, without what stands in code."""
    if "[" in text and not text.isascii():
        literal = code_spans(text)
        yield from (each for each in readings(text) if not covering(each.end - 1, literal))


def _word(before: str, reading: str) -> str:
    """The word at the end of a text that a reading belongs to; nothing where it is none."""
    base = _BASE.search(before)
    read = _CLOZE.sub(r"\1", reading)
    if base is None or not any(sign.isalpha() for sign in read):
        return ""
    ends = (base[0][start:] for start in range(len(base[0])))
    return next((word for word in ends if _fits(word, read)), "")


def _ends_word(text: str, space: int, last: int, begin: int) -> bool:
    """Whether a space only parts a word from one with a reading: `好き な 犬[いぬ]`."""
    return last == space > begin or (space > last and bool(_ASIAN.match(text[space - 1])))


def _fits(word: str, reading: str) -> bool:
    """Whether a word can be read so: its kana stand in the reading, something for each kanji."""
    first, *others = _WORDS.split(_as_hiragana(word))
    rest = _as_hiragana(reading)
    if not others or not rest.startswith(first):
        return False
    rest = rest[len(first) :]
    *between, last = others
    for kana in between:
        found = rest.find(kana, 1)
        if found < 0:
            return False
        rest = rest[found + len(kana) :]
    return rest.endswith(last) and len(rest) > len(last)


def _as_hiragana(text: str) -> str:
    return text.translate(_HIRAGANA)


_HIRAGANA = {
    number: number - 0x60 for number in range(0x30A1, 0x30F7) if number not in (0x30F5, 0x30F6)
}
"""From katakana, but for the small ones that stand for a word of their own."""


def is_kana(text: str) -> bool:
    """Whether a reading is one that a voice can speak as it is."""
    return bool(_ALL_KANA.fullmatch(text))


_ALL_KANA = compiled_on_use(rf"[{_KANA}\s・]+")
