"""From files to decks: what may stand where, and what is wrong where it doesn't."""

from recto.readers.clashes import dangerous_name
from recto.readers.decks import load_deck, load_decks
from recto.readers.find import DECK_FILE, deck_around, find_decks, folder_home
from recto.readers.head import offered_id
from recto.readers.tags import tag_fault
from recto.readers.topics import default_title

__all__ = [
    "DECK_FILE",
    "dangerous_name",
    "deck_around",
    "default_title",
    "find_decks",
    "folder_home",
    "load_deck",
    "load_decks",
    "offered_id",
    "tag_fault",
]
