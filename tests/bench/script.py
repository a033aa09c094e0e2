"""The script that anyone would write: safe_load, Python-Markdown, genanki.

python script.py DECK-FOLDER OUT.apkg
"""

from __future__ import annotations

import sys
from pathlib import Path

import genanki
import markdown
import yaml

_MODEL = genanki.Model(
    1607392319,
    "Simple",
    fields=[{"name": "Question"}, {"name": "Answer"}],
    templates=[
        {"name": "Card", "qfmt": "{{Question}}", "afmt": "{{FrontSide}}<hr id=answer>{{Answer}}"}
    ],
)


def main(folder: Path, target: Path) -> None:
    """Build the deck."""
    about = yaml.safe_load((folder / "deck.yaml").read_text("utf-8"))
    deck = genanki.Deck(2059400110, about["deck"])
    for path in sorted(folder.glob("*.yaml")):
        for card in yaml.safe_load(path.read_text("utf-8")).get("cards", ()):
            fields = [_html(card["q"]), _html(card["a"])]
            deck.add_note(genanki.Note(_MODEL, fields, tags=[path.stem]))
    genanki.Package(deck).write_to_file(target)


def _html(text: str) -> str:
    html: str = markdown.markdown(text, extensions=["fenced_code", "codehilite", "tables"])
    return html


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
