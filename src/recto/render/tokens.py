"""Tokens: what stands in a text in the place of something that Markdown must not touch.

A token is a private number between noncharacters, which no source may hold.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from recto.diagnostics import Diagnostic

# Markdown looks at the characters beside `*` and `_`: a cloze is like a letter from outside
# and like punctuation from inside, so that `*{{c1::x}}*` and `{{c1::_x_}}` both work.
OPEN = "\ufdd0{}\ufdd1⁅"
CLOSE = "⁆\ufdd2{}\ufdd1"
INLINE = "⁅\ufdd3{}\ufdd1⁆"  # like `<` and `$`, punctuation
LESS = "⁅\ufdd4⁆"
LESS_APART = "⁅ \ufdd4⁆"  # for a space ends an address: `](<` without its `>` begins none
TOKEN = re.compile(r"\ufdd0(\d+)\ufdd1⁅|⁆\ufdd2(\d+)\ufdd1|⁅\ufdd3(\d+)\ufdd1⁆")
PIECE = re.compile(rf"<[^>]*>|{TOKEN.pattern}|⁅ ?\ufdd4⁆")
ENCODED = re.compile("%EF%B7%9[0-4]|%E2%81%8[56]")
"""The characters around tokens as they stand in an address."""
EDGES = re.compile(r"(\ufdd0\d+\ufdd1⁅|⁆\ufdd2\d+\ufdd1)")
"""The tokens of cloze marks; those that open begin with the first noncharacter."""


class Token(NamedTuple):
    """What a token stands for."""

    html: str
    """In prose."""
    written: str
    """In code and in attributes: the source, escaped."""
    late: bool = False
    """Whether it is put back last: math, which nothing must touch, and marks of clozes."""
    fault: Diagnostic | None = None
    """What is wrong with it in prose; in code it is only text."""


def number_of(token: re.Match[str]) -> int:
    """The number of a token, whichever form it has."""
    return int(token[1] or token[2] or token[3])
