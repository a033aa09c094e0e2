"""Advice on texts that speak of choices by where they stand, which is elsewhere every day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_uppercase

from recto.checks.advice.reading import Reading
from recto.deck.kinds.choice import Choice
from recto.diagnostics import Diagnostic, short
from recto.text import Text

_CALLED = r"(?:options?|choices?|answers?|antwort(?:en)?|réponses?|respuestas?|opci(?:ón|ones))"
_VERB = (
    r"(?:(?:only|also|just)\s+)?(?:is|are|was|were|isn['’]t|aren['’]t|would|could|can|can['’]t|cannot|does|doesn['’]t|has|fails|"
    r"ist|sind|wäre|est|sont|es|son)"
)
_BY_PLACE = re.compile(
    rf"""
      \b(?i:{_CALLED})\s+\(?(?P<called>[A-Z]|\d\d?)\b(?!\s*%)
    | (?:^|[.;:!?(\n]|\b(?i:and|but|because|while|whereas|so|that|since|und|weil|et|y))\s*[-*]?\s*
      (?P<subject>[A-Z])(?:\)|\s+{_VERB}\b|,?\s+(?:and|or|und|oder|et|ou|y|o)\s+[A-Z]\s+{_VERB}\b)
    | (?:^|\n)\s*[-*]?\s*(?P<item>[A-Z])(?::|\s+[–—-])\s
    | \b(?i:the|die|der|la|el)\s+(?P<ordinal>(?i:first|second|third|fourth|fifth|last|1st|2nd|3rd|[45]th|
        erste|zweite|dritte|letzte|première|deuxième|dernière|primera|segunda|última))\s+(?i:{_CALLED})\b
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"\w+")


def by_letter(reading: Reading) -> Iterator[Diagnostic]:
    """A question, hint or extra names a choice by its letter or place."""
    for read in reading.cards:
        content = read.card.content
        if not isinstance(content, Choice) or not content.is_shuffled:
            continue
        for text in (content.q, read.card.hint, read.card.extra):
            if text and (told := _told(text, content)):
                message = (
                    f"“{short(told)}” says where a choice stands, and choices stand in another "
                    "order every day; say what it says, or write `shuffle: false`"
                )
                yield Diagnostic(text.at(max(text.value.find(told), 0)), "choice-letter", message)


def _told(text: Text, content: Choice) -> str:
    """By which words a text speaks of a choice's place; nothing where it does not."""
    plain = text.value.replace("*", "")
    of_choices = {word for each in content.choices for word in _WORD.findall(each.value)}
    for found in _BY_PLACE.finditer(plain):
        named = found["called"] or found["subject"] or found["item"]
        if named is None or (_is_place(named, len(content.choices)) and named not in of_choices):
            return found[0].strip(" \n-.;:!?(")
    return ""


def _is_place(named: str, count: int) -> bool:
    """Whether a letter or number is that of one of so many choices."""
    if named.isdigit():
        return 0 < int(named) <= count
    return named in ascii_uppercase[:count]
