"""Pictures with masks, from the source to a learner's Anki; no schedule goes to another mask."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import struct
import zlib
from pathlib import Path

import pytest

from desk import DECK, Desk
from docs import ROOT
from learner import Learner
from recto import lock as locks
from recto.deck.notetypes import masking_script, naming_script
from recto.lock.entry import Mask
from recto.media import Media, MediaFile
from recto.media.size import aspect_of, same_aspect
from recto.outputs.page.data import of_deck

HEART = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 200"><circle cx="9" cy="9" r="5"/></svg>'
THREE = {"Aorta": "rect 40 10 9 8", "Septum": "rect 40 30 9 8", "Apex": "rect 40 50 9 8"}


def card(masks: dict[str, str], *lines: str) -> str:
    shapes = "".join(f"      {json.dumps(name)}: {shape}\n" for name, shape in masks.items())
    more = "".join(f"    {line}\n" for line in lines)
    return f"  - image: media/heart.svg\n    q: Which part is this?\n    id: heart\n{more}    masks:\n{shapes}"


@pytest.fixture
def clinic(desk: Desk) -> Desk:
    return desk.write({"media/heart.svg": HEART}, heart=card(THREE))


def masks(desk: Desk) -> dict[str, Mask]:
    lock, _ = locks.read(desk.lock, "test-aaaa2222")
    assert lock
    [entry] = [each for each in lock.entries.values() if each.masks]
    return entry.masks


def numbers(desk: Desk) -> dict[str, int]:
    return {name: mask.number for name, mask in masks(desk).items() if not mask.retired}


# What ships


def test_the_note_type_is_one_of_image_occlusion(clinic: Desk, learner: Learner) -> None:
    """Fixed: ids, order and tags as Anki and AnkiDroid know them."""
    clinic.build()
    learner.imports(clinic.package)
    kind = learner.note("/heart").note_type()
    assert kind
    assert kind["name"] == "Test · Recto Occlusion"
    assert kind["originalStockKind"] == 6
    assert kind["type"] == 1
    assert [(f["id"], f["name"], f["tag"]) for f in kind["flds"][:7]] == [
        (14, "Occlusion", 0),
        (15, "Image", 1),
        (16, "Header", 2),
        (17, "Back Extra", 3),
        (18, "Comments", 4),
        (6, "Source", None),
        (7, "Topic", None),
    ]
    assert [f["id"] for f in kind["flds"][7:]] == [*range(901, 909), 10, 911, 912]
    assert [(t["id"], t["name"]) for t in kind["tmpls"]] == [(1, "Occlusion")]
    assert kind["id"] == 1035832825271


def test_a_deck_without_masks_has_no_such_note_type(desk: Desk, learner: Learner) -> None:
    desk.write(iam="  - {q: Who?, a: You, id: who}\n").build()
    learner.imports(desk.package)
    assert not [
        m.name for m in learner.col.models.all_names_and_ids() if "Recto Occlusion" in m.name
    ]
    assert b"occlusion" not in desk.lock.read_bytes()


def test_each_mask_is_a_card(clinic: Desk, learner: Learner) -> None:
    clinic.write(heart=card(THREE, "hide: all", "extra: Seen **from the front**")).build()
    learner.imports(clinic.package)
    note = learner.note("/heart")
    assert [each.ord for each in note.cards()] == [0, 1, 2]
    assert note["Back Extra"] == "Seen <strong>from the front</strong>"
    assert note["Occlusion"].count(":oi=1") == 3
    assert "Septum" not in note["Occlusion"]
    front, back = learner.sides("/heart", 1)
    assert 'class="cloze" data-ordinal="2" data-shape="rect" data-left=".4" data-top=".3"' in front
    assert "Septum" not in front
    assert '<li data-mask="2">Septum</li>' in back
    assert not learner.col.get_empty_cards().notes
    learner.col.fix_integrity()
    assert learner.col.card_count() == 3


def test_ankis_editor_opens_and_changes_it(clinic: Desk, learner: Learner) -> None:
    clinic.build()
    learner.imports(clinic.package)
    note = learner.note("/heart")
    opened = learner.col.get_image_occlusion_note(note.id).note
    assert opened.image_data == HEART.encode()
    assert opened.header == "Which part is this?"
    assert {each.ordinal for each in opened.occlusions} == {1, 2, 3}
    more = (
        f"{note['Occlusion']}{{{{c4::image-occlusion:rect:left=.7:top=.7:width=.1:height=.1}}}}<br>"
    )
    learner.col.update_image_occlusion_note(
        note_id=note.id, occlusions=more, header="Mine", back_extra="", tags=note.tags
    )
    assert [each.ord for each in learner.cards("/heart")] == [0, 1, 2, 3]
    assert learner.note("/heart")["Key"] == note["Key"]


@pytest.mark.parametrize(
    "name",
    [
        *("[sound:x.mp3]", "[[type:Header]]", "[anki:play:q:0]", "[latex]x[/latex]", "{{Header}}"),
        r"\(\href{javascript:1}{x}\)",
        *["a: b", "c::d", "e}}", "f=g", "{{c9::h}}", "<b>", "&amp;", "ﬁne", "x" * 300, "#", "-"],
    ],
)
def test_any_name_reads_as_it_is_written(name: str, desk: Desk, learner: Learner) -> None:
    desk.write({"media/heart.svg": HEART}, heart=card({name: "rect 1 1 9 9", "B": "rect 20 1 9 9"}))
    desk.build()
    learner.imports(desk.package)
    note = learner.note("/heart")
    assert len(note.cards()) == 2
    assert numbers(desk) == {name: 1, "B": 2}
    shown = re.findall("<li[^>]*>(.*?)</li>", note["Comments"])
    assert [html.unescape(re.sub("<[^>]*>", "", each)) for each in shown] == [name, "B"]
    rendered = note.cards()[0].render_output()
    assert not rendered.answer_av_tags
    assert "\\(" not in rendered.answer_text
    [*_, [title, *_], _] = of_deck(desk.prepare(), [])["cards"]
    assert title == f"Which part is this? · {name}"


def test_security_names_the_scripts_of_a_picture(clinic: Desk, learner: Learner) -> None:
    clinic.build()
    learner.imports(clinic.package)
    sides = [side for number in range(3) for side in learner.sides("/heart", number)]
    found = {
        each for side in sides for each in re.findall("<script>(.*?)</script>", side, re.DOTALL)
    }
    assert found == {masking_script(), naming_script()}
    promised = (ROOT / "SECURITY.md").read_text("utf-8")
    for script in found:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"sha256-{digest}" in promised


def test_a_deck_that_speaks_leaves_a_picture_silent(clinic: Desk, learner: Learner) -> None:
    clinic.write({"deck.yaml": f"{DECK}voice: en_US\n"}, iam="  - {q: Who?, a: You}\n").build()
    learner.imports(clinic.package)
    assert "anki:tts" not in "".join(learner.sides("/heart"))
    clinic.write(heart=card(THREE, "voice: en_US"))
    assert [each.code for each in clinic.faults()] == ["card-form"]


# What becomes of numbers

MOVED = "rect 60 70 9 8"


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"Valve": MOVED, **THREE}, {"Aorta": 1, "Septum": 2, "Apex": 3, "Valve": 4}),
        (dict(reversed(THREE.items())), {"Aorta": 1, "Septum": 2, "Apex": 3}),
        ({**THREE, "Septum": MOVED}, {"Aorta": 1, "Septum": 2, "Apex": 3}),
        (  # renamed
            {"Aorta": THREE["Aorta"], "The septum": THREE["Septum"], "Apex": THREE["Apex"]},
            {"Aorta": 1, "The septum": 2, "Apex": 3},
        ),
        (  # renamed and moved at once
            {"Aorta": THREE["Aorta"], "The septum": MOVED, "Apex": THREE["Apex"]},
            {"Aorta": 1, "Apex": 3, "The septum": 4},
        ),
        (  # the same, and said
            {**THREE, "Septum": ""} | {"The septum": f"{{was: Septum, shape: {MOVED}}}"},
            {"Aorta": 1, "The septum": 2, "Apex": 3},
        ),
        (  # names exchanged: on one picture a place hides what it did
            {"Aorta": THREE["Septum"], "Septum": THREE["Aorta"], "Apex": THREE["Apex"]},
            {"Septum": 1, "Aorta": 2, "Apex": 3},
        ),
        (  # numbered names that close up: the third is now called as the second was
            {"Aorta": THREE["Aorta"], "Septum": THREE["Apex"]},
            {"Aorta": 1, "Septum": 3},
        ),
        ({"Aorta": "rect 40.0 10.00 9 8", **THREE}, {"Aorta": 1, "Septum": 2, "Apex": 3}),
    ],
)
def test_a_number_stays_with_its_mask(
    clinic: Desk, learner: Learner, after: dict[str, str], expected: dict[str, int]
) -> None:
    clinic.build()
    learner.imports(clinic.package)
    for each in learner.cards("/heart"):
        for _ in range(each.ord + 1):
            learner.answer(learner.col.get_card(each.id))
    clinic.write(heart=card({name: shape for name, shape in after.items() if shape})).build()
    assert numbers(clinic) == expected
    assert not learner.imports(clinic.package).conflicting
    assert {card.ord + 1: card.reps for card in learner.cards("/heart") if card.ord < 3} == {
        1: 1,
        2: 2,
        3: 3,
    }


def test_on_another_picture_a_place_tells_nothing(clinic: Desk) -> None:
    """So what has another name there is new, and what has its name is what it was."""
    clinic.build()
    other = HEART.replace('r="5"', 'r="6"')
    after = {"Aorta": THREE["Septum"], "Septum": THREE["Aorta"], "Valve": THREE["Apex"]}
    clinic.write({"media/heart.svg": other}, heart=card(after))
    outcome = clinic.try_build()
    assert [each.code for each in outcome.diagnostics] == ["mask-new"]
    assert numbers(clinic) == {"Aorta": 1, "Septum": 2, "Valve": 4}


def test_a_number_that_went_is_never_used_again_but_by_its_name(clinic: Desk) -> None:
    clinic.build()
    two = {name: THREE[name] for name in ("Aorta", "Septum")}
    clinic.write(heart=card(two)).build()
    clinic.write(heart=card({**two, "Valve": MOVED})).build()
    assert numbers(clinic) == {"Aorta": 1, "Septum": 2, "Valve": 4}
    clinic.write(heart=card({**two, "Valve": MOVED, "Apex": THREE["Apex"]})).build()
    assert numbers(clinic) == {"Aorta": 1, "Septum": 2, "Apex": 3, "Valve": 4}


def test_said_after_the_build_it_gets_its_number_back(clinic: Desk, learner: Learner) -> None:
    """The warning of a build is read after it; learners who took that build get the mend."""
    clinic.build()
    after = {"Aorta": THREE["Aorta"], "The septum": MOVED, "Apex": THREE["Apex"]}
    clinic.write(heart=card(after)).build()
    learner.imports(clinic.package)
    said = {**after, "The septum": f"{{was: Septum, shape: {MOVED}}}"}
    clinic.write(heart=card(said)).build()
    assert numbers(clinic) == {"Aorta": 1, "The septum": 2, "Apex": 3}
    assert learner.imports(clinic.package).updated
    clinic.write(heart=card(said)).build()
    assert numbers(clinic) == {"Aorta": 1, "The septum": 2, "Apex": 3}


def test_a_revert_gives_no_number_again_that_learners_have(clinic: Desk) -> None:
    clinic.build()
    old = clinic.lock.read_bytes()
    clinic.write(heart=card({**THREE, "Valve": MOVED})).build()
    clinic.lock.write_bytes(old)
    clinic.write(heart=card({**THREE, "Vein": "rect 1 1 9 9"})).build()
    assert numbers(clinic)["Vein"] == 5


def test_two_branches_that_give_one_number_are_told(clinic: Desk) -> None:
    clinic.build()
    base = clinic.lock.read_bytes()
    clinic.write(heart=card({**THREE, "Valve": MOVED})).build()
    ours = clinic.lock.read_bytes()
    clinic.lock.write_bytes(base)
    clinic.package.unlink()
    clinic.write(heart=card({**THREE, "Vein": "rect 1 1 9 9"})).build()
    theirs = clinic.lock.read_bytes()
    clinic.lock.write_bytes(ours + theirs)
    clinic.package.unlink()
    clinic.write(heart=card({**THREE, "Valve": MOVED, "Vein": "rect 1 1 9 9"}))
    outcome = clinic.try_build()
    assert not outcome.failed
    assert [each.code for each in outcome.diagnostics] == ["mask-new"]
    assert "`Valve` has on another branch" in outcome.diagnostics[0].message
    assert sorted(numbers(clinic).values()) == [1, 2, 3, 4, 5]


def test_a_mask_that_went_is_foretold(clinic: Desk, learner: Learner) -> None:
    clinic.build()
    learner.imports(clinic.package)
    clinic.write(heart=card({name: THREE[name] for name in ("Aorta", "Apex")}))
    told = clinic.recto("diff").output
    assert "the card of the mask “Septum” of “Which part is this?" in told
    clinic.build()
    learner.imports(clinic.package)
    assert len(learner.col.get_empty_cards().notes) == 1


def test_reordered_masks_change_no_card_and_whitespace_nothing(clinic: Desk) -> None:
    clinic.build()
    before = clinic.lock.read_bytes()
    clinic.write(
        heart=card({name: f"'  {shape.replace(' ', '   ')} '" for name, shape in THREE.items()})
    )
    clinic.build()
    assert clinic.lock.read_bytes() == before


# The picture


def test_another_aspect_is_an_error_until_it_is_said(clinic: Desk) -> None:
    clinic.build()
    clinic.write({"media/heart.svg": HEART.replace("300 200", "400 200")})
    assert [each.code for each in clinic.faults()] == ["picture-aspect"]
    clinic.write(heart=card(THREE, "aspect: 2")).build()
    clinic.write(heart=card(THREE)).build()
    assert numbers(clinic) == {"Aorta": 1, "Septum": 2, "Apex": 3}
    clinic.write({"media/heart.svg": HEART.replace("300 200", "30 15")}).build()


def test_a_smaller_copy_is_the_same_picture() -> None:
    assert same_aspect(1000 / 667, 500 / 333)
    assert not same_aspect(16 / 9, 16 / 10)


def png(width: int, height: int, *chunks: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    more = b"".join(chunk(kind, bytes(8)) for kind in chunks)
    return b"\x89PNG\r\n\x1a\n" + head + more + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def jpeg(width: int, height: int, orientation: int) -> bytes:
    tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0" + struct.pack("<HHI", orientation, 0, 0)
    exif = b"Exif\0\0" + tiff
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\0"
    return (
        b"\xff\xd8\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
        + b"\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame + b"\xff\xd9"
    )  # fmt: skip


def gif(frames: int) -> bytes:
    one = b"!\xf9\x04\0\x0a\0\0\0,\0\0\0\0\x03\0\x02\0\0\x02\x02D\n\0"
    return b"GIF89a\x03\0\x02\0\x80\0\0\0\0\0\xff\xff\xff" + one * frames + b";"


def webp(flags: int) -> bytes:
    body = b"VP8X" + struct.pack("<I", 10) + bytes([flags, 0, 0, 0]) + b"\x02\0\0\x01\0\0"
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def svg(attributes: str, inside: str = "") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{inside}</svg>'.encode()


def measured(tmp_path: Path, name: str, data: bytes) -> float | str:
    (tmp_path / name).write_bytes(data)
    file = Media(tmp_path).find(name)
    assert isinstance(file, MediaFile)
    found = aspect_of(file, name)
    return found if isinstance(found, float) else found.message


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", png(30, 20)),
        ("a.jpg", jpeg(30, 20, 1)),
        ("b.jpg", jpeg(20, 30, 6)),  # a photo that lies on its side
        ("a.gif", gif(1)),
        ("a.webp", webp(0)),
        ("a.svg", svg('viewBox="0 0 30 20"')),
        ("b.svg", svg('viewBox="5,5,30,20" width="100%"')),
        ("c.svg", svg('width="30mm" height="20mm"')),
        ("d.svg", svg('width="30" height="20px" viewBox="0 0 1 1"')),
    ],
)
def test_the_aspect_is_that_which_a_browser_shows(tmp_path: Path, name: str, data: bytes) -> None:
    assert measured(tmp_path, name, data) == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.gif", gif(2), "moves"),
        ("a.png", png(30, 20, b"acTL"), "moves"),
        ("a.webp", webp(2), "moves"),
        ("a.svg", svg('viewBox="0 0 3 2"', "<rect><animate attributeName='x'/></rect>"), "moves"),
        ("b.svg", svg('viewBox="0 0 3 2"', "<style>@keyframes a {}</style>"), "moves"),
        ("c.svg", svg('width="100%"'), "viewBox"),
        ("d.svg", svg('viewBox="0 0 0 2"'), "viewBox"),
        ("b.png", b"\x89PNG\r\n\x1a\n", "how large"),
        ("a.mp3", b"ID3", "no picture"),
    ],
)
def test_where_no_mask_can_lie_is_told(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    found = measured(tmp_path, name, data)
    assert isinstance(found, str)
    assert told in found


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("media/none.png", "media-missing"),
        ("https://example.org/a.png", "media-remote"),
        ("../a.png", "media-outside"),
        ("/a.png", "media-absolute"),
    ],
)
def test_a_picture_that_does_not_travel_is_told_once(desk: Desk, path: str, code: str) -> None:
    desk.write(heart=f"  - image: {path}\n    masks: {{A: rect 1 1 9 9}}\n")
    assert [(each.code, each.location.line) for each in desk.faults()] == [(code, 2)]


def test_a_draft_keeps_its_numbers(clinic: Desk) -> None:
    clinic.build()
    clinic.write(iam="  - {q: Who?, a: You}\n", heart=card({"New": MOVED}, "draft: true")).build()
    clinic.write(heart=card(dict(reversed(THREE.items())))).build()
    assert numbers(clinic) == {"Aorta": 1, "Septum": 2, "Apex": 3}


def test_a_question_that_becomes_a_picture_is_another_note(desk: Desk) -> None:
    desk.write({"media/heart.svg": HEART}, heart="  - {q: Which?, a: That, id: heart}\n").build()
    desk.write(heart=card(THREE))
    told = desk.recto("diff").output
    assert "is now a picture with masks, which Anki can't convert" in told


@pytest.mark.parametrize(
    "begun",
    [
        "  - {image: media/heart.svg, draft: true}\n",
        "  - {image: '', masks: {A: rect 1 1 9 9}, draft: true}\n",
        "  - {q: Which?, image: media/heart.svg, masks: {A: ''}, draft: true}\n",
    ],
)
def test_a_draft_may_be_unfinished(clinic: Desk, begun: str) -> None:
    clinic.write(iam=begun)
    deck = clinic.prepare().deck
    assert [each.kind for each in deck.cards if each.draft] == ["occlusion"]
    assert clinic.recto("preview").exit_code == 0


# The preview


def drawn(side: str) -> list[tuple[str, str]]:
    """The shapes on a side of the preview, each with what it is there for."""
    [canvas] = re.findall(r'<svg id="image-occlusion-canvas".*?</svg>', side, re.DOTALL)
    return re.findall(r'<(\w+) [^>]*class="(\w+)"/>', canvas)


def told_by_anki(side: str) -> list[tuple[str, str]]:
    """What Anki's script would draw on a side, in its order (`canvas.ts`)."""
    divs = re.findall(r'<div class="(cloze[\w-]*)" [^>]*data-shape="(\w+)" ([^>]*)>', side)
    asked = [(shape, name) for name, shape, _ in divs if name != "cloze-inactive"]
    others = [
        (shape, name)
        for name, shape, rest in divs
        if name not in ("cloze", "cloze-highlight") and 'Inactive="1' in rest
    ]
    names = {"cloze": "active", "cloze-highlight": "highlight", "cloze-inactive": "inactive"}
    return [(shape, names[name]) for shape, name in (*asked, *others)]


@pytest.mark.parametrize("hide", ["one", "all"])
def test_the_preview_draws_what_anki_would(clinic: Desk, learner: Learner, hide: str) -> None:
    shapes = {
        "A": "ellipse 1 1 9 9",
        "B": "[rect 20 1 9 9, 'polygon 1,20 9,20 5,30']",
        "C": "rect 1 60 9 9",
    }
    clinic.write(heart=card(shapes, f"hide: {hide}")).build()
    learner.imports(clinic.package)
    cards = of_deck(clinic.prepare(), [])["cards"]
    assert [each[0] for each in cards] == [f"Which part is this? · {name}" for name in "ABC"]
    for _, front, back, number, _ in cards:
        for shown, real in zip((front, back), learner.sides("/heart", number), strict=True):
            assert drawn(shown) == told_by_anki(real)
            assert "<script>" not in shown
        assert re.findall(r'<li data-mask="(\d)" class="asked"', back) == [str(number + 1)]
        assert ("Toggle Masks" in back) is (hide == "all")
