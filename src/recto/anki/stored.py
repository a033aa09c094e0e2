"""The rows of a collection: of a file of Anki's, or of one in a package that Anki exported.

They are read without the program, from both layouts that exist: 11, with JSON, in which packages
are exported for old versions, and 18, with a table each, in which Anki itself works.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from recto.anki.interface import (
    Answer,
    LearnersCard,
    LearnersCollection,
    LearnersNote,
    LearnersType,
    Refused,
    Slot,
    Wanted,
)
from recto.anki.protobuf import message

LAYOUTS = (11, 18)


def read_database(path: Path, wanted: Wanted, place: str) -> LearnersCollection:
    """What a collection holds of the notes that are wanted; `place` is what messages call it.

    Raises:
        Refused: The file is no collection, or one of another layout.
    """
    try:
        with opened(path) as database:
            return _read(database, wanted, place)
    except sqlite3.DatabaseError as error:
        message = f"this is no collection that can be read: {error}"
        raise Refused(place, "anki-unreadable", message) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = "this collection is damaged; run Tools, Check Database in Anki"
        raise Refused(place, "anki-unreadable", message) from error


def layout_of(path: Path) -> int:
    """The layout of a collection that can be read."""
    with opened(path) as database:
        return int(database.execute(_LAYOUT).fetchone()[0])


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A collection, in a way in which nothing is made beside it; it may be a stranger's."""
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as database:
        database.create_collation("unicase", compared)
        database.set_authorizer(_reads_a_table)
        database.set_progress_handler(lambda: True, _LONGEST_QUERY)
        yield database


_LONGEST_QUERY = 50_000_000
"""Steps of SQLite's machine, of which a note takes five; a stranger's query may have no end."""


def _reads_a_table(action: int, *of: str | None) -> int:
    """What SQLite may do: no function, and nothing that a stranger's view asks for."""
    reads = action in (sqlite3.SQLITE_READ, sqlite3.SQLITE_SELECT)
    return sqlite3.SQLITE_OK if reads and of[-1] is None else sqlite3.SQLITE_DENY


_LAYOUT = "SELECT ver FROM col"


def compared(one: str, other: str) -> int:
    """Names without regard to case, as Anki sorts them."""
    a, b = one.casefold(), other.casefold()
    return (a > b) - (a < b)


def _read(database: sqlite3.Connection, wanted: Wanted, place: str) -> LearnersCollection:
    layout = database.execute(_LAYOUT).fetchone()[0]
    if layout not in LAYOUTS:
        message = (
            f"this collection has the layout {layout}, and this Recto knows "
            f"{' and '.join(map(str, LAYOUTS))} alone; update Recto"
        )
        raise Refused(place, "anki-outdated", message)
    rows = [row for row in database.execute(_NOTES) if _is_wanted(row, wanted)]
    cards = _cards(database, {row[0] for row in rows})
    notes = {
        guid: LearnersNote(
            *(id_, guid, type_id, modified),
            tags=tuple(tags.split()),
            fields=tuple(fields.split("\x1f")),
            cards=tuple(cards.get(id_, ())),
        )
        for id_, guid, type_id, modified, tags, fields in rows
    }
    types = _types_11(database) if layout == LAYOUTS[0] else _types_18(database)
    used = wanted.note_types | {note.type_id for note in notes.values()}
    decks = list(_decks_11(database) if layout == LAYOUTS[0] else _decks_18(database))
    return LearnersCollection(
        notes=notes,
        note_types={type_.id: type_ for type_ in types if type_.id in used},
        decks={deck.id: deck.name for deck in decks},
        descriptions={deck.id: deck.description for deck in decks if deck.description},
        filtered=frozenset(deck.id for deck in decks if deck.is_filtered),
        answers=tuple(_answers(database, notes.values())) if wanted.answers else (),
        day_begins=_day_begins(database, layout),
    )


_NOTES = "SELECT id, guid, mid, mod, tags, flds FROM notes ORDER BY id"


def _is_wanted(row: tuple[Any, ...], wanted: Wanted) -> bool:
    return row[2] in wanted.note_types or row[1] in wanted.guids


def _cards(database: sqlite3.Connection, notes: set[int]) -> Mapping[int, list[LearnersCard]]:
    """The cards of these notes, by the notes' ids."""
    found: dict[int, list[LearnersCard]] = {}
    query = "SELECT nid, id, ord, did, odid, queue, reps, lapses FROM cards ORDER BY nid, ord"
    for note, *card in database.execute(query):
        if note in notes:
            found.setdefault(note, []).append(LearnersCard(*card))
    return found


def _answers(database: sqlite3.Connection, notes: Iterable[LearnersNote]) -> Iterator[Answer]:
    cards = {card.id for note in notes for card in note.cards}
    query = "SELECT id, cid, ease, type, time FROM revlog ORDER BY id"
    return (Answer(*row) for row in database.execute(query) if row[1] in cards)


def _day_begins(database: sqlite3.Connection, layout: int) -> int:
    """By the hour at which days begin to the learner, and how far west of UTC that is."""
    if layout == LAYOUTS[0]:
        [[stored]] = database.execute("SELECT conf FROM col")
        config = json.loads(stored)
    else:
        rows = database.execute("SELECT key, val FROM config")
        stored = {key: value for key, value in rows if key in _CLOCK and isinstance(value, bytes)}
        config = {key: json.loads(value) for key, value in stored.items()}
    rollover, *west = (config.get(key) for key in _CLOCK)
    minutes = next((each for each in west if isinstance(each, int)), 0)
    hour = rollover if isinstance(rollover, int) else 4
    return (hour * 3600 + minutes * 60) % 86_400


_CLOCK = ("rollover", "localOffset", "creationOffset")


def _types_11(database: sqlite3.Connection) -> Iterator[LearnersType]:
    [[models]] = database.execute("SELECT models FROM col")
    for model in json.loads(models).values():
        yield LearnersType(
            id=int(model["id"]),
            name=model["name"],
            modified=model["mod"],
            is_cloze=model.get("type") == 1,
            fields=tuple(Slot(each.get("id"), each["name"]) for each in model["flds"]),
            templates=tuple(Slot(each.get("id"), each["name"]) for each in model["tmpls"]),
            sides=tuple((each["qfmt"], each["afmt"]) for each in model["tmpls"]),
            css=model["css"],
            sort=model.get("sortf", 0),
        )


def _types_18(database: sqlite3.Connection) -> Iterator[LearnersType]:
    """Numbers are those of Anki's `notetypes.proto`."""
    fields, templates = _configs(database, "fields"), _configs(database, "templates")
    query = "SELECT id, name, mtime_secs, config FROM notetypes"
    for id_, name, modified, config in database.execute(query):
        kind, sides = message(config), templates.get(id_, [])
        yield LearnersType(
            id=id_,
            name=name,
            modified=modified,
            is_cloze=kind.get(1) == 1,
            fields=tuple(Slot(_number(each, 9), name) for name, each in fields.get(id_, ())),
            templates=tuple(Slot(_number(each, 8), name) for name, each in sides),
            sides=tuple((_text(each, 1), _text(each, 2)) for _, each in sides),
            css=_text(kind, 3),
            sort=_number(kind, 2) or 0,
        )


Configs = Mapping[int, list[tuple[str, Mapping[int, int | bytes]]]]


def _configs(database: sqlite3.Connection, table: str) -> Configs:
    """Names and settings of all fields or templates in their order, by note type."""
    found: dict[int, list[tuple[str, Mapping[int, int | bytes]]]] = {}
    query = f"SELECT ntid, name, config FROM {table} ORDER BY ntid, ord"  # noqa: S608  # our words
    for note_type, name, config in database.execute(query):
        found.setdefault(note_type, []).append((name, message(config)))
    return found


def _number(values: Mapping[int, int | bytes], number: int) -> int | None:
    value = values.get(number)
    if not isinstance(value, int):
        return None
    return value - (1 << 64) if value >> 63 else value


def _text(values: Mapping[int, int | bytes], number: int) -> str:
    value = values.get(number, b"")
    return value.decode() if isinstance(value, bytes) else ""


class _Deck(NamedTuple):
    id: int
    name: str
    description: str
    is_filtered: bool


def _decks_11(database: sqlite3.Connection) -> Iterator[_Deck]:
    [[decks]] = database.execute("SELECT decks FROM col")
    for deck in json.loads(decks).values():
        yield _Deck(int(deck["id"]), deck["name"], deck.get("desc", ""), bool(deck.get("dyn")))


def _decks_18(database: sqlite3.Connection) -> Iterator[_Deck]:
    """Numbers are those of Anki's `decks.proto`."""
    for id_, name, stored in database.execute("SELECT id, name, kind FROM decks"):
        kind = message(stored)
        normal = kind.get(1)
        description = _text(message(normal), 4) if isinstance(normal, bytes) else ""
        yield _Deck(id_, name.replace("\x1f", "::"), description, is_filtered=_FILTERED in kind)


_FILTERED = 2
"""The number of what only a filtered deck has."""
