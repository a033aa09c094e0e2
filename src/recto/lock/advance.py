"""The next lock: what today's cards and note types are to learners, and since when."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace

from recto.deck.model import Deck
from recto.deck.notetypes import note_types
from recto.diagnostics import Diagnostic
from recto.lock.entry import Entry, Lock
from recto.lock.fingerprint import about
from recto.lock.matching.match import match
from recto.lock.matching.pictures import Shown
from recto.lock.minting import Minter, dated_types
from recto.lock.shipped import Times, with_shipped
from recto.lock.warnings import identity_warnings
from recto.lock.warnings.come_and_go import come_and_go
from recto.lock.warnings.matched import Matched
from recto.media import MediaFile

Files = tuple[MediaFile, ...]


@dataclass(frozen=True, slots=True)
class Advanced:
    """The next lock, the entry of each card that is built, and what to tell of the matching."""

    lock: Lock
    entries: list[Entry]
    diagnostics: list[Diagnostic]
    formers: list[Entry | None]
    """What the lock knew of each card, drafts included; None of a new one."""


def advance(
    deck: Deck, lock: Lock, times: Times, media: Iterable[Files] = (), described: Files = ()
) -> Advanced:
    """Match the cards with the lock and carry it forward. Changes nothing that is the same.

    `media` are the files that each card shows; without them no card shows any. `described`
    are those of the deck's description.

    What learners may have is never forgotten: notes that the lock has lost, in a `git revert`
    or a merge gone wrong, come back into it from the packages as retired ones, and notes that
    read otherwise there are known by those words too.
    """
    cards = list(deck.cards)
    if times.replaced is lock:  # so nothing that learners may have reads otherwise
        times = replace(times, replaced=None)
    locked = lock.entries.keys()
    lock = with_shipped(lock, times.shipped)
    files_of = list(media) or [()] * len(cards)
    shown = Shown(cards, files_of)
    matches = match(cards, lock.entries.values(), lock.readings, shown)
    minter = Minter(deck, lock, times)
    entries: dict[str, Entry] = {}
    built: list[Entry] = []
    for card, former, files in zip(cards, matches.entries, files_of, strict=True):
        if card.draft:
            if former:
                entries[former.key] = minter.put_aside(card, former)
            continue
        entry = minter.carry(card, former or minter.mint(card), files)
        entries[entry.key] = entry
        built.append(entry)
    matched = Matched(cards, matches.entries, lock, locked, built, times.shipped, shown)
    diagnostics = [*matches.diagnostics, *identity_warnings(matched)]
    diagnostics += come_and_go(matched, diagnostics, matches.offered)
    for former in lock.entries.values():
        if former.key not in entries:
            entries[former.key] = former._replace(retired=True, draft=False)
    return Advanced(
        replace(
            lock,
            decks={"": deck.name, **deck.subdecks},
            about=about(deck, described),
            note_types=dated_types(note_types(deck), lock, times),
            entries=entries,
            readings=(),
        ),
        built,
        diagnostics,
        matches.entries,
    )


def refresh(advanced: Advanced, keys: Container[str], now: int) -> Advanced:
    """Send notes again although their text is the same, because their HTML is not."""
    entries = {
        key: entry._replace(modified=max(now // 1000, entry.modified + 1)) if key in keys else entry
        for key, entry in advanced.lock.entries.items()
    }
    built = [entries[entry.key] for entry in advanced.entries]
    return replace(advanced, lock=replace(advanced.lock, entries=entries), entries=built)
