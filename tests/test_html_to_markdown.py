"""Markdown from the HTML of fields, as decks of Anki really have it; only what renders back counts."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growth import grows_in_proportion
from recto.render.back import Written, written
from recto.render.back.blocks import Form, as_markdown
from recto.render.back.glance import looks_same
from recto.render.back.lines import UnseenError
from recto.render.back.seen import seen
from recto.render.markdown import render
from recto.text import Text


def markdown(source: str, *, clozes: bool = False) -> str:
    """The Markdown of a field that Markdown can hold."""
    found = written(source, clozes=clozes)
    assert found is not None
    assert not found.is_html
    return found.text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Hund", "Hund"),
        ("a &lt; b &amp; c", "a < b & c"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("one<div>two</div>", "one\ntwo"),
        ("one<br>two<br />", "one\ntwo"),
        ("one<div><br></div><div>two</div>", "one\n\ntwo"),
        ("<p>one</p>\n<p>two</p>", "one\n\ntwo"),
        ("one\ntwo  three", "one two three"),
        ("a&nbsp; b&nbsp;c", "a b c"),
        ("10&nbsp;km", "10\u00a0km"),
        ("Qui&nbsp;?", "Qui\u00a0?"),
        ("list:<br>&nbsp;&nbsp;- x", "list:\n\u00a0\u00a0- x"),
        ("&nbsp;&nbsp;x", "&nbsp;&nbsp;x"),
        ("<!--StartFragment-->x<!--EndFragment-->", "x"),
        ('<span id="a" data-x="1">x</span>', "x"),
        ("<hr>x", "---\n\nx"),
    ],
)
def test_lines_and_spaces_are_those_that_show(source: str, text: str) -> None:
    assert markdown(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<b>a</b> and <em>b</em>", "**a** and *b*"),
        ("<b>a </b>b", "**a** b"),
        ("<b>a</b> <b>b</b>", "**a b**"),
        ("<b>a<br>b</b>", "**a**\n**b**"),
        ("<b>a</b>b", "**a**b"),
        ("<b>(a)</b>b", "<b>(a)</b>b"),
        ("<i>a</i><b>b</b>", "*a*<b>b</b>"),
        ('<span style="font-weight: 700;">a</span>', "**a**"),
        ('<span style="color: red;">a</span>', '<span style="color: red">a</span>'),
        ('<font color="#ff0000">a</font>', '<font color="#ff0000">a</font>'),
        ("<strike>a</strike>", "~~a~~"),
        ("<u>a</u> H<sub>2</sub>O x<sup>2</sup>", "<u>a</u> H<sub>2</sub>O x<sup>2</sup>"),
        ("<kbd>a</kbd><kbd>b</kbd>", "<kbd>a</kbd><kbd>b</kbd>"),
        ('<mark class="t1">數</mark>', '<mark class="t1">數</mark>'),
        ("<ruby>犬<rt>いぬ</rt></ruby>", "<ruby>犬<rt>いぬ</rt></ruby>"),
        ("use <code>a*b</code>", "use `a*b`"),
        ("<code>a`b</code>", "``a`b``"),
        ('<a href="https://a.b/c" target="x">d</a>', "[d](https://a.b/c)"),
        ('<a href="https://a.b/c_(d)">e</a>', "[e](https://a.b/c_%28d%29)"),
    ],
)
def test_marks_become_those_of_markdown_or_stay_tags(source: str, text: str) -> None:
    assert markdown(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>d", "- a\n- b\n  - c\n\nd"),
        ('<ol start="3"><li>a<li>b</ol>', "3. a\n4. b"),
        ("<ol><li><p>a</p><p>b</p></li></ol>", "1. a\n\n   b"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"),
        ("<ul><li>[ ] a</li></ul>", "- \\[ ] a"),
        ("<blockquote>a<br>b</blockquote>", "> a\n> b"),
        ("<h2>a</h2>b", "## a\n\nb"),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
        ("<pre><code>a<br>  b</code></pre>", "```\na\n  b\n```"),
        (
            "<table><tr><th>a<th>b</tr><tbody><tr><td>1|2</td><td><b>3</b></tbody></table>",
            "| a | b |\n| --- | --- |\n| 1\\|2 | **3** |",
        ),
    ],
)
def test_lists_quotations_code_and_tables_become_markdown(source: str, text: str) -> None:
    assert markdown(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            '<table border="1"><tr><td>a<br>b</td></tr></table>',
            '<table border="1"><tr><td>a<br>b</td></tr></table>',
        ),
        ("<ul><ul><li>a *b*</li></ul></ul>", "<ul><ul><li>a \\*b\\*</li></ul></ul>"),
        (
            '<div style="text-align: center;"><b>a</b></div>b',
            '<div style="text-align: center">**a**</div>\n\nb',
        ),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "<dl><dt>a</dt><dd>b</dd></dl>"),
    ],
)
def test_what_markdown_has_no_form_for_stays_html_in_it(source: str, text: str) -> None:
    assert written(source) == Written(text, is_html=True)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"\(x^2\) and \[y\]", "$x^2$ and $$y$$"),
        ("[$]x &lt; y[/$] [$$]z[/$$]", "$x < y$ $$z$$"),
        ("[latex]$a$[/latex]", "$a$"),
        (r"[latex]\begin{displaymath}a\end{displaymath}[/latex]", "$$a$$"),
        (r"[$]\frac{1}<div>{2 &amp; 3}</div>[/$]", r"$\frac{1} {2 & 3}$"),
        (r"\(x\)2 for $5", "$x$&#50; for \\$5"),
        ("$5 or $6", "\\$5 or \\$6"),
        ("$5", "$5"),
        (r"<code>\(x\)</code>", r"`\(x\)`"),
    ],
)
def test_formulas_stand_between_dollars_and_money_does_not(source: str, text: str) -> None:
    assert markdown(source) == text


def test_latex_that_mathjax_cannot_set_is_no_markdown() -> None:
    assert written(r"[latex]\begin{tabular}{c}a\end{tabular}[/latex]") is None
    assert written(r"[latex]\includegraphics{a}[/latex]") is None


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{c1::a::b}}", "{{c1::a::b}}"),
        ("<b>{{c1::a::b}}</b> c", "**{{c1::a::b}}** c"),
        ("<b>x {{c1::y</b> z}}", "**x** {{c1::**y** z}}"),
        ("{{c1::a {{c2::b}} c}}", "{{c1::a {{c2::b}} c}}"),
        ("{{c1::10::a 5}}", "{{c1::10:: a 5}}"),
        (r"{{c1::\(x^{2}\)}}", "{{c1::$x^{2}$}}"),
        (r"\({{c1::x}}+y\)", "${{c1::x}}+y$"),
        ("{{c1::a<br>b}}", "{{c1::a\nb}}"),
        ("<ul><li>{{c1::a}}</li></ul>", "- {{c1::a}}"),
        ("{{c1::a}} }}", "{{c1::a}} }}"),
    ],
)
def test_clozes_hide_what_they_hid(source: str, text: str) -> None:
    assert markdown(source, clozes=True) == text


def test_a_cloze_around_a_list_stays_in_html() -> None:
    found = written("{{c1::<ul><li>a</li></ul>}}", clozes=True)
    assert found == Written("{{c1::<ul><li>a</li></ul>}}", is_html=True)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('<img src="a.png">', "![](media/a.png)"),
        ('<img src="b%20c.png" alt="B" width="300">', "![B](<media/b c.png>){width=300px}"),
        ('<img class="x" src="a.png">', '<img src="media/a.png" class="x">'),
        ("[sound:d.mp3]", "![](media/d.mp3)"),
        ("[sound:50%.mp3]", "![](media/50%25.mp3)"),
        ('<img src="missing.png">', "![](missing.png)"),
    ],
)
def test_media_are_named_by_their_paths(source: str, text: str) -> None:
    names = ("a.png", "b c.png", "d.mp3", "50%.mp3")
    assert written(source, paths={name: f"media/{name}" for name in names}) == Written(text)


@pytest.mark.parametrize(
    "source",
    [
        *("*a* _b_ `c` ~~d~~", "**", "- a", "+ a", "* a", "# a", "1. a", "1) a", "&gt; a", "---"),
        *("===", "a<br>===", "a<br>---", "```", "~~~", "[a](b)", "![a](b)", "[a]: b", "a[^1]"),
        *("| a |<br>|---|", "&amp;amp;", "a\\", "\\*", "&lt;b&gt;x&lt;/b&gt;", "&lt;!-- a"),
        *("&#91;sound:x]", "&#92;(x\\)", "[!note] a", "a_b_c", "2 * 3 * 4", "C:\\new", "-", "#"),
        *("<b>a_</b>b", "<b>*</b>", "a  *b*", "{{c1::a}}", "a!<a href='https://b.c'>d</a>"),
    ],
)
def test_signs_of_markdown_in_a_text_are_still_read(source: str) -> None:
    text = markdown(source)
    finished, faults = render(Text(text, Path("a.yaml"), 1, 1))
    assert not [fault for fault in faults if fault.severity == "error"]
    assert html.unescape(_without_tags(finished)) == html.unescape(_without_tags(source))


def _without_tags(source: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"</?[a-z][^<>]*>", "", source))


def test_what_is_empty_to_anki_stays_empty_and_nothing_else_becomes_it() -> None:
    assert written("<div><br></div>") == Written("")
    assert written("&nbsp;") == Written("<span></span>")
    assert written("<p></p>") == Written("<span></span>")


@pytest.mark.parametrize(
    "source",
    [
        *("<script>a</script>", '<b onclick="a()">b</b>', "<iframe></iframe>", "<svg></svg>"),
        *("[anki:tts lang=en_US]a[/anki:tts]", "<audio src='a.mp3'></audio>", "<li>a</li>"),
        *(r"\(a<b>c</b>\)", "x" * 20_001 + "<br>"),
    ],
)
def test_what_nobody_can_vouch_for_is_left_to_its_reader(source: str) -> None:
    assert written(source) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<b>a</b>", "a"),
        ("a<br>b", "a b"),
        ("a<br>b", "a<br><br>b"),
        ("<ul><li>a</li><li>b</li></ul>", "<ul><li>a<br>b</li></ul>"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<ol><li>a</li></ol>", "<ul><li>a</li></ul>"),
        ("<u>a</u>", "a"),
        ("<kbd>a</kbd><kbd>b</kbd>", "<kbd>ab</kbd>"),
        ('<span style="color: red">a</span>', "a"),
        ('<div class="x">a</div>', "a"),
        ("[sound:a.mp3]", "&#91;sound:a.mp3]"),
        (r"\(a\)", r"&#92;(a\)"),
        ("{{c1::a}}b", "{{c1::ab}}"),
        ("{{c1::a}}", "{{c2::a}}"),
        ("{{c1::a::b}}", "{{c1::a}}"),
        ('<img src="a.png">', '<img src="a.png" width="3">'),
        ("<pre>a\nb</pre>", "<pre>a b</pre>"),
        ("a&nbsp;&nbsp;&nbsp;b", "a b"),
        ("10&nbsp;km", "10 km"),
    ],
)
def test_differences_that_show_are_seen(one: str, other: str) -> None:
    assert seen(one, clozes=True) != seen(other, clozes=True)


_PIECES = st.sampled_from(
    [
        *(
            "a",
            "b c",
            " ",
            "  ",
            "\n",
            "&nbsp;",
            "&amp;",
            "&lt;",
            "1.",
            "- ",
            "*",
            "_",
            "`",
            "$",
            "|",
        ),
        *("<b>", "</b>", "<i>", "</i>", "<u>", "</u>", "<s>", "</s>", "<code>", "</code>", "<br>"),
        *("<div>", "</div>", "<p>", "</p>", "<ul>", "</ul>", "<ol>", "</ol>", "<li>", "</li>"),
        *(
            "<table>",
            "</table>",
            "<tr>",
            "</tr>",
            "<td>",
            "</td>",
            "<th>",
            "</th>",
            "<h2>",
            "</h2>",
        ),
        *("<pre>", "</pre>", "<blockquote>", "</blockquote>", "<hr>", "<span style='color:red'>"),
        *("</span>", "<div class=x>", "{{c1::", "{{c2::", "::", "}}", r"\(x\)", "[$]y[/$]", "."),
        *(
            "[sound:a.mp3]",
            "<img src=a.png>",
            "<a href='https://a.b'>",
            "</a>",
            "[",
            "](",
            "#",
            ">",
        ),
    ]
)


@settings(max_examples=500, deadline=None)
@given(st.lists(_PIECES, max_size=14).map("".join), st.booleans())
def test_no_letter_is_lost_whatever_the_tags_are(source: str, clozes: bool) -> None:
    found = written(source, clozes=clozes)
    if found is None:
        return
    finished, faults = render(Text(found.text, Path("a.yaml"), 1, 1), clozes=clozes)
    assert not [fault for fault in faults if fault.severity == "error"]
    assert _letters(finished) == _letters(source)


@settings(max_examples=400, deadline=None)
@given(st.lists(_PIECES, max_size=12).map("".join), st.booleans(), st.sampled_from(Form))
def test_what_a_glance_finds_equal_shows_the_same(source: str, clozes: bool, form: Form) -> None:
    try:
        shown = seen(source, clozes=clozes)
        text = as_markdown(shown, form).text
        finished, _ = render(Text(text, Path("a.yaml"), 1, 1), clozes=clozes)
        if looks_same(source, finished):
            assert seen(finished, clozes=clozes) == shown
    except UnseenError:
        return


def _letters(source: str) -> str:
    """What is left of HTML without tags, spaces and the signs of formulas."""
    source = re.sub(r"<img src=\"?([\w.]+)\"?[^<>]*>", r"(\1)", source)
    source = re.sub(r"\[sound:([\w.]+)\]", r"(\1)", source)
    source = source.replace("[$]y[/$]", "y")
    source = html.unescape(re.sub(r"</?[a-zA-Z](?:[^\"'<>]|'[^']*'|\"[^\"]*\")*>", "", source))
    return re.sub(r"\s+", "", re.sub(r"\\\(([xy])\\\)", r"\1", source))


@pytest.mark.parametrize(
    "piece",
    ["<a ", "<b>", "\\(", "[$]", "{{c1::", "<ul><li>", "<!--", "<div", "&#1", "'", "[sound:"],
)
def test_hostile_html_costs_what_its_length_does(piece: str) -> None:
    def take(size: int) -> None:
        written(piece * size, clozes=True)

    assert grows_in_proportion(take, 400)
