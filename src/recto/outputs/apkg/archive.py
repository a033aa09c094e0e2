"""The `.apkg`: a zip that is the same every time, where genanki's is stored and dated."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from pathlib import Path
from typing import IO, NamedTuple

from recto import lock as locks
from recto.media import MediaFile
from recto.outputs.release import Release
from recto.system.files import Unwritten

COLLECTION, MEDIA, LOCK = "collection.anki2", "media", "recto.lock"
"""The members of the zip; Anki ignores the last, measured from 2.1.49 to 26.9.3."""

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


class Lost(NamedTuple):
    """A media file that vanished or changed while the deck was built."""

    file: MediaFile


class Packed(NamedTuple):
    """The bytes of an `.apkg` and of the lock that it carries, and how much it holds."""

    data: bytes
    lock: bytes
    notes: int
    cards: int


def pack(release: Release) -> Packed | Lost | Unwritten:
    """The `.apkg`: equal bytes for equal content, SQLite and zlib.

    Media are numbered files, and `media` gives their names. A large collection is made in the
    system's folder for temporary files; that folder may be full.

    The release stays whole; but whoever holds no other reference to it has its HTML out of memory
    before the zip is made.
    """
    from recto.outputs.apkg.collection import collection_of  # noqa: PLC0415  # genanki is slow to import

    lock, media = release.lock, release.media
    notes, cards = len(release.notes), sum(len(note.rendered.ords) for note in release.notes)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        try:
            made = collection_of(release)
            del release
            with made as collection:
                _write(archive, COLLECTION, collection)
        except OSError as error:
            return Unwritten(Path(tempfile.gettempdir()), error.strerror or str(error))
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _NO_ROOM:
                raise
            return Unwritten(Path(tempfile.gettempdir()), str(error))
        names = {str(number): file.name for number, file in enumerate(media)}
        archive.writestr(_member(MEDIA), json.dumps(names))
        carried = locks.dump(lock)
        _write(archive, LOCK, io.BytesIO(carried))
        for number, file in enumerate(media):
            data = file.read()
            if data is None:
                return Lost(file)
            packed = zipfile.ZIP_STORED if file.kind in _COMPRESSED else zipfile.ZIP_DEFLATED
            archive.writestr(_member(str(number), packed), data)
    return Packed(buffer.getvalue(), carried, notes, cards)


_LEVEL = 4
"""Of deflate: less than half of the time of the usual 6, for a package that is a thirtieth larger."""
_COMPRESSED = {"avif", "flac", "gif", "jpg", "m4a", "mp3", "mp4", "png", "webm", "webp", "woff2"}
"""Kinds of files that deflate makes no smaller."""
_NO_ROOM = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}


def _write(archive: zipfile.ZipFile, name: str, content: IO[bytes]) -> None:
    """Deflate a file in pieces, so that it is never in memory as a whole."""
    member = _member(name)
    # public since Python 3.13, by another name
    member._compresslevel = _LEVEL  # type: ignore[attr-defined]  # noqa: SLF001
    member.file_size = content.seek(0, os.SEEK_END)
    content.seek(0)
    with archive.open(member, "w") as target:
        shutil.copyfileobj(content, target, PIECE)


PIECE = 1 << 20
"""Bytes that are read in one go."""


def _member(name: str, compress_type: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _ZIP_DATE)
    member.compress_type = compress_type
    member.create_system = 3  # else the bytes tell Windows from the rest
    member.external_attr = 0o644 << 16
    return member
