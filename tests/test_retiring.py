"""A build that would retire most of a deck asks first."""

from __future__ import annotations

import json

import pytest

from desk import Desk


def numbers(desk: Desk, count: int, extra: str = "") -> Desk:
    """Write a deck of so many cards."""
    cards = (f'- {{q: "How many values have {n} bits?", a: "{2**n}"{extra}}}' for n in range(count))
    return desk.write(iam="\n".join(cards))


def test_more_than_half_of_a_deck_is_not_retired_without_being_asked(desk: Desk) -> None:
    numbers(desk, 20).build()
    before = desk.lock.read_bytes(), desk.package.read_bytes()
    result = numbers(desk, 9).recto("build")
    assert result.exit_code == 1
    assert "11 of 20 cards would be retired" in result.stderr
    assert "run `recto pin cards/test`" in result.stderr
    assert "nothing was written" in result.stderr
    assert (desk.lock.read_bytes(), desk.package.read_bytes()) == before


def test_who_means_it_builds(desk: Desk) -> None:
    numbers(desk, 20).build()
    result = numbers(desk, 9).recto("build", "--allow-retiring")
    assert result.exit_code == 0
    assert "11 retired" in result.stdout
    assert numbers(desk, 8).recto("build").exit_code == 0


@pytest.mark.parametrize(("before", "after"), [(20, 10), (19, 1)])
def test_half_of_a_deck_or_most_of_a_small_one_may_go(desk: Desk, before: int, after: int) -> None:
    numbers(desk, before).build()
    assert numbers(desk, after).recto("build").exit_code == 0


def test_drafts_will_be_back(desk: Desk) -> None:
    numbers(desk, 20).build()
    numbers(desk, 20, ", draft: true").write(s3="- {q: x, a: y}")
    assert desk.recto("build").exit_code == 0


def test_a_deck_that_lost_its_ids_and_words_is_told_to_put_them_back(desk: Desk) -> None:
    desk.write({"deck.yaml": "deck: Test\nid: test-aaaa2222\n"})
    numbers(desk, 20).build()
    desk.write(iam="\n".join(f"- {{q: Wie viele {n}?, a: viele {n}}}" for n in range(20)))
    lines = desk.recto("build").stderr.splitlines()
    [told] = [line for line in lines if "[deck-retired]" in line]
    assert "put their `id`s back" in told
    assert "recto pin" not in told


def test_diff_tells_it_and_forecasts_all_the_same(desk: Desk) -> None:
    numbers(desk, 20).build()
    result = numbers(desk, 9).recto("diff")
    assert result.exit_code == 1
    assert "[deck-retired]" in result.stderr
    assert "9 unchanged, 11 retired" in result.stdout
    told = json.loads(desk.recto("diff", "--format", "json").stdout)
    assert told["decks"][0]["retired"] == 11


def test_check_and_pin_refuse_too_and_a_preview_shows_the_cards(desk: Desk) -> None:
    numbers(desk, 20).build()
    numbers(desk, 9)
    source = (desk.deck / "iam.yaml").read_bytes()
    assert [desk.recto(command).exit_code for command in ("check", "pin", "preview")] == [1, 1, 0]
    assert (desk.deck / "iam.yaml").read_bytes() == source
