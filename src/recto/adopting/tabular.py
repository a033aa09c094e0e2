"""A table whose columns nobody named for Recto: what each holds, and the topic that shows it.

Where the columns are a question and its answer, the rows are Recto's own cards. Else the table gets
a note type with a field for each column, so that none is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from recto.adopting.asked import Asked
from recto.adopting.columns import ABOUT_ROW, KNOWN, OF_CARD, field_name
from recto.adopting.elsewhere import FromElsewhere
from recto.adopting.foreign import Content, ReadyTopic
from recto.adopting.written import as_table
from recto.deck.identity import folded_id
from recto.diagnostics import counted
from recto.readers.yaml import as_flow_list, as_scalar

_NO_TEXT = frozenset({*ABOUT_ROW, "reversed", "draft", "typed"})
"""Keys whose cells are no Markdown."""
_MOST_TOLD, _FEW_TOLD = 12, 8
"""Columns that a line can name, and those that it names of more."""
_MARKED = re.compile(r"[<\[$\\&{]")


@dataclass
class Tabular:
    """A table to be a topic."""

    title: str
    stem: str
    suffix: str
    separator: str
    names: list[str]
    """Of its columns; empty where no row names them."""
    rows: list[list[str]]
    remarks: list[str] = field(default_factory=list)
    is_mended: bool = False
    """Whether its cells are others than in the file."""

    def __post_init__(self) -> None:
        self.width = max(len(self.names), *(len(row) for row in self.rows))
        self.columns = [*range(self.width)]
        self.filled = [any(cell.strip() for cell in self.column(n)) for n in self.columns]

    def column(self, number: int) -> list[str]:
        """The cells of a column."""
        return [row[number] if number < len(row) else "" for row in self.rows]

    def topic(
        self, source: Path, unchanged: Content | None = None
    ) -> tuple[ReadyTopic, dict[str, Content]]:
        """The topic, and the files that it needs: the table, its note type, what its texts show.

        `unchanged` is the table as it was, which is taken where nothing in it had to be mended.
        """
        keys = self.keys()
        files: dict[str, Content] = {}
        texts = FromElsewhere(source, files)
        for number, key in enumerate(keys):
            if key and key not in _NO_TEXT:
                self.mend_texts(number, partial(texts.taken, page=source, clozes=key == "cloze"))
        self.remarks += texts.remarks()
        for number, key in enumerate(keys):
            if key == "tags":
                self.mend_tags(number)
        self.mend_breaks()
        is_own = not OF_CARD.issuperset(key for key in keys if key and key not in ABOUT_ROW)
        settings: dict[str, object] = {"title": self.title}
        if is_own:
            fields = [key for key in keys if key and key not in ABOUT_ROW]
            settings["notetype"] = self.stem
            files[f"notetypes/{self.stem}.yaml"] = partial(
                _note_type, self.title, fields, self.asks(keys)
            )
        self.tell(keys, is_own=is_own)
        keys = self.with_drafts(keys, is_own=is_own)
        keys = self.with_ids(keys, is_own=is_own)
        if self.is_mended:
            keys = self.without_empty(keys)
        table = f"{self.stem}{self.suffix}"
        settings["table"] = table
        if columns := self.setting(keys):
            settings["columns"] = columns
        files[table] = unchanged if unchanged and not self.is_mended else self.written
        return ReadyTopic(self.stem, settings), files

    # what the columns are

    def keys(self) -> list[str]:
        """The key, or the field, that each column fills; `` for one that holds nothing."""
        known = [KNOWN.get(name.strip().casefold(), "") for name in self.names]
        known += [""] * (self.width - len(known))
        used = Counter(known)
        known = [key if used[key] == 1 and self.filled[n] else "" for n, key in enumerate(known)]
        content = [n for n in self.columns if self.filled[n] and not known[n]]
        if "cloze" in known or {"q", "a"} <= {*known} or not content:
            wanted: list[str] = []
        else:
            wanted = [key for key in ("q", "a") if key not in known]
        if len(content) <= len(wanted):
            for number, key in zip(content, wanted, strict=False):
                known[number] = key
            return known
        return self.fields(known)

    def fields(self, known: list[str]) -> list[str]:
        """Names of fields for all columns but those that any card may have."""
        names: list[str] = []
        for number in self.columns:
            if not self.filled[number]:
                names.append("")
            elif known[number] in ABOUT_ROW:
                names.append(known[number])
            else:
                name = self.names[number] if number < len(self.names) else ""
                names.append(field_name(name or f"Column {number + 1}", names))
        return names

    def asks(self, keys: Sequence[str]) -> list[str]:
        """The first field, or the first two where only both tell the rows apart."""
        fields = [n for n, key in enumerate(keys) if key and key not in ABOUT_ROW]
        for count in (1, 2):
            told = {
                tuple(self.column(n)[row] for n in fields[:count]) for row in range(len(self.rows))
            }
            if len(told) == len(self.rows):
                return [keys[n] for n in fields[:count]]
        return [keys[fields[0]]]

    def setting(self, keys: Sequence[str]) -> object:
        """What a topic says of the columns, if their names don't."""
        if not self.names:
            return [*keys]
        return {
            name: key
            for name, key in zip(self.names, keys, strict=False)
            if name.casefold() != key.casefold()
        }

    def tell(self, keys: Sequence[str], *, is_own: bool) -> None:
        """Say what each column was taken for."""
        if not self.names:
            message = "the first row is taken for a card, as it names no column that is known"
            self.remarks.append(message)
        told: list[str] = []
        for number, key in enumerate(keys):
            name = self.names[number] if number < len(self.names) else f"column {number + 1}"
            if key:
                told.append(name if name.casefold() == key.casefold() else f"{name} → {key}")
        if len(told) > _MOST_TOLD:
            told = [*told[:_FEW_TOLD], f"… and {len(told) - _FEW_TOLD} more"]
        empty = f"; empty ones left out: {keys.count('')}" if "" in keys else ""
        self.remarks.append(f"columns: {', '.join(told)}{empty}")
        if is_own:
            self.remarks.append(
                f"they are fields of the note type in notetypes/{self.stem}.yaml, whose card asks for "
                f"the others by {' and '.join(self.asks(keys))}"
            )
        if "guid" in keys:
            self.remarks.append(
                "the guids are taken over: learners who have these notes of another note type get "
                "nothing from your packages; for them adopt the package that they have"
            )

    # what is mended

    def mend_texts(self, number: int, taken: Callable[[str], str]) -> None:
        """Texts that no deck may hold as they are, or that name files."""
        for row in self.rows:
            if number < len(row) and _MARKED.search(row[number]):
                text = taken(row[number])
                if text != row[number]:
                    row[number] = text
                    self.is_mended = True

    def mend_tags(self, number: int) -> None:
        """Tags between commas, with spaces in them."""
        cells = self.column(number)
        if not any("," in cell for cell in cells):
            return
        for row, cell in zip(self.rows, cells, strict=True):
            if cell:
                tags = [re.sub(r'[\s"]+', "_", tag.strip()) for tag in cell.split(",")]
                row[number] = " ".join(tag for tag in tags if tag)
        self.is_mended = True
        self.remarks.append("tags stood between commas, and stand between spaces now")

    def mend_breaks(self) -> None:
        r"""`\n` that stands for the end of a line: in cells with fenced code, which needs it."""
        for row in self.rows:
            for number, cell in enumerate(row):
                if "```" in cell and "\\n" in cell and "\n" not in cell:
                    row[number] = cell.replace("\\n", "\n")
                    self.is_mended = True
        if (
            any("```" in cell and "\n" in cell for row in self.rows for cell in row)
            and self.is_mended
        ):
            self.remarks.append("`\\n` in cells with code is an end of line now")

    def with_ids(self, keys: list[str], *, is_own: bool) -> list[str]:
        """The keys, with a column of ids where rows ask the same and only that tells them apart."""
        asks = self.asks(keys) if is_own else [key for key in ("q", "cloze") if key in keys][:1]
        numbers = [keys.index(key) for key in asks]
        asked = [
            " ".join(row[n] if n < len(row) else "" for n in numbers).strip() for row in self.rows
        ]
        if "id" in keys:
            folded = [folded_id(cell) for cell in self.column(keys.index("id")) if cell.strip()]
            if len({*folded}) == len(folded) and all(folded):
                return keys
            self.remarks.append("the ids become equal in Recto's signs, so that column is left out")
            keys = ["" if key == "id" else key for key in keys]
        apart = Asked(asked)
        if not apart.repeated:
            return keys
        self.remarks.append(
            f"{apart.repeated} rows ask what another asks, and are told apart by a column `id`"
        )
        return self.with_column(keys, "id", [apart.id_of(question) for question in asked])

    def with_drafts(self, keys: list[str], *, is_own: bool) -> list[str]:
        """The keys, with a column that makes drafts of rows that have too little for a card."""
        lacks = [not self.is_card(row, keys, is_own=is_own) for row in self.rows]
        if not any(lacks):
            return keys
        needed = f"`{self.asks(keys)[0]}`" if is_own else "a question or an answer"
        self.remarks.append(
            f"{counted(sum(lacks), 'row')} without {needed}: a draft, to be finished"
        )
        if "draft" not in keys:
            return self.with_column(keys, "draft", ["true" if each else "" for each in lacks])
        at = keys.index("draft")
        for row, is_draft in zip(self.rows, lacks, strict=True):
            if is_draft:
                row.extend([""] * (at + 1 - len(row)))
                row[at] = "true"
        self.is_mended = True
        return keys

    def is_card(self, row: Sequence[str], keys: Sequence[str], *, is_own: bool) -> bool:
        """Whether a row has what a card needs."""
        filled = {key for key, cell in zip(keys, row, strict=False) if key and cell.strip()}
        if is_own:
            return self.asks(keys)[0] in filled
        return "cloze" in filled or ("q" in filled and not filled.isdisjoint(("a", "typed")))

    def with_column(self, keys: list[str], key: str, cells: Sequence[str]) -> list[str]:
        """The keys, with one more for a column at the end."""
        self.rows = [
            [*row, *[""] * (self.width - len(row)), cell]
            for row, cell in zip(self.rows, cells, strict=True)
        ]
        if self.names:
            self.names = [*self.names, *[""] * (self.width - len(self.names)), key]
        self.is_mended = True
        self.width += 1
        return [*keys, *[""] * (self.width - 1 - len(keys)), key]

    def without_empty(self, keys: list[str]) -> list[str]:
        """The keys, and in the table the columns, that something fills."""
        kept = [number for number, key in enumerate(keys) if key]
        self.rows = [[row[n] if n < len(row) else "" for n in kept] for row in self.rows]
        if self.names:
            self.names = [self.names[n] if n < len(self.names) else keys[n] for n in kept]
        return [keys[n] for n in kept]

    def written(self) -> bytes:
        """The table as it is now."""
        return as_table(self.names, self.rows, self.separator)


def _note_type(name: str, fields: Sequence[str], asks: Sequence[str]) -> bytes:
    """A note type that shows a row: its first field asks, all others answer."""
    front = "<br>".join(f"{{{{{each}}}}}" for each in asks)
    others = [each for each in fields if each not in asks]
    first = others[0] if others else asks[0]
    lines = [
        f"name: {as_scalar(name, 2)}",
        "fields:",
        *(f"  - {as_scalar(each, 4)}" for each in fields),
        *([f"asks: {as_flow_list(asks)}"] if len(asks) > 1 else []),
        "cards:",
        "  - name: Card 1",
        f'    front: <div class="question">{front}</div>',
        "    back: |",
        "      {{FrontSide}}",
        "      <hr id=answer>",
        f'      <div class="answer">{{{{{first}}}}}</div>',
    ]
    for each in others[1:]:
        shown = f'<div class="extra">{each}: {{{{{each}}}}}</div>'
        lines.append(f"      {{{{#{each}}}}}{shown}{{{{/{each}}}}}")
    return ("\n".join(lines) + "\n").encode()
