"""`recto adopt` and what real decks have that nobody would make up: learners lose none of it."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from anki.collection import DeckIdLimit

import crowdanki
from desk import Desk
from learner import Learner
from maintainer import Maintainer
from promise import edit, imports, promise, study
from promise import state as cards_and_decks
from recto.anki import exported
from test_adopt import PNG, changed, exported_by_crowdanki


@pytest.fixture
def maintainer(tmp_path: Path) -> Iterator[Maintainer]:
    with Maintainer(tmp_path / "maintainer") as made:
        yield made


def decks_named_like_other_things(maintainer: Maintainer) -> None:
    """As folders of a deck, as devices of Windows, with signs that no file has, alike without them."""
    names = ("media", "media::a", "notetypes::b", "deck", "con", "aux::c", "C++", "C#", "🎉", "..")
    for name in names:
        maintainer.adds(f"R/a: b::{name}", "Basic", f"What is in {name}?", "something")


def a_filtered_deck(maintainer: Maintainer) -> None:
    for number in range(4):
        maintainer.adds("R::Below", "Basic", f"{number}?", "a number")
    id_ = maintainer.col.decks.new_filtered("R::Cram")
    deck: Any = maintainer.col.decks.get(id_)
    deck["terms"] = [["deck:R::Below", 2, 0]]
    maintainer.col.decks.save(deck)
    maintainer.col.sched.rebuild_filtered_deck(id_)


def notes_that_ask_the_same(maintainer: Maintainer) -> None:
    maintainer.has_file("a.png", PNG)
    for number in range(3):
        maintainer.adds("R", "Basic", "same", f"answer {number}")
        maintainer.adds("R", "Basic", "same", "same")
        maintainer.adds("R", "Basic", '<img src="a.png">', "same")


def texts_that_are_no_markdown(maintainer: Maintainer) -> None:
    for text in ("<b>one</b>", "<i>two</i>", "<svg><path d='M0 0'/></svg>", "[[type:x]]", "a\tb"):
        maintainer.adds("R", "Basic", f"{text} <b>and</b> more", f"{text}<br>an end")
    for number in range(4):
        maintainer.adds("R", "Basic", f"What is <b>{number}</b>?", "a number")


def names_that_yaml_has_plans_for(maintainer: Maintainer) -> None:
    names = ["<<", "=", "null", "yes", "html", "- a"]
    made = maintainer.makes_type("R", names, {"Card 1": ("{{<<}}{{=}}", "{{null}}{{html}}")})
    maintainer.adds("R", made["name"], "&lt;&lt;", "=", "null", "~", "<svg></svg>", "- a")
    maintainer.adds("R", made["name"], "1", "1e3", "0x1", "2020-01-01", "# c", "'")


def pictures_with_masks(maintainer: Maintainer) -> None:
    masks = (
        "{{c1::image-occlusion:rect:left=.1:top=.1:width=.2:height=.2}}<br>"
        "{{c2::image-occlusion:text:left=.1:top=.5:text=a\\:b:scale=1:oi=1}}"
    )
    maintainer.has_file("map.png", PNG)
    maintainer.col.add_image_occlusion_notetype()
    for number in range(3):
        maintainer.adds("R", "Image Occlusion", masks, '<img src="map.png">', f"<b>{number}</b>")


def notes_in_the_default_deck(maintainer: Maintainer) -> None:
    for number in range(3):
        maintainer.adds("Default", "Basic", f"{number}?", "a number")
        maintainer.adds("Default::Below", "Basic", f"{number} below?", "a number")


ODD: dict[str, Callable[[Maintainer], None]] = {
    each.__name__: each
    for each in (
        decks_named_like_other_things,
        a_filtered_deck,
        notes_that_ask_the_same,
        texts_that_are_no_markdown,
        names_that_yaml_has_plans_for,
        pictures_with_masks,
        notes_in_the_default_deck,
    )
}


ROOTS = {"decks_named_like_other_things": "R/a: b", "notes_in_the_default_deck": "Default"}


@pytest.mark.parametrize("legacy", [True, False], ids=["layout-11", "layout-18"])
@pytest.mark.parametrize("odd", ODD)
def test_learners_of_an_odd_deck_lose_nothing(
    maintainer: Maintainer, tmp_path: Path, odd: str, legacy: bool
) -> None:
    ODD[odd](maintainer)
    root = ROOTS.get(odd, "R")
    kept = promise(maintainer.exports(tmp_path / "o.apkg", root, legacy=legacy), tmp_path)
    assert (kept.broken, kept.unlike) == ([], [])


def test_one_text_that_is_no_markdown_leaves_the_others_theirs(
    maintainer: Maintainer, desk: Desk
) -> None:
    texts_that_are_no_markdown(maintainer)
    maintainer.exports(desk.root / "o.apkg", "R")
    told = desk.recto("adopt", "o.apkg", desk.deck).stdout
    assert "Basic: 9 notes; 10 of 14 texts with HTML became Markdown" in told
    topic = yaml.safe_load((desk.deck / "r.yaml").read_text("utf-8"))
    assert [card["Back"] for card in topic["cards"]][:4] == [
        "**one**\nan end\n",
        "*two*\nan end\n",
        {"html": "<svg><path d='M0 0'/></svg><br>an end"},
        {"html": "[[type:x]]<br>an end"},
    ]


def test_formulas_with_commands_of_the_note_types_own_latex_stay(
    maintainer: Maintainer, desk: Desk
) -> None:
    """MathJax would show such a command in red."""
    made = maintainer.makes_type("Own", ["a", "b"], {"A": ("{{a}}", "{{b}}")})
    made["latexPre"] = r"\newcommand{\R}{\mathbb{R}} \DeclareMathOperator*{\rank}{rank}"
    maintainer.col.models.update_dict(made)
    maintainer.adds("R", "Own", "[$]\\R^n[/$]", "[latex]$\\rank A$[/latex]")
    maintainer.adds("R", "Own", "[$]x[/$]", "[$]\\Rank[/$] and \\(y\\)")
    maintainer.adds("R", "Own", "one", "two")
    maintainer.exports(desk.root / "o.apkg", "R")
    told = desk.recto("adopt", "o.apkg", desk.deck).stdout
    assert "look at: 1 note with commands that the note type's LaTeX defines" in told
    topic = yaml.safe_load((desk.deck / "r.yaml").read_text("utf-8"))
    assert [(card["a"], card["b"]) for card in topic["cards"]] == [
        ({"html": r"[$]\R^n[/$]"}, {"html": "[latex]$\\rank A$[/latex]"}),
        ("$x$", r"$\Rank$ and $y$"),
        ("one", "two"),
    ]


DESCRIPTIONS = {
    "**All** of *it*": "<strong>All</strong>",
    "<b>All</b> of it": "<b>All</b>",
    "<script>x()</script>": "",
    "![](gone.png)": "",
}
"""Each with what learners read of it afterwards; nothing where it can't be taken over."""


@pytest.mark.parametrize("text", DESCRIPTIONS)
def test_a_description_in_markdown_is_kept_or_told_of(
    maintainer: Maintainer, desk: Desk, learner: Learner, text: str
) -> None:
    maintainer.adds("R", "Basic", "1 + 1?", "2")
    deck: Any = maintainer.col.decks.by_name("R")
    deck.update(desc=text, md=True)
    maintainer.col.decks.save(deck)
    imports(learner, maintainer.exports(desk.root / "o.apkg", "R"))
    told = desk.recto("adopt", "o.apkg", desk.deck).stdout
    assert ("the deck's description can't be written" in told) == (not DESCRIPTIONS[text])
    desk.build()
    imports(learner, desk.package)
    after: Any = learner.col.decks.by_name("R")
    assert (DESCRIPTIONS[text] or text) in after["desc"]


def test_masks_stay_as_anki_wrote_them(maintainer: Maintainer, desk: Desk) -> None:
    pictures_with_masks(maintainer)
    maintainer.exports(desk.root / "o.apkg", "R")
    desk.recto("adopt", "o.apkg", desk.deck)
    assert "anki-mark" not in desk.recto("check", desk.deck).stdout
    card = yaml.safe_load((desk.deck / "r.yaml").read_text("utf-8"))["cards"][0]
    assert card["Occlusion"].endswith(r"text=a\:b:scale=1:oi=1}}")
    assert card["Header"] == "**0**"


def test_a_package_of_rectos_own_is_told(desk: Desk) -> None:
    desk.write(one="  - {id: one, q: What is 1?, a: one}\n").build()
    told = desk.recto("adopt", desk.package, "cards/again").stdout
    assert "look at: Recto built this package: where its sources are, go on with those" in told


def test_editors_and_diff_take_it_too(maintainer: Maintainer, desk: Desk) -> None:
    texts_that_are_no_markdown(maintainer)
    maintainer.exports(desk.root / "o.apkg", "R")
    desk.recto("adopt", "o.apkg", desk.deck)
    desk.build()
    assert "nothing changed\n" in desk.recto("diff").stdout
    for arguments in (["--deck", "cards/test"], []):
        known = json.loads(desk.recto("schema", *arguments).stdout)
        read = yaml.safe_load((desk.deck / "r.yaml").read_text("utf-8"))
        assert not [*jsonschema.Draft7Validator(known).iter_errors(read)]
        read["cards"][2]["Back"]["was"] = "Front"
        assert [*jsonschema.Draft7Validator(known).iter_errors(read)]


KEPT = {
    "rtl": True,
    "sticky": True,
    "font": "Noto Sans",
    "size": 30,
    "plainText": True,
    "collapsed": True,
    "excludeFromSearch": True,
    "preventDeletion": True,
    "description": "Say <b>what</b> & where",
}


@pytest.mark.parametrize("legacy", [True, False], ids=["layout-11", "layout-18"])
def test_a_new_design_changes_nothing_else_of_a_note_type(
    maintainer: Maintainer, desk: Desk, learner: Learner, legacy: bool
) -> None:
    made = maintainer.makes_type(
        "Own",
        ["one", "two"],
        {"A": ("{{one}}", "{{two}}"), "B": ("{{two}}", "{{one}}")},
        ".card { color: red }",
    )
    made["flds"][1].update(KEPT)
    made["tmpls"][0].update(bqfmt="{{one}} in lists", bafmt="{{two}}", bfont="Noto", bsize=17)
    made.update(latexPre="before", latexPost="after", latexsvg=True, sortf=1)
    maintainer.col.models.update_dict(made)
    maintainer.adds("Sums", "Own", "one", "eins")
    package = maintainer.exports(desk.root / "o.apkg", "Sums", legacy=legacy)
    imports(learner, package)
    before: Any = learner.col.models.by_name("Own")
    assert desk.recto("adopt", package, desk.deck).exit_code == 0
    file = desk.deck / "notetypes" / "own.yaml"
    file.write_text(file.read_text("utf-8").replace("red", "blue"), "utf-8")
    desk.clock = before["mod"] * 1000  # later than what learners have
    desk.build()
    imports(learner, desk.package)
    after: Any = learner.col.models.by_name("Own")
    assert after["css"] == ".card { color: blue }"
    # not when it was changed, and not where Anki's window to add notes begins
    assert _said(after | {"css": "", "mod": 0, "did": 0}) == _said(
        before | {"css": "", "mod": 0, "did": 0}
    )


def _said(note_type: Any) -> Any:
    """A note type without lists that are empty, which some versions leave out."""
    if isinstance(note_type, dict):
        return {key: _said(value) for key, value in note_type.items() if value != []}
    return [*map(_said, note_type)] if isinstance(note_type, list) else note_type


def files_of(who: Learner) -> set[str]:
    return {each.name for each in Path(who.col.media.dir()).iterdir()}


def test_files_that_anki_takes_unasked_come_along(
    maintainer: Maintainer, desk: Desk, learner: Learner, tmp_path: Path
) -> None:
    """Scripts load them, or templates show them as `{{picture}}`; all begin with `_`."""
    made = maintainer.makes_type(
        "Own",
        ["one", "picture"],
        {"A": ("{{one}}", '<img src="{{picture}}">')},
        '@font-face { font-family: x; src: url("_a%20font.ttf") }',
    )
    maintainer.adds("Sums", made["name"], "one", "_one.png")
    package = maintainer.exports(desk.root / "o.apkg", "Sums")
    names = ("_one.png", "_a font.ttf", "_words.json", "none.png")
    listed = json.dumps({str(number): name for number, name in enumerate(names)})
    data = {str(number): PNG + bytes([number]) for number in range(len(names))}
    changed(package, media=listed.encode(), **data)
    told = desk.recto("adopt", package, desk.deck).stdout
    assert "3 media files" in told
    assert "look at: 1 file that no note shows: left out" in told
    assert "media-unused" not in desk.recto("check", desk.deck).stdout
    desk.build()
    with Learner(tmp_path / "original") as original:
        imports(original, package)
        imports(learner, desk.package)
        assert files_of(learner) == files_of(original) == {*names[:3]}


def test_cards_that_nothing_of_their_notes_is_on_are_told(
    maintainer: Maintainer, desk: Desk
) -> None:
    """Anki makes them of the clozes in any field, also of one whose clozes no card shows."""
    maintainer.adds("Sums", "Cloze", "{{c1::one}} and {{c2::two}}", "{{c3::three}}")
    maintainer.exports(desk.root / "o.apkg", "Sums")
    told = desk.recto("adopt", "o.apkg", desk.deck).stdout
    assert "Sums: 1 note, 2 cards," in told
    assert "look at: 1 card without anything of the note: left out; learners keep them" in told


def test_a_long_name_of_a_folder_is_taken_as_far_as_phones_take_it(
    maintainer: Maintainer, desk: Desk
) -> None:
    maintainer.adds("Sums", "Basic", "1 + 1?", "2")
    maintainer.exports(desk.root / "o.apkg", "Sums")
    assert desk.recto("adopt", "o.apkg", f"cards/{'x' * 70}").exit_code == 0
    assert "nothing changed" in desk.recto("build").stdout
    assert f"`{'x' * 90}.apkg`" in desk.recto("adopt", "o.apkg", f"cards/{'x' * 90}").stderr


# Anki's exports as text


def exported_as_text(maintainer: Maintainer, path: Path, *, html: bool) -> None:
    maintainer.col.export_note_csv(
        out_path=str(path),
        limit=DeckIdLimit(maintainer.deck_id("Stock")),
        with_html=html,
        with_tags=True,
        with_deck=True,
        with_notetype=True,
        with_guid=True,
    )


def stock_notes(maintainer: Maintainer) -> None:
    for number in range(3):
        maintainer.adds("Stock::A", "Basic", f"What <b>is</b> {number}?<br>it", 'so;\t"so"')
        maintainer.adds("Stock::B", "Basic (and reversed card)", f"one {number}", "a &lt; b")
    maintainer.adds("Stock", "Cloze", "{{c1::Paris}} is in {{c2::France}}", "<i>Europe</i>")
    maintainer.adds("Stock", "Basic (optional reversed card)", "two", "zwei", "y")
    maintainer.adds("Stock", "Basic (type in the answer)", "four", "vier", tags="a::b c")


@pytest.mark.parametrize("html", [True, False], ids=["html", "no-html"])
def test_who_has_the_notes_of_a_text_export_merges_once_and_loses_nothing(
    maintainer: Maintainer, tmp_path: Path, html: bool
) -> None:
    stock_notes(maintainer)
    package = maintainer.exports(tmp_path / "o.apkg", "Stock")
    exported_as_text(maintainer, tmp_path / "notes.txt", html=html)
    kept = promise(tmp_path / "notes.txt", tmp_path, lambda who, _: imports(who, package))
    assert kept.broken == []
    assert kept.learned == 14


def test_learners_of_a_text_export_are_told_of(maintainer: Maintainer, desk: Desk) -> None:
    stock_notes(maintainer)
    exported_as_text(maintainer, desk.root / "notes.txt", html=False)
    told = desk.recto("adopt", "notes.txt", desk.deck).stdout
    assert "look at: the source has no ids of note types: learners who have the deck tick" in told
    assert "look at: the export is without HTML: a note that you edit arrives without" in told


def test_who_does_not_merge_loses_nothing_and_may_merge_later(
    maintainer: Maintainer, desk: Desk, learner: Learner
) -> None:
    stock_notes(maintainer)
    imports(learner, maintainer.exports(desk.root / "o.apkg", "Stock"))
    study(learner)
    before = cards_and_decks(learner)
    exported_as_text(maintainer, desk.root / "notes.txt", html=True)
    desk.recto("adopt", "notes.txt", desk.deck)
    desk.build()
    log = imports(learner, desk.package)
    assert (len(log.new), len(log.updated), len(log.conflicting)) == (0, 0, 9)
    log = imports(learner, desk.package, merge=True)
    assert (len(log.new), len(log.conflicting)) == (0, 0)
    after = cards_and_decks(learner)
    assert [after["cards"], after["decks"]] == [before["cards"], before["decks"]]
    edit(desk.deck)
    desk.clock = int(time.time() + 60) * 1000  # a merge dates notes
    desk.build()
    log = imports(learner, desk.package)
    assert (len(log.new), len(log.updated), len(log.conflicting)) == (0, 1, 0)


# what is damaged, or means harm


def with_models(path: Path, change: Callable[[Any], None]) -> object:
    """A package whose note types are others."""
    with zipfile.ZipFile(path) as archive, contextlib.closing(sqlite3.connect(":memory:")) as made:
        made.deserialize(archive.read("collection.anki21"))
        [[stored]] = made.execute("select models from col")
    models = json.loads(stored)
    for each in models.values():
        change(each)
    escaped = json.dumps(models).replace("'", "''")
    return changed(path, f"update col set models = '{escaped}'")  # noqa: S608  # our words


DAMAGED: dict[str, Callable[[Path], object]] = {
    "a card of no note": lambda path: changed(path, "update cards set ord = 'x'"),
    "a card in no deck": lambda path: changed(path, "update cards set did = 'x'"),
    "fields that are none": lambda path: with_models(path, lambda m: m.update(flds=[7])),
    "templates that are none": lambda path: with_models(path, lambda m: m.update(tmpls=3)),
    "a time that is none": lambda path: with_models(path, lambda m: m.update(mod="never")),
    "a field without a name": lambda path: with_models(
        path, lambda m: m["flds"][0].update(name="")
    ),
    "a note with more fields than its type": lambda path: changed(
        path, "update notes set flds = flds || char(31) || 'more'"
    ),
    "a card without a name": lambda path: with_models(
        path, lambda m: m["tmpls"][0].update(name="\x07")
    ),
    "a field with a long name": lambda path: with_models(
        path, lambda m: m["flds"][0].update(name="[" * 3000)
    ),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_a_damaged_package_is_refused_with_a_reason(
    maintainer: Maintainer, desk: Desk, what: str
) -> None:
    maintainer.adds("Sums", "Basic", "1 + 1?", "2")
    DAMAGED[what](maintainer.exports(desk.root / "bad.apkg", "Sums"))
    done = desk.recto("adopt", "bad.apkg", "cards/bad")
    assert done.exit_code in (1, 2), done.output
    assert re.match(r"bad\.apkg: error: .* \[[a-z-]+\]", done.stderr), done.stderr
    assert not list(desk.root.glob("cards/*"))


def test_a_collection_that_would_fill_the_disk_is_refused(
    maintainer: Maintainer, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing packs a thousand times but nothing."""
    monkeypatch.setattr(exported, "_SMALL", 1 << 20)
    maintainer.adds("Sums", "Basic", "1 + 1?", "2")
    bad = maintainer.exports(desk.root / "bad.apkg", "Sums")
    changed(bad, "create table more(data)", "insert into more values (zeroblob(64000000))")
    done = desk.recto("adopt", "bad.apkg", "cards/bad")
    assert done.exit_code == 2
    assert "holds more than fits into memory or on a disk" in done.stderr
    assert not list(desk.root.glob("cards/*"))


ODDITIES: dict[str, Callable[[Path], object]] = {
    "control characters": lambda path: changed(
        path,
        "update notes set flds = char(7) || flds || char(27)",
        "update notes set tags = ' a' || char(1) || 'b '",
    ),
    "control characters in names": lambda path: with_models(
        path, lambda m: m["flds"][0].update(name=f"{m['flds'][0]['name']}\x07\ud800")
    ),
    "numbers that no clock showed": lambda path: changed(
        path, "update notes set mod = 9223372036854775807, id = -id", "update cards set nid = -nid"
    ),
    "a setting that is no number": lambda path: with_models(
        path, lambda m: m["flds"][0].update(size=2**62, font="\x07", id="x")
    ),
    "places in the queue that are none": lambda path: changed(
        path, "update cards set due = 'x', odid = 'y'"
    ),
}


@pytest.mark.parametrize("what", ODDITIES)
def test_what_anki_takes_or_mends_builds(
    maintainer: Maintainer, desk: Desk, learner: Learner, what: str
) -> None:
    maintainer.adds("Sums", "Basic", "1 + 1?", "2")
    ODDITIES[what](maintainer.exports(desk.root / "odd.apkg", "Sums"))
    done = desk.recto("adopt", "odd.apkg", desk.deck)
    assert done.exit_code == 0, done.output
    assert "nothing changed" in desk.recto("build").stdout
    desk.build()
    imports(learner, desk.package)
    [note] = [learner.col.get_note(each) for each in learner.col.find_notes("")]
    assert note.fields == ["1 + 1?", "2"]


@pytest.mark.skipif(sys.platform == "win32", reason="links")
def test_a_link_among_the_media_of_an_export_is_not_followed(desk: Desk) -> None:
    folder = exported_by_crowdanki(desk.root / "export")
    (desk.root / "secret.png").write_bytes(PNG + b"secret")
    (folder / "media" / "a.png").unlink()
    (folder / "media" / "a.png").symlink_to(desk.root / "secret.png")
    told = desk.recto("adopt", "export", desk.deck).stdout
    assert "look at: 1 file that notes show, and that did not come along: `a.png`" in told
    assert not (desk.deck / "media").exists()


def test_an_export_without_its_media_is_told(desk: Desk, learner: Learner) -> None:
    folder = exported_by_crowdanki(desk.root / "export")
    (folder / "media" / "a.png").unlink()
    (folder / "media").rmdir()
    told = desk.recto("adopt", "export", desk.deck).stdout
    assert "look at: there is no folder `media` beside it" in told
    crowdanki.loads(learner, folder / "deck.json")
    assert desk.recto("build").exit_code == 0
