"""Clozes: the grammar, and that the real Anki hides and shows the very words Recto says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk import Desk
from learner import Learner
from recto.render.markdown import render
from recto.text import Text, cloze

if TYPE_CHECKING:
    from anki.notes import Note

FENCE = "```"


# The grammar


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("{{c1::a}} b", {1: "a"}),
        ("{{c2::b}} {{c1::a}}", {1: "a", 2: "b"}),
        ("{{c1::a}} and {{c1::b}}", {1: "a … b"}),
        ("{{c10::a}}{{c9::b}}", {9: "b", 10: "a"}),
        ("{{c1:: a }}", {1: "a"}),
        ("{{c1::a\nb}}", {1: "a\nb"}),
        ("{{c01::a}}", {1: "a"}),
        # nested
        ("{{c1::one {{c2::two}} three}}", {1: "one two three", 2: "two"}),
        ("{{c1::{{c2::x}}}}", {1: "x", 2: "x"}),
        ("{{c1::{{c2::{{c3::x}}}}}}", {1: "x", 2: "x", 3: "x"}),
        ("{{c1::a{{c2::b}}c{{c2::d}}e}}", {1: "abcde", 2: "b … d"}),
        # hints
        ("{{c1::a::h}}", {1: "a"}),
        ("{{c1::a b::}}", {1: "a b"}),
        ("{{c1::a::h i::j}}", {1: "a"}),
        ("{{c1::Paris::city}} {{c2::1969::year}}", {1: "Paris", 2: "1969"}),
        ("{{c1::is::is/are}} {{c2::9:30::time}}", {1: "is", 2: "9:30"}),
        ("{{c1::s3:GetObject::action}}", {1: "s3:GetObject"}),
        ("{{c1::Everest::8849 m}} {{c2::Everest:: 8849m}}", {1: "Everest", 2: "Everest"}),
        ("{{c1::water::H<sub>2</sub>O}} {{c2::x::$x^2$}}", {1: "water", 2: "x"}),
        ("{{c1::std::string::a type}}", {1: "std::string"}),
        ("{{c1::arn:aws:iam::4444:root::which principal}}", {1: "arn:aws:iam::4444:root"}),
        ("{{c1::the year 1969::4 digits}}", {1: "the year 1969"}),
        ("{{c1::a {{c2::b::h}} c::i}}", {1: "a b c", 2: "b"}),
        ("{{c1::{{c2::x}}::h}}", {1: "x", 2: "x"}),
        ("{{c1::a::{h}}}", {1: "a"}),
        # colons that are no hint
        ("{{c1::a:b}}", {1: "a:b"}),
        ("{{c1::a:}}", {1: "a:"}),
        ("{{c1:::a}}", {1: ":a"}),
        ("{{c1::::1}}", {1: "::1"}),
        ("{{c1::arn:aws:s3:::bucket}}", {1: "arn:aws:s3:::bucket"}),
        ("{{c1::a::::b}}", {1: "a::::b"}),
        ("{{c1::a}}::b", {1: "a"}),
        ("{{c1::a::}}", {1: "a::"}),
        ("{{c1::a::h::i}}", {1: "a::h::i"}),
        ("{{c1::arn:aws:iam::4444:root}}", {1: "arn:aws:iam::4444:root"}),
        ("{{c1::arn:aws:iam::aws:policy/X}}", {1: "arn:aws:iam::aws:policy/X"}),
        (
            "{{c1::the ARN arn:aws:iam::aws:root itself}}",
            {1: "the ARN arn:aws:iam::aws:root itself"},
        ),
        ("{{c1::fe80::}} {{c2::::1}} {{c3::ff02::1}}", {1: "fe80::", 2: "::1", 3: "ff02::1"}),
        ("{{c1::2001:db8::/32}}", {1: "2001:db8::/32"}),
        ("{{c1::the address fe80::1 here}}", {1: "the address fe80::1 here"}),
        ("{{c1::Foo::Bar::Baz}} {{c2::Vec::new()}}", {1: "Foo::Bar::Baz", 2: "Vec::new()"}),
        ("{{c1::a call of Vec::new()}}", {1: "a call of Vec::new()"}),
        ("{{c1::`std::map`}}", {1: "`std::map`"}),
        ("{{c1::`std::map`::h}}", {1: "`std::map`"}),
        ("{{c1::$a::b$}}", {1: "$a::b$"}),
        ("${{c1::a::b}}$", {1: "a::b"}),
        ("{{c1::[x](https://a.b/c::d)}}", {1: "[x](https://a.b/c::d)"}),
        ("{{c1::<https://a.b/c::d>}}", {1: "<https://a.b/c::d>"}),
        (f"{FENCE}\n{{{{c1::a::b}}}}\n{FENCE}", {1: "a::b"}),
        # braces that pair
        ("{{c1::{x}}}", {1: "{x}"}),
        ("{{c1::{}}}", {1: "{}"}),
        ("{{c1::{{x}}}}", {1: "{{x}}"}),
        ('{{c1::{"a": {"b": 1}}}}', {1: '{"a": {"b": 1}}'}),
        ('{{c1::`{"a": {"b": 1}}`}} {{c2::x}}', {1: '`{"a": {"b": 1}}`', 2: "x"}),
        (r"{{c1::$\frac{1}{{x}}$}}", {1: r"$\frac{1}{{x}}$"}),
        (r"$\frac{ {{c1::a}} }{ {{c2::b}} }$", {1: "a", 2: "b"}),
        ("$a^{{{c1::b}}}$", {1: "b"}),
        ("${{c1::x_{1}}}$", {1: "x_{1}"}),
        ("{{{c1::a}}}", {1: "a"}),
        ("{{c1::a {b {{c2::c}} d}}}", {1: "a {b c d}", 2: "c"}),
        ("{{c1::`{{ x }}`}}", {1: "`{{ x }}`"}),
        (r"{{c1::$\left\{ x^{a_{b}} \right.$}} c", {1: r"$\left\{ x^{a_{b}} \right.$"}),
        (r"{{c1::$\{x^{y_{z}}$}} c", {1: r"$\{x^{y_{z}}$"}),
        (r"{{c1::$x^{y_{z}}\}$}} c", {1: r"$x^{y_{z}}\}$"}),
        (r"$\{{{c1::x}}\}$", {1: "x"}),
        (r"{{c1::C:\}} {{c2::{b}}}", {1: "C:\\", 2: "{b}"}),
        # braces that do not pair: as Anki reads them
        ("{{c1::a}b}}", {1: "a}b"}),
        ("{{c1::{}}", {1: "{"}),
        ("{{c1::a}}}", {1: "a"}),
        ("{{c1::a}} }} {{ {{c2::b}}", {1: "a", 2: "b"}),
        ("$5}} or {{c2::$x$}}", {2: "$x$"}),
        # comments
        ("<!-- {{c1::a}} --> {{c2::b}}", {2: "b"}),
        ("{{c1::a <!-- }} -->b}}", {1: "a b"}),
        ("`<!-- {{c1::a}} -->`", {1: "a"}),
        # none
        ("a", {}),
        ("{{c1::a", {}),
        ("{{c1::a}", {}),
        ("{{C1::a}} {{c1:a}} {{ c1::a}} {{c::a}} {{1::a}} {{c1 ::a}}", {}),
    ],
)
def test_hidden_words(text: str, hidden: dict[int, str]) -> None:
    assert cloze.hidden(text) == hidden


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{c1::a}} b", "a b"),
        ("{{c1::a::h}} b", "a b"),
        ("{{c1::one {{c2::two::h}} three::i}}.", "one two three."),
        ("{{c1::{x}}}", "{x}"),
        ("a {{c1::b", "a {{c1::b"),
        ("no cloze {{x}}", "no cloze {{x}}"),
        ("", ""),
    ],
)
def test_shown_words(text: str, shown: str) -> None:
    assert cloze.shown(text) == shown


@pytest.mark.parametrize(
    ("text", "numbers"), [("{{c1,2::a}}", "1,2"), ("{{c1,::a}}", "1,"), ("{{c007::a}}", "007")]
)
def test_numbers_are_kept_as_they_were_written(text: str, numbers: str) -> None:
    [found] = cloze.parse(text).clozes
    assert found.numbers == numbers
    assert found.number == int(numbers.partition(",")[0])


@pytest.mark.parametrize(
    ("text", "offsets"),
    [
        ("{{c1::a", [0]),
        ("x {{c1::a {{c2::b}}", [2]),
        ("{{c1::a}} {{c2::b}", [10]),
        ("{{c1::a}}", []),
    ],
)
def test_a_cloze_that_never_ends_is_told_by_its_place(text: str, offsets: list[int]) -> None:
    assert cloze.parse(text).unclosed == offsets


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="{}c1:,2 `$ab\n", max_size=40))
def test_offsets_hold_for_any_text(text: str) -> None:
    for one in cloze.parse(text).clozes:
        assert text[one.start : one.body] == f"{{{{c{one.numbers}::"
        assert text[one.stop : one.end] == "}}"
        assert one.hint is None or text.startswith("::", one.hint)
        assert one.start < one.body <= (one.hint or one.stop) <= one.stop


# The real Anki


class Side(HTMLParser):
    """The words of one side of a card, and those of each cloze that is asked."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words = ""
        self.asked: list[str] = []
        self.spans: list[bool] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "span":
            asked = dict(attrs).get("class") == "cloze" and not any(self.spans)
            self.spans.append(asked)
            if asked:
                self.asked.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "span":
            self.spans.pop()

    def handle_data(self, data: str) -> None:
        self.words += data
        if any(self.spans):
            self.asked[-1] += data


def words(text: str) -> str:
    """Without the spaces that lines, blocks and `} }` add."""
    return "".join(text.split())


@dataclass
class Anki:
    """Shows any HTML as the cards of a cloze note, without storing it."""

    note: Note

    def cards(self, markup: str) -> dict[int, tuple[Side, Side]]:
        """Front and back by the number of each card that Anki would make."""
        self.note["Text"] = markup
        found = {}
        for number in sorted(self.note.cloze_numbers_in_fields()):
            output = self.note.ephemeral_card(ord=number - 1).render_output()
            sides = (output.question_text, output.answer_text)
            front, back = (Side(side.partition("<!--field-->")[2]) for side in sides)
            found[number] = (front, back)
        return found


@pytest.fixture(scope="module")
def anki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Anki]:
    with Learner(tmp_path_factory.mktemp("anki")) as learner:
        models = learner.col.models
        model = models.by_name("Cloze")
        assert model
        for side in ("qfmt", "afmt"):
            model["tmpls"][0][side] = "<!--field-->{{cloze:Text}}"
        models.update_dict(model)
        yield Anki(learner.col.new_note(model))


def show(text: str) -> str:
    finished, faults = render(Text(text, Path("a.yaml"), 1, 1, exact=True), clozes=True)
    assert {fault.code for fault in faults} <= {"sign-lost"}  # a list of one number
    return finished


@pytest.mark.parametrize(
    ("text", "fronts"),
    [
        ("{{c1::a}} b", {1: "[...] b"}),
        ("{{c1::a::h}} b", {1: "[h] b"}),
        ("{{c1::a::h::i < j}}", {1: "[h::i < j]"}),
        ("{{c1::a::{h}}}", {1: "[{h}]"}),
        ("{{c1::a::h & “i”}}", {1: "[h & “i”]"}),
        ("{{c1::a::Q<sub>v</sub>, *x*, `y`, we&#x27;ll}}", {1: "[Qv, x, y, we'll]"}),
        ("{{c1::a::$x^{2}$ and {{y}}}}", {1: r"[\(x^{2}\) and {{y}}]"}),
        ("{{c1::a::- b}} {{c1::c::# d}}", {1: "[- b] [# d]"}),
        ("{{c1::one {{c2::two::h}} three}}", {1: "[...]", 2: "one [h] three"}),
        ("{{c1::a}}{{c1::b}}{{c2::c}}", {1: "[...][...]c", 2: "ab[...]"}),
        (
            "{{c1::::1}} and {{c2::arn:aws:s3:::x}}",
            {1: "[...] and arn:aws:s3:::x", 2: "::1 and [...]"},
        ),
        ("{{c1::key:}} value", {1: "[...] value"}),
        ("{{c1::a:{{c2:::b}}:c}}", {1: "[...]", 2: "a:[...]:c"}),
        ('`{"k": {{c1::{"v": {}}}}}`', {1: '{"k": [...]}'}),
        ("{ {{c1::a}} } {{c2::{b}}}", {1: "{ [...] } {b}", 2: "{ a } [...]"}),
        ("{{c1::a}b}} c", {1: "[...] c"}),
        ("{{c1::a}\\}b}} c", {1: "[...] c"}),
        ("{{c1::{}}} c", {1: "[...] c"}),
        ("{{c1::`}`}} c", {1: "[...] c"}),
        ("{{c1::&#125;&#125;}} c", {1: "[...] c"}),
        ("{{c1::a&#58;:b}} c", {1: "[...] c"}),
        # math
        ("${{c1::x}} + y$", {1: r"\([...] + y\)"}),
        ("${{c1::x_{1}}}$", {1: r"\([...]\)"}),
        (r"$a = {{c1::\frac{1}{2}}} + b$", {1: r"\(a = [...] + b\)"}),
        (r"${{c1::a}}_{{{c2::b_{c}}}}$", {1: r"\([...]_{b_{c}}\)", 2: r"\(a_{[...]}\)"}),
        (
            r"$\frac{ {{c1::a}} }{ {{c2::b}} }$",
            {1: r"\(\frac{[...]}{b}\)", 2: r"\(\frac{a}{[...]}\)"},
        ),
        (r"{{c1::$\frac{1}{{x}}$}} c", {1: "[...] c"}),
        (r"{{c1::$\frac{{{c2::a}}}{b}$}} c", {1: "[...] c", 2: r"\(\frac{[...]}{b}\) c"}),
        (r"${{c1::\text{a::b}}} c$", {1: r"\([...] c\)"}),
        ("$$\n{{c1::x}} = {{c2::y_{{z}}}}\n$$", {1: r"\[[...] = y_{{z}}\]", 2: r"\[x = [...]\]"}),
        ("$5}} or {{c2::$x$}}", {2: "$5}} or [...]"}),
        ("{{c1::$5}} or {{c2::$6}}", {1: "[...] or $6", 2: "$5 or [...]"}),
        # Markdown
        (
            "**{{c1::a}}** *b{{c2::c}}* _{{c3::d}}_",
            {1: "[...] bc d", 2: "a b[...] d", 3: "a bc [...]"},
        ),
        ("{{c1::**a** _b_ `c`}}", {1: "[...]"}),
        ("a*{{c1::b}}*c", {1: "a[...]c"}),
        ("[{{c1::x}}](https://a.b) {{c2::[y](https://c::d)}}", {1: "[...] y", 2: "x [...]"}),
        ("- {{c1::a}}\n- {{c1::b}}", {1: "[...] [...]"}),
        ("# {{c1::a}}", {1: "[...]"}),
        ("> {{c1::a}}\n> b", {1: "[...] b"}),
        ("{{c1::a\nb}} c", {1: "[...] c"}),
        ("<b>{{c1::a}}</b> {{c2::<i>b</i>}}", {1: "[...] b", 2: "a [...]"}),
        ("{{c1::vector<int>}} {{c2::a < b}}", {1: "[...] a < b", 2: "vector<int> [...]"}),
        (
            "| {{c1::a|b}} | c |\n|---|---|\n| {{c2::`d|e`}} | {{c3::$f|g$}} |",
            {
                1: r"[...] c d|e \(f|g\)",
                2: r"a|b c [...] \(f|g\)",
                3: "a|b c d|e [...]",
            },
        ),
        ("| a |\n|---|\n| {{c1::b\\|c}} |", {1: "a [...]"}),
        ("| a |\n|---|\n| {{c1::b\\|c}} {{c2::d}} |", {1: "a [...] d", 2: "a b|c [...]"}),
        ("| a |\n|---|\n| {{c1::`b \\| c`}} {{c2::d}} |", {1: "a [...] d", 2: "a b | c [...]"}),
        (
            r"{{c1::`b\|c`}} {{c2::b\|c}} {{c3::d}}",
            {1: "[...] b|c d", 2: r"b\|c [...] d", 3: r"b\|c b|c [...]"},
        ),
        # code
        (
            f"{FENCE}py\n{{{{c1::def}}}} f({{{{c2::x}}}})\n{FENCE}",
            {1: "[...] f(x)", 2: "def f([...])"},
        ),
        (f'{FENCE}json\n{{{{c1::{{"a":{{}}}}}}}}\n{FENCE}', {1: "[...]"}),
        (f"{FENCE}cpp\nstd::{{{{c1::vector}}}}<int>;\n{FENCE}", {1: "std::[...]<int>;"}),
        (f"{FENCE}cpp\n{{{{c1::std::vector<int>}}}};\n{FENCE}", {1: "[...];"}),
        (f"{FENCE}py\n{{{{c1::def f():\n  pass}}}}\n{FENCE}", {1: "[...]"}),
        ("`{{c1::std::vector}}<int>`", {1: "[...]<int>"}),
        ("a `{{c1::$x$}}`", {1: "a [...]"}),
    ],
)
def test_anki_asks_what_the_author_means(anki: Anki, text: str, fronts: dict[int, str]) -> None:
    found = anki.cards(show(text))
    assert {n: words(front.words) for n, (front, _) in found.items()} == {
        number: words(front) for number, front in fronts.items()
    }
    assert sorted(found) == sorted(cloze.hidden(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"a \{\{c1::b}} {{c2::c}}", "a {{c1::b}} c"),
        ("a &#123;{c1::b}} {{c2::c}}", "a {{c1::b}} c"),
        ("a &lbrace;&lbrace;c1::b}} {{c2::c}}", "a {{c1::b}} c"),
    ],
)
def test_braces_that_markdown_makes_are_no_cloze(anki: Anki, text: str, shown: str) -> None:
    """Anki would count a card that Recto knows nothing of."""
    found = anki.cards(show(text))
    assert sorted(found) == [2]
    assert words(found[2][1].words) == words(shown)


@pytest.mark.parametrize(
    "text",
    [
        "**{{c1::a** b}}",
        "{{c1::a\n\nb}}",
        "- {{c1::a\n- b}}",
        "`a {{c1::b` c}}",
        "{{c1::<b>x}}</b>",
        "{{c1::<B>x}}</B>",
        "{{c1::*}} {{c2::*}}",
        "| {{c1::a | b}} |\n|---|---|\n| c | d |\n\n{{c2::x\n\ny}}",
        "[x](https://{{c1::a}})",
        '[x](https://a "{{c1::b}}")',
        '<span title="{{c1::x}}">a</span>',
        "{{c1::x::{{c2::h}}}}",
        f"{FENCE}{{{{c1::py}}}}\nx\n{FENCE}",
        f"{{{{c1::a\n{FENCE}\nb\n{FENCE}\n}}}}",
    ],
)
def test_a_cloze_that_anki_would_tear_is_an_error(text: str) -> None:
    _, faults = render(Text(text, Path("a.yaml"), 1, 1, exact=True), clozes=True)
    assert "cloze-across" in [fault.code for fault in faults]


@dataclass
class Deletion:
    """A cloze of a random text."""

    number: int
    content: list[Part]
    hint: str | None


@dataclass
class Piece:
    """A part of a random text that is no cloze: as written, and as a learner reads it."""

    written: str
    shown: str


Part = Deletion | Piece

PIECES = [
    *(Piece(each, each) for each in ("alpha", "key:", "a:b", "10:30", "arn:aws:s3:::b", "AT&T")),
    *(Piece(each, each) for each in ("{x}", "{}", "{{x}}", '{"a": {"b": 1}}', "a|b", "|", "f(x)")),
    *(
        Piece(each, each)
        for each in ("$5", "USD$30,000", "a<b", "c>d", "vector<int>", "50%", "a::::b")
    ),
    *(
        Piece(each, each)
        for each in ("snake_case", "#1", "权限", "é", "it's", '"q"', "{y}:", ":{z}")
    ),
    *(
        Piece(f"`{each}`", each)
        for each in ("x", "std::map", '{"k": {"v": {}}}', "{{ y }}", "$z$", "a|b", "<b>", "*", "a:")
    ),
    *(
        Piece(f"${each}$", rf"\({each}\)")
        for each in (
            "x",
            "x_{1}",
            r"\frac{1}{{x}}",
            "a<b",
            "a|b",
            "a*b*c",
            r"\{u\}",
            "f:A",
            "x_{y_{z}}",
        )
    ),
    Piece("$a::b$", r"\(a: :b\)"),
    Piece("**bold**", "bold"),
    Piece("*it*", "it"),
    Piece("~~no~~", "no"),
    Piece("**{b}**", "{b}"),
    Piece("<b>tag</b>", "tag"),
    Piece("<sub>{s}</sub>", "{s}"),
    Piece("[link](https://a.b/c::d)", "link"),
    Piece("&lt;", "<"),
    Piece(r"\*", "*"),
    Piece("{**x**}", "{x}"),
]
HINTS = ["hint", "a {b}", "x < y", "50 %", "h i::j", "key:", "“q” & 'r'", "{{x}}"]


def deletion(number: int, content: list[Part], hint: str | None) -> Deletion:
    """A cloze; without its hint where that would make three colons, which are none."""
    return Deletion(number, content, None if written(content).endswith(":") else hint)


def texts(pieces: list[Piece]) -> st.SearchStrategy[list[Part]]:
    piece: st.SearchStrategy[Part] = st.sampled_from(pieces)
    hints = st.none() | st.sampled_from(HINTS)

    def deeper(content: st.SearchStrategy[list[Part]]) -> st.SearchStrategy[list[Part]]:
        deletions = st.builds(deletion, st.integers(1, 4), content, hints)
        return st.lists(piece | deletions, min_size=1, max_size=4)

    return st.recursive(st.lists(piece, min_size=1, max_size=3), deeper, max_leaves=8)


def written(parts: list[Part]) -> str:
    said = []
    for part in parts:
        if isinstance(part, Piece):
            said.append(part.written)
        else:
            hint = "" if part.hint is None else f"::{part.hint}"
            said.append(f"{{{{c{part.number}::{written(part.content)}{hint}}}}}")
    return " ".join(said)


def filled(parts: list[Part]) -> str:
    """As written, without the marks of clozes."""
    return " ".join(
        part.written if isinstance(part, Piece) else filled(part.content) for part in parts
    )


def asked(parts: list[Part], number: int) -> str:
    """What the front of a card says; with number 0, the back."""
    said = []
    for part in parts:
        if isinstance(part, Piece):
            said.append(part.shown)
        elif part.number == number:
            said.append(f"[{'...' if part.hint is None else part.hint}]")
        else:
            said.append(asked(part.content, number))
    return " ".join(said)


def deletions(parts: list[Part]) -> Iterator[Deletion]:
    for part in parts:
        if isinstance(part, Deletion):
            yield part
            yield from deletions(part.content)


def outermost(parts: list[Part], number: int) -> Iterator[Deletion]:
    for part in parts:
        if isinstance(part, Deletion):
            if part.number == number:
                yield part
            else:
                yield from outermost(part.content, number)


def check(anki: Anki, parts: list[Part], frame: str, seen: str) -> None:
    """Recto's words and the real Anki's are those of the parts; `seen` is the frame as shown."""
    text = frame.replace("…", written(parts))
    hidden: dict[int, list[str]] = {}
    for one in deletions(parts):
        hidden.setdefault(one.number, []).append(filled(one.content).strip())
    assert cloze.hidden(text) == {n: " … ".join(hidden[n]) for n in sorted(hidden)}
    assert cloze.shown(text) == frame.replace("…", filled(parts))

    found = anki.cards(show(text))
    assert sorted(found) == sorted(hidden)
    for number, (front, back) in found.items():
        assert words(front.words) == words(seen.replace("…", asked(parts, number)))
        assert words(back.words) == words(seen.replace("…", asked(parts, 0)))
        assert [words(each) for each in back.asked] == [
            words(asked(one.content, 0)) for one in outermost(parts, number)
        ]


FRAMES = [
    ("…", "…"),
    ("Line ….", "Line …."),
    ("A\n…\nB", "A … B"),
    ("- …", "…"),
    ("1. A\n   - …\n2. B", "A … B"),
    ("> …", "…"),
    ("# …\n\nA", "… A"),
    ("**A** …", "A …"),
    ("{ … }", "{ … }"),
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(parts=texts(PIECES), frame=st.sampled_from(FRAMES))
def test_anki_hides_and_shows_what_recto_says(
    anki: Anki, parts: list[Part], frame: tuple[str, str]
) -> None:
    check(anki, parts, *frame)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(parts=texts(PIECES), hint=st.none() | st.sampled_from(HINTS))
def test_the_same_in_a_cell_of_a_table(anki: Anki, parts: list[Part], hint: str | None) -> None:
    """Where a `|` inside of a cloze ends no cell."""
    check(anki, [deletion(1, parts, hint)], "| … | b |\n|---|---|\n| c | d |", "… b c d")


CODE = [
    *("x", "def f(x):", '{"a": {"b": 1}}', "std::map<a, b>", "# note", '"s"', "a | b", "$HOME"),
    *("`c`", "<b>", "&amp;", "*p", "**q**", "$x$", "f({})", "a::b", "key:", "[x](y)", "{{ z }}"),
    *("\n", "\n    ", "\t", "权限", "\\", "if (a) {\n}", "<!--", "- a", "$ ls", "1:30"),
]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    parts=texts([Piece(each, each) for each in CODE]),
    language=st.sampled_from(["", "py", "json", "cpp", "html", "sh", "diff", "yaml", "nope"]),
)
def test_the_same_in_fenced_code_whose_text_stays_whole(
    anki: Anki, parts: list[Part], language: str
) -> None:
    """Colons are no hint in code."""
    parts = [Piece("x", "x"), *without_hints(parts), Piece("y", "y")]
    check(anki, parts, f"A\n\n{FENCE}{language}\n…\n{FENCE}", "A …")


def without_hints(parts: list[Part]) -> list[Part]:
    return [
        Deletion(part.number, [Piece("u", "u"), *without_hints(part.content)], None)
        if isinstance(part, Deletion)
        else part
        for part in parts
    ]


MARKS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4)


@settings(max_examples=60, deadline=None)
@given(
    code=st.text(alphabet="abc (){}[]<>&\"'#=:;,.*$_-/\\\n0", min_size=1, max_size=60),
    ranges=MARKS,
    language=st.sampled_from(["py", "js", "json", "cpp", "sh", "sql", "html"]),
)
def test_clozes_at_any_offsets_leave_the_code_as_it_was(
    anki: Anki, code: str, ranges: list[tuple[int, int]], language: str
) -> None:
    code = "".join(code.replace("{", "").replace("}", "").split("`"))
    pieces, position, number = [], 0, 0
    for one, other in sorted((min(pair), max(pair)) for pair in ranges):
        if position <= one < other <= len(code) and code[one:other].strip():
            number += 1
            pieces += [code[position:one], f"{{{{c{number}::{code[one:other]}}}}}"]
            position = other
    text = "".join(pieces) + code[position:]
    if number and not text.startswith("\n") and "\n" not in text[-1:]:
        found = anki.cards(show(f"{FENCE}{language}\n{text}\n{FENCE}"))
        assert len(found) == number
        for front, back in found.values():
            assert back.words == code
            assert back.asked[0] in code
            assert front.words == code.replace(back.asked[0], "[...]", 1) or "[...]" in front.words


SIGNS = [
    "{{c1::",
    "{{c2::",
    "{{c3::",
    "}}",
    "}",
    "{",
    "{{",
    ":",
    "::",
    "|",
    "a",
    "b ",
    " ",
    "<",
    "c1",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(SIGNS), max_size=14).map("".join))
def test_whatever_the_braces_and_colons_anki_reads_them_as_recto_does(
    anki: Anki, signs: str
) -> None:
    text = f"x {signs} y"
    parsed = cloze.parse(text)
    finished, faults = render(Text(text, Path("a.yaml"), 1, 1, exact=True), clozes=True)
    if parsed.unclosed or faults:
        return
    found = anki.cards(finished)
    hidden = cloze.hidden(text)
    assert sorted(found) == sorted(hidden)
    for number, (front, back) in found.items():
        assert words(back.words) == words(cloze.shown(text))
        assert words(back.asked[0]) == words(hidden[number].split(" … ")[0])
        assert "[" in front.words


@pytest.mark.parametrize("depth", [2, 5, 10])
def test_clozes_nest_ten_deep(anki: Anki, depth: int) -> None:
    text = "".join(f"{{{{c{number}::a" for number in range(1, depth + 1)) + "}}" * depth
    assert sorted(anki.cards(show(text))) == list(range(1, depth + 1))


def test_deeper_than_anki_reads_is_an_error(desk: Desk) -> None:
    """Anki 26.9 leaves the eleventh level out and shows its braces."""
    text = "".join(f"{{{{c{number}::a" for number in range(1, 12)) + "}}" * 11
    desk.write(a=f'- cloze: "{text}"')
    assert desk.faults()


def test_anki_makes_exactly_the_cards_of_the_package(desk: Desk, learner: Learner) -> None:
    """Its own rule, which runs when a learner edits a note, adds and drops none."""
    examples = [
        "{{c1::a}} {{c2::b::h}}",
        "{{c3::x {{c7::{y}}} z}}",
        "{{c500::last}}",
        r"$\frac{ {{c1::a}} }{ {{c2::b_{c}}} }$",
        r"a \{\{c1::b}} {{c2::c}}",
        "`{{c2::std::map}}`",
    ]
    desk.write(a="".join(f"- cloze: '{text}'\n  id: n{n}\n" for n, text in enumerate(examples)))
    desk.build()
    learner.imports(desk.package)
    ords = [[card.ord for card in learner.cards(f"/n{n}")] for n in range(len(examples))]
    assert ords == [[0, 1], [2, 6], [499], [0, 1], [1], [1]]
    assert not learner.col.get_empty_cards().notes
    count = learner.col.card_count()
    for note in learner.notes().values():
        learner.col.update_note(note)  # as a learner's edit does
    assert learner.col.card_count() == count


def test_a_cloze_text_is_taken_apart_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Checks, identity, HTML and advice all look into it."""
    parsed: Counter[str] = Counter()
    take_apart = cloze._parsed  # noqa: SLF001

    def counted(text: str, *, clozes: bool) -> cloze.Parsed:
        parsed[text] += 1
        return take_apart(text, clozes=clozes)

    monkeypatch.setattr(cloze, "_parsed", counted)
    text = "{{c1::Taken apart}} by [one](https://example.org/1) and {{c2::`once::only`::how}}"
    desk.write(one=f"  - cloze: '{text}'\n")
    desk.advice()
    assert desk.build().cards == 2
    assert parsed[text] == 1
