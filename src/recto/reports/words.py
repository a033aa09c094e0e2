"""How reports name and count things."""

from __future__ import annotations

from recto.diagnostics import counted, short
from recto.lock.forecast import Change
from recto.lock.own_cards import CardOfType
from recto.render.one_line import in_one_line


def sized(number: int) -> str:
    """Bytes, in MB or kB."""
    return f"{number / 1e6:.1f} MB" if number >= 10**6 else f"{max(1, round(number / 1000))} kB"


def asked(change: Change) -> str:
    """What a note asks, in a line."""
    return short(in_one_line(change.entry.question))


def notes_of(card: CardOfType) -> str:
    """`3 notes of “Word”`, and retired ones where they come to them too."""
    told = f"{counted(card.notes, 'note')} of “{card.type_name}”"
    if card.retired:
        told += f" and {counted(card.retired, 'retired one')}, where learners kept them"
    return told
