"""Markdown as authors expect it of a card: lines, lists, tables, math, and marks that are text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growth import grows_in_proportion
from recto.render.markdown import render
from recto.text import Text, cloze

FENCE = "```"


def show(value: str, *, clozes: bool = False) -> str:
    """The HTML of a text that has no fault."""
    finished, faults = render(Text(value, Path("a.yaml"), 1, 1, exact=True), clozes=clozes)
    assert not faults
    return finished


# Lines and paragraphs


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one", "one"),
        ("*one*", "<em>one</em>"),
        ("one\ntwo", "one<br>two"),
        ("one\ntwo\nthree", "one<br>two<br>three"),
        ("one  \ntwo", "one<br>two"),
        ("one\\\ntwo", "one<br>two"),
        ("one\r\ntwo", "one<br>two"),
        ("one<br>two", "one<br>two"),
        ("one<br>\ntwo", "one<br>two"),
        ("one\n\ntwo", "<p>one</p><p>two</p>"),
        ("one\ntwo\n\nthree", "<p>one<br>two</p><p>three</p>"),
        ("**one\ntwo**", "<strong>one<br>two</strong>"),
        ("[one\ntwo](https://a.b)", '<a href="https://a.b">one<br>two</a>'),
        ("`one\ntwo`", "<code>one two</code>"),
        ("one\n    two", "one<br>two"),
        ("one\n2. two", "one<br>2. two"),
        ("one\n- two", "<p>one</p><ul><li>two</li></ul>"),
        ("# one\ntwo", "<h1>one</h1><p>two</p>"),
        ("one\n---\ntwo", "<h2>one</h2><p>two</p>"),
        ("one\n\n---\n\ntwo", "<p>one</p><hr><p>two</p>"),
    ],
)
def test_a_newline_is_a_break_and_a_lone_paragraph_needs_no_p(text: str, html: str) -> None:
    assert show(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("- one\n- two", "<ul><li>one</li><li>two</li></ul>"),
        ("1. one\n2. two", "<ol><li>one</li><li>two</li></ol>"),
        ("3. one", '<ol start="3"><li>one</li></ol>'),
        ("- one\n  more", "<ul><li>one<br>more</li></ul>"),
        (
            "- one\n  - two\n    - three\n- four",
            ("<ul><li>one<ul><li>two<ul><li>three</li></ul></li></ul></li><li>four</li></ul>"),
        ),
        ("- one\n\n- two", "<ul><li><p>one</p></li><li><p>two</p></li></ul>"),
        ("> one\n> two", "<blockquote><p>one<br>two</p></blockquote>"),
        (
            "> - one\n> - two",
            "<blockquote><ul><li>one</li><li>two</li></ul></blockquote>",
        ),
        ("> one\n>\n> two", "<blockquote><p>one</p><p>two</p></blockquote>"),
    ],
)
def test_no_break_is_put_between_the_parts_of_lists_and_quotes(text: str, html: str) -> None:
    assert show(text) == html


TABLE = (
    "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>"
    "<tr><td>1</td><td>2</td></tr></tbody></table>"
)
CELL = "<tr><td>x</td></tr>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("| a | b |\n|---|---|\n| 1 | 2 |", f'<div class="wide">{TABLE}</div>'),
        ("a | b\n--|--\n1 | 2\n\nx", f'<div class="wide">{TABLE}</div><p>x</p>'),
        ("x\n\n| a | b |\n|---|---|\n| 1 | 2 |", f'<p>x</p><div class="wide">{TABLE}</div>'),
        (
            f'| a | b |\n|---|---|\n| 1 | 2 |\n\n<table class="own">{CELL}</table>',
            f'<div class="wide">{TABLE}</div><table class="own">{CELL}</table>',
        ),
        (f"{FENCE}\na\n\n  b\n{FENCE}", '<div class="wide"><pre><code>a\n\n  b</code></pre></div>'),
        ("    a\n      b", '<div class="wide"><pre><code>a\n  b</code></pre></div>'),
        (
            f"one\n{FENCE}\na\nb\n{FENCE}\ntwo\nthree",
            ('<p>one</p><div class="wide"><pre><code>a\nb</code></pre></div><p>two<br>three</p>'),
        ),
        (
            f"- one\n  {FENCE}\n  a\n  b\n  {FENCE}",
            '<ul><li>one<div class="wide"><pre><code>a\nb</code></pre></div></li></ul>',
        ),
    ],
)
def test_tables_and_code_are_wrapped_so_that_they_scroll_and_get_no_breaks(
    text: str, html: str
) -> None:
    assert show(text) == html


def test_a_column_of_a_table_keeps_its_alignment() -> None:
    finished = show("| a | b |\n|:-:|--:|\n| 1 | 2 |")
    assert '<td style="text-align: center">1</td><td style="text-align: right">2</td>' in finished


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("~~a~~", "<del>a</del>"),
        ("a ~~b\nc~~ d", "a <del>b<br>c</del> d"),
        ("**~~a~~**", "<strong><del>a</del></strong>"),
        ("~~a~~ and `~~b~~`", "<del>a</del> and <code>~~b~~</code>"),
        ("~5 and ~10, 10~20 and 30~40", "~5 and ~10, 10~20 and 30~40"),
        ("~/.ssh and ~/.aws", "~/.ssh and ~/.aws"),
    ],
)
def test_two_tildes_strike_through(text: str, html: str) -> None:
    assert show(text) == html


# Marks that are text


@pytest.mark.parametrize(
    "text",
    [
        *("-", "+", "*", "1.", "1)", "10.", "#", "##", "######", "_", "__", "**", "`", "``", "!"),
        *("[", "[]", "[]()", "![]", "|", "||", "~", "~~", "=", "===", "$", "$$", "{}", "{{x}}"),
        *("C#", "#1", "+1", "-5", "1.5", "1:30", "2024-01-01", "a - b", "a * b * c", "50 %", "\\"),
        *("snake_case_name", "*args", "**kwargs", "_private", "http://a.b", "www.a.b", "x@y.z"),
        *(
            "-\n-",
            "- \n- ",
            "-\n+",
            "#\n#",
            FENCE,
            "~~~",
            "[a]: b",
            "[ ]",
            "@",
            "%",
            "a | b",
            ":x:",
        ),
    ],
)
def test_a_mark_that_marks_nothing_reads_as_written(text: str) -> None:
    assert show(text) == text


@pytest.mark.parametrize(
    ("text", "html"), [(">", "&gt;"), ("> ", "&gt; "), ("&", "&amp;"), ("<", "&lt;")]
)
def test_a_lone_sign_of_html_reads_as_written(text: str, html: str) -> None:
    assert show(text) == html


# Math


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("$x$", r"\(x\)"),
        ("$$x$$", r"\[x\]"),
        ("$$\nx\ny\n$$", "\\[\nx\ny\n\\]"),
        ("Let $x$ be $y$.", r"Let \(x\) be \(y\)."),
        ("$a<b$ and $c&d$ and $e>f$", r"\(a&lt;b\) and \(c&amp;d\) and \(e&gt;f\)"),
        ("$<b>x</b>$", r"\(&lt;b&gt;x&lt;/b&gt;\)"),
        ("$a_1 b_1$", r"\(a_1 b_1\)"),
        ("$a*b*c$ and *d*", r"\(a*b*c\) and <em>d</em>"),
        ("*a$x*y$b*", r"<em>a\(x*y\)b</em>"),
        ("**$x$**", r"<strong>\(x\)</strong>"),
        (r"$\{x\} \\ \, \$5$", r"\(\{x\} \\ \, \$5\)"),
        ("$[a](b)$ $![c](d)$ $`e`$", r"\([a](b)\) \(![c](d)\) \(`e`\)"),
        ("$\\frac{1}{{x}}$", r"\(\frac{1}{{x}}\)"),
        ("$x\ny$", "\\(x\ny\\)"),
        ("- $x$\n- $y$", "<ul><li>\\(x\\)</li><li>\\(y\\)</li></ul>"),
        ("> a $x$", "<blockquote><p>a \\(x\\)</p></blockquote>"),
        ("# $x$\na", "<h1>\\(x\\)</h1><p>a</p>"),
        ("[$x$](https://a.b/$c$)", r'<a href="https://a.b/$c$">\(x\)</a>'),
        ("`$x$` and $y$", r"<code>$x$</code> and \(y\)"),
        (f"{FENCE}\n$x$\n{FENCE}", '<div class="wide"><pre><code>$x$</code></pre></div>'),
        ("    $x$", '<div class="wide"><pre><code>$x$</code></pre></div>'),
        ("<code>$x$</code>", "<code>$x$</code>"),
        ("$5 and $10", "$5 and $10"),
        ("USD$30,000", "USD$30,000"),
        ("$20,000 and USD$30,000", "$20,000 and USD$30,000"),
        (r"\$x\$ and \$5", "$x$ and $5"),
        ("$x and *y*", "$x and <em>y</em>"),
    ],
)
def test_math_is_written_for_mathjax_and_hidden_from_markdown(text: str, html: str) -> None:
    assert show(text) == html


def test_a_bar_in_a_formula_ends_no_cell() -> None:
    assert "<td>\\(|x|\\)</td><td>y</td>" in show("| a | b |\n|---|---|\n| $|x|$ | y |")


@pytest.mark.parametrize(
    ("text", "html", "told"),
    [
        (r"\(x\)", "(x)", "write `$x$`"),
        (r"\[x^2\]", "[x^2]", "write `$$x^2$$`"),
        (r"\[x\]", "[x]", ""),
        (r"\\(x\\)", r"<span>\</span>(x\)", ""),
        (r"`\(x\)`", r"<code>\(x\)</code>", ""),
    ],
)
def test_the_marks_of_mathjax_are_escapes_of_markdown_and_told(
    text: str, html: str, told: str
) -> None:
    finished, faults = render(Text(text, Path("a.yaml"), 1, 1, exact=True))
    assert finished == html
    assert told in "".join(fault.message for fault in faults)
    assert bool(faults) == bool(told)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab1<>&*_[]()!#`~ |+-=^{}'\"", min_size=1, max_size=12).map(str.strip))
def test_whatever_a_formula_holds_reaches_mathjax(body: str) -> None:
    if body and "`" not in body and body.count("{") == body.count("}"):
        shown = body.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        finished = show(f"Let ${body}$ be").replace("&quot;", '"').replace("&#x27;", "'")
        assert finished == f"Let \\({shown}\\) be"


# Time


def text_of(value: str, *, clozes: bool = False) -> object:
    return render(Text(value, Path("a.yaml"), 1, 1, exact=True), clozes=clozes)


PIECES = [
    *(
        "`",
        "` ",
        "`a` ",
        "`\n\n",
        "$",
        "$ ",
        "$a ",
        "$a$ ",
        "$$a ",
        "$$a$$ ",
        "`a` $5 ",
        "`a` $x$ ",
    ),
    *("<", "< ", "<b>", "<b>x</b>", "<b></i>", "<a b=c", '<a x="', "<a x='<a y=\"", "<!--", "<?"),
    *("`<` ", "`<b>` <b>x</b>", "<code>$x$</code> ", "<https://a.b>", "</b>", "<div>\n", "<pre>\n"),
    *("[", "![", "[a](", "](", "[a](b) ", "[a][", "[x]: y\n", "*", "*a ", "*a**", "_a ", "**a *b "),
    *(
        "~~a ",
        "~",
        ">",
        "> ",
        "- ",
        "- a\n",
        "1. a\n",
        "# a\n",
        "\\",
        "\\$",
        "&",
        "&#",
        "&amp;",
        "|",
    ),
    *(
        "|a",
        "a\n",
        "\n",
        "a\n\n",
        "a",
        f"{FENCE}\na\n{FENCE}\n",
        f"{FENCE}\n\n",
        "~~~ a\n",
        "[latex",
        "![](a b.png",
        "![[a.png|",
    ),
    *("\u0301", "👩‍👩‍👧", "\u00a0", "\t", " ", "(", "{", "}", "::", "http://a.b "),
]
CLOZES = [
    *("{{c1::", "{{c1::a}} ", "{{c1::`x`}} ", "{{c1::$x$}} ", "${{c1::x}}$ ", "- {{c1::a}}\n"),
    *("{{c1::a|b}} ", "{{c1::a::b}} ", "{{c1::{}} ", "{{c1,", "{{c", "}}", "{{c1::<b>x</b>}} "),
]


@pytest.mark.parametrize("piece", PIECES)
def test_a_text_of_any_kind_takes_time_in_proportion_to_its_length(piece: str) -> None:
    assert grows_in_proportion(lambda count: text_of(piece * count))


@pytest.mark.parametrize(
    ("before", "piece", "after", "end"),
    [
        *(("", piece, "", "") for piece in CLOZES),
        ("", "{{c1::a", "}}", ""),
        ("", "{{c1::", "::h}}", ""),
        ("{{c1::", "a::", "", "}}"),
        ("{{c1::", "`a::b` ", "", "}}"),
        ("{{c1::", "$a::b$ ", "", "}}"),
        ("{{c1::", "{", "", "}}"),
        ("{{c1::", "{", "}", "}}"),
        ("{{c1::a}}", "}", "", ""),
        ("{{c1::", "|", "", "}}"),
        ("{{c1::", "<", "", "}}"),
        ("{{c1::", "<b>", "</b>", "}}"),
        ("{{c", "1", "", "::a"),
        ("$", "{{c1::x}} ", "", "y$"),
        (f"{FENCE}\n", "{{c1::a}} = 1\n", "", FENCE),
        ("", "{{c1::a}} ", "", "{{c1::"),
        ("|a|\n|-|\n", "|{{c1::a|b}}|\n", "", ""),
    ],
)
def test_clozes_of_any_number_and_depth_take_time_in_proportion(
    before: str, piece: str, after: str, end: str
) -> None:
    def work(count: int) -> object:
        text = before + piece * count + after * count + end
        return text_of(text, clozes=True), cloze.hidden(text), cloze.shown(text)

    assert grows_in_proportion(work)


@pytest.mark.parametrize(
    ("before", "after"), [("<b>", "</b>"), ("**", "**"), ("[", "](a)"), ("> ", "a"), ("(", ")")]
)
def test_nesting_of_any_depth_takes_time_in_proportion(before: str, after: str) -> None:
    assert grows_in_proportion(lambda count: text_of(before * count + "x" + after * count))


# Beyond CommonMark


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "- [ ] a\n- [x] *b*\n- [X] c",
            (
                '<ul><li class="task">☐ a</li><li class="task">☑ <em>b</em></li>'
                '<li class="task">☑ c</li></ul>'
            ),
        ),
        ("- [ ] a\n\n  b", '<ul><li class="task"><p>☐ a</p><p>b</p></li></ul>'),
        ("- [x](y)", '<ul><li><a href="y">x</a></li></ul>'),
        ("[ ] a", "[ ] a"),
        (
            "a[^x] b\n\n[^x]: *c* $d$",
            (
                '<p>a<sup class="footnote">1</sup> b</p><div class="footnote"><sup>1</sup>'
                "<p><em>c</em> \\(d\\)</p></div>"
            ),
        ),
        ("[^a-z] and [^1]", "[^a-z] and [^1]"),
        (
            "> [!warning] Be *careful*\n> a\n> b",
            (
                '<blockquote class="callout warning"><p><b>Be <em>careful</em></b></p>'
                "<p>a<br>b</p></blockquote>"
            ),
        ),
        (
            "> [!NOTE]\n> a",
            '<blockquote class="callout note"><p><b>Note</b></p><p>a</p></blockquote>',
        ),
        (
            "> [!bug]- a\n>\n> b",
            '<blockquote class="callout danger"><p><b>a</b></p><p>b</p></blockquote>',
        ),
        (r"> \[!note] a", "<blockquote><p>[!note] a</p></blockquote>"),
        ("[!note] a", "[!note] a"),
        ("![a](b.png){width=40%}", '<img src="b.png" alt="a" style="width: 40%">'),
        ("![a](b.png){width=300} c", '<img src="b.png" alt="a" style="width: 300px"> c'),
        (
            '![](b.png){: width="2em" height=1em }',
            '<img src="b.png" alt="" style="width: 2em; height: 1em">',
        ),
        ("`![a](b.png){width=40%}`", "<code>![a](b.png){width=40%}</code>"),
    ],
)
def test_task_lists_footnotes_callouts_and_widths(text: str, html: str) -> None:
    assert show(text) == html


def test_clozes_stand_in_all_of_these() -> None:
    text = (
        "- [x] {{c1::a}}\n\n> [!tip] {{c2::b}}\n> c[^1]\n\n[^1]: {{c3::d}}\n\n"
        "{{c4::![](e.png){width=40%}}}"
    )
    finished = show(text, clozes=True)
    assert "☑ {{c1::a}}" in finished
    assert "<b>{{c2::b}}</b>" in finished
    assert "<p>{{c3::d}}</p>" in finished
    assert '{{c4::<img src="e.png" alt="" style="width: 40%">}}' in finished


@pytest.mark.parametrize(
    "text",
    [
        "![|300](x.png)",
        "![alt|300x200](x.png)",
        "![x](y.png =300x200)",
        "![x](y.png =40%x)",
        "![x](y.png){.small}",
        "![x](y.png){width=large}",
        "![[x.png|300]]",
    ],
)
def test_other_ways_to_say_a_width_are_told(text: str) -> None:
    _, faults = render(Text(text, Path("a.yaml"), 1, 1))
    [code] = {fault.code for fault in faults}
    assert code == "media-brackets"
    assert re.search(r"write `!\[.*\]\(.*\)\{width=.*\}`", faults[0].message)


@pytest.mark.parametrize(
    "text",
    ["`[sound:x.mp3]`", f"{FENCE}\n[sound:x.mp3]\n{FENCE}", r"\[sound:x.mp3]", "&#91;sound:x.mp3]"],
)
def test_the_mark_of_a_sound_can_be_read(text: str) -> None:
    finished = show(text)
    assert "&#91;sound:x.mp3]" in finished
    assert "[sound:" not in finished
