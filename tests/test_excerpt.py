"""Texts of cards in one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.render.one_line import in_one_line

TABLE = "Which?\n\n| a | b |\n|---|:--|\n| 1 | 2 |"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Which note is this? ![](media/a440.wav)", "Which note is this? (media/a440.wav)"),
        ("![A sine wave](media/sine.png) is what?", "(A sine wave) is what?"),
        ("![](<media/my map.png>) ![](media/a.webm)", "(media/my map.png) (media/a.webm)"),
        ('<img src="media/x.png" alt="A map"> <img src=media/x.png>', "(A map) (media/x.png)"),
        ('<audio controls src="a.mp3"></audio>', "(a.mp3)"),
        (TABLE, "Which? a | b 1 | 2"),
        ("|x| is what?", "|x| is what?"),
        (
            "What prints this?\n\n```python\nprint(1)\nprint(2)\n```",
            "What prints this? `print(1) print(2)`",
        ),
        ("~~~\na `b` c\n~~~\nAnd?", "`` a `b` c `` And?"),
        ("What does `![](a.png)` show?", "What does `![](a.png)` show?"),
        ("See [this](https://example.org)?", "See [this](https://example.org)?"),
        ("Two\nlines", "Two lines"),
    ],
)
def test_what_a_line_cannot_hold_becomes_words(text: str, line: str) -> None:
    assert in_one_line(text) == line


@given(st.text(alphabet="a`~|-:!()[]<>\n \\"))
def test_any_text_has_its_line(text: str) -> None:
    assert "\n" not in in_one_line(text)
