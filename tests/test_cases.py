"""What an author sees, mistake by mistake: `cases/<code>/<variant>/` holds sources and `expected.txt`.

A case is run as it lies there, by `recto build` (of advice `recto check`) or what its
`command.txt` says, and what it tells (`recto check` on stdout, else stderr) and the exit code
must be those of `expected.txt`. `RECTO_UPDATE_CASES=1` writes them anew: read each
aloud then, as an author who has never seen Recto.
"""

from __future__ import annotations

import io
import os
import random
import re
import shlex
import shutil
import sqlite3
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import get_args

import pytest

from desk import NOON
from learner import Learner
from recto.cli import main
from recto.commands.build import build
from recto.commands.pipeline import Options
from recto.deck import identity
from recto.diagnostics import Code
from recto.diagnostics.catalogue import CATALOGUE, IGNORABLE
from recto.outputs import apkg as package
from recto.outputs.release import Release
from recto.system.files import Unwritten

CASES = Path(__file__).parent / "cases"
EXPECTED, COMMAND = "expected.txt", "command.txt"
BESIDE_CODES = {"valid", "several", "usage"}
"""Folders of cases that stand for no code."""
UPDATE = bool(os.environ.get("RECTO_UPDATE_CASES"))

NAMES = sorted(each.relative_to(CASES).as_posix() for each in CASES.glob("*/*") if each.is_dir())


@pytest.mark.parametrize("name", NAMES)
def test_author_sees_what_is_expected_and_an_error_writes_nothing(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = laid_out(name, tmp_path)
    for step in PREPARATIONS.get(name, ()):
        step(root)
    before = tree(root)

    code = run(name, root, monkeypatch)
    printed = capsys.readouterr()
    told = f"{printed.out if command(name)[0] == 'check' else ''}{printed.err}exit {code}\n"

    if UPDATE:
        (CASES / name / EXPECTED).write_text(told, "utf-8", newline="\n")
    assert told == (CASES / name / EXPECTED).read_text("utf-8")
    assert code in (0, 1, 2)
    assert str(root) not in told
    if code or command(name)[0] == "check":
        assert tree(root) == before


@pytest.mark.parametrize("name", [n for n in NAMES if n.partition("/")[0] in IGNORABLE])
def test_what_may_be_ignored_is_not_told_where_the_deck_ignores_it(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = name.partition("/")[0]
    root = laid_out(name, tmp_path)
    for file in [*root.rglob("deck.yaml"), *root.glob("my.yaml")]:
        text = file.read_text("utf-8")
        ignored = [code, *re.findall(r"^ignore: (.*)", text, re.MULTILINE)]
        rest = re.sub(r"^ignore: .*\n", "", text, flags=re.MULTILINE)
        file.write_text(f"ignore: [{', '.join(ignored)}]\n{rest}", "utf-8")
    for step in PREPARATIONS.get(name, ()):
        step(root)
    run(name, root, monkeypatch)
    printed = capsys.readouterr()
    assert f"[{code}]" not in printed.out + printed.err


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_of_the_catalogue_has_a_case_that_shows_it(code: str) -> None:
    shown = [each.read_text("utf-8") for each in (CASES / code).glob(f"*/{EXPECTED}")]
    assert any(f": {CATALOGUE[code].severity}: " in each and f"[{code}]" in each for each in shown)


def test_a_case_shows_the_code_of_its_folder() -> None:
    shown = {name: (CASES / name / EXPECTED).read_text("utf-8") for name in NAMES}
    codes = {name: name.partition("/")[0] for name in NAMES}
    assert not [
        name
        for name, code in codes.items()
        if code not in BESIDE_CODES and f"[{code}]" not in shown[name]
    ]


def test_the_type_of_codes_knows_those_of_the_catalogue() -> None:
    """Add a code to `recto/diagnostics/codes.py` too: mypy finds one that is misspelt there."""
    assert sorted(get_args(Code)) == sorted(CATALOGUE)


def test_every_folder_of_cases_is_named_after_a_code() -> None:
    folders = {each.name for each in CASES.iterdir() if each.is_dir()}
    assert folders - BESIDE_CODES <= set(CATALOGUE)


def test_every_valid_case_builds_without_a_word() -> None:
    told = {name: (CASES / name / EXPECTED).read_text("utf-8") for name in NAMES}
    valid = {name: text for name, text in told.items() if name.startswith("valid/")}
    assert set(valid.values()) == {"exit 0\n"}


def test_every_preparation_belongs_to_a_case() -> None:
    assert set(PREPARATIONS) <= set(NAMES)


def laid_out(name: str, tmp_path: Path) -> Path:
    """The sources of a case in a folder of their own."""
    root = tmp_path / "case"
    shutil.copytree(CASES / name, root, ignore=shutil.ignore_patterns(EXPECTED, COMMAND))
    return root


def run(name: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """The exit code of a case's command."""
    monkeypatch.chdir(root)
    monkeypatch.setattr("sys.argv", ["recto", *command(name)])
    monkeypatch.setattr("__main__.__package__", "")  # else click calls the program `pytest`
    monkeypatch.setattr(identity, "random_tail", lambda: "k7m2x9qd")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOON // 1000))
    monkeypatch.setenv("ANKI_BASE", str(root / "Anki2"))
    if name.startswith("anki-extra/"):
        monkeypatch.setitem(sys.modules, "anki.collection", None)
    with answering(*ANSWERS[name]) if name in ANSWERS else nullcontext("http://127.0.0.1:1") as url:
        monkeypatch.setenv("RECTO_ANKI_URL", url)
        return exit_code_of(main)


ANSWERS = {
    "anki-denied/another-origin": (403, ""),
    "anki-denied/no-key": (200, '{"result": null, "error": "valid api key must be provided"}'),
    "anki-not-found/no-profile": (200, '{"result": null, "error": "collection is not available"}'),
    "anki-outdated/an-old-add-on": (200, '{"result": 5, "error": null}'),
}
"""What an AnkiConnect says that doesn't let us in, word for word."""


@contextmanager
def answering(code: int, text: str) -> Iterator[str]:
    """A server that says the same to everybody, for as long as a case runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # as Python calls it
            self.send_response(code)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing on the console."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def command(name: str) -> list[str]:
    """The arguments of a case's command."""
    file = CASES / name / COMMAND
    if file.exists():
        return shlex.split(file.read_text("utf-8"))
    rule = CATALOGUE.get(name.partition("/")[0])
    return ["check"] if rule and rule.severity == "advice" else ["build"]


def exit_code_of(run: Callable[[], None]) -> object:
    """The code with which a command ends the program; 0 where it just returns."""
    try:
        run()
    except SystemExit as ending:
        return ending.code or 0
    return 0


def tree(root: Path) -> dict[str, bytes | str]:
    """Everything below a folder, byte for byte; a link is where it leads, a folder is `/`."""
    return dict(_tree(root))


def _tree(root: Path) -> Iterator[tuple[str, bytes | str]]:
    for path in root.rglob("*"):
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            yield name, str(path.readlink())
        else:
            yield name, "/" if path.is_dir() else path.read_bytes()


# What can't lie in git well is made here, by steps with one argument, the case's folder.

Step = Callable[[Path], object]


def built(root: Path) -> None:
    """As the author's last build left it: locks, and packages in `build/`."""
    decks = [each for name in ("cards", "my.yaml") if (each := root / name).exists()]
    assert not build(decks, Options(root / "build", NOON)).failed


def built_later(root: Path) -> None:
    assert not build([root / "cards"], Options(root / "build", NOON + 3_600_000)).failed


def replaced_in(name: str, old: bytes, new: bytes) -> Step:
    return lambda root: (root / name).write_bytes((root / name).read_bytes().replace(old, new))


def broken_released_and_reverted(root: Path) -> None:
    """Another answer went out; then git brought sources and lock back."""
    before = {path: path.read_bytes() for path in (root / TOPIC, root / LOCK)}
    (root / TOPIC).write_bytes(before[root / TOPIC].replace(b"AWS", b"wrong"))
    built(root)
    (root / PACKAGE).rename(root / RELEASED)
    for path, data in before.items():
        path.write_bytes(data)


def imported(root: Path) -> None:
    """A learner has the deck, and has closed Anki."""
    with Learner(root / "me") as learner:
        learner.imports(root / PACKAGE)


def not_closed(root: Path) -> None:
    """Anki was killed before it had written everything into the collection."""
    (root / "me" / "collection.anki2-wal").write_bytes(b"what is not in the collection yet")


def released_by_another_author(root: Path) -> None:
    """A learner has a later version of a note than this author's clone knows."""
    built(root)
    before = {path: path.read_bytes() for path in (root / TOPIC, root / LOCK)}
    replaced_in(TOPIC, b"You", b"The customer")(root)
    built_later(root)
    imported(root)
    shutil.rmtree(root / "build")
    for path, data in before.items():
        path.write_bytes(data)


def full(root: Path) -> None:
    """Let the learner's collection say what it says on a full disk."""
    with closing(sqlite3.connect(root / "me" / "collection.anki2")) as database, database:
        database.execute("PRAGMA journal_mode = delete")
        database.execute(
            "CREATE TRIGGER full BEFORE UPDATE ON notes "
            "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )


def of_an_old_anki(root: Path) -> None:
    """Save the learner's collection in the layout of before 2020."""
    Learner(root / "me").col.close(downgrade=True)


def of_layout(number: int) -> Step:
    """Say that the learner's collection is of another Anki's."""

    def step(root: Path) -> None:
        with closing(sqlite3.connect(root / "me" / "collection.anki2")) as database, database:
            database.execute("PRAGMA journal_mode = delete")
            database.execute("UPDATE col SET ver = ?", [number])

    return step


def with_control_characters(root: Path) -> None:
    """Turn each picture of a control character, such as `␟`, into the character."""
    for path in root.rglob("*.yaml"):
        text = path.read_text("utf-8")
        path.write_text(
            "".join(chr(ord(c) - 0x2400) if "␀" <= c <= "␟" else c for c in text), "utf-8"
        )


def without(name: str) -> Step:
    return lambda root: (root / name).unlink()


def replaced_by_a_folder(name: str) -> Step:
    def step(root: Path) -> None:
        (root / name).unlink()
        (root / name).mkdir()

    return step


def moved(name: str, target: str) -> Step:
    return lambda root: (root / name).rename(root / target)


def linked(name: str, leads_to: str) -> Step:
    return lambda root: (root / name).symlink_to(leads_to)


def saved_as(name: str, encoding: str) -> Step:
    """Save a file in another encoding, as an editor would."""
    return lambda root: (root / name).write_bytes((root / name).read_text("utf-8").encode(encoding))


def with_line_ends(name: str, end: str) -> Step:
    return lambda root: (root / name).write_text((root / name).read_text("utf-8"), newline=end)


def holding(name: str, data: Callable[[], bytes]) -> Step:
    return lambda root: (root / name).write_bytes(data())


def grown(name: str, size: int) -> Step:
    return lambda root: os.truncate(root / name, size)


def cut_in_half(name: str) -> Step:
    return lambda root: os.truncate(root / name, (root / name).stat().st_size // 2)


def deleted_while_it_is_built(name: str) -> Step:
    """Delete a file when all is read and nothing packed, and bring it back when the case ends."""

    def step(root: Path) -> None:
        data = (root / name).read_bytes()
        whole = package.pack

        def pack(*content: Release) -> package.Packed | package.Lost | Unwritten:
            (root / name).unlink()
            setattr(package, "pack", whole)  # noqa: B010  # mypy wants its argument's name
            packed = whole(*content)
            (root / name).write_bytes(data)
            return packed

        setattr(package, "pack", pack)  # noqa: B010

    return step


def fifty_megabytes_of_garbage() -> bytes:
    return random.Random(0).randbytes(50_000_000)  # noqa: S311  # garbage need not be secret


def zipped(member: str, content: str) -> Callable[[], bytes]:
    """A zip with one file in it."""

    def data() -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(member, content)
        return buffer.getvalue()

    return data


from_anki = zipped("collection.anki2", "as Anki exports it")
with_broken_lock = zipped("recto.lock", '{"recto":1,"deck":"test-aaaa2222","templates":1}\n{"key":')


def edited_in_anki(old: str, new: str, *, source: tuple[str, str] = ("", "")) -> Step:
    """A file that an Anki exported, in which a note reads otherwise; so does a text of the source."""

    def step(root: Path) -> None:
        built(root)
        edit = old, new
        with zipfile.ZipFile(root / PACKAGE) as archive, closing(sqlite3.connect(":memory:")) as db:
            db.deserialize(archive.read("collection.anki2"))
            assert db.execute("UPDATE notes SET flds = replace(flds, ?, ?)", edit).rowcount
            db.commit()
            with zipfile.ZipFile(root / "me.apkg", "w") as exported:
                exported.writestr("collection.anki2", db.serialize())
        shutil.rmtree(root / "build")
        topic = root / TOPIC
        topic.write_text(topic.read_text("utf-8").replace(*source), "utf-8", newline="\n")

    return step


def exported_and_reverted(root: Path) -> None:
    """An Anki has a build of sources that git then took back."""
    before = {path: path.read_bytes() for path in (root / TOPIC, root / LOCK)}
    (root / TOPIC).write_bytes(before[root / TOPIC].replace(b"AWS", b"wrong"))
    built_later(root)
    (root / PACKAGE).rename(root / "me.apkg")
    for path, data in before.items():
        path.write_bytes(data)


TOPIC, LOCK, PACKAGE = "cards/test/iam.yaml", "cards/test/recto.lock", "build/test.apkg"
RELEASED = "released.apkg"


def a_chapter_of_clozes() -> bytes:
    words = (f"{{{{c{number}::word}}}} and the words between" for number in range(1, 501))
    return f'cards:\n  - cloze: "{" ".join(words)}"\n'.encode()


PREPARATIONS: dict[str, tuple[Step, ...]] = {
    "anki-extra/no-anki": (built, imported, replaced_in(TOPIC, b"You", b"I")),
    "anki-failed/full-disk": (built, imported, replaced_in(TOPIC, b"You", b"I"), full),
    "anki-in-use/not-closed": (built, imported, not_closed),
    "push-behind/pushed-by-another-author": (released_by_another_author,),
    "anki-outdated/a-later-layout": (built, imported, of_layout(19)),
    "anki-outdated/an-earlier-layout": (
        built,
        imported,
        replaced_in(TOPIC, b"You", b"I"),
        of_an_old_anki,
    ),
    "both-changed/answer": (
        edited_in_anki("Identety", "Identity", source=("Identety and Access", "Access")),
    ),
    "cloze-large/a-chapter": (holding(TOPIC, a_chapter_of_clozes),),
    "cloze-unclosed/windows-line-endings": (with_line_ends("cards/test/threats.yaml", "\r\n"),),
    "control-character/as-it-is": (with_control_characters,),
    "control-character/in-a-comment": (with_control_characters,),
    "control-character/null": (with_control_characters,),
    "file-too-large/database": (grown(TOPIC, 65 << 20),),
    "file-unreadable/link-in-a-circle": (linked("cards/test/round.yaml", "round.yaml"),),
    "file-unreadable/link-to-nothing": (linked("cards/test/gone.yaml", "elsewhere.yaml"),),
    "file-unwritable/a-folder-in-its-place": (built, replaced_by_a_folder(PACKAGE)),
    "held-back/after-a-revert": (broken_released_and_reverted,),
    "link-outside/deck-yaml": (linked("cards/test/deck.yaml", "../../private/deck.yaml"),),
    "link-outside/file": (linked("cards/test/salaries.yaml", "../../private/salaries.yaml"),),
    "link-outside/folder": (linked("cards/test/private", "../../private"),),
    "link-outside/folder-within-the-deck": (linked("cards/test/roles", "iam"),),
    "link-outside/lock": (linked(LOCK, "../../private/secret.txt"),),
    "link-outside/style": (linked("cards/test/style.css", "../../private/style.css"),),
    "link-outside/whole-deck": (linked("cards/diary", "../private/diary"),),
    "lock-changed/deleted-meanwhile": (built, deleted_while_it_is_built(LOCK)),
    "lock-missing/never-committed": (built, without(LOCK)),
    "lock-missing/one-file-deck": (built, without("my.lock")),
    "lock-missing/seen-by-diff": (built, without(LOCK)),
    "lock-present/and-no-package": (built,),
    "lock-present/nothing-lost": (built,),
    "media-changed/deleted-meanwhile": (deleted_while_it_is_built("cards/test/media/vpc.png"),),
    "media-outside/link": (linked("cards/test/media/vpc.png", "../../../private/vpc.png"),),
    "media-too-large/film": (grown("cards/test/media/lecture.mp4", (100 << 20) + 1),),
    "newer-in-anki/after-a-revert": (built, exported_and_reverted),
    "not-pulled/picture": (edited_in_anki("Identety", '<img src="paste-1.png"> Identity'),),
    "not-pulled/rows": (edited_in_anki("A bucket", "A</div></li><li><div>bucket"),),
    "not-utf-8/deck-yaml": (saved_as("cards/test/deck.yaml", "latin-1"),),
    "file-too-large/fifty-megabytes-of-garbage": (holding(TOPIC, fifty_megabytes_of_garbage),),
    "not-utf-8/latin-1": (saved_as("cards/test/cafe.yaml", "latin-1"),),
    "not-utf-8/style": (saved_as("cards/test/style.css", "latin-1"),),
    "not-utf-8/utf-16": (saved_as(TOPIC, "utf-16"),),
    "package-older/of-an-old-download": (
        built,
        moved(PACKAGE, RELEASED),
        replaced_in(TOPIC, b"Access", b"access"),
        built_later,
        without(LOCK),
    ),
    "package-unreadable/after-of-one-deck-of-two": (built, moved(PACKAGE, RELEASED)),
    "package-unreadable/damaged": (built, moved(PACKAGE, RELEASED), cut_in_half(RELEASED)),
    "package-unreadable/exported-from-anki": (holding(RELEASED, from_anki),),
    "package-unreadable/lock-in-it-is-broken": (holding(RELEASED, with_broken_lock),),
    "package-unreadable/of-another-deck": (built, moved("build/other.apkg", RELEASED)),
    "package-unreadable/recover-of-another-deck": (
        built,
        without(LOCK),
        moved("build/other.apkg", RELEASED),
    ),
    "source-changed/saved-meanwhile": (deleted_while_it_is_built(TOPIC),),
    "target-foreign/folder": (built, without(LOCK), replaced_by_a_folder(PACKAGE)),
    "target-foreign/damaged-and-no-lock": (built, without(LOCK), cut_in_half(PACKAGE)),
    "target-foreign/exported-from-anki": (built, holding(PACKAGE, from_anki)),
    "target-foreign/package-of-another-deck": (built, moved("build/other.apkg", PACKAGE)),
    "valid/byte-order-mark": (saved_as(TOPIC, "utf-8-sig"),),
    "valid/damaged-package-is-replaced": (built, cut_in_half(PACKAGE)),
    "valid/link-within-the-deck": (linked(TOPIC, ".shared/iam.yaml"),),
    "valid/lock-as-it-should-be": (built,),
    "valid/package-with-a-broken-lock-is-replaced": (built, holding(PACKAGE, with_broken_lock)),
    "valid/recovered-lock": (built, without(LOCK), moved(PACKAGE, RELEASED)),
    "valid/windows-line-endings": (with_line_ends(TOPIC, "\r\n"),),
    "yaml-nesting/twenty-thousand-brackets": (holding(TOPIC, lambda: b"[\n" * 20_000),),
}
