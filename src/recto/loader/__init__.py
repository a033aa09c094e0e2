"""From files to decks: what may stand where, and what is wrong where it doesn't."""

from recto.loader.clashes import dangerous_name
from recto.loader.decks import load_deck, load_decks
from recto.loader.find import DECK_FILE, deck_around, find_decks, folder_home
from recto.loader.head import offered_id
from recto.loader.tags import tag_fault
from recto.loader.topics import default_title

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
