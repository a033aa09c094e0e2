"""`recto push` to the real Anki desktop, over AnkiConnect."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.import_export_pb2 import IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_ALWAYS as ALWAYS

from desk import Desk
from desktop import Desktop, desktop, missing

pytestmark = [pytest.mark.anki, pytest.mark.skipif(bool(missing()), reason=missing())]

CARDS = """
- {q: Who owns the data?, a: You, id: data, tags: [exam]}
- {q: What is KMS?, a: A service for keys, id: kms, reversed: true}
- {q: What is IAM?, a: Identity and Access Management, id: iam}
- {cloze: "{{c1::AWS}} owns the {{c2::racks}}", id: racks}
"""
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def anki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    with desktop(tmp_path_factory.mktemp("anki")) as found:
        yield found


class Author:
    """Who pushes a deck of their own to the one Anki of all tests."""

    def __init__(self, desk: Desk, anki: Desktop, id_: str) -> None:
        self.desk, self.anki, self.id = desk, anki, id_
        self.write(CARDS)

    def write(self, cards: str, files: Mapping[str, str | bytes] = MappingProxyType({})) -> None:
        head = f"deck: {self.id}\nid: {self.id}\nids: manual\n"
        self.desk.write({"deck.yaml": head, **files}, iam=cards)

    def push(self, *arguments: str) -> Any:
        return self.desk.recto("push", "--yes", "--anki-url", self.anki.url, *arguments)

    def pushed(self, *arguments: str) -> str:
        result = self.push(*arguments)
        assert result.exit_code == 0, result.output
        return str(result.output)

    def note(self, tail: str) -> dict[str, Any]:
        return self.anki.notes(self.id)[tail]

    def fields(self, tail: str) -> dict[str, str]:
        return self.anki.fields(self.id, tail)

    def progress(self) -> list[dict[str, Any]]:
        """What Anki tells of each card's progress."""
        cards = self.anki.call("findCards", query=f'"Key:re:^{self.id}/"')
        told = ("cardId", "interval", "reps", "lapses", "due", "queue", "type", "factor")
        found = self.anki.call("cardsInfo", cards=sorted(cards))
        return [{name: card[name] for name in told} for card in found]


@pytest.fixture
def author(tmp_path: Path, anki: Desktop, request: pytest.FixtureRequest) -> Callable[[], Author]:
    id_ = f"t{abs(hash(request.node.name)) % 10**6}-aaaa2222"
    desk = Desk(tmp_path, clock=(int(time.time()) - 30 * 86_400) * 1000)
    return lambda: Author(desk, anki, id_)


def test_a_running_anki_gets_what_changed_and_keeps_what_is_the_learners(
    author: Callable[[], Author], anki: Desktop
) -> None:
    me = author()
    assert "4 new" in me.pushed()
    data = me.note("data")
    tags = [*data["tags"], "mine", "leech", "marked"]
    anki.call(
        "updateNote", note={"id": data["noteId"], "fields": {"My notes": "words"}, "tags": tags}
    )
    anki.call(
        "updateNoteFields", note={"id": me.note("kms")["noteId"], "fields": {"Answer": "Keys"}}
    )
    for tail in ("data", "kms", "racks"):
        for card in me.note(tail)["cards"]:
            anki.call("answerCards", answers=[{"cardId": card, "ease": 3}])
    before = me.progress()
    more = "- {q: What is MFA?, a: A second proof, id: mfa}\n- {q: What is KMS?"
    text = CARDS.replace("a: You", 'a: "The customer ![](media/x.png)"').replace("A service", "One")
    files: dict[str, str | bytes] = {"media/x.png": PNG, "style.css": ".a {}"}
    me.write(text.replace("- {q: What is KMS?", more), files)
    told = me.pushed()
    assert "1 new, 2 updated, 2 as they should be" in told
    assert "theirs, stays “Keys”" in told
    assert me.fields("data")["Answer"].startswith("The customer <img")
    assert me.fields("data")["My notes"] == "words"
    assert set(me.note("data")["tags"]) == {"exam", "test::iam", "mine", "leech", "marked"}
    assert me.fields("kms")["Answer"] == "Keys"
    assert ".a {}" in anki.call("modelStyling", modelName=me.note("data")["modelName"])["css"]
    [name] = [
        file.name for file in (anki.profile / "collection.media").iterdir() if file.suffix == ".png"
    ]
    assert name in me.fields("data")["Answer"]
    new = {*me.note("mfa")["cards"]}
    assert [card for card in me.progress() if card["cardId"] not in new] == before
    assert "nothing to do" in me.pushed()
    assert not [*(anki.profile / "collection.media").glob("*.apkg")]


def test_on_request_cards_move_and_retired_ones_go(
    author: Callable[[], Author], anki: Desktop
) -> None:
    me = author()
    me.pushed()
    mine = me.note("iam")["cards"]
    anki.call("changeDeck", cards=mine, deck='Mine: *all* "of" it::Later_on')
    filtered = me.note("data")["cards"]
    before = me.progress()
    me.write(
        CARDS.partition("- {q: What is IAM?")[0]
        + "- {q: What is IAM?, a: Identity and Access Management, id: iam}\n"
    )
    told = me.pushed("--move-from", 'Mine: *all* "of" it::Later_on', "--retired", "suspend")
    assert "moved     1 card" in told
    assert "suspended 2 cards" in told
    assert anki.call("getDecks", cards=mine) == {me.id: mine}
    assert len(me.progress()) == len(before)
    assert "Undo" not in told
    assert "the cards that moved have to be moved back by hand" in told
    assert "deleted   1 retired note" in me.pushed("--retired", "delete")
    assert "racks" not in anki.notes(me.id)
    assert anki.call("getDecks", cards=filtered) == {me.id: filtered}
    assert "nothing to do" in me.pushed("--retired", "delete", "--move")


def test_what_was_done_is_undone_in_as_many_steps_as_a_push_tells(
    author: Callable[[], Author], anki: Desktop
) -> None:
    me = author()
    me.pushed()
    before = me.progress()
    me.write(CARDS.partition("- {cloze:")[0].replace("a: You", "a: The customer"))
    assert "Undo in Anki at once, 2 times" in me.pushed("--retired", "suspend")
    assert me.progress() != before
    for _ in range(2):
        anki.call("guiUndo")
        time.sleep(1)
    assert me.progress() == before
    assert me.fields("data")["Answer"] == "You"


def test_what_ankiconnect_cannot_do_is_refused_before_anything_is_done(
    author: Callable[[], Author],
) -> None:
    me = author()
    me.pushed()
    lock = me.desk.lock.read_bytes()
    me.write(CARDS.replace("{{c2::racks}}", "racks"))
    result = me.push("--empty")
    assert result.exit_code == 1
    assert "Tools, Empty Cards" in result.output
    assert me.desk.lock.read_bytes() == lock
    assert "{{c2::racks}}" in me.fields("racks")["Text"]


def test_the_backup_brings_the_texts_back(
    author: Callable[[], Author], anki: Desktop, tmp_path: Path
) -> None:
    me = author()
    me.pushed()
    me.write(CARDS.replace("a: You", "a: The customer"))
    line = me.pushed().splitlines()[-1]
    anki.call("guiUndo")
    assert me.fields("data")["Answer"] == "You"
    backup = line.partition("later import ")[2].partition(" there,")[0].strip("'")
    mine = Collection(str(tmp_path / "collection.anki2"))
    mine.import_anki_package(ImportAnkiPackageRequest(package_path=str(me.desk.package)))
    always = ImportAnkiPackageOptions(update_notes=ALWAYS)
    mine.import_anki_package(ImportAnkiPackageRequest(package_path=backup, options=always))
    [found] = [mine.get_note(each) for each in mine.find_notes('"Key:re:/data$"')]
    assert found["Answer"] == "You"
    mine.close()


def test_the_collection_of_a_running_anki_is_never_written_to(
    author: Callable[[], Author], anki: Desktop
) -> None:
    me = author()
    result = me.desk.recto("push", "--yes", "--collection", anki.profile)
    assert result.exit_code == 1
    assert "[anki-in-use]" in result.output
    assert not me.desk.lock.exists()
