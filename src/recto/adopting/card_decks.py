"""Cards that lie in another deck than their note's first one, as somebody moved them there.

Where all cards of a template lie in one deck, and that is not the deck of all their notes, the
template gets it, so that new cards go there too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from recto.adopting.foreign import ForeignNote, ForeignType
from recto.adopting.topics import home_of


def with_card_decks(notes: Sequence[ForeignNote]) -> list[ForeignNote]:
    """The notes, of types whose templates say where their cards lie."""
    types = {each: _with_decks(each, notes) for each in dict.fromkeys(n.type for n in notes)}
    return [note._replace(type=types[note.type]) for note in notes]


def _with_decks(of_type: ForeignType, notes: Sequence[ForeignNote]) -> ForeignType:
    if of_type.is_cloze or len(of_type.templates) == 1:
        return of_type
    decks: dict[int, set[str]] = {}
    apart: set[int] = set()
    for note in notes:
        if note.type is of_type:
            for place, deck in note.decks:
                decks.setdefault(place, set()).add(deck)
                if deck != home_of(note):
                    apart.add(place)
    found = {place: next(iter(decks[place])) for place in apart if len(decks[place]) == 1}
    if not found:
        return of_type
    templates = tuple(
        each if each.deck else each._replace(deck=found.get(place, ""))
        for place, each in enumerate(of_type.templates)
    )
    return replace(of_type, templates=templates)
