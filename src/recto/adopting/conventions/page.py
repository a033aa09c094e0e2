"""A page of notes, and what is found on it: the values between files and conventions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

Keys = Mapping[str, object]
"""A card as it is to be written: `q`, `a`, `cloze`, `tags`, `draft` … in that order."""


class Row(NamedTuple):
    """A line of a page."""

    number: int
    text: str
    is_code: bool = False
    """Whether it stands in fenced code, its fences included."""

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


@dataclass(frozen=True)
class Page:
    """A file of notes, without what stands above them."""

    name: str
    """Of the file, for places."""
    title: str
    """From what stands above the notes; empty where nothing says it."""
    rows: tuple[Row, ...]
    comments: int = 0
    """Comments, which nobody reads and which are left out."""
    has_dates: bool = False
    """Whether one of them holds the review dates that Obsidian keeps."""
    is_markdown: bool = True
    """Whether its name says so."""
    settings: tuple[str, ...] = ()
    """Names of what else stands above the notes, and is left out."""

    @cached_property
    def prose(self) -> tuple[Row, ...]:
        """The lines that are no code and not blank."""
        return tuple(row for row in self.rows if not row.is_code and not row.is_blank)


class Section(NamedTuple):
    """Cards that stand below one heading."""

    title: str
    cards: list[Keys]


class Taken(NamedTuple):
    """What a convention finds on a page."""

    sections: list[Section]
    passed_over: list[int]
    """The lines that are on no card, though something stands there."""
    remarks: list[str] = []  # noqa: RUF012  # never changed


class Convention(NamedTuple):
    """A way of writing cards into notes."""

    title: str
    takes: Callable[[Page], bool]
    read: Callable[[Page], Taken]


_FENCE = re.compile(r"[ \t]*(?P<rail>`{3,}|~{3,})")
_FRONT = re.compile(
    r"(?P<rail>---|\+\+\+)[ \t]*\n(?P<matter>\s*[\w-]{2,}[ \t]*[:=](?!:).*?)^(?P=rail)[ \t]*$\n?",
    re.DOTALL | re.MULTILINE,
)
_NAME = re.compile(
    r"""^(?:name|title|deck)\s*[=:]\s*["']?(?P<name>[^"'\n]+?)["']?\s*$""", re.MULTILINE
)
_KEY = re.compile(r"^([\w-]+)[ \t]*[:=]", re.MULTILINE)
_NAMES = ("name", "title", "deck")
_COMMENT = re.compile(r"[ \t]*<!--.*?-->[ \t]*|%%.*?%%", re.DOTALL)
_HEADING = re.compile(r"(?P<signs>#{1,6})[ \t]+(?P<text>.*?)(?:[ \t]+#+)?[ \t]*")


def page_of(text: str, name: str, *, is_markdown: bool) -> Page:
    """The page that a file's text is."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    begin, title = 0, ""
    settings: list[str] = []
    if front := _FRONT.match(text):
        begin = front["matter"].count("\n") + 2
        text = text[front.end() :]
        if named := _NAME.search(front["matter"]):
            title = named["name"]
        settings = [key for key in _KEY.findall(front["matter"]) if key not in _NAMES]
    comments: list[str] = []

    def blank(match: re.Match[str]) -> str:
        comments.append(match[0])
        return "\n" * match[0].count("\n")

    rows = tuple(_rows(_without(text, blank), begin))
    title = title or _only_title(rows)
    has_dates = any("<!--SR:" in each for each in comments)
    return Page(name, title, rows, len(comments), has_dates, is_markdown, tuple(settings))


def _only_title(rows: tuple[Row, ...]) -> str:
    """The heading above all others, if there is one."""
    found = [each for row in rows if (each := heading(row))]
    highest = [words for level, words in found if level == 1]
    return highest[0] if len(highest) == 1 and found[0][0] == 1 else ""


def _without(text: str, blank: Callable[[re.Match[str]], str]) -> str:
    """A text without its comments, but for those in code."""
    pieces = re.split(r"(^[ \t]*```.*?^[ \t]*```|`[^`\n]+`)", text, flags=re.DOTALL | re.MULTILINE)
    return "".join(
        piece if place % 2 else _COMMENT.sub(blank, piece) for place, piece in enumerate(pieces)
    )


def _rows(text: str, begin: int) -> Iterator[Row]:
    rail = ""
    for number, line in enumerate(text.split("\n"), begin + 1):
        fence = _FENCE.match(line)
        if rail:
            yield Row(number, line, is_code=True)
            if fence and fence["rail"].startswith(rail) and not line[fence.end() :].strip():
                rail = ""
        else:
            rail = fence["rail"] if fence else ""
            yield Row(number, line, is_code=bool(rail))


def heading(row: Row) -> tuple[int, str] | None:
    """The level and the words of a heading."""
    match = None if row.is_code else _HEADING.fullmatch(row.text)
    return (len(match["signs"]), match["text"]) if match else None


_RULE = re.compile(r"[ ]{0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*")


def is_rule(row: Row) -> bool:
    """Whether a line is one across the page."""
    return not row.is_code and bool(_RULE.fullmatch(row.text))


def block(rows: list[Row]) -> str:
    """Lines as one text: without empty ones and rules at its edges, and without its indentation."""
    kept = [*rows]
    while kept and (kept[-1].is_blank or is_rule(kept[-1])):
        kept.pop()
    while kept and (kept[0].is_blank or is_rule(kept[0])):
        kept.pop(0)
    depths = [len(row.text) - len(row.text.lstrip()) for row in kept if not row.is_blank]
    depth = min(depths, default=0)
    return "\n".join(row.text[depth:].rstrip() for row in kept)


_OWN_LINE = re.compile(r"[ \t]*(?:[-*+]|\d+[.)]|>|\||#{1,6}|\$\$|!\[|\[\^)(?:[ \t]|\S)")
_BREAKS = re.compile(r"(?:[ ]{2}|\\)$")


def unwrapped(text: str) -> str:
    """A text whose lines were cut to a width, as CommonMark reads it: Recto's lines are lines."""
    lines: list[str] = []
    rail, before = "", ""
    for line in text.split("\n"):
        fence = _FENCE.match(line)
        goes_on = (
            not rail and not fence and before.strip() and line.strip() and not _OWN_LINE.match(line)
        )
        if goes_on and not _BREAKS.search(before) and not _TABLE.match(before):
            lines[-1] = f"{lines[-1]} {line.strip()}"
        else:
            lines.append(line)
        if fence:
            rail = "" if rail and fence["rail"].startswith(rail) else rail or fence["rail"]
        before = "" if fence and not rail else line
    return "\n".join(lines)


_TABLE = re.compile(r"[ \t]*\||#{1,6}[ \t]")
