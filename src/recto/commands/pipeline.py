"""The one way from sources to what learners would get: read → check → render → match → assemble.

Every command walks it, and nothing is written on it. So what one of them says of a deck the others
say too; a test plays every case of the lock through all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from recto import lock as locks
from recto.checks.errors import check
from recto.checks.ignoring import without_ignored
from recto.commands.outcome import Outcome
from recto.commands.type_ids import with_type_ids
from recto.deck.model import Deck, Home
from recto.diagnostics import Diagnostic, Location, has_errors
from recto.lock import Lock
from recto.lock.advance import advance, refresh
from recto.lock.shipped import Times, latest
from recto.lock.slots import settle
from recto.lock.warnings.moved_to_other_deck import Move, moved_to_other_deck
from recto.lock.warnings.retiring import most_retired
from recto.lock.warnings.shared_ids import shared_ids
from recto.outputs.apkg.earlier import (
    earlier_locks,
    missing_lock,
    package_at,
    replaced_lock,
    stale_notes,
)
from recto.outputs.apkg.other_decks import locks_of_others
from recto.outputs.assemble import assemble, finished, with_what_ships
from recto.outputs.prepared import Prepared
from recto.readers.decks import load_decks
from recto.readers.find import find_decks
from recto.readers.made import Made
from recto.render.fields import Rendered, describe, render_cards
from recto.render.media import HtmlWithFiles
from recto.system.exclusive import no_notice
from recto.system.files import stamp
from recto.system.garbage import without_gc

Source = Path | Made
"""What decks are made of: a path to them, or a deck that a program made."""


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
    allow_retiring: bool = False
    """Whether more than half of a deck may be retired."""
    replaces: bool = False
    """Whether a package will be written, so that what stands in its place matters."""
    waiting: Callable[[Path], None] = no_notice
    """Told the folder in which another Recto writes, if the build has to wait for it."""


class Known(NamedTuple):
    """What is known of a deck from its last build and its releases."""

    found: tuple[int, int, int] | None
    """Which file the lock was when it was read."""
    before: Lock | None
    """The lock; none where it can't be used."""
    times: Times
    packages: list[Path]
    """Those that learners may have."""
    diagnostics: list[Diagnostic]


class Looked(NamedTuple):
    """A deck that could be read, and the HTML of all of its cards and of its description."""

    deck: Deck
    cards: list[Rendered]
    description: HtmlWithFiles
    known: Known | None
    """None where some deck has an error, which may hide cards."""
    lock: Lock
    """The lock of before, with the slots of its own note types as the sources want them."""
    settled: bool
    """Whether these gave nothing to say."""
    type_sources: dict[Path, bytes]
    """The files of note types that get an `id`, with it."""


@without_gc
def prepare(sources: Iterable[Source], options: Options) -> Outcome[Prepared]:
    """Everything but writing, for every deck; no deck where any has an error."""
    looked = look(sources, options)
    outcome = matched(looked, options)
    outcome.diagnostics = without_ignored(
        outcome.diagnostics, [each.deck for each in looked.results]
    )
    return outcome


def look(sources: Iterable[Source], options: Options) -> Outcome[Looked]:
    """The first half of the way, to the HTML: what is wrong with the sources themselves."""
    loaded = load(sources)
    outcome: Outcome[Looked] = Outcome(diagnostics=loaded.diagnostics)
    is_whole = not loaded.failed
    for each in loaded.results:
        deck, lock, known, told = each, Lock(each.id), None, list[Diagnostic]()
        type_sources: dict[Path, bytes] = {}
        if is_whole:
            known = _known(deck, options)
            times = known.times
            deck, lock, told = settle(deck, known.before or lock, times.shipped, times.now)
            type_sources, unnamed = with_type_ids(deck)
            outcome.diagnostics += [*told, *unnamed]
        cards, faults = render_cards(deck)
        description = describe(deck)
        outcome.results.append(
            Looked(deck, cards, description, known, lock, not told, type_sources)
        )
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
    if not options.allow_retiring:
        for made in outcome.results:
            outcome.diagnostics += most_retired(made.deck, made.before, made.after)
    told = [each for deck in outcome.results for each in deck.advanced.diagnostics]
    told += moved_to_other_deck(
        [Move(each.deck, each.before, each.advanced) for each in outcome.results],
        partial(locks_of_others, [each.deck for each in looked.results], options.output),
    )
    if told:
        outcome.diagnostics += told
        outcome.results = [replace(each, settled=False) for each in outcome.results]
    return outcome


def load(sources: Iterable[Source]) -> Outcome[Deck]:
    """All decks that the sources name or are, checked."""
    outcome: Outcome[Deck] = Outcome()
    decks: dict[Path, Home | Made] = {}
    for source in sources:
        if isinstance(source, Made):
            decks[source.home.folder.resolve()] = source
            continue
        found, faults = find_decks(source)
        outcome.diagnostics += faults
        decks.update({home.file.resolve(): home for home in found})
    outcome.results, faults = load_decks(decks.values())
    outcome.diagnostics += faults
    for deck in outcome.results:
        outcome.diagnostics += check(deck)
        outcome.diagnostics += shared_ids(deck, partial(_lock_of, deck))
    return outcome


def _lock_of(deck: Deck) -> Lock | None:
    return locks.read(deck.home.lock, deck.id)[0]


def _known(deck: Deck, options: Options) -> Known:
    target = options.output / f"{deck.home.stem}.apkg"
    found = stamp(deck.home.lock)
    before, told = locks.read(deck.home.lock, deck.id)
    replaced, more = replaced_lock(deck, target, before)
    if options.replaces:  # who writes no package doesn't mind what stands in its place
        told += more
    if not deck.home.lock.exists():
        told += missing_lock(deck, target)
    released: tuple[Lock, ...] = ()
    after = None
    if options.after:
        released, more = earlier_locks(options.after, deck)
        told += more
        after = package_at(options.after, deck)
    packages = [path for path in (target, after) if path and path.exists()]
    times = Times(options.now, replaced if replaced is not before else None, released)
    return Known(found, before, times, packages, told)


def _prepared(looked: Looked, options: Options, diagnostics: list[Diagnostic]) -> Prepared | None:
    """A deck matched with its lock and its packages; None if those can't be used."""
    deck, cards, description, known, lock, settled, type_sources = looked
    if known is None:
        return None
    diagnostics += known.diagnostics
    if known.before is None or has_errors(known.diagnostics):
        return None
    media = [note.media for note in cards]
    advanced = advance(deck, lock, known.times, media, description.files)
    cards = finished(deck, cards, advanced.entries)
    if bare := _without_card(deck, cards):
        diagnostics += bare
        return None
    built = [note for note, card in zip(cards, deck.cards, strict=True) if not card.draft]
    stale = frozenset[str]()
    if options.compare_html or options.refresh:
        stale = frozenset(stale_notes(advanced.entries, built, known.before, known.packages))
    if options.refresh:
        advanced = refresh(advanced, stale, options.now)
    advanced = with_what_ships(deck, advanced, built)
    return Prepared(
        deck=deck,
        target=options.output / f"{deck.home.stem}.apkg",
        rendered=cards,
        before=known.before,
        latest=latest(known.before, known.times.shipped),
        advanced=advanced,
        release=assemble(deck, advanced, built, description),
        stale=stale,
        found=known.found,
        settled=settled and not known.diagnostics,
        type_sources=type_sources,
    )


def _without_card(deck: Deck, notes: list[Rendered]) -> list[Diagnostic]:
    """The notes to which only a deleted card would have shown something."""
    message = "no card shows anything of this note on its front, since one was deleted"
    return [
        Diagnostic(card.asked.at(), "note-without-card", message)
        for card, note in zip(deck.cards, notes, strict=True)
        if not (note.ords or card.draft)
    ]


def folders(sources: Iterable[Source]) -> set[Path]:
    """The folders that hold the decks; whoever writes there waits for the others."""
    return {home.source.resolve().parent for source in sources for home in _homes(source)}


def _homes(source: Source) -> list[Home]:
    return [source.home] if isinstance(source, Made) else find_decks(source)[0]


def changed_lock(prepared: Prepared) -> Diagnostic:
    """What to say where another program wrote the lock meanwhile."""
    message = "the lock changed while the deck was built; build again"
    return Diagnostic(Location(prepared.deck.home.lock), "lock-changed", message)
