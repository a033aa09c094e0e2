"""genanki's own package of the notes that a package of Recto holds, for its size.

python plain.py RECTO.apkg OUT.apkg
"""

from __future__ import annotations

import sqlite3
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import genanki


def main(package: Path, target: Path) -> None:
    """Write the same fields and tags with genanki."""
    with zipfile.ZipFile(package) as archive, closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(archive.read("collection.anki2"))
        rows = connection.execute("SELECT flds, tags FROM notes").fetchall()
    model = genanki.Model(
        1607392319,
        "Simple",
        fields=[{"name": str(number)} for number in range(rows[0][0].count("\x1f") + 1)],
        templates=[{"name": "Card", "qfmt": "{{0}}", "afmt": "{{FrontSide}}<hr id=answer>{{1}}"}],
    )
    deck = genanki.Deck(2059400110, "Bench")
    for fields, tags in rows:
        deck.add_note(genanki.Note(model, fields.split("\x1f"), tags=tags.split()))
    genanki.Package(deck).write_to_file(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
