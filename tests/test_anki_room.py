"""The room that knows learners' Ankis, against collections that the real Anki made."""

from __future__ import annotations

import os
import socket
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from anki.collection import Collection, ExportAnkiPackageOptions
from anki.decks import DeckId
from anki.models import NotetypeId
from anki.notes import NoteId

from desk import Desk
from learner import Learner
from recto.anki.collection import ClosedCollection
from recto.anki.exported import read_exported
from recto.anki.interface import LearnersCollection, Refused, Slot, Wanted
from recto.anki.profiles import collection_at
from recto.anki.protobuf import message
from recto.deck.identity import anki_id

TWO = """
  - q: Who owns the data?
    a: The customer
    id: owner
    tags: [exam]
  - cloze: "{{c1::IAM}} and {{c2::KMS}} are services."
    id: services
"""
BASIC = anki_id("test-aaaa2222", "notetype/basic")
CLOZE = anki_id("test-aaaa2222", "notetype/cloze")
NOBODY = "http://127.0.0.1:1"
OURS = Wanted(frozenset({BASIC, CLOZE}), answers=True)


@pytest.fixture
def closed(desk: Desk, tmp_path: Path) -> ClosedCollection:
    """A learner who imported the two notes, learnt one, tagged it, moved it, and added a field."""
    desk.write(iam=TWO).build()
    with Learner(tmp_path / "me") as learner:
        learner.imports(desk.package)
        learner.answer(learner.cards("/owner")[0])
        note = learner.note("/owner")
        note.tags.append("mine")
        note["My notes"] = "Look it up."
        learner.col.update_note(note)
        elsewhere = learner.col.decks.id("Mine::Later")
        assert elsewhere
        learner.col.set_deck([learner.cards("/owner")[0].id], elsewhere)
        filtered = learner.col.decks.new_filtered("Cram")
        config = learner.col.decks.get(filtered)
        assert config
        config["terms"] = [["deck:Test", 10, 0]]
        learner.col.decks.save(config)
        learner.sched.rebuild_filtered_deck(filtered)
        plain = learner.col.models.by_name("Basic")
        assert plain
        learner.col.add_note(learner.col.new_note(plain), DeckId(1))
    return ClosedCollection(tmp_path / "me" / "collection.anki2", NOBODY)


def test_a_closed_collection_tells_all_that_anki_knows_of_our_notes(
    closed: ClosedCollection,
) -> None:
    found = closed.read(OURS)
    with collection(closed) as col:
        agrees(found, col)
        assert len(found.notes) == 2
        [owner] = [note for note in found.notes.values() if "owner" in "".join(note.fields)]
        assert owner.tags == ("exam", "mine", "test::iam")
        values = found.note_types[BASIC].values(owner)
        assert (values["Question"], values["My notes"]) == ("Who owns the data?", "Look it up.")
        assert found.decks[owner.cards[0].home] == "Mine::Later"
        assert owner.cards[0].reps == 1
        [answer] = found.answers
        assert (answer.card_id, answer.ease) == (owner.cards[0].id, 3)


def test_a_card_in_a_filtered_deck_belongs_to_its_own(closed: ClosedCollection) -> None:
    found = closed.read(OURS)
    [cloze] = [note for note in found.notes.values() if note.type_id == CLOZE]
    assert {found.decks[card.deck_id] for card in cloze.cards} == {"Cram"}
    assert {found.decks[card.home] for card in cloze.cards} == {"Test"}
    assert {found.decks[each] for each in found.filtered} == {"Cram"}


@pytest.mark.parametrize("legacy", [True, False])
def test_a_file_that_anki_exported_tells_the_same(
    closed: ClosedCollection,
    tmp_path: Path,
    legacy: bool,
) -> None:
    package = tmp_path / "mine.apkg"
    with collection(closed) as col:
        options = ExportAnkiPackageOptions(with_scheduling=True, with_media=True, legacy=legacy)
        col.export_anki_package(out_path=str(package), options=options, limit=None)
    one, other = closed.read(OURS), read_exported(package, OURS)
    assert one.note_types.keys() == other.note_types.keys()
    for id_, note_type in one.note_types.items():
        assert note_type == other.note_types[id_]
    assert one.answers == other.answers
    for guid, note in one.notes.items():
        assert note._replace(cards=()) == other.notes[guid]._replace(cards=())
        assert [card.id for card in note.cards] == [card.id for card in other.notes[guid].cards]


def test_a_whole_collection_that_anki_exported_tells_the_same(
    closed: ClosedCollection, tmp_path: Path
) -> None:
    before = closed.read(OURS)
    package = tmp_path / "all.colpkg"
    with collection(closed) as col:
        col.export_collection_package(str(package), include_media=False, legacy=False)
    assert read_exported(package, OURS) == before


def test_reading_writes_nothing(closed: ClosedCollection) -> None:
    before = {path: path.read_bytes() for path in closed.file.parent.rglob("*") if path.is_file()}
    closed.read(OURS)
    after = {path: path.read_bytes() for path in closed.file.parent.rglob("*") if path.is_file()}
    assert after == before


def test_a_collection_that_a_program_has_open_is_not_read(closed: ClosedCollection) -> None:
    with closed.file.open("rb"), pytest.raises(Refused, match=r"has it open.*close Anki"):
        closed.read(OURS)


def test_a_collection_is_not_read_while_anki_has_dropped_its_lock(
    closed: ClosedCollection, tmp_path: Path
) -> None:
    """As it does at each backup of its own, after which SQLite would let anybody in."""
    with collection(closed) as col:
        (tmp_path / "backups").mkdir()
        col.create_backup(
            backup_folder=str(tmp_path / "backups"), force=True, wait_for_completion=True
        )
        with pytest.raises(Refused, match="close Anki"):
            closed.read(OURS)


def test_a_collection_is_not_read_while_an_anki_waits_for_a_second_one(
    closed: ClosedCollection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with closing(socket.socket(socket.AF_UNIX)) as server:
        server.bind(str(tmp_path / os.environ["ANKI_SINGLE_INSTANCE_KEY"]))
        server.listen()
        with pytest.raises(Refused, match="Anki is running"):
            closed.read(OURS)
    closed.read(OURS)


def test_a_collection_is_not_read_while_anki_connect_answers(closed: ClosedCollection) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(Refused, match="AnkiConnect"):
            ClosedCollection(closed.file, url).read(OURS)


def test_a_collection_that_anki_did_not_close_is_not_read(closed: ClosedCollection) -> None:
    closed.file.with_name("collection.anki2-wal").write_bytes(b"not yet in the collection")
    with pytest.raises(Refused, match="ended before all was written"):
        closed.read(OURS)


def test_a_collection_of_another_layout_is_not_read(closed: ClosedCollection) -> None:
    with closing(sqlite3.connect(closed.file)) as database, database:
        database.execute("PRAGMA journal_mode = delete")
        database.execute("UPDATE col SET ver = 19")
    with pytest.raises(Refused, match=r"layout 19.*update Recto"):
        closed.read(OURS)


def test_a_collection_of_an_old_anki_tells_the_same(closed: ClosedCollection) -> None:
    before = closed.read(OURS)
    Collection(str(closed.file)).close(downgrade=True)
    assert closed.read(OURS) == before


def test_what_is_no_collection_is_not_read(closed: ClosedCollection) -> None:
    closed.file.write_bytes(b"no collection " * 1000)
    with pytest.raises(Refused, match="no collection"):
        closed.read(OURS)
    closed.file.write_bytes(b"")
    with pytest.raises(Refused, match="no collection"):
        closed.read(OURS)


@pytest.mark.parametrize("data", [b"no zip", b"PK\x05\x06" + bytes(18)])
def test_what_anki_did_not_export_is_not_read(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "mine.apkg"
    file.write_bytes(data)
    with pytest.raises(Refused, match="no file that Anki exported"):
        read_exported(file, OURS)


def test_a_file_whose_notes_are_computed_for_ever_is_not_read(tmp_path: Path) -> None:
    database = tmp_path / "collection.anki2"
    with closing(sqlite3.connect(database)) as made:
        made.execute("CREATE TABLE col (ver)")
        made.execute("INSERT INTO col VALUES (11)")
        made.execute(
            "CREATE VIEW notes AS WITH RECURSIVE n(id) AS (VALUES(1) UNION ALL SELECT id FROM n) "
            "SELECT id, id AS guid, 0 AS mid, 0 AS mod, '' AS tags, '' AS flds FROM n"
        )
        made.commit()
    file = tmp_path / "mine.apkg"
    with zipfile.ZipFile(file, "w") as archive:
        archive.write(database, database.name)
    with pytest.raises(Refused, match="no collection that can be read"):
        read_exported(file, OURS)


def test_a_profile_is_found_by_its_name_and_an_unknown_one_is_told_with_those_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANKI_BASE", str(tmp_path))
    with pytest.raises(Refused, match="no profile of Anki in"):
        collection_at("User 1")
    for name in ("User 1", "Anna"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "collection.anki2").touch()
    assert collection_at("User 1") == tmp_path / "User 1" / "collection.anki2"
    assert collection_at(str(tmp_path / "Anna")) == tmp_path / "Anna" / "collection.anki2"
    with pytest.raises(Refused, match="did you mean `User 1`"):
        collection_at("User1")
    with pytest.raises(Refused, match="there are `Anna` and `User 1`"):
        collection_at("zzz")
    with pytest.raises(Refused, match=r"no such file$"):
        collection_at("elsewhere/collection.anki2")


@pytest.mark.parametrize("data", [b"\x0a\x05ab", b"\xff" * 20, b"\x09\x00", b"\x0b\x00"])
def test_a_message_that_is_cut_off_is_none(data: bytes) -> None:
    with pytest.raises(ValueError, match="end"):
        message(data)


@contextmanager
def collection(closed: ClosedCollection) -> Iterator[Collection]:
    """The same collection in Anki."""
    col = Collection(str(closed.file))
    try:
        yield col
    finally:
        col.close()


def agrees(found: LearnersCollection, col: Collection) -> None:
    """Whether what was read is what Anki has."""
    for guid, note in found.notes.items():
        theirs = col.get_note(NoteId(note.id))
        assert (theirs.guid, theirs.mid, theirs.mod) == (guid, note.type_id, note.modified)
        assert (theirs.tags, theirs.fields) == (list(note.tags), list(note.fields))
        assert [(c.id, c.ord, c.did, c.odid, c.queue) for c in theirs.cards()] == [
            (c.id, c.ord, c.deck_id, c.original_deck_id, c.queue) for c in note.cards
        ]
    for id_, note_type in found.note_types.items():
        model = col.models.get(NotetypeId(id_))
        assert model
        assert (note_type.name, note_type.css) == (model["name"], model["css"])
        assert note_type.fields == tuple(Slot(f["id"], f["name"]) for f in model["flds"])
        assert note_type.templates == tuple(Slot(t["id"], t["name"]) for t in model["tmpls"])
        assert note_type.sides == tuple((t["qfmt"], t["afmt"]) for t in model["tmpls"])
    assert found.decks == {each.id: each.name for each in col.decks.all_names_and_ids()}
