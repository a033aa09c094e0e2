"""Decks looked over, as `recto check` tells it: all that a build would say, and advice. Writes nothing.

Apart from the build, which needs no advice and would wait for it to be imported.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from recto.checks.advice import advise
from recto.checks.ignoring import without_ignored
from recto.commands.outcome import Outcome
from recto.commands.pipeline import Options, Source, look, matched
from recto.deck.model import Deck
from recto.system.garbage import without_gc


@without_gc
def inspect(
    sources: Iterable[Source], options: Options, on_request: Container[str] = ()
) -> Outcome[Deck]:
    """Every deck with its errors, advice, and what the next build will say of its lock.

    Of the lock, because a card that is about to lose its history can still be helped. That is
    told, and so is advice on what a deck lacks, only where no error hides cards.
    """
    looked = look(sources, options)
    decks = [each.deck for each in looked.results]
    outcome: Outcome[Deck] = Outcome(decks, matched(looked, options).diagnostics)
    for each in looked.results:
        advice = advise(each.deck, each.cards, whole=not looked.failed, on_request=on_request)
        outcome.diagnostics += advice
    outcome.diagnostics = without_ignored(outcome.diagnostics, decks)
    return outcome
