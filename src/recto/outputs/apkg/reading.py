"""A look into a package that was built before, or is no package at all: nothing in it is believed."""

from __future__ import annotations

import os
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from recto.outputs.apkg.archive import COLLECTION, LOCK, PIECE

_LARGEST_MEMBER = 1 << 28
"""Bytes of a lock or a collection, as half a million notes have; a small zip can hold a thousand
times its size."""
_LONGEST_QUERY = 20_000_000
"""Steps of SQLite's machine, of which a note takes five; a stranger's query may have no end."""


class Unreadable(NamedTuple):
    """Why a file gives no lock; `damaged` where it may have been a package once."""

    reason: str
    damaged: bool


def carried_lock(path: Path) -> bytes | Unreadable:
    """The lock that a package carries."""
    if path.exists() and not path.is_file():
        return Unreadable("is a folder, not a file", damaged=True)
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
                pieces = iter(lambda: carried.read(PIECE), b"")
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
