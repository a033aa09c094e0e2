"""Decks looked over, as `recto check` tells it: as far as the HTML, with advice. Writes nothing.

Apart from the build, which needs no advice and would wait for it to be imported.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from pathlib import Path

from recto.checks.advice import advise
from recto.checks.ignoring import heeded
from recto.commands.outcome import Outcome
from recto.commands.pipeline import Options, load, matched, render, told_of
from recto.deck.model import Deck
from recto.lock.warnings.moved_to_other_deck import Move
from recto.system.garbage import paused


@paused
def inspect(
    paths: Iterable[Path], options: Options, on_request: Container[str] = ()
) -> Outcome[Deck]:
    """Every deck with its errors, advice, and what the next build will say of its lock.

    Of the lock, because a card that is about to lose its history can still be helped. That is
    told, and so is advice on what a deck lacks, only where no error hides cards.
    """
    outcome = load(paths)
    rendered = render(outcome)
    whole = not outcome.failed
    moves = []
    for deck, (cards, description) in zip(outcome.results, rendered, strict=True):
        outcome.diagnostics += advise(deck, cards, whole=whole, on_request=on_request)
        if whole and (known := matched(deck, cards, description, options, outcome.diagnostics)):
            moves.append(Move(deck, known.before, known.advanced))
    outcome.diagnostics += told_of(moves)
    outcome.diagnostics = heeded(outcome.diagnostics, outcome.results)
    return outcome
