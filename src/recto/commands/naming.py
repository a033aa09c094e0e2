"""A name for each card: `id:` lines in the sources, the keys by which the lock knows the cards.

From then on a card is found by its name, whatever becomes of its words. `recto build` writes the
lines before lock and package; `recto pin` writes nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from recto.deck.identity import is_card_id
from recto.deck.model import Card, Home
from recto.diagnostics import Diagnostic, Location
from recto.lock import Entry
from recto.outputs.prepared import Prepared
from recto.readers import formats, tables
from recto.readers.nodes import Named, Unnamed
from recto.system.files import Stamp, stamp
from recto.text import Text


@dataclass(frozen=True, slots=True)
class Pinned:
    """A source that gets ids."""

    file: Path
    ids: int
    lock: Path | None
    """That of its deck, if it gets them too."""


@dataclass(slots=True)
class Naming:
    """The sources of a deck with ids in them, and a word on each card that can get none."""

    sources: dict[Path, bytes] = field(default_factory=dict)
    """What is to be written, where links lead."""
    pinned: list[Pinned] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    """By the full keys of the notes."""
    diagnostics: list[Diagnostic] = field(default_factory=list)
    stamps: dict[Path, Stamp | None] = field(default_factory=dict)
    """Which files the sources were when they were read."""

    def changed(self) -> Iterator[Diagnostic]:
        """An error for each source that somebody else has written meanwhile."""
        for path, found in self.stamps.items():
            if stamp(path) != found:
                message = "the file was saved while the deck was built; build again"
                yield Diagnostic(Location(path), "source-changed", message)


def naming(prepared: Prepared, *, adds_columns: bool = False) -> Naming:
    """Ids for the cards that have none, drafts left out that no lock knows.

    A table without a column for them gets one only where that was asked for.
    """
    found = Naming()
    if all(card.id for card in prepared.deck.cards):
        return found
    home = prepared.deck.home
    for file, cards in _nameless(prepared, found.diagnostics).items():
        before = stamp(file)
        named = _with_ids(file, cards, home, adds_columns=adds_columns)
        if isinstance(named, str):
            message = f"{_told(len(cards))} no id: {named}"
            found.diagnostics.append(Diagnostic(cards[0].asked.at(), "not-pinned", message))
            continue
        left = {each.place for each in named.left}
        for each in cards:
            if each.card.place in left:
                reason = f"it is written in a way that Recto can't add to; add `id: {each.card.id}`"
                found.diagnostics.append(_not_pinned(each.asked, reason))
            else:
                found.ids[each.key] = each.card.id
        if len(left) < len(cards):
            found.sources[file.resolve()] = named.data
            found.stamps[file] = before
            found.pinned.append(Pinned(file, len(cards) - len(left), home.lock))
    return found


def _with_ids(file: Path, cards: list[_Nameless], home: Home, *, adds_columns: bool) -> Named | str:
    """A source with ids in it, or why none of its cards can get one."""
    path = file.resolve()
    if not os.access(path, os.W_OK):
        return "the file can't be written"
    unnamed = [each.card for each in cards]
    topic = cards[0].topic
    if topic == file:
        return formats.with_ids(file, path.read_bytes(), unnamed)
    ids = {each.place: each.id for each in unnamed}
    data = tables.with_ids(home, topic, ids, adds_column=adds_columns)
    return Named(data, []) if data is not None else f"the table has no column `id`; {_ADD}"


_ADD = "`recto pin` adds it, or write it yourself where the topic lists the columns"


class _Nameless(NamedTuple):
    """A card without an id, and the full key of its note."""

    card: Unnamed
    key: str
    topic: Path
    """The file of its topic, which may have it from a table."""

    @property
    def asked(self) -> Text:
        return self.card.asked


def _nameless(prepared: Prepared, told: list[Diagnostic]) -> dict[Path, list[_Nameless]]:
    """By their files the cards that can get an id, and a word on each that can't."""
    deck = prepared.deck
    bare = [each for each in _entries(prepared) if not each[0].id]
    found: dict[Path, list[_Nameless]] = {}
    owners = {entry.id: entry.key for entry in prepared.before.entries.values() if entry.id}
    owners |= {card.id.value: "" for card in deck.cards if card.id}
    for card, entry, former in bare:
        id_ = (former and former.id) or entry.short_key
        if reason := _unfit(id_, entry, owners):
            told.append(_not_pinned(card.asked, reason))
            continue
        owners[id_] = entry.key
        unnamed = Unnamed(card.place, card.asked, id_)
        nameless = _Nameless(unnamed, entry.key, card.topic.file)
        found.setdefault(card.place.path, []).append(nameless)
    return found


def _entries(prepared: Prepared) -> Iterator[tuple[Card, Entry, Entry | None]]:
    """Every card with its entry and its former one; a draft has no entry but that."""
    built = iter(prepared.advanced.entries)
    for card, former in zip(prepared.deck.cards, prepared.advanced.formers, strict=True):
        if not card.draft:
            yield card, next(built), former
        elif former:
            yield card, former, former


def _unfit(id_: str, entry: Entry, owners: dict[str, str]) -> str:
    """Why this can't be a card's id; `owners` are the full keys of those who have one."""
    if owners.get(id_, entry.key) != entry.key:
        return f"its key `{id_}` is the id of another card; give it an `id` of its own"
    if not is_card_id(id_):
        return f"its key `{id_}` is no id by today's rules; give it an `id` of its own"
    return ""


def _not_pinned(asked: Text, reason: str) -> Diagnostic:
    return Diagnostic(asked.at(), "not-pinned", f"this card gets no id: {reason}")


def _told(cards: int) -> str:
    return "the card of this file gets" if cards == 1 else f"the {cards} cards of this file get"
