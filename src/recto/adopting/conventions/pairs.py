"""`question :: answer` in a line, `:::` for both ways, `?` and `??` between longer ones.

So Obsidian's plugins have them, with `==gaps==` in sentences and `#flashcards/deck` above.
"""

from __future__ import annotations

import re

from recto.adopting.conventions.page import (
    Convention,
    Page,
    Row,
    Section,
    Taken,
    block,
    heading,
    is_rule,
)
from recto.text import code_spans, covering

_SEPARATOR = re.compile(r"(?<!:):::?(?!:)")
_BULLET = re.compile(r"[ \t]*(?:[-*+]|\d+[.)])[ \t]+")
_TAG = re.compile(r"#flashcards?(?P<deck>(?:/[\w/-]+)?)", re.IGNORECASE)
_TAGS = re.compile(r"(?:#[\w/-]+[ \t]*)+")
_GAP = re.compile(r"==(?P<hidden>[^=\n]+)==")
_BETWEEN = ("?", "??")


def takes(page: Page) -> bool:
    """Whether two lines or more are written so, or a tag of flashcards and one are."""
    spaced = sum(bool(_halves(row, is_loose=False)) for row in page.prose)
    between = sum(row.text.strip() in _BETWEEN for row in page.prose)
    is_tagged = any(_TAG.search(row.text) for row in page.prose)
    found = spaced + between
    return found > 1 or (is_tagged and (found > 0 or any(_GAP.search(r.text) for r in page.prose)))


def read(page: Page) -> Taken:
    """The cards in their order, in sections where headings stand between them."""
    return _Reader(page).taken()


class _Reader:
    def __init__(self, page: Page) -> None:
        self.rows = page.rows
        self.is_tagged = any(_TAG.search(row.text) for row in page.prose)
        self.sections = [Section("", [])]
        self.passed_over: list[int] = []
        self.above: list[Row] = []
        """Lines without an empty one between, which may be a question."""
        self.tags: list[str] = []

    def taken(self) -> Taken:
        place = 0
        while place < len(self.rows):
            place = self.line(place)
        self.pass_over()
        return Taken([each for each in self.sections if each.cards], self.passed_over)

    def line(self, place: int) -> int:
        """Read a line; returns where reading goes on."""
        row = self.rows[place]
        text = row.text.strip()
        if row.is_code:
            self.above.append(row)
        elif title := heading(row):
            self.pass_over()
            self.sections.append(Section(title[1], []))
        elif row.is_blank or is_rule(row):
            self.pass_over()
        elif _TAGS.fullmatch(text):
            self.pass_over()
            self.tagged(text)
        elif text in _BETWEEN and self.above:
            return self.longer(place + 1, is_both=text == "??")
        elif halves := _halves(row, is_loose=self.is_tagged):
            self.pass_over()
            question, answer, is_both = halves
            self.add({"q": question, "a": answer}, is_both=is_both)
        elif self.is_tagged and _GAP.search(text):
            self.pass_over()
            self.add({"cloze": _with_clozes(_BULLET.sub("", row.text, count=1).strip())})
        else:
            self.above.append(row)
        return place + 1

    def longer(self, place: int, *, is_both: bool) -> int:
        """A question above a `?` and the answer below it, which ends at an empty line."""
        end = place
        while end < len(self.rows) and (self.rows[end].is_code or not self.rows[end].is_blank):
            if heading(self.rows[end]):
                break
            end += 1
        question = _unmarked(block(self.above))
        answer = block([*self.rows[place:end]])
        self.above = []
        self.add(
            {"q": question, "a": answer} if answer else {"q": question, "draft": True},
            is_both=is_both,
        )
        return end

    def tagged(self, text: str) -> None:
        """A line of tags holds for what follows; that of the flashcards by its deck alone."""
        tags = (_TAG.sub(r"\g<deck>", tag) for tag in text.split())
        self.tags = [tag.strip("#/").replace("/", "::") for tag in tags if tag.strip("#/")]

    def add(self, keys: dict[str, object], *, is_both: bool = False) -> None:
        if is_both and "a" in keys:
            keys["reversed"] = True
        if self.tags:
            keys["tags"] = [*self.tags]
        self.sections[-1].cards.append(keys)

    def pass_over(self) -> None:
        self.passed_over += [row.number for row in self.above]
        self.above = []


def _halves(row: Row, *, is_loose: bool) -> tuple[str, str, bool] | None:
    """Question, answer, and whether it is asked both ways; without spaces only where `is_loose`."""
    if "::" not in row.text:
        return None
    literal = code_spans(row.text)
    for match in _SEPARATOR.finditer(row.text):
        before, after = row.text[: match.start()], row.text[match.end() :]
        is_spaced = before[-1:].isspace() and after[:1].isspace()
        if (is_spaced or is_loose) and not covering(match.start(), literal):
            question = _unmarked(_BULLET.sub("", before, count=1).strip())
            answer = after.strip()
            return (question, answer, match[0] == ":::") if question and answer else None
    return None


_BOLD = re.compile(r"(?:[-*+][ \t]+)?\*\*(?P<inside>(?:(?!\*\*).)+)\*\*", re.DOTALL)


def _unmarked(text: str) -> str:
    """A question that is bold as a whole, or an item of a list, without that."""
    text = _BULLET.sub("", text, count=1) if "\n" not in text else text
    whole = _BOLD.fullmatch(text)
    return whole["inside"].strip() if whole else text


def _with_clozes(text: str) -> str:
    found = enumerate(_GAP.finditer(text), 1)
    for number, match in reversed([*found]):
        hidden = f"{{{{c{number}::{match['hidden']}}}}}"
        text = text[: match.start()] + hidden + text[match.end() :]
    return text


PAIRS = Convention("`question :: answer`", takes, read)
