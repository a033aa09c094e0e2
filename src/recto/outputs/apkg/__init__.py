"""The package that learners import, an `.apkg`: what goes into it, and a look into one."""

from recto.outputs.apkg.archive import Lost, Packed, pack
from recto.outputs.apkg.reading import Unreadable, carried_lock, carries, stored_fields
from recto.outputs.release import AnkiDeck, DatedNoteType, Note, Package

__all__ = [
    "AnkiDeck",
    "DatedNoteType",
    "Lost",
    "Note",
    "Package",
    "Packed",
    "Unreadable",
    "carried_lock",
    "carries",
    "pack",
    "stored_fields",
]
