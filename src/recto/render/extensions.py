"""What Recto has beyond CommonMark: boxes of task lists, footnotes, callouts, widths of images.

All of it is made of the HTML of Markdown's own, before what an author wrote as HTML is put back.
"""

from __future__ import annotations

import re

from recto.system.patterns import compiled_on_use


def extended(rendered: str, source: str) -> str:
    """Finish what Markdown made of `source`, where it holds any of this."""
    if "]" not in source:  # which all of it needs
        return rendered
    if "<input " in rendered:
        rendered = _BOX.sub(_box, rendered)
    if "footnote-" in rendered:
        rendered = _FOOTNOTE.sub(r'<div class="footnote"><sup>\g<number></sup>\n', rendered)
        rendered = _REFERENCE.sub(r'<sup class="footnote">\g<number></sup>', rendered)
    if "[!" in rendered and _CALLOUT_WRITTEN.search(source):
        rendered = _CALLOUT.sub(_callout, rendered)
    if "/>{" in rendered:
        rendered = _SIZED.sub(_sized, rendered)
    return rendered


_BOX = compiled_on_use(
    r'<li>(?P<paragraph>\n<p>)?<input disabled="" type="checkbox"(?P<done> checked="")?/>\n'
)


def _box(match: re.Match[str]) -> str:
    """A box that is a character: nobody ticks one on a card."""
    return f'<li class="task">{match["paragraph"] or ""}{"☑" if match["done"] else "☐"} '


_REFERENCE = compiled_on_use(
    r'<sup class="footnote-reference"><a href="[^"]*">(?P<number>\d+)</a></sup>'
)
"""Its link would lead to a footnote of another card, or out of Anki."""
_FOOTNOTE = compiled_on_use(
    r'<div class="footnote-definition" id="[^"]*">'
    r'<sup class="footnote-definition-label">(?P<number>\d+)</sup>\n'
)

_CALLOUT_WRITTEN = compiled_on_use(r">[ \t]*\[![A-Za-z]")
_CALLOUT = compiled_on_use(
    r"""<blockquote>\n<p>\[!(?P<kind>[A-Za-z][A-Za-z-]{0,30})\][-+]?[ ]*
        (?P<title>(?:(?!</p>)[^\n])*)(?:\n|(?P<alone></p>\n?))""",
    re.VERBOSE,
)
_LOOKS = {
    **dict.fromkeys(("tip", "hint", "success", "check", "done"), "tip"),
    **dict.fromkeys(("warning", "caution", "attention", "question", "help", "faq"), "warning"),
    **dict.fromkeys(("danger", "error", "failure", "fail", "missing", "bug"), "danger"),
}


def _callout(match: re.Match[str]) -> str:
    """A quotation with a title, as GitHub and Obsidian have it."""
    look = _LOOKS.get(match["kind"].lower(), "note")
    title = match["title"].strip() or match["kind"].capitalize()
    rest = "" if match["alone"] else "<p>"
    return f'<blockquote class="callout {look}">\n<p><b>{title}</b></p>\n{rest}'


SIZE = r"""\{:?[ ]*(?:(?:width|height)[ ]*=[ ]*"?\d+(?:\.\d+)?(?:%|px|r?em|cm|mm|in|pt)?"?[ ]*){1,2}\}"""
"""How wide or high an image is, right behind it, as pandoc has it: `{width=40%}`."""
_SIZED = compiled_on_use(rf"<img (?P<attributes>[^<>]*?) />(?P<size>{SIZE})")
_LENGTH = compiled_on_use(r'(width|height)[ ]*=[ ]*"?([\d.]+)(%|px|r?em|cm|mm|in|pt)?')


def _sized(match: re.Match[str]) -> str:
    lengths = _LENGTH.findall(match["size"])
    style = "; ".join(f"{side}: {number}{unit or 'px'}" for side, number, unit in lengths)
    return f'<img {match["attributes"]} style="{style}" />'
