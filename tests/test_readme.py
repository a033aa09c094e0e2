"""The README is true: its deck builds, its commands run, what it names exists."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from desk import Desk
from recto.cli import group
from recto.commands.new import DISTRIBUTION

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
README = (ROOT / "README.md").read_text("utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")
FILES = re.findall(r"`(cards/\S+)`:\n\n```\w*\n(.*?)```", README, re.DOTALL)
COMMANDS = [
    line.partition("#")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
]


@pytest.fixture
def capitals(desk: Desk) -> Desk:
    for name, content in FILES:
        path = desk.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    return desk


def test_every_command_runs(capitals: Desk) -> None:
    ran = 0
    for command in COMMANDS:
        program, *arguments = shlex.split(command)
        if program == "recto":
            result = capitals.recto(*arguments)
            assert result.exit_code == 0, f"{command}: {result.output}"
            ran += 1
        elif program == "pipx":
            assert arguments == ["install", DISTRIBUTION]
        else:
            assert command in ("make", "make test"), "a command that no test runs"
    assert ran >= 8


def test_the_second_build_says_that_nothing_changed(capitals: Desk) -> None:
    assert "4 new" in capitals.recto("build").output
    assert "nothing changed" in capitals.recto("build").output


def test_the_error_reads_as_shown(capitals: Desk) -> None:
    europe = capitals.root / "cards/capitals/europe.yaml"
    europe.write_text(europe.read_text("utf-8").replace("a: Bern ", "a: Berne "), "utf-8")
    shown = re.search(r"^cards/capitals/europe.yaml:.*$", README, re.MULTILINE)
    assert shown
    assert capitals.recto("build").stderr.splitlines()[0] == shown[0]


def test_every_command_is_told_here_and_in_the_changelog() -> None:
    for name in group.commands:
        assert f"`recto {name}" in README
        assert f"`recto {name}" in CHANGELOG
