"""`ignore:` silences advice and warnings where it stands, and touches no learner's note."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from desk import DECK, Desk

YES = "- q: Does a KMS encrypt?\n  a: Yes\n"
OTHER = "- q: Are lions cats?\n  a: Yes, they are.\n"
BRACES = '- q: "{{c1::Macie}} finds what?"\n  a: Data\n'
IGNORING = "  ignore: [answer-yes-no, cloze-misplaced, acronym-unexplained, ignore-unneeded]\n"


@pytest.fixture
def noisy(desk: Desk) -> Desk:
    desk.write(iam=YES + BRACES, zoo=OTHER)
    assert desk.advice() == [
        "acronym-unexplained 2",
        "answer-yes-no 3",
        "cloze-misplaced 4",
        "answer-yes-no 3",
    ]
    return desk


def test_on_a_card_it_holds_for_that_card(noisy: Desk) -> None:
    noisy.write(iam=YES + IGNORING + BRACES)
    assert noisy.advice() == ["cloze-misplaced 5", "answer-yes-no 3"]


def test_in_a_topic_file_it_holds_for_the_file(noisy: Desk) -> None:
    noisy.write({"iam.yaml": f"ignore: answer-yes-no\ncards:\n{YES}{BRACES}"})
    assert noisy.advice() == ["acronym-unexplained 3", "cloze-misplaced 5", "answer-yes-no 3"]


def test_in_deck_yaml_it_holds_for_the_deck(noisy: Desk) -> None:
    noisy.write({"deck.yaml": DECK + "ignore: [answer-yes-no, acronym-unexplained]\n"})
    assert noisy.advice() == ["cloze-misplaced 4"]


def test_what_is_ignored_without_need_is_told(desk: Desk) -> None:
    """Of advice that is always given; what the lock may say one day is no one's to know."""
    codes = "[answer-yes-no, answer-long, cloze-renumbered]"
    desk.write(
        {
            "deck.yaml": f"{DECK}ignore: {codes}\n",
            "iam.yaml": f"ignore: {codes}\ncards:\n{OTHER}  ignore: {codes}\n",
        }
    )
    assert desk.advice() == ["ignore-unneeded 1", "ignore-unneeded 0", "ignore-unneeded 3"]
    desk.write({"deck.yaml": f"{DECK}ignore: ignore-unneeded\n"})
    assert not desk.advice()


def test_cards_on_one_line_are_told_apart(desk: Desk) -> None:
    cards = "[{q: Is it on?, a: Yes}, {q: Are lions cats?, a: No, ignore: answer-yes-no}, {q: Can you?, a: No}]"
    desk.write({"iam.yaml": f"cards: {cards}"})
    columns = [each.location.column for each in desk.inspect().diagnostics]
    assert columns == [cards.index("Yes") + 8, cards.index("No}]") + 8]


@given(ignoring=st.lists(st.booleans(), min_size=1, max_size=12), flow=st.booleans())
@settings(deadline=None, max_examples=40)
def test_each_card_has_its_own(
    ignoring: list[bool], flow: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    cards = [
        {"q": f"Is {'w' * n} a word?", "a": "No"}
        | ({"ignore": ["answer-yes-no"]} if ignores else {})
        for n, ignores in enumerate(ignoring, 1)
    ]
    written = yaml.safe_dump({"cards": cards}, default_flow_style=flow, width=10**6)
    desk = Desk(tmp_path_factory.mktemp("own")).write({"iam.yaml": written})
    assert len(desk.advice()) == ignoring.count(False)


def test_a_build_heeds_it_too(noisy: Desk) -> None:
    assert [fault.code for fault in noisy.faults()] == ["cloze-misplaced"]
    noisy.write(iam=YES + BRACES + IGNORING)
    assert not noisy.faults()


@pytest.mark.parametrize("place", ["nowhere", "card", "file", "deck"])
def test_of_a_card_that_went_to_another_deck_too(desk: Desk, place: str) -> None:
    line = "ignore: card-departed\n"
    named = "deck: Other\nid: other-bbbb3333\n"
    other = desk.root / "cards" / "other"
    other.mkdir(parents=True)
    (other / "deck.yaml").write_text(named + line * (place == "deck"), "utf-8")
    (other / "zoo.yaml").write_text(f"cards:\n{YES}", "utf-8")
    stays = "- {q: Is it?, a: It is}\n"
    desk.write(iam=stays + OTHER)
    assert not desk.faults()
    desk.write(iam=stays)
    cards = f"cards:\n{YES}{OTHER}" + f"  {line}" * (place == "card")
    (other / "zoo.yaml").write_text(line * (place == "file") + cards, "utf-8")
    told = [each.code for each in desk.faults()]
    assert told == (["card-departed"] if place == "nowhere" else [])


def test_a_recovery_that_a_broken_deck_stops_heeds_it_too(desk: Desk) -> None:
    cut = "- q: Who is the best #1 of all?\n  a: She\n"
    for line, told in (("", True), ("ignore: text-cut\n", False)):
        desk.write({"deck.yaml": f"deck: Test\n{line}"}, iam=cut)
        stderr = desk.recto("recover", desk.deck, "old.apkg").stderr
        assert "[deck-id-missing]" in stderr
        assert ("[text-cut]" in stderr) is told


def test_no_note_is_touched(noisy: Desk) -> None:
    """Neither the lock nor the package changes by a byte."""
    noisy.build()
    lock, package = noisy.lock.read_bytes(), noisy.package.read_bytes()
    noisy.write(
        {
            "deck.yaml": DECK + "ignore: [list-long]\n",
            "iam.yaml": f"ignore: [answer-long]\ncards:\n{YES}{IGNORING}{BRACES}{IGNORING}",
        }
    )
    built = noisy.build()
    assert built.forecast.is_empty
    assert (noisy.lock.read_bytes(), noisy.package.read_bytes()) == (lock, package)


def test_the_command_line_chooses_for_one_run(noisy: Desk) -> None:
    def told(*options: str) -> str:
        return noisy.recto("check", *options).stdout

    assert told("--select", "cloze-misplaced").count("[") == 1
    assert told("--ignore", "answer-yes-no,acronym-unexplained").count("[") == 1
    assert told("--ignore", "answer-yes-no", "--ignore", "cloze-misplaced").count("[") == 1
    assert "nothing to say" in told("--select", "list-long")


def test_an_error_is_told_whatever_is_chosen(desk: Desk) -> None:
    desk.write(iam="- q: Who?\n")
    assert "[missing-key]" in desk.recto("check", "--select", "list-long").stdout


@pytest.mark.parametrize("place", ["card", "file", "deck"])
def test_no_error_is_silenced_by_what_names_it(desk: Desk, place: str) -> None:
    """Not even the error of naming it."""
    line = "ignore: [bad-ignore, question-twice]\n"
    twice = "- {q: Is it?, a: It is}\n- q: Is it?\n  a: It is\n"
    desk.write(
        {
            "deck.yaml": DECK + line * (place == "deck"),
            "iam.yaml": f"{line * (place == 'file')}cards:\n{twice}{f'  {line}' * (place == 'card')}",
        }
    )
    assert {each.code for each in desk.faults()} == {"bad-ignore", "question-twice"}


@pytest.mark.parametrize(
    ("option", "told"),
    [
        (("--select", "list-lon"), "did you mean `list-long`?"),
        (("--ignore", "list-lon"), "did you mean `list-long`?"),
        (("--ignore", "wrong-type"), "`wrong-type` is an error; only advice and warnings"),
        (("--ignore", "card-guessed"), "`card-guessed` is a note; only advice and warnings"),
    ],
)
def test_a_code_that_cannot_be_chosen_is_wrong_usage(
    noisy: Desk, option: tuple[str, ...], told: str
) -> None:
    result = noisy.recto("check", *option)
    assert result.exit_code == 2
    assert told in result.stderr
