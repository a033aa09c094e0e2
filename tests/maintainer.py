"""A maintainer with the real Anki: makes a deck by hand, and gives it away."""

from __future__ import annotations

import time
from pathlib import Path

from anki.collection import DeckIdLimit, ExportAnkiPackageOptions
from anki.decks import DeckId
from anki.models import NotetypeDict

from learner import Learner

LONG_AGO = int(time.time()) - 40 * 86_400


class Maintainer(Learner):
    """Somebody who made a deck in Anki, and gave it away."""

    def note_type(self, name: str) -> NotetypeDict:
        found = self.col.models.by_name(name)
        assert found
        return found

    def adds(self, deck: str, note_type: str, *fields: str, tags: str = "") -> str:
        """A new note; its guid."""
        note = self.col.new_note(self.note_type(note_type))
        note.fields = [*fields, *[""] * (len(note.fields) - len(fields))]
        note.tags = tags.split()
        self.col.add_note(note, DeckId(self.col.decks.id(deck) or 0))
        self.db.execute("update notes set mod = ? where id = ?", LONG_AGO, note.id)
        return note.guid

    def exports(self, path: Path, deck: str, *, legacy: bool = True) -> Path:
        options = ExportAnkiPackageOptions(with_media=True, legacy=legacy)
        limit = DeckIdLimit(self.deck_id(deck))
        self.col.export_anki_package(out_path=str(path), options=options, limit=limit)
        return path

    def makes_type(
        self, name: str, fields: list[str], templates: dict[str, tuple[str, str]], css: str = ""
    ) -> NotetypeDict:
        """A note type of the maintainer's own."""
        models = self.col.models
        made = models.new(name)
        for field in fields:
            models.add_field(made, models.new_field(field))
        for title, (front, back) in templates.items():
            template = models.new_template(title)
            template["qfmt"], template["afmt"] = front, back
            models.add_template(made, template)
        made["css"] = css
        models.add(made)
        return self.note_type(name)

    def has_file(self, name: str, data: bytes) -> None:
        Path(self.col.media.dir(), name).write_bytes(data)
