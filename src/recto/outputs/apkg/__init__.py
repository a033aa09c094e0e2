"""The package that learners import, an `.apkg`: made of a release, and a look into one."""

from recto.outputs.apkg.archive import Lost, Packed, pack
from recto.outputs.apkg.reading import Unreadable, carried_lock, carries, stored_fields

__all__ = [
    "Lost",
    "Packed",
    "Unreadable",
    "carried_lock",
    "carries",
    "pack",
    "stored_fields",
]
