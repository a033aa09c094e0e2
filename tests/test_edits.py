"""Edits written into sources: the new words, and every other byte as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desk import Desk
from recto.commands.pipeline import load
from recto.deck.model import Card
from recto.diagnostics import Location
from recto.readers import tables
from recto.readers.nodes import Edits, Listed, Mapping, Sequence, said
from recto.readers.yaml import as_scalar, parse, with_edits
from recto.text import Text

HERE = Path("iam.yaml")


def edited(source: str, old: str, new: str) -> str:
    """A file in whose one text that says so another stands."""
    data = source.encode()
    node, faults = parse(data, HERE)
    assert not faults
    [text] = [text for text in texts(node) if text.value == old]
    found = with_edits(data, HERE, Edits({text: new}, {}))
    assert not found.left.texts
    return found.data.decode()


def texts(node: object) -> list[Text]:
    match node:
        case Text():
            return [node]
        case Mapping():
            return [text for value in node.values.values() for text in texts(value)]
        case Sequence():
            return [text for item in node.items for text in texts(item)]
    return []


STYLES = {
    "plain": ("- q: An old one # why\n", "An old one", "A new one", "- q: A new one # why\n"),
    "plain on two lines": (
        "- q: An old\n    one\n",
        "An old one",
        "A new one",
        "- q: A new\n    one\n",
    ),
    "plain that needs quotes": (
        "- q: An old one # why\n",
        "An old one",
        "An old: one",
        '- q: "An old: one" # why\n',
    ),
    "single quotes": ("- q: 'It''s old'\n", "It's old", "It's 'new'", "- q: 'It''s ''new'''\n"),
    "double quotes": (
        '- q: "An \\"old\\" one"\n',
        'An "old" one',
        'A "new" \\one',
        '- q: "A \\"new\\" \\\\one"\n',
    ),
    "a line more in quotes": ('- q: "One"\n', "One", "One\nTwo", '- q: "One\\nTwo"\n'),
    "a line more in a plain text": ("- q: One\n", "One", "One\nTwo", "- q: |\n    One\n    Two\n"),
    "a block": (
        "- q: |\n    - An old\n    - one\n\n  a: x\n",
        "- An old\n- one",
        "- A new\n\n- one\n- more",
        "- q: |\n    - A new\n\n    - one\n    - more\n\n  a: x\n",
    ),
    "a folded block": (
        "- q: >\n    An old\n    one\n  a: x\n",
        "An old one",
        "A new one",
        "- q: >\n    A new\n    one\n  a: x\n",
    ),
    "a list in brackets": ("- choices: [old, new]\n", "old", "a, b", '- choices: ["a, b", new]\n'),
    "an anchor": (
        "- source: &s Old\n- source: *s\n",
        "Old",
        "New",
        "- source: &s New\n- source: *s\n",
    ),
    "carriage returns": (
        "- q: |\r\n    A\r\n    B\r\n",
        "A\nB",
        "A\nC\nD",
        "- q: |\r\n    A\r\n    C\r\n    D\r\n",
    ),
    "a byte order mark": ("\ufeff- q: Old\n", "Old", "New", "\ufeff- q: New\n"),
    "JSON": ('[{"q": "Old", "a": "x"}]', "Old", 'N\ne"w', '[{"q": "N\\ne\\"w", "a": "x"}]'),
}


@pytest.mark.parametrize("style", STYLES)
def test_only_the_words_change_that_have_to(style: str) -> None:
    source, old, new, expected = STYLES[style]
    if style == "an anchor":
        node, _ = parse(source.encode(), HERE)
        text = texts(node)[0]
        assert with_edits(source.encode(), HERE, Edits({text: new}, {})).data.decode() == expected
    else:
        assert edited(source, old, new) == expected


SIGNS = st.text("ab'\"\\:#-|>[]{},&*!%@` \n\té\u2028", max_size=12).map(str.strip).filter(bool)
QUOTED = {
    "'": lambda text: "'" + text.replace("'", "''") + "'",
    '"': lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"',
    "|": lambda text: "|\n      " + text,
    ">": lambda text: ">\n      " + text,
}


@given(
    st.text("ab'\" :#", max_size=8).map(str.strip).filter(bool), SIGNS, st.sampled_from([*QUOTED])
)
def test_any_text_can_stand_in_the_place_of_another(old: str, new: str, style: str) -> None:
    source = f"cards:\n  - q: {QUOTED[style](old)}\n    a: x\n".encode()
    node, faults = parse(source, HERE)
    if faults:
        return
    text = texts(node)[0]
    found = with_edits(source, HERE, Edits({text: new}, {}))
    after, _ = parse(found.data, HERE)
    assert found.left.texts or said(after) == {"cards": [{"q": new, "a": "x"}]}
    assert found.data.endswith(b"\n    a: x\n")


@given(SIGNS, st.booleans())
@example("\\\u2028>", True)
def test_a_text_written_as_a_scalar_says_what_it_said(text: str, in_flow: bool) -> None:
    written = as_scalar(text, 4, in_flow=in_flow)
    source = f"[{{q: {written}, a: x}}]" if in_flow else f"- q: {written}\n  a: x\n"
    node, _ = parse(source.encode(), HERE)
    assert "\t" in text or said(node) == [{"q": text, "a": "x"}]


ENTRIES: dict[str, tuple[str, dict[str, str | Listed], str]] = {
    "behind the last": (
        "- q: a\n  a: b\n\n- q: c\n",
        {"extra": "More: it"},
        '- q: a\n  a: b\n  extra: "More: it"\n\n- q: c\n',
    ),
    "lines": ("- q: a\n  a: b\n", {"extra": "A\nB"}, "- q: a\n  a: b\n  extra: |\n    A\n    B\n"),
    "in braces": ("- {q: a, a: b}\n", {"hint": "x, y"}, '- {q: a, a: b, hint: "x, y"}\n'),
    "after a block": (
        "- q: a\n  a: |\n    b\n",
        {"hint": "x"},
        "- q: a\n  a: |\n    b\n  hint: x\n",
    ),
    "after a list": ("- q: a\n  tags: [b]\n", {"hint": "x"}, "- q: a\n  tags: [b]\n  hint: x\n"),
    "no tags yet": ("- q: a\n", {"tags": Listed(("x", "y"))}, "- q: a\n  tags: [x, y]\n"),
    "one tag more": ("- tags: [x]  # why\n", {"tags": Listed(("y",))}, "- tags: [x, y]  # why\n"),
    "one line more": (
        "- tags:\n    - x # a\n",
        {"tags": Listed(("y",))},
        "- tags:\n    - x\n    - y # a\n",
    ),
    "one tag less": ("- tags: [x, y]\n", {"tags": Listed((), ("X",))}, "- tags: [y]\n"),
    "one line less": ("- tags:\n  - x\n  - y\n", {"tags": Listed((), ("x",))}, "- tags:\n  - y\n"),
    "none left": ("- tags: [x]\n", {"tags": Listed((), ("x",))}, "- tags: []\n"),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_entries_are_added_and_lists_changed(name: str) -> None:
    source, entries, expected = ENTRIES[name]
    node, _ = parse(source.encode(), HERE)
    assert isinstance(node, Sequence)
    first = node.items[0]
    assert isinstance(first, Mapping)
    found = with_edits(source.encode(), HERE, Edits({}, {first.place: entries}))
    assert not found.left.entries
    assert found.data.decode() == expected


def test_a_text_that_goes_takes_its_key_along() -> None:
    source = "- q: a\n  extra: |\n    b\n    c\n  a: d\n"
    assert edited(source, "b\nc", "") == "- q: a\n  a: d\n"


def test_what_can_t_be_written_is_handed_back() -> None:
    data = b"- ? q\n  : a\n"
    node, _ = parse(data, HERE)
    assert isinstance(node, Sequence)
    [card] = node.items
    assert isinstance(card, Mapping)
    edits = Edits({}, {card.place: {"tags": Listed((), ("x",))}})
    found = with_edits(data, HERE, edits)
    assert found == (data, edits)


TABLE = 'q,a,choices,tags\r\nOne,"It ""is""",,x\r\n Two ,B,A|B\\|C|B,\r\n'


@pytest.fixture
def cards(desk: Desk) -> list[Card]:
    desk.write({"iam.yaml": "table: words.csv\n", "words.csv": TABLE.encode()})
    loaded = load([desk.deck])
    assert not loaded.failed
    return [*loaded.results[0].cards]


def in_table(desk: Desk, edits: Edits) -> str:
    home = load([desk.deck]).results[0].home
    found = tables.with_edits(home, desk.deck / "iam.yaml", edits)
    assert found
    assert found.left == ({}, {})
    return found.data.decode()


def test_cells_are_edited_and_nothing_else(desk: Desk, cards: list[Card]) -> None:
    one, two = cards
    texts_ = {one.asked: "1, 1", two.asked: "2", one.content.answers[0]: 'It "was"'}
    expected = TABLE.replace("One", '"1, 1"').replace(" Two ", " 2 ").replace("is", "was")
    assert in_table(desk, Edits(texts_, {})) == expected


def test_one_of_the_choices_in_a_cell_is_edited(desk: Desk, cards: list[Card]) -> None:
    choices = {text.value: text for text in cards[1].content.texts()}
    texts_ = {choices["B|C"]: "D|E", choices["A"]: "F"}
    assert in_table(desk, Edits(texts_, {})) == TABLE.replace("A|B\\|C|B", "F|D\\|E|B")


def test_tags_of_a_row(desk: Desk, cards: list[Card]) -> None:
    one, two = cards
    entries: dict[Location, dict[str, str | Listed]] = {
        one.place: {"tags": Listed(("y",), ("x",))},
        two.place: {"tags": Listed(("z", "w"))},
    }
    expected = TABLE.replace(",x\r\n", ",y\r\n").replace("|B,\r\n", "|B,z w\r\n")
    assert in_table(desk, Edits({}, entries)) == expected
