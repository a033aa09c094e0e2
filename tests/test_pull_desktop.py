"""`recto pull` and `recto stats` from the real Anki desktop, over AnkiConnect."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk import Desk
from desktop import Desktop, desktop, missing

pytestmark = [pytest.mark.anki, pytest.mark.skipif(bool(missing()), reason=missing())]

CARDS = """
  - q: Who **owns** the data?
    a: The custommer
    id: data
  - q: Which is a service?
    choices: [A bukket, IAM]
    a: IAM
    id: choose
"""


@pytest.fixture(scope="module")
def anki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    with desktop(tmp_path_factory.mktemp("anki")) as found:
        yield found


def edit(anki: Desktop, tail: str, name: str, old: str, new: str) -> None:
    """What Anki's editor would save."""
    note = anki.notes("test-aaaa2222")[tail]
    before = note["fields"][name]["value"]
    assert old in before
    fields = {name: before.replace(old, new)}
    anki.call("updateNoteFields", note={"id": note["noteId"], "fields": fields})


def test_push_edit_pull_push_and_nothing_is_to_do(tmp_path: Path, anki: Desktop) -> None:
    desk = Desk(tmp_path).write(iam=CARDS)
    url = ("--anki-url", anki.url)
    assert not desk.recto("push", "--yes", *url).exit_code
    edit(anki, "data", "Answer", "custommer", "customer")
    edit(anki, "choose", "Choices", "bukket", "bucket")
    note = anki.notes("test-aaaa2222")["data"]
    anki.call("addTags", notes=[note["noteId"]], tags="mine")
    cards = anki.call("findCards", query="deck:Test")
    anki.call("answerCards", answers=[{"cardId": card, "ease": 1} for card in cards])

    [found] = json.loads(desk.recto("stats", "--format", "json", *url).stdout)["decks"]
    assert [(each["first"], each["first_wrong"]) for each in found["cards"]] == [(1, 1)] * 2

    result = desk.recto("pull", *url)
    assert not result.exit_code, result.output
    expected = f"cards:\n{CARDS}".replace("custommer", "customer").replace("bukket", "bucket")
    expected = expected.replace("id: data\n", "id: data\n    tags: [mine]\n")
    assert (desk.deck / "iam.yaml").read_text("utf-8") == expected
    assert not desk.recto("push", "--yes", *url).exit_code
    assert "nothing" in desk.recto("push", "--yes", *url).output.lower()
    assert "nothing to pull" in desk.recto("pull", *url).output
