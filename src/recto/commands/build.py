"""Decks prepared and written: the lock first, then the package that carries it.

Nothing is written while any deck has an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from recto.checks.ignoring import without_ignored
from recto.commands.naming import Naming, Pinned, naming
from recto.commands.outcome import Outcome, unwritten
from recto.commands.pipeline import Options, Source, changed_lock, folders, prepare
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
    pinned: tuple[Pinned, ...]
    """The sources into which ids were written."""


@without_gc
def build(sources: Iterable[Source], options: Options) -> Outcome[Built]:
    """Write lock and package of every deck, unless something is wrong with any."""
    sources = list(sources)
    with exclusive(folders(sources), options.waiting):
        prepared, named = ready(sources, options)
        return Outcome([], prepared.diagnostics) if prepared.failed else write(prepared, named)


def ready(sources: Iterable[Source], options: Options) -> tuple[Outcome[Prepared], list[Naming]]:
    """Everything but writing: the decks, and the ids that their sources get.

    Whoever calls this keeps others out of the decks until all is written.
    """
    prepared = prepare(sources, replace(options, replaces=True))
    named = [_named(each) for each in prepared.results]
    if options.locked:
        prepared.diagnostics += _stale(prepared.results, named)
    if not prepared.failed:
        for each, names in zip(prepared.results, named, strict=True):
            prepared.diagnostics += without_ignored(names.diagnostics, [each.deck])
    return prepared, named


def write(prepared: Outcome[Prepared], named: list[Naming]) -> Outcome[Built]:
    """Write sources, locks and packages of decks that have no error.

    The decks lose their cards on the way; but whoever holds them elsewhere has them still.
    """
    outcome: Outcome[Built] = Outcome(diagnostics=prepared.diagnostics)
    prepared.results = [
        each.with_ids(names.ids) if names.ids else each
        for each, names in zip(prepared.results, named, strict=True)
    ]
    releases = [each.release for each in reversed(prepared.results)]
    prepared.results = [each.without_cards() for each in prepared.results]
    packed = [package.pack(releases.pop()) for _ in prepared.results]
    outcome.diagnostics += [lost_media(each) for each in packed if isinstance(each, Lost)]
    outcome.diagnostics += [unwritten(each) for each in packed if isinstance(each, Unwritten)]
    outcome.diagnostics += [changed_lock(e) for e in prepared.results if e.has_changed]
    outcome.diagnostics += [each for names in named for each in names.changed()]
    whole = [each for each in packed if isinstance(each, Packed)]
    return outcome if outcome.failed else _written(prepared.results, named, whole, outcome)


def _named(prepared: Prepared) -> Naming:
    """The ids that the deck's sources get, before lock and package are written."""
    return Naming() if prepared.deck.manual_ids else naming(prepared)


def _stale(prepared: list[Prepared], named: list[Naming]) -> Iterator[Diagnostic]:
    """What a build would have to write, and may not."""
    mend = "run `recto build` without --locked and commit"
    for each, names in zip(prepared, named, strict=True):
        for pinned in names.pinned:
            cards = "a card has" if pinned.ids == 1 else f"{pinned.ids} cards have"
            message = f"{cards} no `id` yet; {mend} sources and lock"
            yield Diagnostic(Location(pinned.file), "lock-stale", message)
        for file in each.type_sources:
            message = f"the note type has no `id` yet; {mend} sources and lock"
            yield Diagnostic(Location(file), "lock-stale", message)
        if not (names.pinned or each.type_sources) and each.changes_lock:
            message = f"the lock would change; {mend} the lock"
            yield Diagnostic(Location(each.deck.home.lock), "lock-stale", message)


def lost_media(lost: Lost) -> Diagnostic:
    """What to say of a file that was there when its card was read."""
    message = "the file changed while the deck was built; build again"
    return Diagnostic(Location(lost.file.path), "media-changed", message)


def _written(
    prepared: list[Prepared], named: list[Naming], packed: list[Packed], outcome: Outcome[Built]
) -> Outcome[Built]:
    """Sources first, then locks, then packages: what a crash leaves the next build makes whole.

    A card with an id that the lock doesn't know yet gets the key that it would have got without.
    """
    files = {path: data for names in named for path, data in names.sources.items()}
    for each, made in zip(prepared, packed, strict=True):
        files |= each.type_sources
        files |= {each.deck.home.lock: made.lock, each.target: made.data}
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
            pinned=tuple(names.pinned),
        )
        for each, names, made in zip(prepared, named, packed, strict=True)
    ]
    return outcome
