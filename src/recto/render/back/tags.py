"""Tags of HTML as far as a learner sees what they do."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from recto.render.back.lines import SIMPLE, Marks, UnseenError
from recto.text.html import HANDLER, unescaped


class Tag(NamedTuple):
    """A tag."""

    name: str
    is_end: bool
    begin: str
    """The beginning of the element in one spelling, with what its attributes do."""
    marks: Marks
    """The simple marks that it is, or that its style means."""
    given: tuple[tuple[str, str], ...]
    """Attributes, but for what of a style became marks."""


SAME = {"strong": "b", "em": "i", "strike": "s", "del": "s"}
"""Elements that look like another."""
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s"'<>/=]+)(?:\s*=\s*(?P<value>"[^"]*"|'[^']*'|[^\s"'<>]+))?"""
)
_TELLING = frozenset(
    {
        *("align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "class", "clear"),
        *("color", "colspan", "dir", "face", "height", "href", "lang", "rowspan", "size", "src"),
        *("start", "style", "title", "type", "valign", "width"),
    }
)
"""Attributes that do something on a card."""


@lru_cache(maxsize=4096)
def read_tag(source: str, unsafe: bool, /) -> Tag:  # noqa: FBT001  # asked for with every tag
    """What a tag says. With `unsafe` each attribute counts, for a script may look at it."""
    inside = source.strip("<>").strip("/ ")
    name, _, attributes = inside.partition(" ")
    if not name.isalnum():
        name = re.split(r"[^\w-]", inside, maxsplit=1)[0]
        attributes = inside[len(name) :]
    name = name.lower()
    is_end = source[1] == "/"
    given = _attributes(attributes, unsafe=unsafe) if attributes and not is_end else {}
    marks = _style_marks(given)
    plain = SAME.get(name, name)
    if not given and plain in SIMPLE:
        marks.add(plain)
    return Tag(name, is_end, begin(name, given), frozenset(marks), tuple(sorted(given.items())))


def begin(name: str, given: dict[str, str]) -> str:
    """The beginning of an element, its attributes in one order."""
    written = "".join(f' {each}="{quoted(value)}"' for each, value in sorted(given.items()))
    return f"<{name}{written}>"


def quoted(value: str) -> str:
    """The value of an attribute, to stand between double quotes."""
    return value.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def _attributes(written: str, *, unsafe: bool) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in _ATTRIBUTE.finditer(written):
        name, value = each["name"].lower(), each["value"] or ""
        if value[:1] in ("'", '"'):
            value = value[1:-1]
        if HANDLER.fullmatch(name) and not unsafe:
            raise UnseenError
        value = " ".join(unescaped(value).split())
        if name == "style":
            value = _style(value)
        elif name == "href":
            value = quote(value, safe=_SAFE)
        if value and (unsafe or name in _TELLING):
            found.setdefault(name, value)
    return found


_SAFE = "%/:?#[]@!$&'*+,;=~"
"""What an address may hold as it is; Markdown writes the rest by its number, as does this."""


def _style(value: str) -> str:
    """Properties in one spelling."""
    parts = (part.partition(":") for part in value.split(";"))
    return "; ".join(f"{name.strip().lower()}: {v.strip()}" for name, _, v in parts if v.strip())


_MEANS = {
    "font-weight: bold": "b",
    "font-weight: 600": "b",
    "font-weight: 700": "b",
    "font-style: italic": "i",
    "text-decoration: underline": "u",
    "text-decoration: line-through": "s",
}


def _style_marks(given: dict[str, str]) -> set[str]:
    """The simple marks that a style means, taken out of it."""
    if "style" not in given:
        return set()
    parts = given.pop("style").split("; ")
    meant = {part: _MEANS[part.lower()] for part in parts if part.lower() in _MEANS}
    if left := "; ".join(part for part in parts if part not in meant):
        given["style"] = left
    return {*meant.values()}


_LENGTH = re.compile(r"(\d+(?:\.\d+)?)(%|px|em|rem|cm|mm|in|pt)?")


def sized(given: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Attributes of an image, its width and height as a style says them."""
    sizes = [
        f"{name}: {length[1]}{length[2] or 'px'}"
        for name in ("width", "height")
        if (value := given.pop(name, "")) and (length := _LENGTH.fullmatch(value))
    ]
    styles = [part for part in given.pop("style", "").split("; ") if part]
    if sizes or styles:
        given["style"] = "; ".join(sorted([*styles, *sizes]))
    return tuple(sorted(given.items()))
