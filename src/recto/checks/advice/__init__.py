"""Advice on how to write cards: one generator a check, an explicit registry."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator

from recto.checks.advice import (
    acronyms,
    adopted,
    answers,
    choices,
    clozes,
    files,
    given_away,
    notetypes,
    questions,
    tokens,
)
from recto.checks.advice.reading import Reading
from recto.checks.ignoring import unneeded
from recto.deck.model import Deck
from recto.diagnostics import Diagnostic, Location
from recto.diagnostics.catalogue import CATALOGUE
from recto.diagnostics.catalogue.advice import ADVICE
from recto.render.fields import Rendered

Advice = Callable[[Reading], Iterator[Diagnostic]]

ON_CARDS: tuple[Advice, ...] = (
    questions.repeated,
    questions.alike,
    questions.none,
    questions.vague,
    given_away.by_itself,
    given_away.elsewhere,
    answers.long,
    answers.yes_no,
    answers.long_list,
    answers.without_source,
    choices.by_letter,
    clozes.much,
    clozes.little,
    clozes.braces,
    clozes.bars,
    tokens.emphasised,
    tokens.furigana,
    tokens.untypeable,
    files.online,
    notetypes.unshown,
    adopted.faults,
)
ON_WHAT_IS_MISSING: tuple[Advice, ...] = (
    acronyms.unexplained,
    files.unused,
    files.unused_tables,
)
"""What a card that can't be read may hold; so these ask for a deck without errors."""


def advise(
    deck: Deck,
    rendered: list[Rendered],
    *,
    whole: bool = True,
    on_request: Container[str] = (),
) -> list[Diagnostic]:
    """All advice on a deck, with what its author ignores.

    `rendered` are the notes of all its cards, as `render_cards` returns them. `whole` says
    that no card of the deck is left out because of an error. `on_request` names codes that
    are told only to those who ask for them.
    """
    reading = Reading(deck, rendered)
    registry = (*ON_CARDS, *ON_WHAT_IS_MISSING) if whole else ON_CARDS
    found = [diagnostic for each in registry for diagnostic in each(reading)]
    if whole:
        found += [_unneeded(*each) for each in unneeded(deck, found) if each[1] in ADVICE]
    return [
        each for each in found if not CATALOGUE[each.code].on_request or each.code in on_request
    ]


def _unneeded(place: Location, code: str) -> Diagnostic:
    message = f"`ignore` names `{code}`, which isn't needed here; delete it"
    return Diagnostic(place, "ignore-unneeded", message)
