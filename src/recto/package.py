"""The `.apkg`: genanki's collection, Recto's rows, a zip that is the same every time.

genanki brings schema, collection and note types. What it derives by itself (guids, times,
which cards a note has, their order) is decided in Recto, and its zip, which is stored and
dated, is replaced; see `Deck.write_to_db` and `pack`.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple

import genanki

from recto import lock as locks
from recto.files import Unwritten
from recto.lock import Entry, Lock
from recto.media import MediaFile
from recto.notetypes import NoteType
from recto.render.fields import Rendered

COLLECTION, MEDIA, LOCK = "collection.anki2", "media", "recto.lock"
"""The members of the zip; Anki ignores the last, measured from 2.1.49 to 26.9.3."""

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class DatedNoteType:
    """A note type and when its content last changed, in seconds."""

    note_type: NoteType
    modified: int


class Note(NamedTuple):
    """A note: who it is to learners and since when, what it shows, and where it goes."""

    entry: Entry
    rendered: Rendered
    tags: tuple[str, ...]
    note_type_id: int
    deck_id: int


@dataclass(frozen=True, slots=True)
class AnkiDeck:
    """A deck as Anki stores it; `description` is HTML."""

    id: int
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """Everything that goes into an `.apkg`, notes in the learning order."""

    decks: tuple[AnkiDeck, ...]
    note_types: tuple[DatedNoteType, ...]
    notes: list[Note]
    """Spent by `pack`, note by note: a large deck has no room for its HTML twice."""
    lock: Lock
    media: tuple[MediaFile, ...] = ()


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
    names = {str(number): file.name for number, file in enumerate(package.media)}
    notes, cards = len(package.notes), sum(len(note.rendered.ords) for note in package.notes)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        try:
            with _collection(package) as collection:
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


_LARGEST_MEMBER = 1 << 30
"""Bytes of a lock or a collection; a small zip can hold a thousand times its size."""
_LONGEST_QUERY = 20_000_000
"""Steps of SQLite's machine, of which a note takes five; a stranger's view could go on for ever."""


class Unreadable(NamedTuple):
    """Why a file gives no lock; `damaged` where it may have been a package once."""

    reason: str
    damaged: bool


def carried_lock(path: Path) -> bytes | Unreadable:
    """The lock that a package carries."""
    if path.exists() and not path.is_file():
        return Unreadable("is no file", damaged=True)
    try:
        with zipfile.ZipFile(path) as archive:
            if LOCK in archive.namelist():
                if archive.getinfo(LOCK).file_size > _LARGEST_MEMBER:
                    return Unreadable("holds a lock that would fill the memory", damaged=False)
                return archive.read(LOCK)
    except OSError as error:
        return Unreadable(f"can't be read: {error.strerror or error}", damaged=True)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return Unreadable("is damaged, or no package at all", damaged=True)
    return Unreadable("carries no lock, so Recto didn't build it", damaged=False)


def stored_fields(path: Path) -> dict[str, str]:
    """The fields of each note of a package, by guid; none of a package that can't be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(COLLECTION).file_size > _LARGEST_MEMBER:
                return {}
            collection = archive.read(COLLECTION)
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(collection)
            connection.set_progress_handler(lambda: True, _LONGEST_QUERY)
            return dict(connection.execute("SELECT guid, flds FROM notes"))
    except (OSError, KeyError, zipfile.BadZipFile, zlib.error, EOFError, sqlite3.Error):
        return {}


@contextmanager
def _collection(package: Package) -> Iterator[IO[bytes]]:
    """The collection as a file: in memory, or on the disk where it would fill that twice.

    SQLite hands a database over as a copy. What a process has open on the disk of a POSIX system
    needs no name, and is gone with the process, however that ends.
    """
    if len(package.notes) < _MANY or sys.platform == "win32":
        with closing(sqlite3.connect("")) as connection:
            _fill(connection, package)
            collection = connection.serialize()
        yield io.BytesIO(collection)
        return
    number, name = tempfile.mkstemp()
    with open(number, "r+b") as file:  # noqa: PTH123  # a number is no path
        try:
            connection = sqlite3.connect(name)
        finally:
            Path(name).unlink()
        with closing(connection):
            _fill(connection, package)
        for at in _WRITTEN:
            file.seek(at)
            file.write(b"\0\0\0\1")
        yield file


_MANY = 20_000
"""Notes whose collection takes some 20 MB."""
_WRITTEN = (24, 92)
"""Where SQLite counts how often a file was written; in memory that is once."""


def _fill(connection: sqlite3.Connection, package: Package) -> None:
    """Write the collection; page by page the same wherever it lies."""
    cursor = connection.cursor()
    cursor.executescript(
        "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF;"
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = OFF"
    )
    newest = max((note.entry.modified for note in package.notes), default=0)
    genanki.Package(_Deck(package)).write_to_db(cursor, 0, iter(()))
    cursor.execute("UPDATE col SET crt = 1388577600, mod = ?, scm = 0", (newest * 1000,))
    connection.commit()


class _Deck(genanki.Deck):  # type: ignore[misc]  # genanki has no types
    """All decks and notes of a package, written in bulk.

    genanki's own writer makes a note's cards from its reading of the templates, which errs on
    `{{type:…}}` and nested clozes, dates every note with the build, and leaves `due` at 0.
    """

    def __init__(self, package: Package) -> None:
        first = package.decks[0]
        super().__init__(first.id, first.name, first.description)
        self.package = package

    def write_to_db(self, cursor: sqlite3.Cursor, *_clock: object) -> None:
        stored_decks, stored_types = cursor.execute("SELECT decks, models FROM col").fetchone()
        decks = json.loads(stored_decks)
        for deck in self.package.decks:
            decks[str(deck.id)] = genanki.Deck(deck.id, deck.name, deck.description).to_json()
        types = json.loads(stored_types)
        for dated in self.package.note_types:
            model = _Model(dated.note_type)
            types[str(model.model_id)] = model.to_json(dated.modified, self.deck_id)
        columns = json.dumps(decks, sort_keys=True), json.dumps(types, sort_keys=True)
        cursor.execute("UPDATE col SET decks = ?, models = ?", columns)
        notes = self.package.notes
        with _indices_last(cursor):
            cursor.executemany(
                "INSERT INTO cards VALUES(?,?,?,?,?,-1,0,0,?,0,0,0,0,0,0,0,0,'')",
                _card_rows(notes),
            )
            cursor.executemany(
                "INSERT INTO notes VALUES(?,?,?,?,-1,?,?,?,0,0,'')", _note_rows(notes)
            )


@contextmanager
def _indices_last(cursor: sqlite3.Cursor) -> Iterator[None]:
    """Make genanki's indices anew once the rows are there.

    An index made in one go lies in one piece, which deflates into a twentieth less.
    """
    made = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    indices = cursor.execute(made).fetchall()
    for name, _ in indices:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _, sql in indices:
        cursor.execute(sql)


class _Model(genanki.Model):  # type: ignore[misc]  # genanki has no types
    """A note type with the ids of its fields and templates."""

    def __init__(self, note_type: NoteType) -> None:
        super().__init__(
            note_type.id,
            note_type.name,
            fields=[{"name": field.name, "id": field.id} for field in note_type.fields],
            templates=[
                {"name": each.name, "id": each.id, "qfmt": each.front, "afmt": each.back}
                for each in note_type.templates
            ],
            css=note_type.css,
            model_type=self.CLOZE if note_type.family == "cloze" else self.FRONT_BACK,
        )

    @property
    def _req(self) -> list[Any]:
        """Which fields a template needs; only read by clients older than 2.1.28 (2020)."""
        return [[number, "any", [0]] for number in range(len(self.templates))]


def _note_rows(notes: list[Note]) -> Iterator[tuple[object, ...]]:
    """A row for each note, which is let go of then."""
    notes.reverse()
    while notes:
        entry, rendered, tags, note_type_id, _ = notes.pop()
        fields = rendered.fields(entry.key)
        joined, flds = f" {' '.join(tags)} ", "\x1f".join(fields)
        yield entry.created, entry.guid, note_type_id, entry.modified, joined, flds, fields[0]


def _card_rows(notes: Iterable[Note]) -> Iterator[tuple[object, ...]]:
    """A row for each card: ids rise from the note's own, `due` is the place in the deck."""
    ids = _card_ids(notes)
    for due, (entry, rendered, _, _, deck_id) in enumerate(notes, start=1):
        for id_, ord_ in enumerate(rendered.ords, start=ids[entry.created]):
            yield id_, entry.created, deck_id, ord_, entry.modified, due


def _card_ids(notes: Iterable[Note]) -> dict[int, int]:
    """For each note the id of its first card: no two cards' alike, none below the note's id."""
    ids: dict[int, int] = {}
    free = 0
    for entry, rendered, *_ in sorted(notes, key=lambda note: note.entry.created):
        free = max(entry.created, free)
        ids[entry.created] = free
        free += len(rendered.ords)
    return ids
