"""The one way from sources to what learners would get: read → check → render → match → assemble.

Every command walks it, and nothing is written on it. So what one of them says of a deck the others
say too; a test plays every case of the lock through all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from recto import lock as locks
from recto.checks.errors import check
from recto.checks.ignoring import without_ignored
from recto.commands.outcome import Outcome
from recto.deck.model import Deck
from recto.diagnostics import Diagnostic, Location, has_errors
from recto.lock import Lock
from recto.lock.advance import advance, refresh
from recto.lock.shipped import Times, latest
from recto.lock.warnings.moved_to_other_deck import Move, moved_to_other_deck
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
from recto.render.media import HtmlWithFiles
from recto.system.exclusive import no_notice
from recto.system.files import stamp
from recto.system.garbage import without_gc


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
    waiting: Callable[[Path], None] = no_notice
    """Told the folder in which another Recto writes, if the build has to wait for it."""


class Looked(NamedTuple):
    """A deck that could be read, and the HTML of all of its cards and of its description."""

    deck: Deck
    cards: list[Rendered]
    description: HtmlWithFiles


@without_gc
def prepare(paths: Iterable[Path], options: Options) -> Outcome[Prepared]:
    """Everything but writing, for every deck; no deck where any has an error."""
    looked = look(paths)
    outcome = matched(looked, options)
    outcome.diagnostics = without_ignored(
        outcome.diagnostics, [each.deck for each in looked.results]
    )
    return outcome


def look(paths: Iterable[Path]) -> Outcome[Looked]:
    """The first half of the way, to the HTML: what is wrong with the sources themselves."""
    loaded = load(paths)
    outcome: Outcome[Looked] = Outcome(diagnostics=loaded.diagnostics)
    for deck in loaded.results:
        cards, faults = render_cards(deck)
        description = describe(deck)
        outcome.results.append(Looked(deck, cards, description))
        outcome.diagnostics += [*faults, *description.faults]
    return outcome


def matched(looked: Outcome[Looked], options: Options) -> Outcome[Prepared]:
    """The second half, with the locks: who the cards are to learners, and what they would get.

    Not gone where any deck has an error, which may hide cards.
    """
    outcome: Outcome[Prepared] = Outcome(diagnostics=[*looked.diagnostics])
    for each in () if looked.failed else looked.results:
        if prepared := _prepared(each, options, outcome.diagnostics):
            outcome.results.append(prepared)
    told = [each for deck in outcome.results for each in deck.advanced.diagnostics]
    told += moved_to_other_deck(
        [Move(each.deck, each.before, each.advanced) for each in outcome.results]
    )
    if told:
        outcome.diagnostics += told
        outcome.results = [replace(each, settled=False) for each in outcome.results]
    return outcome


def load(paths: Iterable[Path]) -> Outcome[Deck]:
    """All decks at the paths, checked."""
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


def _prepared(looked: Looked, options: Options, diagnostics: list[Diagnostic]) -> Prepared | None:
    """A deck matched with its lock and its packages; None if those can't be used."""
    deck, cards, description = looked
    target = options.output / f"{deck.home.stem}.apkg"
    found = stamp(deck.home.lock)
    before, faults = locks.read(deck.home.lock, deck.id)
    replaced, more = replaced_lock(deck, target, before)
    if options.replaces:  # who writes no package doesn't mind what stands in its place
        faults += more
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
    advanced = advance(deck, before, times, [note.media for note in cards], description.files)
    built = [note for note, card in zip(cards, deck.cards, strict=True) if not card.draft]
    stale = frozenset[str]()
    if options.compare_html or options.refresh:
        packages = [path for path in (target, after) if path and path.exists()]
        stale = frozenset(stale_notes(advanced.entries, built, before, packages))
    if options.refresh:
        advanced = refresh(advanced, stale, options.now)
    return Prepared(
        deck=deck,
        target=target,
        rendered=cards,
        before=before,
        latest=latest(before, times.shipped),
        advanced=advanced,
        release=assemble(deck, advanced, built, description),
        stale=stale,
        found=found,
        settled=not faults,
    )


def folders(paths: list[Path]) -> set[Path]:
    """The folders that hold the decks; whoever writes there waits for the others."""
    return {home.source.resolve().parent for path in paths for home in find_decks(path)[0]}


def changed_lock(prepared: Prepared) -> Diagnostic:
    """What to say where another program wrote the lock meanwhile."""
    message = "the lock changed while the deck was built; build again"
    return Diagnostic(Location(prepared.deck.home.lock), "lock-changed", message)
