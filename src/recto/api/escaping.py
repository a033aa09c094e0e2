"""Any text as Markdown that shows just that."""

from __future__ import annotations

import re


def escape(text: str) -> str:
    """A text in which Markdown, math and gaps mean nothing: for what comes from elsewhere."""
    lines = (_escaped(line.strip()) for line in text.splitlines())
    return "\n".join(lines)


def _escaped(line: str) -> str:
    line = _SIGN.sub(r"\\\g<0>", line)
    return _BEGINNING.sub(r"\g<number>\\\g<sign>", line)


_SIGN = re.compile(r"[\\`*_~<>&\[\]!#|${}:^]")
"""What marks something in a line, or in a line with another."""
_BEGINNING = re.compile(r"\A(?P<number>\d{0,9})(?P<sign>[-+=.)])")
"""What makes a line an item, a rule or a heading of the line above."""
