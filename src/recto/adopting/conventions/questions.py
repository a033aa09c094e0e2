"""`Q:` and `A:` before a question and its answer, `C:` before a text whose `[gaps]` are hidden.

So hashcards has them, and many a page of notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.adopting.conventions.page import (
    Convention,
    Keys,
    Page,
    Row,
    Section,
    Taken,
    block,
    heading,
    unwrapped,
)
from recto.text import code_spans, covering

_LETTER = re.compile(r"(?P<letter>[QAC]):(?:[ \t]+|\Z)(?P<text>.*)")


def takes(page: Page) -> bool:
    """Whether a question, or a text with gaps, is written so."""
    letters = {match["letter"] for row in page.prose if (match := _LETTER.fullmatch(row.text))}
    return "C" in letters or letters >= {"Q", "A"}


def read(page: Page) -> Taken:
    """The cards in their order, in sections where headings stand between them."""
    sections = [Section("", [])]
    passed_over: list[int] = []
    for part in _parts(page):
        if isinstance(part, Row):
            if title := heading(part):
                sections.append(Section(title[1], []))
            else:
                passed_over.append(part.number)
            continue
        card = _card(part)
        if card:
            sections[-1].cards.append(card)
        else:
            passed_over += [
                row.number for rows in part.values() for row in rows if not row.is_blank
            ]
    return Taken([each for each in sections if each.cards], passed_over)


_Part = dict[str, list[Row]]
"""The lines of a question and its answer, or of a text with gaps, by their letters."""


def _parts(page: Page) -> Iterator[_Part | Row]:
    """What belongs together, and lines that belong to nothing."""
    part: _Part = {}
    letter = ""
    for row in page.rows:
        match = None if row.is_code else _LETTER.fullmatch(row.text)
        if match and (match["letter"] != "A" or "Q" not in part or "A" in part):
            if part:
                yield part
            part = {}
        if match:
            letter = match["letter"]
            part[letter] = [row._replace(text=match["text"])]
        elif part and heading(row) is None:
            part[letter].append(row)
        elif not row.is_blank:
            if part:
                yield part
            part = {}
            yield row
    if part:
        yield part


def _card(part: _Part) -> Keys:
    """A card; none where a half is missing."""
    texts = {letter: unwrapped(block(rows)) for letter, rows in part.items()}
    if cloze := texts.get("C"):
        found = _with_clozes(cloze)
        return {"cloze": found} if found != cloze else {"q": cloze, "draft": True}
    if texts.get("Q"):
        answer = texts.get("A", "")
        return {"q": texts["Q"], "a": answer} if answer else {"q": texts["Q"], "draft": True}
    return {}


_GAP = re.compile(r"(?<![!\\])\[(?P<hidden>[^\[\]\n]+)\](?!\()")


def _with_clozes(text: str) -> str:
    """A text whose gaps in brackets are numbered, each a card."""
    literal = code_spans(text)
    number = 0

    def numbered(match: re.Match[str]) -> str:
        nonlocal number
        if covering(match.start(), literal):
            return match[0]
        number += 1
        return f"{{{{c{number}::{match['hidden']}}}}}"

    return _GAP.sub(numbered, text)


QUESTIONS = Convention("`Q:` and `A:`", takes, read)
