"""Note types of one's own and tables cost no more, card for card, than the built-in kinds in YAML."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from desk import Desk
from growth import costs_no_more
from recto.commands.pipeline import load
from recto.commands.preview import write_pages

CARDS = 1500
FIELDS, TEMPLATES, CONDITIONALS = 24, 6, 13
"""Conditionals of each side. A front stands on its back as well, so Anki reads more than 150."""


def conditionals(first: int) -> str:
    numbers = [(7 * n + first) % FIELDS for n in range(CONDITIONALS)]
    return "".join(f"{{{{#f{n}}}}}<div>{{{{f{n}}}}}</div>{{{{/f{n}}}}}" for n in numbers)


def large_type() -> dict[str, str | bytes]:
    """A note type as large as any real one, and notes that fill two of three fields, each others."""
    fields = ", ".join(f"f{n}" for n in range(FIELDS))
    cards = "".join(
        f"  - name: Card {n}\n    front: 'What? {conditionals(n)}'\n"
        f"    back: '{{{{FrontSide}}}}<hr id=answer>{conditionals(n + 3)}'\n"
        for n in range(TEMPLATES)
    )
    notes = "".join(
        f"  - id: c{note}\n    f0: What is **that** {note}?\n"
        + "".join(
            f"    f{n}: The `{n}` of {note}\n" for n in range(1, FIELDS) if (31 * note + n * n) % 3
        )
        for note in range(CARDS // TEMPLATES)
    )
    return {
        "notetypes/large.yaml": f"id: large-aaaa\nfields: [{fields}]\ncards:\n{cards}",
        "words.yaml": f"notetype: large\ncards:\n{notes}",
    }


ROWS = [(f"c{n}", f"What is **that** {n}?", f"The `one` of {n}") for n in range(CARDS)]
IN_YAML = "cards:\n" + "".join(f"  - id: {i}\n    q: {q}\n    a: {a}\n" for i, q, a in ROWS)


def in_table() -> dict[str, str | bytes]:
    file = io.StringIO()
    csv.writer(file).writerows([("id", "q", "a"), *ROWS])
    return {"words.csv": file.getvalue(), "words.yaml": "table: words.csv\n"}


def built(desk: Desk) -> None:
    desk.lock.unlink(missing_ok=True)
    desk.package.unlink(missing_ok=True)
    desk.build()


def previewed(desk: Desk) -> None:
    assert not write_pages([desk.root / "cards"], desk.options()).failed


WORK: dict[str, Callable[[Desk], object]] = {
    "build": built,
    "check": Desk.inspect,
    "preview": previewed,
}


@pytest.mark.parametrize("work", WORK.values(), ids=WORK.keys())
def test_a_large_note_type_costs_no_more_than_the_built_in_ones(
    tmp_path: Path, work: Callable[[Desk], object]
) -> None:
    """Twenty-four fields, six cards and 156 conditionals, card for card."""
    large = Desk(tmp_path / "large").write(large_type())
    basic = Desk(tmp_path / "basic").write({"words.yaml": IN_YAML})
    assert costs_no_more(lambda: work(large), lambda: work(basic))


def test_a_table_is_read_in_no_more_time_than_the_same_in_yaml(tmp_path: Path) -> None:
    """What comes after the reading is the same for both."""
    table = Desk(tmp_path / "table").write(in_table())
    in_yaml = Desk(tmp_path / "yaml").write({"words.yaml": IN_YAML})
    assert costs_no_more(lambda: load([table.deck]), lambda: load([in_yaml.deck]))
