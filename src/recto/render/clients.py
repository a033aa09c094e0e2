r"""What Anki and MathJax would take for more than text, and a deck must not smuggle in.

Anki replaces `[[type:…]]`, `[anki:…]`, `[latex]` and `[sound:…]` wherever they stand in a card's
HTML, and MathJax typesets what stands between `\(` and `\)`. Its macros write HTML: `\href` makes
a link that may be `javascript:`, others any style (measured with the MathJax of Anki 26.9).
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

_MARK = re.compile(r"\[(?=\[type:|anki:|latex\]|\$\$?\])", re.IGNORECASE)
_SOUND = re.compile(r"\[(?=sound:)", re.IGNORECASE)
_DELIMITER = re.compile(r"<[^>]*>|\\(?=(?:<wbr>)*[(\[])")
_CODE_OR_DELIMITER = re.compile(rf"<code>.*?</code>|{_DELIMITER.pattern}", re.DOTALL)


def without_marks(finished: str) -> str:
    """HTML in which Anki's own marks are the characters that they are."""
    return _MARK.sub("&#91;", finished) if "[" in finished else finished


_CODE = re.compile(r"<code\b[^>]*>.*?</code>", re.DOTALL)


def with_sounds_in_code(finished: str) -> str:
    """HTML whose code shows `[sound:x]`, of which Anki would play the file."""
    if "[" not in finished or "[sound:" not in finished or "<code" not in finished:
        return finished
    return _CODE.sub(lambda match: _SOUND.sub("&#91;", match[0]), finished)


def without_math(finished: str, *, skips_code: bool = False) -> str:
    r"""HTML in which MathJax finds no formula: `\(` is a backslash and a bracket.

    MathJax looks into no code. Where Anki does (it takes tags out of formulas in a cloze text),
    or the code is an author's own and may end elsewhere than it seems, code is not passed over.
    """
    if "\\" not in finished:
        return finished
    return (_CODE_OR_DELIMITER if skips_code else _DELIMITER).sub(_with_plain_backslash, finished)


def _with_plain_backslash(match: re.Match[str]) -> str:
    if match[0] == "\\":
        return "<span>\\</span>"
    return match[0] if match[0].startswith("<code>") else match[0].replace("\\", "&#92;")


@lru_cache  # a topic's title is on all of its cards
def shown_plainly(text: str) -> str:
    """A text that is no Markdown, as HTML that shows it."""
    return without_math(_SOUND.sub("&#91;", without_marks(html.escape(text, quote=False))))


_BETWEEN = r"(?:\{\{c[\d,]*::|\}\s?\}|:[^{}\\]*)*+"
"""What Anki takes out of a formula, between two letters: the marks of clozes and their hints."""


def _spelt(name: str) -> str:
    return _BETWEEN.join(name)


_WRITES_HTML = ("href", "class", "style", "cssId", "data", "mmlToken", "require", "bbox", "unicode")
_MACRO = rf"\\{_BETWEEN}(?:{'|'.join(map(_spelt, _WRITES_HTML))})(?![A-Za-z])"
"""Slow to compile, so only a deck with a formula waits for it."""
_BOX = rf"\\{_BETWEEN}{_spelt('fcolorbox')}"
"""A colour with `;` in it would go on as any style."""


def formula_fault(formula: str) -> str:
    """What a formula would write into the card; empty where it is only a formula."""
    box = re.search(_BOX, formula)
    match = re.search(_MACRO, formula) or (box if box and ";" in formula[box.end() :] else None)
    if match is None:
        return ""
    return f"`{match[0]}` in a formula writes HTML; it needs `unsafe_html: true` in deck.yaml"
