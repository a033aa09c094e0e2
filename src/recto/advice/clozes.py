"""Advice on what a cloze hides."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto import cloze
from recto.advice.reading import Reading
from recto.diagnostics import Diagnostic
from recto.model import Card, Cloze
from recto.text import Span, Text, covering

MOST_WORDS = 10
"""Words that one number may hide in one place."""
MANY_WORDS, FEW_LEFT = 6, 2
"""As many hidden words are too much where as few others are left."""

_ARTICLES = frozenset({"a", "an", "the"})


def _texts(reading: Reading) -> Iterator[tuple[Card, Text, cloze.Parsed]]:
    for read in reading.cards:
        if isinstance(read.card.content, Cloze):
            text = read.card.content.text
            yield read.card, text, cloze.parse(text.value)


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
        literal = _literal(parsed)
        for one in parsed.clozes:
            body = cloze.shown(_body(text.value, one)).strip()
            if covering(one.start, literal) or not body:
                continue
            if body.casefold() in _ARTICLES or not re.search(
                r"[^\W_]|[^\x00-\x7f]|\$|`|!\[|[<+=*/]", body
            ):
                message = f"“{body}” is all that is hidden; hide a word that says something"
                yield Diagnostic(text.at(one.start), "cloze-little", message)


def braces(reading: Reading) -> Iterator[Diagnostic]:
    """A closing brace that pairs with none, in a text with clozes."""
    for _, text, parsed in _texts(reading):
        depth = position = 0
        closing = {one.stop for one in parsed.clozes}
        opening = {one.start for one in parsed.clozes}
        for match in re.finditer(r"[{}]", text.value):
            at = match.start()
            if at < position:
                continue
            if at in closing or at in opening:
                position = at + 2
            elif match[0] == "{":
                depth += 1
            elif depth:
                depth -= 1
            elif not text.value[:at].endswith("\\"):
                message = "this `}` pairs with no `{`; did the cloze end too early?"
                yield Diagnostic(text.at(at), "cloze-braces", message)
                break


_ROW = re.compile(r"^[ \t]*\|.*$", re.MULTILINE)


def bars(reading: Reading) -> Iterator[Diagnostic]:
    """A bar in a cloze that stands in a row of a table."""
    for _, text, parsed in _texts(reading):
        if "|" not in text.value:
            continue
        rows = [Span(*row.span()) for row in _ROW.finditer(text.value)]
        literal = _literal(parsed)
        for one in parsed.clozes:
            bar = text.value.find("|", one.body, one.stop)
            if bar >= 0 and covering(bar, rows) and not covering(bar, literal):
                message = "this `|` is text, for it stands in a cloze; the row has fewer cells"
                yield Diagnostic(text.at(bar), "cloze-bar", message)


def _body(text: str, one: cloze.Cloze) -> str:
    return text[one.body : one.stop if one.hint is None else one.hint]


def _literal(parsed: cloze.Parsed) -> list[Span]:
    """Code and formulas."""
    return sorted([*parsed.code, *(formula.span for formula in parsed.math)])
