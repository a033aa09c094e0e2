"""The preview reads Anki's templates as Anki does: the real one renders, both must agree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from anki.notes import Note
from hypothesis import given
from hypothesis import strategies as st

from desk import Desk
from learner import Learner
from recto.commands.pipeline import Options, prepare
from recto.deck.notetypes import Template, note_types
from recto.outputs.page.clients import Client, plain, shown
from recto.outputs.page.cloze import revealed
from recto.outputs.page.masks import masked_cards
from recto.outputs.page.template import Sides, render
from recto.outputs.prepared import Prepared
from test_anki import EVERY_KIND

CARDS = Path(__file__).parent.parent / "cards"

ALL_KINDS = (
    EVERY_KIND
    + r"""
  - cloze: "{{c1::one {{c2::two::h}} three}} and {{c2::$x^{2}$}}, <b>bold</b>"
    extra: "`a < b` && c"
  - cloze: "Math: $\\frac{ {{c1::a}} }{ {{c2::b::which?}} }$, again {{c1::$c$}}"
  - q: "Image and sound ![](x.svg) ![](y.mp3)"
    a: "![](y.mp3)"
  - q: "What <br> is **typed**?"
    typed: "a < b & *c*"
  - {q: "1", a: "0"}
"""
)
FILES: dict[str, str | bytes] = {"x.svg": "<svg/>", "y.mp3": b"ID3"}


def rendered(prepared: Prepared) -> Iterator[tuple[str, int, Sides, dict[str, str]]]:
    """Guid, number and sides of each card, and its fields."""
    types = {each.id: each for each in note_types(prepared.deck).values()}
    for note in prepared.release.notes:
        note_type = types[note.note_type_id]
        names = [field.name for field in note_type.fields]
        fields = dict(zip(names, note.rendered.fields(note.entry.key), strict=True))
        if note_type.is_occlusion:  # the masks themselves: test_occlusion.py
            for number, _, sides in masked_cards(note_type.templates[0], fields, 1):
                yield note.entry.guid, number, sides, fields
            continue
        for number in note.rendered.ords:
            template = note_type.templates[number if note_type.family == "basic" else 0]
            yield note.entry.guid, number, render(template, fields, number), fields


def text(side: str) -> str:
    """What a reader sees, every character of it; sounds are told, not numbered."""
    side = re.sub(r"<(script|style)>.*?</\1>", "", side, flags=re.DOTALL)
    sounds = re.sub(r"\[sound:.*?\]|\[anki:play:.:\d+\]", "♪", side)
    return unescape(re.sub(r"<[^>]*>", "", sounds))


def assert_agreement(learner: Learner, prepared: Prepared, package: Path) -> int:
    learner.imports(package)
    cards = {}
    for note in learner.notes().values():
        for card in note.cards():
            output = card.render_output()
            cards[note.guid, card.ord] = output.question_text, output.answer_text
    ours = {(guid, number): sides for guid, number, sides, _ in rendered(prepared)}
    assert ours.keys() == cards.keys()
    for key, (front, back) in cards.items():
        shown = text(back)
        if "image-occlusion" in front:
            hides_all = "occludeInactive" in front
            shown = shown if hides_all else shown.replace("Toggle Masks", "")
            assert text(ours[key].front).split() == text(front).split()
            assert text(ours[key].back).split() == shown.split()
            continue
        assert (text(ours[key].front), text(ours[key].back)) == (text(front), shown)
        assert ours[key].front.count("<") == front.count("<")  # no mark is lost either
        assert ours[key].back.count("<") == back.count("<")
    return len(cards)


def test_every_card_of_the_aws_deck_reads_as_in_anki(tmp_path: Path, learner: Learner) -> None:
    from recto.outputs.apkg import Packed, pack

    [prepared] = prepare([CARDS / "aws-security"], Options(tmp_path, 1_790_000_000_000)).results
    packed = pack(prepared.release)
    assert isinstance(packed, Packed)
    (tmp_path / "aws.apkg").write_bytes(packed.data)
    assert assert_agreement(learner, prepared, tmp_path / "aws.apkg") > 250


def test_every_kind_reads_as_in_anki(desk: Desk, learner: Learner) -> None:
    deck = "deck: Test\nid: test-aaaa2222\nreport: https://example.org/report\n"
    desk.write({"deck.yaml": deck, **FILES}, iam=ALL_KINDS).build()
    assert assert_agreement(learner, desk.prepare(), desk.package) == 15


def test_a_typed_answer_shows_what_anki_compares_with(desk: Desk, learner: Learner) -> None:
    desk.write(FILES, iam=ALL_KINDS).build()
    learner.imports(desk.package)
    for _, _, sides, fields in rendered(desk.prepare()):
        if expected := fields.get("Typed"):
            back = shown(Client.DESKTOP, sides, fields).back
            assert f">{plain(expected)}<" in back
            compared = learner.col.compare_answer(expected, "")
            assert compared == f"<code id=typeans>{plain(expected)}</code>"


@pytest.mark.parametrize(
    ("front", "fields"),
    [
        ("{{#A}}a{{B}}{{/A}}{{^A}}no{{/A}} {{B}}", {"A": "<br> <div></div>", "B": "x"}),
        ("{{#A}}a{{^B}}not b{{/B}}{{B}}{{/A}}", {"A": "x", "B": "&nbsp;"}),
        ("<!-- {{A}} {{#B}} -->{{ A }}", {"A": "x {{B}} {{c1::y}}", "B": ""}),
        ("x{{hint:A}}{{hint:B}}", {"A": "some <b>thing</b>", "B": ""}),
        ("{{Tags}}|{{Deck}}|{{Subdeck}}|{{Type}}|{{Card}} {{A}}{{B}}", {"A": "x", "B": "y"}),
    ],
)
def test_the_language_of_templates(
    new_learner: Callable[[], Learner], front: str, fields: dict[str, str]
) -> None:
    back = "{{FrontSide}}<hr id=answer>{{^A}}empty{{/A}}{{type:B}}"
    col = new_learner().col
    note_type = col.models.new("Kind")
    for name in fields:
        col.models.add_field(note_type, col.models.new_field(name))
    template = col.models.new_template("Forward")
    template["qfmt"], template["afmt"] = f"some {front}", back
    col.models.add_template(note_type, template)
    col.models.add(note_type)
    added = col.models.by_name("Kind")
    assert added
    note = col.new_note(added)
    for name, value in fields.items():
        note[name] = value
    note.tags = ["one", "two::three"]
    deck = col.decks.id("Parent::Child")
    assert deck
    col.add_note(note, deck)
    output = note.cards()[0].render_output()
    special = {
        "Tags": "one two::three",
        "Deck": "Parent::Child",
        "Subdeck": "Child",
        "Type": "Kind",
        "Card": "Forward",
    }
    sides = render(Template(1, "Forward", f"some {front}", back), fields | special, 0)
    assert text(sides.front) == text(output.question_text)
    assert text(sides.back) == text(output.answer_text)


PIECES = (
    *("{{c1::", "{{c2::", "{{c1,2::", "{{c10::", "{{c1:", "{{C1::", "{{c::", "}}", "::", ":"),
    *("{", "}", "x", " y ", "c1", "<b>", "</b>", "<br>", "&lt;", "\n", r"\(", r"\)", r"\[", r"\]"),
)


@pytest.fixture(scope="module")
def cloze_note(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Note]:
    """A note whose sides are its text after a letter, as Anki scolds a side that is empty."""
    with Learner(tmp_path_factory.mktemp("learner")) as learner:
        cloze = learner.col.models.by_name("Cloze")
        assert cloze
        cloze["tmpls"][0] |= {"qfmt": "q{{cloze:Text}}", "afmt": "a{{cloze:Text}}"}
        learner.col.models.update_dict(cloze)
        yield learner.col.new_note(cloze)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_any_text_with_clozes_reads_as_in_anki(cloze_note: Note, written: str) -> None:
    cloze_note["Text"] = written
    for number in (1, 2):
        output = cloze_note.ephemeral_card(number - 1).render_output()
        front, back = (revealed(written, number, answer=answer) for answer in (False, True))
        if "No cloze" in output.question_text:
            assert (front, back) == ("", "")
        else:
            copied = r' data-cloze="[^"]*"'  # the hidden words, for styles and add-ons
            assert f"q{front}" == re.sub(copied, "", output.question_text)
            assert f"a{back}" == re.sub(copied, "", output.answer_text)
