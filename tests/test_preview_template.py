"""The preview reads Anki's templates as Anki does: the real one renders, both must agree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest

from desk import Desk
from learner import Learner
from recto.build import Options, Prepared, prepare
from recto.notetypes import FIELDS, Template, note_types
from recto.preview.clients import Client, plain, shown
from recto.preview.template import Sides, render
from test_anki import EVERY_KIND

CARDS = Path(__file__).parent.parent / "cards"

ALL_KINDS = (
    EVERY_KIND
    + r"""
  - cloze: "{{c1::one {{c2::two::h}} three}} and {{c2::$x^{2}$}}, \\(y\\) <b>bold</b>"
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
    for note in prepared.package.notes:
        note_type = types[note.note_type_id]
        names = (field.name for field in FIELDS[note_type.family])
        fields = dict(zip(names, note.fields, strict=True))
        for number in note.ords:
            template = note_type.templates[number if note_type.family == "basic" else 0]
            yield note.guid, number, render(template, fields, number), fields


def text(side: str) -> str:
    """What a reader sees, every character of it; sounds are told, not numbered."""
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
        assert (text(ours[key].front), text(ours[key].back)) == (text(front), text(back))
        assert ours[key].front.count("<") == front.count("<")  # no mark is lost either
        assert ours[key].back.count("<") == back.count("<")
    return len(cards)


def test_every_card_of_the_aws_deck_reads_as_in_anki(tmp_path: Path, learner: Learner) -> None:
    from recto.package import pack

    [prepared] = prepare([CARDS / "aws-security"], Options(tmp_path, 1_790_000_000_000)).results
    packed = pack(prepared.package)
    assert isinstance(packed, bytes)
    (tmp_path / "aws.apkg").write_bytes(packed)
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


def test_what_anki_makes_of_clozes_without_rhyme(learner: Learner) -> None:
    from recto.preview.cloze import revealed

    texts = (
        "a }} b {{c1::x}}",
        "{{c1::x::y::z}} {{c2::}}",
        "{{c1::a{{c1::b}}::h}}",
        "{{c2::x}} {{c12::y}} {{c1::z}} {{c1::::h}}",
        r"\({{c1::a<b>c</b>}}\) \[x {{c2::y}}\]",
    )
    cloze = learner.col.models.by_name("Cloze")
    assert cloze
    for each in texts:
        note = learner.col.new_note(cloze)
        note["Text"] = each
        deck = learner.col.decks.id("D")
        assert deck
        learner.col.add_note(note, deck)
        for card in note.cards():
            output = card.render_output()
            front, back = (revealed(each, card.ord + 1, answer=side) for side in (False, True))
            assert text(front) == text(output.question_text).rstrip("\n")
            assert text(back) == text(output.answer_text).rstrip("\n")
