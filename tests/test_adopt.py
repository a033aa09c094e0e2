"""`recto adopt`: a deck that exists comes in, and its learners keep every review."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from desk import NOON, Desk
from maintainer import Maintainer
from promise import promise
from recto.adopting import topics
from recto.commands.adopt import AdoptedDeck, adopt

FOLDER = os.environ.get("RECTO_ADOPT_PACKAGES", "")
PACKAGES = sorted(Path(FOLDER).glob("*.[ac]*pkg")) if FOLDER else []
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.fixture
def maintainer(tmp_path: Path) -> Iterator[Maintainer]:
    with Maintainer(tmp_path / "maintainer") as made:
        yield made


@pytest.mark.skipif(not PACKAGES, reason="RECTO_ADOPT_PACKAGES names no folder with packages")
@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_the_promise_holds_for_packages_of_other_people(package: Path, tmp_path: Path) -> None:
    kept = promise(package, tmp_path)
    assert (kept.broken, kept.unlike[:2]) == ([], [])


def stock_types(maintainer: Maintainer) -> None:
    for number in range(3):
        maintainer.adds("Stock", "Basic", f"What is <b>{number}</b>?", "a number")
        maintainer.adds("Stock", "Basic (and reversed card)", f"one {number}", "eins &amp; eins")
    maintainer.adds("Stock", "Basic (optional reversed card)", "two", "zwei", "y")
    maintainer.adds("Stock", "Basic (optional reversed card)", "three", "drei")
    maintainer.adds("Stock", "Basic (type in the answer)", "four", "vier")
    maintainer.adds(
        "Stock", "Cloze", "{{c1::Paris}} is in {{c2::France::country}}", "<i>Europe</i>"
    )


def own_type_with_odd_names(maintainer: Maintainer) -> None:
    """Fields that are called as keys of a card are, a sort field, conditions, a card in another deck."""
    made = maintainer.makes_type(
        "Wörter: mit “Namen”",
        ["id", "tags", "Key", "Spare 1", "a: b", "Tags"],
        {
            "Card 1": ("{{id}} {{#tags}}<i>{{tags}}</i>{{/tags}}", "{{FrontSide}}<hr>{{Key}}"),
            "Spare A": ("{{#Spare 1}}{{Spare 1}}{{/Spare 1}}", "{{id}}"),
        },
        ".card { background: url('_back.png') }",
    )
    made["sortf"] = 2
    made["flds"][0]["rtl"] = True
    made["tmpls"][1]["did"] = maintainer.col.decks.id("Other::Place")
    maintainer.col.models.update_dict(made)
    maintainer.has_file("_back.png", PNG)
    maintainer.adds("Odd: names", made["name"], "one", "t", "key", "spare", "ab", tags="a::b C")
    maintainer.adds("Odd: names", made["name"], "two", "", "key two")


def pictures_and_sounds(maintainer: Maintainer) -> None:
    for name in ("a b.png", "Ünï.png", "A%20b.png", "x.mp3", "wrong.jpg"):
        maintainer.has_file(name, PNG if name.endswith("g") else b"ID3" + bytes(30))
    maintainer.adds("Media", "Basic", '<img src="a b.png">', "[sound:x.mp3]")
    maintainer.adds("Media", "Basic", 'Why? <img src="%C3%9Cn%C3%AF.png" width="30">', "so")
    maintainer.adds("Media", "Basic", '<img src="A%2520b.png"> <img src="gone.png">', "three")
    maintainer.adds("Media", "Basic", '<img src="wrong.jpg"> [sound:gone.mp3]', "four")
    maintainer.adds("Media", "Basic", "<ul><li><img src=x.mp3></li><li>b</li></ul>", "five")


def decks_in_decks(maintainer: Maintainer) -> None:
    for deck in ("Root", "Root::A", "Root::A::B c", "Root::a d", "Root::<b"):
        for number in range(2):
            maintainer.adds(deck, "Basic", f"{len(deck)}: {number}?", f"{number}")
    one = maintainer.col.decks.by_name("Root")
    assert one
    one["desc"] = "<b>About</b> this"
    maintainer.col.decks.save(one)


def cards_that_are_not_there(maintainer: Maintainer) -> None:
    """A note without one of its cards, one without any, one that says nothing on its front."""
    maintainer.adds("Gone", "Basic (and reversed card)", "both", "there")
    lacks = maintainer.adds("Gone", "Basic (and reversed card)", "one", "lacks")
    maintainer.db.execute(
        "delete from cards where ord = 1 and nid = (select id from notes where guid = ?)", lacks
    )
    maintainer.adds("Gone", "Basic", "blank later", "back")
    maintainer.db.execute("update notes set flds = replace(flds, 'blank later', '')")


MADE = {
    each.__name__: each
    for each in (
        stock_types,
        own_type_with_odd_names,
        pictures_and_sounds,
        decks_in_decks,
        cards_that_are_not_there,
    )
}


@pytest.mark.parametrize("legacy", [True, False], ids=["layout-11", "layout-18"])
@pytest.mark.parametrize("made", MADE)
def test_a_learner_of_the_original_loses_nothing(
    maintainer: Maintainer, tmp_path: Path, made: str, legacy: bool
) -> None:
    MADE[made](maintainer)
    root = min(each.name for each in maintainer.col.decks.all_names_and_ids() if each.id != 1)
    package = maintainer.exports(tmp_path / "original.apkg", root.partition("::")[0], legacy=legacy)
    kept = promise(package, tmp_path)
    assert (kept.broken, kept.unlike[:2]) == ([], [])


def adopted(maintainer: Maintainer, desk: Desk, deck: str) -> AdoptedDeck:
    """The deck as it stands in the desk's folder afterwards."""
    package = maintainer.exports(desk.root / "original.apkg", deck)
    desk.deck.parent.mkdir(parents=True, exist_ok=True)
    outcome = adopt(package, desk.deck, NOON)
    assert not outcome.failed, outcome.diagnostics
    return outcome.results[0]


def test_sources_read_as_written_by_hand(maintainer: Maintainer, desk: Desk) -> None:
    maintainer.adds("Sums", "Basic", "What is <b>1 + 1</b>?", "<ul><li>2</li><li>two</li></ul>")
    maintainer.adds("Sums", "Basic", "And 2 + 2?", "4", tags="hard sums::big leech")
    adopted(maintainer, desk, "Sums")
    assert (desk.deck / "sums.yaml").read_text("utf-8") == (
        """\
notetype: basic
cards:
  - Front: What is **1 + 1**?
    id: what-is-1-1-og6ode
    Back: |
      - 2
      - two
  - Front: And 2 + 2?
    id: and-2-2-2ob4og
    Back: 4
    tags: [hard, sums::big]
"""
    )
    note_type = yaml.safe_load((desk.deck / "notetypes" / "basic.yaml").read_text("utf-8"))
    assert note_type["adopted"] == maintainer.note_type("Basic")["id"]
    assert note_type["fields"] == ["Front", "Back"]
    assert "{{FrontSide}}" in note_type["cards"][0]["back"]


def test_short_texts_of_one_line_become_a_table(maintainer: Maintainer, desk: Desk) -> None:
    for number in range(20):
        maintainer.adds("Words", "Basic", f"word {number}", f"Wort, {number}", tags="a b")
    adopted(maintainer, desk, "Words")
    table = (desk.deck / "words.csv").read_text("utf-8").splitlines()
    assert table[0] == "Front,Back,tags,id"
    assert table[1].startswith('word 0,"Wort, 0",a b,word-0-')
    assert (desk.deck / "words.yaml").read_text("utf-8") == "notetype: basic\ntable: words.csv\n"


@pytest.mark.parametrize("tag", ["lesson::{}", ""])
def test_large_topics_are_cut_by_tags_or_in_order(
    maintainer: Maintainer, desk: Desk, tag: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(topics, "MOST_NOTES", 20)
    monkeypatch.setattr(topics, "PIECE", 12)
    long = "<br>".join(["a line"] * 3)
    for number in range(21):
        maintainer.adds("Large", "Basic", f"no {number}", long, tags=tag.format(number % 2))
    found = adopted(maintainer, desk, "Large")
    names = ["0", "1"] if tag else ["01", "02"]
    assert found.sources.topics == tuple(f"large/{name}" for name in names)
    assert desk.build().notes == 21


def test_a_folder_that_is_there_is_refused(maintainer: Maintainer, desk: Desk) -> None:
    maintainer.adds("Sums", "Basic", "1 + 1?", "2")
    desk.write({"notes.txt": "mine"})
    package = maintainer.exports(desk.root / "original.apkg", "Sums")
    done = desk.recto("adopt", package, desk.deck)
    assert done.exit_code == 2
    assert "there is something already" in done.stderr
    assert [each.name for each in sorted(desk.deck.iterdir())] == ["deck.yaml", "notes.txt"]
