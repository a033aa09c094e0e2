"""Any text as Markdown that shows just that."""

from __future__ import annotations

import re


def escape(text: str) -> str:
    """A text in which Markdown, math and clozes mean nothing: for what comes from elsewhere."""
    return "\n".join(_escaped(line.strip()) for line in text.splitlines())


def _escaped(line: str) -> str:
    line = _BEGINNING.sub(r"\\\g<0>", _SIGN.sub(r"\\\g<0>", line))
    line = _ITEM.sub(lambda item: item[1] + _as_number(item[2]), line)
    return _BRACKET.sub(lambda bracket: _as_number(bracket[0]), line).replace("::", ":&#58;")


def _as_number(sign: str) -> str:
    return f"&#{ord(sign)};"


_SIGN = re.compile(r"[\\`*_~<&$]")
"""What marks something in a line, or in a line with another."""
_BEGINNING = re.compile(r"\A[-=#>]")
_ITEM = re.compile(r"\A(\d{0,9})([.)+])")
"""What makes a line a heading or an item, or a heading of the line above."""
_BRACKET = re.compile(r"[\[\]{}|^]")
"""These as numbers: behind a backslash they would be a part of a regular expression, which is told."""
