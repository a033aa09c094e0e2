"""Lines as Markdown: paragraphs, lists, quotations, tables; what Markdown lacks as HTML in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from itertools import groupby
from typing import NamedTuple

from recto.render.back.escapes import Care
from recto.render.back.inline import InLine
from recto.render.back.lines import Box, Line, What


class Form(Enum):
    """How much is written as Markdown; the first that shows the same is taken."""

    MARKDOWN = auto()
    CAREFUL = auto()
    """Each sign of Markdown behind a backslash, and tags for bold and italic."""
    TAGS = auto()
    """And tags for lists, tables and paragraphs: HTML, as far as Markdown lets it pass."""


class Draft(NamedTuple):
    """A text that may show what some lines show."""

    text: str
    has_blocks: bool
    """Whether tags stand in it for a list, a table or the like."""


def as_markdown(lines: Sequence[Line], form: Form) -> Draft:
    """Markdown that shows the lines, if it is read as it is meant."""
    writer = _Writer(lines, form)
    text = writer.tags(lines, 0) if form is Form.TAGS else writer.blocks(lines, 0)
    words = text.lstrip("\u00a0")  # at its edge readers take it for a space
    return Draft("&nbsp;" * (len(text) - len(words)) + words, writer.has_blocks)


class _NoFormError(Exception):
    """Lines that Markdown has no form for."""


_HEADING = re.compile("<h([1-6])>")
_LIST = re.compile(r'<ul>|<ol(?: start="(?P<start>\d{1,9})")?>')
_CELL = re.compile(r'<(?P<name>t[dh])(?: style="text-align: (?P<side>left|center|right)")?>')
_RULES = {"": "---", "left": ":--", "center": ":-:", "right": "--:"}


class _Writer:
    def __init__(self, lines: Sequence[Line], form: Form) -> None:
        runs = [run for line in lines for run in line.runs]
        dollars = sum(run.text.count("$") for run in runs)
        dollars += 2 * sum(run.what in (What.FORMULA, What.DISPLAY) for run in runs)
        self.inline = InLine(
            Care(is_high=form is not Form.MARKDOWN, has_dollars=dollars > 1),
            uses_tags=form is not Form.MARKDOWN,
        )
        self.has_blocks = form is Form.TAGS
        self.marker = ""
        """Of the list that was just written: one that follows it takes another."""

    def blocks(self, lines: Sequence[Line], depth: int) -> str:
        """Lines as Markdown; what they stand in down to a depth is written already."""
        pieces: list[str] = []
        for box, inside in _grouped(lines, depth):
            if box is None:
                pieces.append(self.paragraphs(inside))
                self.marker = ""
                continue
            try:
                pieces.append(self.box(box, inside, depth))
            except _NoFormError:
                pieces.append(self.tagged(box, inside, depth))
                self.marker = ""
        return "\n\n".join(pieces)

    def paragraphs(self, lines: Sequence[Line]) -> str:
        pieces: list[str] = []
        before = None
        for line in lines:
            if before:
                is_apart = line.is_apart or _is_rule(line) or _is_rule(before)
                pieces.append("\n\n" if is_apart else "\n")
            pieces.append("---" if _is_rule(line) else self.inline.line(line.runs))
            before = line
        return "".join(pieces)

    def box(self, box: Box, lines: list[Line], depth: int) -> str:
        """What Markdown has a form for."""
        if box.tag == "<pre>":
            return _fenced(lines, depth)
        if box.tag == "<table>":
            return self.table(lines, depth)
        if box.tag == "<blockquote>":
            return _indented("> ", self.blocks(lines, depth + 1), "> ")
        if match := _HEADING.fullmatch(box.tag):
            if len(lines) > 1 or len(lines[0].boxes) > depth + 1:
                raise _NoFormError
            return "#" * int(match[1]) + " " + self.inline.line(lines[0].runs)
        if match := _LIST.fullmatch(box.tag):
            return self.listed(lines, depth, match["start"] or "1", is_numbered=box.name == "ol")
        raise _NoFormError

    def listed(self, lines: list[Line], depth: int, start: str, *, is_numbered: bool) -> str:
        markers = (".", ")") if is_numbered else ("-", "*")
        marker = markers[self.marker == markers[0]]
        items: list[str] = []
        for number, (item, inside) in enumerate(_grouped(lines, depth + 1), int(start)):
            if item is None or item.tag != "<li>":
                raise _NoFormError
            self.marker = ""
            sign = f"{number}{marker}" if is_numbered else marker
            items.append(_indented(f"{sign} ", self.item(inside, depth + 2), " " * len(f"{sign} ")))
        self.marker = marker
        return "\n".join(items)

    def item(self, lines: list[Line], depth: int) -> str:
        """What stands in an item; a list in it follows its words without an empty line."""
        text = ""
        for box, inside in _grouped(lines, depth):
            gap = "\n" if box and _LIST.fullmatch(box.tag) else "\n\n"
            text += (gap if text else "") + self.blocks(inside, depth)
        return text

    def table(self, lines: list[Line], depth: int) -> str:
        """A table with a head, each cell one line."""
        rows = [[*self.cells(row, inside, depth + 2)] for row, inside in _grouped(lines, depth + 1)]
        head, *others = rows
        sides = [side for _, side, _ in head]
        is_headed = all(name == "th" for name, _, _ in head)
        is_even = all(
            [(name, side) for name, side, _ in row] == [("td", s) for s in sides] for row in others
        )
        if not (is_headed and is_even and others):
            raise _NoFormError
        texts = [[text for _, _, text in row] for row in rows]
        texts.insert(1, [_RULES[side] for side in sides])
        return "\n".join(f"| {' | '.join(row)} |" for row in texts)

    def cells(
        self, row: Box | None, lines: list[Line], depth: int
    ) -> Iterator[tuple[str, str, str]]:
        """The name, the side and the text of each cell of a row."""
        if row is None or row.tag != "<tr>":
            raise _NoFormError
        for cell, inside in _grouped(lines, depth):
            known = _CELL.fullmatch(cell.tag) if cell else None
            if known is None or len(inside) > 1 or len(inside[0].boxes) > depth + 1:
                raise _NoFormError
            text = self.inline.line(inside[0].runs, in_table=True)
            yield known["name"], known["side"] or "", text

    def tagged(self, box: Box, lines: list[Line], depth: int) -> str:
        """A box as HTML, and what it holds as Markdown in a line."""
        self.has_blocks = True
        if box.name == "pre":
            inside = "\n".join(self.inline.line(line.runs) for line in lines)
        else:
            inside = self.tags(lines, depth + 1)
        return f"{box.tag}{inside}</{box.name}>"

    def tags(self, lines: Sequence[Line], depth: int) -> str:
        """Lines as HTML in one line of Markdown."""
        pieces: list[str] = []
        for box, inside in _grouped(lines, depth):
            if box:
                pieces.append(self.tagged(box, inside, depth))
                continue
            for number, line in enumerate(inside):
                if _is_rule(line):
                    pieces.append("<hr>")
                    continue
                if number and not _is_rule(inside[number - 1]):
                    pieces.append("<br><br>" if line.is_apart else "<br>")
                pieces.append(self.inline.line(line.runs))
        return "".join(pieces)


def _grouped(lines: Sequence[Line], depth: int) -> Iterator[tuple[Box | None, list[Line]]]:
    """Lines that follow each other in one box, or in none, at a depth."""

    def box(line: Line) -> Box | None:
        return line.boxes[depth] if len(line.boxes) > depth else None

    return ((each, [*inside]) for each, inside in groupby(lines, box))


def _is_rule(line: Line) -> bool:
    return len(line.runs) == 1 and line.runs[0].what is What.RULE


def _indented(sign: str, text: str, indentation: str) -> str:
    """A text behind a sign, its further lines below its first."""
    lines = text.split("\n")
    below = [f"{indentation}{line}".rstrip(" ") for line in lines[1:]]
    return "\n".join([f"{sign}{lines[0]}".rstrip(" "), *below])


def _fenced(lines: list[Line], depth: int) -> str:
    """Code between two rails."""
    for line in lines:
        is_code = all(run.what is What.TEXT and not run.marks for run in line.runs)
        if len(line.boxes) > depth + 1 or not is_code:
            raise _NoFormError
    text = "\n".join("".join(run.text for run in line.runs) for line in lines)
    rail = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{rail}\n{text}\n{rail}"
