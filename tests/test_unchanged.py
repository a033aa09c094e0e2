"""What `recto build` remembers is never wrong, whatever happens to files between two builds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st

import recto.commands.build
from desk import DECK, NOON, Desk
from recto.commands import build_cache as unchanged
from recto.readers.formats import TOPIC_ENDINGS

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154"
    "789c6300010000050001"
)
CARDS = (
    "  - {q: Who guards?, a: '![](media/x.png) AWS'}\n  - {q: Is it draft?, a: Yes, draft: true}\n"
)
EPOCH = NOON // 1000


def written(root: Path) -> Desk:
    return Desk(root).write({"media/x.png": PIXEL}, iam=CARDS, kms="  - {q: Who else?, a: KMS}\n")


def run(desk: Desk, *options: str, memory: bool, epoch: int = EPOCH) -> Result:
    cache = desk.root.parent / f"cache of {desk.root.name}"
    if not memory:
        shutil.rmtree(cache, ignore_errors=True)
    env = {"XDG_CACHE_HOME": str(cache), "SOURCE_DATE_EPOCH": str(epoch)}
    return desk.recto("build", *options, env=env)


def said(result: Result) -> tuple[int, str, str]:
    return result.exit_code, result.stdout, result.stderr


def files(root: Path) -> dict[str, bytes]:
    return {
        each.relative_to(root).as_posix(): each.read_bytes()
        for each in sorted(root.rglob("*"))
        if each.is_file() and each.stat().st_size < 1 << 30
    }


def rewritten(path: Path, old: bytes, new: bytes) -> None:
    """Change a file that keeps its size and its date."""
    before = path.stat()
    assert len(old) == len(new)
    assert old in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(old, new))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def the_memory(desk: Desk) -> Path:
    [file] = (desk.root.parent / f"cache of {desk.root.name}" / "recto").iterdir()
    return file


def other_lock(desk: Desk) -> None:
    rewritten(desk.lock, str(EPOCH).encode(), str(EPOCH + 1).encode())


def all_gone(*paths: Path) -> None:
    for path in paths:
        path.unlink()


def sparse(path: Path, size: int) -> None:
    """A file that says it is large and takes no room."""
    with path.open("wb") as file:
        file.truncate(size)


def linked_topic(desk: Desk) -> None:
    outside = desk.root / "outside.yaml"
    shutil.move(desk.deck / "kms.yaml", outside)
    (desk.deck / "kms.yaml").symlink_to(outside)


def linked_media(desk: Desk) -> None:
    shutil.move(desk.deck / "media", desk.root / "outside")
    (desk.deck / "media").symlink_to(desk.root / "outside")


def second_deck(desk: Desk) -> None:
    other = desk.root / "cards" / "other"
    other.mkdir()
    (other / "deck.yaml").write_text("deck: Other\nid: other-aaaa2222\n")
    (other / "a.yaml").write_text("cards:\n  - {q: Q, a: A}\n")


HAPPENINGS: dict[str, Callable[[Desk], object]] = {
    "nothing": str,
    "touched": lambda desk: (desk.deck / "iam.yaml").touch(),
    "card of equal size and date": lambda desk: rewritten(desk.deck / "iam.yaml", b"AWS", b"You"),
    "media of equal size and date": lambda desk: rewritten(desk.deck / "media/x.png", b"x", b"y"),
    "media gone": lambda desk: (desk.deck / "media/x.png").unlink(),
    "media a link": linked_media,
    "topic gone": lambda desk: (desk.deck / "kms.yaml").unlink(),
    "topic renamed": lambda desk: (desk.deck / "kms.yaml").rename(desk.deck / "kmz.yaml"),
    "topic a link": linked_topic,
    "link to everything": lambda desk: (desk.deck / "all").symlink_to("/"),
    "link to itself": lambda desk: (desk.deck / "again").symlink_to(desk.deck),
    "media of any size": lambda desk: sparse(desk.deck / "media" / "y.png", 1 << 40),
    "topic new": lambda desk: desk.write(s3="  - {q: Where?, a: S3}\n"),
    "topic broken": lambda desk: desk.write(s3="  - {q: Where?, a: [}\n"),
    "topic in a new folder": lambda desk: desk.write({"x/s3.yaml": "cards:\n  - {q: O, a: A}\n"}),
    "style": lambda desk: desk.write({"style.css": ".card { color: red }"}),
    "deck renamed": lambda desk: desk.write({"deck.yaml": DECK.replace("Test", "Toast")}),
    "deck warned of": lambda desk: desk.write({"deck.yaml": DECK + "tag: leech\n"}),
    "second deck": second_deck,
    "part of a deck": lambda desk: (desk.root / "deck.yaml").write_text(DECK),
    "lock changed by hand": other_lock,
    "lock gone": lambda desk: desk.lock.unlink(),
    "lock and package gone": lambda desk: all_gone(desk.lock, desk.package),
    "package gone": lambda desk: desk.package.unlink(),
    "package cut off": lambda desk: os.truncate(desk.package, 100),
    "package of equal size and date": lambda desk: rewritten(desk.package, b"PK\x03", b"PK\x05"),
    "left behind": lambda desk: desk.package.with_name(".test.apkg.0badcafe.tmp").touch(),
    "memory empty": lambda desk: the_memory(desk).write_bytes(b""),
    "memory of another shape": lambda desk: the_memory(desk).write_text('{"packages": 3}'),
    "memory no text": lambda desk: the_memory(desk).write_bytes(b"\xff\x00["),
}


@pytest.mark.parametrize("happening", HAPPENINGS)
def test_a_build_that_remembers_says_and_writes_what_one_does_that_can_not(
    happening: str, tmp_path: Path
) -> None:
    ours, theirs = written(tmp_path / "a"), written(tmp_path / "b")
    for desk in (ours, theirs):
        run(desk, memory=True)
        HAPPENINGS[happening](desk)
    for epoch in (EPOCH + 60, EPOCH + 120):
        known = run(ours, memory=True, epoch=epoch)
        made = run(theirs, memory=False, epoch=epoch)
        assert said(known) == said(made)
        assert files(ours.root) == files(theirs.root)


def test_a_build_of_the_same_is_not_made(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    written(desk.root)
    first = run(desk, memory=True)
    monkeypatch.setattr(recto.commands.build, "build", None)
    second = run(desk, memory=True, epoch=EPOCH + 60)
    assert second.exit_code == 0
    assert second.stdout.splitlines() == [first.stdout.splitlines()[0], "  nothing changed"]
    assert run(desk, "-v", "--locked", memory=True).stdout == second.stdout


@pytest.mark.parametrize(
    "options",
    [("--refresh",), ("--after", "build/test.apkg"), ("-o", "elsewhere"), ("cards/test",)],
)
def test_a_build_of_something_else_is_made(
    options: tuple[str, ...], desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(desk.root)
    run(desk, memory=True)
    monkeypatch.setattr(recto.commands.build, "build", None)
    with pytest.raises(TypeError):
        run(desk, *options, memory=True)


def test_another_version_remembers_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    written(desk.root)
    run(desk, memory=True)
    monkeypatch.setattr(unchanged, "_versions", lambda: "another")
    monkeypatch.setattr(recto.commands.build, "build", None)
    with pytest.raises(TypeError):
        run(desk, memory=True)


@pytest.mark.parametrize("name", ["iam.yaml", "recto.lock", "new.yaml"])
def test_what_changes_during_a_build_is_not_taken_for_built(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = written(tmp_path / "a")
    build = recto.commands.build.build

    def disturbed(*given: object) -> object:
        outcome = build(*given)  # type: ignore[arg-type]
        with (desk.deck / name).open("ab") as file:
            file.write(b"\n")
        return outcome

    monkeypatch.setattr(recto.commands.build, "build", disturbed)
    run(desk, memory=True)
    monkeypatch.undo()
    assert not (tmp_path / "cache of a").exists()


def test_a_home_where_nothing_can_be_kept_is_no_hindrance(desk: Desk) -> None:
    written(desk.root)
    (desk.root.parent / f"cache of {desk.root.name}").write_text("a file, not a folder")
    try:
        for _ in range(2):
            assert run(desk, memory=True).exit_code == 0
    finally:
        (desk.root.parent / f"cache of {desk.root.name}").unlink()


WORDS = ["key", "keys", "policy", "role", "bucket"]
CARD = st.builds(
    "  - {{q: Which {} has the {}?, a: The {}{}}}\n".format,
    *[st.sampled_from(WORDS)] * 3,
    st.sampled_from(["", "", "", ", draft: true", ", reversed: true", ", hint: H"]),
) | st.builds(
    '  - {{cloze: "{{{{{{{{c1::{}}}}}}}}} and {{{{{{{{c2::{}}}}}}}}}"}}\n'.format,
    *[st.sampled_from(WORDS)] * 2,
)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.lists(CARD, min_size=1, max_size=5, unique=True), min_size=2, max_size=4))
def test_what_the_next_build_will_say_is_foretold(
    tmp_path_factory: pytest.TempPathFactory, years: list[list[str]]
) -> None:
    """Also after guesses, warnings and cards that come and go."""
    root = tmp_path_factory.mktemp("years")
    ours, theirs = Desk(root / "a"), Desk(root / "b")
    for number, cards in enumerate(years):
        for desk in (ours, theirs):
            desk.write(iam="".join(cards))
        for epoch in range(EPOCH + number * 1000, EPOCH + number * 1000 + 2):
            known = run(ours, memory=True, epoch=epoch)
            assert said(known) == said(run(theirs, memory=False, epoch=epoch))
            assert files(ours.root) == files(theirs.root)


@pytest.mark.parametrize("reader_ending", sorted(TOPIC_ENDINGS))
def test_an_edit_of_a_file_that_a_reader_reads_is_seen(tmp_path: Path, reader_ending: str) -> None:
    """A reader tells its endings in one place; who adds one can't forget the memory."""
    desk = written(tmp_path / "desk")
    source = desk.deck / f"other{reader_ending}"
    source.write_text("cards:\n  - {q: Who guards?, a: AWS, id: a}\n", "utf-8")
    assert said(run(desk, memory=True))[0] == 0
    rewritten(source, b"AWS", b"KMS")
    assert "1 updated" in run(desk, memory=True).stdout
