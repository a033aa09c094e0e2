"""What a command has written, in a line or a few."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from recto.commands.build import Built
from recto.commands.naming import Pinned
from recto.deck.model import Deck
from recto.diagnostics import counted
from recto.lock import Lock
from recto.reports.changes import NOTHING, forecast_lines
from recto.reports.words import sized
from recto.system.paths import pasted, relative

if TYPE_CHECKING:
    from recto.commands.new import NewFile


def built_lines(built: Built, *, verbose: bool = False) -> Iterator[str]:
    """What was built, and what an import of it will do."""
    for each in built.pinned:
        yield _pinned(each)
    yield _built(built)
    yield from forecast_lines(built.forecast, built.after, verbose=verbose)
    yield from _to_merge(built)


def _to_merge(built: Built) -> Iterator[str]:
    """What learners do once whose note types have ids that nobody knows."""
    types = [each for each in built.deck.own_types if each.adopted and each.adopted.id is None]
    if not types:
        return
    names = ", ".join(f"“{each.name}”" for each in types)
    yield (
        f"  learners who have notes of {names} already tick “Merge note types” in one import, after "
        "which Anki asks for a full sync; new ones needn't. Once all have done so, write this line, "
        "and the build stops saying it:"
    )
    for each in types:
        yield f"    `adopted: {built.after.note_types[each.id].id}` in {relative(each.file)}"


def rebuilt_lines(built: Built) -> Iterator[str]:
    """The same of a build of the same that comes next."""
    yield _built(built)
    yield NOTHING


def _built(built: Built) -> str:
    counts = f"{counted(built.notes, 'note')}, {counted(built.cards, 'card')}, {sized(built.size)}"
    return f"{built.deck.name}: {counts} in {relative(built.target)}"


def made_lines(made: list[NewFile]) -> Iterator[str]:
    """The files of a new deck, and what comes next."""
    if not made:
        return
    names = [relative(each.file) for each in made]
    width = max(map(len, names))
    for name, each in zip(names, made, strict=True):
        yield f"{name:<{width}}  {each.what}"
    yield ""
    topic = next(each.file for each in made if each.is_topic)
    yield f"Write your cards into {relative(topic)}, then run `{_build_command(topic.parent)}`."


def _build_command(deck: Path) -> str:
    name = relative(deck)
    return (
        "recto build" if Path(name).parent == Path("cards") else f"recto build {pasted(Path(name))}"
    )


def pinned_lines(pinned: list[Pinned]) -> Iterator[str]:
    """How many ids each source got, and the locks that got them too."""
    for each in pinned:
        yield _pinned(each)
    for lock in dict.fromkeys(each.lock for each in pinned if each.lock):
        yield f"{relative(lock)}: updated; commit it with the sources"


def _pinned(pinned: Pinned) -> str:
    return f"{relative(pinned.file)}: {counted(pinned.ids, 'id')} written"


def recovered_line(lock: Lock, path: Path) -> str:
    """What a recovered lock knows."""
    live = len(lock.live())
    return f"{relative(path)}: {counted(live, 'note')}, {len(lock.entries) - live} retired"


def pictured_line(deck: Deck, cards: int, drafts: int, target: Path) -> str:
    """Where the page of a deck is."""
    among = f", {drafts} of them {'a draft' if drafts == 1 else 'drafts'}," if drafts else ""
    return f"{deck.name}: {counted(cards, 'card')}{among} in {relative(target)}"
