"""`recto push` to Anki's own sync server, with a desktop and a phone that sync with it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result

from desk import Desk
from learner import Learner
from sync_server import PASSWORD, USER, Server, sync_server

pytestmark = pytest.mark.anki

CARDS = """
- {q: Who owns the data?, a: You, id: data, tags: [exam]}
- {q: What is KMS?, a: A service for keys, id: kms, reversed: true}
- {q: What is IAM?, a: Identity and Access Management, id: iam}
- {cloze: "{{c1::AWS}} owns the {{c2::racks}}", id: racks}
"""
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    folder = tmp_path / "server"
    folder.mkdir()
    with sync_server(folder) as found:
        yield found


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("RECTO_SYNC_PASSWORD", PASSWORD)
    desk = Desk(tmp_path, clock=(int(time.time()) - 30 * 86_400) * 1000)
    desk.write(iam=CARDS).build()
    return desk


@pytest.fixture
def devices(desk: Desk, server: Server, tmp_path: Path) -> Iterator[tuple[Learner, Learner]]:
    """A desktop and a phone; both have the first release, and have answered its cards."""
    with Learner(tmp_path / "desktop") as desktop, Learner(tmp_path / "phone") as phone:
        desktop.imports(desk.package)
        for note in desktop.notes().values():
            for card in note.cards():
                desktop.answer(card)
        server.sync(desktop)
        server.sync(phone)
        yield desktop, phone


def push(desk: Desk, server: Server, *arguments: str, user: str = USER) -> Result:
    return desk.recto("push", "--yes", "--sync", server.url, "--user", user, *arguments)


def pushed(desk: Desk, server: Server, *arguments: str) -> str:
    result = push(desk, server, *arguments)
    assert result.exit_code == 0, result.output
    return result.output


def progress(learner: Learner) -> list[object]:
    cards = "SELECT id, nid, queue, type, due, ivl, factor, reps, lapses FROM cards ORDER BY id"
    return [
        [*learner.db.all(cards)],
        [*learner.db.all("SELECT id, cid, ease FROM revlog ORDER BY id")],
    ]


def edits(learner: Learner, tail: str, tags: tuple[str, ...] = (), **fields: str) -> None:
    note = learner.note(tail)
    for name, text in fields.items():
        note[name.replace("_", " ")] = text
    note.tags += tags
    learner.col.update_note(note)


def test_every_device_gets_the_new_version_and_keeps_what_was_synced(
    desk: Desk, server: Server, devices: tuple[Learner, Learner]
) -> None:
    desktop, phone = devices
    edits(phone, "/data", ("mine", "leech"), My_notes="from the phone")
    edits(phone, "/kms", Answer="Keys")
    server.sync(phone)
    before = progress(phone)
    desk.write(
        {"media/x.png": PNG},
        iam=CARDS.replace("a: You", 'a: "The customer ![](media/x.png)"').replace(
            "A service", "One"
        ),
    )
    told = pushed(desk, server)
    assert "2 updated" in told
    assert "theirs, stays “Keys”" in told
    for device in (desktop, phone):
        server.sync(device)
        note = device.note("/data")
        assert note["Answer"].startswith("The customer <img")
        assert note["My notes"] == "from the phone"
        assert set(note.tags) == {"exam", "test::iam", "mine", "leech"}
        assert device.note("/kms")["Answer"] == "Keys"
        assert progress(device) == before
        assert [each.read_bytes() for each in Path(device.col.media.dir()).iterdir()] == [PNG]
    assert "nothing to do" in pushed(desk, server)


def test_a_phone_that_answers_while_the_author_pushes_loses_no_review(
    desk: Desk, server: Server, devices: tuple[Learner, Learner]
) -> None:
    """Not even where its cards move, as its answers come after the push and count as the later."""
    desktop, phone = devices
    desk.write(
        {"deck.yaml": "deck: New\nid: test-aaaa2222\nids: manual\n"},
        iam=CARDS.replace("a: You", "a: The customer"),
    )
    for tail in ("/data", "/racks"):
        for card in phone.cards(tail):
            phone.answer(card)
    edits(phone, "/iam", My_notes="not synced yet")
    pushed(desk, server)
    for device in (phone, desktop, phone):
        server.sync(device)
    for device in (phone, desktop):
        assert {card.reps for card in device.cards("/data")} == {2}
        assert {card.reps for card in device.cards("/racks")} == {2}
        assert device.note("/data")["Answer"] == "The customer"
        assert device.note("/iam")["My notes"] == "not synced yet"
    assert progress(phone) == progress(desktop)


def test_cards_move_for_every_device_once_all_have_synced(
    desk: Desk, server: Server, devices: tuple[Learner, Learner]
) -> None:
    desktop, phone = devices
    for card in phone.cards("/data"):
        phone.answer(card)
    server.sync(phone)
    desk.write({"deck.yaml": "deck: New\nid: test-aaaa2222\nids: manual\n"})
    assert "moved     6 cards" in pushed(desk, server, "--move")
    for device in (desktop, phone):
        server.sync(device)
        assert device.deck_of("/data") == "New"
        assert {card.reps for card in device.cards("/data")} == {2}


def test_a_wrong_password_is_told_and_stands_nowhere(
    desk: Desk, server: Server, devices: tuple[Learner, Learner], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECTO_SYNC_PASSWORD", "not-this-one")
    before = desk.lock.read_bytes()
    desk.write(iam=CARDS.replace("a: You", "a: The customer"))
    result = push(desk, server)
    assert result.exit_code == 1
    assert "doesn't know this user with this password" in result.output
    assert "[anki-denied]" in result.output
    assert desk.lock.read_bytes() == before
    monkeypatch.setenv("RECTO_SYNC_PASSWORD", PASSWORD)
    pushed(desk, server)
    for file in desk.root.rglob("*"):
        if file.is_file() and not file.is_relative_to(server.folder):
            data = file.read_bytes()
            assert PASSWORD.encode() not in data
            assert b"not-this-one" not in data
    assert PASSWORD not in result.output
    assert len(devices) == 2


def test_a_server_that_asks_for_a_full_sync_is_refused(
    desk: Desk, server: Server, devices: tuple[Learner, Learner]
) -> None:
    desktop, phone = devices
    pushed(desk, server)
    model = phone.note("/data").note_type()
    assert model
    phone.col.models.add_field(model, phone.col.models.new_field("Mine"))
    phone.col.models.update_dict(model)
    auth = phone.col.sync_login(USER, PASSWORD, server.url)
    phone.col.close_for_full_sync()
    phone.col.full_upload_or_download(auth=auth, server_usn=None, upload=True)
    phone.col.reopen(after_full_sync=True)
    before = desk.lock.read_bytes()
    desk.write(iam=CARDS.replace("a: You", "a: The customer"))
    result = push(desk, server)
    assert result.exit_code == 1
    assert "full sync" in result.output
    assert desk.lock.read_bytes() == before
    [mirror] = (desk.root / "data" / "recto" / "mirrors").iterdir()
    assert str(mirror) in result.output.replace("\n", "")
    for file in [*mirror.iterdir()]:
        if file.is_file():
            file.unlink()
    pushed(desk, server)
    server.sync(phone)
    assert phone.note("/data")["Answer"] == "The customer"
    assert desktop.note("/data")["Answer"] == "You"


def test_no_server_and_an_empty_one_are_told(desk: Desk, server: Server) -> None:
    assert "the server holds nothing" in push(desk, server).output
    gone = Server("http://127.0.0.1:1/", server.folder)
    result = push(desk, gone)
    assert result.exit_code == 1
    assert "no sync server answers at http://127.0.0.1:1/" in result.output


def test_a_typo_mended_on_the_phone_is_pulled_by_way_of_the_server(
    desk: Desk, server: Server, devices: tuple[Learner, Learner]
) -> None:
    """And then a push has nothing to do; the answers given there are counted."""
    _, phone = devices
    edits(phone, "/kms", Answer="A service for secret keys")
    server.sync(phone)
    named = ("--sync", server.url, "--user", USER)
    result = desk.recto("pull", *named)
    assert result.exit_code == 0, result.output
    assert "a: A service for secret keys, id: kms" in (desk.deck / "iam.yaml").read_text("utf-8")
    assert "nothing to do" in pushed(desk, server)
    counted = desk.recto("stats", *named)
    assert counted.exit_code == 0, counted.output
    assert PASSWORD not in result.output + counted.output
