"""An author's desk for tests: sources in a folder, and recto run there."""

from __future__ import annotations

import os
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner, Result

from recto.cli import group
from recto.commands.build import Built, build
from recto.commands.check import inspect
from recto.commands.outcome import Outcome
from recto.commands.pipeline import Options, prepare
from recto.deck.model import Deck
from recto.diagnostics import Diagnostic, sorted_diagnostics
from recto.outputs.prepared import Prepared

DECK = "deck: Test\nid: test-aaaa2222\nids: manual\n"
NOON = 1_790_000_000_000
"""A day in 2026, in milliseconds; tests decide what time it is."""


@dataclass
class Desk:
    """A working folder with `cards/test/` in it."""

    root: Path
    clock: int = NOON

    @property
    def deck(self) -> Path:
        return self.root / "cards" / "test"

    @property
    def lock(self) -> Path:
        return self.deck / "recto.lock"

    @property
    def package(self) -> Path:
        return self.root / "build" / "test.apkg"

    def write(self, files: Mapping[str, str | bytes] | None = None, **topics: str) -> Desk:
        """Write files of the deck; `iam="…"` writes the cards of iam.yaml."""
        all_files = {**(files or {}), **{f"{k}.yaml": f"cards:\n{v}" for k, v in topics.items()}}
        if not (self.deck / "deck.yaml").exists():
            all_files.setdefault("deck.yaml", DECK)
        for name, content in all_files.items():
            path = self.deck / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self

    def options(self, **options: object) -> Options:
        self.clock += 3_600_000  # an hour between builds
        given = {"output": self.root / "build", "now": self.clock, **options}
        return Options(**given)  # type: ignore[arg-type]

    def try_build(self, **options: object) -> Outcome[Built]:
        return build([self.root / "cards"], self.options(**options))

    def build(self, **options: object) -> Built:
        """Build the one deck; a test that expects errors calls `try_build`."""
        outcome = self.try_build(**options)
        assert not outcome.failed, outcome.diagnostics
        [built] = outcome.results
        return built

    def prepare(self, **options: object) -> Prepared:
        outcome = prepare([self.root / "cards"], self.options(compare_html=True, **options))
        assert not outcome.failed, outcome.diagnostics
        [prepared] = outcome.results
        return prepared

    def faults(self) -> list[Diagnostic]:
        return self.try_build().diagnostics

    def inspect(self, on_request: Container[str] = ()) -> Outcome[Deck]:
        return inspect([self.root / "cards"], self.options(), on_request)

    def advice(self) -> list[str]:
        """`code line` of all that `recto check` finds, by place."""
        outcome = self.inspect()
        assert not outcome.failed, outcome.diagnostics
        found = sorted_diagnostics(outcome.diagnostics)
        return [f"{each.code} {each.location.line}" for each in found]

    def recto(self, *arguments: str | Path, env: Mapping[str, str] | None = None) -> Result:
        """Run the command in the desk's folder; a bug of Recto ends the test."""
        before = Path.cwd()
        os.chdir(self.root)
        try:
            given = [str(each) for each in arguments]
            return CliRunner(catch_exceptions=False).invoke(group, given, env=env)
        finally:
            os.chdir(before)
