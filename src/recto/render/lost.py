"""What an author takes for a formula or an image, and Markdown or a phone for text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.diagnostics import Diagnostic
from recto.media import FILMS, IMAGES, SOUNDS
from recto.text import Text, code_spans, covering


def lost(text: Text) -> list[Diagnostic]:
    """What of a text would show otherwise than it was meant."""
    if "[" not in text.value and "\\" not in text.value:
        return []
    return [*_image_latex(text), *_lost_math(text), *_lost_media(text)]


def _image_latex(text: Text) -> Iterator[Diagnostic]:
    value = text.value
    found = {
        at: mark
        for mark in ("[latex]", "[$]", "[$$]")
        if (at := value.find(mark)) >= 0 and value.find(f"[/{mark[1:]}", at + len(mark) + 1) >= 0
    }
    if found:
        at = min(found)
        message = f"`{found[at]}` needs LaTeX on each computer and fails on phones; write `$…$`"
        yield Diagnostic(text.at(at), "latex-image", message)


_LATEX_MATH = re.compile(
    r"(?<!\\)\\(?:\((?:\\[^)\n]|[^\\\n]){1,200}\\\)|\[(?=[^\]\n]{0,200}?(?:[\^_=]|\\[a-z]))(?:\\[^\]\n]|[^\\\n]){1,200}\\\])"
)
r"""`\(…\)`, and `\[…\]` with a sign of a formula: `\[sic\]` is text."""


def _lost_math(text: Text) -> Iterator[Diagnostic]:
    r"""To Markdown, `\(` is a parenthesis that shall be no link: the formula would show as text."""
    if "\\(" not in text.value and "\\[" not in text.value:
        return
    literal = code_spans(text.value)
    for match in _LATEX_MATH.finditer(text.value):
        if not covering(match.start(), literal):
            dollars = "$" if match[0][1] == "(" else "$$"
            message = f"`{match[0]}` is no formula here; write `{dollars}{match[0][2:-2]}{dollars}`"
            yield Diagnostic(text.at(match.start()), "math-brackets", message)


_ENDING = rf"\.(?:jpe?g|jpe|{'|'.join(sorted(IMAGES | SOUNDS | FILMS))})"
_SPACED = re.compile(
    rf"""!\[(?P<alt>[^\[\]\n]*)\]\([ ]*(?![ ]|[^\s()]*[ ]*\))
        (?P<path>(?:(?!\]\()[^<>"\n])+?{_ENDING})[ ]*\)""",
    re.VERBOSE | re.IGNORECASE,
)
"""An image whose path has spaces: `![x](my map.png)`."""
_WIKI = re.compile(rf"!\[\[(?P<path>[^\[\]|#\n]+{_ENDING})(?:[|#][^\[\]\n]*)?\]\]", re.IGNORECASE)
"""As Obsidian and other notebooks write it."""


def _lost_media(text: Text) -> Iterator[Diagnostic]:
    """Images and sounds that Markdown takes for text."""
    if "![" not in text.value:
        return
    literal = code_spans(text.value)
    for pattern in (_SPACED, _WIKI):
        for match in pattern.finditer(text.value):
            if covering(match.start(), literal):
                continue
            path = match["path"].strip()
            if pattern is _WIKI and "/" not in path:
                path = f"media/{path}"
            pointed = f"<{path}>" if " " in path else path
            alt = match["alt"] if pattern is _SPACED else ""
            message = f"`{match[0]}` would show as text; write `![{alt}]({pointed})`"
            yield Diagnostic(text.at(match.start()), "media-brackets", message)
