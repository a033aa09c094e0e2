"""A topic's `table:` to the same nodes as its `cards:` are, so that kinds read them unchanged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from recto.deck.identity import folded_id
from recto.deck.kinds.form import Keys, Shape
from recto.deck.model import Home
from recto.diagnostics import Diagnostic, Location, likest
from recto.readers import csv, formats
from recto.readers.csv import Table, parse
from recto.readers.fields import Fields, read_fields
from recto.readers.formats import TABLE_ENDINGS
from recto.readers.keys import SINGLE_KEYS, TOPIC_KEYS
from recto.readers.nodes import Broken, Edited, Edits, Mapping, Node, Position, Sequence, place_of
from recto.readers.text_file import read_bytes
from recto.system.paths import leaves
from recto.text import Text

_TAB = "tab"
"""How `separator:` calls it."""


class _Head(NamedTuple):
    """Which key each column fills; `` where a column is left out."""

    keys: list[str]
    rows: Iterator[list[Text]]
    """The rows below it."""


def read_table(home: Home, fields: Fields, keys: Keys) -> tuple[list[Node], list[Diagnostic]]:
    """The cards of the table that a topic names; `keys` are those a card may have."""
    if not fields.has("table"):
        return [], _without_table(fields)
    table, faults = _table(home, fields)
    if table is None:
        return [], faults
    columns, found = _columns(fields)
    if columns is None:
        return [], [*faults, *found]
    head, found = _head(table, columns, keys)
    faults += found
    if head is None:
        return [], faults
    cards: list[Node] = [*_cards(table, head, keys, faults)]
    if not cards and not faults:
        message = "the table has a head and no rows"
        faults.append(Diagnostic(Location(table.path), "file-empty", message))
    return cards, faults


def _table(home: Home, fields: Fields) -> tuple[Table | None, list[Diagnostic]]:
    """The table itself, whatever its columns are."""
    named = fields.text("table")
    if named is None:
        return None, []
    path, fault = _path(home, named)
    if fault:
        return None, [fault]
    data, faults = read_bytes(path)
    if data is None:
        return None, faults
    separator = fields.value_of("separator")
    return parse(data, path, "\t" if separator == _TAB else separator)


def _without_table(fields: Fields) -> list[Diagnostic]:
    """Settings of a table that nobody named."""
    return [
        Diagnostic(fields.place_of(name), "missing-key", f"`{name}` needs a `table:` beside it")
        for name in ("columns", "separator")
        if fields.has(name)
    ]


def _path(home: Home, named: Text) -> tuple[Path, Diagnostic | None]:
    """The file of a table, and what is wrong with it."""
    name = named.value
    path = home.folder / name
    message = ""
    if Path(name).is_absolute() or re.match(r"[A-Za-z]:", name) or "\\" in name:
        message = (
            f"`{name}` is a path of one computer; write one from the deck's folder on, with `/`"
        )
    elif ".." in Path(name).parts:
        message = f"`{name}` leads out of the deck's folder, where paths begin; put the table there"
    elif path.suffix.lower() not in TABLE_ENDINGS:
        message = f"`{name}` can't be read as a table; save it as CSV UTF-8, with the ending .csv"
    elif not path.exists():
        beside = sorted(each.name for each in path.parent.glob("*") if each.suffix in TABLE_ENDINGS)
        close = likest(path.name, beside)
        message = f"there is no table `{name}` in the deck's folder"
        message += f"; did you mean `{Path(name).with_name(close).as_posix()}`?" if close else ""
    elif leaves(path, home.folder):
        message = (
            f"`{name}` is a link that leads out of the deck's folder; put the file itself there"
        )
    return path, Diagnostic(named.at(), "table-file", message) if message else None


Columns = list[Text] | dict[str, Text]


def _columns(fields: Fields) -> tuple[Columns | None, list[Diagnostic]]:
    """What a topic says of the columns; an empty text leaves one out."""
    given = fields.values.get("columns")
    if given is None:
        return (None if fields.has("columns") else {}), []
    nodes = given.items if isinstance(given, Sequence) else [*given.values.values()]
    texts = [node for node in nodes if isinstance(node, Text)]
    if len(texts) == len(nodes):
        is_list = isinstance(given, Sequence)
        return (texts if is_list else dict(zip(given.values, texts, strict=True))), []
    message = "`columns` takes a word for each column, the key that it fills"
    wrong = [node for node in nodes if not isinstance(node, Text | Broken)]
    return None, [Diagnostic(place_of(node), "wrong-type", message) for node in wrong]


def _head(table: Table, columns: Columns, keys: Keys) -> tuple[_Head | None, list[Diagnostic]]:
    """What the columns are called: by `columns`, by Anki's lines above the rows, by the first row."""
    rows = table.rows()
    top = Location(table.path, table.above.line, 1)
    if isinstance(columns, list):
        names, columns = columns, {}
    elif table.above.columns:
        names = [Text(name.strip(), table.path, 1, 1) for name in table.above.columns]
    else:
        names = next(rows, [])
    if table.faults:  # quotes that never close, in the head already
        return None, []
    faults: list[Diagnostic] = []
    renamed: dict[str, Text] = {name.casefold(): to for name, to in columns.items()}
    found: list[str] = []
    for number, name in enumerate(names):
        wish = renamed.pop(name.value.casefold(), None)
        key = wish.value if wish else table.above.special.get(number, _known(name.value, keys))
        if key and key not in keys:
            at = wish or name
            faults.append(_unknown(at, key, keys))
        elif key and key in found:
            message = f'two columns are `{key}`; leave one out: `columns: {{{name.value}: ""}}`'
            faults.append(Diagnostic(name.at(), "table-head", message))
        found.append(key)
    for wish in renamed.values():
        given = next(name for name, to in columns.items() if to is wish)
        message = f"the table has no column `{given}`; its columns are {_listed(names)}"
        faults.append(Diagnostic(wish.at(), "table-head", message))
    if not any(key in keys for key in found):
        message = (
            "no cell of the first row names a key of a card; beside `table:` write "
            f"{_example(names)}or, if the first row is a card, `columns: [q, a]`"
        )
        faults = [Diagnostic(top, "table-head", message)]
    return (None if faults else _Head(found, rows)), faults


def _known(name: str, keys: Keys) -> str:
    """The key that a column names, whatever its case."""
    return (
        name if name in keys else next((k for k in keys if k.casefold() == name.casefold()), name)
    )


def _example(names: list[Text]) -> str:
    """How the first two columns of a table get their keys, where their names can stand in YAML."""
    plain = [name.value for name in names if _PLAIN_NAME.fullmatch(name.value)][:2]
    pairs = ", ".join(f"{name}: {key}" for name, key in zip(plain, "qa", strict=False))
    return f"`columns: {{{pairs}}}`, " if pairs else ""


_PLAIN_NAME = re.compile(r"[^\W\d]\w*(?:[ -]\w+)*")
"""A name that needs no quotes in YAML."""


def _listed(names: Iterable[Text]) -> str:
    return ", ".join(f"`{name.value}`" for name in names)


def _unknown(name: Text, key: str, keys: Keys) -> Diagnostic:
    meant = likest(key.lower(), keys)
    message = f"`{key}` is no key of a card"
    message += f"; did you mean `{meant}`?" if meant else ""
    message += f'; `columns: {{{key}: q}}` gives a column its key, `{key}: ""` leaves it out'
    return Diagnostic(name.at(), "table-head", message)


def _cards(table: Table, head: _Head, keys: Keys, faults: list[Diagnostic]) -> Iterator[Mapping]:
    for row in head.rows:
        if len(row) > len(head.keys):
            extra = row[len(head.keys)]
            message = (
                f"this row has {len(row)} cells, and the head has {len(head.keys)}; put a cell "
                f"that holds a `{table.separator.replace(chr(9), 'tab')}` in quotes"
            )
            faults.append(Diagnostic(extra.at(), "table-row", message))
            continue
        pairs = zip(head.keys, row, strict=False)
        filled = {key: cell for key, cell in pairs if key and cell.value}
        if filled:
            yield _card(table, row, filled, keys)


def _card(table: Table, row: list[Text], filled: dict[str, Text], keys: Keys) -> Mapping:
    positions: dict[str, Position] = {key: (c.line, c.column) for key, c in filled.items()}
    values: dict[str, Node] = dict(filled)
    for key, cell in filled.items():
        if key == "id":
            values[key] = cell._replace(value=folded_id(cell.value) or cell.value)
        elif keys[key].shape is Shape.FLAG:
            values[key] = cell._replace(value=cell.value.lower())  # Excel writes TRUE
        elif keys[key].shape in _LISTS:
            values[key] = _listed_cell(key, cell, filled)
    if table.above.tags:
        values["tags"] = _with_tags(table, filled.get("tags"), row[0])
        positions.setdefault("tags", (row[0].line, row[0].column))
    return Mapping(Location(table.path, row[0].line, row[0].column), values, positions)


_LISTS = (Shape.TEXTS, Shape.TEXT_OR_TEXTS)
_WORDS = re.compile(r"[\s|]+")
_BAR = re.compile(r"(?<!\\)\|")


def _listed_cell(key: str, cell: Text, filled: dict[str, Text]) -> Node:
    """A list from one cell; several answers are for a row with choices only."""
    if key in ("tags", "ignore"):
        return _list(cell, _WORDS.split(cell.value))
    if key == "a" and ("choices" not in filled or not _BAR.search(cell.value)):
        return cell
    return _list(cell, [each.replace("\\|", "|") for each in _BAR.split(cell.value)])


def _list(cell: Text, values: Iterable[str]) -> Sequence:
    items = [cell._replace(value=v, exact=False) for each in values if (v := each.strip())]
    return Sequence([*items], cell.at())


def _with_tags(table: Table, cell: Text | None, first: Text) -> Sequence:
    """A row's tags, and those that Anki's line above the table gives all."""
    values = [*_WORDS.split(table.above.tags), *_WORDS.split(cell.value if cell else "")]
    return _list(cell or first, values)


def with_ids(
    home: Home, topic: Path, ids: dict[Location, str], *, adds_column: bool
) -> bytes | None:
    """The bytes of a topic's table with ids for the rows at some places.

    None where no column is `id`, and none may be added, or only the topic could name it.
    """
    found = _named(home, topic)
    if found is None:
        return None
    table, names, keys, is_fixed = found
    column = csv.column_of("id", names, keys)
    if column is None and (is_fixed or "id" in keys or not adds_column):
        return None
    wanted = {place[1:]: id_ for place, id_ in ids.items()}
    return csv.with_ids(table, column, wanted, table.path.read_bytes())


class _Named(NamedTuple):
    """A table, what its columns are called, and what these names mean (casefolded)."""

    table: Table
    names: list[Text]
    keys: dict[str, str]
    is_fixed: bool
    """Whether the names stand elsewhere than in the first row."""


def _named(home: Home, topic: Path) -> _Named | None:
    """The table of a topic, read again; None where it can't be."""
    node, _ = formats.read(topic)
    if not isinstance(node, Mapping):
        return None
    fields = read_fields(node, SINGLE_KEYS | TOPIC_KEYS, [])
    table, _ = _table(home, fields)
    columns, _ = _columns(fields)
    if table is None or columns is None:
        return None
    if isinstance(columns, list):
        return _Named(table, columns, {}, is_fixed=True)
    keys = {name.casefold(): key.value for name, key in columns.items()}
    if above := table.above.columns:
        names = [Text(name.strip(), table.path, 1, 1) for name in above]
        return _Named(table, names, keys, is_fixed=True)
    return _Named(table, next(table.rows(), []), keys, is_fixed=False)


def with_edits(home: Home, topic: Path, edits: Edits) -> Edited | None:
    """The bytes of a topic's table with edits; None where it can't be read."""
    found = _named(home, topic)
    if found is None:
        return None
    cells: dict[tuple[int, int], str] = {}
    left = Edits({}, {})
    rows = {}
    at: dict[Position, tuple[int, int, str]] = {}
    at_place: dict[tuple[int, int], str] = {}
    for number, (_, texts) in enumerate(found.table.places()):
        rows[texts[0].line, texts[0].column] = number
        for column, cell in enumerate(texts):
            at[cell.line, cell.column] = number, column, cell.value
            at_place[number, column] = cell.value
    for text, value in edits.texts.items():
        row, column, said = at[text.line, text.column]
        said = cells.get((row, column), said)
        new = value if said == text.value else _with_item(said, text.value, value)
        if new is None:
            left.texts[text] = value
        else:
            cells[row, column] = new
    for place, entries in edits.entries.items():
        row = rows[place[1:]]
        for key, wish in entries.items():
            filled = csv.column_of(key, found.names, found.keys)
            if filled is None:
                left.entries.setdefault(place, {})[key] = wish
                continue
            said = at_place.get((row, filled), "")
            words = wish if isinstance(wish, str) else wish.of(_words(said))
            if words is None:
                left.entries.setdefault(place, {})[key] = wish
            else:
                gap = "|" if "|" in said else " "
                cells[row, filled] = words if isinstance(words, str) else gap.join(words)
    return Edited(csv.with_cells(found.table, cells, found.table.path.read_bytes()), left)


def _words(cell: str) -> list[str]:
    return [word for word in _WORDS.split(cell) if word]


def _with_item(cell: str, item: str, value: str) -> str | None:
    """A cell with another item of its list."""
    items = _BAR.split(cell)
    places = [n for n, each in enumerate(items) if each.replace("\\|", "|").strip() == item]
    for n in places:
        items[n] = items[n].replace(item.replace("|", "\\|"), value.replace("|", "\\|"))
    return "|".join(items) if places else None
