"""The runs of the bench: Recto, the script and the floor, on one deck after the other."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from measure import Command, Cost, median, run

HERE = Path(__file__).parent
AWS = HERE.parents[1] / "cards" / "aws-security"
PYTHON = Path(sys.executable)
RECTO = PYTHON.with_name("recto")
CASES = {
    "cold": "build",
    "unchanged": "build",
    "edited": "build",
    "check": "check",
    "preview": "preview",
}
"""Each case in its order, and the command that is measured."""
PREVIEW_AT_MOST = 10_000
"""Cards; nobody looks at a page of more."""
ADOPTED_AT_MOST = 10_000
"""Cards; larger decks that exist are few, and what takes longer here is each text by itself."""
SCRIPT_ONCE = 100_000
"""Cards for which the script, which takes more than a minute, is measured only once."""


@dataclass(frozen=True)
class Row:
    """One line of the table. `package` is the size of what was built, or read, in MB."""

    what: str
    case: str
    cards: int
    files: int
    cost: Cost
    package: float


class Bench:
    """Measures in a temporary folder, `runs` times each, and keeps the run in the middle."""

    def __init__(self, folder: Path, runs: int) -> None:
        self.folder = folder
        self.runs = runs
        self.env = {"XDG_CACHE_HOME": str(folder / "cache")}
        # an installer compiles what it installs, and these are sources
        run([PYTHON, "-m", "compileall", "-q", HERE.parents[1] / "src"], folder, self.env)

    def rows(self, cards: int, files: int) -> Iterator[Row]:
        """All rows of one deck."""
        self._sources(cards, files)
        yield self._other("floor", cards, files, self.runs)
        if files == 1:
            yield self._other("script", cards, files, 1 if cards >= SCRIPT_ONCE else self.runs)
        yield from self._recto(cards, files)
        if files == 1:
            yield self._plain(cards)
            if cards <= ADOPTED_AT_MOST:
                yield from self._adopted(cards)
            yield from self._anki(cards)
        shutil.rmtree(self.folder / "deck")

    def startup(self) -> dict[str, float]:
        """Processor seconds of short commands: what a user waits for before anything happens."""
        shutil.copytree(AWS, self.folder / "aws-security")
        build: Command = [RECTO, "build", "aws-security"]
        run(build, self.folder, self.env)
        commands: dict[str, Command] = {
            "import click": [PYTHON, "-c", "import click"],
            "recto --version": [RECTO, "--version"],
            "import click, yaml, genanki": [PYTHON, "-c", "import click, yaml, genanki"],
            "recto build, nothing changed": build,
        }
        costs: dict[str, list[Cost]] = {name: [] for name in commands}
        for _ in range(3 * self.runs):  # in turn, so that whatever else goes on meets all
            for name, command in commands.items():
                costs[name].append(run(command, self.folder, self.env))
        return {name: median(measured).cpu for name, measured in costs.items()}

    def _recto(self, cards: int, files: int) -> Iterator[Row]:
        costs: dict[str, list[Cost]] = {case: [] for case in CASES}
        for _ in range(self.runs):
            self._forget()
            for case, command in CASES.items():
                if case == "edited":
                    self._sources()
                if command != "preview" or cards <= PREVIEW_AT_MOST:
                    cost = run([RECTO, command, "deck"], self.folder, self.env)
                    costs[case].append(cost)
        package = self._size("build/deck.apkg")
        for case, measured in costs.items():
            if measured:
                yield Row("recto", case, cards, files, median(measured), package)

    def _sources(self, *sizes: int) -> None:
        """Write the deck, or edit it; elsewhere, for a child begins with its parent's memory."""
        run([PYTHON, HERE / "sources.py", "deck", *map(str, sizes)], self.folder, self.env)

    def _forget(self) -> None:
        (self.folder / "deck" / "recto.lock").unlink(missing_ok=True)
        for built in ("build", "cache"):
            shutil.rmtree(self.folder / built, ignore_errors=True)

    def _plain(self, cards: int) -> Row:
        command: Command = [PYTHON, HERE / "plain.py", "build/deck.apkg", "plain.apkg"]
        cost = run(command, self.folder, self.env)
        return Row("genanki", "same notes", cards, 1, cost, self._size("plain.apkg"))

    def _adopted(self, cards: int) -> Iterator[Row]:
        """The package of genanki as sources, and these built for the first time."""
        adopt: Command = [RECTO, "adopt", "plain.apkg", "adopted"]
        build: Command = [RECTO, "build", "adopted"]
        costs: dict[str, list[Cost]] = {"adopt": [], "of adopted": []}
        for _ in range(self.runs):
            for made in ("adopted", "build", "cache"):
                shutil.rmtree(self.folder / made, ignore_errors=True)
            costs["adopt"].append(run(adopt, self.folder, self.env))
            shutil.rmtree(self.folder / "cache", ignore_errors=True)
            costs["of adopted"].append(run(build, self.folder, self.env))
        package = self._size("build/adopted.apkg")
        for case, measured in costs.items():
            yield Row("recto", case, cards, 1, median(measured), package)
        shutil.rmtree(self.folder / "adopted")

    def _anki(self, cards: int) -> Iterator[Row]:
        """The same texts as a table, into Anki; where the machine has it."""
        if not find_spec("anki"):
            return
        run([PYTHON, HERE / "anki_csv.py", "deck", "deck.csv"], self.folder, self.env)
        command: Command = [PYTHON, HERE / "anki_csv.py", "deck.csv"]
        costs = [run(command, self.folder, self.env) for _ in range(self.runs)]
        yield Row("anki", "CSV import", cards, 1, median(costs), self._size("deck.csv"))

    def _other(self, what: str, cards: int, files: int, runs: int) -> Row:
        target = f"{what}.apkg"
        command: Command = [PYTHON, HERE / f"{what}.py", "deck", target]
        costs = [run(command, self.folder, self.env) for _ in range(runs)]
        return Row(what, "", cards, files, median(costs), self._size(target))

    def _size(self, name: str) -> float:
        return (self.folder / name).stat().st_size / 1e6
