"""Tags that a learner reads as text, and names of tags that were taken for tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from recto.diagnostics import Code, Diagnostic
from recto.render.html import Tag, Tags
from recto.system.patterns import compiled_on_use
from recto.text import Span, Text, covering
from recto.text.html import ELEMENTS, either


def misread_tags(text: Text, found: Tags, literal: list[Span]) -> Iterator[Diagnostic]:
    """The first tag of a text that shows otherwise than it was meant."""
    in_order = (
        _read_as_text(text.value, found),
        _never_closed(text.value, literal),
        _taken_for_tags(text.value, found.tags),
    )
    firsts = [first for each in in_order if (first := next(each, None))]
    if firsts:
        at, code, message = min(firsts)
        yield Diagnostic(text.at(at), code, message)


_Told = tuple[int, Code, str]
"""Where, which code, and what to say."""
_OTHERS = frozenset(
    {
        *("area", "body", "button", "canvas", "data", "datalist", "dialog", "dir", "fieldset"),
        *("form", "head", "hgroup", "html", "input", "label", "legend", "map", "marquee", "math"),
        *("menu", "meter", "nobr", "noscript", "optgroup", "option", "output", "picture"),
        *("progress", "search", "select", "slot", "style", "svg", "template", "textarea"),
        *("title", "track"),
    }
)
"""Elements that no card may hold."""
_MENDS = {
    "svg": "save it as a file and show that: `![](media/x.svg)`",
    "math": "write the formula between dollars: `$x^2$`",
    "style": "put it into the deck's style.css",
}
_PARTS = frozenset({"dd", "dt", "li", "td", "th", "tr"})
"""What HTML lets an author leave open in a list or table."""
_HOLDERS = frozenset({"dl", "ol", "table", "tbody", "ul"})
_VALUE = compiled_on_use(r"""=\s*["']""")


def _read_as_text(value: str, found: Tags) -> Iterator[_Told]:
    """Tags that are left in the text and were meant: with a partner, or with what no prose has."""
    if not found.left:
        return
    ends = {each["name"].lower(): each.start() for each in found.left if each["end"]}
    in_list = any(_name(tag) in _HOLDERS for tag in found.tags)
    for each in found.left:
        name = each["name"].lower()
        known = name in ELEMENTS or name in _OTHERS
        if each["end"]:
            continue
        if (
            ends.get(name, -1) > each.start()
            or (known and _VALUE.search(each["attributes"]))
            or (in_list and name in _PARTS)
            or (name == "p" and _begins_line(value, each))
        ):
            mend = _MENDS.get(name, "")
            if not mend and name in ELEMENTS:
                mend = "let each tag end inside the one in which it begins"
            mend = f"{mend}, or" if mend else "where it is meant as text,"
            message = f"a learner reads `{each[0]}` as it stands here; {mend} put it in backquotes"
            yield each.start(), "tag-shown", message


def _begins_line(value: str, tag: re.Match[str]) -> bool:
    at = tag.start()
    return value[:at].rpartition("\n")[2].strip() == "" and bool(
        value[tag.end() : tag.end() + 1].strip()
    )


_COMMENT = compiled_on_use(r"^[ \t]*<!--", re.MULTILINE)


def _never_closed(value: str, literal: list[Span]) -> Iterator[_Told]:
    if "<!--" not in value:
        return
    for match in _COMMENT.finditer(value):
        at = match.end() - 4
        if not covering(at, literal) and "-->" not in value[at:]:
            message = "a learner reads this comment, for it has no end; write `-->` after it"
            yield at, "tag-shown", message


_BEFORE = compiled_on_use(
    r"\b(?:an?|the|does|do|is|are|of|tag|element|what|which|and|or|use|by|with|HTML)\s*\Z",
    re.IGNORECASE,
)
_AFTER = compiled_on_use(
    r"[?,.;:!)”\"']|\s+(?:do|does|mean|means|is|are|tags?|elements?|stands?|and|or|in HTML)\b"
)
_NO_LINE = ("<br", "<hr", "<wbr")
_BETWEEN = compiled_on_use(r"\s*(?:and|or|&|,|vs\.?|versus|…|\.\.\.|[-–—])?\s*")


def _taken_for_tags(value: str, tags: list[Tag]) -> Iterator[_Told]:
    """Names of tags in a sentence about them, which vanish: “What does <br> do?”."""
    for tag, other in zip_longest(tags, tags[1:]):
        start, end = tag.span
        if tag.html.startswith(_NO_LINE):
            if _is_named(value, start, end):
                yield start, "tag-taken", _taken(value[start:end])
        elif other and other.html == f"</{tag.html[1:]}":
            inside = value[end : other.span.start]
            if (
                _BETWEEN.fullmatch(inside)
                and "\n" not in inside
                and _is_named(value, start, other.span.end)
            ):
                yield start, "tag-taken", _taken(value[start:end])


def _is_named(value: str, start: int, end: int) -> bool:
    """Whether a sentence goes on around a tag as around a word."""
    line = value[value.rfind("\n", 0, start) + 1 : start]
    if not re.search(r"\w", line) or not line[-1:].isspace():
        return False
    return bool(_AFTER.match(value, end) or (_BEFORE.search(line) and value[end : end + 1] == " "))


def _taken(tag: str) -> str:
    return f"`{tag}` is taken for a tag, and the card lacks it; put it in backquotes"


_TAG_NAME = compiled_on_use(rf"</?({either(*ELEMENTS)})\b")


def _name(tag: Tag) -> str:
    match = _TAG_NAME.match(tag.html)
    return match[1] if match else ""
