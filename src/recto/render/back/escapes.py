"""Text in which Markdown would find signs of its own, each behind a backslash."""

from __future__ import annotations

import re
from typing import NamedTuple


class Care(NamedTuple):
    """How much is put behind backslashes."""

    is_high: bool = False
    """Whether each sign is, or only those that may mean something where they stand."""
    has_dollars: bool = False
    """Whether there are two dollars in the text, which may make a formula."""


_SIGN = re.compile(
    r"""\\(?=[!-/:-@\[-`{-~]|\Z)
      | [*_`~]
      | <(?=[A-Za-z/!?])
      | &(?=\#?\w+;)
      | \[(?=[^\[\]]*\][(\[:]) | \[(?=sound:|\^|!) | \A\[(?=[ xX]\])
      | !\Z""",
    re.VERBOSE,
)
_EACH = re.compile(r"[\\`*_~<>&\[\]!#|]")
_BEGINNING = re.compile(
    r"""(?P<digits>\d{1,9})(?=[.)](?:\s|\Z))
      | (?=\#{1,6}(?:\s|\Z) | [-+](?:\s|\Z) | > | =+\s*\Z | (?:-\s*){2,}\Z | [:|-][-:|\s]*\Z)""",
    re.VERBOSE,
)
"""What makes a line a heading, an item, a quotation, a rule."""


def escaped(
    text: str,
    care: Care,
    *,
    in_table: bool = False,
    is_start: bool = True,
    is_edge: bool = False,
) -> str:
    """A text as Markdown. `is_start`: a line begins with it; `is_edge`: other runs touch it."""

    def behind_backslash(match: re.Match[str]) -> str:
        return f"\\{match[0]}" if is_edge or not _means_nothing(match) else match[0]

    written = _EACH.sub(r"\\\g<0>", text) if care.is_high else _SIGN.sub(behind_backslash, text)
    if care.has_dollars:
        written = written.replace("$", "\\$")
    if in_table and not care.is_high:
        written = written.replace("|", "\\|")
    if is_start and not care.is_high and (begins := _BEGINNING.match(written)):
        digits = begins["digits"] or ""
        written = f"{digits}\\{written[len(digits) :]}"
    return written


def _means_nothing(match: re.Match[str]) -> bool:
    """Whether a sign marks nothing, by what stands around it: `3 * 4`, `a_name`."""
    start, end = match.span()
    text = match.string
    if not 0 < start < len(text) - 1 or match[0] not in "*_~":
        return False
    before, after = text[start - 1], text[end]
    is_apart = before.isspace() and after.isspace()
    return is_apart or (match[0] == "_" and before.isalnum() and after.isalnum())
