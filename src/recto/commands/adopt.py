"""A deck of another program comes in: its sources and its lock, in a new folder.

All of it is written into a folder beside, read as any deck is, and only then given its name. So
what can't be taken leaves nothing behind, nor does whoever is stopped on the way.
"""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from recto import lock as locks
from recto.adopting.first_lock import first_lock
from recto.adopting.foreign import Foreign, ForeignType
from recto.adopting.registry import READERS, reader_of
from recto.adopting.sources import Sources, sources_of
from recto.commands.outcome import Outcome, unwritten
from recto.commands.pipeline import load
from recto.deck.identity import folded_id
from recto.deck.model import Deck
from recto.diagnostics import Diagnostic, Location, has_errors
from recto.readers.clashes import dangerous_name
from recto.readers.find import folder_home
from recto.render.fields import Rendered, describe, render_cards
from recto.system.files import Unwritten
from recto.system.garbage import without_gc


class Made(NamedTuple):
    """What a package of an adopted deck brings."""

    notes: int = 0
    cards: int = 0
    drafts: int = 0
    """Notes beside those, of which it brings none."""
    unmade: int = 0
    """Cards that its source has and Recto doesn't make, as they show nothing of their notes."""


@dataclass(frozen=True, slots=True)
class AdoptedDeck:
    """A deck that was adopted, for its summary."""

    folder: Path
    foreign: Foreign
    sources: Sources
    made: Made
    lost: tuple[str, ...]
    """Media that could not be read, or are too large for AnkiWeb."""


@without_gc
def adopt(source: Path, folder: Path | None, now: int) -> Outcome[AdoptedDeck]:
    """Write the sources of a deck of another program into a new folder, or say why not."""
    outcome: Outcome[AdoptedDeck] = Outcome()
    foreign = _read(source, folder, outcome)
    if foreign is None or outcome.failed:
        return outcome
    folder = folder or _offered(foreign)
    if (
        fault := _refusal(folder)
        or dangerous_name(folder_home(folder))
        or _too_much(source, foreign)
    ):
        outcome.diagnostics.append(fault)
        return outcome
    sources = sources_of(foreign, folder_home(folder).stem)
    try:
        with _beside(folder) as there:
            lost = _write(there, sources, foreign)
            made = _finish(there, folder, sources, now, outcome)
            if not outcome.failed:
                there.rename(folder)
                outcome.results.append(AdoptedDeck(folder, foreign, sources, made, lost))
    except OverflowError:
        message = "its media are larger than any package of its size can hold"
        outcome.diagnostics.append(Diagnostic(Location(source), "adopt-refused", message))
    except OSError as error:
        outcome.diagnostics.append(unwritten(Unwritten(folder, error.strerror or str(error))))
    return outcome


def _read(source: Path, folder: Path | None, outcome: Outcome[AdoptedDeck]) -> Foreign | None:
    """What the reader of its format makes of a source, unless there is no room for it."""
    if folder and (fault := _refusal(folder)):
        outcome.diagnostics.append(fault)
        return None
    reader = reader_of(source)
    if reader is None:
        outcome.diagnostics.append(_not_known(source))
        return None
    foreign, outcome.diagnostics = reader.read(source)
    return foreign


def _offered(foreign: Foreign) -> Path:
    """The folder of a deck for which nobody named one: where `recto build` looks."""
    name = folded_id(foreign.name.rpartition("::")[2])[:_LONGEST].strip("-")
    return Path("cards", name or "deck")


_LONGEST = 50
_SPREADSHEETS = (".xlsx", ".xls", ".ods", ".numbers")


def _not_known(source: Path) -> Diagnostic:
    if not source.exists():
        return Diagnostic(Location(source), "deck-not-found", f"there is no `{source}`")
    known = ", ".join(reader.title for reader in READERS)
    message = f"Recto can't read this; it adopts {known}"
    if source.suffix.lower() in _SPREADSHEETS:
        message = "save the spreadsheet as CSV UTF-8, and adopt that file"
    return Diagnostic(Location(source), "adopt-refused", message)


def _refusal(folder: Path) -> Diagnostic | None:
    with suppress(OSError):
        if folder.is_dir() and not any(folder.iterdir()):
            return None
    if folder.exists() or folder.is_symlink():
        message = "this is there already; name a folder that is not"
        return Diagnostic(Location(folder), "adopt-refused", message)
    return None


_MOST_TAGS, _MOST_PARTS, _LONGEST_NAME = 1000, 100, 500


def _too_much(source: Path, foreign: Foreign) -> Diagnostic | None:
    """What no deck of people has, and what would fill a disk or an editor."""
    message = ""
    for note in foreign.notes:
        if len(note.tags) > _MOST_TAGS:
            message = (
                f"one of its notes has {len(note.tags):,} tags, and at most {_MOST_TAGS:,} can be"
            )
        elif max(len(note.type.fields), len(note.type.templates)) > _MOST_PARTS:
            message = (
                f"its note type `{note.type.name}` has more than {_MOST_PARTS} fields or cards"
            )
        elif not note.type.fields or not note.type.templates:
            message = f"its note type `{note.type.name}` has no fields or no cards"
        elif not all(0 < len(name.strip()) <= _LONGEST_NAME for name in _names_in(note.type)):
            message = (
                f"its note type `{note.type.name}`, a field or a card of it has no name, or one of "
                f"more than {_LONGEST_NAME} characters"
            )
        if message:
            return Diagnostic(Location(source), "adopt-refused", message)
    return None


def _names_in(of_type: ForeignType) -> Iterator[str]:
    yield of_type.name
    yield from (field.name for field in of_type.fields)
    yield from (template.name for template in of_type.templates)


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A new folder beside another, which is gone afterwards if nobody renames it."""
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    for stale in folder.parent.glob(f".{folder.name}.*.tmp"):
        if _OURS.fullmatch(stale.name.removeprefix(f".{folder.name}")):
            shutil.rmtree(stale, ignore_errors=True)
    around = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.tmp")
    there = around / folder.name  # its name is looked at as that of any deck
    there.mkdir(parents=True)
    try:
        yield there
    finally:
        shutil.rmtree(around, ignore_errors=True)


_OURS = re.compile(r"\.[0-9a-f]{8}\.tmp")


def _write(there: Path, sources: Sources, foreign: Foreign) -> tuple[str, ...]:
    """Write all files but the lock; the names of media that are not there."""
    for path, data in sources.files.items():
        file = there / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    (there / ".gitattributes").write_bytes(b"recto.lock merge=union eol=lf\nmedia/** -text\n")
    lost = dict.fromkeys(sorted(sources.media))
    for name, data in foreign.read_media([*lost]):
        del lost[name]
        file = there / sources.media[name]
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
    return tuple(lost)


def _finish(
    there: Path, folder: Path, sources: Sources, now: int, outcome: Outcome[AdoptedDeck]
) -> Made:
    """Read the deck as any other, and write its lock; what it makes."""
    loaded = load([there])
    faults = [*loaded.diagnostics]
    made = Made()
    for deck in loaded.results:
        rendered, found = render_cards(deck)
        faults += (*found, *describe(deck).faults)
        if not any(map(_is_error, faults)):
            lock = first_lock(deck, rendered, sources, now)
            (there / "recto.lock").write_bytes(locks.dump(lock))
            made = _made(deck, rendered, sources)
    outcome.diagnostics += [_moved(each, there, folder) for each in faults if _is_error(each)]
    return made


def _made(deck: Deck, rendered: Sequence[Rendered], sources: Sources) -> Made:
    known = {card.id: {ord_ for ord_, _ in card.note.decks} for card in sources.cards}
    notes = cards = unmade = 0
    for card, note in zip(deck.cards, rendered, strict=True):
        if not card.draft:
            notes += 1
            cards += len(note.ords)
            there = known.get(card.id.value, set()) if card.id else set()
            unmade += len(there.difference(note.ords))
    return Made(notes, cards, len(deck.cards) - notes, unmade)


def _is_error(fault: Diagnostic) -> bool:
    """Whether a fault is one of what was written; notes to study become drafts, and no more at first."""
    return has_errors([fault]) and fault.code != "deck-empty"


def _moved(fault: Diagnostic, there: Path, folder: Path) -> Diagnostic:
    """A fault in the folder that nobody knows, as one in that which it was to be."""
    path = fault.location.path
    with suppress(ValueError):
        path = folder / path.resolve().relative_to(there.resolve())
    return replace(fault, location=fault.location._replace(path=path))
