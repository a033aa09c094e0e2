"""`recto adopt`: a deck that exists comes in, and its learners keep every review."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import crowdanki
from desk import NOON, Desk
from learner import Learner
from maintainer import Maintainer
from promise import promise
from recto.adopting import topics
from recto.anki import package
from recto.commands.adopt import AdoptedDeck, adopt

FOLDER = os.environ.get("RECTO_ADOPT_PACKAGES", "")
PACKAGES = sorted(Path(FOLDER).glob("*.[ac]*pkg")) if FOLDER else []
EXPORTS = sorted(Path(FOLDER).glob("*.json")) if FOLDER else []
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


@pytest.mark.skipif(not EXPORTS, reason="RECTO_ADOPT_PACKAGES names no folder with deck.json")
@pytest.mark.parametrize("export", EXPORTS, ids=lambda path: path.name)
def test_the_promise_holds_for_exports_of_crowdanki(export: Path, tmp_path: Path) -> None:
    assert promise(export, tmp_path, crowdanki.loads).broken == []


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


def cards_in_two_decks(maintainer: Maintainer) -> None:
    """Somebody moved all backward cards into a deck of their own."""
    for number in range(3):
        maintainer.adds("Both", "Basic (and reversed card)", f"one {number}", f"eins {number}")
    back = maintainer.col.decks.id("Both::Backward")
    cards = maintainer.db.list("select id from cards where ord = 1")
    maintainer.col.set_deck(cards, back or 0)


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
        cards_in_two_decks,
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


def test_cards_that_lie_elsewhere_do_so_for_new_learners(
    maintainer: Maintainer, desk: Desk, learner: Learner
) -> None:
    cards_in_two_decks(maintainer)
    adopted(maintainer, desk, "Both")
    assert "deck: Both::Backward\n" in (
        desk.deck / "notetypes" / "basic-and-reversed-card.yaml"
    ).read_text("utf-8")
    desk.build()
    learner.imports(desk.package)
    found = learner.db.all("select did, ord, count(*) from cards group by did, ord order by ord")
    decks = [learner.col.decks.name(did) for did, _, _ in found]
    assert decks == ["Both", "Both::Backward"]


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
    assert "this is there already" in done.stderr
    assert [each.name for each in sorted(desk.deck.iterdir())] == ["deck.yaml", "notes.txt"]


WORD = {
    "crowdanki_uuid": "a-b",
    "name": "Word",
    "flds": [
        {"name": "word", "ord": 0, "rtl": False, "sticky": False, "font": "Arial", "size": 20},
        {"name": "meaning", "ord": 1, "rtl": True, "sticky": True, "font": "Arial", "size": 20},
    ],
    "tmpls": [
        {"name": "Card 1", "ord": 0, "qfmt": "{{word}}", "afmt": "{{meaning}}", "did": None},
        {"name": "Card 2", "ord": 1, "qfmt": "{{meaning}}", "afmt": "{{word}}", "did": 7},
    ],
    "css": ".card {}",
    "sortf": 0,
    "type": 0,
}


def exported_by_crowdanki(folder: Path) -> Path:
    """A deck with one below it, and its pictures beside."""
    notes = [
        {
            "guid": f"{deck}{number}",
            "note_model_uuid": "a-b",
            "fields": [f"{deck} <i>{number}</i>", '<img src="a.png">' if number else "none"],
            "tags": ["a", "b::c"],
        }
        for deck in ("up", "low")
        for number in range(2)
    ]
    below = {"__type__": "Deck", "name": "Low", "desc": "", "children": [], "notes": notes[2:]}
    root = {
        "__type__": "Deck",
        "name": "Up",
        "desc": "<b>About</b>\nit",
        "note_models": [WORD],
        "notes": notes[:2],
        "children": [below],
    }
    (folder / "media").mkdir(parents=True)
    (folder / "media" / "a.png").write_bytes(PNG)
    (folder / "deck.json").write_text(json.dumps(root), "utf-8")
    return folder


def test_a_learner_by_crowdanki_merges_once_and_loses_nothing(tmp_path: Path) -> None:
    folder = exported_by_crowdanki(tmp_path / "export")
    kept = promise(folder, tmp_path, lambda who, at: crowdanki.loads(who, at / "deck.json"))
    assert (kept.broken, kept.unlike) == ([], [])
    assert kept.learned == 8


def test_learners_who_have_to_merge_are_told_until_nobody_has(desk: Desk) -> None:
    exported_by_crowdanki(desk.root / "export")
    done = desk.recto("adopt", "export", "cards/test")
    assert "tick “Merge note types”" in done.output
    told = desk.recto("build").stdout
    assert "in one import, after which Anki asks for a full sync" in told
    [id_] = re.findall(r"stops saying it:\n    `(adopted: \d+)` in ", told)
    note_type = desk.deck / "notetypes" / "word.yaml"
    note_type.write_text(note_type.read_text("utf-8").replace("adopted: yes", id_), "utf-8")
    told = desk.recto("build").stdout
    assert "nothing changed" in told
    assert "Merge" not in told


def package_of(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return path


def changed(package: Path, *sql: str, media: bytes | None = None, **others: bytes) -> Path:
    """A package with other rows, or another list of its files."""
    with zipfile.ZipFile(package) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(members["collection.anki21"])
        for each in sql:
            database.execute(each)
        database.commit()
        members["collection.anki21"] = database.serialize()
    members |= {"media": media} if media is not None else {}
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**members, **others}.items():
            archive.writestr(name, data)
    return package


TAGS = " ".join(map(str, range(1_000_000)))
HOSTILE: dict[str, Callable[[Path], object]] = {
    "no zip": lambda path: path.write_bytes(b"nothing"),
    "an empty zip": package_of,
    "no database": lambda path: package_of(path, collection_anki2=b"nothing at all" * 99),
    "a path in the media": lambda path: changed(path, media=b'{"0": "../../evil.png"}'),
    "media that are no list": lambda path: changed(path, media=b"[1, 2]"),
    "no note types": lambda path: changed(path, "update col set models = '{}'"),
    "models that are no JSON": lambda path: changed(path, "update col set models = '{'"),
    "a million tags": lambda path: changed(
        path,
        f"update notes set tags = '{TAGS}'",  # noqa: S608  # our words
    ),
    "a view for notes": lambda path: changed(
        path,
        "drop table notes",
        "create view notes as with recursive n(i) as (select 1 union all select i + 1 from n) "
        "select i id, 'g' guid, 1 mid, 1 mod, '' tags, 'a' flds from n",
    ),
    "a note type without fields": lambda path: changed(
        path, 'update col set models = replace(models, \'"flds":[{\', \'"flds":[],"x":[{\')'
    ),
    "bytes for texts": lambda path: changed(path, "update notes set flds = x'07'"),
    "no notes": lambda path: changed(path, "delete from notes"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_package_is_an_error_and_nothing_is_written(
    maintainer: Maintainer, desk: Desk, what: str
) -> None:
    maintainer.adds("Sums", "Basic", "1 + 1?", "2")
    package = maintainer.exports(desk.root / "bad.apkg", "Sums")
    HOSTILE[what](package)
    done = desk.recto("adopt", "bad.apkg", "cards/bad")
    assert done.exit_code in (1, 2), done.output
    assert re.match(r"(bad\.apkg|cards/bad\S*): error: .* \[[a-z-]+\]", done.stderr), done.stderr
    assert not list(desk.root.glob("cards/*"))


def test_media_that_would_fill_the_disk_are_refused(
    maintainer: Maintainer, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands of files of nothing, each a thousandth of its size in the zip."""
    monkeypatch.setattr(package, "LARGEST_ALL", 1 << 20)
    names = [f"{number}.png" for number in range(12)]
    shown = "".join(f'<img src="{name}">' for name in names)
    maintainer.adds("Sums", "Basic", "1 + 1?", shown)
    bad = maintainer.exports(desk.root / "bad.apkg", "Sums")
    listed = json.dumps({str(number): name for number, name in enumerate(names)}).encode()
    changed(bad, media=listed, **{str(number): bytes(1 << 20) for number in range(12)})
    done = desk.recto("adopt", "bad.apkg", "cards/bad")
    assert done.exit_code == 2
    assert "larger than any package of its size" in done.stderr
    assert not list((desk.root / "cards").iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_whoever_stops_it_finds_nothing_or_all(maintainer: Maintainer, desk: Desk) -> None:
    for number in range(40):
        maintainer.adds("Sums", "Basic", f"{number} + 1?", f"<b>{number + 1}</b>")
    maintainer.exports(desk.root / "original.apkg", "Sums")
    assert desk.recto("adopt", "original.apkg", "whole/sums").exit_code == 0
    whole = files(desk.root / "whole/sums")
    command = [sys.executable, "-m", "recto", "adopt", "original.apkg", "cards/sums"]
    made = desk.root / "cards/sums"
    for after in (0.3, 0.6, 0.9):
        with subprocess.Popen(command, cwd=desk.root, stderr=subprocess.DEVNULL) as running:
            time.sleep(after)
            running.send_signal(signal.SIGKILL)
        assert not made.exists() or files(made) == whole
    if not made.exists():
        assert desk.recto("adopt", "original.apkg", "cards/sums").exit_code == 0
    assert files(made) == whole
    assert [each.name for each in (desk.root / "cards").iterdir()] == ["sums"]


def files(folder: Path) -> dict[str, int]:
    """The files in a folder and below it, and their sizes in bytes (ids are drawn)."""
    return {
        str(each.relative_to(folder)): each.stat().st_size
        for each in folder.rglob("*")
        if each.is_file()
    }


def test_a_whole_collection_comes_in(maintainer: Maintainer, desk: Desk) -> None:
    maintainer.adds("One", "Basic", "1 + 1?", "2")
    maintainer.adds("Two::Below", "Cloze", "{{c1::x}} y", "")
    path = desk.root / "all.colpkg"
    maintainer.col.export_collection_package(str(path), include_media=True, legacy=False)
    maintainer.col.reopen()
    done = desk.recto("adopt", "all.colpkg", "cards/all")
    assert done.exit_code == 0, done.output
    assert sorted(each.name for each in (desk.root / "cards/all").glob("**/*.yaml")) == [
        *("basic.yaml", "below.yaml", "cloze.yaml", "deck.yaml", "one.yaml")
    ]
    assert desk.recto("build").exit_code == 0


def test_editors_and_diff_take_the_sources_as_they_are(maintainer: Maintainer, desk: Desk) -> None:
    own_type_with_odd_names(maintainer)
    maintainer.adds("Odd: names::Below", "Basic", "1 + 1?", "<b>2</b>")
    adopted(maintainer, desk, "Odd: names")
    desk.build()
    assert "nothing changed\n" in desk.recto("diff").stdout
    assert "HTML" not in desk.recto("diff").stdout
    known = json.loads(desk.recto("schema", "--deck", "cards/test").stdout)
    for file in desk.deck.rglob("*.yaml"):
        read = yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # all texts
        assert not [*jsonschema.Draft7Validator(known).iter_errors(_flags(read))], file
    assert desk.recto("preview", "cards/test").exit_code == 0


def _flags(node: Any) -> Any:
    """Flags as an editor reads them, texts as Recto does."""
    if isinstance(node, dict):
        return {key: _flags(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_flags(each) for each in node]
    return {"true": True, "false": False}.get(node, node)


def test_without_a_folder_it_lies_where_builds_look(maintainer: Maintainer, desk: Desk) -> None:
    maintainer.adds("My Sums::Small", "Basic", "1 + 1?", "2")
    maintainer.exports(desk.root / "original.apkg", "My Sums")
    assert "in cards/small\n" in desk.recto("adopt", "original.apkg").stdout
    assert "nothing changed" in desk.recto("build").stdout


def test_what_is_damaged_or_too_large_is_said(
    maintainer: Maintainer, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "LARGEST_FILE", 1000)
    maintainer.has_file("large.png", PNG + bytes(2000))
    maintainer.adds("Sums", "Basic", '<img src="large.png">', "2")
    maintainer.exports(desk.root / "original.apkg", "Sums")
    done = desk.recto("adopt", "original.apkg", desk.deck)
    assert "look at: 1 file damaged, or over 100 MB: `large.png`" in done.stdout
    assert desk.recto("build").exit_code == 0


def test_two_note_types_of_one_name_come_in(maintainer: Maintainer, desk: Desk) -> None:
    """As scripts write them; Anki renames one on import."""
    for name in ("Same", "Other"):
        made = maintainer.makes_type(name, ["a", "b"], {"Card 1": ("{{a}}", "{{b}}")})
        maintainer.adds("Sums", made["name"], f"{name}?", "yes")
    original = maintainer.exports(desk.root / "original.apkg", "Sums")
    changed(original, "update col set models = replace(models, '\"Other\"', '\"Same\"')")
    assert desk.recto("adopt", "original.apkg", desk.deck).exit_code == 0
    assert "nothing changed" in desk.recto("build").stdout


def test_the_id_of_genankis_readme_is_said(maintainer: Maintainer, desk: Desk) -> None:
    maintainer.adds("Sums", "Basic", "1 + 1?", "2")
    original = maintainer.exports(desk.root / "original.apkg", "Sums")
    id_ = maintainer.note_type("Basic")["id"]
    rows = f"update col set models = replace(models, '{id_}', '1607392319')"  # noqa: S608
    changed(original, rows, "update notes set mid = 1607392319")
    assert "look at: its note type has the id 1607392319" in (
        desk.recto("adopt", "original.apkg", desk.deck).stdout
    )
    assert "1607392319" in desk.recto("check", desk.deck).stdout


ACTIVE = {
    "a script": ("<script>x()</script>", ""),
    "a handler": ('<img src="a.png" onerror="x()">', ""),
    "a picture on the network": ('<img src="https://example.org/a.png">', ""),
    "a style that loads": ("", "@import url(https://example.org/a.css);"),
    "a font on the network": ("", "@font-face { src: url('//example.org/a.ttf') }"),
    "the end of the style": ("", "</style><script>x()</script>"),
}


@pytest.mark.parametrize("what", ACTIVE)
def test_what_runs_or_loads_needs_unsafe_html(
    maintainer: Maintainer, desk: Desk, what: str
) -> None:
    """`recto adopt` writes it and says so; without it such a deck doesn't build."""
    html, css = ACTIVE[what]
    made = maintainer.makes_type("Own", ["a", "b"], {"Card 1": ("{{a}}", "{{b}}")}, css)
    maintainer.adds("Sums", made["name"], "1 + 1?", f"2 {html}")
    maintainer.exports(desk.root / "original.apkg", "Sums")
    done = desk.recto("adopt", "original.apkg", desk.deck)
    assert "stay: deck.yaml says `unsafe_html: true`" in done.stdout
    assert desk.recto("build").exit_code == 0
    text = (desk.deck / "deck.yaml").read_text("utf-8")
    without = re.sub(r"^unsafe_html:.*\n", "", text, flags=re.MULTILINE)
    assert without != text
    (desk.deck / "deck.yaml").write_text(without, "utf-8")
    assert desk.recto("build").exit_code == 1
