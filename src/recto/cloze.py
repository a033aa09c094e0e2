r"""The grammar of clozes: `{{c1::hidden::hint}}`, nested as deep as one likes.

Anki ends a cloze at the first `}}` and starts its hint at the first `::`. Recto reads
what the author means: braces that pair inside a cloze belong to it (`{"a": {"b": 1}}`,
`\frac{1}{{x}}`), colons in code, math and runs of three (`arn:aws:s3:::x`) are no hint;
rendering then writes these so that Anki reads the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from recto.text import Math, Span, code_spans, math_spans

HIGHEST = 500
"""Anki makes cards for the numbers 1 to 500 (rslib `cloze.rs`)."""

_OPEN = re.compile(r"\{\{c(?P<numbers>[0-9]+(?:,[0-9]*)*)::")
_EDGE = re.compile(_OPEN.pattern + r"|(?P<pair>\}\})|(?P<brace>[{}])")
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
    def end(self) -> int:
        return self.stop + 2

    @property
    def number(self) -> int:
        return int(self.numbers.partition(",")[0])


class Parsed(NamedTuple):
    """A text taken apart: its deletions by their start, what is literal, its formulas."""

    clozes: list[Cloze]
    unclosed: list[int]
    """Offsets of `{{c1::` without an end."""
    code: list[Span]
    math: list[Math]


def parse(text: str, *, clozes: bool = True) -> Parsed:
    """Find deletions, code and math in one go; with `clozes=False` braces mean nothing."""
    spans, unclosed = _deletions(text) if clozes else ([], [])
    code = code_spans(text)
    math = math_spans(text, code, [Span(cloze.start, cloze.end) for cloze in spans])
    opaque = code + [formula.span for formula in math]
    return Parsed([_with_hint(text, cloze, spans, opaque) for cloze in spans], unclosed, code, math)


def shown(text: str) -> str:
    """The text with its deletions filled in, hints left out."""
    return "".join(_shown(text, parse(text).clozes))


def hidden(text: str) -> dict[int, str]:
    """What each number hides: its deletions joined by ` … `, each filled in."""
    clozes = parse(text).clozes
    words: dict[int, list[str]] = {}
    for cloze in clozes:
        stop = cloze.stop if cloze.hint is None else cloze.hint
        inner = [c for c in clozes if cloze.body <= c.start and c.end <= stop]
        words.setdefault(cloze.number, []).append(
            "".join(_shown(text, inner, cloze.body, stop)).strip()
        )
    return {number: " … ".join(words[number]) for number in sorted(words)}


def _shown(text: str, clozes: list[Cloze], start: int = 0, end: int | None = None) -> Iterator[str]:
    end = len(text) if end is None else end
    cuts = [(c.start, c.body) for c in clozes]
    cuts += [(c.stop if c.hint is None else c.hint, c.end) for c in clozes]
    for cut_start, cut_end in sorted(cuts):
        if cut_start >= start:
            yield text[start:cut_start]
        start = max(start, cut_end)
    yield text[start:end]


def _deletions(text: str) -> tuple[list[Cloze], list[int]]:
    """Pair `{{cN::` with `}}`: with braces counted where that closes all, else as Anki does."""
    balanced, unclosed = _pair(text, count_braces=True)
    if unclosed:
        balanced, unclosed = _pair(text, count_braces=False)
    return sorted(balanced, key=lambda cloze: cloze.start), unclosed


def _pair(text: str, *, count_braces: bool) -> tuple[list[Cloze], list[int]]:
    done: list[Cloze] = []
    stack: list[tuple[re.Match[str], int]] = []
    depth = position = 0
    while match := _EDGE.search(text, position):
        position = match.end()
        if match["numbers"]:
            stack.append((match, depth))
            depth = 0
        elif match["pair"] and stack and not depth:
            opened, depth = stack.pop()
            done.append(Cloze(opened["numbers"], opened.start(), opened.end(), None, match.start()))
        elif count_braces and stack:
            if match[0] == "{":
                depth += 1
            elif depth:
                depth -= 1
                position = match.start() + 1
    return done, [opened.start() for opened, _ in stack]


def _with_hint(text: str, cloze: Cloze, clozes: list[Cloze], opaque: list[Span]) -> Cloze:
    """Add the hint's place: the first `::` of the cloze's own prose."""
    closed = [Span(c.start, c.end) for c in clozes if cloze.body <= c.start and c.end <= cloze.stop]
    for match in _HINT.finditer(text, cloze.body, cloze.stop):
        at = match.start()
        if not any(span.start <= at < span.end for span in (*opaque, *closed)):
            return cloze._replace(hint=at)
    return cloze
