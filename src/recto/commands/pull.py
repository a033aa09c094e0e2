"""What was mended in Anki comes back into the sources.

Sources and locks are written together, or nothing is. The lock then knows what was taken over, so
that neither a push nor a later pull takes it for an edit again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from recto.anki.interface import Opener, Refused, Wanted
from recto.checks.ignoring import without_ignored
from recto.commands.outcome import Outcome, unwritten
from recto.commands.pipeline import Options, changed_lock, folders, prepare
from recto.deck.notetypes import note_types
from recto.diagnostics import Diagnostic, Location
from recto.outputs.prepared import Prepared
from recto.pulling.puller import Puller, Side
from recto.pulling.result import Result
from recto.system.exclusive import exclusive
from recto.system.files import put
from recto.system.garbage import without_gc


@dataclass(frozen=True, slots=True)
class PullOptions:
    """What a pull is to do."""

    build: Options
    side: Side = Side.NEITHER
    dry_run: bool = False


@without_gc
def pull(paths: Iterable[Path], anki: Opener, options: PullOptions) -> Outcome[Result]:
    """Bring what was edited in Anki into the sources of all decks at some paths."""
    paths = list(paths)
    with exclusive(folders(paths), options.build.waiting):
        prepared = prepare(paths, options.build)
        outcome: Outcome[Result] = Outcome(diagnostics=prepared.diagnostics)
        if outcome.failed:
            return outcome
        try:
            with anki() as opened:
                collection = opened.read(_wanted(prepared.results))
        except Refused as refused:
            outcome.diagnostics.append(refused.diagnostic)
            return outcome
        for each in prepared.results:
            if each.before.readings:  # the lock would forget them before a build has used them
                message = "locks were merged here; run `recto build`, then `recto pull`"
                place = Location(each.deck.home.lock)
                outcome.diagnostics.append(Diagnostic(place, "not-pulled", message))
                continue
            puller = Puller(each, collection, options.side)
            outcome.results.append(puller.result())
            outcome.diagnostics += without_ignored(puller.diagnostics, [each.deck])
        outcome.diagnostics += [changed_lock(each) for each in prepared.results if each.has_changed]
        if not outcome.failed and not options.dry_run:
            _write(outcome)
        return outcome


def _wanted(prepared: list[Prepared]) -> Wanted:
    types = {type_.id for each in prepared for type_ in note_types(each.deck).values()}
    guids = {entry.guid for each in prepared for entry in each.after.entries.values()}
    return Wanted(frozenset(types), frozenset(guids))


def _write(outcome: Outcome[Result]) -> None:
    files = {path: new for each in outcome.results for path, (_, new) in each.files.items()}
    files |= {each.deck.home.lock: each.lock for each in outcome.results if each.lock}
    _, failed = put(files)
    if failed:
        outcome.diagnostics.append(unwritten(failed))
        outcome.results = []
