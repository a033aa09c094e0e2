"""YAML with places: texts stay as written, and every place can be pointed at."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from desk import Desk
from recto.diagnostics import Diagnostic, Location
from recto.readers.nodes import Mapping, Node, Sequence
from recto.readers.yaml import parse
from recto.readers.yaml.escapes import misread
from recto.text import Text

PATH = Path("a.yaml")


def value(source: str) -> Text:
    """The value of the only key."""
    node, faults = parse(source.encode(), PATH)
    assert isinstance(node, Mapping), faults
    [text] = node.values.values()
    assert isinstance(text, Text)
    return text


@pytest.mark.parametrize(
    "written",
    ["no", "1.10", "1:30", "2024-01-01", "0x1F", "~", "null", "true", "1_000", ".5", "0o7"],
)
def test_every_scalar_is_the_text_that_was_written(written: str) -> None:
    assert value(f"a: {written}").value == written


@pytest.mark.parametrize(
    ("source", "find"),
    [
        ("a: one two", "two"),
        ('a: "one two"', "two"),
        ("a: 'one two'", "one"),
        ("# comment\n\na:   one two", "two"),
        ("a: |\n  one\n  two three", "three"),
        ("a: |\n\n    one\n    two three", "three"),
        ("a: |2\n  one\n  two", "two"),
        ("a: |-\r\n  one\r\n  two\r\n", "two"),
    ],
)
def test_offsets_point_into_the_file(source: str, find: str) -> None:
    text = value(source)
    place = text.at(text.value.index(find))
    line = source.replace("\r\n", "\n").split("\n")[place.line - 1]
    assert line[place.column - 1 :].startswith(find)


def test_a_break_that_is_an_escape_is_no_line_of_the_file() -> None:
    for source in ('a: "\\n\\n one"', 'a: "\\t\\u0020one"', "a: ' one\n  two'"):
        assert value(source).at() == Location(PATH, 1, 5)
    assert value("a: '  one'").at() == Location(PATH, 1, 7)


@pytest.mark.parametrize("source", ["a: >\n  one\n  two", 'a: "one\\ttwo"', "a: one\n  two"])
def test_where_yaml_folds_the_start_is_the_place(source: str) -> None:
    text = value(source)
    assert text.at(5) == text.at(0)


@pytest.mark.parametrize(
    ("quoted", "meant_as_backslash"),
    [
        (r"$\nu$", r"\nu"),
        (r"$$\nE = mc^2\n$$", ""),
        (r"$$\n\tau\n$$", r"\tau"),
        (r"one\nu and two", ""),
        (r"1 \neq 2", r"\neq"),
        (r"is \\theta, \\\theta", r"\theta"),
        (r"costs $5\nand $10", ""),
        (r"a `\n\nno 'code`\n' is here", ""),
        (r"- a\n\tb\r\nc", ""),
        (r"one\ttwo", r"\ttwo"),
        (r"it prints `\n`", r"\n"),
        (r"`'\t'`", r"\t"),
        (r"```\nnot\n\tx\n```", ""),
        (r"snake\_case", r"\_case"),
        (r"10\_km, S.\_5", ""),
        (r"\u00e9\x41\"\/", ""),
    ],
)
def test_an_escape_in_the_place_of_a_backslash_is_told(
    quoted: str, meant_as_backslash: str
) -> None:
    found = misread(quoted)
    assert (found is None) == (not meant_as_backslash)
    assert not found or f"to write `{meant_as_backslash}`," in found.message


@given(st.text(st.sampled_from('\\"ntrxuU0_LN$`~ a1'), max_size=30))
def test_escapes_of_any_text_give_at_most_one_fault_in_its_line(inner: str) -> None:
    source = f'a: "{inner}"'
    faults = parse(source.encode(), PATH)[1]
    assert len([each for each in faults if each.code == "yaml-escape"]) <= 1
    for each in faults:
        if each.code == "yaml-escape":
            assert source[each.location.column - 1] == "\\"


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@pytest.mark.parametrize(
    "lines",
    [
        ["deck: D", "cards", "  - q: Q"],
        ["cards:", "- q: |", "    Q", "  a: 'one", "", "    two' three"],
        ["cards:", "- q: one #two", '  a: "$\\nu$"', "  x: \x00"],
    ],
)
def test_faults_are_the_same_however_lines_end(lines: list[str], end: str) -> None:
    faults = parse("\n".join(lines).encode(), PATH)[1]
    assert faults
    assert parse(end.join(lines).encode(), PATH)[1] == faults


def test_a_key_has_the_faults_of_any_text() -> None:
    for source in ("? q #1\n: one", "!x q: one", '"$\\nu$": one', "\u00a0q: one"):
        [fault] = parse(source.encode(), PATH)[1]
        assert fault.location.line == 1
    [fault] = parse(b"a: one\nq: one\n'q': two", PATH)[1]
    assert fault == Diagnostic(
        Location(PATH, 3, 1),
        "duplicate-key",
        "`q` stands in line 2 already; begin each card with `- `",
    )


def test_a_byte_order_mark_does_no_harm() -> None:
    assert value("\ufeffa: b").value == "b"


def test_texts_are_composed() -> None:
    assert value("a: u\u0308ber").value == "über"


def test_an_alias_repeats_a_text() -> None:
    node, faults = parse(b"one: &x https://example.org\ntwo: *x", PATH)
    assert not faults
    assert isinstance(node, Mapping)
    assert [text.value for text in node.values.values() if isinstance(text, Text)] == [
        "https://example.org"
    ] * 2


def plain(node: Node | None) -> object:
    match node:
        case Text(value=text):
            return text
        case Sequence(items=items):
            return [plain(item) for item in items]
        case Mapping(values=values):
            return {key: plain(item) for key, item in values.items()}
        case _:
            return None


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"])).map(str.strip)
keys = st.text("abcdefgh", min_size=1)
trees = st.recursive(
    words, lambda inner: st.lists(inner) | st.dictionaries(keys, inner), max_leaves=8
)


@given(st.dictionaries(keys, trees, min_size=1))
def test_reads_what_a_yaml_library_writes(tree: dict[str, object]) -> None:
    import unicodedata

    written = yaml.safe_dump(tree, allow_unicode=True, default_style='"')
    node, faults = parse(written.encode(), PATH)
    assert not faults

    def composed(thing: object) -> object:
        if isinstance(thing, str):
            return unicodedata.normalize("NFC", thing.strip())
        if isinstance(thing, dict):
            return {key: composed(item) for key, item in thing.items()}
        return [composed(item) for item in thing] if isinstance(thing, list) else thing

    assert plain(node) == composed(tree)


FRAGMENTS = st.sampled_from(
    [
        "cards:",
        "\n",
        "  ",
        "- ",
        "q: ",
        "a: ",
        "x",
        "{{c1::",
        "}}",
        "'",
        '"',
        "|",
        "&a ",
        "*a",
        ": ",
        "[",
        "]",
        "{",
        "}",
        "!!str ",
        "\t",
        "#",
        "choices: ",
        "cloze: ",
        "id: ",
        "%",
        "---",
        "é",
        "\\",
        "? ",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(FRAGMENTS, max_size=30).map("".join) | st.binary(max_size=60).map(repr))
def test_any_source_gives_a_deck_or_faults_with_places(source: str) -> None:
    node, faults = parse(source.encode(), PATH)
    assert node is not None or faults
    lines = source.split("\n")
    for fault in faults:
        assert isinstance(fault.location, Location)
        assert 0 <= fault.location.line <= len(lines) + 1


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_nesting_is_refused_in_one_line_too(opening: str) -> None:
    """The library reads a line ahead and has a limit of its own; authors hear one sentence."""
    _, faults = parse((opening * 3000).encode(), PATH)
    assert {fault.message for fault in faults} == {"more than 20 levels of nesting"}
    assert {fault.code for fault in faults} == {"yaml-nesting"}


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=80))
def test_any_bytes_give_a_node_or_a_fault(data: bytes) -> None:
    node, faults = parse(data, PATH)
    assert node is not None or faults


def test_faults_of_all_files_come_in_one_run(desk: Desk) -> None:
    desk.write(one="- {q: x}\n- {a: y}", two="- {q: z, a: z, wrong: z}", three="- {q: 'unclosed}")
    codes = [(d.location.path.stem, d.code) for d in desk.faults()]
    assert sorted(codes) == [
        ("one", "missing-key"),
        ("one", "missing-key"),
        ("three", "yaml-syntax"),
        ("two", "unknown-key"),
    ]
