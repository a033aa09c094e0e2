"""Images and sounds that cards show: known by their bytes, as their names change."""

from __future__ import annotations

import re
from collections.abc import Iterable

from recto.deck.model import Card
from recto.lock.entry import Entry
from recto.lock.fingerprint import media_digest
from recto.media import MediaFile


class Shown:
    """What tells the files that cards and entries show from others.

    `media` are the files of each card.
    """

    def __init__(
        self, cards: Iterable[Card] = (), media: Iterable[tuple[MediaFile, ...]] = ()
    ) -> None:
        pairs = zip(cards, media, strict=False)
        self._by_card = {card.place: media_digest(files) for card, files in pairs if files}

    def __bool__(self) -> bool:
        """Whether any card shows a file."""
        return bool(self._by_card)

    def by(self, thing: Card | Entry) -> str | None:
        """None if it shows no file."""
        return thing.shows if isinstance(thing, Entry) else self._by_card.get(thing.place)


NO_FILES = Shown()


def names_file(text: str) -> bool:
    """Whether a text may name a file; an address on the web is none."""
    return bool(_NAME.search(text))


def without_names(text: str) -> str:
    """A text without the names of its files."""
    return _NAME.sub(r"\1\2", text)


def without_endings(text: str) -> str:
    """A text whose files have names without an ending: `media/call`."""
    return _NAME.sub(lambda match: _ENDING.sub("", match[0]), text)


_ENDING = re.compile(r"""\.\w{2,5}(?=[>"']?\Z)""")
_NAME = re.compile(
    r"""(\]\()(?!<?\w+:)(?:<[^<>]*>|[^)\s]*)|(\bsrc\s*=\s*)(?!["']?\w+:)(?:"[^"]*"|'[^']*'|[^\s>]+)"""
)
"""A file's name, with what stands before it."""
