"""Building: what moves a time, what stays as it is, and what a crash leaves."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from desk import DECK, NOON, Desk
from learner import Learner
from recto import lock as locks
from recto.lock import Entry, Lock
from recto.outputs.apkg import Packed, pack

IAM = "- {q: Who owns the data?, a: You}\n- {q: Who owns the racks?, a: AWS, id: racks}\n"


def lock_of(desk: Desk) -> Lock:
    lock, faults = locks.read(desk.lock, "test-aaaa2222")
    assert lock, faults
    return lock


def entry(desk: Desk, tail: str = "/racks") -> Entry:
    [found] = [e for e in lock_of(desk).entries.values() if e.key.endswith(tail)]
    return found


def test_the_second_build_changes_nothing(desk: Desk) -> None:
    desk.write(iam=IAM).build()
    files = [desk.lock, desk.package]
    before = [(f.read_bytes(), f.stat().st_mtime_ns, f.stat().st_ino) for f in files]
    result = desk.recto("build")
    assert "nothing changed" in result.output
    assert [(f.read_bytes(), f.stat().st_mtime_ns, f.stat().st_ino) for f in files] == before


def test_modified_moves_with_the_content_and_only_with_it(desk: Desk) -> None:
    desk.write(iam=IAM).build()
    first = entry(desk)
    desk.write(iam=IAM.replace("a: You", "a: The customer")).build()
    assert entry(desk) == first
    desk.write(iam=IAM.replace("a: AWS", "a: Amazon")).build()
    assert entry(desk).modified > first.modified


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: AWS", "a: Amazon"),
        ("a: AWS", "a: AWS, hint: No"),
        ("a: AWS", "a: AWS, extra: No"),
        ("a: AWS", "a: AWS, source: A page"),
        ("a: AWS", "a: AWS, tags: [exam]"),
        ("a: AWS", "a: AWS, reversed: true"),
        ("a: AWS", "typed: AWS"),
        ("a: AWS", "choices: [AWS, You], a: AWS"),
        ("the racks?", "these racks?"),
    ],
)
def test_each_thing_an_author_writes_counts_as_a_change(
    desk: Desk, before: str, after: str
) -> None:
    desk.write(iam=IAM).build()
    first = entry(desk)
    desk.write(iam=IAM.replace(before, after)).build()
    assert entry(desk).modified > first.modified
    assert entry(desk).guid == first.guid


def test_a_renamed_topic_title_counts_as_a_change(desk: Desk) -> None:
    desk.write(iam=IAM).build()
    first = entry(desk)
    desk.write({"iam.yaml": f"title: Identity\ncards:\n{IAM}"}).build()
    assert entry(desk).modified > first.modified


def test_the_clock_may_go_back(desk: Desk) -> None:
    desk.write(iam=IAM).build()
    first = entry(desk)
    desk.clock -= 366 * 86_400_000
    desk.write(iam=IAM.replace("a: AWS", "a: Amazon")).build()
    assert entry(desk).modified == first.modified + 1


def test_another_markdown_library_moves_no_note(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write(iam=IAM).build()
    before = desk.lock.read_bytes()
    with_other_markdown(monkeypatch)
    built = desk.build()
    assert desk.lock.read_bytes() == before
    assert built.forecast.is_empty
    assert built.written


def with_other_markdown(monkeypatch: pytest.MonkeyPatch) -> None:
    from recto.render import markdown

    real = markdown._to_html  # noqa: SLF001  # the seam to the library
    monkeypatch.setattr(markdown, "_to_html", lambda text: real(text).replace("AWS", "<i>AWS</i>"))


def test_refresh_sends_the_new_html_and_only_where_it_differs(
    desk: Desk, learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write(iam=IAM).build()
    learner.imports(desk.package)
    with_other_markdown(monkeypatch)
    assert len(desk.prepare().stale) == 1
    assert "HTML of 1 unchanged note is not as it was" in desk.recto("diff").output
    built = desk.build(refresh=True)
    assert [c.entry.short_key for c in built.forecast.changes if c.fate == "updated"] == ["racks"]
    assert len(learner.imports(desk.package).updated) == 1
    assert learner.note("/racks")["Answer"] == "<i>AWS</i>"
    assert desk.build().forecast.is_empty


def test_a_new_style_reaches_learners_whose_notes_stay(desk: Desk, learner: Learner) -> None:
    desk.write(iam=IAM).build()
    learner.imports(desk.package)
    built = desk.write({"style.css": ".mine { color: red }"}).build()
    assert built.forecast.redesigned
    log = learner.imports(desk.package)
    assert not log.updated
    assert ".mine" in learner.css("/racks")
    assert desk.build().forecast.is_empty


def test_a_revert_reaches_learners_of_the_broken_release(desk: Desk, learner: Learner) -> None:
    """Build, break, release, `git revert`, build --after: the mend arrives."""
    desk.write(iam=IAM).build()
    good = desk.lock.read_bytes()
    desk.write(iam=IAM.replace("a: AWS", "a: wrong")).build()
    broken = desk.root / "broken.apkg"
    desk.package.rename(broken)
    learner.imports(broken)
    desk.write(iam=IAM)
    desk.lock.write_bytes(good)
    desk.build(after=broken)
    assert len(learner.imports(desk.package).updated) == 1
    assert learner.note("/racks")["Answer"] == "AWS"
    assert desk.build(after=broken).forecast.is_empty


def test_what_a_lock_from_too_old_a_package_cost_can_be_mended(
    desk: Desk, learner: Learner
) -> None:
    """A build told of the last release offers the id of each card that it has as another note."""
    first, last = desk.root / "first.apkg", desk.root / "last.apkg"
    card = "- {{q: {}, a: Identity and Access Management{}}}\n- {{q: Other, a: Thing}}\n"
    now = "For which three words does the abbreviation IAM stand in the AWS console today?"
    desk.write(iam=card.format("What does IAM stand for?", "")).build()
    first.write_bytes(desk.package.read_bytes())
    desk.write(iam=card.format("What does the abbreviation IAM stand for?", "")).build()
    desk.write(iam=card.format(now, "")).build()
    desk.package.rename(last)
    learner.imports(last)
    desk.lock.unlink()
    assert desk.recto("recover", "cards/test", first).exit_code == 0
    assert [fault.code for fault in desk.faults()] == ["card-like-retired"]
    [told] = desk.try_build(after=last).diagnostics
    id_ = told.message.rpartition("`id: ")[2].rstrip("`")
    desk.write(iam=card.format(now, f", id: {id_}")).build(after=last)
    assert not learner.imports(desk.package).new


def test_the_package_that_is_replaced_counts_as_released(desk: Desk, learner: Learner) -> None:
    desk.write(iam=IAM).build()
    good = desk.lock.read_bytes()
    desk.write(iam=IAM.replace("a: AWS", "a: wrong")).build()
    learner.imports(desk.package)
    desk.lock.write_bytes(good)
    desk.write(iam=IAM).build()
    learner.imports(desk.package)
    assert learner.note("/racks")["Answer"] == "AWS"


def test_locked_builds_what_the_lock_says(desk: Desk) -> None:
    desk.write(iam=IAM).build()
    desk.package.unlink()
    assert desk.recto("build", "--locked").exit_code == 0
    assert desk.package.exists()


@pytest.mark.parametrize("edit", ["new card", "no lock", "style"])
def test_locked_fails_if_the_lock_would_change(desk: Desk, edit: str) -> None:
    desk.write(iam=IAM).build()
    desk.package.unlink()
    if edit == "new card":
        desk.write(kms="- {q: New?, a: x}")
    elif edit == "style":
        desk.write({"style.css": "p { margin: 0 }"})
    else:
        desk.lock.unlink()
    result = desk.recto("build", "--locked")
    assert result.exit_code == 1
    assert "[lock-stale]" in result.output
    assert not desk.package.exists()


# Same everywhere ----------------------------------------------------------------------------


def build_elsewhere(folder: Path, seed: str) -> tuple[bytes, bytes]:
    desk = Desk(folder).write(iam=IAM, kms='- cloze: "{{c1::a}} {{c2::b}}"')
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(NOON // 1000), "PYTHONHASHSEED": seed}
    subprocess.run([sys.executable, "-m", "recto", "build"], cwd=folder, env=env, check=True)
    return desk.lock.read_bytes(), desk.package.read_bytes()


def test_equal_sources_give_equal_bytes_in_any_folder(tmp_path: Path) -> None:
    assert build_elsewhere(tmp_path / "one", "1") == build_elsewhere(tmp_path / "other", "2")


def test_a_package_is_equal_from_the_same_sources_and_lock(desk: Desk) -> None:
    desk.write(iam=IAM).build()
    first = desk.package.read_bytes()
    desk.package.unlink()
    desk.clock += 10**9
    desk.build()
    assert desk.package.read_bytes() == first


def test_a_release_is_not_spent_by_an_output(desk: Desk) -> None:
    """Two outputs of one release, a package and a push to Anki say, hold the same."""
    desk.write(one="  - {q: a, a: b}\n  - {cloze: '{{c1::x}} of {{c2::y}}'}\n")
    release = desk.prepare().release
    first, second = pack(release), pack(release)
    assert first == second
    assert isinstance(first, Packed)
    assert (first.notes, first.cards) == (len(release.notes), 3)


def test_the_zip_is_deflated_dated_alike_and_carries_the_lock(desk: Desk) -> None:
    desk.write(iam=IAM).build()
    with zipfile.ZipFile(desk.package) as archive:
        assert archive.namelist() == ["collection.anki2", "media", "recto.lock"]
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {each.compress_type for each in archive.infolist()} == {zipfile.ZIP_DEFLATED}
        assert archive.read("recto.lock") == desk.lock.read_bytes()
        assert archive.read("media") == b"{}"


# Crashes ------------------------------------------------------------------------------------


def test_a_crash_between_lock_and_package_is_mended_by_the_next_build(
    desk: Desk, new_learner: Callable[[], Learner], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write(iam=IAM).build()
    desk.write(iam=IAM.replace("a: AWS", "a: Amazon"))
    real = Path.replace

    def crash(path: Path, target: Path) -> Path:
        if target == desk.package:
            raise KeyboardInterrupt
        return real(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", crash)
        with pytest.raises(KeyboardInterrupt):
            desk.build()
    after_crash = entry(desk)
    assert after_crash.answer == "Amazon"
    assert desk.build().written
    assert entry(desk) == after_crash
    learner = new_learner()
    learner.imports(desk.package)
    assert learner.note("/racks")["Answer"] == "Amazon"


def test_no_temporary_file_stays(desk: Desk) -> None:
    desk.write(iam=IAM).build()
    assert sorted(p.name for p in desk.package.parent.iterdir()) == ["test.apkg"]
    assert sorted(p.name for p in desk.deck.iterdir()) == ["deck.yaml", "iam.yaml", "recto.lock"]


# A lost lock --------------------------------------------------------------------------------


def test_a_lost_lock_is_refused_and_recovered(desk: Desk) -> None:
    desk.write(iam=IAM).build()
    lock = desk.lock.read_bytes()
    desk.lock.unlink()
    result = desk.recto("build")
    assert result.exit_code == 1
    assert "recto recover cards/test build/test.apkg" in result.output
    assert not desk.lock.exists()
    result = desk.recto("recover", "cards/test", "build/test.apkg")
    assert result.exit_code == 0, result.output
    assert desk.lock.read_bytes() == lock
    assert "nothing changed" in desk.recto("build").output


def test_without_lock_and_package_it_is_a_first_build(desk: Desk) -> None:
    desk.write(iam=IAM).build()
    desk.lock.unlink()
    desk.package.unlink()
    assert len(desk.build().forecast.changes) == 2


def single(desk: Desk, name: str, cards: str = IAM) -> None:
    desk.root.joinpath(name).write_text(f"{DECK}tag: test\ncards:\n{cards}", "utf-8")


def test_a_deck_file_renamed_without_its_lock_is_no_first_build(desk: Desk) -> None:
    single(desk, "my.yaml")
    assert desk.recto("build", "my.yaml").exit_code == 0
    single(desk, "my.yaml", IAM.replace("the data?", "all the data?"))
    assert desk.recto("build", "my.yaml").exit_code == 0
    desk.root.joinpath("my.yaml").rename(desk.root / "your.yaml")
    result = desk.recto("build", "your.yaml")
    assert result.exit_code == 1
    assert "`git mv my.lock your.lock`" in result.output
    desk.root.joinpath("my.lock").rename(desk.root / "your.lock")
    assert "nothing changed" in desk.recto("build", "your.yaml").output


def test_a_deck_renamed_with_its_lock_lost_is_known_by_its_former_package(desk: Desk) -> None:
    single(desk, "my.yaml")
    desk.recto("build", "my.yaml")
    desk.root.joinpath("my.yaml").rename(desk.root / "your.yaml")
    desk.root.joinpath("my.lock").unlink()
    result = desk.recto("build", "your.yaml")
    assert "`recto recover your.yaml build/my.apkg`" in result.output
    assert desk.recto("recover", "your.yaml", "build/my.apkg").exit_code == 0
    assert "nothing changed" in desk.recto("build", "your.yaml").output


@pytest.mark.parametrize("folder_first", [True, False])
def test_a_folder_made_one_file_or_the_reverse_is_no_first_build(
    desk: Desk, folder_first: bool
) -> None:
    desk.write(iam=IAM)
    if folder_first:
        desk.build()
        desk.deck.joinpath("deck.yaml").unlink()
        single(desk, "cards/test.yaml")
    else:
        single(desk, "test.yaml")
        desk.recto("build", "test.yaml")
        desk.root.joinpath("test.lock").rename(desk.root / "cards" / "test.lock")
    desk.package.unlink()
    deck = "cards/test.yaml" if folder_first else "cards/test"
    result = desk.recto("build", deck)
    assert result.exit_code == 1
    assert "is one of this deck" in result.output


def test_locks_of_others_nearby_are_nothing_to_a_new_deck(desk: Desk) -> None:
    desk.write(iam=IAM).build()
    desk.root.joinpath("uv.lock").write_text("version = 1\n", "utf-8")
    desk.root.joinpath("new.yaml").write_text(
        f"deck: New\nid: new-bbbb3333\ncards:\n{IAM}", "utf-8"
    )
    assert desk.recto("build", "new.yaml").exit_code == 0


def test_recover_refuses_what_is_no_package_of_the_deck(desk: Desk) -> None:
    desk.write(iam=IAM).build()
    (desk.root / "text.apkg").write_text("no zip")
    with zipfile.ZipFile(desk.root / "foreign.apkg", "w") as archive:
        archive.writestr("collection.anki2", b"")
    with zipfile.ZipFile(desk.root / "damaged.apkg", "w") as archive:
        archive.writestr("recto.lock", desk.lock.read_bytes()[:-30])
    with zipfile.ZipFile(desk.root / "other.apkg", "w") as archive:
        archive.writestr("recto.lock", desk.lock.read_bytes().replace(b"aaaa2222", b"bbbb3333"))
    desk.lock.unlink()
    told = {}
    for name in ("text", "foreign", "damaged", "other", "missing"):
        result = desk.recto("recover", "cards/test", f"{name}.apkg")
        assert result.exit_code in (1, 2)
        assert not desk.lock.exists()
        told[name] = result.output
    assert "damaged, or no package" in told["text"]
    assert "Recto didn't build it" in told["foreign"]
    assert "cut off" in told["damaged"]
    assert "test-bbbb3333" in told["other"]
    assert "no such file" in told["missing"]


def test_recover_replaces_a_lock_only_by_force(desk: Desk) -> None:
    desk.write(iam=IAM).build()
    assert desk.recto("recover", "cards/test", "build/test.apkg").exit_code == 1
    assert desk.recto("recover", "--force", "cards/test", "build/test.apkg").exit_code == 0


def test_a_deck_without_an_id_is_offered_one(desk: Desk) -> None:
    result = desk.write({"deck.yaml": "deck: Test\n"}, iam=IAM).recto("build")
    assert result.exit_code == 1
    offer = result.output.partition("add the line `")[2].partition("`")[0]
    desk.write({"deck.yaml": f"deck: Test\n{offer}\n"}).build()


# Kinds that turn ----------------------------------------------------------------------------


def test_basic_to_cloze_and_back(desk: Desk, learner: Learner) -> None:
    basic = "- {q: Macie finds what?, a: sensitive data, id: it}"
    desk.write(iam=basic).build()
    learner.imports(desk.package)
    first = learner.note("basic/it").id
    desk.write(iam='- {cloze: "Macie finds {{c1::sensitive data}}", id: it}')
    fates = {c.entry.family: c.fate for c in desk.build().forecast.changes}
    assert fates == {"basic": "retired", "cloze": "new"}
    assert not learner.imports(desk.package).conflicting
    built = desk.write(iam=basic).build()
    assert {c.entry.family: c.fate for c in built.forecast.changes} == {
        "basic": "returned",
        "cloze": "retired",
    }
    log = learner.imports(desk.package)
    assert not log.new
    assert not log.conflicting
    assert learner.note("basic/it").id == first


def test_a_card_that_comes_back_in_the_same_words_is_not_modified(desk: Desk) -> None:
    desk.write(iam=IAM).build()
    first = entry(desk)
    desk.write(iam=IAM.splitlines()[0]).build()
    assert entry(desk).retired
    desk.write(iam=IAM).build()
    assert entry(desk) == first


def test_a_renamed_deck_keeps_note_types_and_guids(desk: Desk, learner: Learner) -> None:
    desk.write(iam=IAM).build()
    learner.imports(desk.package)
    types = {nt.id for nt in learner.col.models.all_names_and_ids()}
    guids = {note.guid for note in learner.notes().values()}
    desk.write({"deck.yaml": DECK.replace("deck: Test", "deck: New name")})
    built = desk.build()
    assert not built.forecast.redesigned
    [stray] = built.forecast.strays
    assert (stray.old, stray.new, len(stray.keys)) == ("Test", "New name", 2)
    log = learner.imports(desk.package)
    assert log.unchanged == guids
    assert {nt.id for nt in learner.col.models.all_names_and_ids()} == types
    assert learner.deck_of("/racks") == "Test"
    assert learner.col.models.get(learner.note("/racks").mid)["name"] == "New name · Recto"  # type: ignore[index]


def test_a_card_that_a_revert_took_back_is_not_forgotten(desk: Desk, learner: Learner) -> None:
    """Added, released, edited, released, reverted, and added again in its new words."""
    desk.write(iam=IAM).build()
    old = desk.lock.read_bytes()
    desk.write(kms="- {q: What holds keys?, a: KMS}").build()
    desk.write(kms="- {q: What service holds keys?, a: KMS}").build()
    release = desk.root / "release.apkg"
    desk.package.rename(release)
    learner.imports(release)
    notes = learner.notes().keys()
    desk.lock.write_bytes(old)
    (desk.deck / "kms.yaml").unlink()
    assert desk.build(after=release).after.entries.keys() == notes
    desk.write(kms="- {q: What service holds keys?, a: KMS}").build()
    learner.imports(desk.package)
    assert learner.notes().keys() == notes


def test_words_that_only_the_package_knows_are_those_of_their_card(desk: Desk) -> None:
    """Reworded in steps, each built, and the lock never committed: git brings the first back."""
    desk.write(iam=IAM).build()
    known, first = lock_of(desk).entries.keys(), desk.lock.read_bytes()
    for words in ("Who owns all of the data?", "Who owns all of the customers' data in S3?"):
        desk.write(iam=IAM.replace("Who owns the data?", words)).build()
    desk.lock.write_bytes(first)
    assert not [change for change in desk.build().forecast.changes if change.fate == "new"]
    assert lock_of(desk).entries.keys() == known


def test_times_never_fall_below_those_of_a_release(desk: Desk, learner: Learner) -> None:
    """A to B to A, released each time; reverted to B: learners of the last A get B."""
    for answer in ("AWS", "Amazon", "AWS"):
        desk.write(iam=IAM.replace("a: AWS", f"a: {answer}")).build()
        learner.imports(desk.package)
        if answer == "Amazon":
            lock_of_b = desk.lock.read_bytes()
    release = desk.root / "release.apkg"
    desk.package.rename(release)
    desk.lock.write_bytes(lock_of_b)
    desk.build(after=release)
    release.unlink()
    desk.package.rename(release)
    desk.lock.write_bytes(lock_of_b)
    desk.write(iam=IAM.replace("a: AWS", "a: Amazon"))
    desk.build(after=release)
    learner.imports(desk.package)
    assert learner.note("/racks")["Answer"] == "Amazon"


def test_lines_that_a_merge_has_lost_come_back_from_the_package(desk: Desk) -> None:
    desk.write(iam=IAM).build()
    desk.write(iam=IAM.replace("Who owns the data?", "Who owns all the data?")).build()
    known = lock_of(desk).entries.keys()
    header = desk.lock.read_bytes().splitlines()[0]
    desk.lock.write_bytes(header + b"\n")
    desk.build()
    assert lock_of(desk).entries.keys() == known
