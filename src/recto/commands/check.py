"""Decks looked over, as `recto check` tells it: all that a build would say, and advice. Writes nothing.

Apart from the build, which needs no advice and would wait for it to be imported.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence

from recto.checks.advice import advise
from recto.checks.ignoring import without_ignored
from recto.commands.outcome import Outcome
from recto.commands.pipeline import Options, Source, look, matched
from recto.deck.model import Deck
from recto.diagnostics import Diagnostic
from recto.diagnostics.catalogue import CATALOGUE
from recto.outputs.prepared import Prepared
from recto.system.garbage import without_gc

OfLearners = Callable[[Sequence[Prepared]], list[Diagnostic]]
"""What learners' answers tell of decks (`commands/stats.py`)."""


def no_statistics(_: Sequence[Prepared]) -> list[Diagnostic]:
    """Nothing, where no statistics are given."""
    return []


@without_gc
def inspect(
    sources: Iterable[Source],
    options: Options,
    on_request: Container[str] = (),
    of_learners: OfLearners = no_statistics,
) -> Outcome[Deck]:
    """Every deck with its errors, advice, and what the next build will say of its lock.

    Of the lock, because a card that is about to lose its history can still be helped. That is
    told, and so is advice on what a deck lacks, only where no error hides cards. So are learners'
    answers, where statistics are given.
    """
    looked = look(sources, options)
    prepared = matched(looked, options)
    outcome: Outcome[Deck] = Outcome(diagnostics=prepared.diagnostics)
    told_by_learners = [
        each
        for each in of_learners(prepared.results)
        if not CATALOGUE[each.code].on_request or each.code in on_request
    ]
    is_whole = not looked.failed
    read = [(each.deck, each.cards) for each in looked.results]
    del looked, prepared  # so that the memory of locks is free for advice
    for deck, cards in read:
        outcome.results.append(deck)
        outcome.diagnostics += advise(deck, cards, whole=is_whole, on_request=on_request)
    outcome.diagnostics += told_by_learners
    outcome.diagnostics = without_ignored(outcome.diagnostics, outcome.results)
    return outcome
