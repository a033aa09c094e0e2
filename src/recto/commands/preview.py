"""`recto preview`: a page for each deck, all of them or none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from recto.checks.advice import advise
from recto.checks.ignoring import without_ignored
from recto.commands.check import OfLearners, no_statistics
from recto.commands.outcome import Outcome, unwritten
from recto.commands.pipeline import Options, prepare
from recto.deck.model import Deck
from recto.diagnostics import Diagnostic, Severity, sorted_diagnostics
from recto.outputs.page.page import page
from recto.outputs.prepared import Prepared
from recto.system.files import put
from recto.system.garbage import without_gc


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """A deck, the file of its page, and how many cards it shows, drafts among them."""

    deck: Deck
    target: Path
    cards: int
    drafts: int
    """Those of the cards that no build takes."""


def said(
    prepared: Prepared, found: Iterable[Diagnostic], answers: Iterable[Diagnostic]
) -> list[Diagnostic]:
    """What there is to say beside a deck's cards: warnings, and the advice of `recto check`.

    And how learners answer, where statistics are given. `found` and `answers` are of all decks.
    """
    deck = prepared.deck
    of_deck = [each for each in found if deck.home.holds(each.location.path)]
    of_answers = [each for each in answers if deck.home.holds(each.location.path)]
    advice = without_ignored([*advise(deck, prepared.rendered), *of_answers], [deck])
    return sorted_diagnostics([*of_deck, *advice])


def unreadable(answers: Sequence[Diagnostic]) -> list[Diagnostic]:
    """What kept statistics from being read."""
    return [each for each in answers if each.severity is Severity.ERROR]


@without_gc
def write_pages(
    paths: Iterable[Path], options: Options, of_learners: OfLearners = no_statistics
) -> Outcome[PreviewPage]:
    """Write the page of every deck, unless something is wrong with any. Locks stay as they are."""
    prepared = prepare(paths, replace(options, allow_retiring=True))
    outcome: Outcome[PreviewPage] = Outcome(diagnostics=prepared.diagnostics)
    answers = of_learners(prepared.results)
    outcome.diagnostics += unreadable(answers)
    if outcome.failed:
        return outcome
    targets = [options.output / f"{each.deck.home.stem}.html" for each in prepared.results]
    found = prepared.diagnostics
    pages = [page(each, said(each, found, answers)).html for each in prepared.results]
    _, failed = put(dict(zip(targets, pages, strict=True)))
    if failed:
        outcome.diagnostics.append(unwritten(failed))
        return outcome
    for each, target in zip(prepared.results, targets, strict=True):
        cards = [
            card.draft
            for card, note in zip(each.deck.cards, each.rendered, strict=True)
            for _ in note.ords
        ]
        outcome.results.append(PreviewPage(each.deck, target, len(cards), sum(cards)))
    return outcome
