"""What can be wrong with a deck whose files are well-formed: one generator a check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from recto.checks.errors import choices, clozes, ids, questions, templates, voices
from recto.deck.model import Deck
from recto.diagnostics import Diagnostic

Check = Callable[[Deck], Iterator[Diagnostic]]

ON_IDS: tuple[Check, ...] = (
    ids.well_formed,
    ids.unique_guids,
    templates.harmless,
)
ON_CONTENT: tuple[Check, ...] = (
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
    templates.without_files,
    voices.known,
    voices.hidden,
)
"""What holds for all that is new; an adopted note type has what it has (`faults_of_adopted`)."""


def check(deck: Deck) -> list[Diagnostic]:
    """Everything that the checks find, in the order of the registries."""
    new = _part(deck, adopted=False) if deck.is_adopted else deck
    of_ids = (diagnostic for each in ON_IDS for diagnostic in each(deck))
    return [*of_ids, *(diagnostic for each in ON_CONTENT for diagnostic in each(new))]


def faults_of_adopted(deck: Deck) -> list[Diagnostic]:
    """What would be errors in the adopted note types and their notes, if they were new."""
    adopted = _part(deck, adopted=True)
    return [diagnostic for each in ON_CONTENT for diagnostic in each(adopted)]


def _part(deck: Deck, *, adopted: bool) -> Deck:
    """A deck with only what is adopted, or only the rest."""
    return replace(
        deck,
        cards=tuple(card for card in deck.cards if card.content.is_adopted is adopted),
        own_types=tuple(each for each in deck.own_types if bool(each.adopted) is adopted),
    )
