"""Advice on images and sounds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from recto.checks.advice.reading import Reading
from recto.diagnostics import Diagnostic, Location
from recto.media import FILMS, FONTS, IMAGES, SOUNDS, ending, is_remote
from recto.render.fields import describe
from recto.system.files import walk
from recto.text.html import MEDIA, either

_SHOWS = re.compile(rf"""<(?:{either(*MEDIA)})\b[^<>]*?\bsrc\s*=\s*["']?([^"'\s>]+)""")


def online(reading: Reading) -> Iterator[Diagnostic]:
    """Images and sounds on the network; without `unsafe_html` they are an error."""
    if not reading.deck.unsafe_html:
        return
    for read in reading.cards:
        for address in _SHOWS.findall(" ".join(read.note.values)):
            if is_remote(address):
                message = f"`{address}` is on the network, where phones often are not"
                yield Diagnostic(read.card.asked.at(), "media-online", message)


def unused(reading: Reading) -> Iterator[Diagnostic]:
    """Files of the deck's folder that nothing shows.

    A deck in one file shares its folder with others, so nothing is said of that.
    """
    deck = reading.deck
    if deck.home.single:
        return
    used = {file.path for read in reading.cards for file in read.note.media}
    used.update(file.path for file in (*deck.style_media, *describe(deck).files))
    for path in _media_below(deck.home.folder):
        if path not in used:
            message = "no card shows this file; show it, or delete it"
            yield Diagnostic(Location(path), "media-unused", message)


def _media_below(folder: Path) -> Iterator[Path]:
    kinds = IMAGES | SOUNDS | FILMS | FONTS
    for parent, folders, names in walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and ending(name) in kinds:
                yield Path(parent, name)
