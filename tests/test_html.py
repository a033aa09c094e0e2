"""HTML in a text: a `<` that is text, a tag that is meant, and what must not reach a card."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desk import Desk
from recto.render.markdown import render
from recto.render.shielded import Shielded
from recto.text import Text

FENCE = "```"
_ELEMENTS = (
    "a abbr acronym address article aside audio b bdi bdo big blockquote br caption center cite "
    "code col colgroup dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 "
    "h5 h6 header hr i img ins kbd li main mark nav nobr ol p pre q rp rt ruby s samp section "
    "small source span strike strong sub summary sup table tbody td tfoot th thead time tr tt u "
    "ul var video wbr"
)
_ATTRIBUTES = (
    "align alt bgcolor border cellpadding cellspacing class clear color colspan controls datetime "
    "dir face height href lang loop muted noshade nowrap open reversed rowspan scope size span src "
    "start style title type valign value width"
)
ELEMENTS = set(_ELEMENTS.split())
ATTRIBUTES = set(_ATTRIBUTES.split())


def show(value: str, *, clozes: bool = False, unsafe: bool = False) -> tuple[str, list[str]]:
    """The HTML of a text, and the codes of what is wrong with it."""
    text = Text(value, Path("a.yaml"), 1, 1, exact=True)
    finished, faults = render(text, clozes=clozes, unsafe=unsafe)
    return finished, [fault.code for fault in faults]


def test_a_sort_of_tag_is_one_token_however_often_it_stands() -> None:
    value = "<b>bold</b><br>\n" * 1000
    shielded = Shielded(Text(value, Path("a.yaml"), 1, 1), clozes=False, unsafe=False)
    assert [token.html for token in shielded.tokens] == ["<b>", "</b>", "<br>"]


def test_each_tag_at_fault_is_told_where_it_stands() -> None:
    text = Text("<script>\n<script>", Path("a.yaml"), 1, 1, exact=True)
    _, faults = render(text)
    assert [(fault.code, fault.location.line) for fault in faults] == [
        ("unsafe-html", 1),
        ("unsafe-html", 2),
    ]


class Page(HTMLParser):
    """What a browser finds in a piece of HTML."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.other: list[str] = []
        """Comments, declarations, ends of unknown elements."""
        self.words: list[str] = []
        self.feed(source)
        self.close()

    @property
    def text(self) -> str:
        return "".join(self.words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag not in ELEMENTS:
            self.other.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    def handle_decl(self, decl: str) -> None:
        self.other.append(decl)

    def handle_pi(self, data: str) -> None:
        self.other.append(data)

    def unknown_decl(self, data: str) -> None:
        self.other.append(data)

    def dangers(self) -> list[str]:
        """What may not stand on a card of a deck without `unsafe_html`."""
        found = list(self.other)
        for name, attributes in self.tags:
            found += [name] if name not in ELEMENTS else []
            for attribute, value in attributes.items():
                if attribute not in ATTRIBUTES:
                    found.append(f"{name} {attribute}")
                if attribute in ("href", "src"):
                    address = re.sub(r"[\x00-\x20]", "", value).lower()
                    scheme = re.match(r"[a-z][a-z0-9+.-]*:", address)
                    if attribute == "src" and re.match("[a-z]:", address):
                        continue  # a path, of which the media have something to say
                    if scheme and scheme[0] not in ("http:", "https:", "mailto:", "tel:"):
                        found.append(f"{name} {attribute} {value}")
                if attribute == "style" and re.search(r"url\s*\(|expression|\\", value.lower()):
                    found.append(f"{name} {attribute} {value}")
        return found


# A `<` that is text


@pytest.mark.parametrize(
    "text",
    [
        "vector<int>",
        "map<string, vector<int>> and List<String>",
        "a<b and c>d",
        "a<b>c",
        "if a<b or b>c",
        "a < b <= c << d <- e <=> f",
        "1 <2> 3 <3",
        "<T>",
        "<>",
        "</>",
        "<",
        "x </ y",
        "<b",
        '<b title="',
        "an unclosed <b> and <i>",
        "a stray </b> or </int>",
        "#include <iostream>",
        "cat <<EOF",
        "<your name>",
        "the <font> element",
        "What is an <img>?",
        "<!-->",
        "What does <!-- begin?",
        "[x](<b)c",
        "[x](<b>c)",
        "[x](<a",
        "<!DOCTYPE html>",
        "<![CDATA[x]]>",
        "<?php echo 1 ?>",
        '<b class="x"class="y">x</b>',
        "<b =>x</b>",
        "< b>x",
        "<svg/onload=alert(1)>",
    ],
)
def test_what_is_no_allowed_tag_reads_as_written(text: str) -> None:
    finished, faults = show(text)
    page = Page(finished)
    assert page.text == text
    assert not page.tags
    assert not page.other
    assert not faults


@pytest.mark.parametrize(
    "text",
    [
        "<b><u>x</b> y</u>",
        "<b hidden>x</b>",
        "<my-element>x</my-element>",
        "<form><input><button>x</button></form>",
        "<style>b</style>",
        '<svg width="20"><circle r="8"/></svg>',
        "<math><mi>x</mi></math>",
        '<input type="text">',
        "<p>one",
        "one\n\n<p>two",
    ],
)
def test_a_tag_that_is_no_word_and_reads_as_written_is_told(text: str) -> None:
    finished, faults = show(text)
    assert "&lt;" in finished
    assert faults == ["tag-shown"]


def test_what_html_leaves_open_in_a_list_is_told() -> None:
    assert show("<ul><li>one<li>two</ul>")[1] == ["tag-shown"]


def test_a_comment_that_does_not_end_is_told() -> None:
    assert show("one\n<!-- two")[1] == ["tag-shown"]


@pytest.mark.parametrize(
    "text",
    [
        "What does <br> do?",
        "What do <br> and `<img>` do?",
        "What is <hr>?",
        "Which element breaks a line, <br> or `<hr>`?",
        "What stands between <b> and </b>?",
        "What does <b></b> make?",
    ],
)
def test_the_name_of_a_tag_that_vanishes_is_told(text: str) -> None:
    assert show(text)[1] == ["tag-taken"]


@pytest.mark.parametrize(
    "text",
    [
        "one <br> two",
        "one<br>\ntwo<br>\n",
        "A <b>bold</b> word, <b> another </b> one",
        "one <br><br> two <hr> three",
        "It is <br>\none",
        "x <span class=y></span>",
        "<div></div> x",
    ],
)
def test_tags_that_are_meant_are_not_told(text: str) -> None:
    assert show(text)[1] == []


PLAIN = [
    *("one", "two", "Ünïcödé", "权限", "C", "C++", "C#", "#1", "vector<int>", "map<K,", "V>", "é"),
    *("a<b", "c>d", "a<", ">b", "<T>", "<b>", "<i>", "<b", "</x>", "<3", "<<", "<=", "->", "=>"),
    *("<!--", "<!x>", "<?x?>", "<a href=x>", "&&", "AT&T", "&", '"q"', "it's"),
    *(
        "$5",
        "$10",
        "USD$30,000",
        "$5.",
        "{x}",
        "{{x}}",
        "}}",
        "{{c1::x}}",
        "a|b",
        "|",
        "::",
        "a::b",
    ),
    *("1:30", "2024-01-01", "~5", "50%", "@", "?", "!", "^", "=", "/", "\\n", "a.b", ",", ";", "…"),
    *("http://a.b", "x@y.z", "(x)", "snake_case", "\u00a0", "🙂", "href=x"),
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PLAIN), max_size=8), min_size=1, max_size=3))
def test_text_without_markdown_reads_exactly_as_written(lines: list[list[str]]) -> None:
    text = "\n".join(" ".join(["Line", *words]) for words in lines)
    finished, faults = show(text)
    page = Page(finished.replace("<br>", "\n"))
    assert page.text == text
    assert not page.tags
    assert not faults


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("`<script>alert(1)</script>`", "<script>alert(1)</script>"),
        ("`` `<img src=x onerror=alert(1)>` ``", "`<img src=x onerror=alert(1)>`"),
        ('`<a href="javascript:alert(1)">`', '<a href="javascript:alert(1)">'),
        ("`<!-- x -->`", "<!-- x -->"),
        (f"{FENCE}\n<script>alert(1)</script>\n{FENCE}", "<script>alert(1)</script>"),
        (f'{FENCE}html\n<a href="javascript:x">\n{FENCE}', '<a href="javascript:x">'),
        (f'{FENCE}\n<img src="data:x">\n{FENCE}', '<img src="data:x">'),
        (f"{FENCE}\n<b\n{FENCE}", "<b"),
        ("    <script>alert(1)</script>", "<script>alert(1)</script>"),
        ("a\n\n    vector<int>\n\n    <iframe>", "vector<int>\n\n<iframe>"),
        (f"- one\n\n  {FENCE}html\n  <script>\n\n  x\n  {FENCE}", "<script>\n\nx"),
        (f"1. one\n\n    {FENCE}html\n    <b>\n\n    <script>\n    {FENCE}", "<b>\n\n<script>"),
        (f"> {FENCE}\n> <script>\n>\n> <b>\n> {FENCE}", "<script>\n\n<b>"),
        ("> `<script>`", "<script>"),
        ("| a |\n|---|\n| `<script>` |", "<script>"),
    ],
)
def test_code_shows_every_tag_and_is_never_at_fault(text: str, code: str) -> None:
    finished, faults = show(text)
    assert not faults
    [block] = re.findall(r"<code>(.*?)</code>", finished, re.DOTALL)
    assert Page(block).text == code
    assert not Page(finished).dangers()


@pytest.mark.parametrize(
    "text",
    [
        'href="javascript:x"',
        'Is src="data:x" dangerous?',
        "An onclick=alert(1) runs; so does javascript: in a link.",
        "style=url(x)",
        "<javascript:alert(1)> and <data:x>",
        '&lt;a href="javascript:x"&gt;',
    ],
)
def test_words_about_danger_are_no_danger(text: str) -> None:
    finished, faults = show(text)
    assert not faults
    assert not Page(finished).dangers()


# A tag that is meant


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("<b>x</b>", [("b", {})]),
        ("<B>x</b>", [("b", {})]),
        ("<b >x</b >", [("b", {})]),
        ("a<b>c</b>d", [("b", {})]),
        ("<b><i>x</i></b>", [("b", {}), ("i", {})]),
        ("<b>x<i>y</b>", [("b", {})]),
        ('<b id="answer" data-x="1" aria-label=x>x</b>', [("b", {})]),
        ('<a href="https://a.b" target="_blank" rel=x>x</a>', [("a", {"href": "https://a.b"})]),
        ('<h3 id="x">y</h3>', [("h3", {})]),
        ('<font color="red" size=2>x</font>', [("font", {"color": "red", "size": "2"})]),
        ("<center>x</center>", [("center", {})]),
        ("<strike>x</strike> <tt>y</tt>", [("strike", {}), ("tt", {})]),
        ("<br clear=all>", [("br", {"clear": "all"})]),
        ("one</br>two", [("br", {})]),
        ("x<img src=a.png srcset=b.png></img>", [("img", {"src": "a.png"})]),
        ("<me@example.org>", [("a", {"href": "mailto:me@example.org"})]),
        ("<tel:112>", [("a", {"href": "tel:112"})]),
        ("[x](<a\\>b>)", [("a", {"href": "a%3Eb"})]),
        ("[x](<>)", [("a", {"href": ""})]),
        ("[x][1]\n\n[1]: <https://a.b/c d>", [("a", {"href": "https://a.b/c%20d"})]),
        ("[x]\n\n[x]:\n<https://a.b> 'y'", [("a", {"href": "https://a.b", "title": "y"})]),
        ("one<br>two<BR/>three<br />", [("br", {})] * 3),
        ("H<sub>2</sub>O x<sup>2</sup>", [("sub", {}), ("sup", {})]),
        ("<kbd>Ctrl</kbd>+<kbd>C</kbd>", [("kbd", {}), ("kbd", {})]),
        ("<ruby>漢<rt>kan</rt></ruby>", [("ruby", {}), ("rt", {})]),
        ('<span lang="de" title="a > b">x</span>', [("span", {"lang": "de", "title": "a > b"})]),
        ("<span class='x y'>x</span>", [("span", {"class": "x y"})]),
        ("<span CLASS = x>x</span>", [("span", {"class": "x"})]),
        ("<span\nclass=x>x</span>", [("span", {"class": "x"})]),
        ('<span style="color: red">x</span>', [("span", {"style": "color: red"})]),
        ('<span title="it\'s">x</span>', [("span", {"title": "it's"})]),
        ("<span title='\"'>x</span>", [("span", {"title": '"'})]),
        ('<span title="&quot; onclick=x">x</span>', [("span", {"title": '" onclick=x'})]),
        ('<span title="<script>">x</span>', [("span", {"title": "<script>"})]),
        ('<span title="a\nb">x</span>', [("span", {"title": "a\nb"})]),
        ("<details open>t</details>", [("details", {"open": ""})]),
        ('<a href="https://a.b/?c=1&amp;d=2">x</a>', [("a", {"href": "https://a.b/?c=1&d=2"})]),
        ("<a href=#x>x</a>", [("a", {"href": "#x"})]),
        ("<a href='mailto:a@b.c'>x</a>", [("a", {"href": "mailto:a@b.c"})]),
        ("<a href='./javascript:x'>x</a>", [("a", {"href": "./javascript:x"})]),
        ("<b>*x*</b>", [("b", {}), ("em", {})]),
        ("**<u>x</u>**", [("strong", {}), ("u", {})]),
        ("<https://a.b/c>", [("a", {"href": "https://a.b/c"})]),
        ("<HTTPS://a.b/c>", [("a", {"href": "HTTPS://a.b/c"})]),
        ("<mailto:a@b.c>", [("a", {"href": "mailto:a@b.c"})]),
        ("<https://a.b/$c$d>", [("a", {"href": "https://a.b/$c$d"})]),
        ("[x](https://a.b)", [("a", {"href": "https://a.b"})]),
        ("[x](<https://a.b>)", [("a", {"href": "https://a.b"})]),
        ("[x](<a b.html>)", [("a", {"href": "a%20b.html"})]),
        ("[x](https://a.b/A_(c))", [("a", {"href": "https://a.b/A_(c)"})]),
        ("[x](https://a.b/(c)_$d$_$e$)", [("a", {"href": "https://a.b/(c)_$d$_$e$"})]),
        ('[x](a "b <c> d")', [("a", {"href": "a", "title": "b <c> d"})]),
        ('[x](a "b\nc")', [("a", {"href": "a", "title": "b\nc"})]),
        ("[x](tel:112)", [("a", {"href": "tel:112"})]),
        ("[x](//a.b)", [("a", {"href": "//a.b"})]),
        ("[x](a/javascript:b)", [("a", {"href": "a/javascript:b"})]),
    ],
)
def test_an_allowed_tag_is_a_tag(text: str, tags: list[tuple[str, dict[str, str]]]) -> None:
    finished, faults = show(text)
    assert Page(finished).tags == tags
    assert not faults


def test_newlines_in_blocks_of_html_are_breaks_only_in_prose() -> None:
    text = "<ul>\n<li>one\ntwo</li>\n</ul>\n\n<pre>\na\n  b\n</pre>"
    assert show(text) == (
        "<ul><li>one<br>two</li></ul><pre>\na\n  b\n</pre>",
        [],
    )


def test_the_question_of_a_block_and_a_paragraph_keeps_its_paragraphs() -> None:
    finished, _ = show('a\n\n<div>b</div>\n\n<p class="x">c</p>\n\n[r]: https://a.b')
    assert finished.startswith("<p>a</p>")
    assert finished.endswith('<p class="x">c</p>')


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a <!-- b --> c", "a  c"),
        ("<!-- b -->\na", "a"),
        ("a\n<!-- b\n\nc -->", "a"),
        ("- a\n  <!-- b -->\n- c", "<ul><li>a</li><li>c</li></ul>"),
        ("- a\n\n<!-- -->\n\n- c", "<ul><li>a</li></ul><ul><li>c</li></ul>"),
        ("*a*<!-- `b --> `c`", "<em>a</em> <code>c</code>"),
        ("a $x <!-- y$ --> b", "a $x  b"),
        ("`<!-- b -->`", "<code>&lt;!-- b --&gt;</code>"),
        (r"\<!-- b -->", "&lt;!-- b --&gt;"),
    ],
)
def test_a_comment_is_off_the_card_and_in_code_it_stays(text: str, html: str) -> None:
    assert show(text) == (html, [])


def test_a_text_that_is_only_a_comment_is_empty() -> None:
    assert show("<!-- to do -->")[1] == ["empty-text"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Here.\n\n<p>One</p>\n\n<p>Two</p>", "<p>Here.</p><p>One</p><p>Two</p>"),
        ("a\n\n<p>b *c*\n\nd</p>", "<p>a</p><p>b <em>c</em><br>d</p>"),
        ("a\n\n<center>b</center>", "<p>a</p><center>b</center>"),
    ],
)
def test_a_block_of_the_authors_own_stands_in_no_paragraph(text: str, html: str) -> None:
    assert show(text) == (html, [])


# What can run

RUNS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://a.b/c.js></SCRIPT>",
    "<script\nasync>x</script>",
    "a <iframe src=https://a.b></iframe>",
    "<object data=x></object>",
    "<embed src=x>",
    "<applet>x</applet>",
    "<base href=https://a.b>",
    "<link rel=stylesheet href=x>",
    "<meta http-equiv=refresh content=0>",
    "<frameset><frame></frameset>",
    "<div>\n<script>x</script>\n</div>",
    "- <script>x</script>",
    "> <script>x</script>",
    "| a |\n|---|\n| <script>x</script> |",
    "# <script>x</script>",
    "**<script>x</script>**",
    "[<script>x</script>](https://a.b)",
    "{{c1::<script>x</script>}}",
    '<b onclick="alert(1)">x</b>',
    "<b onclick='alert(1)'>x</b>",
    "<b onclick=alert(1)>x</b>",
    "<b ONCLICK=x>x</b>",
    "<b\nonclick=x>x</b>",
    "<b class=x  onmouseover = x>x</b>",
    "<b title='>' onclick=x>x</b>",
    "<img src=x onerror=alert(1)>",
    "<details open ontoggle=x>x</details>",
    "<svg onload=x>",
    "<body onload=x>",
    "<input onfocus=x autofocus>",
    "<div onclick=x>\n\ntext\n\n</div>",
    '<div style="background: url(https://a.b)">x</div>',
    '<div style="background: u\\72l(x)">x</div>',
    '<div style="background: &#117;rl(x)">x</div>',
    "<div style=background:URL(x)>x</div>",
    '<div style="width: expression(alert(1))">x</div>',
]
ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java&#115;cript:x",
    "java&#x73;cript:x",
    "javascript&#58;x",
    "javascript&colon;x",
    "java&Tab;script:x",
    "java&NewLine;script:x",
    "&#1;javascript:x",
    "&#32;javascript:x",
    "data:text/html,x",
    "data:text/html;base64,eA==",
    "vbscript:x",
    "file:///etc/passwd",
    "view-source:x",
    "intent://x",
    "c:/windows/x.exe",
    "x:y",
]
LINKS = [
    "[x]({})",
    "[x](<{}>)",
    '[x]({} "title")',
    "[x]\n\n[x]: {}",
    "[x][y]\n\n[y]: {} 'title'",
    "[x]\n\n[x]: <{}>",
    "![x]({})",
    "![x]\n\n[x]: {}",
    "[![x](https://a.b/c)]({})",
    '<a href="{}">x</a>',
    "<a href='{}'>x</a>",
    "<a href={}>x</a>",
    '<a href = "{}">x</a>',
    '<A HREF="{}">x</a>',
    '<a title=">" href="{}">x</a>',
    '<a class=x\nhref="{}">x</a>',
    '<img src="{}">',
    "<img alt='x' src='{}'>",
    '- [x]({})\n- <a href="{}">x</a>',
    "{{{{c1::[x]({})}}}}",
]


@pytest.mark.parametrize("text", RUNS)
def test_what_can_run_is_an_error(text: str) -> None:
    for clozes in (False, True):
        assert "unsafe-html" in show(text, clozes=clozes)[1]


@pytest.mark.parametrize("link", LINKS)
def test_a_link_to_what_can_run_is_an_error_in_every_spelling(link: str) -> None:
    """Or no link at all, where Markdown sees none."""
    missed = []
    for address in ADDRESSES:
        finished, faults = show(link.format(address, address), clozes="{{c1" in link)
        if "unsafe-html" not in faults and Page(finished).dangers():
            missed.append(address)
    assert not missed


@pytest.mark.parametrize("link", LINKS)
def test_a_plain_javascript_link_is_reported(link: str) -> None:
    text = link.format("javascript:x", "javascript:x")
    assert "unsafe-html" in show(text, clozes="{{c1" in link)[1]


@pytest.mark.parametrize("text", [*RUNS, *(link.format("javascript:x", "b") for link in LINKS)])
def test_unsafe_html_lets_everything_pass(text: str) -> None:
    assert "unsafe-html" not in show(text, unsafe=True)[1]


def test_unsafe_html_keeps_what_was_written() -> None:
    text = '<script>\nif (a < b && c > d) alert("*x*")\n</script>\n\n<b onclick="x()">y</b>'
    finished, _ = show(text, unsafe=True)
    assert '<script>\nif (a < b && c > d) alert("*x*")\n</script>' in finished
    assert '<b onclick="x()">y</b>' in finished


BAD = "<img src=x onerror=alert(1)>"
HIDEOUTS = [
    "`a\n- {}`",
    "`a\n# {}`",
    "`a\n> {}`",
    "`\n1. {}`",
    "`\n---\n{}`",
    "`\n===\n{}`",
    "***\n`\n***\n{}`",
    "    ` x\n{} `",
    "\t`\n{}`",
    "`\r\r{}`",
    "| a | b |\n|---|---|\n| ` | {}` |",
    "<https://a.b/`>{}`",
    "[a]: `\n{}`",
    '[a]: https://a.b "\n`"\n{}`',
    "]({})",
    "f[0]({})",
    f"<div>\n{FENCE}\n{{}}\n{FENCE}\n</div>",
    "<p>\n~~~\n{}\n~~~\n</p>",
    "<div>\n`{}`\n</div>",
    f"<pre>\n{FENCE}\n{{}}\n{FENCE}\n</pre>",
    f"- a\n\n  {FENCE}\n{{}}\n  {FENCE}",
    f"1. {FENCE}\n{{}}\n{FENCE}\n",
    f"- a\n  {FENCE}\n{{}}\n  {FENCE}",
    f"> {FENCE}\n{{}}\n{FENCE}",
    "$`$ {} `",
    "\\`{}`",
]


@pytest.mark.parametrize("hideout", HIDEOUTS)
def test_nothing_runs_where_markdown_sees_no_code_after_all(hideout: str) -> None:
    for bad in (BAD, "<script>x</script>", '<a href="javascript:x">y</a>'):
        finished, faults = show(hideout.format(bad))
        assert "unsafe-html" in faults or not Page(finished).dangers()


@pytest.mark.parametrize(
    "text",
    [
        "> <b\n> onclick=alert(1)>x</b>",
        "> <div\n> onclick=alert(1)>x</div>",
        "> > <b\n> > onclick=alert(1)>x</b>",
        "- > <b\n  > onclick=alert(1)>x</b>",
        "<div\n\nonclick=alert(1)>x</div>",
        "<div\n\n<b onclick=x>y</div>",
        "> <a title='\n> ' href=javascript:x>y</a>",
        '[t](https://x "$a" onmouseover="alert(1)$")',
        "[t](https://x '$a\" onmouseover=\"alert(1)$')",
        '![$a" onerror="alert(1)$](https://x)',
        "<b title='$a' onclick='alert(1)$'>x</b>",
        '<b title="$" onclick="alert(1)$">x</b>',
        '<b title="$a$" onclick="alert(1)">x</b>',
        "<b title=$a onclick=alert(1)$>x</b>",
        f'{FENCE}"><script>\nx\n{FENCE}',
        f'{FENCE}$" onclick="x$\nx\n{FENCE}',
        "[x]: $a\n\n[x]: javascript:$\n\n[x]",
        "[j]: javascript:x\n\n[a][`j`] [j]",
    ],
)
def test_no_trick_of_lines_quotes_and_dollars_makes_a_handler(text: str) -> None:
    finished, faults = show(text)
    assert "unsafe-html" in faults or not Page(finished).dangers()


@pytest.mark.parametrize(
    "text",
    [
        '[t](https://x "{{c1::a" onmouseover="alert(1)}}")',
        '[t](https://x "{{c1::a::b" onmouseover="alert(1)}}")',
        '![{{c1::a::b" onerror="alert(1)}}](https://x)',
        "{{c1::<b}} onclick=alert(1)>x</b>",
        "<b {{c1::onclick=alert(1)>x}}</b>",
        "<b title='{{c1::a' onclick='x}}'>x</b>",
    ],
)
def test_no_trick_with_clozes_makes_a_handler(text: str) -> None:
    finished, faults = show(text, clozes=True)
    assert faults or not Page(finished).dangers()


NASTY = [
    *("<", ">", '"', "'", "`", "``", FENCE, "~~~", "$", "$$", "\\", "&", ";", "=", "/", "|", "-"),
    *("\n", "\n\n", "\n> ", "\n- ", "\n    ", "\t", " ", "\r", "[", "]", "](", ")", "[x]: ", "!"),
    *("{{c1::", "}}", "::", "{", "}", "*", "_", "#", "\n---\n", "\n|-|-|\n", "&quot;", "&lt;"),
    *("<b", "<b>", "</b>", "<a ", "<div", "<div>", "</div>", "<p>", "<pre>", "</pre>", "<code>"),
    *("</code>", "<img src=x ", "<br>", "<!--", "-->", "<?", "<![CDATA[", "]]>", "<script>"),
    *(
        "</script>",
        "<svg ",
        "<iframe>",
        "<style>",
        "onclick=x",
        ' onerror="x"',
        " title='",
        ' class="',
    ),
    *("href=", 'href="', "javascript:x", "java&#115;cript:", "data:x", "https://a.b", "<https://"),
    *(
        "x",
        "text",
        "<td>",
        "<math>",
        "\x0c",
        "\u00a0",
        " style='background:url(x)'",
        "<li>",
        "</a>",
    ),
]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(NASTY), max_size=14).map("".join), st.booleans())
@example(text="`x\n- <script>`", clozes=False)
def test_whatever_is_written_only_allowed_html_reaches_a_card(
    text: str,
    clozes: bool,
) -> None:
    finished, faults = show(text, clozes=clozes)
    assert not re.search("[\ufdd0-\ufdef]|%EF%B7%9", finished)
    if "unsafe-html" not in faults:
        assert Page(finished).dangers() == []


def test_a_description_and_a_license_are_held_to_the_same_rules(desk: Desk) -> None:
    deck = "deck: Test\nid: test-aaaa2222\ndescription: <script>alert(1)</script> vector<int>\n"
    desk.write({"deck.yaml": deck}, a="- {q: one, a: x}")
    assert "unsafe-html" in [fault.code for fault in desk.faults()]


# The source of a card, where addresses are links by themselves


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("See https://a.b/c.", 'See <a href="https://a.b/c">https://a.b/c</a>.'),
        ("(https://a.b), too", '(<a href="https://a.b">https://a.b</a>), too'),
        ("https://a.b/?c=1&d=2", '<a href="https://a.b/?c=1&amp;d=2">https://a.b/?c=1&amp;d=2</a>'),
        ("https://a.b/c_d_e*f*", '<a href="https://a.b/c_d_e*f*">https://a.b/c_d_e*f*</a>'),
        ("https://a.b/$c$", '<a href="https://a.b/$c$">https://a.b/$c$</a>'),
        ("https://a.b/C_(d)", '<a href="https://a.b/C_(d)">https://a.b/C_(d)</a>'),
        ("<https://a.b>", '<a href="https://a.b">https://a.b</a>'),
        ("[c](https://a.b)", '<a href="https://a.b">c</a>'),
        ("[https://a.b](https://a.b)", '<a href="https://a.b">https://a.b</a>'),
        ('<a href="https://a.b">c</a>', '<a href="https://a.b">c</a>'),
        ("`curl https://a.b`", "<code>curl https://a.b</code>"),
        ("AWS, chapter 2", "AWS, chapter 2"),
        (
            "The *Guide*, 2, https://a.b/C_(d)",
            '<a href="https://a.b/C_%28d%29">The <em>Guide</em>, 2</a>',
        ),
        ("See `c`, https://a.b", 'See <code>c</code>, <a href="https://a.b">https://a.b</a>'),
        (
            "https://a.b, https://c.d",
            '<a href="https://a.b">https://a.b</a>, <a href="https://c.d">https://c.d</a>',
        ),
    ],
)
def test_an_address_in_a_source_is_a_link_once(desk: Desk, source: str, html: str) -> None:
    desk.write(a=f"- q: one\n  a: x\n  source: '{source}'")
    [note] = desk.prepare().rendered
    assert html == note.field("Source")
