"""From files to decks: what may stand where, and what is wrong where it doesn't."""

from recto.loader.decks import load_deck, load_decks
from recto.loader.find import find_decks

__all__ = ["find_decks", "load_deck", "load_decks"]
