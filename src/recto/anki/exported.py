"""Files that Anki exported, `.apkg` and `.colpkg`: zips with a collection in them."""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from recto.anki.interface import LearnersCollection, Refused, Wanted
from recto.anki.stored import read_database
from recto.system.paths import relative

PACKED, MEMBERS = (
    "collection.anki21b",
    ("collection.anki21b", "collection.anki21", "collection.anki2"),
)
"""The collection, in the order in which Anki looks for it. The first is packed by Zstandard; beside
it the last holds but a note that tells old programs that they are too old."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that Anki exported, in the place of an Anki."""

    file: Path

    @property
    def place(self) -> str:
        return relative(self.file)

    def read(self, wanted: Wanted) -> LearnersCollection:
        return read_exported(self.file, wanted)


def read_exported(path: Path, wanted: Wanted) -> LearnersCollection:
    """What a file that Anki exported holds of the notes that are wanted.

    Raises:
        Refused: It is none, or can't be read.
    """
    place = relative(path)
    with tempfile.TemporaryDirectory(prefix="recto-") as folder:
        collection = Path(folder) / "collection.anki2"
        try:
            unpack(path, collection)
        except _NO_ZIP as error:
            message = "this is no file that Anki exported, or it is damaged"
            raise Refused(place, "anki-unreadable", message) from error
        except OverflowError as error:
            message = "it holds a collection that would fill the disk"
            raise Refused(place, "anki-unreadable", message) from error
        except OSError as error:
            message = f"it can't be read: {error.strerror or error}"
            raise Refused(place, "anki-unreadable", message) from error
        return read_database(collection, wanted, place)


def is_by_new_anki(path: Path) -> bool:
    """Whether an Anki exported it whose add-ons import as the program itself does: since 26.09."""
    with zipfile.ZipFile(path) as archive:
        return "meta" in archive.namelist()


def unpack(path: Path, target: Path) -> None:
    """Write the collection in a zip to a file.

    Raises:
        OverflowError: It is too large.
        OSError: A file can't be read or written.
        _NO_ZIP: The zip is broken, or holds no collection.
    """
    most = min(_LARGEST, _SMALL + _MOST_TIMES * path.stat().st_size)
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        name = next((each for each in MEMBERS if each in names), MEMBERS[-1])
        with archive.open(name) as member, target.open("wb") as file:
            for piece in _pieces(member, name):
                if file.tell() > most:
                    raise OverflowError
                file.write(piece)


def _pieces(member: IO[bytes], name: str) -> Iterator[bytes]:
    """The bytes of a member, unpacked."""
    if name != PACKED:
        yield from iter(lambda: member.read(_PIECE), b"")
        return
    from zstandard import ZstdDecompressor, ZstdError  # noqa: PLC0415  # few files need it

    source = ZstdDecompressor(max_window_size=_LARGEST_WINDOW).stream_reader(member)
    try:
        yield from iter(lambda: source.read(_PIECE), b"")
    except ZstdError as error:
        raise zlib.error(str(error)) from error


_PIECE = 1 << 20
_LARGEST, _LARGEST_WINDOW = 4 << 30, 1 << 27
"""Bytes: a collection of millions of notes; and what a stranger's file may take of the memory."""
_SMALL, _MOST_TIMES = 1 << 28, 100
"""Bytes that any collection may have, and how often larger than its file a large one may be."""
_NO_ZIP = (
    *(zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError),
    *(NotImplementedError, RuntimeError),  # a version, or a password
)
