"""Manners of the shell: colour, progress, quiet, completion, encodings, `-`, hooks, Windows."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path, PureWindowsPath

import pytest
import yaml

from desk import Desk
from recto.cli import group, shell
from recto.deck.model import Home, Topic
from recto.readers.titles import default_title
from recto.system import paths

ROOT = Path(__file__).parent.parent
IAM = "- {q: Who owns the data?, a: You}"
WRONG = "- {q: x}"
COMMANDS = sorted(group.commands)
TOOLS = str(Path(sys.executable).parent)


def on_a_terminal(folder: Path, *arguments: str, **env: str) -> str:
    """What recto shows on a terminal of its own."""
    shows, terminal = pytest.importorskip("pty").openpty()
    plain = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM")}
    subprocess.run(
        [sys.executable, "-m", "recto", *arguments],
        cwd=folder,
        env={**plain, "TERM": "xterm", **env},
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        check=False,
    )
    os.close(terminal)
    shown = b""
    try:
        while more := os.read(shows, 4096):
            shown += more
    except OSError:  # so Linux ends a terminal
        pass
    os.close(shows)
    return shown.decode()


def recto(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "recto", *arguments],
        cwd=folder,
        env={**os.environ, **env},
        capture_output=True,
        check=False,
    )


def test_a_terminal_gets_colour(desk: Desk) -> None:
    assert "\x1b[31m\x1b[1merror:" in on_a_terminal(desk.write(iam=WRONG).root, "build")


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colour_where_none_is_wanted(desk: Desk, env: dict[str, str]) -> None:
    shown = on_a_terminal(desk.write(iam=WRONG).root, "check", **env)
    assert "error:" in shown
    assert "\x1b" not in shown


class Terminal(io.StringIO):
    """A stream that says it is one."""

    def isatty(self) -> bool:
        return True


def works(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, *, quiet: bool = False) -> str:
    """What is told of work that lasts, with seconds that pass quickly."""
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(shell, "_SECOND", 0.001)
    monkeypatch.setenv("TERM", "xterm")
    with shell.working("building", quiet=quiet):
        for _ in range(50):
            time.sleep(0.002)
            if stream.getvalue():
                break
    return stream.getvalue()


def test_long_work_is_told_on_a_terminal_and_wiped_away(monkeypatch: pytest.MonkeyPatch) -> None:
    told = works(monkeypatch, Terminal())
    assert told.startswith("\r\x1b[Kbuilding, 0 s")
    assert told.endswith("\r\x1b[K")


def test_long_work_is_not_told_elsewhere_or_in_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    assert works(monkeypatch, io.StringIO()) == ""
    assert works(monkeypatch, Terminal(), quiet=True) == ""


def test_short_work_is_not_told(desk: Desk) -> None:
    assert "building" not in on_a_terminal(desk.write(iam=IAM).root, "build")


def test_quiet_says_only_what_is_wrong(desk: Desk) -> None:
    desk.write(iam=IAM)
    for arguments in (
        ["build"],
        ["build"],
        ["check"],
        ["pin"],
        ["preview"],
        ["new", "cards/other"],
        ["recover", "cards/test", "build/test.apkg", "--force"],
    ):
        result = desk.recto(*arguments, "--quiet")
        assert (result.exit_code, result.output) == (0, ""), arguments
    for command in ("build", "check", "preview"):
        assert "no answer" in desk.write(iam=WRONG).recto(command, "-q").output


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches_with_examples(desk: Desk, command: str) -> None:
    result = desk.recto(command, "--help")
    assert result.exit_code == 0
    assert f"\n  recto {command}" in result.output
    assert all(len(line) <= 80 for line in result.output.splitlines())


def test_help_names_every_command(desk: Desk) -> None:
    shown = desk.recto("-h").output
    assert all(f"\n  {command} " in shown for command in COMMANDS)
    assert "..." not in shown.partition("Commands:")[2], "a short help is cut off"


SHELLS = {
    "bash": """
source <(recto completion bash)
COMP_WORDS=(recto bui) COMP_CWORD=1; _recto_completion recto; echo "${COMPREPLY[@]}"
COMP_WORDS=(recto build --loc) COMP_CWORD=2; _recto_completion recto; echo "${COMPREPLY[@]}"
COMP_WORDS=(recto diff --format m) COMP_CWORD=3; _recto_completion recto; echo "${COMPREPLY[@]}"
COMP_WORDS=(recto explain choice-u) COMP_CWORD=2; _recto_completion recto; echo "${COMPREPLY[@]}"
""",
    "fish": """
recto completion fish | source
complete -C "recto bui"
complete -C "recto build --loc"
complete -C "recto diff --format m"
complete -C "recto explain choice-u"
""",
    "zsh": """
unset TERM; ZSH_DISABLE_COMPFIX=true
source <(recto completion zsh)
compadd() { :; }
_describe() { print -l -- ${(P)3} }
words=(recto bui) CURRENT=2; _recto_completion
words=(recto build --loc) CURRENT=3; _recto_completion
compadd() { print -l -- ${(P)@[-1]} }
words=(recto diff --format m) CURRENT=4; _recto_completion
words=(recto explain choice-u) CURRENT=3; _recto_completion
""",
}


@pytest.mark.parametrize("name", SHELLS)
def test_shells_complete_commands_options_and_values(tmp_path: Path, name: str) -> None:
    if not shutil.which(name):
        pytest.skip(f"no {name} here")
    env = {**os.environ, "PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path)}
    done = subprocess.run(
        [name, "-c", SHELLS[name]], env=env, capture_output=True, text=True, check=False
    )
    for expected in ("build", "--locked", "markdown", "choice-unknown"):
        assert expected in done.stdout, done


def test_only_what_can_be_ignored_is_completed_to_ignore(desk: Desk) -> None:
    asked = {"_RECTO_COMPLETE": "bash_complete", "COMP_WORDS": "recto check --ignore media-"}
    completed = recto(desk.root, **asked, COMP_CWORD="3").stdout.decode()
    assert "media-unused" in completed
    assert "media-missing" not in completed


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("build/test.apkg", "recto diff --from build/test.apkg"),
        ("/dev/null", "a source is a file that ends in .yaml"),
        ("/nowhere/at/all", "there is no `/nowhere/at/all`"),
    ],
)
def test_what_is_no_source_is_told_as_what_it_is(desk: Desk, path: str, told: str) -> None:
    desk.write(iam=IAM).build()
    result = desk.recto("diff", path)
    assert result.exit_code == 2
    assert told in result.stderr


def test_paths_are_those_of_where_one_stands(desk: Desk) -> None:
    desk.write(iam=WRONG)
    told = recto(desk.deck, "build", "../../cards/test", "-o", "../../build").stderr.decode()
    assert told.startswith("iam.yaml:2:3: error: ")
    told = recto(desk.root / "cards", "build", "test").stderr.decode()
    assert told.startswith("test/iam.yaml:2:3: error: ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "-"),
        ("check", "-"),
        ("build", "-o", "-"),
        ("build", "--after", "-"),
        ("diff", "--from", "-"),
        ("recover", "-", "x.apkg"),
        ("new", "-"),
    ],
)
def test_a_dash_is_refused_with_a_reason(desk: Desk, arguments: tuple[str, ...]) -> None:
    result = desk.write(iam=IAM).recto(*arguments)
    assert result.exit_code == 2
    assert "`-` can't be used here: " in result.stderr


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONUTF8": "0", "LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_a_file_gets_utf_8_wherever_it_is_written(desk: Desk, env: dict[str, str]) -> None:
    """As Windows would not, `recto diff > CHANGES.md` in a code page of its own."""
    desk.write(iam="- {q: 什么是权限 → и, a: x}")
    done = recto(desk.root, "diff", "--format", "markdown", **env)
    assert done.returncode == 0
    assert "- 什么是权限 → и" in done.stdout.decode("utf-8")


def test_an_encoding_that_was_asked_for_is_kept_and_the_rest_replaced(desk: Desk) -> None:
    desk.write(iam="- {q: Üben → и, a: x}")
    done = recto(desk.root, "diff", "--format", "markdown", PYTHONIOENCODING="latin-1")
    assert done.returncode == 0
    assert "- Üben ? ?" in done.stdout.decode("latin-1")


def test_the_pre_commit_hook_runs_a_command_that_exists(desk: Desk) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    for hook in hooks:
        program, *arguments = hook["entry"].split()
        assert program == "recto"
        assert hook["pass_filenames"] is False
        assert hook["language"] == "python"
        assert desk.write(iam=IAM).recto(*arguments).exit_code == 0
        assert desk.write(iam=WRONG).recto(*arguments).exit_code == 1


def test_paths_of_windows_become_topics_and_tags() -> None:
    folder = PureWindowsPath(r"C:\decks\cards\aws")
    file = folder / "iam" / "root-user.yaml"
    topic = Topic(file.relative_to(folder).with_suffix("").as_posix(), "", file)  # type: ignore[arg-type]
    home = Home(folder, folder / "deck.yaml", folder / "recto.lock", folder.name)  # type: ignore[arg-type]
    assert (topic.path, topic.name) == ("iam/root-user", "iam/root-user.yaml")
    assert home.stem == "aws"
    assert default_title(topic.path) == "Root user"


def test_a_path_on_another_drive_stays_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    def other_drive(_: Path) -> str:
        message = "path is on mount 'D:', start on mount 'C:'"
        raise ValueError(message)

    monkeypatch.setattr("os.path.relpath", other_drive)
    assert paths.relative(Path("D:/cards/iam.yaml")) == str(Path("D:/cards/iam.yaml"))


def test_line_ends_of_windows_change_nothing(desk: Desk) -> None:
    """Git's autocrlf may turn every file of a deck, the lock included."""
    text = "- q: |\n    One\n\n    `two`\n  a: >\n    folded\n    text\n"
    desk.write(iam=text).build()
    before = desk.lock.read_bytes()
    for path in (desk.deck / "iam.yaml", desk.deck / "deck.yaml", desk.lock):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert desk.build().forecast.is_empty
    assert desk.lock.read_bytes() == before
