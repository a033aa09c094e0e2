"""What happens to a build from outside: a full disk, a second build, the end at any moment.

`RECTO_KILLS=500` ends as many builds at random moments instead of 30.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Self

import pytest

import forge
from desk import Desk
from recto import lock as locks
from recto.lock import Lock
from recto.outputs import apkg as package
from recto.outputs.apkg import collection
from recto.outputs.apkg.earlier import read_package
from recto.outputs.release import Release
from recto.system.exclusive import exclusive
from recto.system.files import Unwritten

IAM = "- {q: Who owns the data?, a: You}\n- {q: Who owns the racks?, a: AWS, id: racks}\n"
PNG = b"\x89PNG\r\n\x1a\n"
KILLS = int(os.environ.get("RECTO_KILLS", "30"))

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has none of this")


def files(desk: Desk) -> list[str]:
    """The names of all that lies in the deck's folder and in `build/`."""
    folders = [each for each in (desk.deck, desk.package.parent) if each.exists()]
    return sorted(each.name for folder in folders for each in folder.iterdir())


def lock_of(desk: Desk) -> Lock:
    lock, faults = locks.read(desk.lock, "test-aaaa2222")
    assert lock, faults
    return lock


# Places that can't be written


@posix
@pytest.mark.parametrize("room", [100, 50_000])
def test_a_full_disk_changes_nothing_and_leaves_nothing(desk: Desk, room: int) -> None:
    """Neither where the lock has no room nor where only the package has none."""
    desk.write(iam=IAM).build()
    before = desk.lock.read_bytes(), desk.package.read_bytes(), files(desk)
    noise = PNG + random.Random(0).randbytes(100_000)  # noqa: S311  # noise need not be secret
    desk.write({"media/a.png": noise}, kms="- {q: Seen?, a: '![](media/a.png)'}")
    done = subprocess.run(
        [sys.executable, "-c", NARROW.format(room=room), "build"],
        cwd=desk.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "can't be written: File too large; what was there before is unchanged" in done.stderr
    assert "[file-unwritable]" in done.stderr
    assert (desk.lock.read_bytes(), desk.package.read_bytes()) == before[:2]
    assert files(desk) == sorted([*before[2], "kms.yaml", "media"])
    assert desk.build().notes == 3


@posix
def test_a_schema_that_has_no_room_leaves_the_one_that_is_there(desk: Desk) -> None:
    schema = desk.root / "recto.schema.json"
    schema.write_text("an earlier one")
    command = [sys.executable, "-c", NARROW.format(room=9000), "schema", "-o", str(schema)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "[file-unwritable]" in done.stderr
    assert schema.read_text() == "an earlier one"
    assert [*desk.root.iterdir()] == [schema]


NARROW = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))
from recto.cli import main
main()
"""
"""Recto where no file can be longer than so many bytes, as on a disk that is nearly full."""


@posix
def test_no_room_for_a_large_collection_is_told(desk: Desk) -> None:
    """It lies on the disk while it is made, in the system's folder for temporary files."""
    desk.write(iam=IAM).build()
    before = desk.lock.read_bytes(), desk.package.read_bytes(), files(desk)
    desk.write(kms="- {q: Seen?, a: Never}\n")
    temporary = desk.root / "temporary"
    temporary.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", LARGE + NARROW.format(room=30_000), "build"],
        cwd=desk.root,
        env={**os.environ, "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "temporary: error: the file can't be written: disk I/O error" in done.stderr
    assert (desk.lock.read_bytes(), desk.package.read_bytes()) == before[:2]
    assert files(desk) == sorted([*before[2], "kms.yaml"])
    assert not [*temporary.iterdir()]


LARGE = """
from recto.outputs.apkg import collection
collection._MANY = 0
"""


@posix
def test_a_large_collection_has_no_name_and_the_same_bytes(
    desk: Desk, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build that is killed leaves none behind. Neither tells of the SQLite that made it."""
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    many = "".join(
        f"- {{q: Question {n}?, a: Answer {'and so on ' * 50} {n}}}\n" for n in range(5000)
    )
    desk.write(iam=many)
    assert desk.recto("build", "--output", "small").exit_code == 0
    monkeypatch.setattr(collection, "_MANY", 5000)
    named: list[Path] = []
    copy = shutil.copyfileobj

    def watched(collection: IO[bytes], member: IO[bytes], length: int) -> None:
        named.extend(temporary.iterdir())
        copy(collection, member, length)

    monkeypatch.setattr(shutil, "copyfileobj", watched)
    assert desk.recto("build", "--output", "large").exit_code == 0
    assert not named
    assert not [*temporary.iterdir()]
    small, large = (desk.root / name / "test.apkg" for name in ("small", "large"))
    assert small.read_bytes() == large.read_bytes()
    with zipfile.ZipFile(large) as archive:
        header = archive.read("collection.anki2")[:100]
    assert header.startswith(b"SQLite format 3")
    assert header[24:28] == bytes(4)
    assert header[92:100] == bytes(8)


@posix
def test_a_folder_that_may_only_be_read_is_told() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o755)
        desk = Desk(root).write(iam=IAM)
        desk.build()
        desk.write(iam=IAM.replace("a: AWS", "a: Amazon"))
        before = desk.lock.read_bytes(), desk.package.read_bytes()
        with read_only(desk.deck):
            result = desk.recto("build")
        assert result.exit_code == 1
        assert "recto.lock: error: the file can't be written: Permission denied" in result.output
        assert (desk.lock.read_bytes(), desk.package.read_bytes()) == before


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder that may only be read, by the superuser too."""
    folder.chmod(0o555)
    user = os.geteuid()
    os.seteuid(user or 65534)
    try:
        yield
    finally:
        os.seteuid(user)
        folder.chmod(0o755)


def test_a_package_that_another_program_holds_stays_whole_and_is_built_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows while Anki imports it."""
    desk.write(iam=IAM).build()
    old = desk.package.read_bytes()
    desk.write(iam=IAM.replace("a: AWS", "a: Amazon"))
    replace = Path.replace

    def refuse(path: Path, target: Path) -> Path:
        if target == desk.package:
            raise PermissionError(13, "Access is denied")
        return replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse)
        outcome = desk.try_build()
    assert [each.code for each in outcome.diagnostics] == ["file-unwritable"]
    assert not outcome.results
    assert desk.package.read_bytes() == old
    assert files(desk) == ["deck.yaml", "iam.yaml", "recto.lock", "test.apkg"]
    desk.build()
    carried, _ = read_package(desk.package, "test-aaaa2222")
    assert carried
    assert {entry.answer for entry in carried.live()} == {"You", "Amazon"}


# Surroundings that lack something


@posix
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("command", ["build", "check", "diff", "preview"])
def test_closed_streams_are_no_bug(desk: Desk, closed: str, command: str) -> None:
    desk.write(iam=IAM)
    shell = f'exec "$0" -m recto {command} {closed}'
    done = subprocess.run(["sh", "-c", shell, sys.executable], cwd=desk.root, check=False)
    assert done.returncode == 0


@posix
def test_who_has_no_home_builds_all_the_same(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        message = "Could not determine home directory."
        raise RuntimeError(message)

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    desk.write(iam=IAM)
    assert [desk.recto("build").exit_code for _ in range(2)] == [0, 0]


@posix
@pytest.mark.parametrize("rubbish", [b"", b"\xff", b"[" * 100_000, b'{"packages": [1]}', b"[1]"])
def test_rubbish_in_the_cache_is_passed_over(
    desk: Desk, tmp_path_factory: pytest.TempPathFactory, rubbish: bytes
) -> None:
    cache = tmp_path_factory.mktemp("cache")
    desk.write(iam=IAM)
    for _ in range(2):
        assert desk.recto("build", env={"XDG_CACHE_HOME": str(cache)}).exit_code == 0
        [kept] = cache.rglob("*.json")
        kept.write_bytes(rubbish)


# Files that change while they are read


def change_while_packing(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[], object]
) -> pytest.MonkeyPatch:
    whole = package.pack

    def pack(content: Release) -> package.Packed | package.Lost | Unwritten:
        change()
        return whole(content)

    monkeypatch.setattr(package, "pack", pack)
    return monkeypatch


@pytest.mark.parametrize("fate", ["deleted", "changed", "made"])
def test_a_lock_that_changes_meanwhile_is_not_overwritten(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, fate: str
) -> None:
    """A `git pull` in that second must not be lost."""
    desk.write(iam=IAM)
    pulled = b"from git\n"
    if fate != "made":
        desk.build()
    desk.write(iam=IAM.replace("a: AWS", "a: Amazon"))
    change = desk.lock.unlink if fate == "deleted" else (lambda: desk.lock.write_bytes(pulled))
    change_while_packing(monkeypatch, change)
    assert [each.code for each in desk.try_build().diagnostics] == ["lock-changed"]
    assert desk.lock.read_bytes() == pulled if fate != "deleted" else not desk.lock.exists()


def test_an_image_that_becomes_a_link_meanwhile_is_not_packed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk.root / "private.png").write_bytes(PNG + b"private")
    desk.write({"media/a.png": PNG}, iam="- {q: Seen?, a: '![](media/a.png)'}")
    image = desk.deck / "media" / "a.png"

    def swap() -> None:
        image.unlink()
        image.symlink_to(desk.root / "private.png")

    change_while_packing(monkeypatch, swap)
    assert [each.code for each in desk.try_build().diagnostics] == ["media-changed"]
    assert not desk.package.exists()


@posix
def test_media_that_are_saved_over_and_over_never_break_a_package(desk: Desk) -> None:
    """Another process writes, deletes and renames an image while builds run."""
    desk.write({"media/a.png": PNG}, iam="- {q: Seen?, a: '![](media/a.png)'}").build()
    image = desk.deck / "media" / "a.png"
    command = [sys.executable, "-c", RESTLESS, str(image)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as restless:
        assert restless.stdout
        try:
            restless.stdout.readline()
            outcomes = [desk.try_build() for _ in range(30)]
        finally:
            restless.kill()
    codes = {each.code for outcome in outcomes for each in outcome.diagnostics}
    assert codes <= {"media-changed", "media-missing", "media-type", "file-unreadable"}
    with zipfile.ZipFile(desk.package) as archive:
        assert archive.testzip() is None
        assert archive.read("0").startswith(PNG)
    image.write_bytes(PNG)
    desk.build()


RESTLESS = """
import sys
from pathlib import Path
from typing import Self
image = Path(sys.argv[1])
for number in range(10**9):
    image.write_bytes(b"\\x89PNG\\r\\n\\x1a\\n" + str(number).encode())
    other = image.with_suffix(".new")
    other.write_bytes(b"\\x89PNG\\r\\n\\x1a\\n" + b"other")
    image.unlink()
    other.rename(image)
    if not number:
        print(flush=True)
"""


# Two builds at once


def start(desk: Desk) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "recto", "build"],
        cwd=desk.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_second_build_waits_says_so_and_reads_what_is_there_then(desk: Desk) -> None:
    desk.write(iam=IAM).build()

    def no_wait(_: Path) -> None:
        pytest.fail("nobody else is here")

    with exclusive([desk.deck.parent], no_wait):
        second = start(desk)
        assert second.stderr
        told = second.stderr.readline()
        desk.write(iam=IAM.replace("a: AWS", "a: Amazon"))
        assert second.poll() is None
    _, rest = second.communicate(timeout=60)
    assert (second.returncode, rest) == (0, "")
    assert told == "another Recto is writing in cards; waiting until it is done\n"
    assert {entry.answer for entry in lock_of(desk).live()} == {"You", "Amazon"}


def test_builds_at_once_lose_nothing(desk: Desk) -> None:
    many = "".join(f"- {{q: Question {n}?, a: Answer {n}}}\n" for n in range(200))
    desk.write(iam=many)
    builds = [start(desk) for _ in range(4)]
    told = [each.communicate(timeout=120) for each in builds]
    assert [each.returncode for each in builds] == [0, 0, 0, 0], told
    assert sum("200 new" in out for out, _ in told) == 1
    assert sum("nothing changed" in out for out, _ in told) == 3
    assert files(desk) == ["deck.yaml", "iam.yaml", "recto.lock", "test.apkg"]


def test_decks_in_other_folders_do_not_wait(desk: Desk, tmp_path: Path) -> None:
    desk.write(iam=IAM)
    with exclusive([tmp_path], lambda _: None):
        desk.build()


# The end at any moment


@posix
def test_ended_at_any_moment_files_are_whole_and_the_next_build_is_right(desk: Desk) -> None:
    """By SIGKILL or SIGINT: lock and package are each old or new, and no temporary file stays."""
    cards = "".join(f"- {{q: Question {n}?, a: Answer {n}, id: card-{n}}}\n" for n in range(300))
    attempt = 0

    def edited(number: int) -> str:
        return cards.replace("a: Answer", f"a: Try {number} answer")

    def answers(lock: Lock) -> set[str]:
        [number] = {entry.answer.rpartition(" ")[0] for entry in lock.live()}
        assert len(lock.live()) == 300
        return {number}

    chance = random.Random(attempt)  # noqa: S311  # moments need not be secret
    desk.write(iam=edited(attempt))
    with Forge(desk) as worker:
        whole = worker.time()
        for attempt in range(1, KILLS + 1):
            desk.write(iam=edited(attempt))
            how = signal.SIGINT if attempt % 3 == 0 else signal.SIGKILL
            worker.build_and_end(how, chance.uniform(0, whole))
            either = {f"Try {attempt - 1} answer", f"Try {attempt} answer"}
            carried, faults = read_package(desk.package, "test-aaaa2222")
            assert carried, faults
            assert answers(carried) <= either
            assert answers(lock_of(desk)) <= either
            with zipfile.ZipFile(desk.package) as archive:
                assert archive.testzip() is None
            desk.build()
            assert answers(lock_of(desk)) == {f"Try {attempt} answer"}
            with zipfile.ZipFile(desk.package) as archive:
                assert archive.read("recto.lock") == desk.lock.read_bytes()
            assert files(desk) == ["deck.yaml", "iam.yaml", "recto.lock", "test.apkg"]


class Forge:
    """`forge.py`, running."""

    def __init__(self, desk: Desk) -> None:
        self.process = subprocess.Popen(
            [sys.executable, forge.__file__, desk.root],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate()

    def _start(self) -> int:
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        while not (told := self._told()).isdecimal():
            pass  # what the builds say
        return int(told)

    def _told(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def _ended(self) -> int:
        while not (told := self._told()).removeprefix("-").isdecimal():
            pass
        return int(told)

    def time(self) -> float:
        """Seconds that a build takes."""
        self._start()
        started = time.perf_counter()
        assert self._ended() == 0
        return time.perf_counter() - started

    def build_and_end(self, how: signal.Signals, moment: float) -> None:
        child = self._start()
        time.sleep(moment)
        with suppress(ProcessLookupError):  # it has ended
            os.kill(child, how)
        assert self._ended() in (0, -how, 130)


@pytest.mark.parametrize("name", [".recto.lock.0123abcd.tmp", ".test.apkg.0123abcd.tmp"])
def test_the_next_build_sweeps_what_a_killed_one_left_and_nothing_else(
    desk: Desk, name: str
) -> None:
    desk.write(iam=IAM).build()
    folder = desk.package.parent if "apkg" in name else desk.deck
    others = [".other.apkg.0123abcd.tmp", ".recto.lock.mine.tmp", "recto.lock.0123abcd.tmp"]
    for each in (name, *others):
        (folder / each).write_text("half")
    desk.build()
    assert sorted(each for each in files(desk) if each.endswith(".tmp")) == sorted(others)
