"""Advice on names whose `*` or `_` Markdown took for emphasis."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from recto.checks.advice.reading import Read, Reading, prose
from recto.deck.model import Card
from recto.diagnostics import Diagnostic
from recto.text import Span, Text, cloze, covering

_MARKED = re.compile(r"(?<![^\s|])(?=[^\s|]{0,199}(?:\*|__))[^\s|]{1,200}(?![^\s|])")
"""A word with marks in it; what is longer is no name."""
_EDGES = re.compile(r"^[\"'“„«(\[]*([*_]*)(.*?)([*_]*)[\"'”»)\].,;:!?]*$")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_NAME = re.compile(r"[:/=@\\.+#~$%&]|\d")
"""What stands in the name of a file, a resource, a formula, and in few words."""
_RUN = re.compile(r"\*+|_{2,}")
_CLOSES = r"\"'”»)\].,;:!?"
_INSIDE = [
    re.compile(rf"{mark}(?<=[^\s|*_]{mark})[*_]*+[{_CLOSES}]*+[^\s|{_CLOSES}]")
    for mark in (r"\*", "__", r"_\*", r"_\\_")
]
"""Marks after something and before something, as every suspect has them: fast, for few texts do."""


def emphasised(reading: Reading) -> Iterator[Diagnostic]:
    """A name that doesn't read as it was written, for Markdown saw marks in it; one a text."""
    for read in reading.cards:
        for text in _texts(read.card):
            if any(pattern.search(text.value) for pattern in _INSIDE):
                yield from islice(_lost(text, read), 1)


def _texts(card: Card) -> Iterator[Text]:
    yield from card.content.texts()
    yield from (text for text in (card.hint, card.extra, card.source) if text)


def _lost(text: Text, read: Read) -> Iterator[Diagnostic]:
    suspects = list(_suspects(text.value))
    if not suspects:
        return
    parsed = cloze.parse(text.value)
    literal = parsed.literal
    shown = " ".join(map(prose, read.note.values))
    for token, inner in suspects:
        if _touches(token.start(), token.end(), literal):
            continue
        if inner not in shown and "{{c" not in inner:
            name = token[0].rstrip(".,;:!?")
            message = f"Markdown takes marks out of `{name}`; put it in backquotes"
            yield Diagnostic(text.at(token.start()), "emphasis-in-token", message)


def _suspects(value: str) -> Iterator[tuple[re.Match[str], str]]:
    """Words with marks that may not have been meant as such, and what stands inside of them."""
    for token in _MARKED.finditer(value):
        written = _ESCAPED.sub(r"\1", token[0])
        inner = _EDGES.sub(r"\2", written)
        if _is_suspect(written, inner):
            yield token, inner


def _is_suspect(written: str, inner: str) -> bool:
    """Whether marks stand inside, in a name, or as one that has no partner in the word."""
    if not _RUN.search(inner):
        return False
    return len(_RUN.findall(written)) % 2 == 1 or bool(_NAME.search(inner))


def _touches(start: int, end: int, literal: list[Span]) -> bool:
    return any(covering(at, literal) for at in (start, end - 1))
