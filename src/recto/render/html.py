"""HTML in a text: which tags are meant as tags, and what must not get onto a card."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from recto.text import Span, covering

ELEMENTS = frozenset(
    {
        "a",
        "abbr",
        "audio",
        "b",
        "bdi",
        "bdo",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "details",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "source",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
        "var",
        "video",
        "wbr",
    }
)
_VOID = frozenset({"br", "col", "hr", "img", "source", "wbr"})
_ATTRIBUTES = frozenset(
    {
        "align",
        "alt",
        "class",
        "colspan",
        "controls",
        "datetime",
        "dir",
        "height",
        "href",
        "lang",
        "open",
        "reversed",
        "rowspan",
        "scope",
        "span",
        "src",
        "start",
        "style",
        "title",
        "type",
        "value",
        "width",
    }
)
_RUNS = frozenset(
    {"applet", "base", "embed", "frame", "frameset", "iframe", "link", "meta", "object", "script"}
)

_TAG = re.compile(
    r"""<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)
        (?P<attributes>(?:\s+[^\s"'<>/=`]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*)
        \s*(?P<closed>/?)>""",
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(
    r"""\s+(?P<name>[^\s"'<>/=`]+)(?:\s*=\s*(?P<value>"[^"]*"|'[^']*'|[^\s"'=<>`]+))?"""
)
_AUTOLINK = re.compile(r"<(?:https?://|mailto:)[^\s<>]+>", re.IGNORECASE)
_SCHEMES = ("http:", "https:", "mailto:", "tel:")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:")
_ADDRESS = re.compile(r'\b(?:href|src)="([^"]*)"')
_UNSAFE_STYLE = re.compile(r"url\s*\(|expression|@import|\\|javascript:", re.IGNORECASE)


class Markup(NamedTuple):
    """The `<` of a text: spans of real tags, and what the author must not write."""

    tags: list[Span]
    faults: list[tuple[int, str]]
    """Offset and message."""


def find_tags(text: str, literal: list[Span], *, unsafe: bool) -> Markup:
    """Tags outside of `literal` spans that stand alone or have their partner.

    Every other `<` is text: `vector<int>`, `a<b and c>d`, a `<b>` that nothing closes.
    """
    tags: list[Span] = []
    faults: list[tuple[int, str]] = []
    opened: list[tuple[str, Span]] = []
    for match in _candidates(text, literal):
        span = Span(*match.span())
        if "name" not in match.groupdict():
            tags.append(span)
            continue
        name = match["name"].lower()
        if not unsafe and not match["end"] and (fault := _fault(match, name)):
            faults.append((span.start, fault))
        elif not unsafe and not _allowed(match, name):
            continue
        elif name in _VOID:
            tags.append(span)
        elif not match["end"]:
            opened.append((name, span))
        elif name in (waiting := [each for each, _ in opened]):
            partner = len(waiting) - 1 - waiting[::-1].index(name)
            tags += [opened[partner][1], span]
            del opened[partner:]
    return Markup(sorted(tags), faults)


def _candidates(text: str, literal: list[Span]) -> Iterator[re.Match[str]]:
    position = 0
    while (position := text.find("<", position)) >= 0:
        if inside := covering(position, literal):
            position = inside.end
        elif match := _AUTOLINK.match(text, position) or _TAG.match(text, position):
            yield match
            position = match.end()
        else:
            position += 1


def _attributes(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    for attribute in _ATTRIBUTE.finditer(match["attributes"]):
        value = attribute["value"] or ""
        yield attribute["name"].lower(), html.unescape(value.strip("\"'"))


def _fault(match: re.Match[str], name: str) -> str | None:
    if name in _RUNS:
        return f"`<{name}>` can run or load things; it needs `unsafe_html: true` in deck.yaml"
    for attribute, value in _attributes(match):
        if attribute.startswith("on") and name in ELEMENTS | {"svg", "body", "input"}:
            return f"`{attribute}` runs a script; it needs `unsafe_html: true` in deck.yaml"
        if attribute == "style" and _UNSAFE_STYLE.search(value):
            return "this `style` loads or runs something; use a class and the deck's style.css"
    return None


def _allowed(match: re.Match[str], name: str) -> bool:
    attributes = [attribute for attribute, _ in _attributes(match)]
    return (
        name in ELEMENTS
        and not (match["end"] and attributes)
        and all(attribute in _ATTRIBUTES for attribute in attributes)
    )


def unsafe_address(rendered: str) -> str | None:
    """The first address in finished HTML that is no plain link (`javascript:`, `data:`)."""
    for match in _ADDRESS.finditer(rendered):
        address = re.sub(r"[\x00-\x20]+", "", html.unescape(match[1])).lower()
        if (scheme := _SCHEME.match(address)) and not address.startswith(_SCHEMES):
            return scheme[0]
    return None


_ANY_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b[^>]*?(/?)>")


def balanced(fragment: str) -> bool:
    """Whether every tag that opens in a piece of finished HTML closes in it."""
    stack: list[str] = []
    for end, name, closed in _ANY_TAG.findall(fragment):
        if closed or name in _VOID:
            continue
        if not end:
            stack.append(name)
        elif not stack or stack.pop() != name:
            return False
    return not stack
