"""Packages that were built before: what learners may have, and what it means for the next.

Every package carries the lock that it was built with, and by that it is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from recto import lock as locks
from recto.deck.identity import mint_key
from recto.deck.model import Deck
from recto.diagnostics import Diagnostic, Location
from recto.lock import Entry, Lock, Refusal
from recto.lock.forecast import Forecast
from recto.lock.stray_lock import stray_lock
from recto.outputs import apkg as package
from recto.outputs.apkg import Unreadable
from recto.render.fields import Rendered
from recto.system.paths import pasted


def replaced_lock(
    deck: Deck, target: Path, before: Lock | None
) -> tuple[Lock | None, list[Diagnostic]]:
    """The lock of the package that the build will replace, if there is one.

    Mostly it is `before`, to the byte, and needs no second reading.
    """
    if not target.exists():
        return None, []
    lock = deck.home.lock
    if before and lock.exists() and package.carries(target, lock):
        return before, []
    carried, faults = _carried(target, deck.id)
    if isinstance(carried, Unreadable):
        if carried.damaged and deck.home.lock.exists():
            return None, []
        message = f"it {carried.reason}; move it away, then build again"
        return None, [Diagnostic(Location(target), "target-foreign", message)]
    return carried, faults


def missing_lock(deck: Deck, target: Path) -> Iterator[Diagnostic]:
    """What tells a deck that lost its lock, perhaps by a new name, from one built never before."""
    place = Location(deck.home.lock)
    if lock := stray_lock(deck.home, deck.id):
        message = (
            f"the lock is missing, but `{lock}` is one of this deck; bring it along with "
            f"`git mv {pasted(lock)} {pasted(deck.home.lock)}`"
        )
        yield Diagnostic(place, "lock-missing", message)
        return
    built = package_at(target.parent, deck) if target.parent.is_dir() else None
    if built and isinstance(_carried(built, deck.id)[0], Lock):
        message = (
            f"the lock is missing, but `{built}` has been built with it; bring it back "
            f"with `recto recover {pasted(deck.home.source)} {pasted(built)}`"
        )
        yield Diagnostic(place, "lock-missing", message)
    elif deck.is_adopted:
        message = (
            "the lock is missing, which alone knows the adopted notes as learners have them; "
            "bring it back from git, or by `recto recover` from a package that was built with it"
        )
        yield Diagnostic(place, "lock-missing", message)
    elif any(card.id and card.id.value == mint_key(card.question, ()) for card in deck.cards):
        message = (
            "there is no lock, but a build has written `id`s here: if learners have this deck, bring "
            "the lock back from git, or by `recto recover` from its last package; if it is a copy of "
            "another deck, all is well"
        )
        yield Diagnostic(place, "lock-absent", message)


def package_at(path: Path, deck: Deck) -> Path | None:
    """The package of a deck that a path names: itself, or the deck's own in a folder.

    That is the file that a build of the deck would have made, or else, of those with its lock,
    the one built last; None if the folder has no such package.
    """
    if not path.is_dir():
        return path
    named = path / f"{deck.home.stem}.apkg"
    if named.exists():
        return named
    carried = {file: _carried(file, deck.id)[0] for file in sorted(path.glob("*.apkg"))}
    times = {file: lock.modified for file, lock in carried.items() if isinstance(lock, Lock)}
    return max(times, key=lambda file: times[file], default=None)


def earlier_lock(path: Path, deck: Deck) -> tuple[Lock | None, list[Diagnostic]]:
    """The lock of an earlier package of a deck; an empty one where a folder has none of it."""
    if packaged := package_at(path, deck):
        return read_package(packaged, deck.id)
    message = f"no package of the deck “{deck.name}” is here; this is taken for its first release"
    return Lock(deck.id), [Diagnostic(Location(path), "not-released", message)]


def earlier_locks(path: Path, deck: Deck) -> tuple[tuple[Lock, ...], list[Diagnostic]]:
    """The locks of all earlier packages of a deck at a path: of one, or of those in a folder."""
    lock, faults = earlier_lock(path, deck)
    if not path.is_dir():
        return (lock,) if lock else (), faults
    carried = (_carried(file, deck.id)[0] for file in sorted(path.glob("*.apkg")))
    return tuple(lock for lock in carried if isinstance(lock, Lock)), faults


def held_back(path: Path, expected: Forecast) -> Iterator[Diagnostic]:
    """What of a deck won't reach learners who have an earlier package of it."""
    notes, design = len(expected.held_back), expected.design_held
    told = [f"{notes} {'note reads' if notes == 1 else 'notes read'} otherwise"] if notes else []
    told += ["the design is another"] if design else []
    if told:
        message = (
            f"{' and '.join(told)} now, but learners who have this package would keep theirs, "
            f"which is dated later; build with `--after {pasted(path)}`"
        )
        yield Diagnostic(Location(path), "held-back", message)


def read_package(path: Path, deck_id: str) -> tuple[Lock | None, list[Diagnostic]]:
    """The lock of an earlier package of a deck."""
    if not path.exists():
        return None, [Diagnostic(Location(path), "package-unreadable", "there is no such file")]
    carried, faults = _carried(path, deck_id)
    if isinstance(carried, Unreadable):
        message = f"it {carried.reason}"
        return None, [Diagnostic(Location(path), "package-unreadable", message)]
    return carried, faults


def _carried(path: Path, deck_id: str) -> tuple[Lock | Unreadable | None, list[Diagnostic]]:
    """The lock in a package; None if a newer Recto wrote it."""
    carried = package.carried_lock(path)
    if isinstance(carried, Unreadable):
        return carried, []
    lock, faults = locks.parse(carried, path, deck_id)
    match lock:
        case Lock():
            return lock, faults
        case Refusal.NEWER:
            return None, faults
        case Refusal.FOREIGN:
            other = f"is a package of the deck `{locks.deck_of(carried)}`, not of `{deck_id}`"
            return Unreadable(other, damaged=False), []
        case Refusal.BROKEN:
            return Unreadable("holds a lock that is cut off or damaged", damaged=True), []


def stale_notes(
    entries: list[Entry], rendered: list[Rendered], before: Lock, packages: list[Path]
) -> Iterator[str]:
    """Notes whose text is as it was, and whose HTML is not that of a package in place."""
    stored = [package.stored_fields(path) for path in packages]
    for entry, note in zip(entries, rendered, strict=True):
        former = before.entries.get(entry.key)
        if former and former.modified == entry.modified:
            is_whole = note.note_type.adopted  # else fields follow that no author writes
            fields = "\x1f".join(note.values if is_whole else (*note.values, ""))
            for old in (each.get(entry.guid, fields) for each in stored):
                if not (old == fields if is_whole else old.startswith(fields)):
                    yield entry.key
                    break
