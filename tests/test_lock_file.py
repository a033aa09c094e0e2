"""The lock as a file: what it survives, and what it says of what it doesn't."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
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
from recto.lock import Entry, Lock, Mask, NoteTypeEntry, Slot, records
from recto.lock.merging import settled

PATH = Path("recto.lock")


def read(data: bytes) -> Lock:
    lock, faults = locks.parse(data, PATH, "test-aaaa2222")
    assert isinstance(lock, Lock), faults
    return lock


TIMES = st.integers(0, 10**10)
masks = st.dictionaries(
    st.text(min_size=1, max_size=5),
    st.builds(Mask, st.integers(1, 500), st.text(min_size=1, max_size=9), st.booleans()),
    max_size=3,
).filter(lambda found: len({mask.number for mask in found.values()}) == len(found))
FAMILIES = "(basic|cloze|occlusion|word-k3mf|語-q2aa)"
entries = st.builds(
    lambda **values: Entry(guid=guid(values["key"]), **values),
    key=st.from_regex(rf"test-aaaa2222/{FAMILIES}/[a-z0-9-]{{1,8}}", fullmatch=True),
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
    asked=TIMES,
    masks=masks,
    aspect=st.one_of(st.just(0.0), st.floats(0.01, 100)),
    shipped=st.sampled_from(["", "1 1790000000 exam trap | 1=0a1b2c 3=d4e5f6!"]),
)
IDS = st.one_of(st.none(), st.integers(-(2**63) + 1, 2**63 - 1))
note_types = st.builds(
    NoteTypeEntry,
    st.sampled_from(["basic", "cloze", "occlusion", "word-k3mf"]),
    st.integers(1, 2**62),
    st.text(max_size=5),
    st.text(max_size=5),
    TIMES,
    st.lists(IDS, min_size=1, max_size=3).map(tuple),
    st.lists(IDS, max_size=3).map(tuple),
)
slots = st.builds(
    Slot,
    st.sampled_from(["word-k3mf", "verb-aaaa"]),
    st.sampled_from(["field", "card"]),
    st.integers(1, 4),
    st.sampled_from("abcd"),
    st.sampled_from(["live", "buried"]),
    st.integers(0, 3),
    st.integers(0, 3),
    st.just(""),
    st.just(""),
).map(lambda slot: slot if slot.part == "field" else slot._replace(front="{{1}}", back="{{2}}"))
"""Few, so that they meet."""


@given(
    st.lists(entries, max_size=5, unique_by=(lambda e: e.key, lambda e: e.created)),
    st.lists(note_types, max_size=3),
    st.lists(slots, max_size=5),
)
def test_a_lock_reads_as_it_was_written(
    notes: list[Entry], adopted: list[NoteTypeEntry], taken: list[Slot]
) -> None:
    types = {each.family: each for each in adopted}
    types |= {"basic": NoteTypeEntry("basic", 5, "Test · Recto", "abc", 7)}
    decks = {"": "Test", "iam": "Test::Iam"}
    held, _ = settled(taken)
    lock = Lock("test-aaaa2222", decks, types, about="license=1 design=2", slots=held)
    lock = lock.with_entries(notes)
    assert read(locks.dump(lock)) == lock


# Slots --------------------------------------------------------------------------------------

FIRST = Slot("word-k3mf", "field", 901, "kana", "live", 100, 100)


def held(*found: Slot) -> dict[int, tuple[str, str]]:
    """Name and state of each number; the same in any order."""
    results = {str(settled(order)) for order in itertools.permutations(found)}
    assert len(results) == 1
    return {slot.number: (slot.name, slot.state) for slot in settled(found)[0].values()}


def test_of_two_names_for_one_slot_the_earlier_keeps_it_and_the_other_is_told() -> None:
    pitch = FIRST._replace(name="pitch", taken=200, since=200)
    assert held(FIRST, pitch) == {901: ("kana", "live")}
    assert settled([FIRST, pitch])[1] == (pitch,)


def test_a_renamed_slot_keeps_its_new_name_in_a_merge() -> None:
    """It was taken when it was, so its own former name doesn't keep it."""
    assert held(FIRST, FIRST._replace(name="reading", since=200)) == {901: ("reading", "live")}


def test_names_that_were_exchanged_stay_exchanged_in_a_merge() -> None:
    second = FIRST._replace(number=902, name="pitch", taken=150, since=150)
    exchanged = FIRST._replace(name="pitch", since=300), second._replace(name="kana", since=300)
    assert held(FIRST, second, *exchanged) == {901: ("pitch", "live"), 902: ("kana", "live")}


def test_a_field_that_one_branch_buried_is_buried_if_that_came_later() -> None:
    buried = FIRST._replace(state="buried", since=200)
    assert held(FIRST, buried) == {901: ("kana", "buried")}
    assert held(FIRST._replace(since=300), buried) == {901: ("kana", "live")}


def test_a_slot_that_its_name_left_is_never_free_again() -> None:
    elsewhere = FIRST._replace(number=902, since=200)
    assert held(FIRST, elsewhere) == {901: ("kana", "buried"), 902: ("kana", "live")}
    assert held(*settled([FIRST, elsewhere])[0].values()) == held(FIRST, elsewhere)


@given(st.lists(slots, max_size=8), st.randoms())
def test_slots_of_two_authors_make_one_lock_in_any_order(found: list[Slot], random: Random) -> None:
    shuffled = random.sample(found, len(found))
    assert settled(found) == settled(shuffled)
    kept, displaced = settled(found)
    assert {slot.place for slot in found} == kept.keys()
    assert {slot.name for slot in found} == {each.name for each in (*kept.values(), *displaced)}
    assert settled([*kept.values()]) == (kept, ())


def test_of_two_licenses_any_order_takes_the_same() -> None:
    """Which one counts until the next build, which takes what the sources say."""
    one, other = (
        locks.dump(Lock("test-aaaa2222", {"": "Test"}, about=about))
        for about in ("license=1", "license=2")
    )
    assert read(one + other) == read(other + one)
    assert read(one + other).about == "license=2"


@given(
    st.lists(entries, max_size=6),
    st.lists(note_types, max_size=4),
    st.lists(slots, max_size=6),
    st.randoms(),
)
def test_lines_of_two_authors_make_one_lock_in_any_order(
    notes: list[Entry], types: list[NoteTypeEntry], taken: list[Slot], random: Random
) -> None:
    empty = Lock("test-aaaa2222")
    parts = [empty.with_entries([note]) for note in notes]
    parts += [replace(empty, note_types={each.family: each}) for each in types]
    parts += [replace(empty, slots={each.place: each}) for each in taken]
    lines = {line for part in parts for line in locks.dump(part).splitlines()}
    ordered = sorted(lines)
    shuffled = ordered.copy()
    random.shuffle(shuffled)
    header = locks.dump(Lock("test-aaaa2222")).strip()
    first, second = read(b"\n".join([header, *ordered])), read(b"\n".join([*shuffled, header]))
    assert first == second
    assert read(locks.dump(first)).slots == first.slots
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
        lambda record: record.update(key="test-aaaa2222/word-k3mf/"),
        lambda record: record.update(key="test-aaaa2222//x"),
        lambda record: record.update(key="test-aaaa2222/a b/x"),
        lambda record: record.update(asked="now"),
        lambda record: record.update(asked=-1),
        lambda record: record.update(asked=2**53),
        lambda record: record.update(shipped=1),
        lambda record: record.update(aspect=1),
        lambda record: record.update(aspect=-1.5),
        lambda record: record.update(aspect=1e300),
        lambda record: record.update(masks=[]),
        lambda record: record.update(masks={"a": 1}),
        lambda record: record.update(masks={"a": {"number": 1}}),
        lambda record: record.update(masks={"a": {"number": 0, "shape": "rect 1 1 1 1"}}),
        lambda record: record.update(masks={"a": {"number": 501, "shape": "rect 1 1 1 1"}}),
        lambda record: record.update(masks={"a": {"number": True, "shape": "rect 1 1 1 1"}}),
        lambda record: record.update(masks={"a": {"number": 1, "shape": ""}}),
        lambda record: record.update(masks={"": {"number": 1, "shape": "rect 1 1 1 1"}}),
        lambda record: record.update(masks={n: {"number": 1, "shape": "x"} for n in "ab"}),
        lambda record: record.update(colour="red"),
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


@pytest.mark.parametrize(
    ("old", "new"), [("test-", "exam-"), ("word-abcd", "noun-abcd")], ids=["deck", "note type"]
)
def test_an_id_that_was_replaced_in_sources_and_lock_is_refused(
    desk: Desk, old: str, new: str
) -> None:
    """Learners have the note types by the ids of before; their Anki would take no update."""
    word = "id: word-abcd\nfields: [word]\ncards: [{name: One, front: '{{word}}', back: x}]\n"
    topic = "notetype: word\ncards: [{word: inu, id: inu}]\n"
    desk.write({"notetypes/word.yaml": word, "t.yaml": topic}).build()
    for file in (desk.deck / "deck.yaml", desk.deck / "notetypes" / "word.yaml", desk.lock):
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    desk.package.unlink()
    assert [each.code for each in desk.faults()] == ["lock-foreign"]


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


SLOT = {
    "notetype": "word-k3mf",
    "field": 7,
    "name": "kana",
    "state": "live",
    "taken": 5,
    "since": 6,
}
ADOPTED = {
    "notetype": "word-k3mf",
    "id": 1529000000001,
    "name": "Word",
    "content": "",
    "modified": 5,
    "fields": [None, -3],
    "templates": [4],
}


@pytest.mark.parametrize(
    "line",
    [
        {**SLOT, "card": 7},
        {**SLOT, "field": "7"},
        {**SLOT, "field": 0},
        {**SLOT, "field": 2**40},
        {**SLOT, "name": ""},
        {**SLOT, "state": "dead"},
        {**SLOT, "taken": -1},
        {**SLOT, "since": 2**53},
        {**SLOT, "since": 1.5},
        {**SLOT, "notetype": ""},
        {**SLOT, "notetype": "a/b"},
        {**SLOT, "notetype": ["word"]},
        {**SLOT, "colour": "red"},
        {**ADOPTED, "fields": ["1"]},
        {**ADOPTED, "fields": [2**64]},
        {**ADOPTED, "fields": [True]},
        {**ADOPTED, "templates": 4},
        {**ADOPTED, "id": None},
        {**ADOPTED, "notetype": "a b"},
        {**ADOPTED, "colour": "red"},
    ],
)
def test_a_slot_or_a_note_type_that_cannot_be_is_a_broken_line(
    built: Desk, line: dict[str, Any]
) -> None:
    lines = built.lock.read_bytes().splitlines()
    code, number, _ = refused(built, b"\n".join([*lines, json.dumps(line).encode()]))
    assert (code, number) == ("lock-broken", len(lines) + 1)


def test_a_package_brings_the_whole_lock_back(built: Desk) -> None:
    """Slots, adopted types, masks and all: they travel with the package as they are."""
    lines = [json.loads(line) for line in built.lock.read_bytes().splitlines()]
    lines[-1]["masks"] = {"Old": {"number": 3, "shape": "rect 1 1 2 2", "retired": True}}
    lines[-1] |= {"aspect": 1.5, "shipped": "1 5 | 1=0a1b2c"}
    built.lock.write_text("\n".join(map(json.dumps, [*lines, SLOT, CARD, ADOPTED])))
    built.build()
    whole = built.lock.read_bytes()
    lock = read(whole)
    assert len(lock.slots) == 2
    assert lock.note_types["word-k3mf"].fields == (None, -3)
    assert max(entry.masks.keys() for entry in lock.entries.values()) == {"Old"}
    built.lock.unlink()
    assert built.recto("recover", "cards/test", "build/test.apkg").exit_code == 0
    assert built.lock.read_bytes() == whole


CARD = {**{name: value for name, value in SLOT.items() if name != "field"}, "card": 3}
CARD |= {"front": "{{1}}", "back": "{{2}}"}


def test_a_mask_that_only_the_losing_side_has_keeps_its_number(built: Desk) -> None:
    """Else the next mask would get the schedule of that one, with its learners."""
    lines = built.lock.read_bytes().splitlines()
    record = json.loads(lines[-1])
    one = {"Core": {"number": 1, "shape": "rect 1 1 2 2"}}
    ours = {**record, "masks": {**one, "Ours": {"number": 2, "shape": "rect 5 5 2 2"}}}
    theirs = {**record, "masks": {**one, "Theirs": {"number": 3, "shape": "rect 9 9 2 2"}}}
    theirs["modified"] -= 1
    for order in ([ours, theirs], [theirs, ours]):
        lock = read(b"\n".join([*lines[:-1], *(json.dumps(each).encode() for each in order)]))
        masks = lock.entries[record["key"]].masks
        assert {name: (mask.number, mask.retired) for name, mask in masks.items()} == {
            "Core": (1, False),
            "Ours": (2, False),
            "Theirs": (3, True),
        }


def test_what_a_newer_recto_wrote_is_not_called_broken(built: Desk) -> None:
    """Not even where each of its lines says more than this one knows."""
    lines = [json.loads(line) for line in built.lock.read_bytes().splitlines()]
    lines[0]["recto"] += 1
    lines += [{**lines[-1], "key": f"test-aaaa2222/basic/{n}", "new": n} for n in range(300)]
    assert refused(built, "\n".join(map(json.dumps, lines)).encode())[0] == "lock-newer"


def test_asked_moves_with_question_and_answer_only(desk: Desk) -> None:
    card = "- {q: Who owns the data?, a: You, id: data}\n"

    def times() -> tuple[int, int]:
        [entry] = desk.build().after.entries.values()
        return entry.asked, entry.modified

    desk.write(iam=card)
    asked, modified = times()
    assert asked == modified
    desk.write(iam=card.replace("a: You", "a: You, extra: Always"))
    assert (extra := times()) == (asked, extra[1])
    assert extra[1] > modified
    desk.write(iam=card.replace("a: You", "a: The customer"))
    again = times()
    assert again[0] == again[1] > extra[1]
    desk.lock.write_bytes(
        re.sub(rb'"asked":\d+,?', b"", desk.lock.read_bytes()).replace(b",}", b"}")
    )
    desk.package.unlink()
    assert times() == again  # a lock from before it was kept


def test_a_line_tells_of_every_value_of_an_entry() -> None:
    """One that is forgotten would be lost with the next build."""
    values: dict[str, Any] = dict.fromkeys(Entry._fields, 1)
    values |= {"clozes": {1: "x"}, "emptied": {1: "x"}, "masks": {"x": Mask(1, "rect 1 1 2 2")}}
    assert sorted(json.loads(records.line(Entry(**values)))) == sorted(Entry._fields)
