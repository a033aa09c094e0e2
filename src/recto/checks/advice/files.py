"""Advice on images, sounds and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
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
    of_types = (file for type_ in deck.own_types for file in type_.media)
    used.update(file.path for file in (*deck.style_media, *of_types, *describe(deck).files))
    unshown = [path for path in _media_below(deck.home.folder) if path not in used]
    for folder, paths in groupby(unshown, key=lambda path: path.parent):
        yield _unshown(folder, [*paths])


def _unshown(folder: Path, paths: list[Path]) -> Diagnostic:
    """One word for all of a folder: a deck that is begun may have hundreds."""
    if len(paths) == 1:
        message = "no card shows this file; show it, or delete it"
        return Diagnostic(Location(paths[0]), "media-unused", message)
    names = ", ".join(f"`{path.name}`" for path in paths[:_NAMED])
    more = f" and {len(paths) - _NAMED:,} more" if len(paths) > _NAMED else ""
    message = f"no card shows {len(paths):,} files of this folder: {names}{more}"
    return Diagnostic(Location(folder), "media-unused", f"{message}; show them, or delete them")


_NAMED = 3
"""Unused files of a folder that are named, of which the author sees what they are."""


def _media_below(folder: Path) -> Iterator[Path]:
    return _below(folder, IMAGES | SOUNDS | FILMS | FONTS)


def unused_tables(reading: Reading) -> Iterator[Diagnostic]:
    """Tables in the deck's folder whose rows are no cards, as no topic names them."""
    home = reading.deck.home
    if home.single:
        return
    used = {card.place.path for card in reading.deck.cards}
    for path in _below(home.folder, _TABLES):
        if path not in used:
            name = path.relative_to(home.folder).as_posix()
            message = (
                f"no topic names this table; `table: {name}` in a topic makes cards of its rows"
            )
            yield Diagnostic(Location(path), "table-unused", message)


_TABLES = frozenset({"csv", "tsv"})


def _below(folder: Path, endings: frozenset[str]) -> Iterator[Path]:
    for parent, folders, names in walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and ending(name) in endings:
                yield Path(parent, name)
