"""What an import will do, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from recto.commands.diff import Compared
from recto.diagnostics import counted, printable
from recto.lock import Lock
from recto.lock.forecast import Change, Fate, Forecast
from recto.reports.by_hand import all_by_hand, retired_keys, search_for
from recto.reports.words import asked, notes_of

_LISTED = 12
"""Notes of one fate that are listed before the rest is only counted."""
NOTHING = "  nothing changed"


def diff_lines(compared: Compared, *, verbose: bool = False) -> Iterator[str]:
    """The forecast of a build that has not been made."""
    prepared = compared.prepared
    notes = len(prepared.release.notes)
    cards = sum(len(note.rendered.ords) for note in prepared.release.notes)
    yield f"{prepared.deck.name}: {counted(notes, 'note')}, {counted(cards, 'card')}"
    yield from forecast_lines(compared.forecast, prepared.after, verbose=verbose)
    if prepared.stale:
        yield (
            f"  the HTML of {counted(len(prepared.stale), 'unchanged note')} is not as it was "
            "sent; --refresh sends it again"
        )


def forecast_lines(expected: Forecast, after: Lock, *, verbose: bool) -> Iterator[str]:
    """Counts, then the notes, then what the learner must do by hand."""
    if expected.is_empty:
        yield NOTHING
        return
    counts = [(fate, len(expected.having(fate))) for fate in Fate]
    told = ", ".join(f"{number} {fate}" for fate, number in counts if number)
    among = {"moved": len(expected.moved), "held back": len(expected.held_back)}
    of_these = ", ".join(f"{number} {what}" for what, number in among.items() if number)
    yield f"  {told}; of these {of_these}" if of_these else f"  {told}"
    if all(fate is Fate.NEW for fate, number in counts if number) and not verbose:
        return
    yield from _changes(expected, verbose=verbose)
    if len(expected.retagged) > _LISTED:
        yield (
            f"  {len(expected.retagged)} notes come again for their tags or title alone; that "
            "replaces learners' own tags and words in them"
        )
    yield from (f"  {line}" for line in _of_the_deck(expected))
    for advice in all_by_hand(expected, after):
        yield f"  ! {advice}"


def _of_the_deck(expected: Forecast) -> Iterator[str]:
    if expected.renamed_types:
        yield "the note types are renamed with the deck"
    for card in expected.new_cards:
        yield f"a new card, “{card.name}”, comes to {notes_of(card)}"
    for card in (each for each in expected.deleted_cards if each.notes):
        yield f"the card “{card.name}” stays in {notes_of(card)}; new notes get none"
    if expected.redescribed:
        yield f"the deck's {' and '.join(expected.redescribed)} changed"
    if expected.redesigned:
        yield "the cards' design changed, for all cards; no review is touched"
    if expected.design_held:
        yield "the cards' design is held back"
    if expected.readdressed:
        yield "the address for reporting faults changed, on all cards; no review is touched"


def _changes(expected: Forecast, *, verbose: bool) -> Iterator[str]:
    fates = (Fate.NEW, Fate.RETURNED, Fate.UPDATED, Fate.RETIRED)
    groups = {
        **{fate.value: expected.having(fate) for fate in fates},
        "held back": expected.held_back,
    }
    for name, changes in groups.items():
        listed = changes if verbose else changes[:_LISTED]
        for change in listed:
            yield f"    {name:<9} {_told(change)}"
        if len(changes) > len(listed):
            yield f"    {name:<9} … and {len(changes) - len(listed)} more (-v lists all)"


def _told(change: Change) -> str:
    topic = change.entry.topic
    where = f" ({topic})" if topic else ""
    if change.moved and change.before:
        where = f" ({change.before.topic or '.'} → {topic or '.'})"
    backwards = "asks backwards too" if change.entry.reversed else "asks backwards no more"
    changed = [backwards if name == "reversed" else name for name in change.changed]
    what = f": {', '.join(changed)}" if changed else ""
    if change.fate is Fate.UPDATED and not change.changed:
        what = ": the same text, dated later"
    return f"“{asked(change)}”{where}{what}"


def forecast_json(compared: Compared) -> dict[str, Any]:
    """One deck of `recto diff --format json`."""
    prepared, expected = compared.prepared, compared.forecast
    counts = {fate.value: len(expected.having(fate)) for fate in Fate}
    return {
        "deck": prepared.deck.name,
        "id": prepared.deck.id,
        **counts,
        "moved": len(expected.moved),
        "conflicting": len(expected.conflicting),
        "held_back": len(expected.held_back),
        "refreshable": len(prepared.stale),
        "redescribed": list(expected.redescribed),
        "redesigned": expected.redesigned,
        "new_cards": [card._asdict() for card in expected.new_cards],
        "deleted_cards": [card._asdict() for card in expected.deleted_cards],
        "emptied_cards": [card._asdict() for card in expected.emptied_cards],
        "readdressed": expected.readdressed,
        "by_hand": list(all_by_hand(expected, prepared.after)),
        "retired_search": search_for(retired_keys(prepared.after)),
        "notes": [_note_json(change) for change in expected.changes],
    }


def _note_json(change: Change) -> dict[str, Any]:
    return {
        "fate": change.fate.value,
        "key": change.entry.key,
        "guid": change.entry.guid,
        "question": change.entry.question,
        "topic": change.entry.topic,
        "moved_from": change.before.topic if change.moved and change.before else None,
        "changed": list(change.changed),
    }


def diff_json(decks: list[dict[str, Any]]) -> str:
    """The whole of `recto diff --format json`."""
    return printable(json.dumps({"decks": decks}, ensure_ascii=False, indent=2))
