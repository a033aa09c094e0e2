"""Anki's text exports: `#` lines that say what the columns are, then the notes.

With guids, and of note types that Anki itself brings, the notes are those that learners have. Else
nobody can tell how their cards looked, and they become new cards, a table for each note type.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from recto.adopting.foreign import Adopted, Content, Foreign, ForeignNote, ForeignType, ReadyTopic
from recto.adopting.readers.apkg import common_name
from recto.adopting.stock import stock_type
from recto.adopting.tabular import Tabular
from recto.adopting.unused import unused
from recto.deck.identity import folded_id
from recto.diagnostics import Diagnostic, Location
from recto.readers.csv import Table, parse
from recto.readers.text_file import read_bytes
from recto.readers.titles import default_title
from recto.render.back import written
from recto.system.files import begin_of

_ENDINGS = (".txt", ".csv", ".tsv")
_HEADS = (
    b"#separator:",
    b"#html:",
    b"#guid column:",
    b"#notetype",
    b"#deck",
    b"#tags",
    b"#columns:",
)


def takes(source: Path) -> bool:
    """Whether a file begins as Anki's exports do."""
    if source.suffix.lower() not in _ENDINGS or not source.is_file():
        return False
    return begin_of(source).removeprefix(b"\xef\xbb\xbf").lower().startswith(_HEADS)


def read(source: Path) -> Adopted:
    """The notes, or tables of new cards."""
    data, faults = read_bytes(source)
    if data is None:
        return None, faults
    table, faults = parse(data, source)
    if table is None:
        return None, faults
    export = _Export(source, table)
    rows = [*export.rows()]
    if table.faults:
        return None, table.faults
    if not rows:
        return None, [Diagnostic(Location(source), "file-empty", "the export has no notes")]
    return export.adopted(rows), []


class _Row(NamedTuple):
    """A note as the export has it."""

    guid: str
    type: str
    deck: str
    tags: tuple[str, ...]
    fields: list[str]


class _Export:
    def __init__(self, source: Path, table: Table) -> None:
        self.source = source
        self.table = table
        self.said = table.above.said
        self.title = default_title(source.stem)
        self.stem = folded_id(source.stem) or "notes"
        self.is_html = self.said.get("html", "false").lower() == "true"
        self.at = {
            name: int(self.said[f"{name} column"]) - 1
            for name in ("guid", "notetype", "deck", "tags")
            if self.said.get(f"{name} column", "").isdecimal()
        }
        self.remarks: list[str] = []

    def rows(self) -> Iterator[_Row]:
        for cells in self.table.rows():
            values = [cell.value for cell in cells]

            def told(name: str, values: list[str] = values) -> str:
                at = self.at.get(name, -1)
                return values[at] if 0 <= at < len(values) else self.said.get(name, "")

            fields = [value for n, value in enumerate(values) if n not in self.at.values()]
            tags = f"{told('tags')} {self.table.above.tags}" if "tags" in self.at else told("tags")
            yield _Row(
                told("guid"),
                told("notetype"),
                told("deck"),
                tuple(dict.fromkeys(tags.split())),
                fields,
            )

    def adopted(self, rows: list[_Row]) -> Foreign:
        decks = [row.deck for row in rows if row.deck]
        name = common_name(decks) or self.title
        types = {row.type: stock_type(row.type) for row in rows}
        has_guids = all(row.guid for row in rows)
        if has_guids and all(types.values()):
            notes = tuple(self.note(row, each) for row in rows if (each := types[row.type]))
            self.remarks.append(
                "the export holds no pictures, no sounds and no style; what the note types look "
                "like is what Anki brings: export as .apkg where learners have another"
            )
            if not self.is_html:
                self.remarks.append(
                    "the export is without HTML: a note that you edit arrives without the pictures, "
                    "sounds and bold words that learners have in it; export with HTML, or as .apkg"
                )
            return Foreign(name, notes, remarks=tuple(self.remarks))
        if has_guids:
            unknown = ", ".join(f"“{each}”" for each, known in types.items() if not known)
            self.remarks.append(
                f"an export as text doesn't say what cards {unknown} has, so these are new cards; "
                "where learners have the notes, export them from Anki as .apkg and adopt that"
            )
        return self.tables(name, rows)

    def note(self, row: _Row, note_type: ForeignType) -> ForeignNote:
        fields = [
            field if self.is_html else html.escape(field, quote=False) for field in row.fields
        ]
        width = len(note_type.fields)
        whole = (*fields, *[""] * width)[:width]
        return ForeignNote(row.guid, note_type, whole, row.tags, deck=row.deck)

    def tables(self, name: str, rows: list[_Row]) -> Foreign:
        """A topic with a table for each note type and deck."""
        groups: dict[tuple[str, str], list[_Row]] = {}
        for row in rows:
            groups.setdefault((row.deck, row.type), []).append(row)
        topics: list[ReadyTopic] = []
        files: dict[str, Content] = {}
        taken: set[str] = set()
        self.as_html = 0
        for (deck, type_), group in groups.items():
            tail = (
                " ".join(part for part in (deck.rpartition("::")[2], type_) if part)
                if len(groups) > 1
                else ""
            )
            title = tail or self.title
            stem = unused(folded_id(title) or self.stem, taken)
            topic, found = self.tabular(title, stem, group).topic(self.source)
            own = {"deck": deck} if deck and deck != name else {}
            topics.append(topic._replace(settings={**topic.settings, **own}))
            files |= found
        if self.as_html:
            self.remarks.append(f"{self.as_html} texts stay HTML, which Markdown has no form for")
        return Foreign(
            name, topics=tuple(topics), files=files, remarks=tuple(dict.fromkeys(self.remarks))
        )

    def tabular(self, title: str, stem: str, rows: list[_Row]) -> Tabular:
        width = max(len(row.fields) for row in rows)
        names = [*self.named(rows), *(f"Field {n}" for n in range(1, width + 1))][:width]
        is_cloze = names[0] == "cloze"
        cells = [
            [
                *(self.markdown(cell, clozes=is_cloze) for cell in row.fields),
                *[""] * (width - len(row.fields)),
            ]
            for row in rows
        ]
        if rows[0].type == "Basic (and reversed card)":
            names = [*names, "reversed"]
            cells = [[*row, "true"] for row in cells]
        if any(row.tags for row in rows):
            names = [*names, "tags"]
            cells = [[*row, " ".join(full.tags)] for row, full in zip(cells, rows, strict=True)]
        return Tabular(title, stem, ".csv", ",", names, cells, self.remarks, is_mended=True)

    def named(self, rows: list[_Row]) -> list[str]:
        """What the fields are called: by the export, or by the note type where that is Anki's own."""
        columns = self.table.above.columns
        if columns:
            return [name for place, name in enumerate(columns) if place not in self.at.values()]
        if any("{{c1::" in row.fields[0] for row in rows if row.fields):
            return ["cloze", "extra"]
        if rows[0].type in _KEYS:
            return [*_KEYS[rows[0].type]]
        return ["q", "a"] if max(len(row.fields) for row in rows) <= 2 else []  # noqa: PLR2004

    def markdown(self, cell: str, *, clozes: bool) -> str:
        """A cell as Markdown."""
        if not self.is_html:
            cell = html.escape(cell, quote=False).replace("\n", "<br>")
        found = written(cell, clozes=clozes)
        if found is None or found.is_html:
            self.as_html += 1
        return found.text if found else cell.replace("\n", " ")


_KEYS = {
    "Basic": ("q", "a"),
    "Basic (and reversed card)": ("q", "a"),
    "Basic (type in the answer)": ("q", "typed"),
}
"""What the fields of Anki's own note types are on a card of Recto's own."""
