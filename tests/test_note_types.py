"""What every note type ships beside its own fields, held against the real Anki."""

from __future__ import annotations

import hashlib
import time
from itertools import takewhile

import pytest
from anki.notes import Note
from hypothesis import given
from hypothesis import strategies as st

from desk import Desk
from learner import Learner
from recto.deck.notetypes.shipped import Shipped, shipped

TWO = """\
- {q: Who owns the data?, a: You, id: data, tags: [trap, exam]}
- {cloze: "{{c1::AWS}} owns the {{c2::racks}}", id: racks}
- {q: Which action lists a bucket?, typed: "s3:ListBucket", id: listing, extra: cafe\u0301}
"""


def told(note: Note) -> str:
    """What Shipped should hold, told from the note as Anki has it."""
    kind = note.note_type()
    assert kind
    filled = {
        field["id"]: value
        for field, value in zip(kind["flds"], note.fields, strict=True)
        if value and field["name"] not in {"Key", "Shipped", "My notes"}
    }
    digests = (
        f"{k}={hashlib.sha256(v.encode()).hexdigest()[:6]}" for k, v in sorted(filled.items())
    )
    return " ".join(["1", str(note.mod), *sorted(note.tags), "|", *digests])


def test_shipped_tells_what_anki_stored(desk: Desk, learner: Learner) -> None:
    desk.write(iam=TWO).build()
    learner.imports(desk.package)
    for tail in ("/data", "/racks", "/listing"):
        assert learner.note(tail)["Shipped"] == told(learner.note(tail))
    assert learner.note("/data")["Shipped"].startswith("1 1790003600 exam test::iam trap | 1=")


def test_shipped_changes_only_with_its_note(desk: Desk, learner: Learner) -> None:
    """So that a learner's words in other notes are left alone."""
    desk.write(iam=TWO).build()
    learner.imports(desk.package)
    before = {key: note["Shipped"] for key, note in learner.notes().items()}
    desk.write(iam=TWO.replace("a: You", "a: The customer")).build()
    assert len(learner.imports(desk.package).updated) == 1
    after = {key: note["Shipped"] for key, note in learner.notes().items()}
    assert {key for key in before if before[key] != after[key]} == {"test-aaaa2222/basic/data"}


tags_of_anki = st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=9)
contents = st.dictionaries(st.integers(1, 999), st.sampled_from(["", "a", "b"]), max_size=5)


@given(st.integers(0, 2**53), st.frozensets(tags_of_anki, max_size=3), contents, st.data())
def test_shipped_is_read_as_it_was_written(
    modified: int, tags: frozenset[str], fields: dict[int, str], data: st.DataObject
) -> None:
    """Tags may hold any sign but spaces, the bar and digests among them."""
    odd = frozenset(data.draw(st.lists(st.sampled_from(["|", "1=0f3a91", "2=0f3a91!", "7"]))))
    conflicts = frozenset(data.draw(st.sets(st.sampled_from([*fields, 1000]))) - {1000})
    text = shipped(modified, tags | odd, sorted(fields.items()), conflicts)
    found = Shipped.parse(text)
    assert found
    assert (found.modified, found.conflicts) == (modified, conflicts)
    assert found.tags == tags | odd
    assert found.text == text
    for number, content in fields.items():
        assert found.has(number, content)
        assert not found.has(number, content + "x")
    assert found.has(1000, "")


@pytest.mark.parametrize("text", ["", "1 5", "2 5 |", "1 5 | 1=0f3a9", "1 5 |1=0f3a91", "x 1 5 |"])
def test_what_was_changed_by_hand_tells_nothing(text: str) -> None:
    assert Shipped.parse(text) is None


def test_words_find_no_keys_and_keys_are_found(desk: Desk, learner: Learner) -> None:
    desk.write(iam=TWO).build()
    learner.imports(desk.package)
    assert not learner.col.find_notes("test-aaaa2222")
    assert not learner.col.find_notes("listing")
    assert len(learner.col.find_notes("ListBucket")) == 1
    assert len(learner.col.find_notes('"Key:re:^(test-aaaa2222/basic/(data|listing))$"')) == 2


def test_spares_make_no_card_and_let_learners_style(desk: Desk, learner: Learner) -> None:
    """Not where Anki checks the collection, nor where a learner fills a spare field."""
    desk.write(iam=TWO).build()
    learner.imports(desk.package)
    note = learner.note("/data")
    note["Spare 1"] = note["My notes"] = "my own words"
    learner.col.update_note(note)
    for kind in learner.col.models.all():
        if "Recto" in kind["name"]:
            kind["css"] += " .mine { color: red }"
            learner.col.models.update_dict(kind)
    learner.col.fix_integrity()
    assert learner.col.card_count() == 4
    assert not learner.col.get_empty_cards().notes
    assert ".mine" in learner.css("/data")
    assert "my own words" in learner.sides("/data")[1]


def test_anki_folds_what_no_learner_edits(desk: Desk, learner: Learner) -> None:
    desk.write(iam=TWO).build()
    learner.imports(desk.package)
    for tail in ("/data", "/racks"):
        fields = learner.note(tail).note_type()["flds"]  # type: ignore[index]  # it has one
        assert fields[-1]["name"] == "My notes"
        assert not fields[-1]["collapsed"]
        assert "empt" in fields[-1]["description"]
        tail_end = [*takewhile(lambda f: f["collapsed"], reversed(fields[:-1]))]
        assert [*reversed([f["name"] for f in tail_end])][-2:] == ["Key", "Shipped"]
        assert {f["name"] for f in fields if f["name"].startswith("Spare")} == {
            f"Spare {number}" for number in range(1, 9)
        }
        assert all(f["collapsed"] for f in fields if f["name"].startswith("Spare"))


def test_my_notes_stay_until_the_author_changes_the_note(desk: Desk, learner: Learner) -> None:
    """As the field's description in Anki says."""
    desk.clock = (int(time.time()) - 30 * 86_400) * 1000
    desk.write(iam=TWO).build()
    learner.imports(desk.package)
    for tail in ("/data", "/racks"):
        note = learner.note(tail)
        note["My notes"] = "mine"
        learner.col.update_note(note)
    desk.clock = (int(time.time()) + 3_600) * 1000
    desk.write(iam=TWO.replace("a: You", "a: The customer")).build()
    learner.imports(desk.package)
    assert learner.note("/data")["My notes"] == ""
    assert learner.note("/racks")["My notes"] == "mine"
