"""Anki's own import of the same texts from a CSV file: what a learner without Recto would do.

python anki_csv.py DECK-FOLDER OUT.csv    writes questions and answers, to begin with
python anki_csv.py IN.csv                 imports them into a new collection
"""

from __future__ import annotations

import csv
import sys
import tempfile
from pathlib import Path

from floor import texts_of


def write(deck: Path, target: Path) -> None:
    """Write questions and answers side by side."""
    texts = [text for path in sorted(deck.glob("*.yaml")) for text in texts_of(path)]
    with target.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(zip(texts[::2], texts[1::2], strict=True))


def main(source: Path) -> None:
    """Import them as Anki's window does, with its defaults."""
    from anki.collection import Collection, ImportCsvRequest

    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(str(Path(folder) / "collection.anki2"))
        metadata = collection.get_csv_metadata(str(source), None)
        log = collection.import_csv(ImportCsvRequest(path=str(source), metadata=metadata)).log
        assert len(log.new) == log.found_notes
        collection.close()


if __name__ == "__main__":
    if sys.argv[2:]:
        write(Path(sys.argv[1]), Path(sys.argv[2]))
    else:
        main(Path(sys.argv[1]))
