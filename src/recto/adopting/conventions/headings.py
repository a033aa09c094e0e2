"""A heading that asks, and below it the text that answers, as mdanki and markdown-anki-decks have it."""

from __future__ import annotations

import re
from statistics import median

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

_LONGEST = 60
"""Words of an answer, in the middle of all; longer texts are notes to study, not answers."""
_TAG = re.compile(r"\[#(?P<tag>[^\]]+)\]\([^)]*\)")


def takes(page: Page) -> bool:
    """Whether all text stands below headings of one level, and most of it is short."""
    if not page.is_markdown or not (level := _level(page)):
        return False
    above, parts = _parts(page, level)
    texts = [block(rows) for _, rows in parts]
    is_all = not [row for row in above if not row.is_blank and not heading(row)]
    answered = [len(text.split()) for text in texts if text]
    return (
        is_all
        and len(answered) > 1
        and len(answered) >= 0.9 * len(texts)
        and median(answered) <= _LONGEST
    )


def read(page: Page) -> Taken:
    """A card of each heading."""
    level = _level(page)
    above, parts = _parts(page, level)
    cards = [_card(words, rows) for words, rows in parts]
    titles = [found[1] for row in above if (found := heading(row))]
    passed_over = [row.number for row in above if not row.is_blank and not heading(row)]
    return Taken([Section(titles[0] if titles else "", cards)], passed_over)


def _level(page: Page) -> int:
    """The level of the headings that ask: the highest of which there are two, but for one title."""
    levels = [found[0] for row in page.prose if (found := heading(row))]
    return next((level for level in sorted({*levels}) if levels.count(level) > 1), 0)


def _parts(page: Page, level: int) -> tuple[list[Row], list[tuple[str, list[Row]]]]:
    """What stands above the first heading of the level, and each with what stands below it."""
    above: list[Row] = []
    parts: list[tuple[str, list[Row]]] = []
    for row in page.rows:
        found = heading(row)
        if found and found[0] == level:
            parts.append((found[1], []))
        else:
            (parts[-1][1] if parts else above).append(row)
    return above, parts


def _card(words: str, rows: list[Row]) -> Keys:
    tags = [each["tag"] for row in rows for each in _TAG.finditer(row.text) if not row.is_code]
    rest = [row for row in rows if row.is_code or _TAG.sub("", row.text).strip() or row.is_blank]
    split = next(
        (n for n, row in enumerate(rest) if row.text.strip() == "%" and not row.is_code), None
    )
    question = words
    if split is not None:
        question = f"{words}\n\n{block(rest[:split])}".strip()
        rest = rest[split + 1 :]
    answer = _alone(unwrapped(block(rest)))
    keys: dict[str, object] = {"q": question, "a": answer} if answer else {"q": question}
    if tags:
        keys["tags"] = [re.sub(r"[\s,]+", "_", tag.strip()) for tag in tags]
    return keys if answer else {**keys, "draft": True}


_ITEM = re.compile(r"[-*+][ \t]+(?P<text>[^\n]+)")


def _alone(answer: str) -> str:
    """An answer that is a list of one, without its bullet."""
    item = _ITEM.fullmatch(answer)
    return item["text"] if item else answer


HEADINGS = Convention("headings with a text below", takes, read)
