"""Cards that come while others go: each file says which, so that no history ends without a word."""

from __future__ import annotations

import json
from collections.abc import Iterable

from desk import Desk
from recto.diagnostics import Diagnostic

HERE = "cards/test/iam.yaml"


def nouns(desk: Desk, questions: Iterable[str], answers: str = "der die das") -> Desk:
    """Write cards that have few answers among them."""
    given = answers.split()
    cards = [f"- q: {q}\n  a: {given[n % len(given)]}" for n, q in enumerate(questions)]
    return desk.write(iam="\n".join(cards))


def told(desk: Desk) -> list[Diagnostic]:
    return [each for each in desk.inspect().diagnostics if each.code == "cards-come-and-go"]


def test_what_came_and_what_went_is_told_with_the_ids_that_help(desk: Desk) -> None:
    nouns(desk, ["Tisch", "Lampe", "Regal", "Schrank"]).build()
    nouns(
        desk, ["Write an article before a table", "Lampe", "Regal", "Article of a wardrobe, please"]
    )
    [one] = told(desk)
    assert one.message.startswith("2 cards are new here, and 2 are gone; ")
    new, other, gone, last = one.details
    assert new == "new   line 2: “Write an article before a table” / der, perhaps “Tisch”"
    assert other == "new   line 8: “Article of a wardrobe, please” / der, perhaps “Schrank”"
    assert gone.startswith("gone  “Tisch” / der: `id: tisch-")
    assert last.startswith("gone  “Schrank” / der: `id: schrank-")


def test_the_id_that_is_told_keeps_the_reviews(desk: Desk) -> None:
    before = {e.guid for e in nouns(desk, ["Tisch", "Lampe"], "der").build().after.live()}
    nouns(desk, ["Write an article before a table", "Lampe"], "der")
    [one] = told(desk)
    id_ = one.details[1].rpartition("`id: ")[2].rstrip("`")
    text = (desk.deck / "iam.yaml").read_text("utf-8")
    desk.write({"iam.yaml": text.replace("table", f"table\n  id: {id_}")})
    assert {entry.guid for entry in desk.build().after.live()} == before


def test_only_new_cards_or_only_deleted_ones_are_no_news(desk: Desk) -> None:
    nouns(desk, ["Tisch", "Lampe", "Regal"]).build()
    nouns(desk, ["Tisch", "Lampe", "Regal", "Schrank"])
    assert not told(desk)
    nouns(desk, ["Tisch", "Lampe"])
    assert not told(desk)


def test_what_a_warning_offers_is_not_told_again(desk: Desk) -> None:
    desk.write(iam="- {q: Who guards all the racks there are?, a: The wardens of AWS}").build()
    desk.write(iam="- {q: Who guards all those racks there?, a: Nobody}")
    assert [each.code for each in desk.inspect().diagnostics] == ["card-like-retired"]


def test_a_file_that_is_gone_is_told_where_new_cards_are(desk: Desk) -> None:
    desk.write(iam="- {q: Is S3 encrypted?, a: 'Yes'}", kms="- {q: Who guards it?, a: AWS}").build()
    (desk.deck / "iam.yaml").unlink()
    desk.write(s3="- {q: Does a bucket encrypt what is put there?, a: It does}")
    [one] = told(desk)
    assert one.location.path.name == "s3.yaml"
    assert one.details[1].startswith("gone  “Is S3 encrypted?” / Yes (iam): `id: ")


def test_a_card_moved_and_rewritten_is_found_by_its_answer(desk: Desk) -> None:
    shared = "- {q: Who patches?, a: AWS}\n"
    desk.write(iam=f"{shared}- {{q: Who guards racks?, a: AWS}}", kms="- {q: y, a: z}").build()
    desk.write(iam=shared, kms="- {q: y, a: z}\n- {q: Wardens of hardware, a: AWS}")
    [one] = told(desk)
    assert one.location.path.name == "kms.yaml"
    assert one.details[1].startswith("gone  “Who guards racks?” / AWS (iam): `id: ")


def test_a_question_that_became_a_cloze_is_told_by_the_forecast_alone(desk: Desk) -> None:
    desk.write(iam="- {q: Macie finds data, a: x}\n- {q: y, a: z}").build()
    desk.write(iam="- {cloze: '{{c1::Macie}} finds data'}\n- {q: y, a: z}")
    assert not told(desk)


def test_no_number_of_cards_is_too_many_to_tell(desk: Desk) -> None:
    nouns(desk, (f"Noun{n}" for n in range(900))).build()
    nouns(
        desk,
        (f"Please put an article before n. {n}" if n < 300 else f"Noun{n}" for n in range(900)),
    )
    result = desk.recto("diff")
    lines = result.stderr.splitlines()
    assert len(lines) == 601
    assert "300 cards are new here, and 300 are gone" in lines[0]
    assert "Or take the change back, run `recto pin`, and make it again" in lines[0]
    assert lines[1].startswith(
        "    new   line 2: “Please put an article before n. 0” / der, perhaps"
    )


def test_warnings_of_lost_reviews_are_never_cut(desk: Desk) -> None:
    """Other lists are, from the 200th line on."""
    cards = [f"- q: What is in box number {n}?\n  a: thing {n}" for n in range(250)]
    desk.write(iam="\n".join(cards)).build()
    desk.write(iam="\n".join(cards).replace("What is in box", "Name what you keep in crate"))
    result = desk.recto("diff")
    assert "more like these" not in result.stderr
    assert {
        f":{2 * n + 2}:" in result.stderr or f"line {2 * n + 2}:" in result.stderr
        for n in range(250)
    } == {True}


def test_json_and_github_have_every_line(desk: Desk) -> None:
    nouns(desk, ["Tisch", "Lampe", "Regal", "Schrank"]).build()
    nouns(desk, ["Write an article before a table", "Lampe", "Regal", "Schrank"])
    [found] = json.loads(desk.recto("check", "--format", "json").stdout)["diagnostics"]
    assert (found["path"], found["line"], len(found["details"])) == (HERE, 0, 2)
    marked = desk.recto("check", "--format", "github").stdout.splitlines()[0]
    assert marked.startswith(f"::notice file={HERE},title=cards-come-and-go::1 card is new here")
    assert marked.count("%0A") == 2


def test_an_old_version_of_a_file_is_told_with_the_ids_to_put_back(desk: Desk) -> None:
    """Saved by an editor that had not loaded the ids, with a card rewritten."""
    desk.write({"deck.yaml": "deck: Test\nid: test-aaaa2222\n"})
    old = "- {q: Tisch, a: der}\n- {q: Lampe, a: der}\n- {q: Regal, a: das}"
    ids = {e.question: e.id for e in desk.write(iam=old).build().after.live()}
    assert all(ids.values())
    desk.write(iam=old.replace("Lampe", "That which gives light"))
    [one] = desk.inspect().diagnostics
    assert one.code == "ids-lost"
    assert (one.location.path.name, one.location.line) == ("iam.yaml", 3)
    assert "2 other cards have lost their `id`s" in one.message
    assert one.details[1] == f"gone  “Lampe” / der: `id: {ids['Lampe']}`"


def test_ids_taken_out_on_purpose_are_no_news(desk: Desk) -> None:
    desk.write(iam="- {q: x, a: y, id: here}\n- {q: z, a: w, id: there}").build()
    desk.write(iam="- {q: x, a: y}\n- {q: z, a: w}")
    assert not desk.inspect().diagnostics
