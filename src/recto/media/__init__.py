"""Media: what a source calls `media/map.png` is a file in the deck's folder, or a fault.

A path is relative to the deck's folder, wherever the card stands, so that a card can move to
another topic. In the package a file is named after its bytes: Anki keeps one file a name
for all decks, and never replaces it where the note that shows it is unchanged.
"""

from recto.media.file import MediaFile, content, content_digest
from recto.media.kinds import FILMS, FONTS, IMAGES, SOUNDS, ending
from recto.media.lookup import LARGEST, Media, Refused, is_remote

__all__ = [
    "FILMS",
    "FONTS",
    "IMAGES",
    "LARGEST",
    "SOUNDS",
    "Media",
    "MediaFile",
    "Refused",
    "content",
    "content_digest",
    "ending",
    "is_remote",
]
