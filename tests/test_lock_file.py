"""The lock as a file: what it survives, and what it says of what it doesn't."""

from __future__ import annotations

import itertools
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import DECK, Desk
from recto import lock as locks
from recto.deck.identity import guid
from recto.deck.notetypes import TEMPLATE_REVISION
from recto.lock import Entry, Lock, NoteTypeEntry

PATH = Path("recto.lock")


def read(data: bytes) -> Lock:
    lock, faults = locks.parse(data, PATH, "test-aaaa2222")
    assert isinstance(lock, Lock), faults
    return lock


entries = st.builds(
    lambda **values: Entry(guid=guid(values["key"]), **values),
    key=st.from_regex(r"test-aaaa2222/(basic|cloze)/[a-z0-9-]{1,8}", fullmatch=True),
    id=st.text(max_size=8),
    topic=st.text(max_size=8),
    question=st.text(),
    answer=st.text(),
    clozes=st.dictionaries(st.integers(1, 9), st.text(max_size=5), max_size=3),
    reversed=st.booleans(),
    content=st.text(max_size=20),
    created=st.integers(1, 10**13),
    modified=st.integers(0, 10**10),
    retired=st.booleans(),
    draft=st.booleans(),
    emptied=st.dictionaries(st.integers(1, 9), st.text(max_size=5), max_size=3),
)


@given(st.lists(entries, max_size=5, unique_by=(lambda e: e.key, lambda e: e.created)))
def test_a_lock_reads_as_it_was_written(notes: list[Entry]) -> None:
    types = {"basic": NoteTypeEntry("basic", 5, "Test · Recto", "abc", 7)}
    decks = {"": "Test", "iam": "Test::Iam"}
    lock = Lock("test-aaaa2222", decks, types, about="license=1 design=2").with_entries(notes)
    assert read(locks.dump(lock)) == lock


def test_of_two_licenses_any_order_takes_the_same() -> None:
    """Which one counts until the next build, which takes what the sources say."""
    one, other = (
        locks.dump(Lock("test-aaaa2222", {"": "Test"}, about=about))
        for about in ("license=1", "license=2")
    )
    assert read(one + other) == read(other + one)
    assert read(one + other).about == "license=2"


@given(st.lists(entries, max_size=6), st.randoms())
def test_lines_of_two_authors_make_one_lock_in_any_order(
    notes: list[Entry], random: Random
) -> None:
    lines = {
        line
        for n in notes
        for line in locks.dump(Lock("test-aaaa2222").with_entries([n])).splitlines()
    }
    ordered = sorted(lines)
    shuffled = ordered.copy()
    random.shuffle(shuffled)
    header = locks.dump(Lock("test-aaaa2222")).strip()
    first, second = read(b"\n".join([header, *ordered])), read(b"\n".join([*shuffled, header]))
    assert first == second
    created = [entry.created for entry in first.entries.values()]
    assert len(created) == len(set(created))


# What git does ------------------------------------------------------------------------------


class Repository:
    """A deck in git, with branches of two authors."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        desk.write({"deck.yaml": DECK, ".gitattributes": "recto.lock merge=union eol=lf\n"})
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> str:
        name = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        done = subprocess.run(
            ["git", *name, *arguments],
            cwd=self.desk.root,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def commits(self, *, build: bool = True, **topics: str) -> None:
        self.desk.write(None, **topics)
        if build:
            clock = self.desk.clock
            self.desk.build()
            self.desk.clock = clock  # both authors build in the same millisecond
        self.git("add", "cards")
        self.git("commit", "-qm", "edit")

    def merged(self, first: str, second: str, **topics: str) -> bytes:
        """The lock after merging both branches in this order and building once."""
        self.git("checkout", "-qfB", f"merge-{first}", first)
        self.git("merge", "-q", "-X", "theirs", "--no-edit", second)
        if topics:
            self.desk.write(None, **topics)
        self.desk.package.unlink(missing_ok=True)
        clock = self.desk.clock
        self.desk.build()
        self.desk.clock = clock
        return self.desk.lock.read_bytes()


@pytest.fixture
def repository(desk: Desk) -> Repository:
    return Repository(desk)


BASE = "- {q: Who owns the data?, a: You}\n- {q: Who owns the racks?, a: AWS}\n"


def both_orders(repository: Repository, **topics: str) -> Lock:
    one, other = (repository.merged(*order, **topics) for order in itertools.permutations("ab"))
    assert one == other
    return read(one)


def branch(repository: Repository, name: str, **topics: str) -> None:
    repository.git("checkout", "-qfB", name, "main")
    repository.desk.package.unlink(missing_ok=True)
    repository.commits(build=True, **topics)


def questions(lock: Lock) -> set[str]:
    return {entry.question for entry in lock.live()}


def test_merge_of_two_first_builds_in_one_millisecond(repository: Repository) -> None:
    repository.commits(build=False, iam=BASE)
    branch(repository, "a", kms="- {q: One?, a: x}")
    branch(repository, "b", waf="- {q: Two?, a: y}")
    lock = both_orders(repository)
    assert questions(lock) == {"Who owns the data?", "Who owns the racks?", "One?", "Two?"}
    assert len({entry.created for entry in lock.entries.values()}) == 4


def test_merge_where_both_add(repository: Repository) -> None:
    repository.commits(iam=BASE)
    branch(repository, "a", kms="- {q: One?, a: x}")
    branch(repository, "b", waf="- {q: Two?, a: y}")
    assert {"One?", "Two?"} <= questions(both_orders(repository))


def test_merge_where_both_edit_one_card(repository: Repository) -> None:
    """Whatever text the merge takes, its time is above those of both branches."""
    repository.commits(iam=BASE)
    key = next(
        k
        for k, e in read(repository.desk.lock.read_bytes()).entries.items()
        if "data" in e.question
    )
    branch(repository, "a", iam=BASE.replace("a: You", "a: The customer"))
    a = read(repository.desk.lock.read_bytes()).entries[key]
    branch(repository, "b", iam=BASE.replace("a: You", "a: Customers"))
    b = read(repository.desk.lock.read_bytes()).entries[key]
    repository.desk.clock += 10_000
    lock = both_orders(repository, iam=BASE.replace("a: You", "a: Customers always"))
    assert lock.entries[key].modified > max(a.modified, b.modified)
    assert lock.entries[key].guid == a.guid == b.guid


@pytest.mark.parametrize(
    "kept", ["What is IAM short for?", "For what does the abbreviation IAM stand?"]
)
def test_merge_where_both_reword_one_card(repository: Repository, kept: str) -> None:
    """Whichever wording the authors keep, the earlier one too, it is the same card."""
    card = '- {{q: "{}", a: Identity and Access Management}}\n'
    repository.commits(iam=BASE + card.format("What does IAM stand for?"))
    keys = read(repository.desk.lock.read_bytes()).entries.keys()
    branch(repository, "a", iam=BASE + card.format("What is IAM short for?"))
    repository.desk.clock += 5_000
    branch(repository, "b", iam=BASE + card.format("For what does the abbreviation IAM stand?"))
    lock = both_orders(repository, iam=BASE + card.format(kept))
    assert lock.entries.keys() == keys
    assert kept in questions(lock)


def test_merge_where_one_pins_ids_and_one_edits(repository: Repository) -> None:
    repository.commits(iam=BASE)
    before = read(repository.desk.lock.read_bytes())
    [entry] = [e for e in before.entries.values() if "data" in e.question]
    pinned = BASE.replace("a: You", f"a: You, id: {entry.short_key}")
    branch(repository, "a", iam=pinned)
    branch(repository, "b", iam=BASE.replace("Who owns the data?", "Who owns all of the data?"))
    both = pinned.replace("Who owns the data?", "Who owns all of the data?")
    lock = both_orders(repository, iam=both)
    assert lock.entries[entry.key].id == entry.short_key
    assert lock.entries[entry.key].question == "Who owns all of the data?"
    assert len(lock.entries) == 2


ONE, TWO = "- {q: One?, a: x, id: intro}\n", "- {q: Two?, a: y, id: intro}\n"


@pytest.mark.parametrize("released", [ONE, TWO])
def test_merge_where_both_give_one_id_to_two_cards(repository: Repository, released: str) -> None:
    """Only the authors know which of them learners have; that one may keep the id."""
    repository.commits(iam=BASE)
    branch(repository, "a", kms=ONE)
    repository.desk.clock += 5_000
    branch(repository, "b", waf=TWO)
    one, two = (ONE, TWO.replace("intro", "x"))
    if released is TWO:
        one, two = (ONE.replace("intro", "x"), TWO)
    lock = both_orders(repository, kms=one, waf=two)
    assert lock.entries["test-aaaa2222/basic/intro"].question in released
    repository.git("checkout", "-q", "--", "cards/test/recto.lock")
    assert [fault.code for fault in repository.desk.faults()] == ["card-divided"]


def test_merge_where_both_add_a_picture_of_one_name(repository: Repository) -> None:
    """The question is one, and so was the key; the authors give one file another name."""
    robin, wren = (b"\x89PNG\r\n\x1a\n" + bird for bird in (b"robin", b"wren"))
    card = "- {{q: 'Which bird? ![](media/{}.png)', a: {}}}\n"
    repository.commits(iam=BASE)
    for name, topic, picture, answer in (("a", "kms", robin, "Robin"), ("b", "waf", wren, "Wren")):
        repository.git("checkout", "-qfB", name, "main")
        repository.desk.package.unlink(missing_ok=True)
        repository.desk.clock += 5_000
        topic_file = {f"{topic}.yaml": f"cards:\n{card.format(1, answer)}"}
        repository.desk.write({"media/1.png": picture, **topic_file})
        repository.commits()
    repository.git("merge", "-q", "-X", "theirs", "--no-edit", "a")
    repository.desk.write({"media/2.png": wren, "media/1.png": robin}, waf=card.format(2, "Wren"))
    told = [(each.code, each.location.path.name) for each in repository.desk.faults()]
    assert told == [("card-divided", "waf.yaml")]


def test_an_id_changed_on_one_side_is_known_after_a_merge(repository: Repository) -> None:
    """Although the other side's edit is later, and the words are others by now."""
    repository.commits(iam=BASE + ONE)
    branch(repository, "a", iam=BASE + ONE.replace("intro", "y"))
    repository.desk.clock += 5_000
    branch(repository, "b", iam=BASE + ONE.replace("a: x", "a: z"))
    lock = both_orders(repository, iam=BASE + "- {q: Which number is the first?, a: z, id: y}")
    assert lock.entries["test-aaaa2222/basic/intro"].id == "y"
    assert len(lock.entries) == 3


def test_merged_locks_are_not_pinned_before_a_build(repository: Repository) -> None:
    """Writing the lock would forget the words and ids of the side that lost."""
    repository.commits(iam=BASE + ONE)
    branch(repository, "a", iam=BASE + ONE.replace("intro", "y"))
    repository.desk.clock += 5_000
    branch(repository, "b", iam=BASE + ONE.replace("a: x", "a: z"))
    repository.git("merge", "-q", "-X", "theirs", "--no-edit", "a")
    repository.desk.write(None, iam=BASE + "- {q: Which number is the first?, a: z, id: y}")
    result = repository.desk.recto("pin")
    assert "locks were merged here; run `recto build`, then `recto pin`" in result.stderr
    built = repository.desk.build()
    assert built.after.entries["test-aaaa2222/basic/intro"].id == "y"
    assert "2 ids written" in repository.desk.recto("pin").stdout


def test_merge_where_one_deletes_what_the_other_edits(repository: Repository) -> None:
    repository.commits(iam=BASE)
    before = read(repository.desk.lock.read_bytes())
    branch(repository, "a", iam=BASE.splitlines()[1] + "\n")
    branch(repository, "b", iam=BASE.replace("a: You", "a: The customer"))
    kept = both_orders(repository, iam=BASE.replace("a: You", "a: The customer"))
    assert kept.entries.keys() == before.entries.keys()
    assert not [e for e in kept.entries.values() if e.retired]
    gone = both_orders(repository, iam=BASE.splitlines()[1] + "\n")
    assert [e.question for e in gone.entries.values() if e.retired] == ["Who owns the data?"]


def test_conflict_markers_read_as_a_union(desk: Desk) -> None:
    desk.write(iam=BASE).build()
    lines = desk.lock.read_bytes().splitlines()
    marked = [
        *lines[:-1],
        b"<<<<<<< HEAD",
        lines[-1],
        b"||||||| base",
        b"=======",
        b">>>>>>> other",
    ]
    desk.lock.write_bytes(b"\n".join(marked) + b"\n")
    outcome = desk.try_build()
    assert [d.code for d in outcome.diagnostics] == ["lock-conflict"]
    assert outcome.results[0].forecast.is_empty
    assert desk.lock.read_bytes().splitlines() == lines


def test_windows_line_ends_do_no_harm(desk: Desk) -> None:
    desk.write(iam=BASE).build()
    desk.lock.write_bytes(desk.lock.read_bytes().replace(b"\n", b"\r\n"))
    assert desk.build().forecast.is_empty


# What is refused ----------------------------------------------------------------------------


def refused(desk: Desk, data: bytes) -> tuple[str, int, str]:
    desk.lock.write_bytes(data)
    package = desk.package.read_bytes()
    [fault] = desk.faults()
    assert desk.lock.read_bytes() == data
    assert desk.package.read_bytes() == package
    return fault.code, fault.location.line, fault.message


@pytest.fixture
def built(desk: Desk) -> Desk:
    desk.write(iam=BASE).build()
    return desk


def test_a_truncated_line_is_named(built: Desk) -> None:
    data = built.lock.read_bytes()
    code, line, message = refused(built, data[:-40])
    assert (code, line) == ("lock-broken", data.count(b"\n"))
    assert f"`recto recover --force {built.deck} RELEASE.apkg`" in message


def test_the_mend_of_a_deck_in_one_file_names_that_file(desk: Desk) -> None:
    (desk.root / "my.yml").write_text(f"{DECK}cards:\n{BASE}", "utf-8")
    assert desk.recto("build", "my.yml").exit_code == 0
    lock = desk.root / "my.lock"
    lock.write_bytes(lock.read_bytes()[:-40])
    assert "`recto recover --force my.yml RELEASE.apkg`" in desk.recto("build", "my.yml").stderr


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record.pop("guid"),
        lambda record: record.update(modified="yesterday"),
        lambda record: record.update(key="nonsense"),
        lambda record: record.update(clozes={"one": "x"}),
        lambda record: record.update(created=0),
    ],
)
def test_a_line_broken_by_hand_is_named(
    built: Desk, change: Callable[[dict[str, Any]], None]
) -> None:
    lines = built.lock.read_bytes().splitlines()
    record = json.loads(lines[-1])
    change(record)
    code, line, _ = refused(built, b"\n".join([*lines[:-1], json.dumps(record).encode()]))
    assert (code, line) == ("lock-broken", len(lines))


def test_two_notes_with_one_guid_are_told(built: Desk) -> None:
    """A line copied by hand: Anki would make a second note of it."""
    lines = built.lock.read_bytes().splitlines()
    record = json.loads(lines[-1])
    copy = json.dumps({**record, "key": f"{record['key']}-2"}).encode()
    code, _, message = refused(built, b"\n".join([*lines, copy]))
    assert code == "lock-broken"
    assert f"`{record['key']}` and `{record['key']}-2`" in message


def test_a_lost_header_is_told(built: Desk) -> None:
    assert refused(built, built.lock.read_bytes().split(b"\n", 1)[1])[0] == "lock-broken"


def test_what_the_deck_says_is_a_text(built: Desk) -> None:
    lines = built.lock.read_bytes().splitlines()
    lines[1] = b'{"name":"Test","topic":"","content":3}'
    assert refused(built, b"\n".join(lines))[:2] == ("lock-broken", 2)


@pytest.mark.parametrize("name", ["recto", "templates"])
def test_a_newer_lock_is_refused_with_the_reason(built: Desk, name: str) -> None:
    lines = built.lock.read_bytes().splitlines()
    header = json.loads(lines[0])
    header[name] = TEMPLATE_REVISION + 7
    code, _, message = refused(built, b"\n".join([json.dumps(header).encode(), *lines[1:]]))
    assert code == "lock-newer"
    assert "update Recto" in message


def test_a_lock_of_another_deck_is_refused(built: Desk) -> None:
    data = built.lock.read_bytes().replace(b"test-aaaa2222", b"other-bbbb3333")
    assert refused(built, data)[0] == "lock-foreign"


def test_an_id_that_only_one_line_has_survives_a_merge(built: Desk) -> None:
    lines = built.lock.read_bytes().splitlines()
    record = json.loads(lines[-1])
    named = json.dumps({**record, "id": "owner", "modified": record["modified"] - 1}).encode()
    lock = read(b"\n".join([*lines, named]))
    assert lock.entries[record["key"]].id == "owner"


def test_two_texts_of_one_second_are_told_apart_by_a_later_one(built: Desk) -> None:
    lines = built.lock.read_bytes().splitlines()
    record = json.loads(lines[-1])
    other = json.dumps({**record, "content": "question=0000000000"}).encode()
    lock = read(b"\n".join([*lines, other]))
    assert lock.entries[record["key"]].modified == record["modified"] + 1


@pytest.mark.parametrize("modified", [-1, 2**53, 10**30])
def test_a_note_type_of_no_time_is_a_broken_line(desk: Desk, modified: int) -> None:
    """Anki would refuse the package that is built with it."""
    desk.write(iam="- {q: Who owns the data?, a: You}\n").build()
    lines = [json.loads(line) for line in desk.lock.read_bytes().splitlines()]
    changed = [{**line, "modified": modified} if "notetype" in line else line for line in lines]
    desk.lock.write_text("\n".join(map(json.dumps, changed)))
    assert {fault.code for fault in desk.faults()} == {"lock-broken"}
