"""HTML in a text: which tags are meant as tags, and what must not get onto a card."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from recto.text import Span, covering
from recto.text.html import BLOCKS, ELEMENTS, HANDLER, RUNS, VOID, either, unescaped

_ATTRIBUTES = frozenset(
    {
        *("align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "class", "clear"),
        *("color", "colspan", "controls", "datetime", "dir", "face", "height", "href", "lang"),
        *("loop", "muted", "noshade", "nowrap", "open", "reversed", "rowspan", "scope", "size"),
        *("span", "src", "start", "style", "title", "type", "valign", "value", "width"),
    }
)
"""What passes; any other attribute that has a value is dropped, for it can do nothing on a card
(`id`, `target`, `data-x`), or must not (`srcset`)."""

_TAG = re.compile(
    r"""<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)
        (?P<attributes>(?:\s+[^\s"'<>/=`]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*)
        \s*(?P<closed>/?)>""",
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(
    r"""\s+(?P<name>[^\s"'<>/=`]+)(?:\s*=\s*(?P<value>"[^"]*"|'[^']*'|[^\s"'=<>`]+))?"""
)
_AUTOLINK = re.compile(
    r"""<(?P<address>(?:https?://|mailto:|tel:)[^\s<>]+
        | (?P<mail>[\w.!\#$%&'*+/=?^`{|}~-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?
            (?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*))>""",
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)
"""An address in angle brackets, as CommonMark has it."""
_SCHEMES = ("http:", "https:", "mailto:", "tel:")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:")
"""One letter too: `c:/x.exe` opens a program."""
_ADDRESS = re.compile(r'\b(href|src)="([^"]*)"')
_UNSAFE_STYLE = re.compile(
    r"(?:url|src|image|image-set|element)\s*\(|expression|@import|\\|javascript:", re.IGNORECASE
)
_ESCAPED = re.compile(r"(?<!\\)\\(?:\\\\)*\Z")
"""An odd number of backslashes, up to where one looks."""
_RAW = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_RAW_BEGIN = re.compile(r"<(script|style)\b", re.IGNORECASE)
_RAW_END = re.compile(r"</(script|style)\s*>", re.IGNORECASE)


class Tag(NamedTuple):
    """A tag in a text: where it stands, how it is written out, and why it must not be."""

    span: Span
    html: str
    fault: str = ""


class Tags(NamedTuple):
    """The tags of a text in order, and what looks like one and reads as written."""

    tags: list[Tag]
    left: list[re.Match[str]]


def find_tags(text: str, literal: Sequence[Span], *, unsafe: bool) -> Tags:
    """Tags outside of `literal` spans that stand alone or have their partner, in order.

    Every other `<` is text: `vector<int>`, `a<b and c>d`, a `<b>` that nothing closes.
    """
    seen: list[tuple[re.Match[str], Tag]] = []
    taken: set[int] = set()
    """Places in `seen` of what is a tag; the others are text."""
    opened: list[tuple[str, int]] = []
    waiting: Counter[str] = Counter()
    for place, match in enumerate(_candidates(text, literal, unsafe=unsafe)):
        span = Span(*match.span())
        if match.re is not _TAG:
            seen.append((match, Tag(span, _written_whole(match))))
            taken.add(place)
            continue
        name, is_end, written, fault, is_allowed = _judged(match[0])
        if unsafe:
            written, fault, is_allowed = match[0], "", True
        seen.append((match, Tag(span, written, fault)))
        if fault or (is_allowed and name in VOID):
            taken.add(place)
        elif not is_allowed:
            continue
        elif not is_end:
            opened.append((name, place))
            waiting[name] += 1
        elif waiting[name]:
            taken.add(_partner(name, opened, waiting))
            taken.add(place)
    return Tags(
        [tag for place, (_, tag) in enumerate(seen) if place in taken],
        [match for place, (match, _) in enumerate(seen) if place not in taken],
    )


class _Judged(NamedTuple):
    """What there is to know of a tag wherever it stands."""

    name: str
    is_end: bool
    written: str
    fault: str
    is_allowed: bool


def _judged(tag: str) -> _Judged:
    return _often(tag) if len(tag) <= _SHORT else _judge(tag)


def _judge(tag: str) -> _Judged:
    match = _TAG.match(tag)
    assert match  # noqa: S101  # found by it
    name, is_end = match["name"].lower(), bool(match["end"])
    fault = "" if is_end else _fault(match, name)
    return _Judged(name, is_end, _written(match, name), fault or "", _allowed(match, name))


_SHORT = 200
"""Characters of a tag that is remembered; a text has few sorts of tags, and many of each."""
_often = lru_cache(maxsize=1024)(_judge)


def _partner(name: str, opened: list[tuple[str, int]], waiting: Counter[str]) -> int:
    """The tag that an end closes, taken off the open ones; what was opened inside is text."""
    while True:
        other, place = opened.pop()
        waiting[other] -= 1
        if other == name:
            return place


def _candidates(text: str, literal: Sequence[Span], *, unsafe: bool) -> Iterator[re.Match[str]]:
    """What may be a tag, from left to right: an address, a tag, a whole script or style."""
    position = 0
    ends = _raw_ends(text) if unsafe else {}
    while (position := text.find("<", position)) >= 0:
        raw = _raw(text, position, ends) if ends else None
        match = raw or _TAG.match(text, position) or _AUTOLINK.match(text, position)
        inside = covering(position, literal) if literal else None
        if inside and not (match and match.re is _AUTOLINK and match.span() == inside):
            position = inside.end
        elif match and not _is_escaped(text, position):
            yield match
            position = match.end()
        else:
            position += 1


def _is_escaped(text: str, at: int) -> bool:
    return text[at - 1 : at] == "\\" and bool(_ESCAPED.search(text, max(0, at - 20), at))


def _raw_ends(text: str) -> dict[str, int]:
    """Where the last end of a script, and of a style, stands."""
    return {match[1].lower(): match.start() for match in _RAW_END.finditer(text)}


def _raw(text: str, position: int, ends: dict[str, int]) -> re.Match[str] | None:
    """A whole script or style, if one begins here.

    Thousands of beginnings behind the last end would each read to the end of the text.
    """
    begun = _RAW_BEGIN.match(text, position)
    if begun is None or position >= ends.get(begun[1].lower(), 0):
        return None
    return _RAW.match(text, position)


def _written_whole(match: re.Match[str]) -> str:
    """An address in angle brackets as a link; a whole script as it is."""
    if match.re is not _AUTOLINK:
        return match[0]
    shown = html.escape(match["address"], quote=False)
    address = html.escape(match["address"])
    return f'<a href="{"mailto:" if match["mail"] else ""}{address}">{shown}</a>'


def _written(match: re.Match[str], name: str) -> str:
    """A tag written anew, so that nothing of its quoting is left to chance."""
    if match["end"] and name in VOID:
        return "<br>" if name == "br" else ""  # as browsers read `</br>` and `</img>`
    attributes = "".join(
        f' {attribute}="{newlines_escaped(html.escape(value))}"'
        for attribute, value in _attributes(match)
        if attribute in _ATTRIBUTES
    )
    return f"<{match['end']}{name}{attributes}>"


def newlines_escaped(escaped: str) -> str:
    """An attribute's value in which no newline can be taken for a break."""
    return escaped.replace("\n", "&#10;")


def _attributes(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    for attribute in _ATTRIBUTE.finditer(match["attributes"]):
        value = attribute["value"] or ""
        if value[:1] in ("'", '"'):
            value = value[1:-1]
        yield attribute["name"].lower(), unescaped(value)


def _fault(match: re.Match[str], name: str) -> str | None:
    if name in RUNS:
        return f"`<{name}>` can run or load things; it needs `unsafe_html: true` in deck.yaml"
    for attribute, value in _attributes(match):
        if HANDLER.fullmatch(attribute) and name in ELEMENTS | {"svg", "body", "input"}:
            return f"`{attribute}` runs a script; it needs `unsafe_html: true` in deck.yaml"
        if attribute == "style" and _UNSAFE_STYLE.search(value):
            return "this `style` loads or runs something; use a class and the deck's style.css"
        if attribute in ("href", "src") and (fault := _address_fault(attribute, value)):
            return fault
    return None


def _allowed(match: re.Match[str], name: str) -> bool:
    if name not in ELEMENTS or (match["end"] and match["attributes"]):
        return False
    if name == "img" and "src" not in dict(_attributes(match)):
        return False  # it would show nothing: `<img>` is a word about HTML
    return all(
        each["value"] is not None or each["name"].lower() in _ATTRIBUTES
        for each in _ATTRIBUTE.finditer(match["attributes"])
    )


def link_fault(tag: str) -> str:
    """What is wrong with the address of a finished tag: `javascript:`, `data:` and the like."""
    match = _ADDRESS.search(tag)
    return _address_fault(match[1], unescaped(match[2])) if match else ""


def _address_fault(attribute: str, address: str) -> str:
    plain = re.sub(r"[\x00-\x20]+", "", address).lower()
    scheme = _SCHEME.match(plain)
    if scheme is None or plain.startswith(_SCHEMES):
        return ""
    if attribute == "src" and len(scheme[0]) == len("c:"):
        return ""  # a path on Windows, of which the media have something to say
    return f"a link to `{scheme[0]}` can run or open things; link to https:// pages"


_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_IS_BLOCK = re.compile(rf"</?(?:{either(*BLOCKS)})\b")


def is_block(tag: str) -> bool:
    """Whether a tag begins or ends what can't stand in a paragraph."""
    return bool(_IS_BLOCK.match(tag))


def holds_block(finished: str) -> bool:
    """Whether HTML has in it what can't stand in a line."""
    return bool(_IS_BLOCK.search(finished))


def without_wrong_paragraphs(rendered: str, is_wrong: Callable[[str], bool]) -> str:
    """Take the `<p>` away that Markdown puts around an author's `<div>` or `<table>`.

    `rendered` has Markdown's own tags only, whose paragraphs never lie in one another.
    """

    def unwrapped(match: re.Match[str]) -> str:
        return match[1] if is_wrong(match[1]) else match[0]

    return _PARAGRAPH.sub(unwrapped, rendered)


_ANY_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b[^>]*?(/?)>")


def balanced(fragment: str) -> bool:
    """Whether every tag that opens in a piece of finished HTML closes in it."""
    stack: list[str] = []
    for end, name, closed in _ANY_TAG.findall(fragment):
        if closed or name in VOID:
            continue
        if not end:
            stack.append(name)
        elif not stack or stack.pop() != name:
            return False
    return not stack
