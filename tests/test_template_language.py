"""Templates are read as Anki reads them: which cards a note gets, and what these show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from anki.models import NotetypeDict, NotetypeId
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learner import Learner
from recto.deck.notetypes import Template
from recto.outputs.page.template import render
from recto.text.template import (
    SPECIAL,
    can_show,
    is_empty,
    parse,
    renamed,
    shows,
    unknown_filter,
    values,
)

NAMES = ("First", "A", "B b", "Ü", "kana")
ADDED = ("Tags", "Type", "Deck", "Subdeck", "Card")
FILTERS = (
    *("", "text:", "furigana:", "kana:", "kanji:", "type:", "type:nc:", "nc:", "hint:"),
    *("text:hint:", "furigana:text:", "unknown:", "cloze:", "cloze-only:", "type:cloze:"),
    *("tts en_US:", "tts en_US voices=A speed=1.2:text:"),
)
CONTENTS = (
    *("", " ", "<br>", "<div> </div>", "\u3000", "&nbsp;", "x", "<b>a &amp; b</b>"),
    *("犬[いぬ]が 猫[ねこ]", "{{c1::one::hint}} {{c2::two {{c1::in}}}}", "a[sound:x.mp3] b[c]"),
)

values_ = st.builds(
    "{{{{{}{}{}{}}}}}".format,
    st.sampled_from(["", " ", "\n"]),
    st.sampled_from(FILTERS),
    st.sampled_from((*NAMES, *ADDED)),
    st.sampled_from(["", " "]),
)
texts = st.sampled_from(["", "text", "<b>x</b>", "}}", "{ ", "<!-- {{#A}} -->", "<br>", "<% A %>"])


def sections(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    names = st.sampled_from((*NAMES, *ADDED, "c1", "c2"))
    return st.builds(
        lambda sign, name, nodes: f"{{{{{sign}{name}}}}}{nodes}{{{{/{name}}}}}",
        st.sampled_from(["#", "^", "# ", " #"]),
        names,
        st.lists(inside, max_size=3).map("".join),
    )


nodes = st.recursive(values_ | texts, sections, max_leaves=12)
templates = st.lists(nodes, max_size=4).map("".join)
contents = st.tuples(*[st.sampled_from(CONTENTS)] * (len(NAMES) - 1))


@pytest.fixture(scope="module")
def anki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Learner]:
    with Learner(tmp_path_factory.mktemp("anki") / "one") as learner:
        yield learner


def kind(anki: Learner, fronts: list[str], back: str, *, cloze: bool = False) -> NotetypeDict:
    """A note type with these fronts; each says who it is in a way that Anki passes over."""
    models = anki.col.models
    made = models.new("Kind")
    made["type"] = int(cloze)
    for name in NAMES:
        models.add_field(made, models.new_field(name))
    for number, front in enumerate(fronts):
        template = models.new_template(f"Card {number}")
        mark = f"<i>{number}</i>{{{{#A}}}}{{{{^A}}}}{{{{A}}}}{{{{/A}}}}{{{{/A}}}}"
        template["qfmt"], template["afmt"] = front + mark, back
        models.add_template(made, template)
    return models.get(NotetypeId(models.add_dict(made).id)) or {}


def text(side: str) -> str:
    """What a reader sees, sounds and speech told alike."""
    sounds = re.sub(
        r"\[sound:.*?\]|\[anki:tts.*?\].*?\[/anki:tts\]|\[anki:play:.:\d+\]",
        "♪",
        side,
        flags=re.DOTALL,
    )
    return unescape(re.sub(r"<[^>]*>", "", sounds))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    fronts=st.lists(templates, min_size=1, max_size=5),
    back=templates,
    filled=contents,
    tagged=st.booleans(),
)
def test_cards_and_their_sides_are_those_of_anki(
    anki: Learner, fronts: list[str], back: str, filled: tuple[str, ...], tagged: bool
) -> None:
    """Card by card: whether the note gets it, and what both sides say."""
    made = kind(anki, ["{{First}}", *fronts], "{{FrontSide}}|" + back)
    note = anki.col.new_note(made)
    fields = dict(zip(NAMES, ("1st", *filled), strict=True))
    for name, content in fields.items():
        note[name] = content
    note.tags = ["one"] if tagged else []
    deck = anki.col.decks.id("Parent::Child")
    assert deck
    anki.col.add_note(note, deck)
    try:
        full = {name for name, content in fields.items() if not is_empty(content)}
        added = SPECIAL - {"Tags"} | ({"Tags"} if tagged else set())
        ours = [
            n for n, t in enumerate(made["tmpls"]) if shows(parse(t["qfmt"]).nodes, full | added)
        ]
        cards = note.cards()
        assert [card.ord for card in cards] == ours
        for card in cards:
            shown = made["tmpls"][card.ord]
            special = {"Type": made["name"], "Deck": "Parent::Child", "Subdeck": "Child"}
            special |= {"Card": shown["name"], "Tags": "one" if tagged else ""}
            template = Template(1, shown["name"], shown["qfmt"], shown["afmt"])
            sides = render(template, fields | special, card.ord)
            output = card.render_output()
            if "The front of this card is blank" in output.question_text:
                continue  # said in place of both sides; such a card is no use to anybody
            assert text(sides.front) == text(output.question_text)
            assert text(sides.back) == text(output.answer_text)
    finally:
        anki.col.models.remove(made["id"])


@pytest.mark.parametrize(
    ("template", "slips"),
    [
        ("{{A}} {{#A}}x{{/A}}", []),
        ("{{#A}}{{B}}", [(0, "never closed")]),
        ("{{#A}}{{#B}}x{{/A}}{{/B}}", [(13, "has to come first"), (19, "not open")]),
        ("x{{/A}}", [(1, "not open")]),
        ("{{A}} {{B", [(6, "no `}}`")]),
        ("<!-- {{#A}} -->{{A}}", []),
        ("{{#A}}" * 101 + "{{/A}}" * 100, [(600, "more than 100")]),
    ],
)
def test_what_anki_would_refuse_is_told_with_its_place(
    template: str, slips: list[tuple[int, str]]
) -> None:
    found = parse(template).slips
    assert [slip.at for slip in found] == [at for at, _ in slips]
    assert all(part in slip.message for slip, (_, part) in zip(found, slips, strict=True))


@settings(deadline=None)
@given(templates)
def test_fields_can_have_other_names(template: str) -> None:
    """The same template, with other fields in the same places."""
    other = parse(renamed(template, lambda name: f"{name} too"))
    found = [value.field for value in values(parse(template).nodes)]
    assert [value.field for value in values(other.nodes)] == [f"{name} too" for name in found]
    assert renamed(renamed(template, str.upper), str.upper) == renamed(template, str.upper)


@pytest.mark.parametrize(
    ("front", "may"),
    [
        ("{{A}}", True),
        ("{{#A}}text{{/A}}", False),
        ("{{^A}}{{A}}{{/A}}", False),
        ("{{#A}}{{^A}}{{B}}{{/A}}{{/A}}", False),
        ("{{#A}}{{^B}}{{A}}{{/B}}{{/A}}", True),
        ("{{Deck}}", False),
    ],
)
def test_a_front_that_never_shows_anything_is_told(front: str, *, may: bool) -> None:
    assert can_show(parse(front).nodes) is may


def test_filters_that_only_an_add_on_brings_are_told() -> None:
    found = values(parse("{{foo:A}}{{text:hint:A}}{{tts de_DE:A}}{{type:nc:A}}{{nc:A}}").nodes)
    assert [unknown_filter(value) for value in found] == ["foo", "", "", "", "nc"]
