"""Advice on what was adopted: faults that would be errors if no learner had them already."""

from __future__ import annotations

from collections.abc import Iterator

from recto.checks.advice.reading import Reading
from recto.checks.errors import faults_of_adopted
from recto.deck.kinds.own import Adopted
from recto.diagnostics import Diagnostic
from recto.render.media import unnamed

SHARED_ID = 1607392319
"""The note type id of the example in genanki's README, which many have copied."""


def faults(reading: Reading) -> Iterator[Diagnostic]:
    """What is wrong with what was adopted: note types, notes, files, an id that others have."""
    yield from _of_types_and_notes(reading)
    yield from _missing_files(reading)
    yield from _shared_id(reading)


def _of_types_and_notes(reading: Reading) -> Iterator[Diagnostic]:
    """What is wrong with an adopted note type or one of its notes."""
    if not reading.deck.is_adopted:
        return
    for each in faults_of_adopted(reading.deck):
        yield Diagnostic(each.location, "adopted-fault", each.message)
    for read in reading.cards:
        if isinstance(read.card.content, Adopted):
            fields = dict(zip(read.note.note_type.number_of, read.note.values, strict=True))
            for each in read.card.content.blemishes(fields):
                yield Diagnostic(each.location, "adopted-fault", each.message)


def _missing_files(reading: Reading) -> Iterator[Diagnostic]:
    """A note that learners have shows a file that the deck doesn't have."""
    for read in reading.cards:
        if read.card.content.is_adopted:
            known = {file.name for file in read.note.media}
            shown = (name for html in read.note.values for name in unnamed(html, known))
            for name in dict.fromkeys(shown):
                message = f"the file `{name}` is not in the deck; learners have it or see nothing"
                yield Diagnostic(read.card.asked.at(), "adopted-fault", message)


def _shared_id(reading: Reading) -> Iterator[Diagnostic]:
    """Decks of other people have the same note type id, by accident."""
    for type_ in reading.deck.own_types:
        if type_.adopted and type_.adopted.id == SHARED_ID:
            message = (
                f"the id {SHARED_ID} is that of the example in genanki's README, and many decks "
                "have it: a learner of another one gets conflicts, as before"
            )
            yield Diagnostic(type_.place, "adopted-fault", message)
