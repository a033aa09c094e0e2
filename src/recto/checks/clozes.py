"""Checks on cloze texts."""

from __future__ import annotations

from collections.abc import Iterator

from recto import cloze
from recto.diagnostics import Diagnostic
from recto.model import Cloze, Deck
from recto.text import Text


def well_formed(deck: Deck) -> Iterator[Diagnostic]:
    """A cloze text makes at least one card, and every deletion makes one."""
    for card in deck.cards:
        if isinstance(card.content, Cloze):
            yield from _faults(card.content.text)


def _faults(text: Text) -> Iterator[Diagnostic]:
    parsed = cloze.parse(text.value)
    for start in parsed.unclosed:
        message = "this cloze is never closed; `}}` is missing"
        yield Diagnostic(text.at(start), "cloze-unclosed", message)
    if not parsed.clozes and not parsed.unclosed:
        message = "nothing is hidden; write `{{c1::…}}` around what the learner recalls"
        yield Diagnostic(text.at(), "cloze-none", message)
    for one in parsed.clozes:
        if "," in one.numbers:
            message = f"`c{one.numbers}` needs a newer AnkiDroid than there is; use one number"
            yield Diagnostic(text.at(one.start), "cloze-number", message)
        elif not 1 <= one.number <= cloze.HIGHEST:
            message = f"`c{one.numbers}` makes no card; the numbers go from 1 to {cloze.HIGHEST}"
            yield Diagnostic(text.at(one.start), "cloze-number", message)
        if not text.value[one.body : one.stop if one.hint is None else one.hint].strip():
            yield Diagnostic(text.at(one.start), "cloze-empty", "this cloze hides nothing")
