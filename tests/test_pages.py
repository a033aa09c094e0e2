"""The pages of docs/ are true: their commands run, their examples build, what they name exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from desk import Desk
from docs import PAGES, ROOT, blocks, follow
from recto.cli import group
from recto.deck.kinds.form import Keys
from recto.deck.notetypes import note_types
from recto.media import FILMS, IMAGES, SOUNDS
from recto.readers.keys import CARD_KEYS, DECK_KEYS, TOPIC_KEYS

TEXT = {name: path.read_text("utf-8") for name, path in PAGES.items()}


def test_the_tutorial_can_be_followed_to_the_letter(tmp_path: Path) -> None:
    assert follow("tutorial.md", tmp_path) >= 10


def test_the_cards_on_the_page_for_assistants_pass_the_check_as_it_says(tmp_path: Path) -> None:
    assert follow("assistants.md", tmp_path) == 1
    assert Desk(tmp_path).recto("build", "--quiet").exit_code == 0


@pytest.mark.parametrize("page", ["python.md", "genanki.md"])
def test_the_programs_of_a_page_run_and_print_what_it_says(page: str, tmp_path: Path) -> None:
    follow(page, tmp_path)


def test_the_examples_of_the_format_build(desk: Desk) -> None:
    """Those without a name are topics of the deck."""
    for number, block in enumerate(blocks("format.md")):
        if block.file or block.language == "yaml":
            path = desk.root / (block.file or f"cards/capitals/example-{number}.yaml")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8")
    result = desk.recto("build")
    assert (result.exit_code, result.stderr) == (0, "")
    assert desk.recto("build", "my.yaml").exit_code == 0


@pytest.mark.parametrize("page", ["speech.md", "note-types.md"])
def test_the_examples_of_a_page_build_without_a_word(page: str, desk: Desk) -> None:
    follow(page, desk.root)
    result = desk.recto("check")
    assert (result.exit_code, result.stderr) == (0, "")
    assert desk.recto("build", "--quiet").exit_code == 0


@pytest.mark.parametrize(
    ("heading", "keys"), [("deck.yaml", DECK_KEYS), ("A topic", TOPIC_KEYS), ("Cards", CARD_KEYS)]
)
def test_the_format_tells_every_key_once(heading: str, keys: Keys) -> None:
    section = TEXT["format.md"].partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    told = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    assert sorted(told) == sorted(keys)


def test_the_format_tells_every_type_of_media() -> None:
    for kind in IMAGES | SOUNDS | FILMS:
        assert re.search(rf"\b{kind}\b", TEXT["format.md"]), kind


def test_lost_lock_comes_back_as_the_page_says(desk: Desk) -> None:
    for block in blocks("format.md"):
        if block.file.startswith("cards/"):
            path = desk.root / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8")
    desk.recto("build")
    lock = desk.root / "cards/capitals/recto.lock"
    before = lock.read_bytes()
    lock.unlink()
    follow("identity.md", desk.root)
    assert lock.read_bytes() == before


@pytest.mark.parametrize("page", PAGES)
def test_commands_and_options_that_a_page_names_exist(page: str) -> None:
    for command, rest in re.findall(r"`recto (\w+)([^`]*)`", TEXT[page]):
        assert command in group.commands, f"recto {command}"
        options = {name for each in group.commands[command].params for name in each.opts}
        for option in re.findall(r"(?<!\S)--?[a-z][\w-]*", rest):
            assert option in options | {"--help"}, f"recto {command} {option}"


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    prose = re.sub(r"```.*?^```$|`[^`\n]*`", "", TEXT[page], flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\((?!https?:)([^)#\s]+)", prose):
        assert (PAGES[page].parent / target).exists(), target


def test_the_pages_find_each_other() -> None:
    """The README leads to every page."""
    for path in (ROOT / "docs").glob("*.md"):
        assert f"docs/{path.name}" in TEXT["README.md"]


def test_what_learners_are_told_of_note_types_is_what_there_is(desk: Desk) -> None:
    desk.write(iam="- {q: x, a: y}").build()
    types = note_types(desk.prepare().deck)
    for made in types.values():
        assert made.name.endswith(("· Recto", "· Recto Cloze", "· Recto Occlusion"))
        names = [field.name for field in made.fields]
        assert {"Key", "Spare 1", "Spare 8", "Shipped", "My notes"} <= set(names)
