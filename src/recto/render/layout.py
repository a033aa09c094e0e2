"""What Markdown made, laid out for a card: breaks, code in colours, wide things in a box."""

from __future__ import annotations

import re

from recto.render.code import highlight
from recto.render.tokens import TOKEN
from recto.text.html import BLOCKS, either, unescaped

_BLOCK = rf"/?(?:li|ul|ol|p|{either(*BLOCKS, 'br', 'col')})\b"
"""The most common first, for each line of a list asks."""
_LINE_END = re.compile(rf"\n(?P<before_block>(?=<{_BLOCK}))?")
_BLOCK_TAG = re.compile(rf"<{_BLOCK}[^<>]*>")
_NOT_PROSE = re.compile("<(?:pre|script|style|table)")
_KEPT = re.compile(r"(<(pre|script|style)\b.*?(?:</\2>|\Z))", re.DOTALL)
_PRE = re.compile(r'<pre><code(?: class="language-([^"]*)")?>(.*?)</code></pre>', re.DOTALL)
_TABLE = re.compile(r"<table>(?:(?!<table\b).)*?</table>", re.DOTALL)


def laid_out(rendered: str) -> str:
    """Lone paragraphs unwrapped, newlines to breaks, code highlighted, wide things wrapped.

    No line end is left but in code: AnkiDroid's editor makes a visible break of each.
    """
    rendered = rendered.rstrip("\n")
    if rendered.startswith("<p>") and rendered.find("</p>") == len(rendered) - 4:
        rendered = rendered[3:-4]
    if not _NOT_PROSE.search(rendered):
        return _LINE_END.sub(_break, rendered) if "\n" in rendered else rendered
    pieces = _KEPT.split(rendered)
    del pieces[2::3]  # the name of the element, which the pattern had to remember
    pieces[::2] = [_LINE_END.sub(_break, piece) for piece in pieces[::2]]
    rendered = _PRE.sub(_code_block, "".join(pieces))
    return _TABLE.sub(r'<div class="wide">\g<0></div>', rendered)


def _break(match: re.Match[str]) -> str:
    """A line end as a break, or as nothing where a block begins or ends there anyway."""
    text, at = match.string, match.start()
    if match["before_block"] is not None or not 0 < at < len(text) - 1:
        return ""
    after_block = text[at - 1] == ">" and _BLOCK_TAG.fullmatch(text, text.rfind("<", 0, at), at)
    return "" if after_block else "<br>"


def _code_block(match: re.Match[str]) -> str:
    language, code = match[1] or "", unescaped(match[2]).removesuffix("\n")
    marks: list[tuple[int, str]] = []
    plain: list[str] = []
    length = position = 0
    for token in TOKEN.finditer(code):
        plain.append(code[position : token.start()])
        length += len(plain[-1])
        marks.append((length, token[0]))
        position = token.end()
    plain.append(code[position:])
    inside = highlight("".join(plain), unescaped(language).split(" ")[0], marks)
    return f'<div class="wide"><pre><code>{inside}</code></pre></div>'
