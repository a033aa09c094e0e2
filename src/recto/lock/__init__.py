"""The lock: what a deck's learners know each card by, and since when it reads as it does."""

from recto.lock.entry import Entry, Lock, Mask, NoteTypeEntry, Slot
from recto.lock.file import Refusal, deck_of, dump, parse, read

__all__ = [
    "Entry",
    "Lock",
    "Mask",
    "NoteTypeEntry",
    "Refusal",
    "Slot",
    "deck_of",
    "dump",
    "parse",
    "read",
]
