"""The way from sources to what a package will hold: source → model → checks → lock → render.

Nothing is written on it. `recto diff` and the preview go it too, and `recto check` as far as the
HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from recto import lock as locks
from recto.checks.errors import check
from recto.checks.ignoring import heeded
from recto.commands.outcome import Outcome
from recto.deck.model import Deck
from recto.diagnostics import Diagnostic, Location, has_errors
from recto.lock import Lock
from recto.lock.advance import Advanced, advance, refresh
from recto.lock.shipped import Times, latest
from recto.lock.warnings.moved_to_other_deck import Move, departed
from recto.outputs.apkg.earlier import (
    earlier_locks,
    missing_lock,
    package_at,
    replaced_lock,
    stale_notes,
)
from recto.outputs.assemble import assemble
from recto.outputs.prepared import Prepared
from recto.readers.decks import load_decks
from recto.readers.find import find_decks
from recto.render.fields import Rendered, describe, render_cards
from recto.render.media import Placed
from recto.system.exclusive import in_silence
from recto.system.files import stamp
from recto.system.garbage import paused


@dataclass(frozen=True, slots=True)
class Options:
    """What a build is to do. `now` is its time in milliseconds."""

    output: Path
    now: int
    locked: bool = False
    after: Path | None = None
    refresh: bool = False
    """Send notes whose HTML changed although their text did not."""
    compare_html: bool = False
    """Count those notes."""
    replaces: bool = False
    """Whether a package will be written, so that what stands in its place matters."""
    waiting: Callable[[Path], None] = in_silence
    """Told the folder in which another Recto writes, if the build has to wait for it."""


@paused
def prepare(paths: Iterable[Path], options: Options) -> Outcome[Prepared]:
    """Everything but writing, for every deck."""
    loaded = load(paths)
    rendered = render(loaded)
    outcome: Outcome[Prepared] = Outcome(diagnostics=loaded.diagnostics)
    decks = zip(loaded.results, rendered, strict=True)
    for deck, (cards, description) in () if outcome.failed else decks:
        if prepared := _prepare(deck, cards, description, options, outcome.diagnostics):
            outcome.results.append(prepared)
    moves = [Move(each.deck, each.before, each.advanced) for each in outcome.results]
    if told := told_of(moves):
        outcome.diagnostics += told
        outcome.results = [replace(each, settled=False) for each in outcome.results]
    outcome.diagnostics = heeded(outcome.diagnostics, loaded.results)
    return outcome


def load(paths: Iterable[Path]) -> Outcome[Deck]:
    """All decks at the paths, checked; with what their authors ignore."""
    outcome: Outcome[Deck] = Outcome()
    homes = {}
    for path in paths:
        found, faults = find_decks(path)
        outcome.diagnostics += faults
        homes.update({home.file.resolve(): home for home in found})
    outcome.results, faults = load_decks(homes.values())
    outcome.diagnostics += faults
    for deck in outcome.results:
        outcome.diagnostics += check(deck)
    return outcome


def render(loaded: Outcome[Deck]) -> list[tuple[list[Rendered], Placed]]:
    """The HTML of each deck's cards and of its description; faults go to the outcome."""
    rendered = []
    for deck in loaded.results:
        cards, faults = render_cards(deck)
        description = describe(deck)
        rendered.append((cards, description))
        loaded.diagnostics += [*faults, *description.faults]
    return rendered


class Matched(NamedTuple):
    """A deck with what is known of its cards from its last builds."""

    before: Lock
    """The lock as it lies beside the sources."""
    times: Times
    advanced: Advanced
    packages: list[Path]
    """Those that learners may have: the one in place, and the release that was named."""
    found: tuple[int, int, int] | None
    """Which file the lock was when it was read."""
    settled: bool
    """Whether lock and packages gave nothing to say."""


def matched(
    deck: Deck,
    rendered: list[Rendered],
    description: Placed,
    options: Options,
    diagnostics: list[Diagnostic],
) -> Matched | None:
    """A deck's cards matched with its lock and packages; None if those can't be used."""
    target = target_of(deck, options)
    found = stamp(deck.home.lock)
    before, faults = locks.read(deck.home.lock, deck.id)
    replaced, more = replaced_lock(deck, target, before)
    faults += more if options.replaces else []
    if not deck.home.lock.exists():
        faults += missing_lock(deck, target)
    released: tuple[Lock, ...] = ()
    after = None
    if options.after:
        released, more = earlier_locks(options.after, deck)
        faults += more
        after = package_at(options.after, deck)
    diagnostics += faults
    if before is None or has_errors(faults):
        return None
    times = Times(options.now, replaced, released)
    media = [note.media for note in rendered]
    advanced = advance(deck, before, times, media, description.files)
    packages = [path for path in (target, after) if path and path.exists()]
    return Matched(before, times, advanced, packages, found, settled=not faults)


def target_of(deck: Deck, options: Options) -> Path:
    """Where a deck's package belongs."""
    return options.output / f"{deck.home.stem}.apkg"


def _prepare(
    deck: Deck,
    rendered: list[Rendered],
    description: Placed,
    options: Options,
    diagnostics: list[Diagnostic],
) -> Prepared | None:
    known = matched(deck, rendered, description, options, diagnostics)
    if known is None:
        return None
    before, advanced = known.before, known.advanced
    built = [each for each, card in zip(rendered, deck.cards, strict=True) if not card.draft]
    stale = frozenset[str]()
    if options.compare_html or options.refresh:
        stale = frozenset(stale_notes(advanced.entries, built, before, known.packages))
    if options.refresh:
        advanced = refresh(advanced, stale, options.now)
    return Prepared(
        deck=deck,
        target=target_of(deck, options),
        rendered=rendered,
        before=before,
        latest=latest(before, known.times.shipped),
        advanced=advanced,
        release=assemble(deck, advanced, built, description),
        stale=stale,
        found=known.found,
        settled=known.settled,
    )


def told_of(moves: list[Move]) -> list[Diagnostic]:
    """What there is to say of the cards of all decks and what the locks know of them."""
    matched = (each for move in moves for each in move.advanced.diagnostics)
    return [*matched, *departed(moves)]


def folders(paths: list[Path]) -> set[Path]:
    """The folders that hold the decks; whoever writes there waits for the others."""
    return {home.source.resolve().parent for path in paths for home in find_decks(path)[0]}


def changed_lock(prepared: Prepared) -> Diagnostic:
    """What to say where another program wrote the lock meanwhile."""
    message = "the lock changed while the deck was built; build again"
    return Diagnostic(Location(prepared.deck.home.lock), "lock-changed", message)
