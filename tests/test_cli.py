"""The command line: exit codes, and sentences instead of tracebacks."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from desk import Desk
from recto import cli

IAM = "- {q: Who owns the data?, a: You}"


def run(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "recto", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **(env or {})},
    )
    return done.returncode, done.stdout, done.stderr


def test_well(desk: Desk) -> None:
    code, out, err = run(desk.write(iam=IAM).root, "build")
    assert (code, err) == (0, "")
    assert (
        out
        == f"Test: 1 note, 1 card, {out.split(', ')[2].split(' in')[0]} in build/test.apkg\n  1 new\n"
    )


def test_errors_in_sources(desk: Desk) -> None:
    code, out, err = run(desk.write(iam="- {q: x}").root, "build")
    assert (code, out) == (1, "")
    assert err.startswith("cards/test/iam.yaml:2:3: error: ")
    assert err.endswith("1 error; nothing was written\n")


@pytest.mark.parametrize(
    "arguments", [("build", "nowhere"), ("build", "--wrong"), ("wrong",), ("build", ".")]
)
def test_wrong_usage(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    code, _, err = run(tmp_path, *arguments)
    assert code == 2
    assert "Traceback" not in err


def test_no_folder_of_cards_says_what_to_do(tmp_path: Path) -> None:
    code, _, err = run(tmp_path, "build")
    assert code == 2
    assert "recto build path/to/deck" in err


def test_the_folder_of_cards_itself_says_where_to_go(tmp_path: Path) -> None:
    (tmp_path / "cards" / "capitals").mkdir(parents=True)
    code, _, err = run(tmp_path / "cards", "check")
    assert code == 2
    assert "go up with `cd ..`, then: recto check" in err


@pytest.mark.parametrize("time", ["noon", "9" * 12, "9" * 5000])
def test_a_wrong_time_is_wrong_usage(desk: Desk, time: str) -> None:
    code, _, err = run(desk.write(iam=IAM).root, "build", env={"SOURCE_DATE_EPOCH": time})
    assert code == 2
    assert "SOURCE_DATE_EPOCH" in err


def crash(_error: BaseException) -> None:
    raise _error


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (ZeroDivisionError("x"), 3, "this is a bug in Recto: ZeroDivisionError: x"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (PermissionError(13, "Permission denied", "build/x.apkg"), 1, "build/x.apkg: Permission"),
        (OSError(28, "No space left on device"), 1, "a file: No space left on device"),
    ],
)
def test_whatever_happens_is_a_sentence_and_a_code(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
    told: str,
) -> None:
    monkeypatch.setattr(cli.group, "main", lambda **_: crash(error))
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == code
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "slow"),
    [
        ("--version", {"genanki", "yaml", "pygments", "pyromark", "rapidfuzz", "sqlite3"}),
        ("diff", {"genanki", "pygments"}),
        ("build", {f"recto.{room}" for room in ("adopting", "anki", "api", "pulling", "reviews")}),
        ("build", {"asyncio", "cached_property"}),
    ],
)
def test_a_command_does_not_wait_for_what_it_does_not_need(
    desk: Desk, command: str, slow: set[str]
) -> None:
    check = f"import sys; sys.argv = ['recto', '{command}']\n"
    check += "from recto.cli import main\ntry: main()\nexcept SystemExit: pass\n"
    check += f"sys.exit(sorted({slow} & set(sys.modules)) or 0)"
    root = desk.write(iam="- {q: x, a: y}").root
    done = subprocess.run([sys.executable, "-c", check], cwd=root, check=False)
    assert done.returncode == 0


def test_colour_only_on_a_terminal(desk: Desk) -> None:
    _, _, err = run(desk.write(iam="- {q: x}").root, "build")
    assert "\x1b" not in err


def test_errors_come_first_and_none_is_left_out(desk: Desk) -> None:
    warned = "".join(f"- {{q: 'Is {n} a {{{{c1::port}}}}?', a: It is {n}}}\n" for n in range(300))
    wrong = "".join(f"- {{q: 'Which {n}?', anwser: It is {n}}}\n" for n in range(300))
    result = desk.write(iam=warned + wrong).recto("build")
    lines = result.stderr.splitlines()
    severities = [line.split(": ")[1] for line in lines if line.startswith("cards/")]
    errors = severities.count("error")
    assert errors >= 300
    assert severities == ["error"] * errors + ["warning"] * 200
    assert lines[-2:] == ["… and 100 more like these", f"{errors} errors; nothing was written"]
    assert ": error: " in desk.recto("check").stdout.splitlines()[0]


@pytest.mark.parametrize("folder", ["a b", "a&b", "$HOME", "it's", "a;b", "a(b)"])
def test_the_command_that_a_message_gives_can_be_pasted(tmp_path: Path, folder: str) -> None:
    """A shell takes it apart into the words that Recto meant."""
    desk = Desk(tmp_path / folder)
    desk.write(iam="- {q: Who?, a: You}\n").build()
    desk.lock.unlink()
    told = desk.recto("build", desk.deck, "-o", desk.package.parent).stderr
    [command] = re.findall(r"`(recto recover .*?)` \[", told)
    words = shlex.split(command)
    assert words == ["recto", "recover", str(desk.deck), str(desk.package)]
    assert desk.recto(*words[1:]).exit_code == 0
    assert desk.lock.exists()
