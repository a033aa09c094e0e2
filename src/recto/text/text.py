"""A text as the author wrote it, and the parts of it that are not prose.

Code and math are found here once, by the same rules for everyone: the cloze grammar
must not look for hints in them, and Markdown must not look into math.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from recto.diagnostics import Location


class Text(NamedTuple):
    """A scalar of a source with the place where its first character stands."""

    value: str
    path: Path
    line: int
    column: int
    exact: bool = False
    """Whether offsets in the value can be counted in the file (not so where YAML folds)."""

    def at(self, offset: int = 0) -> Location:
        """The place of a character of the value, or of its start where that is unknown."""
        if not self.exact or not offset:
            return Location(self.path, self.line, self.column)
        starts = _line_starts(self.value)
        lines = bisect_right(starts, offset) - 1
        return Location(self.path, self.line + lines, self.column + offset - starts[lines])


@lru_cache(maxsize=16)
def _line_starts(text: str) -> list[int]:
    """Where lines begin; remembered, as one text may have thousands of faults."""
    return [0, *(match.end() for match in re.finditer("\n", text))]


class Span(NamedTuple):
    """A half-open range of characters."""

    start: int
    end: int


def covering(position: int, spans: Sequence[Span]) -> Span | None:
    """The span that a position lies in; `spans` are sorted and don't overlap."""
    before = bisect_right(spans, (position, sys.maxsize)) - 1
    return spans[before] if before >= 0 and position < spans[before].end else None


_LITERAL = re.compile(
    r"""(?=[\\`<(~]|^[ ])(?:                                       # so most signs are passed over
      \\[!-/:-@\[-`{-~]                                          # an escaped character
    | ^[ ]{0,3} (?P<rail> `{3,}(?=[^`\n]*$) | ~{3,} ) [^\n]*\n?   # a fence opens
    | (?P<ticks> `+ )
    | (?P<comment> <!--(?!-?>) )                               # a comment of HTML opens
    | (?P<target> (?<=\])\( (?:[^()\s]|\([^()\s]*\))* \)          # where a link leads
                | <(?:https?://|mailto:)[^\s<>]+> )
    )""",
    re.VERBOSE | re.MULTILINE,
)
_MAYBE = re.compile(r"`|~~~|\]\(|<[hm!]")
_TICKS = re.compile(r"`+")
BLANK_LINE = re.compile(r"\n[ \t]*\n")


@lru_cache(maxsize=64)  # each that looks into a text asks for it, one after the other
def code_spans(text: str) -> Sequence[Span]:
    """Fenced code, code spans, link targets and comments: what CommonMark takes literally."""
    if not _MAYBE.search(text):
        return ()
    last_comment = text.rfind("-->")
    runs: dict[int, list[int]] = {}  # by length: no run looks through the text for its partner
    for run in _TICKS.finditer(text):
        runs.setdefault(len(run[0]), []).append(run.start())
    spans: list[Span] = []
    position = 0
    while match := _LITERAL.search(text, position):
        position = match.end()
        if rail := match["rail"]:
            closing = re.compile(rf"^[ ]{{0,3}}{rail}{rail[0]}*[ \t]*$", re.MULTILINE)
            closed = closing.search(text, position)
            position = closed.end() if closed else len(text)
            spans.append(Span(match.start(), position))
        elif ticks := match["ticks"]:
            same = runs.get(len(ticks), [])
            following = bisect_left(same, position)
            if following < len(same) and not BLANK_LINE.search(text, position, same[following]):
                position = same[following] + len(ticks)
                spans.append(Span(match.start(), position))
        elif match["comment"] and position <= last_comment:
            position = text.index("-->", position) + len("-->")
            spans.append(Span(match.start(), position))
        elif match["target"]:
            spans.append(Span(*match.span()))
    return tuple(spans)


def comments(text: str, literal: Sequence[Span]) -> list[Span]:
    """Those of the spans of `code_spans` that are comments of HTML, which no learner reads."""
    return [span for span in literal if text.startswith("<!--", span.start)]


def without_comments(text: str) -> str:
    """A text as it is without its comments."""
    if "<!--" not in text:
        return text
    for span in reversed(comments(text, code_spans(text))):
        text = text[: span.start] + text[span.end :]
    return text


class Math(NamedTuple):
    """A formula: the span with its dollars, and what stands between them."""

    span: Span
    body: str
    display: bool


def math_spans(text: str, literal: Sequence[Span], borders: Sequence[Span]) -> list[Math]:
    r"""Formulas by pandoc's rule (`tex_math_dollars`), in order.

    `$` opens before a non-space and closes after a non-space, unless a digit follows;
    `$$…$$` is a formula on its own line; `\$` is money. Formulas hold no blank line, do
    not begin in `literal`, and nothing literal and no cloze (`borders`) lies across an edge.
    """
    found: list[Math] = []
    if "$" not in text:
        return found
    edges = [_edges(literal), _edges(borders)]
    position = 0
    while (start := text.find("$", position)) >= 0:
        if inside := covering(start, literal):
            position = inside.end
            continue
        formula = None if _escaped(text, start) else _formula(text, start)
        if formula and not any(_overlaps_in_part(formula.span, each) for each in edges):
            found.append(formula)
            position = formula.span.end
        else:
            position = start + (2 if text.startswith("$$", start) else 1)
    return found


_DISPLAY = re.compile(r"\$\$(?P<body>(?:\\.|(?!\n[ \t]*\n)[^\\])+?)\$\$", re.DOTALL)
_INLINE = re.compile(
    r"""\$(?!\$)(?P<body>(?=\S)
        (?:(?>\\(?:text[a-z]*|[mh]box)\{(?=[^{}]{0,200}\$)(?:\\.|[^{}\\\n]){1,200}\} # `\text{if $x>0$}`
            |\\.|(?!\n[ \t]*\n)[^\\$]))*?
        (?<!\s))\$(?!\d)""",
    re.DOTALL | re.VERBOSE,
)


def _formula(text: str, start: int) -> Math | None:
    display = text.startswith("$$", start)
    match = (_DISPLAY if display else _INLINE).match(text, start)
    if not match or not match["body"].strip():
        return None
    return Math(Span(*match.span()), match["body"], display)


def _escaped(text: str, at: int) -> bool:
    first = at
    while first and text[first - 1] == "\\":
        first -= 1
    return (at - first) % 2 == 1


def _edges(spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Where spans begin (1) and end (-1), in order."""
    begins = [(span.start, 1) for span in spans]
    return sorted(begins + [(span.end, -1) for span in spans])


def _overlaps_in_part(span: Span, edges: list[tuple[int, int]]) -> bool:
    """Whether a span that has an edge of another in it has the other edge outside."""
    depth = 0
    for at in range(bisect_right(edges, (span.start, 1)), len(edges)):
        position, step = edges[at]
        if position >= span.end:
            break
        depth += step
        if depth < 0:
            return True
    return depth != 0
