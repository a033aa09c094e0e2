"""Note types that learners had before Recto: they ship as they came, and so they stay."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desk import Desk
from learner import Learner
from maintainer import LONG_AGO, Maintainer
from recto import lock as locks
from recto.lock import Lock


@pytest.fixture
def maintainer(tmp_path: Path) -> Iterator[Maintainer]:
    with Maintainer(tmp_path / "maintainer") as made:
        yield made


TYPE = """\
id: basic-abcd
name: Basic
adopted: {id}
fields:
  - question: {{anki: Front, format: html}}
  - Back
cards:
  - name: Card 1
    front: "{{{{Front}}}}"
    back: "{{{{FrontSide}}}}\\n\\n<hr id=answer>\\n\\n{{{{Back}}}}"
css: |
  .card {{ color: black }}
"""
TOPIC = """\
deck: {deck}
notetype: basic
cards:
  - id: one
    question: What is <b>1</b>?
    Back: "{back}"
    tags: [sums]
"""


def adopted(desk: Desk, maintainer: Maintainer, guid: str, back: str = "one") -> None:
    """A deck of one note that a learner may have of that maintainer, as `recto adopt` leaves it."""
    type_id = maintainer.note_type("Basic")["id"]
    desk.write(
        {
            "deck.yaml": "deck: Sums\nid: sums-aaaa2222\ntag: none\n",
            "notetypes/basic.yaml": TYPE.format(id=type_id),
            "small.yaml": TOPIC.format(deck="Sums::Small", back=back),
        }
    )
    desk.lock.write_bytes(locks.dump(Lock("sums-aaaa2222")))
    prepared = desk.prepare()
    [entry] = prepared.advanced.entries
    [note] = maintainer.db.list("select id from notes where guid = ?", guid)
    entry = entry._replace(guid=guid, created=note, modified=LONG_AGO, asked=LONG_AGO, shipped="")
    lock = prepared.after.with_entries([entry])
    desk.lock.write_bytes(locks.dump(lock))


def test_a_learner_of_the_original_gets_what_changes_and_nothing_else(
    desk: Desk, maintainer: Maintainer, learner: Learner, tmp_path: Path
) -> None:
    guid = maintainer.adds("Sums::Small", "Basic", "What is <b>1</b>?", "one", tags="sums")
    learner.imports(maintainer.exports(tmp_path / "original.apkg", "Sums"))
    [card] = [learner.col.get_card(each) for each in learner.col.find_cards("")]
    learner.answer(card)
    before = state(learner)
    adopted(desk, maintainer, guid)
    desk.build()
    log = learner.imports(desk.package)
    assert (log.new, log.updated, log.conflicting) == (set(), set(), set())
    assert state(learner) == before
    assert not desk.build().written
    desk.write({"small.yaml": TOPIC.format(deck="Sums::Small", back="**1**")})
    desk.build()
    assert learner.imports(desk.package).updated == {guid}
    [note] = [learner.col.get_note(each) for each in learner.col.find_notes("")]
    assert note.fields == ["What is <b>1</b>?", "<strong>1</strong>"]
    assert note.tags == ["sums"]
    assert state(learner) == before


def state(learner: Learner) -> list[list[Any]]:
    """Cards with their schedules, decks and note types."""
    return [
        learner.db.all("select id, nid, did, ord, type, queue, due, ivl, reps, data from cards"),
        sorted(each.name for each in learner.col.decks.all_names_and_ids()),
        sorted((each.id, each.name) for each in learner.col.models.all_names_and_ids()),
    ]


def test_a_field_that_anki_gave_an_id_may_be_renamed(
    desk: Desk, maintainer: Maintainer, learner: Learner, tmp_path: Path
) -> None:
    guid = maintainer.adds("Sums::Small", "Basic", "What is <b>1</b>?", "one")
    learner.imports(maintainer.exports(tmp_path / "original.apkg", "Sums"))
    adopted(desk, maintainer, guid)
    lock, _ = locks.read(desk.lock, "sums-aaaa2222")
    assert lock
    [(family, entry)] = lock.note_types.items()
    ids = tuple(each["id"] for each in maintainer.note_type("Basic")["flds"])
    lock.note_types[family] = replace(entry, fields=ids)
    desk.lock.write_bytes(locks.dump(lock))
    file = desk.deck / "notetypes" / "basic.yaml"
    text = file.read_text("utf-8").replace("Back", "Answer")
    file.write_text(text, "utf-8")
    desk.write(
        {"small.yaml": TOPIC.format(deck="Sums::Small", back="one").replace("Back", "Answer")}
    )
    before = state(learner)
    desk.clock = (int(time.time()) + 3_600) * 1000  # later than the note type that learners have
    desk.build()
    log = learner.imports(desk.package)
    assert (log.new, log.conflicting) == (set(), set())
    [note] = [learner.col.get_note(each) for each in learner.col.find_notes("")]
    assert note.keys() == ["Front", "Answer"]
    assert state(learner) == before


def test_retired_notes_are_found_by_their_numbers(
    desk: Desk, maintainer: Maintainer, learner: Learner, tmp_path: Path
) -> None:
    guid = maintainer.adds("Sums::Small", "Basic", "What is <b>1</b>?", "one")
    learner.imports(maintainer.exports(tmp_path / "original.apkg", "Sums"))
    adopted(desk, maintainer, guid)
    desk.build()
    topic = TOPIC.format(deck="Sums::Small", back="two").replace("id: one", "id: two")
    desk.write({"small.yaml": topic.replace("<b>1</b>", "2")})
    told = desk.recto("build").stdout
    [search] = re.findall(r"finds every one; look before you delete.*?: (.*)", told)
    assert [learner.note_of(each).guid for each in learner.col.find_notes(search)] == [guid]


def test_new_cards_of_every_kind_may_join(
    desk: Desk, maintainer: Maintainer, learner: Learner, tmp_path: Path
) -> None:
    """They bring Recto's note types along, which a deck without them doesn't have."""
    guid = maintainer.adds("Sums::Small", "Basic", "What is <b>1</b>?", "one")
    learner.imports(maintainer.exports(tmp_path / "original.apkg", "Sums"))
    adopted(desk, maintainer, guid)
    before = state(learner)
    desk.write({"new.yaml": "cards:\n  - q: What is 2?\n    a: two\n"})
    desk.build()
    log = learner.imports(desk.package)
    assert (len(log.new), log.updated, log.conflicting) == (1, set(), set())
    names = [each.name for each in learner.col.models.all_names_and_ids()]
    assert "Sums · Recto" in names
    assert "Sums · Recto Cloze" not in names
    assert not learner.db.list("select tags from notes where tags != ''")
    cards, _, types = state(learner)
    assert before[0][0] in cards
    assert len(types) == len(before[2]) + 1
