"""Lines that YAML joins to one, though their author saw a list, a table or code.

Only after `|` a line stays a line. In any other text of several lines a list becomes one item,
and YAML has nothing to complain of.
"""

from __future__ import annotations

import re

_MARKED = re.compile(
    r"""^(?P<above>[ \t]*)\S[^\n]*\n
        (?=(?P<indent>[ \t]*)
           (?:(?:[-*+]|[12][.)])[ \t]+(?![a-z]+:)\S | \|[^\n]*\|[ \t]*$ | `{3} | ~{3}))""",
    re.VERBOSE | re.MULTILINE,
)
"""A line, and below it one of a list (a number above two may be a date), a table or a fence.

A key there is that of a card, which a quote that nothing closes has taken in.
"""
_FIRST = re.compile(r"[^\n]*\n(?:[ \t]*\n)*(?P<indent>[ \t]*)")
"""What comes before the first line of a block, its own indentation included."""


def joined(text: str, start: int, stop: int) -> int | None:
    """Where in a file the first such line begins of the scalar that stands from `start` to `stop`.

    After `>` YAML leaves lines that are indented deeper than the first, and those beside them.
    """
    if text.find("\n", start, stop) < 0:
        return None
    block = _FIRST.match(text, start, stop) if text.startswith(">", start) else None
    begins = block.start("indent") if block else text.rfind("\n", 0, start) + 1
    for match in _MARKED.finditer(text, begins, stop):
        if not block or match["above"] == match["indent"] == block["indent"]:
            return match.end("indent")
    return None
