"""Highlighting: colours are added, and not a character is lost."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexer import Lexer
from pygments.token import _TokenType

from recto.render.code import highlight
from recto.render.markdown import render
from recto.text import Text

FENCE = "```"
LANGUAGES = [
    *("python", "js", "ts", "json", "bash", "console", "yaml", "toml", "ini", "sql", "java", "c"),
    *("cpp", "c#", "go", "rust", "html", "xml", "css", "php", "ruby", "perl", "diff", "docker"),
    *(
        "make",
        "hcl",
        "md",
        "tex",
        "http",
        "jinja",
        "kotlin",
        "swift",
        "haskell",
        "lua",
        "r",
        "pycon",
    ),
]


def show(value: str, *, clozes: bool = False) -> str:
    finished, faults = render(Text(value, Path("a.yaml"), 1, 1, exact=True), clozes=clozes)
    assert not faults
    return finished


def plain(markup: str) -> str:
    """Code without its colours."""
    return unescape(re.sub(r"</?span[^>]*>", "", markup))


FRAGMENTS = [
    *(
        "x",
        "name",
        "0x1F",
        "1.5",
        '"',
        "'",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "<",
        ">",
        "&",
        "&amp;",
        "`",
    ),
    *(
        ":",
        "::",
        ";",
        ",",
        "|",
        "#",
        "//",
        "/*",
        "*/",
        "--",
        "\\",
        "$",
        "${a}",
        "%",
        "@",
        "=",
        "=>",
    ),
    *(
        "\n",
        "\n\n",
        "  ",
        "\t",
        "\r",
        "é",
        "权",
        "🙂",
        "def f(x):",
        '{"a": {"b": 1}}',
        "<b>",
        "</b>",
    ),
    *(
        "<script>",
        "<?php",
        "?>",
        '"""',
        "<<EOF\n",
        "\nEOF\n",
        "{{",
        "}}",
        "{%",
        "%}",
        "$ ls -l",
        "~",
    ),
    *("+ a", "\n- b", "@@ 1 @@", "GET / HTTP/1.1\n", ">>> x\n", "\u2028", "\x85", "\ufeff"),
]
CODE = st.lists(st.sampled_from(FRAGMENTS), max_size=20).map("".join)


@settings(max_examples=300, deadline=None)
@given(CODE, st.sampled_from(LANGUAGES), st.lists(st.integers(0, 100), max_size=5))
def test_equal_text_goes_in_and_comes_out_with_marks_at_any_offset(
    code: str, language: str, offsets: list[int]
) -> None:
    marks = sorted((min(offset, len(code)), f"\x00{n}\x01") for n, offset in enumerate(offsets))
    finished = highlight(code, language, marks)
    expected = code
    for offset, mark in reversed(marks):
        expected = expected[:offset] + mark + expected[offset:]
    assert plain(finished) == expected
    assert "<" not in re.sub(r'<span class="[a-z0-9]+">|</span>', "", finished)


@settings(max_examples=50, deadline=None)
@given(CODE, st.sampled_from(LANGUAGES))
def test_a_cloze_mark_lies_outside_of_every_colour(code: str, language: str) -> None:
    """So Anki may cut anywhere without tearing a span."""
    finished = highlight(code, language, [(len(code) // 3, "\x00"), (len(code) // 2, "\x01")])
    before, inside, after = re.split("[\x00\x01]", finished)
    for piece in (before, inside, after):
        assert piece.count("<span") == piece.count("</span")


def test_marks_at_one_offset_keep_their_order() -> None:
    assert plain(highlight("ab", "python", [(1, "<1>"), (1, "<2>")])) == "a<1><2>b"


@pytest.mark.parametrize(
    ("language", "code", "colour"),
    [
        ("python", "def f(): return 1", '<span class="k">def</span>'),
        ("Python", "def f(): return 1", '<span class="k">def</span>'),
        ("py", "x = 'a'", '<span class="s1">'),
        ("c++", "int x;", '<span class="kt">int</span>'),
        ("c#", "int x;", '<span class="kt">int</span>'),
        ("json", '{"a": 1}', '<span class="nt">"a"</span>'),
        ("sql", "SELECT 1", '<span class="k">SELECT</span>'),
        ("html", "<b>", '<span class="nt">b</span>'),
    ],
)
def test_known_languages_have_colours(language: str, code: str, colour: str) -> None:
    assert colour in show(f"{FENCE}{language}\n{code}\n{FENCE}")


@pytest.mark.parametrize(
    ("language", "code", "colour"),
    [
        ("diff", "- a\n+ b", '<span class="gi">+ b</span>'),
        ("console", "$ ls $HOME", '<span class="gp">$ </span>'),
        ("pycon", ">>> x = 1", '<span class="gp">&gt;&gt;&gt; </span>'),
    ],
)
def test_the_last_line_is_coloured_like_the_others(language: str, code: str, colour: str) -> None:
    """Many a lexer takes a line without its end for an error."""
    finished = show(f"{FENCE}{language}\n{code}\n{FENCE}")
    assert colour in finished
    assert plain(finished) == f'<div class="wide"><pre><code>{code}</code></pre></div>'


@pytest.mark.parametrize(
    "language",
    [
        "",
        "text",
        "plain",
        "none",
        "nope",
        "Text",
        "{.python}",
        "\\python",
        "a&b",
        '"><script>',
        "é",
    ],
)
def test_an_unknown_language_is_plain(language: str) -> None:
    code = "def f(x): return x < 1 && '&lt;'"
    finished = show(f"{FENCE}{language}\n{code}\n{FENCE}")
    assert "<span" not in finished
    assert unescape(finished) == f'<div class="wide"><pre><code>{code}</code></pre></div>'


@pytest.mark.parametrize("info", ["py", "py title=x", " py ", "py {1}", "py <b>", "py $x$"])
def test_the_first_word_behind_the_fence_is_the_language(info: str) -> None:
    assert '<span class="k">def</span>' in show(f"{FENCE}{info}\ndef f(): pass\n{FENCE}")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"{FENCE}\na\n{FENCE}", "a"),
        (f"{FENCE}\n\n\na\n\n\n{FENCE}", "\n\na\n\n"),
        (f"{FENCE}\n  a\n\tb\n{FENCE}", "  a\n\tb"),
        (f"{FENCE}\na  \n{FENCE}", "a  "),
        (f"{FENCE}\n<b>&amp;&lt;\\*\n{FENCE}", "<b>&amp;&lt;\\*"),
        (f"{FENCE}\n$x$ `y` *z* {{{{c1::a}}}}\n{FENCE}", "$x$ `y` *z* {{c1::a}}"),
        (f"{FENCE}{FENCE}\n{FENCE}\na\n{FENCE}\n{FENCE}{FENCE}", f"{FENCE}\na\n{FENCE}"),
        (f"~~~\n{FENCE}\n~~~", FENCE),
        (f"{FENCE}\na", "a"),
        (
            f"- a\n\n  {FENCE}cpp\n  vector<int> x;\n\n  $y$ <z>\n  {FENCE}",
            "vector<int> x;\n\n$y$ <z>",
        ),
        (f"> {FENCE}cpp\n> vector<int> x;\n> {FENCE}", "vector<int> x;"),
        ("    vector<int>\n\n      $y$", "vector<int>\n\n  $y$"),
        (f"{FENCE}\n</code></pre>\n{FENCE}", "</code></pre>"),
    ],
)
def test_code_reads_as_written(text: str, code: str) -> None:
    [inside] = re.findall(r"<pre><code>(.*)</code></pre>", show(text), re.DOTALL)
    assert plain(inside) == code


@settings(max_examples=100, deadline=None)
@given(CODE, st.sampled_from(["", *LANGUAGES]))
def test_any_code_in_a_fence_reads_as_written(code: str, language: str) -> None:
    code = code.replace("\r", "")
    if not code.strip():
        return
    finished = show(f"{FENCE}{FENCE}{language}\n{code}\n{FENCE}{FENCE}")
    [inside] = re.findall(r"<pre><code>(.*)</code></pre>", finished, re.DOTALL)
    assert plain(inside) == code


def test_equal_snippets_are_highlighted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read = Lexer.get_tokens
    snippets: list[str] = []

    def counting(lexer: Lexer, text: str) -> Iterator[tuple[_TokenType, str]]:
        snippets.append(text)
        return read(lexer, text)

    monkeypatch.setattr(Lexer, "get_tokens", counting)
    code = "only_in_this_test = 1"
    for before in ("", "a\n\n", "b\n\n"):
        for _ in range(3):
            show(f"{before}{FENCE}python\n{code}\n{FENCE}")
    show(f"- a\n\n  {FENCE}python\n  {code}\n  {FENCE}")
    show(f"{{{{c1::a}}}}\n\n{FENCE}python\n{code}\n{FENCE}", clozes=True)
    assert snippets == [f"{code}\n"]


@pytest.mark.parametrize(
    ("language", "piece"),
    [("java", "a "), ("cpp", "\n"), ("make", "a.")],
)
def test_code_of_any_length_takes_bounded_time(language: str, piece: str) -> None:
    """Some lexers are quadratic; code that long is on no card, and needs no colours."""
    start = time.process_time()
    code = piece * 10_000
    assert plain(highlight(code, language)) == code
    assert time.process_time() - start < 5


@pytest.mark.parametrize("gap", ["\n" * 4_000, " " * 4_000, "\t\n" * 2_000])
def test_code_with_a_gap_that_no_card_has_is_not_coloured(gap: str) -> None:
    """Lexers take quadratic time there: AutoHotkey's 17 seconds."""
    assert highlight(f"if{gap}x", "autohotkey") == f"if{gap}x"
