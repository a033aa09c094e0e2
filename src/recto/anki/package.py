"""A package or a whole collection that Anki or another program wrote: all that it holds.

Nothing in it is believed: it may come from anybody.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from recto.anki.exported import PACKED, unpack
from recto.anki.protobuf import message, values
from recto.anki.stored import opened

Json = Mapping[str, Any]


class StoredNote(NamedTuple):
    """A row of the table of notes."""

    id: int
    guid: str
    type_id: int
    modified: int
    """Seconds."""
    tags: str
    fields: str


class StoredCard(NamedTuple):
    """A row of the table of cards."""

    note: int
    ord: int
    deck: int
    original_deck: int
    """Its own deck while a filtered one has it, else 0."""
    kind: int
    """0 of a new card, whose `due` is its place in the order of learning."""
    due: int


class StoredDeck(NamedTuple):
    """A deck, with its parents' names before `::`."""

    name: str
    description: str = ""
    is_markdown: bool = False


class Package(NamedTuple):
    """All that a package holds of decks, note types and notes, and the names of its files."""

    note_types: Mapping[int, Json]
    """As JSON has them in layout 11."""
    decks: Mapping[int, StoredDeck]
    notes: list[StoredNote]
    cards: list[StoredCard]
    files: Mapping[str, str]
    """The names of media files, and of the members of the zip that hold them."""
    has_lock: bool = False
    """Whether Recto built it, and its lock came along."""


def read_package(path: Path) -> Package | str:
    """What a package holds, or why it can't be read: the end of a sentence about it."""
    try:
        with tempfile.TemporaryDirectory(prefix="recto-") as folder:
            collection = Path(folder) / "collection.anki2"
            unpack(path, collection)
            with zipfile.ZipFile(path) as archive:
                files, members = _files(archive), {*archive.namelist()}
            if bad := next((name for name in files if _leads_away(name)), ""):
                return f"names a file `{bad}`, which no package may; it is damaged, or means harm"
            files = {name: member for name, member in files.items() if member in members}
            return _rows(collection, files)._replace(has_lock="recto.lock" in members)
    except OverflowError:
        return "holds more than fits into memory or on a disk"
    except OSError as error:
        return f"can't be read: {error.strerror or error}"
    except _NO_PACKAGE:
        return "is damaged, or no package of Anki's at all"


_NO_PACKAGE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, sqlite3.Error),
    *(ValueError, KeyError, TypeError, AttributeError, IndexError),
    *(NotImplementedError, RuntimeError, RecursionError),  # a version, or a password
)
"""What comes of a broken zip, of a collection that is none, and of JSON of another form."""


def _leads_away(name: str) -> bool:
    """Whether a file's name is a path; Anki refuses such a package too."""
    return not name or name in (".", "..") or any(sign in name for sign in ("/", "\\", "\0"))


def _files(archive: zipfile.ZipFile) -> dict[str, str]:
    """The members of the zip that hold media, by the names of the files.

    Raises:
        OverflowError: The list of them is too large.
        _NO_PACKAGE: It is none.
    """
    names = archive.namelist()
    if "media" not in names:
        return {}
    if archive.getinfo("media").file_size > _LARGEST_LIST:
        raise OverflowError
    data = archive.read("media")
    if PACKED in names:
        listed = [entry for _, entry in values(_unpacked(data, _LARGEST_LIST))]
        return {_named(entry): str(number) for number, entry in enumerate(listed)}
    return {str(name): str(number) for number, name in json.loads(data).items()}


def _named(entry: int | bytes) -> str:
    """The name in an entry of the list of files."""
    if isinstance(entry, int):
        raise TypeError
    name = message(entry).get(1, b"")
    return name.decode() if isinstance(name, bytes) else ""


def _unpacked(data: bytes, most: int) -> bytes:
    from zstandard import ZstdDecompressor, ZstdError  # noqa: PLC0415  # few packages need it

    try:
        reader = ZstdDecompressor(max_window_size=1 << 27).stream_reader(data)
        unpacked = reader.read(most + 1)
    except ZstdError as error:
        raise zlib.error(str(error)) from error
    if len(unpacked) > most:
        raise OverflowError
    return bytes(unpacked)


_LARGEST_LIST = 1 << 25
LARGEST_FILE = 100 << 20
"""Bytes; AnkiWeb takes no larger file."""
LARGEST_ALL, _MOST_TIMES = 1 << 28, 30
"""Bytes of all media that any package may have, and how often larger than itself they may be."""


def read_files(
    path: Path, files: Mapping[str, str], wanted: Collection[str]
) -> Iterator[tuple[str, bytes]]:
    """The media files of a package that are wanted.

    Raises:
        OverflowError: They are larger than a package of its size can hold.
        OSError: The package can't be read.
    """
    left = LARGEST_ALL + _MOST_TIMES * path.stat().st_size
    with zipfile.ZipFile(path) as archive:
        is_packed = PACKED in archive.namelist()
        for name in wanted:
            member = archive.getinfo(files[name])
            if member.file_size > LARGEST_FILE:
                continue
            try:
                data = archive.read(member)
                data = _unpacked(data, LARGEST_FILE) if is_packed else data
            except _NO_PACKAGE:
                continue  # whoever wanted it sees that it is missing
            left -= len(data)
            if left < 0:
                raise OverflowError
            yield name, data


def _rows(collection: Path, files: Mapping[str, str]) -> Package:
    with opened(collection) as database:
        has_tables = database.execute(_IS_TABLE, ("notetypes",)).fetchone()
        types = _types_18(database) if has_tables else _types_11(database)
        decks = _decks_18(database) if has_tables else _decks_11(database)
        most = collection.stat().st_size
        notes = [*_whole(map(StoredNote._make, database.execute(_NOTES)), most)]
        cards = [_card(row) for row in database.execute(_CARDS)]
        return Package(types, decks, notes, cards, files)


_IS_TABLE = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?"
_NOTES = "SELECT id, guid, mid, mod, tags, flds FROM notes ORDER BY id"
_CARDS = "SELECT nid, ord, did, odid, type, due FROM cards ORDER BY nid, ord"


def _whole(notes: Iterator[StoredNote], most: int) -> Iterator[StoredNote]:
    """Notes whose values are of their kinds; more text than the file has bytes is computed."""
    for note in notes:
        if [*map(type, note)] != [int, str, int, int, str, str]:
            raise TypeError
        most -= len(note.fields) + len(note.tags)
        if most < 0:
            raise OverflowError
        yield note


def _card(row: tuple[object, ...]) -> StoredCard:
    """A card whose values are numbers; where one may be missing, a number in place of others."""
    note, ord_, deck, *others = row
    if not (isinstance(note, int) and isinstance(ord_, int) and isinstance(deck, int)):
        raise TypeError
    original, kind, due = (each if isinstance(each, int) else 0 for each in others)
    return StoredCard(note, ord_, deck, original, kind, due)


def _types_11(database: sqlite3.Connection) -> dict[int, Json]:
    [[models]] = database.execute("SELECT models FROM col")
    return {int(model["id"]): model for model in json.loads(models).values()}


def _decks_11(database: sqlite3.Connection) -> dict[int, StoredDeck]:
    [[decks]] = database.execute("SELECT decks FROM col")
    return {
        int(deck["id"]): StoredDeck(
            str(deck["name"]), str(deck.get("desc") or ""), bool(deck.get("md"))
        )
        for deck in json.loads(decks).values()
    }


def _types_18(database: sqlite3.Connection) -> dict[int, Json]:
    """Numbers are those of Anki's `notetypes.proto`."""
    fields = _parts(database, "fields", _FIELD)
    templates = _parts(database, "templates", _TEMPLATE)
    query = "SELECT id, name, mtime_secs, config FROM notetypes"
    return {
        id_: {
            "id": id_,
            "name": name,
            "mod": modified,
            "flds": fields.get(id_, []),
            "tmpls": templates.get(id_, []),
            **_json(config, _TYPE),
        }
        for id_, name, modified, config in database.execute(query)
    }


def _parts(
    database: sqlite3.Connection, table: str, numbers: Mapping[int, tuple[str, type]]
) -> dict[int, list[Json]]:
    found: dict[int, list[Json]] = {}
    query = f"SELECT ntid, name, config FROM {table} ORDER BY ntid, ord"  # noqa: S608  # our words
    for note_type, name, config in database.execute(query):
        found.setdefault(note_type, []).append({"name": name, **_json(config, numbers)})
    return found


def _json(config: bytes, numbers: Mapping[int, tuple[str, type]]) -> dict[str, Any]:
    """What a message says, by the names that layout 11 has for it."""
    found: dict[str, Any] = {}
    for number, value in message(config).items():
        if number not in numbers:
            continue
        name, kind = numbers[number]
        if kind is str and isinstance(value, bytes):
            found[name] = value.decode()
        elif kind is bool and isinstance(value, int):
            found[name] = bool(value)
        elif kind is int and isinstance(value, int):
            found[name] = value - (1 << 64) if value >> 63 else value
    return found


_TYPE: dict[int, tuple[str, type]] = {
    1: ("type", int),
    2: ("sortf", int),
    3: ("css", str),
    5: ("latexPre", str),
    6: ("latexPost", str),
    7: ("latexsvg", bool),
    9: ("originalStockKind", int),
}
_FIELD: dict[int, tuple[str, type]] = {
    1: ("sticky", bool),
    2: ("rtl", bool),
    3: ("font", str),
    4: ("size", int),
    5: ("description", str),
    6: ("plainText", bool),
    7: ("collapsed", bool),
    8: ("excludeFromSearch", bool),
    9: ("id", int),
    10: ("tag", int),
    11: ("preventDeletion", bool),
}
_TEMPLATE: dict[int, tuple[str, type]] = {
    1: ("qfmt", str),
    2: ("afmt", str),
    3: ("bqfmt", str),
    4: ("bafmt", str),
    5: ("did", int),
    6: ("bfont", str),
    7: ("bsize", int),
    8: ("id", int),
}


def _decks_18(database: sqlite3.Connection) -> dict[int, StoredDeck]:
    found = {}
    for id_, name, kind in database.execute("SELECT id, name, kind FROM decks"):
        normal = message(kind).get(1, b"")
        said = message(normal) if isinstance(normal, bytes) else {}
        description = said.get(4, b"")
        text = description.decode() if isinstance(description, bytes) else ""
        found[id_] = StoredDeck(name.replace("\x1f", "::"), text, bool(said.get(5)))
    return found
