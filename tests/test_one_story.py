"""One deck, one story: what a command says of a deck and its lock, every other one says too."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from desk import NOON
from recto.commands.build import build
from recto.commands.check import inspect
from recto.commands.diff import compare
from recto.commands.outcome import Outcome
from recto.commands.pin import pin
from recto.commands.pipeline import Options
from recto.commands.preview import write_pages
from recto.diagnostics import Diagnostic, Severity
from recto.diagnostics.catalogue.identity import IDENTITY
from test_cases import NAMES, PREPARATIONS, command, laid_out, tree

COMMANDS: dict[str, Callable[..., Outcome[Any]]] = {
    "build": build,
    "check": inspect,
    "diff": compare,
    "preview": write_pages,
    "pin": pin,
}
OF_SOME = {
    "target-foreign": {"build"},  # only a build replaces a package
    "lock-changed": {"build", "pin"},  # only they write a lock
    "not-pinned": {"build", "pin"},
    "deck-retired": {"build", "check", "diff", "pin"},  # a preview shows cards, whoever has them
}
"""What not all of them can say."""
CASES = [
    name
    for name in NAMES
    if name.partition("/")[0] in IDENTITY.keys() - {"lock-changed"}  # made while a build runs
    and command(name)[0] != "recover"
]


def told(diagnostics: Iterable[Diagnostic]) -> Counter[tuple[str, str, str]]:
    return Counter(
        (each.code, str(each.location), each.message)
        for each in diagnostics
        if each.severity is not Severity.ADVICE
    )


def story(
    name: str, run: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Counter[tuple[str, str, str]]:
    """What a command says of a case, as it lies there."""
    folder = tmp_path / run
    root = laid_out(name, folder)
    for step in PREPARATIONS.get(name, ()):
        step(root)
    monkeypatch.chdir(root)
    before = tree(root)
    decks = [Path(each) for each in ("my.yaml", "your.yaml", "cards") if Path(each).exists()][:1]
    outcome = COMMANDS[run](decks, Options(Path("build"), NOON + 7_200_000))
    if run in ("check", "diff"):
        assert tree(root) == before
    os.chdir(tmp_path)
    shutil.rmtree(folder)
    return told(outcome.diagnostics)


@pytest.mark.parametrize("name", CASES)
def test_every_command_tells_the_story_of_the_build(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories = {run: story(name, run, tmp_path, monkeypatch) for run in COMMANDS}
    by_all = {
        run: Counter({each: n for each, n in heard.items() if each[0] not in OF_SOME})
        for run, heard in stories.items()
    }
    stopped = any(code == "target-foreign" for code, *_ in stories["build"])
    for run, heard in by_all.items():
        if stopped:  # so that it could say no more
            assert by_all["build"] <= heard, run
        else:
            assert heard == by_all["build"], run
    for run, heard in stories.items():
        assert all(run in OF_SOME.get(code, {run}) for code, *_ in heard), run


def test_there_are_cases_of_all_that_is_said_of_a_lock() -> None:
    assert len(CASES) >= 40
