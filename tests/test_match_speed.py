"""Matching stays quick where all cards were changed at once, whatever was done to them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import product
from random import Random

import pytest

from desk import Desk
from growth import costs_no_more, grows_in_proportion
from recto.commands.pipeline import load
from recto.deck.model import Card
from recto.lock import Entry
from recto.lock.matching.match import match

_SYLLABLES = (
    "bru",
    "dra",
    "fel",
    "gos",
    "kan",
    "lor",
    "mi",
    "nus",
    "ol",
    "pen",
    "sar",
    "ter",
    "vo",
)
NAMES = ["".join(each).capitalize() for each in product(_SYLLABLES, repeat=4)]
"""Words that are as like as those of a language."""
NAMES.sort(key=lambda name: (sum(map(ord, name)) * 7919) % 10_007)


def _text(number: int, words: int) -> str:
    return " ".join(Random(number).choices(NAMES[:3000], k=words))  # noqa: S311  # no secret


Texts = Callable[[int], tuple[str, str]]
"""Question and answer of each card."""
CHANGES: dict[str, tuple[Texts, Texts]] = {
    "answers of their own": (
        lambda n: (f"What is {_text(n, 5)}?", f"Thing {n}"),
        lambda n: (f"What is now {_text(n, 5)} today?", f"Thing {n}"),
    ),
    "shared answers": (
        lambda n: (f"What is {_text(n, 5)}?", f"Thing {n % 7}"),
        lambda n: (f"What is {_text(n, 5)} today?", f"Thing {n % 7}"),
    ),
    "question and answer": (
        lambda n: (f"What is {_text(n, 5)}?", _text(-n, 3)),
        lambda n: (f"What is {_text(n, 5)} today?", f"{_text(-n, 3)}, as a rule"),
    ),
    "other texts": (
        lambda n: (f"What is {_text(n, 7)}?", _text(-n, 3)),
        lambda n: (f"What is {_text(n + 100_000, 7)}?", _text(-n - 100_000, 3)),
    ),
    "forty families": (
        lambda n: (f"What is the {NAMES[n % 40]} of {NAMES[n]}?", _text(-n, 1)),
        lambda n: (f"Which {NAMES[n % 40]} is that of {NAMES[n]}?", _text(-n, 1)),
    ),
    "like questions": (
        lambda n: (f"What is the capital of {NAMES[n]}?", _text(-n, 1)),
        lambda n: (f"What is the capital city of {NAMES[n]}?", _text(-n, 1)),
    ),
    "names of like questions": (
        lambda n: (f"What is the capital of {NAMES[n]}?", _text(-n, 1)),
        lambda n: (f"What is the capital of {NAMES[n]}land?", _text(-n - 100_000, 1)),
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_thousands_of_changes_cost_near_linear_time(desk: Desk, change: str) -> None:
    many = {number: _changed(desk, change, number) for number in (500, 2000)}
    assert grows_in_proportion(lambda number: match(*many[number]))


@pytest.mark.parametrize("change", CHANGES)
def test_matching_thousands_of_changes_costs_little_more_than_a_build(
    desk: Desk, change: str
) -> None:
    many = _changed(desk, change, 2000)

    def builds_anew() -> None:
        desk.lock.unlink(missing_ok=True)
        shutil.rmtree(desk.root / "build", ignore_errors=True)
        desk.build()

    assert costs_no_more(lambda: match(*many), builds_anew, times=4)


def _changed(desk: Desk, change: str, number: int) -> tuple[list[Card], list[Entry]]:
    """The cards of a deck of which each was changed, and the lock of before."""
    before, now = CHANGES[change]
    shutil.rmtree(desk.deck, ignore_errors=True)
    shutil.rmtree(desk.root / "build", ignore_errors=True)
    desk.write(a=_topic(before, number)).build()
    entries = list(desk.prepare().before.entries.values())
    desk.write(a=_topic(now, number))
    [deck] = load([desk.root / "cards"]).results
    return list(deck.cards), entries


def _topic(texts: Texts, number: int) -> str:
    cards = (texts(each) for each in range(number))
    return "\n".join(f'  - {{q: "{question}", a: "{answer}"}}' for question, answer in cards)
