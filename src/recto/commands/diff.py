"""Decks beside what learners have of them, as `recto diff` tells it. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from recto.checks.ignoring import without_ignored_of
from recto.commands.outcome import Outcome
from recto.commands.pipeline import Options, Source, prepare
from recto.lock.forecast import Forecast, forecast
from recto.outputs.apkg.earlier import earlier_lock, held_back
from recto.outputs.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Compared:
    """A deck ready to be written, and what an import of it would do."""

    prepared: Prepared
    forecast: Forecast


def compare(
    sources: Iterable[Source], options: Options, earlier: Path | None = None
) -> Outcome[Compared]:
    """Every deck beside its last build, or beside its package that `earlier` is or holds."""
    prepared = prepare(sources, options)
    outcome: Outcome[Compared] = Outcome(diagnostics=prepared.diagnostics)
    for each in prepared.results:
        if earlier is None:
            outcome.results.append(Compared(each, forecast(each.latest, each.after)))
            continue
        packaged, faults = earlier_lock(earlier, each.deck)
        outcome.diagnostics += faults
        if packaged:
            expected = forecast(packaged, each.after)
            outcome.diagnostics += without_ignored_of(each.deck, held_back(earlier, expected))
            outcome.results.append(Compared(each, expected))
    return outcome
