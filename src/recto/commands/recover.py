"""A lost lock, brought back from a package that carries it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from recto import lock as locks
from recto.checks.ignoring import without_ignored, without_ignored_of
from recto.commands.outcome import Outcome, unwritten
from recto.commands.pipeline import Source, folders
from recto.deck.model import Deck, Home
from recto.diagnostics import Diagnostic, Location
from recto.lock import Lock
from recto.outputs.apkg.earlier import package_at, read_package
from recto.readers.decks import load_decks
from recto.readers.find import find_decks
from recto.readers.made import Made
from recto.system.exclusive import exclusive, no_notice
from recto.system.files import put
from recto.system.paths import pasted


def recover(
    source: Source,
    released: Path,
    output: Path,
    *,
    force: bool,
    waiting: Callable[[Path], None] = no_notice,
) -> Outcome[tuple[Lock, Path]]:
    """Write a deck's lock anew from a package that carries it.

    The deck's id must be readable; faults in its cards do not matter here. A package in
    `output`, or beside the one that was named, may be a later one.
    """
    with exclusive(folders([source]), waiting):
        return _recovered(source, released, output, force=force)


def _recovered(
    source: Source, released: Path, output: Path, *, force: bool
) -> Outcome[tuple[Lock, Path]]:
    outcome: Outcome[tuple[Lock, Path]] = Outcome()
    found_at: Sequence[Home | Made] = [source] if isinstance(source, Made) else []
    faults: list[Diagnostic] = []
    if not isinstance(source, Made):
        found_at, faults = find_decks(source)
    loaded, found = load_decks(found_at)
    decks = [deck for deck in loaded if deck.id]
    if len(found_at) != 1 or not decks:
        outcome.diagnostics += faults or without_ignored(found, loaded)
        if not outcome.diagnostics:
            message = "there is more than one deck here; name one"
            place = source.head.place if isinstance(source, Made) else Location(source)
            outcome.diagnostics.append(Diagnostic(place, "deck-not-found", message))
        return outcome
    deck = decks[0]
    lock, faults = read_package(released, deck.id)
    outcome.diagnostics += faults
    target = deck.home.lock
    if target.exists() and not force:
        message = "the deck has a lock already; `--force` replaces it"
        outcome.diagnostics.append(Diagnostic(Location(target), "lock-present", message))
    if lock and not outcome.failed:
        _, failed = put({target: locks.dump(lock)})
        if failed:
            outcome.diagnostics.append(unwritten(failed))
        else:
            outcome.results.append((lock, target))
            outcome.diagnostics += without_ignored_of(deck, _later(deck, lock, released, output))
    return outcome


def _later(deck: Deck, lock: Lock, released: Path, output: Path) -> Iterator[Diagnostic]:
    """A warning where another package knows more than the one that a lock is from."""
    near = {each for folder in (output, released.parent) if (each := package_at(folder, deck))}
    for path in sorted(near):
        other, _ = read_package(path, deck.id)
        if other and other.modified > lock.modified:
            message = (
                f"`{path}` was built later and knows more; if learners may have it, "
                f"`recto recover --force {pasted(deck.home.source)} {pasted(path)}`"
            )
            yield Diagnostic(Location(released), "package-older", message)
            return
