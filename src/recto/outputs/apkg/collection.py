"""genanki's collection with Recto's rows.

genanki brings schema, collection and note types. What it derives by itself (guids, times,
which cards a note has, their order) is decided in Recto; see `_Deck`.
"""

from __future__ import annotations

import functools
import io
import json
import sqlite3
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any

from recto.deck.notetypes import Field, NoteType, Template
from recto.outputs.release import Note, Release

# For `cached_property` genanki has a library that imports asyncio, as long as all else together.
_is_there = "cached_property" in sys.modules
sys.modules.setdefault("cached_property", functools)
import genanki  # noqa: E402  # needs what functools has too

if not _is_there:
    del sys.modules["cached_property"]


@contextmanager
def collection_of(release: Release) -> Iterator[IO[bytes]]:
    """The collection as a file: in memory, or on the disk where it would fill that twice.

    SQLite hands a database over as a copy. What a process has open on the disk of a POSIX system
    needs no name, and is gone with the process, however that ends.
    """
    if len(release.notes) < _MANY or sys.platform == "win32":
        with closing(sqlite3.connect("")) as connection:
            _fill(connection, release)
            del release  # see `pack`
            file: IO[bytes] = io.BytesIO(connection.serialize())
        _as_never_written(file)
        yield file
        return
    number, name = tempfile.mkstemp()
    with open(number, "r+b") as file:  # noqa: PTH123  # a number is no path
        try:
            connection = sqlite3.connect(name)
        finally:
            Path(name).unlink()
        with closing(connection):
            _fill(connection, release)
        del release  # see `pack`
        _as_never_written(file)
        yield file


_MANY = 20_000
"""Notes whose collection takes some 20 MB."""


def _as_never_written(database: IO[bytes]) -> None:
    """Make a database tell neither how often it was written to a disk nor by which SQLite.

    Nobody reads these bytes of its header, but for the program that has it open.
    """
    for at, length in ((24, 4), (92, 8)):
        database.seek(at)
        database.write(bytes(length))


def _fill(connection: sqlite3.Connection, release: Release) -> None:
    """Write the collection; page by page the same wherever it lies."""
    cursor = connection.cursor()
    cursor.executescript(
        "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF;"
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = OFF; PRAGMA cache_size = -32000"
    )
    newest = max((note.entry.modified for note in release.notes), default=0)
    genanki.Package(_Deck(release)).write_to_db(cursor, 0, iter(()))
    cursor.execute("UPDATE col SET crt = 1388577600, mod = ?, scm = 0", (newest * 1000,))
    connection.commit()


class _Deck(genanki.Deck):  # type: ignore[misc]  # genanki has no types
    """All decks and notes of a package, written in bulk.

    genanki's own writer makes a note's cards from its reading of the templates, which errs on
    `{{type:…}}` and nested clozes, dates every note with the build, and leaves `due` at 0.
    """

    def __init__(self, release: Release) -> None:
        first = release.decks[0]
        super().__init__(first.id, first.name, first.description)
        self.release = release

    def write_to_db(self, cursor: sqlite3.Cursor, *_clock: object) -> None:
        stored_decks, stored_types = cursor.execute("SELECT decks, models FROM col").fetchone()
        decks = json.loads(stored_decks)
        for deck in self.release.decks:
            decks[str(deck.id)] = genanki.Deck(deck.id, deck.name, deck.description).to_json()
        types = json.loads(stored_types)
        for dated in self.release.note_types:
            model = _Model(dated.note_type)
            types[str(model.model_id)] = model.to_json(dated.modified, self.deck_id)
        columns = json.dumps(decks, sort_keys=True), json.dumps(types, sort_keys=True)
        cursor.execute("UPDATE col SET decks = ?, models = ?", columns)
        notes = self.release.notes
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
            fields=[_field(field) for field in note_type.fields],
            templates=[_template(each) for each in note_type.templates],
            css=note_type.css,
            model_type=self.CLOZE if note_type.is_cloze else self.FRONT_BACK,
            sort_field_index=note_type.sort,
        )
        self.settings = note_type.adopted.settings if note_type.adopted else {}
        if note_type.is_occlusion:
            self.settings = {"originalStockKind": _IMAGE_OCCLUSION}

    def to_json(self, timestamp: float, deck_id: int) -> dict[str, Any]:
        """With what genanki knows nothing of."""
        return {**super().to_json(timestamp, deck_id), **self.settings}

    @property
    def _req(self) -> list[Any]:
        """Which fields a template needs; only read by clients older than 2.1.28 (2020)."""
        return [[number, "any", [0]] for number in range(len(self.templates))]


_IMAGE_OCCLUSION = 6
"""By which Anki opens its editor of masks (`StockNotetype.OriginalStockKind`)."""


def _field(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        **_id(field.id),
        "description": field.description,
        "collapsed": field.collapsed,
        "excludeFromSearch": field.unsearched,
        **field.settings,
    }


def _template(template: Template) -> dict[str, Any]:
    return {
        "name": template.name,
        **_id(template.id),
        "qfmt": template.front,
        "afmt": template.back,
        **template.settings,
    }


def _id(id_: int | None) -> dict[str, int]:
    """What Anki knows it by; where that is its name alone, an id would make it another."""
    return {} if id_ is None else {"id": id_}


def _note_rows(notes: Iterable[Note]) -> Iterator[tuple[object, ...]]:
    for note in notes:
        entry, fields = note.entry, note.fields
        tags, joined = f" {' '.join(note.tags)} ", "\x1f".join(fields)
        sort = fields[0 if note.own else note.rendered.note_type.sort]  # Anki finds a learner's
        yield entry.created, entry.guid, note.note_type_id, entry.modified, tags, joined, sort


def _card_rows(notes: Iterable[Note]) -> Iterator[tuple[object, ...]]:
    """A row for each card: ids rise from the note's own, `due` is the place in the deck."""
    ids = _card_ids(notes)
    for place, note in enumerate(notes, start=1):
        entry, rendered, due = note.entry, note.rendered, note.due or place
        for id_, ord_ in enumerate(rendered.ords, start=ids[entry.created]):
            deck = note.deck_ids.get(0 if rendered.note_type.is_cloze else ord_, note.deck_id)
            yield id_, entry.created, deck, ord_, entry.modified, due


def _card_ids(notes: Iterable[Note]) -> dict[int, int]:
    """For each note the id of its first card: no two cards' alike, none below the note's id."""
    ids: dict[int, int] = {}
    free = 0
    for entry, rendered, *_ in sorted(notes, key=lambda note: note.entry.created):
        free = max(entry.created, free)
        ids[entry.created] = free
        free += len(rendered.ords)
    return ids
