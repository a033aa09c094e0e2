"""The rules that the AWS deck sets itself."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from statistics import median

import pytest

from recto import cloze
from recto.build import load
from recto.model import Basic, Card, Choice, Cloze, Deck

ROOT = Path(__file__).parent.parent
FENCE = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def deck() -> Deck:
    outcome = load([ROOT / "cards" / "aws-security"])
    assert not outcome.diagnostics
    [deck] = outcome.results
    return deck


def prose(text: str) -> list[str]:
    return FENCE.sub("", text).split()


def test_every_card_has_an_id_and_a_source(deck: Deck) -> None:
    assert not [card.place for card in deck.cards if not card.id or not card.source]


def test_no_two_cards_ask_the_same(deck: Deck) -> None:
    counts = Counter(card.question.casefold() for card in deck.cards)
    assert not [question for question, count in counts.items() if count > 1]


def test_answers_are_short(deck: Deck) -> None:
    lengths = {card: len(prose(card.answer)) for card in deck.cards}
    assert median(lengths.values()) <= 12
    assert not [card.place for card, length in lengths.items() if length > 50]


def test_lists_have_at_most_five_items(deck: Deck) -> None:
    def items(card: Card) -> int:
        return len(re.findall(r"^(?:[-*]|\d+\.) ", card.answer, re.MULTILINE))

    assert not [c.place for c in deck.cards if isinstance(c.content, Basic) and items(c) > 5]


def test_the_right_choice_has_no_favourite_place(deck: Deck) -> None:
    places = Counter(
        next(
            n for n, c in enumerate(card.content.choices) if c.value == card.content.right[0].value
        )
        for card in deck.cards
        if isinstance(card.content, Choice)
        and len(card.content.choices) == 4
        and len(card.content.right) == 1
    )
    assert max(places.values()) < 2 * min(places.values())


def test_policies_are_json(deck: Deck) -> None:
    found = 0
    for card in deck.cards:
        text = card.question if isinstance(card.content, Cloze) else card.asked.value
        for language, code in FENCE.findall(f"{text}\n{card.answer}"):
            assert language == "json"
            policy = json.loads(cloze.shown(code))
            assert policy.get("Version", "2012-10-17") == "2012-10-17"
            found += 1
    assert found >= 4


def test_topics_are_in_a_learning_order(deck: Deck) -> None:
    """Every topic is placed by `topics:`, foundations first."""
    order = list(dict.fromkeys(card.topic.path.split("/")[0] for card in deck.cards))
    assert order[:3] == ["shared-responsibility", "root-user", "iam"]
    named = (ROOT / "cards/aws-security/deck.yaml").read_text("utf-8")
    assert not [c.topic.path for c in deck.cards if f"  - {c.topic.path}\n" not in named]
