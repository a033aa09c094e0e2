"""Readings in brackets as ruby, in the HTML of a text."""

from __future__ import annotations

import re

from recto.text.furigana import readings

_APART = re.compile(
    r"""<(?P<element>pre|code|ruby)\b.*?</(?P=element)>|<[^>]*>
      | \\\(.*?\\\) | \\\[.*?\\\] | \[(?:sound|anki):[^\]]*\]""",
    re.DOTALL | re.VERBOSE,
)
"""What is no prose: code, tags, formulas, sounds."""


def with_ruby(finished: str) -> str:
    """The HTML with `<ruby>` for each word that has its reading in brackets behind it."""
    if "[" not in finished or finished.isascii():
        return finished
    pieces, at = [], 0
    for apart in _APART.finditer(finished):
        pieces += [_with_ruby(finished[at : apart.start()]), apart[0]]
        at = apart.end()
    return "".join([*pieces, _with_ruby(finished[at:])])


def _with_ruby(prose: str) -> str:
    pieces, at = [], 0
    for each in readings(prose):
        pieces += [prose[at : each.start], each.ruby]
        at = each.end
    return "".join([*pieces, prose[at:]])
