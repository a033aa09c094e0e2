"""What can be wrong with a deck whose files are well-formed: one generator a check."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from recto.checks.errors import choices, clozes, ids, questions, templates
from recto.deck.model import Deck
from recto.diagnostics import Diagnostic

Check = Callable[[Deck], Iterator[Diagnostic]]

CHECKS: tuple[Check, ...] = (
    ids.well_formed,
    ids.unique,
    questions.unique,
    questions.typed_in_one_line,
    choices.right_among_choices,
    choices.enough,
    clozes.well_formed,
    clozes.misplaced,
    clozes.small_enough,
    templates.well_formed,
    templates.fronts,
    templates.clozes,
    templates.safe,
)


def check(deck: Deck) -> list[Diagnostic]:
    """Everything that the checks find, in the order of the registry."""
    return [diagnostic for each in CHECKS for diagnostic in each(deck)]
