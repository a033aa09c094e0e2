"""`id:` lines for cards that have none: the keys by which the lock knows them.

Nothing else in a source changes. A card with its id is found in the lock by that id, whatever
becomes of its question; so the next build is to learners what it would have been without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from recto import lock as locks
from recto.checks.ignoring import without_ignored
from recto.commands.outcome import Outcome, unwritten
from recto.commands.pipeline import Options, changed_lock, folders, prepare
from recto.deck.identity import is_card_id
from recto.deck.model import Card
from recto.diagnostics import Diagnostic, Location, has_errors
from recto.lock import Entry, Lock
from recto.lock.matching.match import match
from recto.lock.matching.pictures import Shown
from recto.outputs.prepared import Prepared
from recto.readers import yaml
from recto.readers.nodes import Mapping, Node, Sequence, said
from recto.system.exclusive import exclusive
from recto.system.files import put


@dataclass(frozen=True, slots=True)
class Pinned:
    """A source that got ids."""

    file: Path
    ids: int
    lock: Path
    """That of its deck, which got them too."""


class _Pin(NamedTuple):
    """A card and the entry whose key becomes its id."""

    card: Card
    entry: Entry

    @property
    def id(self) -> str:
        return self.entry.short_key


class _Edit(NamedTuple):
    """A file with ids written into it."""

    file: Path
    data: bytes
    pins: list[_Pin]


def pin(paths: Iterable[Path], options: Options) -> Outcome[Pinned]:
    """Write ids into sources and locks; nothing if any deck has an error.

    The locks come to say what a build would make them say, so that `--locked` builds go on.
    """
    paths = list(paths)
    with exclusive(folders(paths), options.waiting):
        prepared = prepare(paths, options)
        outcome: Outcome[Pinned] = Outcome(diagnostics=prepared.diagnostics)
        files: dict[Path, bytes] = {}
        pinned: list[Pinned] = []
        for each in prepared.results if not outcome.failed else ():
            if each.before.readings:  # the lock would forget them before a build has used them
                message = "locks were merged here; run `recto build`, then `recto pin`"
                outcome.diagnostics.append(
                    Diagnostic(Location(each.deck.home.lock), "not-pinned", message)
                )
                continue
            edits, told = _edits(each)
            outcome.diagnostics += without_ignored(told, [each.deck])
            pinned += [Pinned(edit.file, len(edit.pins), each.deck.home.lock) for edit in edits]
            files |= {edit.file.resolve(): edit.data for edit in edits}  # where a link leads
            if edits:
                files[each.deck.home.lock] = locks.dump(_with_ids(each.before, edits))
        outcome.diagnostics += [changed_lock(each) for each in prepared.results if each.has_changed]
        if not outcome.failed:
            _, failed = put(files)
            outcome.diagnostics += [unwritten(failed)] if failed else []
            outcome.results = [] if failed else pinned
        return outcome


def _edits(prepared: Prepared) -> tuple[list[_Edit], list[Diagnostic]]:
    """The deck's files with ids in them, and a word on each card that gets none."""
    pins, told = _pins(prepared)
    edits = [_edit(file, wanted) for file, wanted in pins.items()]
    written = {each.id for edit in edits for each in edit.pins}
    for left in (each for wanted in pins.values() for each in wanted):
        if left.id not in written:
            reason = f"the card is written in a way that Recto can't add to; add `id: {left.id}`"
            told.append(_not_pinned(left.card, reason))
    return [edit for edit in edits if edit.pins], told


def _pins(prepared: Prepared) -> tuple[dict[Path, list[_Pin]], list[Diagnostic]]:
    """The cards that can get an id, by file, and a word on each that can't."""
    deck, lock = prepared.deck, prepared.before
    shown = Shown(deck.cards, [note.media for note in prepared.rendered])
    entries = match([*deck.cards], lock.entries.values(), lock.readings, shown).entries
    bare = [pair for pair in zip(deck.cards, entries, strict=True) if not pair[0].id]
    told = list(_build_first([card for card, entry in bare if not entry and not card.draft]))
    pins: dict[Path, list[_Pin]] = {}
    owners = {entry.id: entry.key for entry in lock.entries.values()}
    owners |= {card.id.value: "" for card in deck.cards if card.id}
    for card, entry in bare:
        if entry is None:
            continue
        if reason := _unfit(entry, owners):
            told.append(_not_pinned(card, reason))
            continue
        owners[entry.short_key] = entry.key
        pins.setdefault(card.topic.file, []).append(_Pin(card, entry))
    return pins, told


def _unfit(entry: Entry, owners: dict[str, str]) -> str:
    """Why an entry's key can't be its card's id; `owners` are the full keys of who has one."""
    key = entry.short_key
    if owners.get(key, entry.key) != entry.key:
        return f"its key `{key}` is the id of another card; give it an `id` of its own"
    if not is_card_id(key):
        return f"its key `{key}` is no id by today's rules; give it an `id` of its own"
    return ""


def _edit(file: Path, pins: list[_Pin]) -> _Edit:
    data = file.read_bytes()
    root, _ = yaml.parse(data, file)
    cards = {card.place: card for card in _cards(root) if isinstance(card, Mapping)}
    places = [(each, card) for each in pins if (card := cards.get(each.card.place))]
    sound = _sound(data, root, places)
    return _Edit(file, _written(data, sound), [each for each, _ in sound])


def _sound(
    data: bytes, root: Node | None, pins: list[tuple[_Pin, Mapping]]
) -> list[tuple[_Pin, Mapping]]:
    """The pins after which the file says what it said before, and the ids beside."""
    ids = {card.place: each.id for each, card in pins}
    reread, faults = yaml.parse(_written(data, pins), Path())
    if not has_errors(faults) and said(reread) == said(root, ids):
        return pins
    half = len(pins) // 2
    return _sound(data, root, pins[:half]) + _sound(data, root, pins[half:]) if half else []


def _written(data: bytes, pins: list[tuple[_Pin, Mapping]]) -> bytes:
    return yaml.with_first_entries(data, [(card, f"id: {each.id}") for each, card in pins])


def _cards(root: Node | None) -> list[Node]:
    found = root.values.get("cards") if isinstance(root, Mapping) else None
    return found.items if isinstance(found, Sequence) else []


def _with_ids(lock: Lock, edits: list[_Edit]) -> Lock:
    ids = {pin.entry.key: pin.id for edit in edits for pin in edit.pins}
    entries = lock.entries.values()
    return lock.with_entries(entry._replace(id=ids.get(entry.key, entry.id)) for entry in entries)


def _not_pinned(card: Card, reason: str) -> Diagnostic:
    return Diagnostic(card.asked.at(), "not-pinned", f"this card gets no id: {reason}")


def _build_first(cards: list[Card]) -> Iterator[Diagnostic]:
    """One word on the cards of each file that the lock doesn't know."""
    by_file: dict[Path, list[Card]] = {}
    for card in cards:
        by_file.setdefault(card.topic.file, []).append(card)
    for of_file in by_file.values():
        who = "this card gets" if len(of_file) == 1 else f"{len(of_file)} cards of this file get"
        message = f"{who} no id, not being in the lock yet; run `recto build`, then `recto pin`"
        yield Diagnostic(of_file[0].asked.at(), "not-pinned", message)
