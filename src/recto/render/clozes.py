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
    """Inside clozes, write braces and colons so that Anki takes none for a mark."""
    pieces = EDGES.split(finished)
    depth = 0
    for number, piece in enumerate(pieces):
        if number % 2:
            depth += 1 if piece[0] == "\ufdd0" else -1
            continue
        guarded = _LITERAL_OPEN.sub("&#123;", piece) if "{" in piece else piece
        if depth > 0 and "}" in piece:
            guarded = re.sub(r"\}(?=\}|\Z)", "&#125;", guarded)
        if depth > 0 and ":" in piece:
            guarded = re.sub(r":{2,}|:\Z", lambda m: "&#58;" * len(m[0]), guarded)
        pieces[number] = guarded
    return "".join(pieces)


def as_hint(finished: str) -> str:
    """The HTML of a hint, with its `::`, in which no brace ends the cloze."""
    return "::" + finished.replace("}", "&#125;")


def kept_apart(formula: str) -> str:
    """A piece of a formula, escaped, whose own braces and colons make no mark: TeX skips spaces."""
    escaped = html.escape(formula, quote=False)
    return re.sub(r"\}(?=\})", "} ", escaped).replace("::", ": :")
