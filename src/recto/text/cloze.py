r"""The grammar of clozes: `{{c1::hidden::hint}}`, nested as deep as one likes.

Anki ends a cloze at the first `}}` and starts its hint at the first `::`. Recto reads
what the author means: braces that pair inside a cloze belong to it (`{"a": {"b": 1}}`,
`\frac{1}{{x}}`) but for those that TeX shows (`\{`); colons in code, math, names and runs of three
(`fe80::1`, `arn:aws:s3:::x`) are no hint; what stands in a comment of HTML is nothing. Rendering
then writes these so that Anki reads the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from recto.text import (
    Math,
    Span,
    code_spans,
    comments,
    covering,
    math_spans,
    without_comments,
)
from recto.text.hints import hint_among

HIGHEST = 500
"""Anki makes cards for the numbers 1 to 500 (rslib `cloze.rs`)."""

DEEPEST = 10
"""Anki reads ten clozes inside one another and passes over deeper ones (rslib `cloze.rs`)."""

_OPEN = re.compile(r"\{\{c(?P<numbers>[0-9]+(?:,[0-9]*)*)::")
_EDGE = re.compile(
    _OPEN.pattern + r"|(?P<pair>\}\})|(?P<brace>[{}])|(?P<shown>\\(?:\{(?!\{c[0-9])|[\\}]))"
)
_HINT = re.compile(r"(?<!:)::(?!:)")


class Cloze(NamedTuple):
    """One deletion: `numbers` as written, and the offsets of its parts in the text."""

    numbers: str
    start: int
    body: int
    hint: int | None
    """Where the `::` of the hint stands."""
    stop: int
    """Where the closing `}}` stands."""

    @property
    def body_end(self) -> int:
        """Where the hidden words end: before the hint, or before the closing braces."""
        return self.stop if self.hint is None else self.hint

    @property
    def end(self) -> int:
        return self.stop + 2

    @property
    def number(self) -> int:
        digits = self.numbers.partition(",")[0].lstrip("0")
        return int(digits[:9] or 0)  # more digits are no more of a number, and can't be read


class Parsed(NamedTuple):
    """A text taken apart: its deletions by their start, what is literal, its formulas."""

    clozes: Sequence[Cloze]
    unclosed: Sequence[int]
    """Offsets of `{{c1::` without an end."""
    too_deep: Sequence[int]
    """Offsets of `{{c1::` inside ten others."""
    code: Sequence[Span]
    math: Sequence[Math]

    @property
    def literal(self) -> list[Span]:
        """Code and formulas in order: where Markdown and clozes mean nothing."""
        return _literal(self.code, self.math)


def parse(text: str, *, clozes: bool = True) -> Parsed:
    """Find deletions, code and math in one go; with `clozes=False` braces mean nothing."""
    return _with_clozes(text) if clozes else _parsed(text, clozes=False)


@lru_cache(maxsize=10_000)
def _with_clozes(text: str) -> Parsed:
    """Remembered: checks, identity, HTML and advice all look into the same text."""
    return _parsed(text, clozes=True)


def _parsed(text: str, *, clozes: bool) -> Parsed:
    code = code_spans(text)
    read = _with_blank_comments(text, code) if "<!--" in text else text
    spans, unclosed, too_deep = _deletions(read) if clozes else ([], [], [])
    math = math_spans(text, code, [Span(cloze.start, cloze.end) for cloze in spans])
    hinted = _with_hints(text, spans, _literal(code, math)) if spans else []
    return Parsed(hinted, unclosed, too_deep, code, math)


def _with_blank_comments(text: str, code: Sequence[Span]) -> str:
    """A text of the same length whose comments say nothing."""
    for start, end in comments(text, code):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _literal(code: Sequence[Span], math: Sequence[Math]) -> list[Span]:
    return sorted([*code, *(formula.span for formula in math)])


def shown(text: str) -> str:
    """The text with its deletions filled in, hints and comments left out."""
    text = without_comments(text)
    return "".join(_shown(text, parse(text).clozes))


def hidden(text: str) -> dict[int, str]:
    """What each number hides: its deletions joined by ` … `, each filled in."""
    text = without_comments(text)
    clozes = parse(text).clozes
    words: dict[int, list[str]] = {}
    for place, cloze in enumerate(clozes):
        stop = cloze.body_end
        after = place + 1  # sorted, so what is inside comes next
        while after < len(clozes) and clozes[after].start < stop:
            after += 1
        inner = clozes[place + 1 : after]
        shown_words = "".join(_shown(text, inner, cloze.body, stop)).strip()
        words.setdefault(cloze.number, []).append(shown_words)
    return {number: " … ".join(words[number]) for number in sorted(words)}


def _shown(
    text: str, clozes: Sequence[Cloze], start: int = 0, end: int | None = None
) -> Iterator[str]:
    end = len(text) if end is None else end
    cuts = [(c.start, c.body) for c in clozes]
    cuts += [(c.body_end, c.end) for c in clozes]
    for cut_start, cut_end in sorted(cuts):
        if cut_start >= start:
            yield text[start:cut_start]
        start = max(start, cut_end)
    yield text[start:end]


_Paired = tuple[list[Cloze], list[int], list[int]]


def _deletions(text: str) -> _Paired:
    r"""Pair `{{cN::` with `}}`: with braces counted where that closes all, else as Anki does.

    Anki knows no backslash: `{{c1::C:\}}` closes too.
    """
    clozes, unclosed, too_deep = _pair(text, count_braces=True)
    if unclosed and "\\" in text:
        clozes, unclosed, too_deep = _pair(text, count_braces=True, skip_shown=False)
    if unclosed:
        clozes, unclosed, too_deep = _pair(text, count_braces=False, skip_shown=False)
    return sorted(clozes, key=lambda cloze: cloze.start), unclosed, too_deep


def _pair(text: str, *, count_braces: bool, skip_shown: bool = True) -> _Paired:
    """With `skip_shown` a brace after a backslash is none."""
    done: list[Cloze] = []
    too_deep: list[int] = []
    stack: list[tuple[re.Match[str], int]] = []
    depth = position = 0
    while match := _EDGE.search(text, position):
        position = match.end()
        if match["numbers"]:
            if len(stack) == DEEPEST:
                too_deep.append(match.start())
                continue
            stack.append((match, depth))
            depth = 0
        elif match["shown"]:
            if not skip_shown:
                position = match.start() + 1
        elif match["pair"] and stack and not depth:
            opened, depth = stack.pop()
            done.append(Cloze(opened["numbers"], opened.start(), opened.end(), None, match.start()))
        elif count_braces and stack:
            if match[0] == "{":
                depth += 1
            elif depth:
                depth -= 1
                position = match.start() + 1
    return done, [opened.start() for opened, _ in stack], too_deep


def _with_hints(text: str, clozes: list[Cloze], opaque: list[Span]) -> list[Cloze]:
    """Add the hints' places, by the `::` of each cloze's own prose."""
    colons: dict[int, list[int]] = {}
    around: list[int] = []
    following = 0
    for match in _HINT.finditer(text):
        at = match.start()
        while following < len(clozes) and clozes[following].body <= at:
            around.append(following)
            following += 1
        while around and clozes[around[-1]].stop <= at:
            around.pop()
        in_mark = following < len(clozes) and clozes[following].start <= at
        if around and not in_mark and not covering(at, opaque):
            colons.setdefault(around[-1], []).append(at)
    return [
        _with_hint(text, cloze, colons[place]) if place in colons else cloze
        for place, cloze in enumerate(clozes)
    ]


def _with_hint(text: str, cloze: Cloze, colons: list[int]) -> Cloze:
    hint = hint_among(text[cloze.body : cloze.stop], [at - cloze.body for at in colons])
    return cloze if hint is None else cloze._replace(hint=cloze.body + hint)
