"""A glance at two texts of HTML: most that show the same differ in a few spellings alone.

What this finds equal to a field that was written from it, `seen` finds equal too, which takes ten
times as long; a test holds that.
"""

from __future__ import annotations

import re

from recto.render.back.tags import SAME

_MARK = re.compile("<(/?)(strong|em|strike|del)>")
_LIST = re.compile(r" ?(</?(?:ul|ol|li)>) ?")
_BREAK = re.compile(r" ?(?:<br ?/?>|</p> ?<p>(?P<gap>)) ?")
_AT_EDGE = re.compile(r"\A<p>|</p>\Z|</p>(?=<[uo]l>)|(?<=</ul>)<p>|(?<=</ol>)<p>")
"""A paragraph has no gap to what is no other paragraph."""


def looks_same(html: str, finished: str) -> bool:
    """Whether there is no need to look closer."""
    return "<pre" not in html and _squeezed(html) == _squeezed(finished)


def _squeezed(html: str) -> str:
    if "  " in html or not html.isprintable():
        html = re.sub(r"[ \t\n\r\f]+", " ", html)
    if "<" not in html:
        return html
    html = _MARK.sub(lambda tag: f"<{tag[1]}{SAME[tag[2]]}>", html)
    if "<p" in html or "<br" in html or "<li" in html:
        html = _AT_EDGE.sub("", _LIST.sub(r"\1", html.strip(" ")))
        html = _BREAK.sub(lambda each: "<br>" if each["gap"] is None else "<br><br>", html)
    return html
