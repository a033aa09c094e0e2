"""What Recto promises itself of its speed, as ratios of one run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from runs import Row


@dataclass(frozen=True)
class Target:
    """A figure and the most, or the least, that it may be."""

    name: str
    figure: float
    limit: float
    least: bool = False

    def __str__(self) -> str:
        met = self.figure >= self.limit if self.least else self.figure <= self.limit
        limit = f"{'at least' if self.least else 'at most'} {self.limit:g}"
        return f"{'met    ' if met else 'NOT MET'}  {self.name:<58}{self.figure:>8.2f}  {limit}"


def of_table(rows: Sequence[Row]) -> Iterator[Target]:
    """The targets that the sizes measured can tell of."""
    found = {(row.what, row.case, row.cards, row.files): row for row in rows}

    def cpu(what: str, case: str, cards: int, files: int = 1) -> float | None:
        row = found.get((what, case, cards, files))
        return row.cost.cpu if row else None

    for cards in (10_000, 100_000):
        cold = cpu("recto", "cold", cards)
        yield from _ratio(
            f"script / cold build, {cards:,} cards", cpu("script", "", cards), cold, 12, least=True
        )
        yield from _ratio(
            f"cold build / floor, {cards:,} cards", cold, cpu("floor", "", cards), 2.5
        )
    yield from _ratio(
        "cold build / Anki's CSV import, 10,000 cards",
        cpu("recto", "cold", 10_000),
        cpu("anki", "CSV import", 10_000),
        1.2,
    )
    large = cpu("recto", "cold", 100_000)
    yield from _ratio("100,000 cards / 10,000, cold", large, cpu("recto", "cold", 10_000), 11)
    if row := found.get(("recto", "cold", 100_000, 1)):
        yield Target("peak memory of 100,000 cards in one file, MB", row.cost.memory, 450)
    yield from _ratio(
        "unchanged / cold, 100,000 cards", cpu("recto", "unchanged", 100_000), large, 1 / 3
    )
    many = cpu("recto", "cold", 100_000, 1_000)
    edited = cpu("recto", "edited", 100_000, 1_000)
    yield from _ratio("one card edited / cold, 1,000 files of 100 cards", edited, many, 1 / 2)
    small = cpu("recto", "cold", 10_000)
    yield from _ratio("recto check / cold, 10,000 cards", cpu("recto", "check", 10_000), small, 1.4)
    checked = found.get(("recto", "check", 100_000, 1))
    if checked and (cold_row := found.get(("recto", "cold", 100_000, 1))):
        name = "peak memory of recto check / cold, 100,000 cards"
        yield Target(name, checked.cost.memory / cold_row.cost.memory, 1)
    yield from _ratio(
        "recto preview / cold, 10,000 cards", cpu("recto", "preview", 10_000), small, 2
    )
    yield from _ratio(
        "recto adopt / cold build of what it wrote, 10,000 cards",
        cpu("recto", "adopt", 10_000),
        cpu("recto", "of adopted", 10_000),
        4,
    )
    if row := found.get(("recto", "adopt", 10_000, 1)):
        yield Target("peak memory of recto adopt, 10,000 cards, MB", row.cost.memory, 300)
    for cards in (10_000, 100_000):
        ours = found.get(("recto", "cold", cards, 1))
        theirs = found.get(("genanki", "same notes", cards, 1))
        if ours and theirs:
            name = f"package / genanki's, {cards:,} cards"
            yield Target(name, ours.package / theirs.package, 0.35)


def of_startup(seconds: Mapping[str, float]) -> Iterator[Target]:
    """The targets of what is over at once."""
    for ours, theirs, limit in (
        ("recto --version", "import click", 1.5),
        ("recto build, nothing changed", "import click, yaml, genanki", 2.0),
    ):
        yield Target(f"{ours} / {theirs}", seconds[ours] / seconds[theirs], limit)


def _ratio(
    name: str, ours: float | None, theirs: float | None, limit: float, *, least: bool = False
) -> Iterator[Target]:
    """The target, if both of its figures were measured."""
    if ours and theirs:
        yield Target(name, ours / theirs, limit, least=least)
