"""What stays hidden while one gap is asked for, and what a typed answer is forgiven."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from desk import Desk
from learner import Learner
from recto.lock.forecast import Fate
from recto.outputs.page.clients import Client, Theme, document
from test_look import Album, album

CLOZE = r"""
- cloze: |
    {{c1::Rome}}, {{c2::`Paris`}} and {{c3::$x^2$, **{{c4::Oslo}}** and more::a hint}}

    - {{c2::a list}}

    ```
    {{c5::listing}} stays
    ```
  hide: all
  id: all
"""
WORDS = {1: "Rome", 2: "Paris", 3: "and more", 4: "Oslo", 5: "listing"}


@pytest.fixture
def cards(desk: Desk) -> Album:
    desk.write(iam=CLOZE)
    return album(desk.deck, desk.root / "out")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def seen(page: Page, cards: Album, client: Client, number: int, side: str) -> str:
    """What eyes see, and what is read out."""
    card = next(each for each in cards.cards if each.name == f"all {number}")
    html = card.dressed(client)[f"all {number} {side}"]
    page.set_content(document(client, Theme.LIGHT, html, cards.css))
    return f"{page.inner_text('#qa')}\n{page.locator('#qa').aria_snapshot()}"


@pytest.mark.parametrize("client", Client)
def test_while_one_gap_is_asked_for_no_other_is_seen_or_read_out(
    page: Page, cards: Album, client: Client
) -> None:
    for number in WORDS:
        front = seen(page, cards, client, number, "front")
        assert not [word for word in WORDS.values() if word in front], number
        assert page.locator(".cloze").first.is_visible(), "also inside of another gap"
        assert "stays" in front
        back = seen(page, cards, client, number, "back")
        assert all(word in back for word in WORDS.values())


def test_by_itself_a_cloze_shows_its_other_gaps(desk: Desk) -> None:
    desk.write(iam="- {cloze: '{{c1::a}} {{c2::b}}', id: x}").build()
    for hide, fate in (("one", Fate.UNCHANGED), ("all", Fate.UPDATED)):
        desk.write(iam=f"- {{cloze: '{{{{c1::a}}}} {{{{c2::b}}}}', id: x, hide: {hide}}}")
        built = desk.build()
        [change] = built.forecast.changes
        assert change.fate is fate
        assert ("hide" in change.changed) is (hide == "all")


def test_a_typed_answer_is_forgiven_its_accents_where_the_author_says_so(desk: Desk) -> None:
    desk.write(
        iam="- {q: x, typed: Málaga, id: strict}\n- {q: y, typed: Málaga, accents: ignore, id: kind}"
    )
    desk.build()
    with Learner(desk.root / "learner") as learner:
        learner.imports(desk.package)
        for side in (0, 1):
            assert "[[type:Typed]]" in learner.sides("/strict")[side]
            assert "[[type:nc:Typed]]" in learner.sides("/kind")[side]
            assert "[[type:Typed]]" not in learner.sides("/kind")[side]
        right, wrong = (
            learner.col.compare_answer("Málaga", "Malaga", combining) for combining in (False, True)
        )
    assert "typeBad" not in right
    assert "typeBad" in wrong
