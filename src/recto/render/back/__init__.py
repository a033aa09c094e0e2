"""From a field's HTML back to Markdown, and only where that shows the same.

`written` reads what a learner sees of the HTML (seen.py), writes that down (blocks.py, inline.py),
renders it and reads again. What then differs is thrown away.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from recto.diagnostics import has_errors
from recto.render.back.blocks import Form, as_markdown
from recto.render.back.glance import looks_same
from recto.render.back.lines import Lines, UnseenError
from recto.render.back.seen import seen
from recto.render.markdown import render
from recto.text import Text
from recto.text.template import is_empty

__all__ = ["Written", "written"]


class Written(NamedTuple):
    """A text as Recto reads it that shows what some HTML shows."""

    text: str
    is_html: bool = False
    """Whether a list, a table or the like of it is tags still, since Markdown has no such one."""


_PLAIN = re.compile(r"[^\W\d_][^<>&\[\]\\`*_~$|#={}\n\r\t\f\u00a0\u200b]*")
"""Letters and signs that mean nothing, in Markdown as in HTML: most fields are that."""

_NOTHING = "<span></span>"
"""What shows nothing and yet is something to Anki, as a hard space alone is: templates ask for it."""


def written(
    html: str,
    *,
    clozes: bool = False,
    paths: Mapping[str, str] | None = None,
    unsafe: bool = False,
) -> Written | None:
    """Markdown for a field's HTML; None if all that could be written would show something else.

    `clozes`: whether the field is one whose `{{c1::…}}` make cards. `paths`: the path of each file
    that the HTML may name; others stay as they are.
    """
    if not html or _PLAIN.fullmatch(html):
        return Written(html.rstrip(" "))
    known = paths or {}
    try:
        shown = seen(html, lambda name: known.get(name, name), clozes=clozes, unsafe=unsafe)
    except UnseenError:
        return None
    if not shown:
        return Written("" if is_empty(html) else _NOTHING)
    for form in Form:
        text, has_blocks = as_markdown(shown, form)
        if _shows(text, html, shown, clozes=clozes, unsafe=unsafe):
            return Written(text, has_blocks)
    return None


def _shows(text: str, html: str, shown: Lines, *, clozes: bool, unsafe: bool) -> bool:
    if text.strip() != text:
        return False  # readers of sources strip texts
    finished, faults = render(Text(text, Path(), 1, 1), clozes=clozes, unsafe=unsafe)
    if has_errors(faults):
        return False
    if looks_same(html, finished):
        return True
    try:
        return seen(finished, clozes=clozes, unsafe=unsafe) == shown
    except UnseenError:
        return False
