"""Which reader reads a source: a line for each format, the surest first.

A reader is a file of the folder `readers`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from recto.adopting.foreign import Read
from recto.adopting.readers import anki_text, apkg, crowdanki, markdown, tables


class Reader(NamedTuple):
    """One format of sources that can be adopted."""

    title: str
    """For people: what a source of this format is."""
    takes: Callable[[Path], bool]
    """Whether a source seems to be of this format: a look at its name, or its first bytes."""
    read: Read


READERS: tuple[Reader, ...] = (
    Reader("a package of Anki (.apkg, .colpkg)", apkg.takes, apkg.read),
    Reader("a folder of CrowdAnki (deck.json)", crowdanki.takes, crowdanki.read),
    Reader("Anki's export as text", anki_text.takes, anki_text.read),
    Reader("a table (.csv, .tsv)", tables.takes, tables.read),
    Reader("notes in Markdown or plain text, or a folder of them", markdown.takes, markdown.read),
)


def reader_of(source: Path) -> Reader | None:
    """The reader that takes a source."""
    return next((reader for reader in READERS if reader.takes(source)), None)
