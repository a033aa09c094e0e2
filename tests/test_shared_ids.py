"""An `id` that stands twice, as after a merge: the error says which card learners have."""

from __future__ import annotations

import pytest

from desk import Desk

MAC = "- {q: What does MAC stand for?, id: mac, a: media access control}"


def told(desk: Desk) -> str:
    [one] = desk.faults()
    assert one.code == "id-twice"
    return f"{one.location.line}: {one.message}"


def test_a_copy_is_told_apart_from_the_card_that_learners_have(desk: Desk) -> None:
    desk.write(iam=MAC).build()
    copy = "- {q: What does PAM stand for?, id: mac, a: privileged access management}"
    desk.write(iam=f"{MAC}\n{copy}")
    assert told(desk) == (
        "3: the id `mac` stands at iam.yaml:2 already; learners have it as “What does MAC stand "
        "for?”, so take it away here"
    )
    desk.write(iam=f"{copy}\n{MAC}")
    assert "“What does MAC stand for?”, so take it away there" in told(desk)


@pytest.mark.parametrize(
    "edited",
    [
        "- {q: Spell out MAC, id: mac, a: media access control}",
        "- {q: What does MAC stand for?, id: mac, a: 'Media access control, a layer'}",
    ],
)
def test_a_copy_is_told_from_an_original_that_was_edited_too(desk: Desk, edited: str) -> None:
    desk.write(iam=MAC).build()
    desk.write(iam=f"- {{q: Something else, id: mac, a: else}}\n{edited}")
    assert "so take it away there" in told(desk)


def test_a_card_that_one_branch_moved_and_the_other_kept_is_one(desk: Desk) -> None:
    desk.write(iam=MAC).build()
    desk.write(iam=MAC, s3=MAC)
    assert (
        told(desk)
        == "2: the id `mac` stands at iam.yaml:2 already; both cards say the same: delete one"
    )


def test_of_two_branches_that_ask_one_thing_the_first_to_be_built_is_told(desk: Desk) -> None:
    """Both have minted the same name, and the locks are merged."""
    desk.write({"deck.yaml": "deck: Test\nid: test-aaaa2222\n"}, net="- {q: x, a: y}").build()
    base = desk.lock.read_bytes()
    desk.write(iam="- {q: What does MAC stand for?, a: media access control}").build()
    ours, our_lock = (desk.deck / "iam.yaml").read_text("utf-8"), desk.lock.read_bytes()
    (desk.deck / "iam.yaml").unlink()
    desk.lock.write_bytes(base)
    desk.package.unlink()
    desk.write(sec="- {q: What does MAC stand for?, a: message authentication code}").build()
    desk.lock.write_bytes(
        b"\n".join({*our_lock.splitlines(), *desk.lock.read_bytes().splitlines()})
    )
    desk.write({"iam.yaml": ours})
    assert "with the answer “media access control”, so take it away here" in told(desk)


def test_an_id_that_no_learner_has_may_be_given_to_either(desk: Desk) -> None:
    desk.write(iam=f"{MAC}\n- {{q: y, id: mac, a: z}}")
    assert told(desk).endswith("already; each card has its own, or none")


def test_where_both_cards_are_others_than_before_the_author_has_to_know(desk: Desk) -> None:
    desk.write(iam=MAC).build()
    desk.write(iam="- {q: x, id: mac, a: y}\n- {q: y, id: mac, a: z}")
    assert "leave it to the card that learners have" in told(desk)


def test_a_lock_that_cannot_be_read_is_no_second_error_here(desk: Desk) -> None:
    desk.write(iam=f"{MAC}\n- {{q: y, id: mac, a: z}}")
    desk.lock.write_bytes(b"no lock")
    assert "each card has its own" in told(desk)
