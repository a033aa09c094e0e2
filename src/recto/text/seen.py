"""HTML as a reader sees it, so that two ways to write the same count as one.

A note goes from Recto to Anki, through its editors, and back. On the way some things change that
nobody sees: white space between blocks and at their ends, a `<div>` around all of a field, which
Anki's editor of masks puts there, the marks of colours in code and the number by which choices are
shuffled, both of which Recto makes anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.text import masks
from recto.text.html import BLOCKS, either, unescaped

_MARKS = ("b", "code", "em", "i", "mark", "s", "span", "strong", "sub", "sup", "u")
_BLOCK = rf"</?(?:{either(*BLOCKS)})\b[^<>]*>"
_PRE = re.compile(r"(<pre\b.*?(?:</pre>|\Z))", re.DOTALL)
_AROUND = re.compile(rf"[ \t\r\n]*(<br>|{_BLOCK})[ \t\r\n]*")
_SPACES = re.compile(r"[ \t\r\n]+")
_UNSEEN_END = re.compile(rf"(?:[ \t\r\n]|&nbsp;|<br>)+(?=</(?:{either(*BLOCKS)})\b|\Z)")
_COLOURED = re.compile(r'<span class="[a-z][a-z0-9]{0,2}">([^<]*)</span>')
_EMPTY = re.compile(rf"<({either(*_MARKS)})>\s*</\1>")
_SEED = re.compile(r' data-shuffle="[0-9a-f]*"')
_WRITTEN_ELSE = re.compile(r"(?P<tag><[^>]*>)|&(?:quot|#34);|&(?:apos|#39|#x27);|\u00a0|&#160;")
_DIV = re.compile(r"</?div\b[^<>]*>")
_CLOSED = re.compile(r"\s*/>\Z")


def as_seen(finished: str) -> str:
    """The HTML of a field without what nobody sees."""
    finished = _WRITTEN_ELSE.sub(_as_editors_write, finished)
    if "<" not in finished:
        return _UNSEEN_END.sub("", _SPACES.sub(" ", finished)).lstrip()
    pieces = _PRE.split(finished)
    pieces[::2] = [_AROUND.sub(r"\1", _SPACES.sub(" ", piece)) for piece in pieces[::2]]
    pieces[1::2] = [_COLOURED.sub(r"\1", each.replace("<br>", "\n")) for each in pieces[1::2]]
    joined = _SEED.sub("", _EMPTY.sub("", "".join(pieces))).strip(" ")
    return _UNSEEN_END.sub("", _without_wrapper(joined)).lstrip()


def _without_wrapper(finished: str) -> str:
    """HTML without a `<div>` that stands around all of it."""
    while finished.startswith("<div>") and finished.endswith("</div>"):
        depth = 0
        for tag in _DIV.finditer(finished):
            depth += -1 if tag[0].startswith("</") else 1
            if depth == 0:
                break
        if depth or tag.end() < len(finished):
            break
        finished = finished.removeprefix("<div>").removesuffix("</div>")
    return finished


def as_phones_write(finished: str) -> str:
    """What AnkiDroid's editor makes of a field in which nothing is edited: `<br>` of each line end.

    It does so with every field of a note of which one is edited.
    """
    return finished.replace("\n", "<br>")


def before_editors(finished: str) -> Iterator[str]:
    """What Anki's editors may have made this of.

    AnkiDroid's writes `<br>` for line ends, in code or everywhere; that of masks puts a `<div>`
    around the texts beside a picture.
    """
    if "<br>" in finished:
        yield _PRE.sub(lambda code: code[0].replace("<br>", "\n"), finished)
        yield finished.replace("<br>", "\n")
    if finished.startswith("<div>"):
        yield _without_wrapper(finished)


_MARKDOWNS = {"b": "strong", "i": "em", "s": "del", "strike": "del"}
_OTHERS = re.compile(rf"<(/?)({'|'.join(_MARKDOWNS)})>")


def with_markdowns_tags(finished: str) -> str:
    """HTML with the tags that Markdown makes in place of those that look the same."""
    return _OTHERS.sub(lambda tag: f"<{tag[1]}{_MARKDOWNS[tag[2]]}>", finished)


def looks_alike(one: str, other: str) -> bool:
    """Whether two ways to write HTML look the same on a card, colours of code included."""
    if with_markdowns_tags(as_seen(one)) != with_markdowns_tags(as_seen(other)):
        return False
    return "<pre" not in one or _colours(one) == _colours(other)


def _colours(finished: str) -> list[str]:
    return [span[0] for span in _COLOURED.finditer(finished)]


def _as_editors_write(match: re.Match[str]) -> str:
    if tag := match["tag"]:
        return _CLOSED.sub(">", tag)
    if match[0] in ("\u00a0", "&#160;"):
        return "&nbsp;"
    return '"' if match[0] in ("&quot;", "&#34;") else "'"


_TAG = re.compile(r"(?P<line><(?:br|/p|/li|/div|/h\d|/t[dhr])\b[^>]*>)|<(?!img)[^>]*>")


def shown(finished: str) -> str:
    """HTML as one line of words, for a message: without its tags, but for images; masks as shapes."""
    if masks.is_field(finished):
        return masks.listed(finished)
    plain = _TAG.sub(lambda tag: " " if tag["line"] else "", finished)
    return " ".join(unescaped(plain).split())
