"""The rules that the AWS deck sets itself."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path
from statistics import median
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from recto.commands.check import inspect
from recto.commands.pipeline import Options, load
from recto.deck.kinds.choice import Choice
from recto.deck.model import Card, Deck

FOLDER = Path(__file__).parent.parent / "cards" / "aws-security"
OPTIONS = Options(FOLDER.parent.parent / "build", now=0)
PICTURES = sorted((FOLDER / "media").glob("*.svg"))
FACTS = Path(__file__).parent / "aws-facts.csv"
"""What the deck promises to teach: the notes it began as, then the rest of the exam's Domain 2."""
FENCE = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
IMAGE = re.compile(r"!\[(.*?)\]\((.*?)\)")
LINK = re.compile(r"\]\(https://[^\s()]+\)")
ITEM = re.compile(r"^(?:[-*]|\d+\.) ", re.MULTILINE)
ARN = re.compile(r"arn:aws:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:[^\s:]+")
ACTION = re.compile(r"[a-z0-9-]+:(\*|[A-Z][A-Za-z]+)")
TASKS = {f"exam::clf-c02::2-{task}" for task in (1, 2, 3, 4)}
"""The task statements of Domain 2 in the CLF-C02 exam guide."""
SERVICE = re.compile(r"(?:AWS|Amazon) [A-Z]\w+(?: [A-Z]\w+)*")
CODE_COLUMNS = 36
"""What a phone of 360 px shows of a line of code."""
PHONE = 328
"""Width of a card's text in px, on a phone of 360."""


@pytest.fixture(scope="module")
def deck() -> Deck:
    outcome = load([FOLDER])
    assert not outcome.diagnostics
    [deck] = outcome.results
    return deck


def written(card: Card) -> str:
    """All that a learner reads of a card, clozes filled in."""
    return "\n".join([card.question, card.answer, card.extra.value if card.extra else ""])


def asked(card: Card) -> str:
    """What a learner is asked for: remarks are read, but never answered."""
    return f"{card.question}\n{card.answer}"


def words(text: str) -> int:
    return len(FENCE.sub("", text).split())


def as_list(value: str | list[Any] | dict[str, Any]) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_recto_check_has_nothing_to_say() -> None:
    """Each card has a source; no two ask the same, none yes or no, no acronym goes unexplained."""
    assert not inspect([FOLDER], OPTIONS, on_request={"source-missing"}).diagnostics


def test_every_card_has_an_id(deck: Deck) -> None:
    assert not [card.place for card in deck.cards if not card.id]


def test_a_source_is_a_title_that_may_link_to_its_https_address(deck: Deck) -> None:
    """Bare addresses would fill half a phone's screen."""
    for text in {card.source.value for card in deck.cards if card.source}:
        assert "http" not in LINK.sub("", text), text


def test_the_deck_is_neither_thin_nor_endless(deck: Deck) -> None:
    assert 450 <= len(deck.built) <= 520


def test_answers_are_short(deck: Deck) -> None:
    lengths = {card.place: words(card.answer) for card in deck.cards}
    assert median(lengths.values()) <= 12
    assert not [place for place, length in lengths.items() if length > 50]


def test_questions_and_remarks_can_be_taken_in_at_a_glance(deck: Deck) -> None:
    assert not [card.place for card in deck.cards if words(IMAGE.sub("", card.question)) > 50]
    remarks = {card.place: IMAGE.sub("", card.extra.value) for card in deck.cards if card.extra}
    assert not [place for place, text in remarks.items() if words(text) > 50]


def test_lists_have_at_most_five_items(deck: Deck) -> None:
    assert not [card.place for card in deck.cards if len(ITEM.findall(card.answer)) > 5]


def test_neither_place_nor_length_tells_the_right_choice(deck: Deck) -> None:
    places: Counter[int] = Counter()
    longest = 0
    for card in deck.cards:
        if not isinstance(card.content, Choice) or len(card.content.right) > 1:
            continue
        choices = [choice.value for choice in card.content.choices]
        assert len(choices) == 4, card.place
        right = choices.index(card.content.right[0].value)
        places[right] += 1
        longest += all(
            len(other) < len(choices[right]) for other in choices if other != choices[right]
        )
    assert max(places.values()) < 1.5 * min(places.values())
    assert longest <= places.total() / 4


def test_policies_are_such_as_aws_accepts(deck: Deck) -> None:
    """Grammar of the IAM User Guide's "Grammar of the IAM JSON policy language", as far as used."""
    policies = [fence for card in deck.cards for fence in FENCE.findall(written(card))]
    assert len(policies) > 9
    for language, code in policies:
        assert language == "json"
        policy = json.loads(code)
        assert list(policy) == ["Version", "Statement"]
        assert policy["Version"] == "2012-10-17"
        for statement in as_list(policy["Statement"]):
            assert statement["Effect"] in {"Allow", "Deny"}
            assert statement.keys() <= {"Effect", "Principal", "Action", "Resource", "Condition"}
            actions = as_list(statement["Action"])
            assert all(ACTION.fullmatch(action) for action in actions)
            if actions == ["sts:AssumeRole"] and "Principal" in statement:
                assert "Resource" not in statement  # a trust policy
            else:
                resources = as_list(statement["Resource"])
                assert all(resource == "*" or ARN.fullmatch(resource) for resource in resources)


def test_policies_fit_a_phone(deck: Deck) -> None:
    codes = [code for card in deck.cards for _, code in FENCE.findall(written(card))]
    assert max(len(line) for code in codes for line in code.splitlines()) <= CODE_COLUMNS


def test_hidden_words_in_code_are_in_sight_on_a_phone(deck: Deck) -> None:
    """Longer lines can be scrolled, but nobody scrolls to look for a gap."""
    codes = [code for card in deck.cards if card.clozes for _, code in FENCE.findall(card.question)]
    assert codes
    assert max(len(line) for code in codes for line in code.splitlines()) <= 30


def test_every_picture_is_used_and_says_in_words_what_it_shows(deck: Deck) -> None:
    images = [
        (alt or (card.content.masks and card.asked.value), path)  # what is hidden is not said
        for card in deck.cards
        for alt, path in IMAGE.findall(written(card))
    ]
    assert {path for _, path in images} == {f"media/{picture.name}" for picture in PICTURES}
    assert all(alt for alt, _ in images)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.stem)
def test_pictures_are_small_self_contained_and_legible_on_a_phone(picture: Path) -> None:
    data = picture.read_bytes()
    assert len(data) < 5_000
    root = ET.fromstring(data)  # noqa: S314  # a file of our own
    elements = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert elements <= {"svg", "title", "g", "rect", "ellipse", "path", "text"}
    assert not [name for element in root.iter() for name in element.attrib if "href" in name]
    shrunk = PHONE / float(root.attrib["viewBox"].split()[2])
    sizes = [float(size) for element in root.iter() if (size := element.get("font-size"))]
    assert min(sizes) * shrunk >= 14


def test_nobody_has_advice_to_give() -> None:
    """What `recto check` would say of a card is mended there, or ignored with a reason."""
    assert not inspect([FOLDER], OPTIONS).diagnostics


def test_topics_are_in_a_learning_order(deck: Deck) -> None:
    """Every topic is placed by `topics:`, foundations first."""
    order = list(dict.fromkeys(card.topic.path.split("/")[0] for card in deck.cards))
    assert order[:3] == ["shared-responsibility", "root-user", "iam"]
    named = (FOLDER / "deck.yaml").read_text("utf-8")
    assert not [c.topic.path for c in deck.cards if f"  - {c.topic.path}\n" not in named]


def test_every_card_belongs_to_a_task_of_the_exam_guide(deck: Deck) -> None:
    for card in deck.cards:
        assert len(set(card.tags) & TASKS) == 1, card.place
    assert {tag for card in deck.cards for tag in card.tags} >= TASKS


def test_every_fact_is_asked_for(deck: Deck) -> None:
    """A fact that stands in a remark only may be read, but nobody learns it."""
    texts = {card.id.value: asked(card).lower() for card in deck.built if card.id}
    with FACTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 300
    missing = [
        (row["fact"], says)
        for row in rows
        for says in row["says"].split(";")
        if says.lower() not in texts.get(row["card"], "")
    ]
    assert not missing


def test_a_service_to_choose_is_taught_elsewhere(deck: Deck) -> None:
    """A distractor that nobody has heard of is none."""
    taught = {name for card in deck.cards for name in SERVICE.findall(asked(card))}
    choices = [card.content for card in deck.cards if isinstance(card.content, Choice)]
    offered = {choice.value for content in choices for choice in content.choices}
    assert not {name for name in offered if SERVICE.fullmatch(name)} - taught
