"""`recto check`: errors, advice and what the lock will say; three formats; exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from desk import DECK, NOON, Desk
from recto.commands.build import build
from recto.commands.check import inspect
from recto.commands.pipeline import Options
from recto.deck import identity
from recto.diagnostics import Diagnostic, Location
from recto.diagnostics.catalogue import CATALOGUE
from recto.diagnostics.catalogue.anki import ANKI
from recto.diagnostics.catalogue.pulling import PULLING
from recto.diagnostics.catalogue.reviews import REVIEWS
from recto.lock.forecast import Fate
from recto.reports import github_line
from test_cases import NAMES, PREPARATIONS, command, laid_out

FINE = "- q: Who owns the data?\n  a: You do\n"
YES = "- q: Is it encrypted?\n  a: Yes\n"


@pytest.mark.parametrize(
    ("cards", "options", "code"),
    [
        (FINE, (), 0),
        (FINE, ("--strict",), 0),
        (YES, (), 0),
        (YES, ("--strict",), 1),
        (YES, ("--strict", "--ignore", "answer-yes-no"), 0),
        ("- q: Who?\n", (), 1),
    ],
)
def test_it_fails_on_errors_and_on_advice_only_where_strict(
    desk: Desk, cards: str, options: tuple[str, ...], code: int
) -> None:
    assert desk.write(iam=cards).recto("check", *options).exit_code == code


def test_a_file_of_a_deck_is_checked_with_its_deck_and_told_alone(desk: Desk) -> None:
    other = "- q: Is it open?\n  a: No\n- q: Who?\n  a: I\n  id: Big\n"
    desk.write({"s3/a.yaml": f"cards:\n{YES}"}, iam=FINE, sts=other)
    for part, told in {"iam.yaml": 0, "sts.yaml": 2, "s3": 1, "s3/a.yaml": 1}.items():
        lines = desk.recto("check", f"cards/test/{part}").stdout.splitlines()
        assert len(lines) == told + 1, lines
        assert all(line.startswith(f"cards/test/{part}") for line in lines[:-1])
        rest = f"; {3 - told} more in the rest of the deck"
        assert lines[-1].endswith(rest)
    assert desk.recto("check", "cards/test/iam.yaml").exit_code == 0
    assert desk.recto("check", "cards/test/sts.yaml").exit_code == 1
    whole = desk.recto("check").stdout
    assert desk.recto("check", "cards/test/deck.yaml").stdout == whole
    assert desk.recto("check", "cards/test/iam.yaml", "cards/test").stdout == whole


def test_what_is_wrong_with_a_deck_is_told_with_any_of_its_files(desk: Desk) -> None:
    desk.write({"deck.yaml": f"{DECK}licence: CC0\n"}, iam=FINE)
    result = desk.recto("check", "cards/test/iam.yaml")
    assert "deck.yaml:4:1: error: `licence`" in result.stdout
    assert result.exit_code == 1


def test_it_writes_nothing(desk: Desk) -> None:
    desk.write(iam=FINE + YES)
    before = sorted(desk.root.rglob("*"))
    desk.recto("check")
    assert sorted(desk.root.rglob("*")) == before


def test_json_is_one_object(desk: Desk) -> None:
    told = json.loads(desk.write(iam=FINE + YES).recto("check", "--format", "json").stdout)
    assert told["decks"] == [{"deck": "Test", "id": "test-aaaa2222", "cards": 2}]
    assert told["counts"] == {"error": 0, "warning": 0, "note": 0, "advice": 1}
    [found] = told["diagnostics"]
    assert found.pop("message")
    assert found == {
        "path": "cards/test/iam.yaml",
        "line": 5,
        "column": 6,
        "severity": "advice",
        "code": "answer-yes-no",
    }


def test_json_of_no_deck_is_still_an_object(desk: Desk) -> None:
    result = desk.recto("check", "nowhere", "--format", "json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["counts"]["error"] == 1


def test_on_github_nothing_of_a_message_or_path_is_a_command(desk: Desk) -> None:
    place = Location(desk.root / "100%,a:b\n.yaml", 3, 4)
    line = github_line(Diagnostic(place, "wrong-type", "50%: a\n::error::b"))
    properties, _, message = line.removeprefix("::error ").partition("::")
    assert message == "50%25: a%0A::error::b"
    assert re.findall(r"(\w+)=", properties) == ["file", "line", "col", "title"]
    assert "100%25%2Ca%3Ab" in properties
    assert "\n" not in line


def test_on_github_a_whole_file_has_no_line(desk: Desk) -> None:
    line = github_line(Diagnostic(Location(desk.root / "x.yaml"), "media-unused", "unused"))
    assert re.fullmatch(r"::notice file=[^,]*x\.yaml,title=media-unused::unused", line)


def test_it_says_what_the_next_build_would_of_the_lock(desk: Desk) -> None:
    """While the card can still be helped: the history is not lost yet."""
    desk.write(iam="- q: Which service finds sensitive data in S3?\n  a: Amazon Macie\n").build()
    desk.write(iam="- q: Which service finds sensitive data?\n  a: Macie in all its buckets\n")
    assert desk.advice() == ["card-like-retired 2"]
    assert desk.advice() == ["card-like-retired 2"]


def test_an_error_hides_what_only_a_whole_deck_can_lack(desk: Desk) -> None:
    """The card that can't be read may show the file and spell the acronym out."""
    desk.write({"media/vpc.png": b"\x89PNG\r\n\x1a\n"}, iam="- {q: What is an HSM for?, a: Keys}\n")
    assert desk.advice() == ["acronym-unexplained 2", "media-unused 0"]
    desk.write(zoo='- {q: "What does this show? ![](media/vpc.png)"}\n')
    told = desk.recto("check").stdout
    assert re.findall(r"\[([a-z-]+)\]", told) == ["missing-key"]


EXAMPLES = {
    code: rule.example
    for code, rule in CATALOGUE.items()
    if rule.example.startswith(("- ", "cards:", "<img", "fields:", "front:", "asks:"))
}
NOTE_TYPE = {
    "fields": "fields: [word, meaning, reading, sound]",
    "front": 'front: "{{word}}"',
    "asks": "asks: word",
}
"""A note type with the lines that examples show otherwise."""


@pytest.mark.parametrize("code", EXAMPLES)
def test_an_example_that_is_a_source_gives_rise_to_its_code(desk: Desk, code: str) -> None:
    example = EXAMPLES[code]
    if example.startswith("<"):
        desk.write({"deck.yaml": DECK + "unsafe_html: true\n"})
        example = f"- q: |\n    Which?\n    {example}\n  a: This\n"
    key = example.partition(":")[0]
    if key in NOTE_TYPE:
        lines = NOTE_TYPE | {key: example}
        card = f'cards:\n- name: One\n  {lines["front"]}\n  back: "{{{{meaning}}}}"'
        desk.write({"notetypes/word.yaml": f"{lines['fields']}\n{lines['asks']}\n{card}\n"})
        example = "- {notetype: word, word: x}"
    desk.write({"iam.yaml": f"{'' if example.startswith('cards:') else 'cards:'}\n{example}"})
    assert f"[{code}]" in desk.recto("check", "--select", code).stdout


def test_most_codes_have_a_source_for_an_example() -> None:
    """Of those that are said of sources; others speak of an Anki and of learners."""
    of_sources = CATALOGUE.keys() - {*ANKI, *PULLING, *REVIEWS}
    assert len(EXAMPLES) > len(of_sources) / 2


def test_every_code_can_be_explained(desk: Desk) -> None:
    listed = desk.recto("explain").stdout
    for code, rule in CATALOGUE.items():
        assert f"  {code} " in listed
        told = desk.recto("explain", code).stdout
        assert told.startswith(f"{code}: {rule.severity}\n")
        assert " ".join(rule.fix.split()) in " ".join(told.split())


def test_a_misspelt_code_is_recognised(desk: Desk) -> None:
    result = desk.recto("explain", "answer-lon")
    assert result.exit_code == 2
    assert "did you mean `answer-long`?" in result.stderr


BY_WRITING = {
    "target-foreign",
    "file-unwritable",
    "lock-stale",
    "lock-changed",
    "media-changed",
    "not-pinned",
    "source-changed",
}
"""What only a build can meet, for it alone writes."""


@pytest.mark.parametrize("name", [name for name in NAMES if command(name) == ["build"]])
def test_check_says_what_build_says(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = laid_out(name, tmp_path)
    monkeypatch.chdir(root)
    monkeypatch.setattr(identity, "random_tail", lambda: "k7m2x9qd")
    for step in PREPARATIONS.get(name, ()):
        step(root)
    paths = [path for path in (Path("cards"), Path("my.yaml")) if path.exists()]
    checked = inspect(paths, Options(Path("build"), NOON)).diagnostics
    built = build(paths, Options(Path("build"), NOON)).diagnostics
    assert {each for each in checked if each.severity != "advice"} == {
        each for each in built if each.code not in BY_WRITING
    }


def test_renamed_pictures_that_a_build_follows_are_no_loss_to_check(desk: Desk) -> None:
    names = ("a", "b", "c")
    cards = "".join(
        f"- q: Which is it? ![](media/{name}.png)\n  a: It is {name}\n" for name in names
    )
    files = {
        f"media/{name}.png": f"\x89PNG\r\n\x1a\n{number}".encode("latin-1")
        for number, name in enumerate(names)
    }
    desk.write(files, iam=cards).build()
    for name in names:
        (desk.deck / f"media/{name}.png").rename(desk.deck / f"media/{name}-1.png")
    desk.write(iam=re.sub(r"(media/.)", r"\1-1", cards))
    assert desk.recto("check", "--strict").stdout.endswith("nothing to say\n")
    assert not desk.build().forecast.having(Fate.NEW)
