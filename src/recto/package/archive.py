"""The `.apkg`: a zip that is the same every time, where genanki's is stored and dated."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, NamedTuple

from recto import lock as locks
from recto.files import Unwritten
from recto.media import MediaFile
from recto.package.contents import Package

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


def pack(package: Package) -> Packed | Lost | Unwritten:
    """The `.apkg`: equal bytes for equal content, SQLite and zlib.

    Media are numbered files, and `media` gives their names. A large collection is made in the
    system's folder for temporary files; that folder may be full.
    """
    from recto.package.collection import collection_of  # noqa: PLC0415  # genanki is slow to import

    names = {str(number): file.name for number, file in enumerate(package.media)}
    notes, cards = len(package.notes), sum(len(note.rendered.ords) for note in package.notes)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        try:
            with collection_of(package) as collection:
                _write(archive, COLLECTION, collection)
        except OSError as error:
            return Unwritten(Path(tempfile.gettempdir()), error.strerror or str(error))
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _NO_ROOM:
                raise
            return Unwritten(Path(tempfile.gettempdir()), str(error))
        archive.writestr(_member(MEDIA), json.dumps(names))
        lock = locks.dump(package.lock)
        _write(archive, LOCK, io.BytesIO(lock))
        for number, file in enumerate(package.media):
            data = file.read()
            if data is None:
                return Lost(file)
            packed = zipfile.ZIP_STORED if file.kind in _COMPRESSED else zipfile.ZIP_DEFLATED
            archive.writestr(_member(str(number), packed), data)
    return Packed(buffer.getvalue(), lock, notes, cards)


_LEVEL = 4
"""Of deflate: less than half of the time of the usual 6, for a package that is a thirtieth larger."""
_COMPRESSED = {"avif", "flac", "gif", "jpg", "m4a", "mp3", "mp4", "png", "webm", "webp", "woff2"}


_NO_ROOM = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}


def _write(archive: zipfile.ZipFile, name: str, content: IO[bytes]) -> None:
    """Deflate a file in pieces, so that it is never in memory as a whole."""
    member = _member(name)
    # public since Python 3.13, by another name
    member._compresslevel = _LEVEL  # type: ignore[attr-defined]  # noqa: SLF001
    member.file_size = content.seek(0, os.SEEK_END)
    content.seek(0)
    with archive.open(member, "w") as target:
        shutil.copyfileobj(content, target, _PIECE)


_PIECE = 1 << 20


def _member(name: str, compress_type: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _ZIP_DATE)
    member.compress_type = compress_type
    member.create_system = 3  # else the bytes tell Windows from the rest
    member.external_attr = 0o644 << 16
    return member


_LARGEST_MEMBER = 1 << 28
"""Bytes of a lock or a collection, as half a million notes have; a small zip can hold a thousand
times its size."""
_LONGEST_QUERY = 20_000_000
"""Steps of SQLite's machine, of which a note takes five."""


class Unreadable(NamedTuple):
    """Why a file gives no lock; `damaged` where it may have been a package once."""

    reason: str
    damaged: bool


def carried_lock(path: Path) -> bytes | Unreadable:
    """The lock that a package carries."""
    if path.exists() and not path.is_file():
        return Unreadable("is no file", damaged=True)
    try:
        return _read(path, LOCK)
    except KeyError:
        return Unreadable("carries no lock, so Recto didn't build it", damaged=False)
    except OverflowError:
        return Unreadable("holds a lock that would fill the memory", damaged=False)
    except OSError as error:
        return Unreadable(f"can't be read: {error.strerror or error}", damaged=True)
    except _NO_ZIP:
        return Unreadable("is damaged, or no package at all", damaged=True)


def carries(path: Path, lock: Path) -> bool:
    """Whether a package carries this very lock: its size, and piece by piece its bytes."""
    try:
        with zipfile.ZipFile(path) as archive, lock.open("rb") as file:
            member = archive.getinfo(LOCK)
            if member.file_size != os.fstat(file.fileno()).st_size or not _is_plain(member):
                return False
            with archive.open(member) as carried:
                pieces = iter(lambda: carried.read(_PIECE), b"")
                return all(piece == file.read(len(piece)) for piece in pieces) and not file.read(1)
    except (OSError, KeyError, *_NO_ZIP):
        return False


def _is_plain(member: zipfile.ZipInfo) -> bool:
    """Whether a member is packed as Recto does it; of other ways, each breaks in a way of its own."""
    return member.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def _read(path: Path, name: str) -> bytes:
    """A member of a zip that is not too large.

    Raises:
        KeyError: There is no such member.
        OverflowError: It is too large.
        OSError: The file can't be read.
        _NO_ZIP: The zip is broken, or no such one as Recto writes.
    """
    with zipfile.ZipFile(path) as archive:
        member = archive.getinfo(name)
        if member.file_size > _LARGEST_MEMBER:
            raise OverflowError
        if not _is_plain(member):
            raise NotImplementedError
        return archive.read(member)


_NO_ZIP = (
    *(zipfile.BadZipFile, zlib.error, EOFError, ValueError),
    *(NotImplementedError, RuntimeError),  # a version, or a password
)
"""What Python says of a broken zip; a name that is no UTF-8 is a `ValueError`."""


def stored_fields(path: Path) -> dict[str, str]:
    """The fields of each note of a package, by guid; none of a package that can't be read."""
    try:
        collection = _read(path, COLLECTION)
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(collection)
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, len(collection))
            connection.set_authorizer(_reads_a_table)
            connection.set_progress_handler(lambda: True, _LONGEST_QUERY)
            return dict(_stored(connection, len(collection)))
    except (OSError, KeyError, OverflowError, sqlite3.Error, *_NO_ZIP):
        return {}


def _reads_a_table(action: int, *of: str | None) -> int:
    """What SQLite may do: no function, and nothing that a stranger's view asks for."""
    reads = action in (sqlite3.SQLITE_READ, sqlite3.SQLITE_SELECT)
    return sqlite3.SQLITE_OK if reads and of[-1] is None else sqlite3.SQLITE_DENY


def _stored(connection: sqlite3.Connection, most: int) -> Iterator[tuple[str, str]]:
    """Guids and fields; more of them than the collection has bytes are computed.

    Raises:
        OverflowError: They have more than so many characters.
    """
    for guid, fields in connection.execute("SELECT guid, flds FROM notes"):
        if isinstance(fields, str):
            most -= len(fields)
            if most < 0:
                raise OverflowError
            yield guid, fields
