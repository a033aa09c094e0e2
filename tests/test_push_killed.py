"""A push to a closed collection that is killed at a random moment, or for which the disk is too small."""

from __future__ import annotations

import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from desk import Desk
from learner import Learner
from recto.anki.stored import compared

pytestmark = pytest.mark.anki

KILLS = int(os.environ.get("RECTO_PUSH_KILLS", "6"))
NOTES = 500


def cards(words: str) -> str:
    return "\n".join(f"- {{q: Question {n}?, a: {words} {n}, id: q{n}}}" for n in range(NOTES))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path, clock=(int(time.time()) - 30 * 86_400) * 1000)
    desk.write(iam=cards("Before")).build()
    with Learner(tmp_path / "me") as learner:
        learner.imports(desk.package)
        for note in [*learner.notes().values()][:5]:
            learner.answer(note.cards()[0])
    desk.write(iam=cards("After"))
    return desk


def command() -> list[str]:
    return [sys.executable, "-m", "recto", "push", "--yes", "--collection", "me"]


def texts(file: Path) -> set[str]:
    """How many notes have which words; the collection must be whole for it."""
    address = f"{file.as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as database:
        database.create_collation("unicase", compared)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT count(*) FROM revlog").fetchone() == (5,)
        return {
            fields.split("\x1f")[1].split()[0]
            for (fields,) in database.execute("SELECT flds FROM notes")
        }


def test_whoever_is_killed_has_the_old_collection_or_the_new_one(desk: Desk) -> None:
    """And the backup opens; and a push after it finishes the work, and leaves nothing behind."""
    me = desk.root / "me"
    began = time.monotonic()
    whole = subprocess.run(command(), cwd=desk.root, check=True, capture_output=True)
    lasts = time.monotonic() - began
    assert b"500 updated" in whole.stdout
    assert texts(me / "collection.anki2") == {"After"}
    moments = random.Random(7)  # noqa: S311  # the same moments each time
    words = "After"
    for number in range(KILLS):
        new = f"Version{number}"
        desk.write(iam=cards(new))
        process = subprocess.Popen(
            command(), cwd=desk.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(moments.uniform(0.3, lasts))
        process.send_signal(signal.SIGKILL)
        process.wait()
        found = texts(me / "collection.anki2")
        assert found in ({words}, {new}), found
        [words] = found
        for backup in me.glob("recto-backups/*/*.anki2"):
            assert len(texts(backup)) == 1
    subprocess.run(command(), cwd=desk.root, check=True, capture_output=True)
    assert texts(me / "collection.anki2") == {new}
    assert not [*me.glob("recto-work-*")]
    with Learner(me) as learner:
        assert not learner.col.get_empty_cards().notes
        assert learner.col.card_count() == NOTES


def test_a_full_disk_changes_nothing(desk: Desk) -> None:
    me = desk.root / "me"
    before = {path: path.read_bytes() for path in desk.root.rglob("*") if path.is_file()}
    size = (me / "collection.anki2").stat().st_size

    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, size // 2))

    found = subprocess.run(
        command(),
        cwd=desk.root,
        check=False,
        capture_output=True,
        text=True,
        preexec_fn=small,  # no threads here
    )
    assert found.returncode == 1, found.stderr
    assert "the collection is as it was before" in found.stderr
    assert "[anki-failed]" in found.stderr
    assert {path: path.read_bytes() for path in desk.root.rglob("*") if path.is_file()} == before
