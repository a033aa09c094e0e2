"""`recto new`: a deck that builds at once, and a workflow whose every line runs."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from click import Command
from jsonschema import Draft7Validator

from desk import Desk
from learner import Learner
from recto.cli import group
from recto.commands import new as new_module
from recto.commands.new import requirement
from recto.commands.schema import schema
from recto.deck.kinds.registry import KINDS

WORKFLOW = Path(".github/workflows/deck.yml")


@pytest.fixture
def started(desk: Desk) -> Desk:
    """A git repository with a new deck in it."""
    git(desk.root, "init", "--quiet", "--initial-branch=main")
    assert desk.recto("new", "cards/spanish").exit_code == 0
    return desk


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


def workflow(root: Path) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((root / WORKFLOW).read_text("utf-8"))
    return read


def test_it_builds_at_once_and_imports(started: Desk, learner: Learner) -> None:
    result = started.recto("build")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "first-steps.yaml: 6 ids written\nSpanish: 6 notes, 11 cards" in result.stdout
    log = learner.imports(started.root / "build/spanish.apkg")
    assert len(log.new) == 6


@pytest.mark.parametrize(("notetype", "notes", "cards"), [("vocabulary", 3, 6), ("country", 3, 8)])
def test_it_begins_with_a_note_type(
    desk: Desk, learner: Learner, notetype: str, notes: int, cards: int
) -> None:
    assert desk.recto("new", "cards/mine", "--notetype", notetype).exit_code == 0
    assert desk.recto("check", "--strict").stdout == f"1 deck, {notes} cards: nothing to say\n"
    result = desk.recto("build")
    assert result.stderr == ""
    assert f"\nMine: {notes} notes, {cards} cards" in result.stdout
    assert len(learner.imports(desk.root / "build/mine.apkg").new) == notes
    assert not learner.col.get_empty_cards().notes
    made = json.loads((desk.root / "cards/mine/recto.schema.json").read_text("utf-8"))
    for file in (desk.root / "cards/mine").rglob("*.yaml"):
        assert not [*Draft7Validator(made).iter_errors(yaml.safe_load(file.read_text("utf-8")))]


def test_nothing_is_to_be_said_of_its_cards(started: Desk) -> None:
    result = started.recto("check", "--strict")
    assert (result.exit_code, result.stderr) == (0, "")


def test_it_has_a_card_of_every_kind(started: Desk) -> None:
    topic = yaml.safe_load((started.root / "cards/spanish/first-steps.yaml").read_text("utf-8"))
    for kind in KINDS:
        assert any(set(kind.form.needs) <= set(card) for card in topic["cards"]), kind.name
    assert any(card.get("reversed") for card in topic["cards"])
    assert any(card.get("draft") for card in topic["cards"])


def test_its_sources_are_as_the_schema_wants_them_and_name_it(started: Desk) -> None:
    deck = started.root / "cards/spanish"
    held = json.loads((deck / "recto.schema.json").read_text("utf-8"))
    assert held == schema()
    for path in deck.glob("*.yaml"):
        text = path.read_text("utf-8")
        first = text.partition("\n")[0]
        named = first.removeprefix("# yaml-language-server: $schema=")
        assert (deck / named).exists()
        assert Draft7Validator(held).is_valid(yaml.safe_load(text))


def test_git_merges_its_lock_by_union_and_leaves_media_alone(started: Desk) -> None:
    names = "cards/spanish/recto.lock", "cards/spanish/media/a.svg"
    told = git(started.root, "check-attr", "merge", "text", "--", *names)
    assert "recto.lock: merge: union" in told
    assert "a.svg: text: unset" in told


def test_git_leaves_out_what_is_built(started: Desk) -> None:
    assert started.recto("build").exit_code == 0
    assert "build" not in git(started.root, "status", "--short", "--untracked-files=all")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "/build/\n"),
        ("*.pyc\n", "*.pyc\n/build/\n"),
        ("*.pyc", "*.pyc\n/build/\n"),
        ("build\n*.pyc\n", "build\n*.pyc\n"),
        ("/build/\n", "/build/\n"),
    ],
)
def test_what_git_leaves_out_already_stays(desk: Desk, before: str | None, after: str) -> None:
    ignored = desk.root / ".gitignore"
    if before is not None:
        ignored.write_bytes(before.encode())
    result = desk.recto("new", "cards/spanish")
    assert ignored.read_bytes() == after.encode()
    assert (".gitignore" in result.stdout) == (before != after)
    assert desk.recto("new", "cards/french").exit_code == 0
    assert ignored.read_bytes() == after.encode()


def test_git_leaves_out_what_is_built_below_its_top(desk: Desk) -> None:
    git(desk.root, "init", "--quiet")
    (desk.root / "an[other]").mkdir()
    below = Desk(desk.root / "an[other]")
    assert below.recto("new", "cards/spanish").exit_code == 0
    assert (desk.root / ".gitignore").read_text() == "/an\\[other]/build/\n"
    assert below.recto("build").exit_code == 0
    assert "apkg" not in git(desk.root, "status", "--short", "--untracked-files=all")


def test_each_has_an_identity_of_its_own(started: Desk) -> None:
    started.recto("new", "cards/spanish-2")
    ids = [
        yaml.safe_load((started.root / "cards" / name / "deck.yaml").read_text("utf-8"))["id"]
        for name in ("spanish", "spanish-2")
    ]
    assert re.fullmatch(r"spanish-[a-z2-7]{8}", ids[0])
    assert ids[0] != ids[1]
    assert started.recto("build").exit_code == 0


@pytest.mark.parametrize(
    ("name", "called", "tag"),
    [
        ("aws-security", "Aws security", "aws-security"),
        ("my deck", "My deck", "my-deck"),
        ("日本語", "日本語", "日本語"),
        ("c++", "C++", "c++"),
        ("a::b", "A b", "a::b"),
        ("a<b>", "A b", "a<b>"),
        ("'quoted' #1", "'quoted' #1", "'quoted'-#1"),
        ("leech", "Leech", "leech-deck"),
        ("---", "New deck", "---"),
        ("2024", "2024", "2024"),
        ("-x", "X", "-x"),
    ],
)
def test_any_name_of_a_folder_builds(desk: Desk, name: str, called: str, tag: str) -> None:
    assert desk.recto("new", "--", f"cards/{name}").exit_code == 0
    result = desk.recto("build")
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"\n{called}: " in result.stdout
    lock = (desk.root / "cards" / name / "recto.lock").read_text("utf-8")
    assert f'"{called}"' in lock
    topic = (desk.root / "cards" / name / "first-steps.yaml").read_text("utf-8")
    assert f"here {tag}::first-steps." in topic


def test_it_overwrites_nothing(started: Desk) -> None:
    (started.root / WORKFLOW).write_text("mine")
    deck = started.root / "cards/spanish/deck.yaml"
    before = deck.read_bytes()
    again = started.recto("new", "cards/spanish")
    assert again.exit_code == 2
    assert deck.read_bytes() == before
    other = started.recto("new", "cards/french")
    assert other.exit_code == 0
    assert "was there and stays as it is" in other.stdout
    assert (started.root / WORKFLOW).read_text() == "mine"


@pytest.mark.parametrize(
    "name",
    [
        "cards/spanish/more",
        "cards/spanish/deck.yaml",
        "cards/.hidden",
        "cards/collection",
        "x.yaml",
    ],
)
def test_where_no_deck_can_be_it_writes_nothing(started: Desk, name: str) -> None:
    before = sorted(started.root.rglob("*"))
    result = started.recto("new", name)
    assert result.exit_code in (1, 2)
    assert "nothing was written" in result.stderr
    assert sorted(started.root.rglob("*")) == before


def test_an_empty_folder_and_an_empty_repository_are_taken(desk: Desk) -> None:
    git(desk.root, "init", "--quiet")
    assert desk.recto("new", ".").exit_code == 0
    assert workflow(desk.root)["env"]["DECKS"] == "."
    assert desk.recto("build", ".").exit_code == 0


def test_the_workflow_is_for_all_decks_beside_it_or_for_the_one(desk: Desk) -> None:
    for deck, decks in (("cards/a", "cards"), ("my decks/b", "my?decks/b"), ("c", "c")):
        desk.recto("new", deck)
        assert workflow(desk.root)["env"]["DECKS"] == decks
        (desk.root / WORKFLOW).unlink()


def test_without_the_workflow_there_is_none(desk: Desk) -> None:
    desk.recto("new", "cards/a", "--no-workflow")
    assert not (desk.root / WORKFLOW).exists()


@pytest.mark.parametrize(
    ("origin", "installs"),
    [
        (None, r"recto-anki==\d.*"),
        ({"url": "https://example.org/recto.whl", "archive_info": {}}, "https://.*whl"),
        (
            {"url": "https://example.org/r.git", "vcs_info": {"vcs": "git", "commit_id": "1a2b"}},
            r"git\+https://example.org/r.git@1a2b",
        ),
        ({"url": "file:///elsewhere/recto", "dir_info": {"editable": True}}, ""),
        ({"url": "file:///here", "dir_info": {}}, r"\."),
    ],
)
def test_the_workflow_installs_the_recto_that_made_it(
    monkeypatch: pytest.MonkeyPatch, origin: Mapping[str, Any] | None, installs: str
) -> None:
    class Installed:
        def read_text(self, _: str) -> str | None:
            return json.dumps(origin) if origin else None

    monkeypatch.setattr(new_module, "distribution", lambda _: Installed())
    assert re.fullmatch(installs, requirement(Path("/here")))


def test_the_workflow_names_commands_and_options_that_exist(started: Desk) -> None:
    """Whatever shell runs them."""
    lines = [
        shlex.split(line.partition(">")[0])
        for job in workflow(started.root)["jobs"].values()
        for step in job["steps"]
        for line in step.get("run", "").splitlines()
        if line.strip().startswith("recto ")
    ]
    assert {words[1] for words in lines} == {"build", "check", "diff"}
    for words in lines:
        command = group.commands[words[1]]
        assert isinstance(command, Command)
        options = {name for each in command.params for name in each.opts}
        assert {word for word in words if word.startswith("-")} <= options


GH = """\
#!/bin/sh
# As much of GitHub's command as the workflow needs; a release is a folder in $RELEASES.
case "$1 $2" in
api*)
    cd "$RELEASES" || exit 1
    for tag in $(ls -t); do
        [ "$tag" = "$TAG" ] || { echo "$tag"; break; }
    done ;;
"release download") cp "$RELEASES/$3"/*.apkg released/ ;;
"release upload") shift 2; tag=$1; shift; cp "$@" "$RELEASES/$tag/" ;;
*) exit 1 ;;
esac
"""


PIP = """\
#!/bin/sh
# Nothing to install; somebody may push to the branch while it would be.
[ ! -e "$RELEASES/../meanwhile" ] || sh "$RELEASES/../meanwhile"
"""


class GitHub:
    """A repository on GitHub that runs its workflow, played by git, bash and a few lines."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.origin = root / "origin.git"
        self.releases = root / "releases"
        self.runs = 0
        tools = root / "tools"
        for folder in (self.origin, self.releases, tools):
            folder.mkdir()
        for name, script in (("gh", GH), ("pip", PIP)):
            (tools / name).write_text(script)
            (tools / name).chmod(0o755)
        git(self.origin, "init", "--quiet", "--bare", "--initial-branch=main")
        self.path = os.pathsep.join(
            [str(tools), str(Path(sys.executable).parent), os.environ["PATH"]]
        )

    def run(self, event: str, tag: str = "") -> Path:
        """Run what the workflow does at an event, in a fresh clone, which it returns."""
        self.runs += 1
        clone = self.root / f"run{self.runs}"
        git(self.root, "clone", "--quiet", str(self.origin), str(clone))
        told = workflow(clone)
        env = {**os.environ, **told["env"], "RECTO": "recto", "TAG": tag, "PATH": self.path}
        env |= {"RELEASES": str(self.releases), "GITHUB_REPOSITORY": "me/decks"}
        env["GITHUB_STEP_SUMMARY"] = str(clone / "summary.md")
        for job in told["jobs"].values():
            for step in job["steps"] if holds(job, event) else ():
                if "run" in step and holds(step, event):
                    bash = ["bash", "-e", "-c", step["run"]]
                    subprocess.run(bash, cwd=clone, env=env, check=True)
        return clone

    def release(self, tag: str) -> Path:
        """Publish a release, and return the folder of what was attached to it."""
        (self.releases / tag).mkdir()
        self.run("release", tag)
        return self.releases / tag


def holds(step: Mapping[str, Any], event: str) -> bool:
    """Whether a job or step is for an event, by the only conditions that the workflow uses."""
    compared = re.fullmatch(r"github\.event_name (==|!=) '(\w+)'", step.get("if", ""))
    if not compared:
        assert "if" not in step
        return True
    return (compared[2] == event) is (compared[1] == "==")


def test_the_workflow_keeps_the_lock_and_releases_packages(desk: Desk, learner: Learner) -> None:
    """From the first push to the second release, line by line as GitHub runs it."""
    hub_root = desk.root / "hub"
    hub_root.mkdir()
    hub = GitHub(hub_root)
    git(hub_root, "clone", "--quiet", str(hub.origin), "mine")
    mine = Desk(hub_root / "mine")
    git(mine.root, "config", "user.name", "me")
    git(mine.root, "config", "user.email", "me@example.org")
    mine.recto("new", "cards/spanish")

    def push(message: str) -> None:
        git(mine.root, "add", "--all")
        git(mine.root, "commit", "--quiet", "--message", message)
        git(mine.root, "push", "--quiet", "origin", "HEAD:main")

    push("Begin")
    hub.run("push")
    git(mine.root, "pull", "--quiet", "origin", "main")
    assert (mine.root / "cards/spanish/recto.lock").exists()
    assert git(mine.root, "show", "--format=", "--name-only").split() == [
        "cards/spanish/first-steps.yaml",  # which got its ids
        "cards/spanish/recto.lock",
    ]
    first = hub.release("v1")
    learner.imports(first / "spanish.apkg")
    assert "### New cards (6)" in (first / "CHANGES.md").read_text("utf-8")

    topic = mine.root / "cards/spanish/first-steps.yaml"
    topic.write_text(topic.read_text("utf-8").replace("**88 days**", "88 days"), "utf-8")
    push("Correct")
    clone = hub.run("pull_request")
    assert "### Changed cards (1)" in (clone / "summary.md").read_text("utf-8")
    assert not git(clone, "status", "--porcelain", "--", "cards")
    hub.run("push")
    second = hub.release("v2")
    assert "### Changed cards (1)" in (second / "CHANGES.md").read_text("utf-8")
    log = learner.imports(second / "spanish.apkg")
    assert (len(log.new), len(log.updated), len(log.unchanged)) == (0, 1, 5)


def test_where_main_has_moved_the_job_builds_the_newest(desk: Desk) -> None:
    """A rebase would leave a lock that no build has made, and cards that it doesn't know."""
    hub_root = desk.root / "hub"
    hub_root.mkdir()
    hub = GitHub(hub_root)
    git(hub_root, "clone", "--quiet", str(hub.origin), "mine")
    mine = Desk(hub_root / "mine")
    git(mine.root, "config", "user.name", "me")
    git(mine.root, "config", "user.email", "me@example.org")
    mine.recto("new", "cards/spanish")
    topic = mine.root / "cards/spanish/first-steps.yaml"
    begun = topic.read_text("utf-8")
    for message, text in (("Begin", begun), ("Go on", begun.replace("Mercury\n", "Merkur\n"))):
        topic.write_text(text, "utf-8")
        git(mine.root, "add", "--all")
        git(mine.root, "commit", "--quiet", "--message", message)
        if message == "Begin":
            git(mine.root, "push", "--quiet", "origin", "HEAD:main")
    push = f'git -C {shlex.quote(str(mine.root))} push --quiet origin HEAD:main; rm "$0"\n'
    (hub_root / "meanwhile").write_text(push)
    hub.run("push")
    assert not (hub_root / "meanwhile").exists()
    git(mine.root, "pull", "--quiet", "origin", "main")
    told = git(mine.root, "log", "--format=%s").splitlines()
    assert told == ["Lock what the decks' learners know", "Go on", "Begin"]
    assert '"Merkur"' in (mine.root / "cards/spanish/recto.lock").read_text("utf-8")
    assert mine.recto("build", "--locked").exit_code == 0


@pytest.mark.parametrize(
    ("options", "topic"),
    [
        ((), "first-steps"),
        (("--notetype", "vocabulary"), "first-words"),
        (("--notetype", "country"), "first-countries"),
    ],
)
def test_an_author_is_sent_to_the_file_of_cards(
    desk: Desk, options: tuple[str, ...], topic: str
) -> None:
    told = desk.recto("new", "cards/my", *options).stdout
    assert f"Write your cards into cards/my/{topic}.yaml, then run `recto build`." in told
    assert f"# topics: [{topic}] #" in (desk.root / "cards/my/deck.yaml").read_text("utf-8")
