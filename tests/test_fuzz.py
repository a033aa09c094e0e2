"""Hostile input: whatever a source holds, a command ends with a sentence, and files stay whole.

A short run by default; `RECTO_FUZZ=5000` tries as many examples of each kind.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from desk import DECK, Desk
from growth import grows_in_proportion
from recto.commands.preview import write_pages
from recto.readers.find import folder_home
from recto.readers.style import read_style
from recto.readers.topics import MOST_SHARED
from recto.readers.yaml import compose, parse
from recto.render.markdown import render
from recto.render.one_line import in_one_line
from recto.text import Text
from recto.text.cloze import hidden, shown

EXAMPLES = int(os.environ.get("RECTO_FUZZ", "25"))
COMMANDS = (
    ("build",),
    ("diff", "--format", "json"),
    ("diff", "--format", "markdown"),
    ("check",),
    ("check", "--format", "github"),
    ("preview", "-o", "pages"),
)
fuzzed = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def check_all(files: dict[str, bytes], *, commands: tuple[tuple[str, ...], ...] = COMMANDS) -> None:
    """Run every command on a deck of these files, after a build of a good one, and look."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder)).write(iam="- {q: Who owns the data?, a: You}\n")
        desk.build()
        desk.write(files)
        before = {path: path.read_bytes() for path in (desk.lock, desk.package)}
        for command in commands:
            result = desk.recto(*command)
            told = f"{command}: {result.output[-2000:]}"
            assert result.exit_code in (0, 1, 2), told
            assert isinstance(result.exception, SystemExit | None), told
            if result.exit_code and "github" not in command:
                assert_placed(result.output, desk.root)
                if command == ("build",):
                    assert {path: path.read_bytes() for path in before} == before
            with zipfile.ZipFile(desk.package) as archive:
                assert archive.testzip() is None
            assert not list(desk.root.rglob("*.tmp"))


_PLACE = re.compile(r"(cards/\S*?)(?::(\d+):(\d+))?: (?:error|warning|note|advice): ")


def assert_placed(told: str, root: Path) -> None:
    """Each error names a file that is there, and a line that the file has."""
    errors = [line for line in told.splitlines() if ": error: " in line]
    assert errors
    for line in errors[:50]:
        match = _PLACE.match(line)
        assert match, line
        path = root / match[1]
        assert path.exists(), line
        if match[2] and path.is_file():
            text = path.read_bytes().decode("utf-8", "replace")
            assert 1 <= int(match[2]) <= len(re.split("\r\n|\r|\n", text)) + 1, line


# Bytes

FILES = st.sampled_from(
    ["deck.yaml", "a.yaml", "b/c.yml", "style.css", "recto.lock", "media/x.svg"]
)


@fuzzed
@given(st.dictionaries(FILES, st.binary(max_size=200), min_size=1, max_size=3))
@example({"deck.yaml": b"\xff"})
@example({"recto.lock": b"\x00"})
@example({"recto.lock": b"{}\n[]\nnull\n1\n"})
def test_any_bytes_end_in_a_sentence(files: dict[str, bytes]) -> None:
    check_all(files)


GOOD = (
    b"title: Identity\ntags: [exam]\nsource: https://example.org\ncards:\n"
    b"  - {q: Who owns `it`?, a: '**You**', reversed: true, hint: x, extra: y, id: it}\n"
    b"  - q: Which?\n    choices: [A, B]\n    a: B\n"
    b"  - {q: How?, typed: so}\n"
    b'  - cloze: "{{c1::One}} and $x_{{c2::two::hint}}$ `{{c3::three}}`"\n'
)


@fuzzed
@given(st.data())
def test_a_source_with_bytes_changed_ends_in_a_sentence(data: st.DataObject) -> None:
    text = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        new = data.draw(st.sampled_from(PIECES) | st.binary(max_size=3))
        text[at : at + data.draw(st.integers(0, 6))] = new
    check_all({"a.yaml": bytes(text)})


PIECES = [
    *(b"\n", b"  ", b"- ", b": ", b"'", b'"', b"|\n", b">", b"{", b"}", b"[", b"]", b"&a ", b"*a"),
    *(b"!!x ", b"#", b"\t", b"{{c1::", b"}}", b"::", b"$", b"`", b"<b>", b"<", b"](", b"\\"),
    *(
        b"\xef\xbb\xbf",
        b"\xc3\xbc",
        b"\xe2\x80\xa8",
        b"\xc2\x85",
        b"\x00",
        b"\x1f",
        b"---\n",
        b"? ",
    ),
]


# Structures

KEYS = (
    *("deck", "id", "tag", "topics", "subdecks", "description", "license", "report", "title"),
    *("unsafe_html", "tags", "source", "cards", "q", "a", "reversed", "typed", "choices", "cloze"),
    *("hint", "extra", "draft", "ignore", "wrong", "<<", "0"),
)
LEAVES = st.sampled_from(
    [
        *("", "x", "true", "no", "{{c1::a}}", "{{c1::a", "{{c0::a}}", "{{c999999999::a}}", "topic"),
        *("a b", "é", "::", "a::b", "<script>", "$x$", "![](media/x.png)", "![](x.svg)", "[a](b)"),
        *("test-aaaa2222", "-", "a" * 300, "\u202e", "\U0001f600", "{{c" + "9" * 5000 + "::a}}"),
        *("[[type:Nothing]]", "[sound:x.mp3]", "[latex]x[/latex]", "{{c1,2::a}}", "https://a.b"),
    ]
) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
    max_leaves=20,
)
CARDS = st.lists(st.dictionaries(st.sampled_from(KEYS), LEAVES | st.lists(LEAVES, max_size=3)))


@fuzzed
@given(deck=TREES, topic=TREES | st.builds(lambda cards: {"cards": cards}, CARDS))
def test_any_structure_ends_in_a_sentence(deck: Any, topic: Any) -> None:
    """As JSON, which YAML holds too."""
    whole = {"deck": "Test", "id": "test-aaaa2222"}
    deck = {**deck, **whole} if isinstance(deck, dict) else deck
    files = {"deck.yaml": deck, "a.yaml": topic}
    check_all({name: json.dumps(tree, ensure_ascii=False).encode() for name, tree in files.items()})


# Texts

PARTS = st.sampled_from(
    [
        *("[", "]", "(", ")", "![", "](", "*", "_", "~~", "`", "```\n", "~~~\n", "$", "$$", "\\"),
        *("\\(", "\\)", "<", ">", "<b>", "</b>", "<div>", "<a href=", "<!--", "&", "&#65;", ";"),
        *("{{c1::", "{{c2::", "}}", "::", "{", "}", "|", "\n|-|\n", "\n", "\n\n", "\n- ", "\n> "),
        *("    ", "\t", "# ", "1. ", "---\n", "[x]: ", "https://a.b", "a", "b", " ", "é", "漢"),
        *("[[type:", "]]", "[sound:", "[latex]", "[/latex]", "\\href", "\\frac{", "<img src=", '"'),
        *("&#31;", "&#xFDD0;", "&#xFDD1;⁅", "⁆&#xFDD2;", "⁅&#xFDD3;", "&#xFDD1;⁆", "0", "9"),
    ]
)
TEXTS = st.lists(PARTS, min_size=1, max_size=20).map("".join)


@fuzzed
@given(
    st.dictionaries(st.sampled_from(["q", "a", "cloze", "hint", "extra", "source", "typed"]), TEXTS)
)
@example({"q": "[[type:Nothing]]", "a": "[[type:]]"})
@example({"cloze": "{{c1::" * 40 + "a" + "}}" * 40})
@example({"cloze": "\\n\\n["})
def test_any_text_ends_in_a_sentence(card: dict[str, str]) -> None:
    other = {"q": "another", "a": "b"}
    check_all({"a.yaml": json.dumps({"cards": [card, other]}, ensure_ascii=False).encode()})


# Locks

VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [
        "",
        "x",
        "test-aaaa2222/basic/x",
        0,
        1,
        -1,
        10**30,
        1.5,
        True,
        None,
        [],
        {},
        {"1": "x"},
        "\x1b",
    ]
)


def test_a_lock_whose_values_are_lists_ends_in_a_sentence() -> None:
    lines = [json.loads(line) for line in LOCK.splitlines()]
    for line in lines:
        for key in line:
            changed = [{**each, key: []} if each is line else each for each in lines]
            written = "\n".join(map(json.dumps, changed)).encode()
            check_all({"recto.lock": written}, commands=(("build",),))


@fuzzed
@given(st.data())
def test_any_lock_ends_in_a_sentence(data: st.DataObject) -> None:
    """Lines with a value changed, taken away, or twice."""
    lines = [json.loads(line) for line in LOCK.splitlines()]
    for _ in range(data.draw(st.integers(1, 3))):
        line = data.draw(st.sampled_from(lines))
        key = data.draw(st.sampled_from([*line, "strange"]))
        if data.draw(st.booleans()):
            line[key] = data.draw(VALUES)
        else:
            line.pop(key, None)
    written = "\n".join(map(json.dumps, data.draw(st.permutations(lines))))
    check_all({"recto.lock": written.encode()})


LOCK = """\
{"recto":1,"deck":"test-aaaa2222","templates":1}
{"name":"Test","topic":""}
{"notetype":"basic","id":1177860785910,"name":"Test · Recto","content":"00","modified":1700000000}
{"key":"test-aaaa2222/basic/x","guid":"abc","topic":"iam","question":"Who?","answer":"You",\
"content":"kind=0","created":1700000000000,"modified":1700000000}
{"key":"test-aaaa2222/cloze/y","guid":"abd","id":"y","topic":"iam","question":"Who?","answer":"You",\
"clozes":{"1":"You"},"content":"kind=1","created":1700000000001,"modified":1700000000,"retired":true}
"""


# Much of one thing: time and memory stay in proportion to the source, or an error says what is too much


def told(desk: Desk, topic: str) -> list[str]:
    """What a build says of a topic, as `line code`."""
    desk.write({"a.yaml": topic})
    return [f"{each.location.line} {each.code}" for each in desk.faults()]


@pytest.mark.parametrize(
    "topic",
    [
        "[" * 100_000,
        "a: " + "{a: " * 100_000,
        "- " * 100_000 + "x",
        "\n".join(" " * depth + "a:" for depth in range(1_500)),
        "- ? " * 100_000 + "x",
    ],
)
def test_nesting_is_refused_however_deep(desk: Desk, topic: str) -> None:
    assert told(desk, topic)[-1].endswith("yaml-nesting")


def test_aliases_that_repeat_too_much_are_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = f"cards:\n- {{q: one, a: &x {'y' * 1000}}}\n"
    topic += "".join(f"- {{q: one {number}, a: *x}}\n" for number in range(11))
    assert told(desk, topic) == []
    monkeypatch.setattr(compose, "MOST_REPEATED", 10_000)
    assert told(desk, topic) == ["13 yaml-alias"]


def test_aliases_of_lists_are_refused_so_that_none_can_grow(desk: Desk) -> None:
    laughs = "a: &a [x, x]\n" + "".join(
        f"b{n}: &b{n} [*a, *a]\n" if not n else f"b{n}: &b{n} [*b{n - 1}, *b{n - 1}]\n"
        for n in range(30)
    )
    assert {each.split()[1] for each in told(desk, laughs)} == {
        *("yaml-alias", "unknown-key", "missing-key")
    } - ({"missing-key"})


@pytest.mark.parametrize("key", ["title", "source", "tags"])
def test_what_every_card_gets_is_bounded(desk: Desk, key: str) -> None:
    length = MOST_SHARED // 1000
    topic = f"{key}: {'x' * length}\ncards:\n"
    topic += "".join(f"- {{q: one {number}, a: b}}\n" for number in range(1001))
    assert told(desk, topic) == ["1 file-too-large"]


@pytest.mark.parametrize(
    "topic",
    [
        "cards:\n- {q: one, a: b, tags: [" + ",".join(f"t{n}" for n in range(20_000)) + "]}\n",
        "cards:\n- {" + ",".join(f"k{n}: x" for n in range(5_000)) + "}\n",
        "cards:\n- {" + "q: x, " * 20_000 + "}\n",
        "cards:\n" + "- {q: x, a: y}\n" * 10_000,
        "cards:\n- q: x\n  a: " + "y" * 1_000_000,
        "cards:\n- q: x\n  a: '" + "<script>x</script> " * 10_000 + "'\n",
        "cards:\n- q: x\n  a: b\n  choices: [" + ",".join(map(str, range(20_000))) + "]\n",
        "cards:\n- cloze: '{{c" + "9" * 100_000 + "::a}}'\n",
        "cards:\n- cloze: '" + "{{c1::" * 20_000 + "a" + "}}" * 20_000 + "'\n",
        "cards:\n- cloze: '" + "{{c1::" * 20_000 + "'\n",
    ],
    ids=lambda topic: topic[:40].replace("\n", " "),
)
def test_much_of_one_thing_ends_in_a_sentence(topic: str) -> None:
    check_all({"a.yaml": topic.encode()}, commands=(("build",), ("check",)))


def rendered(repeated: Callable[[int], str], *, clozes: bool) -> Callable[[int], object]:
    def work(number: int) -> None:
        text = repeated(number)
        render(Text(text, Path("a.yaml"), 1, 1, exact=True), clozes=clozes)
        if clozes:
            shown(text)
            hidden(text)

    return work


@pytest.mark.parametrize(
    "atom",
    [
        *(
            "[",
            "![",
            "[a](",
            "[a]: b\n",
            "*a ",
            "*a_ ",
            "**a",
            "`",
            "` `` ",
            "$",
            "$a",
            "$$ ",
            "\\(",
        ),
        *(
            "<b",
            "<b>",
            "<a href='",
            "<!--",
            "&#",
            "|",
            "a|b\n-|-\n",
            "\n> ",
            "- ",
            "1. ",
            "{",
            "}}",
        ),
        *("\\[", "\\[a", "-|", "- -"),
        *("<script>\n", "<pre ", "{{c1::a}} $x$ ", "](a.png) ![", "&#31;"),
        *("[latex]", "[$]", "[sound:", "[[type:", "\\href", "$\\href$ ", "<script>x</script> "),
        *(
            "{{c1::a}} ",
            "{{c1::",
            "{{c1::a::b}}",
            "**{{c1::a** b}} ",
            "{{c1::}}",
            "::",
            "{{c1::$a}}$",
        ),
    ],
)
def test_patterns_cost_what_their_length_does(atom: str) -> None:
    """Repeated by themselves, and behind a run of spaces."""
    for clozes in (False, True):
        assert grows_in_proportion(rendered(lambda n: atom * n, clozes=clozes), 4_000)
        assert grows_in_proportion(rendered(lambda n: " " * 4 * n + atom * n, clozes=clozes), 4_000)


def test_faults_cost_what_their_number_does(tmp_path: Path) -> None:
    """Each has a place, and none counts the lines from the head of the file."""
    home = folder_home(tmp_path)
    path = tmp_path / "style.css"

    def joined(number: int) -> None:
        text = "".join(
            f"- q: {n}{' word' * 50}\n  a: >\n    one\n    - two\n" for n in range(number)
        )
        _, faults = parse(text.encode(), path)
        assert len(faults) == number

    def hidden_names(number: int) -> None:
        path.write_text("\\a " * 10 * number, "utf-8")
        _, faults = read_style(home)
        assert len(faults) == 10 * number

    assert grows_in_proportion(joined)
    assert grows_in_proportion(hidden_names)


@pytest.mark.parametrize("mark", [">", "> ", "- ", "- > ", "1. "])
def test_quotations_in_one_another_cost_what_their_length_does(mark: str) -> None:
    deep = rendered(lambda n: f"{mark * 2 * n}a\n" + "b\n" * n, clozes=False)
    assert grows_in_proportion(deep, 16_000)


def test_quotations_in_one_another_are_shown_as_written_where_nobody_means_them() -> None:
    text = f"{'>' * 5_000}<script>a</script> \\(x\\)\n" + "b\n" * 5_000
    finished, faults = render(Text(text, Path("a.yaml"), 1, 1, exact=True))
    assert finished.startswith("&gt;" * 5_000 + "&lt;script&gt;")
    assert "\\(" not in finished
    assert not faults


def test_an_attribute_costs_what_its_length_does() -> None:
    assert grows_in_proportion(
        rendered(lambda n: f"![{'$a$ ' * n}](a.png '{'<b>' * n}')", clozes=False), 16_000
    )


@pytest.mark.parametrize(
    "atom", ["<script>", "<script ", "</script><script", "<style>\n", "<pre>\n"]
)
def test_unsafe_html_costs_what_its_length_does(atom: str) -> None:
    def work(number: int) -> None:
        render(Text(atom * number, Path("a.yaml"), 1, 1, exact=True), unsafe=True)

    assert grows_in_proportion(work, 8_000)


@pytest.mark.parametrize("piece", ["<pre ", "<code ", "\\\\( ", "[sound:", "<b>", "&amp;"])
def test_pages_of_unsafe_html_cost_what_their_length_does(desk: Desk, piece: str) -> None:
    desk.write({"deck.yaml": f"{DECK}unsafe_html: true\n"})

    def work(number: int) -> None:
        held = piece * number if "\\" in piece else f"<script>{piece * number}</script>"
        desk.write(iam=f"- cloze: {json.dumps(f'{{{{c1::a}}}} {held}')}\n")
        write_pages([desk.root / "cards"], desk.options())

    assert grows_in_proportion(work, 16_000)


@pytest.mark.parametrize(
    "repeated",
    [
        lambda n: f"{'-' * n}x |\ny",
        lambda n: f"|{'-: ' * n}|x",
        lambda n: "![" * n,
        lambda n: f"![]({'a' * n}",
        lambda n: f"![](<{'a ' * n}",
        lambda n: "```\n" + "\n" * n + "x",
        lambda n: "~~~\n" + " ~~" * n,
        lambda n: "`" * 4 * n + "#",
    ],
)
def test_a_line_costs_what_its_text_does(repeated: Callable[[int], str]) -> None:
    assert grows_in_proportion(lambda n: in_one_line(repeated(n)), 16_000)


def _acronyms(number: int) -> str:
    return " ".join(
        "X" + "".join(chr(65 + n // 26**i % 26) for i in range(3)) for n in range(number)
    )


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (lambda n: f"What is {'?' * n}x", lambda _: "b"),
        (lambda n: f"a{'_' * n} b", lambda _: "b"),
        (lambda n: f"a{'*_' * n} b", lambda _: "b"),
        (_acronyms, _acronyms),
        (lambda n: "abc def " * n, lambda n: "abc def " * (n // 2) + "ghi"),
        (lambda n: "abc, def or " * n + "?", lambda n: "abc or " * (n // 2)),
    ],
)
def test_advice_costs_what_the_texts_do(
    desk: Desk, question: Callable[[int], str], answer: Callable[[int], str]
) -> None:
    def work(number: int) -> None:
        card = {"q": question(number), "a": answer(number)}
        desk.write(iam=f"- {json.dumps(card)}\n- {{q: other, a: b}}\n")
        desk.inspect()

    assert grows_in_proportion(work, 16_000)


def _listed(word: str, number: int) -> str:
    return f"[{', '.join(f'{word}{n}' for n in range(number))}]"


@pytest.mark.parametrize(
    "files",
    [
        lambda n: {"deck.yaml": f"{DECK}topics: {_listed('t', n)}\n"},
        lambda n: {"a.yaml": f"ignore: {_listed('c', n)}\ncards: [{{q: a, a: b}}]\n"},
        lambda n: {
            "a.yaml": f"cards: [{{q: a, choices: {_listed('c', n)}, a: {_listed('d', n)}}}]\n"
        },
        lambda n: {"a.yaml": f"cards: [{{q: a, choices: {_listed('c', n)}, a: '{'c1, ' * n}'}}]\n"},
        lambda n: {
            "a.yaml": "cards: [{q: " + " ".join(f"![](m{i}.png)" for i in range(n)) + "}]\n"
        },
        lambda n: {
            "a.yaml": "".join(f"\n%TAG !a{i}! tag:x" for i in range(10 * n)) + "\n---\na: b\n"
        },
        lambda n: {"a.yaml": "{" + "a," * n + "}"},
        lambda n: {"a.yaml": "cards: [{q: a, a: '" + "\u0300\u0327" * 4 * n + "'}]\n"},
        lambda n: {"a.yaml": 'cards: [{q: a, a: "' + r"\u0300\u0327" * 4 * n + '"}]\n'},
        lambda n: {"style.css": f"a {{ b: url({' ' * 4 * n}x( }}"},
    ],
)
def test_faults_cost_what_the_sources_do(
    desk: Desk, files: Callable[[int], dict[str, str | bytes]]
) -> None:
    def work(number: int) -> None:
        desk.write(files(number)).faults()

    assert grows_in_proportion(work, 6_000)


def test_a_choice_of_a_thousand_letters_is_not_sought_letter_by_letter(desk: Desk) -> None:
    letters = "".join(chr(0x4E00 + n * n % 199) for n in range(20_000))
    card = {"q": "a", "choices": [letters, "b"], "a": letters[::-1]}
    assert "choice-unknown" in {
        each.code for each in desk.write(a=f"- {json.dumps(card)}").faults()
    }


def test_long_texts_are_not_compared_letter_by_letter(desk: Desk) -> None:
    """A question of a million letters, edited."""
    desk.write(a=f"- {{q: {'word ' * 200_000}, a: x}}\n").build()
    built = desk.write(a=f"- {{q: {'word ' * 200_000} more, a: y}}\n").build()
    assert [change.fate.value for change in built.forecast.changes] == ["new", "retired"]
