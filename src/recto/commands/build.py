"""Decks prepared and written: the lock first, then the package that carries it.

Nothing is written while any deck has an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from recto.commands.outcome import Outcome, unwritten
from recto.commands.pipeline import Options, changed_lock, folders, prepare
from recto.commands.type_ids import with_type_ids
from recto.deck.model import Deck
from recto.diagnostics import Diagnostic, Location
from recto.lock import Lock
from recto.lock.forecast import Forecast, forecast
from recto.outputs import apkg as package
from recto.outputs.apkg import Lost, Packed
from recto.outputs.prepared import Prepared
from recto.system.exclusive import exclusive
from recto.system.files import Unwritten, digest_of, put
from recto.system.garbage import without_gc


@dataclass(frozen=True, slots=True)
class Built:
    """A deck that was built."""

    deck: Deck
    """Without its cards."""
    target: Path
    size: int
    notes: int
    cards: int
    forecast: Forecast
    after: Lock
    written: bool
    """Whether the package is another than before."""
    settled: bool
    """Whether a build of the same would say the same again, but for what is new."""
    digests: tuple[str, str]
    """Of the bytes of lock and package."""


@without_gc
def build(paths: Iterable[Path], options: Options) -> Outcome[Built]:
    """Write lock and package of every deck, unless something is wrong with any."""
    paths = list(paths)
    with exclusive(folders(paths), options.waiting):
        prepared = prepare(paths, replace(options, replaces=True))
        outcome: Outcome[Built] = Outcome(diagnostics=prepared.diagnostics)
        if options.locked:
            stale = [_stale_lock(each) for each in prepared.results if each.changes_lock]
            outcome.diagnostics += stale
        if outcome.failed:
            return outcome
        releases = [each.release for each in reversed(prepared.results)]
        prepared.results = [each.without_cards() for each in prepared.results]
        packed = [package.pack(releases.pop()) for _ in prepared.results]
        outcome.diagnostics += [_lost(each) for each in packed if isinstance(each, Lost)]
        outcome.diagnostics += [unwritten(each) for each in packed if isinstance(each, Unwritten)]
        outcome.diagnostics += [changed_lock(e) for e in prepared.results if e.has_changed]
        whole = [each for each in packed if isinstance(each, Packed)]
        return outcome if outcome.failed else _written(prepared.results, whole, outcome)


def _stale_lock(prepared: Prepared) -> Diagnostic:
    message = "the lock would change; run `recto build` without --locked and commit the lock"
    return Diagnostic(Location(prepared.deck.home.lock), "lock-stale", message)


def _lost(lost: Lost) -> Diagnostic:
    message = "the file changed while the deck was built; build again"
    return Diagnostic(Location(lost.file.path), "media-changed", message)


def _written(
    prepared: list[Prepared], packed: list[Packed], outcome: Outcome[Built]
) -> Outcome[Built]:
    """Each lock first: a crash in between leaves a package that the next build replaces."""
    files: dict[Path, bytes] = {}
    for each, made in zip(prepared, packed, strict=True):
        files |= with_type_ids(each.deck)[0] | {
            each.deck.home.lock: made.lock,
            each.target: made.data,
        }
    written, failed = put(files)
    if failed:
        outcome.diagnostics.append(unwritten(failed))
        return outcome
    outcome.results = [
        Built(
            deck=each.deck,
            target=each.target,
            size=len(files[each.target]),
            notes=made.notes,
            cards=made.cards,
            forecast=forecast(each.latest, each.after),
            after=each.after,
            written=each.target in written,
            settled=each.settled,
            digests=(digest_of(files[each.deck.home.lock]), digest_of(files[each.target])),
        )
        for each, made in zip(prepared, packed, strict=True)
    ]
    return outcome
