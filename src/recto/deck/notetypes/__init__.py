"""The note types of a deck: what they are, what all of them share, and the built-in ones."""

from recto.deck.notetypes.builtin import (
    FIELDS,
    masking,
    masking_script,
    naming,
    naming_script,
    shuffle_script,
    shuffling,
    told,
)
from recto.deck.notetypes.note_type import KEY, MY_NOTES, SHIPPED, SPARES, Field, NoteType, Template
from recto.deck.notetypes.own import note_types

TEMPLATE_REVISION = 6
"""Raised with every change of a template or of the CSS, so that an older Recto, which would
turn the change back, refuses a lock that a newer one has written."""

__all__ = [
    "FIELDS",
    "KEY",
    "MY_NOTES",
    "SHIPPED",
    "SPARES",
    "TEMPLATE_REVISION",
    "Field",
    "NoteType",
    "Template",
    "masking",
    "masking_script",
    "naming",
    "naming_script",
    "note_types",
    "shuffle_script",
    "shuffling",
    "told",
]
