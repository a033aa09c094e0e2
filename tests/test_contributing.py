"""What contributors are told is true: files that are named exist, switches do something."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import recto
from test_architecture import FLOORS

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "CONTRIBUTING.md", ROOT / "docs" / "architecture.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_is_named_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    named = re.findall(r"`((?:src|tests|docs)/[\w/.-]+)`", text)
    assert len(named) >= 5
    assert not [name for name in named if not (ROOT / name).exists()]
    links = re.findall(r"\]\(([^)#:]+)\)", text)
    assert not [link for link in links if not (page.parent / link).exists()]


def test_the_rooms_are_those_of_the_architecture_test() -> None:
    text = PAGES[1].read_text("utf-8")
    told = re.findall(r"^\| (\d+) \| `(\w+)` \|", text, re.MULTILINE)
    floors = [(str(n), name) for n, floor in enumerate(FLOORS, start=1) for name in floor]
    assert sorted(told) == sorted(each for each in floors if each[1] != "__main__")
    folders = {path.parent.name for path in Path(recto.__file__).parent.glob("*/__init__.py")}
    assert {name for _, name in told} == folders


def test_every_switch_of_the_tests_is_told() -> None:
    text = PAGES[0].read_text("utf-8")
    files = [*(ROOT / "tests").glob("*.py"), *(ROOT / "docs").glob("*.py")]
    used = {
        name
        for path in files
        for name in re.findall(r"environ\S*[\"'](RECTO_\w+)", path.read_text("utf-8"))
    }
    assert used == set(re.findall(r"`(RECTO_\w+)=", text))
