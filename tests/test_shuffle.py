"""Choices stand in another order every day: in each client, on both sides, without a flash."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from desk import Desk
from learner import Learner
from recto.deck.notetypes import shuffle_script
from recto.lock.forecast import Fate
from recto.outputs.page.clients import Client, Theme, document
from test_look import Album, album

WRITTEN = ["GuardDuty", "Macie", "Inspector", "Shield"]
DECK = "- {q: Which finds data?, choices: [GuardDuty, Macie, Inspector, Shield], a: Macie, id: one}"
ROOT = Path(__file__).parent.parent
AS_ANKI_DOES = """html => {
  const qa = document.getElementById("qa");
  qa.innerHTML = html;
  for (const old of qa.querySelectorAll("script")) {
    const script = document.createElement("script");
    script.textContent = old.textContent;
    old.replaceWith(script);
  }
}"""
"""Anki's reviewer puts a side into its page and runs its scripts then."""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in New York, whose clock stands still where a test sets it."""
    context = browser.new_context(timezone_id="America/New_York")
    yield context.new_page()
    context.close()


@pytest.fixture
def cards(desk: Desk) -> Album:
    desk.write(iam=DECK)
    return album(desk.deck, desk.root / "out")


def rows(page: Page) -> list[str]:
    return [row.strip() for row in page.locator(".choices > li").all_inner_texts()]


def show(page: Page, cards: Album, side: str, client: Client, day: str) -> list[str]:
    page.clock.set_fixed_time(day)
    html = cards.card("one").dressed(client)[f"one 1 {side}"]
    page.set_content(document(client, Theme.LIGHT, html, cards.css))
    return rows(page)


def test_both_sides_have_one_order_in_every_client_and_the_next_day_has_another(
    page: Page, cards: Album
) -> None:
    def orders(day: str) -> set[tuple[str, ...]]:
        return {
            tuple(show(page, cards, side, client, day))
            for client in Client
            for side in ("front", "back")
        }

    [today], [tomorrow] = orders("2026-11-29T15:00:00Z"), orders("2026-11-30T15:00:00Z")
    assert sorted(today) == sorted(tomorrow) == sorted(WRITTEN)
    assert today != tomorrow


def test_over_a_year_each_choice_stands_equally_often_at_each_place(
    page: Page, cards: Album
) -> None:
    show(page, cards, "front", Client.DESKTOP, "2026-01-01T15:00:00Z")
    html = cards.card("one").sides.front
    found = []
    for day in range(400):
        page.clock.set_fixed_time(1767279600000 + day * 86400000)
        page.evaluate(AS_ANKI_DOES, html)
        found.append(tuple(rows(page)))
    assert len({*found}) == 24, "all orders there are"
    assert sum(one == other for one, other in pairwise(found)) < 40
    places = Counter((place, row) for order in found for place, row in enumerate(order))
    assert all(65 <= times <= 135 for times in places.values()), places


def test_a_day_begins_at_four_where_the_learner_is(page: Page, cards: Album) -> None:
    def at(moment: str) -> list[str]:
        return show(page, cards, "front", Client.STUDY_SCREEN, moment)

    before, after = at("2026-07-02T07:59:00Z"), at("2026-07-02T08:01:00Z")  # New York's four
    assert before == at("2026-07-01T08:01:00Z")
    assert after == at("2026-07-03T07:59:00Z")
    assert before != after


def test_letters_are_those_of_the_places_and_the_right_row_stays_the_right_one(
    page: Page, cards: Album
) -> None:
    for day in range(1, 9):
        order = show(page, cards, "back", Client.ANKIDROID, f"2026-12-0{day}T15:00:00Z")
        assert page.locator(".choices > .right").inner_text() == "Macie"
        assert page.locator(".answer").inner_text() == "Macie", "no letter"
        letters = page.locator(".choices > li").evaluate_all(
            "all => all.map(row => getComputedStyle(row, '::before').content)"
        )
        assert letters == ["counter(choice, upper-alpha)"] * 4
        heights = [row.bounding_box() for row in page.locator(".choices > li").all()]
        tops = [box["y"] for box in heights if box]
        assert tops == sorted(tops), "they are read out in the order that is seen"
        assert sorted(order) == sorted(WRITTEN)


def test_what_has_been_shuffled_stays_though_the_script_runs_again(
    page: Page, cards: Album
) -> None:
    card = cards.card("one").sides
    show(page, cards, "front", Client.DESKTOP, "2026-11-29T15:00:00Z")
    page.evaluate(AS_ANKI_DOES, card.front + card.back)  # two cards in one page
    both = rows(page)
    assert both[:4] == both[4:]
    page.evaluate(shuffle_script())
    assert rows(page) == both


def test_nobody_sees_the_written_order_before(page: Page, cards: Album) -> None:
    show(page, cards, "front", Client.DESKTOP, "2026-11-29T15:00:00Z")
    html = re.sub(r"<script>.*?</script>", "", cards.card("one").sides.front, flags=re.DOTALL)
    page.evaluate(AS_ANKI_DOES, f"<style>{cards.css}</style>{html}")
    choices = page.locator(".choices")
    assert choices.evaluate("e => getComputedStyle(e).visibility") == "hidden"
    page.evaluate(shuffle_script())
    assert choices.evaluate("e => getComputedStyle(e).visibility") == "visible"


def test_where_no_script_runs_the_written_order_is_shown(browser: Browser, cards: Album) -> None:
    html = cards.card("one").sides.front
    without = browser.new_page(java_script_enabled=False)
    without.set_content(document(Client.ANKIDROID, Theme.DARK, html, cards.css))
    assert without.locator(".choices").is_visible()
    assert rows(without) == WRITTEN
    without.close()

    blocked = browser.new_page()  # scripts run, but not this one
    policy = '<meta http-equiv="Content-Security-Policy" content="script-src \'none\'">'
    told = document(Client.DESKTOP, Theme.LIGHT, html, cards.css)
    blocked.set_content(told.replace("<head>", f"<head>{policy}"))
    expect(blocked.locator(".choices")).to_be_visible()
    assert rows(blocked) == WRITTEN
    blocked.close()


OF_OTHERS = [
    "All of the above",
    "none of these",
    "Both A and B",
    "A, C",
    "A and C only",
    "Neither of them.",
    "All of them",
    "Any of the other answers",
    "The two options above",
    "Alle genannten",
    "keine der Antworten",
    "Toutes les réponses ci-dessus",
    "Ninguna de las anteriores",
]
BY_THEMSELVES = [
    "All of the traffic in a VPC",
    "Vitamin A",
    "Both services, with their logs",
    "None",
    "all other accounts of the organization",
    "Plan A",
    "An allow and a deny",
    "Alles, was AWS betreibt",
    "A or an",
    "R&D",
    "Any user of the account",
]


@pytest.mark.parametrize(
    ("choice", "is_shuffled"),
    [*((text, False) for text in OF_OTHERS), *((text, True) for text in BY_THEMSELVES)],
)
def test_choices_that_speak_of_the_others_stay(desk: Desk, choice: str, is_shuffled: bool) -> None:
    desk.write(iam=f'- {{q: x, choices: [One, Two, "{choice}"], a: One, id: one}}')
    [note] = desk.prepare().rendered
    assert ("data-shuffle" in note.field("Choices")) is is_shuffled


@pytest.mark.parametrize(
    ("deck", "topic", "card", "is_shuffled"),
    [
        ("", "", "", True),
        ("", "", "false", False),
        ("", "false", "", False),
        ("", "false", "true", True),
        ("false", "", "", False),
        ("false", "true", "", True),
        ("true", "false", "", False),
    ],
)
def test_who_says_it_nearest_to_the_card_decides(
    desk: Desk, *, deck: str, topic: str, card: str, is_shuffled: bool
) -> None:
    def said(value: str) -> str:
        return f"shuffle: {value}\n" if value else ""

    own = f", shuffle: {card}" if card else ""
    desk.write(
        {
            "deck.yaml": f"deck: Test\nid: test-aaaa2222\n{said(deck)}",
            "iam.yaml": f"{said(topic)}cards:\n{DECK.replace('id: one', f'id: one{own}')}",
        }
    )
    [note] = desk.prepare().rendered
    assert ("data-shuffle" in note.field("Choices")) is is_shuffled


def test_the_written_order_is_kept_by_an_edit_that_reaches_learners(desk: Desk) -> None:
    desk.write(iam=DECK).build()
    desk.write(iam=DECK.replace("id: one", "id: one, shuffle: true"))
    assert desk.build().forecast.is_empty
    desk.write(iam=DECK.replace("id: one", "id: one, shuffle: false"))
    [change] = desk.build().forecast.having(Fate.UPDATED)
    assert change.changed == ("shuffle",)


def test_security_names_the_one_script_of_cards(desk: Desk) -> None:
    digest = base64.b64encode(hashlib.sha256(shuffle_script().encode()).digest()).decode()
    assert f"sha256-{digest}" in (ROOT / "SECURITY.md").read_text("utf-8")
    desk.write(iam=f"{DECK}\n- {{q: x, a: y}}\n- cloze: '{{{{c1::x}}}} y'").build()
    with Learner(desk.root / "learner") as learner:
        learner.imports(desk.package)
        sides = [side for key in learner.notes() for side in learner.sides(key)]
    scripts = {
        each for side in sides for each in re.findall(r"<script>(.*?)</script>", side, re.DOTALL)
    }
    assert scripts == {shuffle_script()}
