"""Cloze marks on a card: nothing near them may be taken by Anki for another mark."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from recto.render.tokens import EDGES
from recto.text.cloze import Cloze


def cuts(clozes: Sequence[Cloze]) -> list[tuple[int, int]]:
    """The ranges of all cloze marks: `{{c1::`, `}}`, `::hint}}`."""
    opening = [(one.start, one.body) for one in clozes]
    return sorted(opening + [(one.body_end, one.end) for one in clozes])


_LITERAL_OPEN = re.compile(r"\{(?=\{c\d)")
"""What Anki would take for a cloze, in text that holds none: `\\{{c1::` by an author."""


def guarded(finished: str) -> str:
    """Inside clozes, part braces and colons so that Anki takes none for a mark.

    An element parts them, for Anki's editor writes references out as the characters that they are;
    in attributes, which hold no element, references do.
    """
    pieces = EDGES.split(finished)
    depth = 0
    in_tag = False
    for number, piece in enumerate(pieces):
        if number % 2:
            depth += 1 if piece[0] == "\ufdd0" else -1
            continue
        parts = _TAGS.split(piece)
        for place, part in enumerate(parts):
            is_tag = place % 2 == 1 or (in_tag and place == 0)
            is_last = place == len(parts) - 1
            parts[place] = _parted(part, within=depth > 0, is_last=is_last, by_reference=is_tag)
        pieces[number] = "".join(parts)
        if "<" in piece or ">" in piece:
            in_tag = piece.rfind("<") > piece.rfind(">")
    return "".join(pieces)


_TAGS = re.compile(r"(<[^>]*>?)")
_BRACE, _LAST_BRACE = re.compile(r"\}(?=\})"), re.compile(r"\}(?=\}|\Z)")
_COLONS, _LAST_COLONS = re.compile(r":{2,}"), re.compile(r":{2,}|:\Z")


def _parted(part: str, *, within: bool, is_last: bool, by_reference: bool) -> str:
    """Text, or a tag, in which no two braces or colons that Anki might read touch."""
    opened, closed, colon = _REFERENCES if by_reference else _ELEMENTS
    if "{" in part:
        part = _LITERAL_OPEN.sub(opened, part)
    if within and "}" in part:
        part = (_LAST_BRACE if is_last else _BRACE).sub(closed, part)
    if within and ":" in part:
        part = (_LAST_COLONS if is_last else _COLONS).sub(lambda m: colon * len(m[0]), part)
    return part


_REFERENCES = "&#123;", "&#125;", "&#58;"
_ELEMENTS = "{<wbr>", "}<wbr>", ":<wbr>"


def as_hint(finished: str) -> str:
    """The HTML of a hint, with its `::`, in which no brace ends the cloze."""
    return "::" + finished.replace("}", "&#125;")


def kept_apart(formula: str) -> str:
    """A piece of a formula, escaped, whose own braces and colons make no mark: TeX skips spaces."""
    escaped = html.escape(formula, quote=False)
    return re.sub(r"\}(?=\})", "} ", escaped).replace("::", ": :")
