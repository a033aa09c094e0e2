"""A repository with several decks: `--after` and `--from` take a folder of packages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desk import Desk
from learner import Learner

OTHER = "deck: Other\nid: other-bbbb3333\n"
IAM = "- {q: Who owns the data?, a: You}"


@pytest.fixture
def released(desk: Desk) -> Path:
    """Two decks, built and released under other names, among files of other people."""
    desk.write(iam=IAM)
    desk.write({"../other/deck.yaml": OTHER, "../other/s3.yaml": f"cards:\n{IAM}"})
    assert not desk.try_build().failed
    folder = desk.root / "released"
    (desk.root / "build").rename(folder)
    (folder / "test.apkg").rename(folder / "0.9.apkg")
    (folder / "notes.apkg").write_text("not a package")
    return folder


def counts(desk: Desk, *arguments: str) -> dict[str, tuple[int, int]]:
    """New and updated notes of each deck, as `recto diff` foretells them."""
    told = json.loads(desk.recto("diff", "--format", "json", *arguments).stdout)
    return {deck["deck"]: (deck["new"], deck["updated"]) for deck in told["decks"]}


def test_each_deck_finds_its_own_package(desk: Desk, released: Path) -> None:
    desk.write(iam=IAM.replace("You", "The customer"))
    assert not desk.try_build().failed
    told = counts(desk, "--from", str(released))
    assert told == {"Test": (0, 1), "Other": (0, 0)}


def test_of_several_packages_the_latest_counts(desk: Desk, released: Path) -> None:
    desk.write(iam=IAM.replace("You", "The customer")).try_build()
    desk.package.rename(released / "0.10.apkg")
    assert counts(desk, "--from", "released") == {"Test": (0, 0), "Other": (0, 0)}


def test_the_name_of_a_build_counts_before_others(desk: Desk, released: Path) -> None:
    (released / "0.9.apkg").rename(released / "test.apkg")
    desk.write(iam=IAM.replace("You", "The customer")).try_build()
    desk.package.rename(released / "0.10.apkg")
    assert counts(desk, "--from", "released") == {"Test": (0, 1), "Other": (0, 0)}


def test_a_package_of_that_name_that_is_damaged_is_an_error(desk: Desk, released: Path) -> None:
    (released / "0.9.apkg").rename(released / "test.apkg")
    (released / "test.apkg").write_bytes(b"cut off")
    assert "[package-unreadable]" in desk.recto("build", "--after", "released").stderr


def test_a_revert_reaches_learners_of_every_deck(desk: Desk, released: Path) -> None:
    """The corrections are dated after the packages in the folder."""
    lock = desk.lock.read_bytes()
    desk.write(iam=IAM.replace("You", "Nobody")).try_build()
    desk.package.replace(released / "0.9.apkg")
    desk.lock.write_bytes(lock)
    desk.write(iam=IAM)
    assert not desk.try_build(after=released).failed
    assert counts(desk, "--from", "released") == {"Test": (0, 1), "Other": (0, 0)}


def test_a_revert_reaches_those_who_have_any_package_of_the_folder(
    desk: Desk, released: Path, learner: Learner
) -> None:
    lock = desk.lock.read_bytes()
    (released / "0.9.apkg").rename(released / "test.apkg")
    desk.write(iam=IAM.replace("You", "Nobody")).try_build()
    desk.package.rename(released / "0.10.apkg")
    learner.imports(released / "0.10.apkg")
    desk.lock.write_bytes(lock)
    assert not desk.write(iam=IAM).try_build(after=released).failed
    learner.imports(desk.package)
    assert [note["Answer"] for note in learner.notes().values()] == ["You"]


def test_a_deck_that_the_release_did_not_have_is_all_new(desk: Desk, released: Path) -> None:
    (released / "0.9.apkg").unlink()
    assert not desk.try_build(after=released).failed
    assert counts(desk, "--from", "released") == {"Test": (1, 0), "Other": (0, 0)}


def test_a_folder_without_packages_is_the_time_before_the_first_release(desk: Desk) -> None:
    (desk.root / "released").mkdir()
    result = desk.write(iam=IAM).recto("build", "--after", "released")
    assert result.exit_code == 0
    assert "taken for its first release" in result.stderr


def test_no_such_folder_is_an_error(desk: Desk) -> None:
    assert desk.write(iam=IAM).recto("build", "--after", "released").exit_code == 2
