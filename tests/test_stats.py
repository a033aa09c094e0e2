"""What learners' answers, given to the real scheduler, tell of cards."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import NormalDist

import pytest
from anki.collection import ExportAnkiPackageOptions
from hypothesis import given
from hypothesis import strategies as st

from desk import NOON, Desk
from learner import Learner
from recto.reviews.answers import learners_of
from recto.reviews.figures import LearnersSums
from recto.reviews.file import dumped, read
from recto.reviews.sums import CardOf, Sums, added, step_of, wilson

TOPICS = {
    "easy.yaml": "".join(
        f"  - q: What is {number} and 1?\n    a: {number + 1}\n    id: sum-{number}\n"
        for number in range(8)
    ),
    "hard.yaml": """
  - q: What is the worst card?
    a: This
    id: worst
  - cloze: "{{c1::Good}} and {{c2::bad}} words."
    id: two
""",
}
AGAIN, GOOD = 1, 3
A_DAY = 86_400_000


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tester's own Anki is none of the test's."""
    monkeypatch.setenv("ANKI_SINGLE_INSTANCE_KEY", f"recto-test-{os.getpid()}")
    monkeypatch.setattr("recto.anki.in_use._answers", lambda _: False)


@pytest.fixture
def deck(desk: Desk) -> Desk:
    """A deck that was built a year ago."""
    desk.clock = NOON - 365 * A_DAY
    desk.write({name: f"cards:\n{cards}" for name, cards in TOPICS.items()}).build()
    return desk


def a_day_passes(learner: Learner, days: int = 1) -> None:
    """Every answer so far was given a day earlier, or later for days below 0."""
    learner.db.execute("UPDATE revlog SET id = -id")  # so that no two are one on the way
    learner.db.execute("UPDATE revlog SET id = -id - ?", days * A_DAY)


def learnt(learner: Learner) -> None:
    """Every card is learnt: answered once as a new one, then due as one in review."""
    for number in learner.col.find_cards(""):
        learner.answer(learner.col.get_card(number), GOOD)
    a_day_passes(learner)
    learner.sched.set_due_date(learner.col.find_cards(""), "0")
    a_day_passes(learner)


def answered(learner: Learner, days: int, fails: Callable[[str, int, int], bool]) -> None:
    """Every card is answered once a day; `fails` says which, by key, ord and day."""
    for day in range(days):
        for number in learner.col.find_cards(""):
            card = learner.col.get_card(number)
            learner.sched.set_due_date([card.id], "0")
            card.load()
            wrong = fails(card.note()["Key"], card.ord, day)
            learner.answer(card, AGAIN if wrong else GOOD)
            if wrong:  # and again a minute later, which is no other day
                card.load()
                learner.answer(card, GOOD)
        a_day_passes(learner)


def worst(key: str, ord_: int, day: int) -> bool:
    return key.endswith("/worst") or (key.endswith("/two") and ord_ == 1 and day % 4 > 0)


def learns(
    desk: Desk, name: str, fails: Callable[[str, int, int], bool] = worst, days: int = 12
) -> Path:
    """The collection of a learner who answered for some days."""
    with Learner(desk.root / name) as learner:
        learner.imports(desk.package)
        learnt(learner)
        answered(learner, days, fails)
    return desk.root / name / "collection.anki2"


def as_json(desk: Desk, *arguments: str) -> dict[str, object]:
    result = desk.recto("stats", "--format", "json", *arguments)
    assert not result.exit_code, result.output
    [found] = json.loads(result.stdout)["decks"]
    return dict(found)


def named(found: dict[str, object]) -> set[tuple[str, str]]:
    cards = found["cards"]
    assert isinstance(cards, list)
    return {(each["key"].rpartition("/")[2], each["name"]) for each in cards if each["to_mend"]}


def test_the_cards_that_fail_are_named_by_file_and_line(deck: Desk) -> None:
    learns(deck, "me")
    result = deck.recto("stats", "--collection", "me/collection.anki2")
    assert not result.exit_code, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "Test: 1 learner, 132 answers, 84% right"
    assert lines[1] == "  hints, as one learner is no second opinion: 2 cards may need mending:"
    assert lines[2] == "    cards/test/hard.yaml:3: “What is the worst card?”"
    assert lines[3].startswith("        0% of 12 answers right (0% to 36%), 12 lapses, ")
    assert lines[4] == "    cards/test/hard.yaml:6: “Good and bad words.” (c2)"
    assert lines[5].startswith("        25% of 12 answers right (")
    assert lines[6] == "  by topic:"
    assert lines[7].split() == ["hard", "42%", "of", "36", "answers"]
    assert lines[8].split() == ["easy", "100%", "of", "96", "answers"]


def test_the_figures_are_those_that_anki_itself_would_count(deck: Desk) -> None:
    """Answers, lapses and first answers, against the cards' own counters."""
    path = learns(deck, "me")
    found = as_json(deck, "--collection", str(path))
    cards = found["cards"]
    assert isinstance(cards, list)
    with Learner(deck.root / "me") as learner:
        for each in cards:
            [card] = [c for c in learner.cards(each["key"]) if c.ord == each["card"]]
            assert each["lapses"] == card.lapses
            assert each["answers"] == 12
            reviewed = "SELECT count() FROM revlog WHERE cid = ? AND ease > 0"
            again = each["answers"] - each["right"]  # each followed by one of the same day
            assert learner.db.scalar(reviewed, card.id) == 1 + each["answers"] + again
            assert each["first"] == 1
            assert each["first_wrong"] == 0


def test_chance_names_no_card(deck: Desk) -> None:
    learns(deck, "me", lambda _key, _ord, day: day == 5)
    result = deck.recto("stats", "--collection", "me/collection.anki2")
    assert "no card is surely harder than the others" in result.stdout


def test_fewer_than_five_answers_name_no_card(deck: Desk) -> None:
    learns(deck, "me", days=4)
    assert not named(as_json(deck, "--collection", "me/collection.anki2"))


def exported(desk: Desk, name: str, *, legacy: bool) -> Path:
    """What a learner's Anki exports with the schedule."""
    out = desk.root / f"{name}.apkg"
    with Learner(desk.root / name) as learner:
        options = ExportAnkiPackageOptions(
            with_scheduling=True, with_deck_configs=False, with_media=False, legacy=legacy
        )
        learner.col.export_anki_package(out_path=str(out), options=options, limit=None)
    return out


def test_learners_are_added_up_by_card(deck: Desk) -> None:
    for name in ("ann", "bob", "cid"):
        learns(deck, name, days=3)
    files = [exported(deck, "ann", legacy=True), exported(deck, "bob", legacy=False)]
    colpkg = deck.root / "cid.colpkg"
    with Learner(deck.root / "cid") as learner:
        learner.col.export_collection_package(str(colpkg), include_media=False, legacy=False)
        learner.col.reopen()
    arguments = [part for file in (*files, colpkg) for part in ("--from", str(file))]
    found = as_json(deck, *arguments)
    assert (found["learners"], found["answers"], found["hints"]) == (3, 99, False)
    assert named(found) == {("worst", ""), ("two", "c2")}


def test_two_files_of_one_learner_count_once(deck: Desk) -> None:
    learns(deck, "me", days=3)
    with Learner(deck.root / "me") as learner:
        a_day_passes(learner, 2)  # the days of the answers to come: both files say the same times
    first = exported(deck, "me", legacy=True).rename(deck.root / "first.apkg")
    with Learner(deck.root / "me") as learner:
        a_day_passes(learner, -2)
        answered(learner, 2, worst)
    second = exported(deck, "me", legacy=True)
    found = as_json(deck, "--from", str(first), "--from", str(second))
    assert (found["learners"], found["answers"]) == (1, 55)


def test_answers_to_other_words_count_no_more(deck: Desk) -> None:
    learns(deck, "me")
    topic = deck.deck / "hard.yaml"
    topic.write_text(topic.read_text("utf-8").replace("a: This", "a: That"), "utf-8")
    deck.clock = NOON + 365 * A_DAY
    deck.build()
    assert named(as_json(deck, "--collection", "me/collection.anki2")) == {("two", "c2")}


def test_an_extra_that_changed_takes_no_answer_away(deck: Desk) -> None:
    learns(deck, "me")
    topic = deck.deck / "hard.yaml"
    topic.write_text(
        topic.read_text("utf-8").replace("a: This", "a: This\n    extra: So."), "utf-8"
    )
    deck.clock = NOON + 365 * A_DAY
    deck.build()
    with Learner(deck.root / "me") as learner:
        learner.imports(deck.package)
    assert ("worst", "") in named(as_json(deck, "--collection", "me/collection.anki2"))


def test_an_export_holds_sums_and_nothing_of_a_learner(deck: Desk) -> None:
    names = ("ann", "bob", "cid")
    for name in names:
        learns(deck, name, days=3)
    arguments = [
        part for name in names for part in ("--from", str(exported(deck, name, legacy=True)))
    ]
    before = as_json(deck, *arguments, "--export", "sums.json")
    stored = (deck.root / "sums.json").read_text("utf-8")
    assert json.loads(stored)["decks"]["test-aaaa2222"]["learners"] == 3
    with Learner(deck.root / "ann") as learner:
        times = {str(time) for time in learner.db.list("SELECT id FROM revlog")}
        ids = {str(card) for card in learner.col.find_cards("")}
    numbers = set(stored.replace(",", " ").replace("]", " ").split())
    assert not numbers & (times | ids)
    assert as_json(deck, "--from", "sums.json") == before


def test_an_export_of_few_learners_is_empty_unless_it_is_mine(deck: Desk) -> None:
    learns(deck, "me", days=5)
    source = ("--collection", "me/collection.anki2", "--export", "sums.json")
    as_json(deck, *source)
    assert not named(as_json(deck, "--from", "sums.json"))
    told = deck.recto("stats", *source).stderr
    assert "no sums, since no card was answered by 3 learners; --mine" in told
    assert "sums.json: sums of" in deck.recto("stats", *source, "--mine").stderr
    before = as_json(deck, *source, "--mine")
    assert as_json(deck, "--from", "sums.json") == before


def test_an_export_replaces_no_file_but_one_of_sums(deck: Desk) -> None:
    learns(deck, "me", days=3)
    source = deck.deck / "deck.yaml"
    before = source.read_bytes()
    result = deck.recto(
        "stats", "--collection", "me/collection.anki2", "--mine", "--export", source
    )
    assert result.exit_code == 1
    assert "there is a file that is none of sums" in result.stderr
    assert source.read_bytes() == before


def test_a_file_of_sums_counts_once(deck: Desk) -> None:
    learns(deck, "me", days=3)
    as_json(deck, "--collection", "me/collection.anki2", "--export", "sums.json", "--mine")
    once = as_json(deck, "--from", "sums.json")
    assert as_json(deck, "--from", "sums.json", "--from", "./sums.json") == once


def test_exports_and_collections_are_added(deck: Desk) -> None:
    learns(deck, "ann", days=3)
    learns(deck, "bob", days=3)
    as_json(deck, "--collection", "ann/collection.anki2", "--export", "ann.json", "--mine")
    found = as_json(deck, "--collection", "bob/collection.anki2", "--from", "ann.json")
    assert (found["learners"], found["answers"]) == (2, 66)


def test_check_and_preview_tell_the_figures(deck: Desk) -> None:
    """Of what fails as advice, which an author can ignore; of every card on its page."""
    learns(deck, "me")
    file = str(exported(deck, "me", legacy=True))
    checked = deck.recto("check", "--stats", file).stdout
    assert "hard.yaml:3:8: advice: 0% of 12 answers are right, by one learner, surely" in checked
    assert "hard.yaml:6:13: advice: c2: 25% of 12 answers" in checked
    assert "card-answers" not in checked
    assert not deck.recto("preview", "--stats", file).exit_code
    page = (deck.root / "build" / "test.html").read_text("utf-8")
    assert "100% of 12 answers right (" in page
    assert (
        "[often-wrong]"
        not in deck.recto("check", "--stats", file, "--ignore", "often-wrong").stdout
    )
    topic = deck.deck / "hard.yaml"
    topic.write_text("ignore: [often-wrong]\n" + topic.read_text("utf-8"), "utf-8")
    assert "advice" not in deck.recto("check", "--stats", file).stdout
    assert "ignore-unneeded" not in deck.recto("check").stdout


@pytest.mark.parametrize("command", ["check", "preview"])
def test_statistics_that_can_t_be_read_fail_check_and_preview(desk: Desk, command: str) -> None:
    desk.write(iam="  - q: One?\n    a: '1'\n    id: one\n")
    result = desk.recto(command, "--stats", "none.json")
    assert result.exit_code == 1
    assert "none.json: error: it can't be read: No such file" in result.output


def test_markdown_is_a_table(deck: Desk) -> None:
    learns(deck, "me")
    result = deck.recto("stats", "--collection", "me/collection.anki2", "--format", "markdown")
    assert "| What is the worst card? | `cards/test/hard.yaml:3` | 0% | 0% to 36% | 12 | 12 |" in (
        result.stdout
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no zip", "this is no file that Anki exported, or it is damaged"),
        (b'{"recto-stats": 9, "decks": {}}', "a newer Recto wrote it"),
        (b'{"recto-stats": 1, "decks": {"a": 5}}', "it is damaged"),
        (
            b'{"recto-stats": 1, "decks": {"a": {"learners": 1, "cards": [["g", 0]]}}}',
            "it is damaged",
        ),
        (b'{"recto-stats": 1, "decks', "it is damaged"),
    ],
)
def test_a_file_that_can_t_be_read_is_told(deck: Desk, content: bytes, message: str) -> None:
    (deck.root / "bad.apkg").write_bytes(content)
    result = deck.recto("stats", "--from", "bad.apkg")
    assert result.exit_code == 1
    assert f"bad.apkg: error: {message} [anki-unreadable]" in result.stderr


def test_a_deck_that_nobody_answered_says_so(deck: Desk) -> None:
    with Learner(deck.root / "me") as learner:
        learner.imports(deck.package)
    result = deck.recto("stats", "--collection", "me/collection.anki2")
    assert result.stdout == "Test: no answers to cards that were learnt already\n"


def test_without_a_source_the_running_anki_is_asked(deck: Desk) -> None:
    result = deck.recto("stats", "--anki-url", "http://127.0.0.1:9")
    assert result.exit_code == 1
    assert "[anki-not-found]" in result.stderr


@given(st.integers(1, 1000), st.data())
def test_bounds_are_those_of_wilson(answers: int, data: st.DataObject) -> None:
    """By definition: the shares from which what was seen lies 2.576 standard deviations away."""
    right = data.draw(st.integers(0, answers))
    share, z = right / answers, NormalDist().inv_cdf(0.995)
    for bound in wilson(right, answers):
        spread = z * (bound * (1 - bound) / answers) ** 0.5
        assert abs(share - bound) == pytest.approx(spread, abs=1e-6)


sums = st.builds(
    lambda asked, learners, times, right, lapses, first: Sums(
        *(asked, learners, sum(times), min(right, sum(times)), lapses, first, first // 2),
        tuple(times),
    ),
    *(st.integers(0, 3), st.integers(0, 9), st.lists(st.integers(0, 9), max_size=10)),
    *(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)),
)
many = st.dictionaries(st.builds(CardOf, st.text("ab", max_size=2), st.integers(0, 2)), sums)


@given(st.lists(many, max_size=4))
def test_sums_are_the_same_in_any_order(sources: list[dict[CardOf, Sums]]) -> None:
    def shown(found: Iterable[dict[CardOf, Sums]]) -> dict[CardOf, tuple[object, ...]]:
        return {
            card: (each.asked, each.answers, each.right, each.lapses, each.seconds)
            for card, each in added(found).items()
        }

    assert shown(sources) == shown(reversed(sources))


@given(many)
def test_a_file_of_sums_is_read_as_it_was_written(found: dict[CardOf, Sums]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sums.json"
        path.write_bytes(dumped({"a": LearnersSums(4, found)}, fewest=0))
        assert read(path) == {"a": LearnersSums(4, found)}


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=30))
def test_the_median_lies_in_the_step_of_the_true_one(times: list[int]) -> None:
    steps = [0] * 10
    for each in times:
        steps[step_of(each)] += 1
    median = sorted(times)[(len(times) - 1) // 2] // 1000
    found = Sums(answers=len(times), times=tuple(steps)).seconds
    assert step_of(median * 1000) in {step_of(int(found * 1000)), step_of(int(found * 1000) - 1)}


def test_nobody_is_a_learner_without_an_answer() -> None:
    assert not learners_of([])
