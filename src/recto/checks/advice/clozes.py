"""Advice on what a cloze hides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from recto.checks.advice.reading import Reading
from recto.deck.model import Card
from recto.diagnostics import Diagnostic
from recto.text import Span, Text, cloze, covering

MOST_WORDS = 10
"""Words that one number may hide in one place."""
MANY_WORDS, FEW_LEFT = 6, 2
"""As many hidden words are too much where as few others are left."""

_ARTICLES = frozenset({"a", "an", "An", "the", "The"})
"""But for `A`, which is a note, a vitamin, a blood group."""


def _texts(reading: Reading) -> Iterator[tuple[Card, Text, cloze.Parsed]]:
    for read in reading.cards:
        if text := read.card.content.cloze_text:
            yield read.card, text, read.parsed


def much(reading: Reading) -> Iterator[Diagnostic]:
    """A whole sentence hidden, or all of the text but a word."""
    for card, text, parsed in _texts(reading):
        total = len(card.question.split())
        for one in parsed.clozes:
            hidden = len(cloze.shown(_body(text.value, one)).split())
            if hidden > MOST_WORDS or (hidden >= MANY_WORDS and total - hidden <= FEW_LEFT):
                message = f"{hidden} words hidden at once; hide the one or two that matter"
                yield Diagnostic(text.at(one.start), "cloze-much", message)


def little(reading: Reading) -> Iterator[Diagnostic]:
    """An article, a comma, a dash; in code and formulas each sign matters."""
    for _, text, parsed in _texts(reading):
        literal = parsed.literal
        for one in parsed.clozes:
            body = cloze.shown(_body(text.value, one)).strip()
            if covering(one.start, literal) or not body:
                continue
            if body in _ARTICLES or not re.search(r"[^\W_]|[^\x00-\x7f]|\$|`|!\[|[<+=*/]", body):
                message = f"“{body}” is all that is hidden; hide a word that says something"
                yield Diagnostic(text.at(one.start), "cloze-little", message)


def braces(reading: Reading) -> Iterator[Diagnostic]:
    """A `}` right after a cloze, or a `}}` anywhere, that closes nothing."""
    for _, text, parsed in _texts(reading):
        spans = _outermost(parsed.clozes)
        literal, depth = parsed.literal, 0
        for match in re.finditer(r"[{}]", text.value):
            at = match.start()
            if covering(at, spans):
                continue
            if match[0] == "{":
                depth += 1
            elif depth:
                depth -= 1
            elif _ends_one(at, spans) or (
                text.value.startswith("}}", at) and not covering(at, literal)
            ):
                message = "this `}` pairs with no `{`; did the cloze end too early?"
                yield Diagnostic(text.at(at), "cloze-braces", message)
                break


def _outermost(clozes: Sequence[cloze.Cloze]) -> list[Span]:
    spans: list[Span] = []
    for one in clozes:
        if not spans or one.start >= spans[-1].end:
            spans.append(Span(one.start, one.end))
    return spans


def _ends_one(at: int, spans: list[Span]) -> bool:
    return at > 0 and (span := covering(at - 1, spans)) is not None and span.end == at


_BAR = re.compile(r"(?<!\\)\|")
_ROW = re.compile(r"^[ \t]*\|.*$", re.MULTILINE)


def bars(reading: Reading) -> Iterator[Diagnostic]:
    r"""A bar in a cloze in a row of a table, not written `\|`, which says that it is text."""
    for _, text, parsed in _texts(reading):
        if "|" not in text.value:
            continue
        rows = [Span(*row.span()) for row in _ROW.finditer(text.value)]
        literal = parsed.literal
        for one in parsed.clozes:
            bar = _BAR.search(text.value, one.body, one.stop)
            if bar and covering(bar.start(), rows) and not covering(bar.start(), literal):
                message = "this `|` is text, for it stands in a cloze; the row has fewer cells"
                yield Diagnostic(text.at(bar.start()), "cloze-bar", message)


def _body(text: str, one: cloze.Cloze) -> str:
    return text[one.body : one.body_end]
