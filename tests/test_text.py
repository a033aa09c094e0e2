"""What of a text is code, and what is math by pandoc's rule (`tex_math_dollars`)."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.text import Text, cloze, code_spans
from recto.text.characters import typeable
from recto.text.hints import doubt
from recto.text.likeness import WORD, bare, letters_of, words_of

FENCE = "```"


def formulas(text: str, *, clozes: bool = False) -> list[str]:
    """The bodies of the formulas; those on a line of their own with their `$$`."""
    found = cloze.parse(text, clozes=clozes).math
    return [f"$${one.body}$$" if one.display else one.body for one in found]


@pytest.mark.parametrize(
    "text",
    [
        "$5 and $10",
        "USD$30,000",
        "$20,000 and USD$30,000",
        "from US$5 to US$10",
        "$3-$5, $5–$10, ($5), €$5",
        "$5,$6",
        "$HOME and $PATH",
        "$(pwd) and $ x",
        "a $ b $ c",
        "$ x$",
        "$x $",
        "$x$1",
        "$x\t$",
        "$",
        "$$",
        "$$$$",
        "$$ $$",
        "$$\n$$",
        "$$x",
        r"\$x\$",
        r"\$5 and \$10",
        r"$x\$",
        r"$\$",
        "$x\n\ny$",
        "$x\n  \ny$",
        "$$x\n\ny$$",
    ],
)
def test_money_and_lone_dollars_are_no_math(text: str) -> None:
    assert formulas(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$x$", ["x"]),
        ("$x$a", ["x"]),
        ("a$x$", ["x"]),
        ("$x$, ($y$). “$z$”", ["x", "y", "z"]),
        ("$x$$y$", ["x", "y"]),
        ("$a$b$c$", ["a", "c"]),
        ("$x$-$y$", ["x", "y"]),
        ("$x y\nz$", ["x y\nz"]),
        (r"$\$5$", [r"\$5"]),
        (r"$x\$ y$", [r"x\$ y"]),
        (r"\\$x$", ["x"]),
        (r"\$a$x$", ["x"]),
        (r"$\{x\}$", [r"\{x\}"]),
        (r"$x\\$", [r"x\\"]),
        ("$a_1 b_1$ and $a*b*c$", ["a_1 b_1", "a*b*c"]),
        ("$<b>x</b>$", ["<b>x</b>"]),
        ("cost $5, area $x^2$", ["x^2"]),
        ("$5)$", ["5)"]),
        ("$$x$$", ["$$x$$"]),
        ("$$ x $$", ["$$ x $$"]),
        ("$$\nx\n$$", ["$$\nx\n$$"]),
        ("$$x$y$$", ["$$x$y$$"]),
        ("$$x$$ and $y$", ["$$x$$", "y"]),
        ("$x$ and $$y$$", ["x", "$$y$$"]),
    ],
)
def test_a_dollar_opens_before_and_closes_after_what_is_no_space(
    text: str, expected: list[str]
) -> None:
    assert formulas(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`$x$`", []),
        ("`` ` $x$ ` ``", []),
        ("`a$b` $x$ `c$d`", ["x"]),
        ("`$x` and `y$`", []),
        ("$x`$`y$", []),
        ("$a`b`$ `c$d`", ["a`b`"]),
        ("`unclosed $x$", ["x"]),
        ("a ``unclosed` $x$", ["x"]),
        (r"\`$x$\`", ["x"]),
        (f"{FENCE}\n$x$\n{FENCE}", []),
        (f"{FENCE}sh\n$x$", []),
        (f"~~~\n$x$\n{FENCE}\n$y$\n~~~\n$z$", ["z"]),
        (f"{FENCE}{FENCE}\n$x$\n{FENCE}\n$y$\n{FENCE}{FENCE}\n$z$", ["z"]),
        (f"   {FENCE}\n$x$\n   {FENCE}\n$z$", ["z"]),
        (f"{FENCE} a`b\n$x$", ["x"]),
        ("[a](http://b/$c$d$e)", []),
        ("[$a$](http://b/$c)", ["a"]),
        ("<https://a.b/$c$d>", []),
        ("<https://a.b/$c> and $x$ or `$`", ["x"]),
    ],
)
def test_math_in_code_and_addresses_is_no_math(text: str, expected: list[str]) -> None:
    assert formulas(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{c1::$x$}}", ["x"]),
        ("${{c1::x}}$", ["{{c1::x}}"]),
        ("{{c1::$5}} and {{c2::$6}}", []),
        ("{{c1::$x}} and y$", []),
        ("$5}} or {{c2::$x$}}", ["x"]),
        ("{{c1::$5}} or {{c2::$x$}}", ["x"]),
        ("{{c1::a$}} b {{c2::$c}}", []),
        ("$a {{c1::b$ c}} d$", []),
        ("$a$ {{c1::b}} $c$", ["a", "c"]),
        ("${{c1::a}}{{c2::b}}$", ["{{c1::a}}{{c2::b}}"]),
        ("{{c1::$a {{c2::b}}$}}", ["a {{c2::b}}"]),
        ("$$\n{{c1::x}} = {{c2::y}}\n$$", ["$$\n{{c1::x}} = {{c2::y}}\n$$"]),
    ],
)
def test_no_formula_lies_across_the_edge_of_a_cloze(text: str, expected: list[str]) -> None:
    assert formulas(text, clozes=True) == expected


def code(text: str) -> list[str]:
    return [text[span.start : span.end] for span in code_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a `b` c", ["`b`"]),
        ("`` `a` ``", ["`` `a` ``"]),
        ("`a\nb`", ["`a\nb`"]),
        ("`a\n\nb`", []),
        ("`a", []),
        (r"\`a`", []),
        (r"`\`", [r"`\`"]),
        (f"{FENCE}\na\n{FENCE}\nb", [f"{FENCE}\na\n{FENCE}"]),
        (f"{FENCE}\na", [f"{FENCE}\na"]),
        (f"{FENCE}\n\n`a`\n", [f"{FENCE}\n\n`a`\n"]),
        ("~~~ `\na\n~~~~\nb", ["~~~ `\na\n~~~~"]),
        ("[a](b)", ["(b)"]),
        ("[a] (b)", []),
    ],
)
def test_code_spans_fences_and_link_targets_are_literal(text: str, expected: list[str]) -> None:
    assert code(text) == expected


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="`~$\\ \nab[](){}:<>*5", max_size=40), st.booleans())
def test_spans_are_in_order_and_never_half_inside_each_other(
    text: str,
    clozes: bool,
) -> None:
    """The same holds for code, formulas and deletions of any text, together."""
    parsed = cloze.parse(text, clozes=clozes)
    for spans in (parsed.code, [one.span for one in parsed.math]):
        assert all(one.end <= other.start for one, other in pairwise(spans))
        assert all(0 <= one.start < one.end <= len(text) for one in spans)
    for formula in parsed.math:
        start, end = formula.span
        assert formula.body.strip()
        for other_start, other_end in [
            *((span.start, span.end) for span in parsed.code),
            *((one.start, one.end) for one in parsed.clozes),
        ]:
            assert (
                end <= other_start
                or other_end <= start
                or (start < other_start and other_end <= end)
                or (other_start < start and end <= other_end)
            )


def test_the_place_of_a_character_is_counted_in_the_file() -> None:
    text = Text("one\ntwo three", Path("a.yaml"), 7, 5, exact=True)
    assert text.at() == (Path("a.yaml"), 7, 5)
    assert text.at(2) == (Path("a.yaml"), 7, 7)
    assert text.at(8) == (Path("a.yaml"), 8, 9)


def test_where_yaml_folds_the_place_is_where_the_text_begins() -> None:
    assert Text("one two", Path("a.yaml"), 7, 5).at(4) == (Path("a.yaml"), 7, 5)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("10\u00a0km", "10 km"),
        ("10\u202fkm", "10 km"),
        ("co\u00adop", "coop"),
        ("web\u200bhook\ufeff", "webhook"),
        ("a\u200db", "ab"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🔧", "👩\u200d🔧"),
        ("Zürich", "Zürich"),
    ],
)
def test_an_answer_is_typed_without_what_no_eye_sees(text: str, typed: str) -> None:
    assert typeable(text) == typed


@pytest.mark.parametrize(
    ("hidden", "hint", "said"),
    [
        ("std::string", 3, True),
        ("the type std::string", 12, True),
        ("Net::HTTP", 3, True),
        ("my_mod::run", 6, True),
        ("Sark::4x2", None, True),
        ("Paris::city", 5, False),
        ("AWS::whom", 3, False),
        ("fe80::1", None, False),
        ("Berlin::Hauptstadt", 6, False),
    ],
)
def test_colons_that_may_be_meant_otherwise_are_doubted(
    hidden: str, hint: int | None, said: bool
) -> None:
    assert bool(doubt(f"It is {{{{c1::{hidden}}}}}.", hidden, hint)) is said


def test_colons_of_two_words_are_doubted_where_a_language_of_such_names_is_spoken_of() -> None:
    assert doubt("In Rust it is {{c1::foo::bar}}.", "foo::bar", 3)


SIGNS = st.text(
    st.sampled_from("aAbB1_ \n\t\x1c\u2003*`$“„’.?,;…。？ßİſΣς𝔸é́") | st.characters(), max_size=30
)


@given(SIGNS)
def test_texts_that_are_the_same_when_bare_have_the_same_letters(text: str) -> None:
    assert letters_of(bare(text)) == letters_of(text)


@given(SIGNS | st.text(st.characters(max_codepoint=127)))
def test_words_are_found_alike_with_and_without_a_pattern(text: str) -> None:
    assert words_of(text) == WORD.findall(text)
