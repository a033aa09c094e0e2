"""Fenced code to HTML with Pygments' classes, without its formatter.

Spans are flat, so a cloze may begin and end anywhere in the code.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

LONGEST, MOST_LINES = 5_000, 200
"""Characters and lines of code that are coloured. Some lexers take quadratic time (10,000 newlines
of C++ took 5 s, 2,500 lines of C# 2 s), and a learner reads no more on a card."""

_ENDLESS = re.compile(r"\s{100}|[^\n]{500}")
"""Empty lines or spaces that no card has, and lines; on 5,000 newlines a lexer took 17 s, on 5,000
letters of Fantom 2.5."""
_PLAIN = ("", "text", "plain", "none")


def highlight(code: str, language: str, marks: Iterable[tuple[int, str]] = ()) -> str:
    """The inside of a `<code>` element; each mark is written, as it is, at its offset."""
    pending = sorted(marks)
    if not pending:
        return _highlighted(code, language)
    pieces: list[str] = []
    position = 0
    for css, text in _tokens(code, language):
        end = position + len(text)
        while pending and pending[0][0] < end:
            offset, mark = pending.pop(0)
            pieces += [_span(css, code[position:offset]), mark]
            position = offset
        pieces.append(_span(css, code[position:end]))
        position = end
    return "".join(pieces) + "".join(mark for _, mark in pending)


@lru_cache(maxsize=4096)
def _highlighted(code: str, language: str) -> str:
    return "".join(_span(css, text) for css, text in _tokens(code, language))


def _span(css: str, text: str) -> str:
    escaped = html.escape(text, quote=False)
    return f'<span class="{css}">{escaped}</span>' if css and text.strip() else escaped


@lru_cache  # Pygments looks for plugins each time
def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name  # noqa: PLC0415  # slow to import
    from pygments.util import ClassNotFound  # noqa: PLC0415

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@lru_cache
def _css(token: _TokenType) -> str:
    """The short class of a kind of token, or of the nearest that has one."""
    from pygments.token import STANDARD_TYPES  # noqa: PLC0415  # slow to import

    return next(STANDARD_TYPES[each] for each in reversed(token.split()) if each in STANDARD_TYPES)


def _tokens(code: str, language: str) -> list[tuple[str, str]]:
    """Pieces of the code with the short CSS class of each."""
    is_long = len(code) > LONGEST or code.count("\n") >= MOST_LINES or _ENDLESS.search(code)
    if language.lower() in _PLAIN or is_long:
        return [("", code)]
    lexer = _lexer(language)
    if lexer is None:
        return [("", code)]
    # some know a line only by its end
    pieces = [(_css(token), text) for token, text in lexer.get_tokens(f"{code}\n")]
    # A lexer that changes the text (some expand tabs) must not move the marks.
    if "".join(text for _, text in pieces) != f"{code}\n":
        return [("", code)]
    css, last = pieces.pop()
    return [*pieces, (css, last.removesuffix("\n"))]
