"""Markdown to the HTML of a field: CommonMark with tables and more, by pulldown-cmark."""

from __future__ import annotations

import html
import re

import pyromark

from recto.diagnostics import Diagnostic
from recto.render.clients import shown_plainly, with_sounds_in_code, without_marks, without_math
from recto.render.extensions import extended
from recto.render.layout import laid_out
from recto.render.lost import lost
from recto.render.shielded import Shielded
from recto.text import Text, without_comments

_markdown = pyromark.Markdown(
    options=pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_FOOTNOTES
).html


def _to_html(source: str) -> str:
    return extended(_markdown(source), source)


def render(
    text: Text, *, clozes: bool = False, unsafe: bool = False
) -> tuple[str, list[Diagnostic]]:
    """The HTML of a text and what must not stand in it."""
    value = text.value
    if len(value) > _LONG and _DEEP.search(value):
        return without_marks(shown_plainly(value)), []
    faults: list[Diagnostic] = []
    # One character is found ten times faster than two.
    is_shielded = (
        "<" in value
        or "$" in value
        or ("]" in value and ("](" in value or "]:" in value))
        or ("[" in value and "[sound:" in value)
        or ("&" in value and "&#" in value)
        or (clozes and "{{c" in value)
    )
    if is_shielded:
        finished = _shielded(text, faults, clozes=clozes, unsafe=unsafe)
    else:
        finished = laid_out(_to_html(value))
        if not unsafe:
            finished = without_math(finished, skips_code=not clozes)
    if "<!--" in value and not without_comments(value).strip():
        message = "this text is only a comment of HTML, which no learner reads; write a text"
        faults.append(Diagnostic(text.at(), "empty-text", message))
    elif not _SHOWN.search(finished) and _SHOWN.search(value):
        finished = html.escape(value, quote=False)  # `-` is an answer, not an empty list
    faults += lost(text, finished)
    finished = without_marks(with_sounds_in_code(finished))
    return finished if unsafe else as_editors_write(finished), faults


def _shielded(text: Text, faults: list[Diagnostic], *, clozes: bool, unsafe: bool) -> str:
    """The HTML of a text with what Markdown must not see; what is wrong with it joins `faults`."""

    def inline(hint: Text) -> str:
        return _shielded(hint, faults, clozes=False, unsafe=unsafe)

    shielded = Shielded(text, inline, clozes=clozes, unsafe=unsafe)
    finished = shielded.restore(_to_html(shielded.markdown))
    faults += shielded.faults
    return finished


_WRITTEN_ELSE = re.compile(r"<[^>]*>|&quot;")


def as_editors_write(finished: str) -> str:
    """HTML as a browser writes it out, so that a note which a learner opens in Anki is not edited."""
    if " />" in finished:
        finished = finished.replace(" />", ">")
    if "\u00a0" in finished:
        finished = finished.replace("\u00a0", "&nbsp;")
    if "&" not in finished:
        return finished
    finished = finished.replace("&#x27;", "'").replace("&#10;", "\n")
    if "&quot;" in finished:
        finished = _WRITTEN_ELSE.sub(lambda m: '"' if m[0] == "&quot;" else m[0], finished)
    return finished


_LONG = 10_000
"""Characters; what is shorter can't lie so deep that anyone would notice the time."""
_DEEP = re.compile(r"^[ \t]*+(?:>[ \t]*+|(?:[-+*]|[0-9]{1,9}[.)])[ \t]++){100}", re.MULTILINE)
"""A hundred quotations and lists in one another: each costs something on each line that follows, and
nobody means them."""
_SHOWN = re.compile(r"(?:\A|>)\s*[^\s<]|<(?:img|audio|video|hr)\b")
"""Text outside of tags, or a tag that shows something by itself."""
