"""The floor: what nobody can save who makes a package of these sources in Python.

    python floor.py DECK-FOLDER OUT.apkg

libyaml's events, the Markdown library on each field, Pygments on each distinct snippet,
`executemany` of the rows, deflate. No positions, no checks, no identity, no lock.
"""

from __future__ import annotations

import re
import sqlite3
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyromark
import yaml
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers.python import PythonLexer

_OPTIONS = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH
_FENCE = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_FIELDS = {"q", "a"}


def main(folder: Path, target: Path) -> None:
    """Build something as large as the deck."""
    texts = [text for path in sorted(folder.glob("*.yaml")) for text in texts_of(path)]
    fields = [pyromark.html(text, options=_OPTIONS) for text in texts]
    for code in {code for text in texts for code in _FENCE.findall(text)}:
        highlight(code, PythonLexer(), HtmlFormatter(nowrap=True))
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, flds TEXT, sfld TEXT)")
        connection.execute("CREATE TABLE cards (id INTEGER PRIMARY KEY, nid INTEGER, due INTEGER)")
        questions, answers = fields[::2], fields[1::2]
        rows = (
            (number, f"{question}\x1f{answer}", question)
            for number, (question, answer) in enumerate(zip(questions, answers, strict=True))
        )
        connection.executemany("INSERT INTO notes VALUES (?, ?, ?)", rows)
        cards = ((number, number, number) for number in range(len(questions)))
        connection.executemany("INSERT INTO cards VALUES (?, ?, ?)", cards)
        connection.commit()
        collection = connection.serialize()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("collection.anki2", collection)


def texts_of(path: Path) -> Iterator[str]:
    """Question, answer, question, answer and so on of a topic file."""
    key = ""
    for event in yaml.parse(path.read_text("utf-8"), Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.ScalarEvent):
            if key in _FIELDS:
                yield event.value
                key = ""
            else:
                key = event.value


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
