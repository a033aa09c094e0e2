"""What the README says to learners, held against the real Anki with default options."""

from __future__ import annotations

import time

import pytest

from desk import Desk
from learner import Learner
from recto.deck.kinds.kind import BASIC
from recto.deck.notetypes import FIELDS, Field

IAM = "- {q: Who owns the data?, a: You, id: data}\n- {q: Who owns the racks?, a: AWS, id: racks}\n"
EDITED = IAM.replace("a: AWS", "a: Amazon")


def first_import(desk: Desk, learner: Learner) -> None:
    desk.clock = (int(time.time()) - 30 * 86_400) * 1000
    desk.write(iam=IAM).build()
    learner.imports(desk.package)


def next_version(desk: Desk, learner: Learner, *, later: bool = True) -> None:
    """An edit of the racks card, built after the learner's own changes, or before."""
    if later:
        desk.clock = (int(time.time()) + 3_600) * 1000
    desk.write(iam=EDITED).build()
    learner.imports(desk.package)


def tag(learner: Learner, key: str, name: str = "mine") -> None:
    note = learner.note(key)
    learner.col.tags.bulk_add([note.id], name)


def test_a_changed_note_loses_own_tags_and_words(desk: Desk, learner: Learner) -> None:
    """Anki's rule, and a loss that Recto can't prevent."""
    first_import(desk, learner)
    note = learner.note("/racks")
    note["Extra"] = "my words"
    learner.col.update_note(note)
    tag(learner, "/racks")
    next_version(desk, learner)
    assert learner.note("/racks")["Answer"] == "Amazon"
    assert learner.note("/racks")["Extra"] == ""
    assert learner.note("/racks").tags == ["test::iam"]


def test_a_note_that_did_not_change_keeps_own_tags_and_words(desk: Desk, learner: Learner) -> None:
    first_import(desk, learner)
    note = learner.note("/data")
    note["Extra"] = "my words"
    learner.col.update_note(note)
    tag(learner, "/data")
    next_version(desk, learner)
    assert learner.note("/data")["Extra"] == "my words"
    assert learner.note("/data").tags == ["mine", "test::iam"]


def test_a_correction_built_before_a_tag_does_not_arrive(desk: Desk, learner: Learner) -> None:
    """Tagging, and so Anki's own `leech`, counts as changing the note."""
    first_import(desk, learner)
    tag(learner, "/racks", "leech")
    next_version(desk, learner, later=False)
    assert learner.note("/racks")["Answer"] == "AWS"
    desk.clock = (int(time.time()) + 3_600) * 1000
    desk.write(iam=EDITED.replace("Amazon", "Amazon Web Services")).build()
    learner.imports(desk.package)
    assert learner.note("/racks")["Answer"] == "Amazon Web Services"


def test_a_deleted_note_comes_back_and_a_suspended_card_stays_suspended(
    desk: Desk, learner: Learner
) -> None:
    first_import(desk, learner)
    learner.col.remove_notes([learner.note("/data").id])
    learner.col.sched.suspend_cards([learner.cards("/racks")[0].id])
    next_version(desk, learner)
    assert learner.cards("/data")[0].reps == 0
    assert learner.cards("/racks")[0].queue == -1


def test_a_card_moved_by_the_learner_stays_where_it_is(desk: Desk, learner: Learner) -> None:
    first_import(desk, learner)
    own = learner.col.decks.add_normal_deck_with_name("Mine").id
    learner.col.set_deck([learner.cards("/racks")[0].id], own)
    next_version(desk, learner)
    assert learner.deck_of("/racks") == "Mine"


def test_spare_fields_can_be_put_to_use_later(
    desk: Desk, learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A renamed spare field and a spare template with a purpose: no conflict, no lost review."""
    first_import(desk, learner)
    learner.answer(learner.cards("/racks")[0])
    due = learner.cards("/racks")[0].due
    renamed = tuple(
        Field(field.id, "Mnemonic") if field.name == "Spare 3" else field for field in FIELDS[BASIC]
    )
    monkeypatch.setitem(FIELDS, BASIC, renamed)
    next_version(desk, learner)
    assert "Mnemonic" in learner.note("/racks")
    assert learner.note("/racks")["Answer"] == "Amazon"
    assert learner.cards("/racks")[0].due == due
    assert len(learner.col.models.all_names_and_ids()) == len(
        {nt.name.rstrip("+") for nt in learner.col.models.all_names_and_ids()}
    )
