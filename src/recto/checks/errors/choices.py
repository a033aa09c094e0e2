"""Checks on multiple choice."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from recto.deck.kinds.choice import FEWEST, MOST, Choice
from recto.deck.model import Deck
from recto.diagnostics import Diagnostic, likest


def right_among_choices(deck: Deck) -> Iterator[Diagnostic]:
    """Each right answer is one of the choices, to the letter; a draft may lack some yet."""
    for card in deck.built:
        if not isinstance(card.content, Choice):
            continue
        offered = dict.fromkeys(choice.value for choice in card.content.choices)
        seen = set()
        for right in card.content.right:
            if right.value in seen:
                yield Diagnostic(right.at(), "choice-twice", f"`{right.value}` stands here twice")
            elif right.value not in offered:
                message = (
                    f"`{right.value}` is not among the choices; {_meant(right.value, offered)}"
                )
                yield Diagnostic(right.at(), "choice-unknown", message)
            seen.add(right.value)


def enough(deck: Deck) -> Iterator[Diagnostic]:
    """Two to twenty-six different choices; a draft may lack some yet."""
    for card in deck.built:
        if not isinstance(card.content, Choice):
            continue
        choices = card.content.choices
        seen = set()
        for choice in choices:
            if choice.value in seen:
                yield Diagnostic(choice.at(), "choice-twice", f"`{choice.value}` is offered twice")
            seen.add(choice.value)
        if choices and not FEWEST <= len(choices) <= MOST:
            message = f"{len(choices)} to choose from; between {FEWEST} and {MOST} make sense"
            yield Diagnostic(choices[0].at(), "choice-count", message)


def _meant(right: str, offered: Collection[str]) -> str:
    parts = [part.strip() for part in right.split(",")]
    if all(part in offered for part in parts):
        several = f"for several write `[{', '.join(parts)}]`"
        return f"{several}, for one put it in quotes there"
    if len(offered) > MOST:
        return "there are many others"
    if close := likest(right, offered):
        return f"did you mean `{close}`?"
    if _LETTER_OR_NUMBER.fullmatch(right):
        return "write the text of a choice, not its letter or number"
    return f"there are {_listed(offered)}"


_LETTER_OR_NUMBER = re.compile(r"[A-Za-z]|\d\d?")


def _listed(texts: Collection[str]) -> str:
    return ", ".join(f"`{text}`" for text in texts)
