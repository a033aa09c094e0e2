"""A page of study notes as a tree: headings and items, and the text below each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from recto.adopting.conventions.page import Page, Row, heading, is_rule


class Sort(Enum):
    """What a node is."""

    PAGE = auto()
    HEADING = auto()
    ITEM = auto()
    TEXT = auto()
    """A paragraph."""
    CODE = auto()


@dataclass(eq=False)
class Node:
    """A heading, an item, a paragraph or code, with what stands below it."""

    sort: Sort
    line: int
    text: str
    depth: int = 0
    """Of a heading its level, of an item its indentation."""
    below: list[Node] = field(default_factory=list)
    further: list[int] = field(default_factory=list)
    """The lines on which it goes on."""

    @property
    def texts(self) -> list[Node]:
        """The paragraphs and code that stand directly below it."""
        return [node for node in self.below if node.sort in (Sort.TEXT, Sort.CODE)]

    @property
    def items(self) -> list[Node]:
        """The items that stand directly below it."""
        return [node for node in self.below if node.sort is Sort.ITEM]

    def all(self) -> Iterator[Node]:
        """It and all below it."""
        yield self
        for node in self.below:
            yield from node.all()


_ITEM = re.compile(r"(?P<indent>[ \t]*)(?:[-*+•◦▪‣●○]|\d{1,3}[.)])[ \t]+(?P<text>.*)")
_BOLD_LINE = re.compile(
    r"[ ]{0,3}(?:\*\*|__)(?P<text>(?:(?!\*\*|__).)+)(?:\*\*|__)[ \t]*[.:]?[ \t]*"
)
_BOLD_LEVEL, _PLAIN_LEVEL = 7, 8
"""Below all that begin with `#`."""
_LONGEST_HEADING, _LONGEST_LABEL = 80, 40
"""Characters of a heading without a sign, and of one on a page whose headings have signs."""


def outline(page: Page) -> Node:
    """The tree of a page."""
    return _Builder(page).built()


class _Builder:
    def __init__(self, page: Page) -> None:
        self.rows = page.rows
        self.has_signs = any(heading(row) for row in page.rows)
        self.root = Node(Sort.PAGE, 0, "")
        self.headings = [self.root]
        self.items: list[Node] = []
        """The items that are open, the innermost last."""
        self.text: Node | None = None
        """The paragraph or code that the next line may go on with."""

    def built(self) -> Node:
        for place, row in enumerate(self.rows):
            self.read(place, row)
        return self.root

    def read(self, place: int, row: Row) -> None:
        if row.is_code:
            self.code(row)
        elif row.is_blank or is_rule(row):
            self.text = None
        elif found := heading(row):
            self.heading(row, found[0], found[1])
        elif bold := _BOLD_LINE.fullmatch(row.text):
            self.heading(row, _BOLD_LEVEL, bold["text"])
        elif item := _ITEM.fullmatch(row.text):
            self.item(row, len(item["indent"].expandtabs(4)), item["text"])
        elif self.is_plain_heading(place):
            self.heading(row, _PLAIN_LEVEL, row.text.strip())
        else:
            self.paragraph(row)

    def is_plain_heading(self, place: int) -> bool:
        """Whether a short line stands alone, above items, a longer text or another such line.

        On a page whose headings have signs only one above a longer text is a heading.
        """
        text = self.rows[place].text
        longest = _LONGEST_LABEL if self.has_signs else _LONGEST_HEADING
        if len(text.strip()) > longest or text.strip()[-1] in ".,;!)" or text[0].isspace():
            return False
        around = self.rows[max(place - 1, 0) : place + 2]
        is_alone = all(row.is_blank for row in around if row.number != self.rows[place].number)
        after = next((row for row in self.rows[place + 1 :] if not row.is_blank), None)
        if not is_alone or not after or heading(after):
            return False
        is_longer = len(after.text.strip()) > _LONGEST_LABEL
        if self.has_signs:
            return is_longer and not _ITEM.fullmatch(after.text) and not text.strip().endswith(":")
        is_short = len(after.text.strip()) <= _LONGEST_HEADING
        return bool(_ITEM.fullmatch(after.text)) or is_short or after.text.strip()[-1] in ".:"

    def heading(self, row: Row, level: int, text: str) -> None:
        while self.headings[-1].depth >= level:
            self.headings.pop()
        node = Node(Sort.HEADING, row.number, text.strip(), level)
        self.headings[-1].below.append(node)
        self.headings.append(node)
        self.items, self.text = [], None

    def item(self, row: Row, indent: int, text: str) -> None:
        while self.items and self.items[-1].depth >= indent:
            self.items.pop()
        node = Node(Sort.ITEM, row.number, text.strip(), indent)
        (self.items[-1] if self.items else self.headings[-1]).below.append(node)
        self.items.append(node)
        self.text = node

    def paragraph(self, row: Row) -> None:
        indent = len(row.text) - len(row.text.lstrip())
        if self.text and self.text.sort is not Sort.CODE:
            self.text.text = f"{self.text.text} {row.text.strip()}"
            self.text.further.append(row.number)
            return
        while self.items and self.items[-1].depth >= indent:
            self.items.pop()
        self.text = Node(Sort.TEXT, row.number, row.text.strip())
        (self.items[-1] if self.items else self.headings[-1]).below.append(self.text)

    def code(self, row: Row) -> None:
        if self.text and self.text.sort is Sort.CODE:
            self.text.text += f"\n{row.text[self.text.depth :]}"
            self.text.further.append(row.number)
            return
        depth = len(row.text) - len(row.text.lstrip())
        self.text = Node(Sort.CODE, row.number, row.text.strip(), depth)
        (self.items[-1] if self.items else self.headings[-1]).below.append(self.text)
