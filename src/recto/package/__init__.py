"""The package that learners import, an `.apkg`: what goes into it, and a look into one."""

from recto.package.archive import Lost, Packed, pack
from recto.package.contents import AnkiDeck, DatedNoteType, Note, Package
from recto.package.reading import Unreadable, carried_lock, carries, stored_fields

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
