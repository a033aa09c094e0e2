"""Images, sounds and fonts: from the deck's folder into the real Anki."""

from __future__ import annotations

import encodings.aliases
import json
import re
import zipfile
from pathlib import Path

import pytest

from desk import Desk
from learner import Learner
from recto.lock.forecast import Fate
from recto.media import IMAGES, Media, MediaFile, Refused

PNG = b"\x89PNG\r\n\x1a\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg">\n<path d="M0 0h2v2H0z"/>\n</svg>\n'
MAP = "  - q: Which part is public?\n    a: '![A map](media/map.png)'\n"


def folder_of(learner: Learner) -> dict[str, bytes]:
    """The media of a learner, name by name."""
    return {each.name: each.read_bytes() for each in Path(learner.col.media.dir()).iterdir()}


def sources(field: str) -> list[str]:
    return re.findall(r'src="([^"]+)"', field)


def test_an_image_reaches_the_learner_under_the_name_that_the_card_shows(
    desk: Desk, learner: Learner
) -> None:
    desk.write({"media/map.png": PNG}, iam=MAP).build()
    learner.imports(desk.package)
    [note] = learner.notes().values()
    [name] = sources(note["Answer"])
    assert re.fullmatch(r"recto-[0-9a-f]{20}\.png", name)
    assert 'alt="A map"' in note["Answer"]
    assert folder_of(learner) == {name: PNG}
    assert not learner.col.media.check().missing


def test_two_files_of_one_name_are_both_kept_and_equal_ones_stored_once(
    desk: Desk, learner: Learner
) -> None:
    desk.write(
        {"media/a.png": PNG + b"1", "media/x/a.png": PNG + b"2", "b.PNG": PNG + b"1"},
        iam="  - q: Which?\n    a: '![](media/a.png) ![](media/x/a.png) ![](b.PNG)'\n",
    ).build()
    learner.imports(desk.package)
    [note] = learner.notes().values()
    one, other, same = sources(note["Answer"])
    assert one == same != other
    assert folder_of(learner) == {one: PNG + b"1", other: PNG + b"2"}


def test_new_bytes_under_an_old_name_change_the_notes_that_show_them_and_no_other(
    desk: Desk, learner: Learner
) -> None:
    desk.write(
        {"media/map.png": PNG + b"1"}, iam=MAP + "  - q: Who pays?\n    a: The customer\n"
    ).build()
    learner.imports(desk.package)
    built = desk.write({"media/map.png": PNG + b"2"}).build()
    [change] = built.forecast.having(Fate.UPDATED)
    assert change.changed == ("media",)
    log = learner.imports(desk.package)
    assert log.updated == {change.entry.guid}
    assert len(log.unchanged) == 1
    [name] = sources(learner.note_of(learner.col.find_notes("map")[0])["Answer"])
    assert folder_of(learner)[name] == PNG + b"2"


def test_other_line_ends_in_a_drawing_are_no_change(desk: Desk) -> None:
    card = "  - q: Which?\n    a: '![](media/a.svg)'\n"
    desk.write({"media/a.svg": SVG}, iam=card).build()
    packed = desk.package.read_bytes()
    assert not desk.write({"media/a.svg": SVG.replace(b"\n", b"\r\n")}).build().written
    assert desk.package.read_bytes() == packed


def test_a_renamed_file_is_the_same_file(desk: Desk, learner: Learner) -> None:
    desk.write({"media/map.png": PNG}, iam=MAP).build()
    learner.imports(desk.package)
    before = folder_of(learner)
    desk.write({"media/vpc.png": PNG}, iam=MAP.replace("map.png", "vpc.png")).build()
    learner.imports(desk.package)
    assert folder_of(learner) == before


def test_reviews_stay_with_pictures_that_are_numbered_anew(desk: Desk, learner: Learner) -> None:
    """Another comes in before them, and what one card is shown was studied as that."""

    def release(*birds: str) -> None:
        pictures = {f"media/{n}.png": PNG + bird.encode() for n, bird in enumerate(birds)}
        cards = (f"- {{q: 'Which? ![](media/{n}.png)', a: {bird}}}" for n, bird in enumerate(birds))
        desk.write(pictures, iam="\n".join(cards)).build()
        learner.imports(desk.package)

    def studied() -> dict[str, tuple[bytes, int]]:
        """For each answer the picture that asks for it, and how often it was reviewed."""
        files = folder_of(learner)
        return {
            note["Answer"]: (files[sources(note["Question"])[0]], note.cards()[0].reps)
            for note in learner.notes().values()
        }

    release("robin", "wren")
    [robin] = [note for note in learner.notes().values() if note["Answer"] == "robin"]
    learner.answer(robin.cards()[0])
    release("jay", "robin", "wren")
    reviews = {"jay": 0, "robin": 1, "wren": 0}
    assert studied() == {bird: (PNG + bird.encode(), reps) for bird, reps in reviews.items()}


def test_a_sound_and_a_film_are_played_by_anki(desk: Desk, learner: Learner) -> None:
    desk.write(
        {"media/hello.mp3": b"ID3", "media/wave.mp4": b"0000ftyp"},
        iam="  - q: '![](media/hello.mp3) How is it said?'\n    a: '![](media/wave.mp4)'\n",
    ).build()
    learner.imports(desk.package)
    [card] = next(iter(learner.notes().values())).cards()
    output = card.render_output()
    played = [tag.filename for tag in (*output.question_av_tags, *output.answer_av_tags)]  # type: ignore[union-attr]
    assert sorted(name.rpartition(".")[2] for name in set(played)) == ["mp3", "mp4"]
    assert set(played) == set(folder_of(learner))


@pytest.mark.parametrize(
    ("text", "element"),
    [
        ("<img src=media/map.png width=200>", '<img src="{}" width="200">'),
        ("<img alt='src=x' src='media/map.png'>", '<img alt="src=x" src="{}">'),
        ("{{c1::![](media/map.png)}}", '{{{{c1::<img src="{}" alt="">}}}}'),
        ("| a |\n|---|\n| ![](media/map.png) {{c1::x}} |", '<img src="{}" alt="">'),
    ],
)
def test_an_image_may_stand_wherever_html_does(desk: Desk, text: str, element: str) -> None:
    text = text if "{{c" in text else text + " {{c1::x}}"
    indented = text.replace("\n", "\n      ")
    desk.write({"media/map.png": PNG}, iam=f"  - cloze: |\n      {indented}\n")
    outcome = desk.try_build()
    assert not outcome.failed, outcome.diagnostics
    [note] = desk.prepare().rendered
    [name] = set(sources(note.field("Text")))
    assert element.format(name) in note.field("Text")


def test_what_a_style_names_arrives_and_is_named_by_its_bytes(desk: Desk, learner: Learner) -> None:
    style = '/* url(none.woff2) */\n@font-face { font-family: A; src: url( "media/a.woff2" ) }\n'
    style += ".card { background: URL(paper.png) }\n"
    files: dict[str, str | bytes] = {"style.css": style, "media/a.woff2": b"wOF2", "paper.png": PNG}
    desk.write(files, iam="  - q: Who pays?\n    a: The customer\n").build()
    learner.imports(desk.package)
    [key] = learner.notes()
    css = learner.css(key)
    names = set(re.findall(r'url\("([^"]+)"\)', css))
    assert {name.rpartition(".")[2] for name in names} == {"woff2", "png"}
    assert all(name.startswith("_recto-") for name in names)
    assert set(folder_of(learner)) == names
    built = desk.write({"paper.png": PNG + b"2"}).build()
    assert built.forecast.redesigned
    log = learner.imports(desk.package)
    assert not log.updated
    assert set(folder_of(learner)) == names | set(re.findall(r'url\("([^"]+)"\)', learner.css(key)))


def test_an_image_in_the_decks_description_arrives(desk: Desk, learner: Learner) -> None:
    deck = "deck: Test\nid: test-aaaa2222\ndescription: 'Maps: ![](media/map.png)'\n"
    files: dict[str, str | bytes] = {"deck.yaml": deck, "media/map.png": PNG}
    desk.write(files, iam="  - q: Who pays?\n    a: The customer\n").build()
    learner.imports(desk.package)
    [name] = folder_of(learner)
    described = learner.col.decks.get(learner.deck_id("Test"))
    assert described
    assert f'src="{name}"' in described["desc"]


def test_a_package_holds_only_what_cards_show(desk: Desk) -> None:
    desk.write({"media/map.png": PNG, "media/other.png": PNG + b"2"}, iam=MAP).build()
    with zipfile.ZipFile(desk.package) as archive:
        names = json.loads(archive.read("media"))
        assert archive.namelist() == ["collection.anki2", "media", "recto.lock", *names]
        assert [archive.read(number) for number in names] == [PNG]


def test_an_image_that_changes_before_it_is_packed_leaves_the_old_package(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write({"media/map.png": PNG}, iam=MAP).build()
    before = desk.package.read_bytes(), desk.lock.read_bytes()
    desk.write({"media/map.png": PNG + b"2"})
    read = MediaFile.read

    def after_a_change(file: MediaFile) -> bytes | None:
        file.path.write_bytes(PNG + b"3")
        return read(file)

    monkeypatch.setattr(MediaFile, "read", after_a_change)
    outcome = desk.try_build()
    assert [each.code for each in outcome.diagnostics] == ["media-changed"]
    assert (desk.package.read_bytes(), desk.lock.read_bytes()) == before
    monkeypatch.undo()
    assert not desk.try_build().failed


def test_only_a_deck_that_lets_any_html_through_may_show_what_is_on_the_network(
    desk: Desk,
) -> None:
    deck = "deck: Test\nid: test-aaaa2222\nunsafe_html: true\n"
    card = "  - q: Which?\n    a: '<img src=https://a.b/c.png> <img src=\"media/map.png\">'\n"
    desk.write({"deck.yaml": deck, "media/map.png": PNG}, iam=card).build()
    [note] = desk.prepare().rendered
    assert "src=https://a.b/c.png" in note.field("Answer")
    assert 'src="recto-' in note.field("Answer")


@pytest.mark.parametrize(
    "reference",
    [
        *("../a.png", "media/../../a.png", "media/..", "..", "/a.png", "~/a.png", "\\a.png"),
        *(
            "file:///a.png",
            "C:\\a.png",
            "c:/a.png",
            "//a.b/c.png",
            "media",
            "",
            ".",
            "Media/map.png",
        ),
        *("media/MAP.png", "media/map.png?x", "media/map.png\0", "%2e%2e/a.png"),
    ],
)
def test_nothing_outside_of_the_decks_folder_can_be_named(tmp_path: Path, reference: str) -> None:
    deck = tmp_path / "deck"
    (deck / "media").mkdir(parents=True)
    (deck / "media" / "map.png").write_bytes(PNG)
    (tmp_path / "a.png").write_bytes(PNG)
    assert isinstance(Media(deck).find(reference), Refused)


def test_a_link_may_lead_within_the_deck_and_nowhere_else(tmp_path: Path) -> None:
    deck = tmp_path / "deck"
    (deck / "media").mkdir(parents=True)
    (deck / "media" / "map.png").write_bytes(PNG)
    (tmp_path / "a.png").write_bytes(PNG)
    (deck / "in.png").symlink_to("media/map.png")
    (deck / "out.png").symlink_to("../a.png")
    (deck / "folder").symlink_to("..")
    (deck / "round.png").symlink_to("round.png")
    media = Media(deck)
    assert isinstance(media.find("in.png"), MediaFile)
    for name in ("out.png", "folder/a.png", "round.png"):
        assert isinstance(media.find(name), Refused), name


def test_a_name_may_have_letters_of_any_script_in_either_form(tmp_path: Path) -> None:
    (tmp_path / "Cafe\u0301 карта.png").write_bytes(PNG)
    found = Media(tmp_path, kinds=IMAGES).find("Caf\u00e9 карта.png")
    assert isinstance(found, MediaFile)
    assert re.fullmatch(r"recto-[0-9a-f]{20}\.png", found.name)


ENCODINGS = sorted({*encodings.aliases.aliases.values(), "x-mac", "x-mac-roman", "none such", ""})


@pytest.mark.parametrize("encoding", [*ENCODINGS, "GB2312", "windows-31j", "undefined", "idna"])
def test_a_drawing_in_any_encoding_is_shown_or_refused(desk: Desk, encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    desk.write({"media/a.svg": head.encode() + SVG}, iam="- {q: Which?, a: '![](media/a.svg)'}\n")
    assert {fault.code for fault in desk.faults()} <= {"media-type"}


def test_a_missing_font_is_not_taken_for_a_picture(desk: Desk) -> None:
    style = "@font-face { src: url(media/hon.woff2) }"
    desk.write({"style.css": style, "media/hon.png": PNG}, iam=MAP.replace("map", "hon"))
    [told] = desk.try_build().diagnostics
    assert told.code == "media-missing"
    assert "did you mean" not in told.message
    desk.write({"media/hon2.woff2": b"wOF2"})
    assert "`media/hon2.woff2`" in desk.try_build().diagnostics[0].message
