"""What an import will do, told before it is done."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from desk import DECK, Desk
from learner import Learner
from recto.deck.identity import anki_id
from recto.deck.notetypes import builtin
from recto.reports import search_for

IAM = """- {q: Who owns the data?, a: You, id: data}
- {q: Who owns the racks?, a: AWS, id: racks}
- {q: What does KMS stand for?, a: Key Management Service, reversed: true, id: kms}
- {cloze: "{{c1::Macie}} finds {{c2::sensitive data}}.", id: macie}
"""
EDITED = """- {q: Who owns the data?, a: The customer, tags: [exam], id: data}
- {q: What does KMS stand for?, a: Key Management Service, id: kms}
- {cloze: "{{c1::sensitive data}} is what {{c2::Macie}} finds.", id: macie}
- {q: A new one?, a: "Yes", id: new}
"""


def test_diff_tells_each_fate_and_writes_nothing(desk: Desk) -> None:
    desk.write(iam=IAM).build()
    desk.write(iam=EDITED)
    before = desk.lock.read_bytes(), desk.package.read_bytes()
    result = desk.recto("diff")
    assert result.exit_code == 0
    assert (desk.lock.read_bytes(), desk.package.read_bytes()) == before
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert lines[0] == "Test: 4 notes, 5 cards"
    assert lines[1] == "1 new, 3 updated, 1 retired"
    assert "new “A new one?” (iam)" in lines
    assert "updated “Who owns the data?” (iam): answer, tags" in lines
    assert "updated “What does KMS stand for?” (iam): asks backwards no more" in lines
    assert "retired “Who owns the racks?” (iam)" in lines


def test_build_tells_the_same_as_diff(desk: Desk) -> None:
    desk.write(iam=IAM).build()
    desk.write(iam=EDITED)
    foretold = desk.recto("diff").stdout.splitlines()[1:]
    assert desk.recto("build").stdout.splitlines()[1:] == foretold


def test_what_an_import_cannot_do_is_told_with_what_to_do(desk: Desk) -> None:
    desk.write(iam=IAM).build()
    desk.write({"deck.yaml": DECK.replace("deck: Test", "deck: Clouds")}, iam=EDITED)
    told = [line.strip() for line in desk.recto("diff").stdout.splitlines() if "  ! " in line]
    assert any("stay in the deck “Test”" in line and "rename" in line for line in told)
    assert any(
        "an old number (c1, “sensitive data”; c2" in line and "Reset" in line for line in told
    )
    assert any("backward card of “What does KMS" in line and "Empty Cards" in line for line in told)
    assert any('"Key:re:^(test-aaaa2222/basic/racks)$"' in line for line in told)


def test_a_basic_card_turned_cloze_and_back_is_told(desk: Desk) -> None:
    desk.write(iam="- {q: Macie finds what?, a: data, id: it}").build()
    desk.write(iam='- {cloze: "Macie finds {{c1::data}}.", id: it}')
    assert "Anki can't convert: it comes as a new card" in desk.recto("diff").stdout
    desk.build()
    desk.write(iam="- {q: Macie finds what?, a: data, id: it}")
    assert "who has that note already goes on with it" in desk.recto("diff").stdout


def test_a_moved_card_is_told_with_both_topics(desk: Desk) -> None:
    desk.write(iam=IAM).build()
    lines = IAM.splitlines(keepends=True)
    desk.write(iam="".join(lines[1:]), kms=lines[0])
    output = desk.recto("diff").stdout
    assert "1 moved" in output
    assert "(iam → kms): tags, title" in output


def test_a_card_that_goes_to_another_deck_is_told_once(desk: Desk) -> None:
    other = desk.root / "cards" / "other"
    other.mkdir(parents=True)
    other.joinpath("deck.yaml").write_text("deck: Other\nid: other-bbbb3333\n", "utf-8")
    cards = "cards:\n- {q: Is this here?, a: It is}\n"
    other.joinpath("x.yaml").write_text(cards, "utf-8")
    desk.write(iam=IAM)
    assert desk.recto("build").stderr == ""
    lines = IAM.splitlines(keepends=True)
    desk.write(iam="".join(lines[1:]))
    other.joinpath("x.yaml").write_text(cards + lines[0], "utf-8")
    assert desk.recto("check").stdout.count("[card-departed]") == 1
    assert desk.recto("build").stderr.count("[card-departed]") == 1
    assert desk.recto("build").stderr == ""
    assert desk.recto("build").stderr == ""


def test_what_a_renamed_tag_costs_learners_is_told(desk: Desk) -> None:
    """Every note changes for it, and Anki then replaces the learner's own tags."""
    desk.write(iam="".join(f"- {{q: Question {n}?, a: Answer {n}}}\n" for n in range(13))).build()
    desk.write({"deck.yaml": f"{DECK}tag: other\n"})
    told = "13 notes come again for their tags or title alone"
    assert told in desk.recto("diff").stdout
    desk.write(iam="- {q: One?, a: One}\n").build()
    assert told not in desk.recto("diff").stdout


def test_a_changed_subdeck_is_told(desk: Desk) -> None:
    desk.write(iam=IAM).build()
    desk.write({"deck.yaml": DECK + "subdecks: topic\n"})
    told = desk.recto("diff").stdout
    assert "the cards of 4 notes stay in the deck “Test”, new cards come to “Test::Iam”" in told


def test_what_no_renaming_can_join_is_to_be_moved(desk: Desk, learner: Learner) -> None:
    """Subdecks on: one deck becomes several. Off again: several become one that is there."""
    flat, split = {"deck.yaml": DECK}, {"deck.yaml": DECK + "subdecks: topic\n"}
    desk.write(flat, iam="- {q: One?, a: 1st, id: one}", kms="- {q: Two?, a: 2nd}").build()
    told = desk.write(split).recto("diff").stdout
    assert "new cards come to “Test::Iam”: to join them, move the cards after the import" in told
    assert "rename" not in told
    desk.build()
    told = desk.write(flat).recto("diff").stdout
    assert told.count("new cards come to “Test”: to join them, move the cards after") == 2
    assert "rename" not in told
    desk.write({"deck.yaml": split["deck.yaml"].replace("deck: Test", "deck: New")})
    told = desk.recto("diff").stdout
    assert "rename “Test” to “New” in Anki before the import" in told
    # … and that does join them.
    learner.imports(desk.package)
    for topic in ("Iam", "Kms"):
        learner.col.decks.rename(learner.deck_id(f"Test::{topic}"), f"New::{topic}")
    desk.write(iam="- {q: One?, a: 1st, id: one}\n- {q: Three?, a: 3rd, id: three}").build()
    learner.imports(desk.package)
    assert {learner.deck_of("/three"), learner.deck_of("/one")} == {"New::Iam"}


SCALES = """- {q: "What is Ionian?", a: Major, id: ionian}
- {q: "What is Aeolian?", a: Minor, id: aeolian}
"""


def test_a_card_that_leaves_a_deck_in_use_is_to_be_moved(desk: Desk, learner: Learner) -> None:
    """The old deck keeps the others; the search finds the one, and moving it joins the new deck."""
    ionian, aeolian = SCALES.splitlines()
    split = {"deck.yaml": DECK + "subdecks: topic\n"}
    desk.write(split, scales=SCALES).build()
    learner.imports(desk.package)
    desk.write(scales=ionian, modes=f"{aeolian}\n- {{q: What is Dorian?, a: A mode, id: dorian}}")
    told = desk.recto("diff").stdout
    assert "the cards of 1 note stay in the deck “Test::Scales”" in told
    assert "rename" not in told
    search = re.search("search `(.*?)`, select all, Change Deck", told)
    assert search
    desk.build()
    learner.imports(desk.package)
    assert learner.deck_of("/aeolian") == "Test::Scales"
    learner.col.set_deck(learner.col.find_cards(search[1]), learner.deck_id("Test::Modes"))
    decks = [learner.deck_of(f"/{key}") for key in ("ionian", "aeolian", "dorian")]
    assert decks == ["Test::Scales", "Test::Modes", "Test::Modes"]


def test_no_deck_is_to_take_the_name_of_one_that_is_there(desk: Desk) -> None:
    """Anki would call it “Test::Modes+”, and new cards would go to the other."""
    split = {"deck.yaml": DECK + "subdecks: topic\n"}
    ionian, aeolian = SCALES.splitlines()
    desk.write(split, scales=ionian, modes=aeolian).build()
    (desk.deck / "scales.yaml").unlink()
    told = desk.write(modes=SCALES).recto("diff").stdout
    assert "stay in the deck “Test::Scales”, new cards come to “Test::Modes”" in told
    assert "rename" not in told


def test_many_cards_that_leave_a_deck_in_use_are_found_by_their_tag(
    desk: Desk, learner: Learner
) -> None:
    cards = [f"- {{q: Question {n}?, a: Answer {n}, id: c{n}}}" for n in range(20)]
    split = {"deck.yaml": DECK + "subdecks: topic\n"}
    desk.write(split, iam="\n".join(cards)).build()
    learner.imports(desk.package)
    desk.write(iam=cards[0], kms="\n".join(cards[1:]))
    search = re.search("search `(.*?)`, select all, Change Deck", desk.recto("diff").stdout)
    assert search
    desk.build()
    learner.imports(desk.package)
    assert len(learner.col.find_cards(search[1])) == 19
    learner.col.set_deck(learner.col.find_cards(search[1]), learner.deck_id("Test::Kms"))
    assert learner.deck_of("/c0") == "Test::Iam"


def test_what_the_deck_says_of_itself_is_foretold_and_arrives(desk: Desk, learner: Learner) -> None:
    said = DECK + "description: Of clouds\nlicense: CC BY 4.0\n"
    desk.write({"deck.yaml": said}, iam=IAM).build()
    learner.imports(desk.package)
    desk.write({"deck.yaml": said.replace("CC BY 4.0", "CC0")})
    assert desk.recto("diff").stdout.splitlines()[1:] == [
        "  4 unchanged",
        "  the deck's license changed",
    ]
    assert "The license is now CC0.\n" in desk.recto("diff", "--format", "markdown").stdout
    assert desk.recto("build", "--locked").exit_code == 1
    assert desk.build().forecast.redescribed == ("license",)
    learner.imports(desk.package)
    assert described(learner) == "Of clouds<br><br>License: CC0"
    desk.write({"deck.yaml": DECK + "description: Of the sky\n"})
    assert desk.build().forecast.redescribed == ("description", "license")
    learner.imports(desk.package)
    assert described(learner) == "Of the sky"
    # Anki clears no description for one that is empty.
    assert desk.write({"deck.yaml": DECK}).build().forecast.is_empty
    learner.imports(desk.package)
    assert described(learner) == "Of the sky"


def described(learner: Learner) -> str:
    found = learner.col.decks.get(learner.deck_id("Test"))
    assert found
    return str(found["desc"])


def test_an_image_of_the_description_counts_by_its_bytes(desk: Desk) -> None:
    files = {"deck.yaml": DECK + "description: '![A map](media/x.svg)'\n"}
    desk.write({**files, "media/x.svg": "<svg/>"}, iam=IAM).build()
    assert desk.build().forecast.is_empty
    desk.write({"media/x.svg": "<svg> </svg>"})
    assert desk.build().forecast.redescribed == ("description",)


def test_an_address_for_reports_is_no_design(desk: Desk, learner: Learner) -> None:
    desk.write(iam=IAM).build()
    learner.imports(desk.package)
    reported = DECK + "report: https://example.org/faults\n"
    desk.write({"deck.yaml": reported})
    told = desk.recto("diff").stdout
    assert "the address for reporting faults changed" in told
    assert "design" not in told
    text = desk.recto("diff", "--format", "markdown").stdout
    assert "Report faults here from now on: <https://example.org/faults>" in text
    desk.build()
    learner.imports(desk.package)
    assert "https://example.org/faults" in learner.sides("/data")[1]
    styled = desk.write({"style.css": "p { margin: 0 }"}).build().forecast
    assert (styled.redesigned, styled.readdressed) == (True, False)
    both = desk.write({"deck.yaml": DECK, "style.css": "p { margin: 1px }"}).build().forecast
    assert (both.redesigned, both.readdressed) == (True, True)


def test_a_lock_that_knows_nothing_of_the_deck_tells_nothing_of_it(desk: Desk) -> None:
    """As earlier versions wrote it."""
    desk.write({"deck.yaml": DECK + "license: CC0\n"}, iam=IAM).build()
    lock = desk.lock.read_bytes()
    former = re.sub(rb'("topic":""),"content":"[^"]*"', rb"\1", lock)
    assert former != lock
    desk.lock.write_bytes(former)
    desk.package.unlink()
    desk.write({"deck.yaml": DECK + "license: CC BY 4.0\n"})
    assert desk.build().forecast.is_empty
    assert desk.build().forecast.is_empty


def test_json_has_counts_and_every_note(desk: Desk) -> None:
    desk.write(iam=IAM).build()
    desk.write(iam=EDITED)
    [deck] = json.loads(desk.recto("diff", "--format", "json").stdout)["decks"]
    counts = {name: deck[name] for name in ("new", "updated", "unchanged", "retired", "moved")}
    assert counts == {"new": 1, "updated": 3, "unchanged": 0, "retired": 1, "moved": 0}
    notes = {note["key"].rpartition("/")[2]: note for note in deck["notes"]}
    assert notes["data"]["fate"] == "updated"
    assert notes["data"]["changed"] == ["answer", "tags"]
    assert deck["retired_search"] == '"Key:re:^(test-aaaa2222/basic/racks)$"'
    assert deck["by_hand"][-1].endswith(f"finds every one: {deck['retired_search']}")


def test_notes_whose_type_has_another_id_conflict_as_anki_finds(
    desk: Desk, learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(builtin, "anki_id", lambda *names: anki_id(*names) + 1)
        desk.write(iam=IAM).build()
    learner.imports(desk.package)
    former = desk.package.rename(desk.root / "former.apkg")
    ids = re.compile(r'(?<="id":)\d+(?=,"name":"Test · )')  # with these the lock would be refused
    desk.lock.write_text(ids.sub(lambda id_: str(int(id_[0]) - 1), desk.lock.read_text("utf-8")))
    desk.write(iam=EDITED)
    told = desk.recto("diff", "--from", str(former), "--format", "json")
    [deck] = json.loads(told.stdout)["decks"]
    assert deck["conflicting"]
    desk.build()
    assert len(learner.imports(desk.package).conflicting) == deck["conflicting"]


def test_a_changelog_tells_once_how_to_delete_what_is_retired(desk: Desk) -> None:
    desk.write(iam=IAM).build()
    desk.write(iam=EDITED)
    told = desk.recto("diff", "--format", "markdown").stdout
    assert told.count("test-aaaa2222/basic/racks") == 1
    assert "### What you may want to do" in told
    assert "etired notes stay" in desk.recto("diff").stdout
    assert "etired notes stay" not in told


def test_from_compares_with_any_earlier_package(
    desk: Desk, new_learner: Callable[[], Learner]
) -> None:
    """A learner who skipped a release is foretold by the package they have."""
    desk.write(iam=IAM).build()
    old = desk.root / "old.apkg"
    old.write_bytes(desk.package.read_bytes())
    learner = new_learner()
    learner.imports(old)
    desk.write(iam=EDITED).build()
    desk.write(kms="- {q: Another?, a: x, id: another}").build()
    result = desk.recto("diff", "--from", "old.apkg", "--format", "json")
    [deck] = json.loads(result.stdout)["decks"]
    log = learner.imports(desk.package)
    by_fate = {
        fate: {note["guid"] for note in deck["notes"] if note["fate"] == fate}
        for fate in ("new", "updated", "unchanged")
    }
    assert by_fate == {"new": log.new, "updated": log.updated, "unchanged": log.unchanged}
    assert "nothing changed" in desk.recto("diff").stdout


def test_from_a_file_that_is_no_package(desk: Desk) -> None:
    desk.write(iam=IAM).build()
    (desk.root / "notes.txt").write_text("x")
    result = desk.recto("diff", "--from", "notes.txt")
    assert result.exit_code == 2
    assert "[package-unreadable]" in result.stderr


def test_what_would_not_reach_learners_of_a_release_is_told(desk: Desk, learner: Learner) -> None:
    """As after a `git revert`: the lock's times are below those of what went out."""
    desk.write(iam=IAM).build()
    lock = desk.lock.read_bytes()
    desk.write({"style.css": "p { margin: 0 }"}, iam=EDITED).build()
    bad = desk.root / "bad.apkg"
    desk.package.rename(bad)
    learner.imports(bad)
    desk.lock.write_bytes(lock)
    (desk.deck / "style.css").unlink()
    desk.write(iam=IAM).build()
    result = desk.recto("diff", "--from", "bad.apkg", "--format", "json")
    assert "3 notes read otherwise and the design is another now" in result.stderr
    assert "`--after bad.apkg` [held-back]" in result.stderr
    [deck] = json.loads(result.stdout)["decks"]
    assert (deck["held_back"], deck["updated"], deck["redesigned"]) == (3, 0, False)
    lines = desk.recto("diff", "--from", "bad.apkg").stdout.splitlines()
    assert lines[1] == "  3 unchanged, 1 returned, 1 retired; of these 3 held back"
    assert "    held back “Who owns the data?” (iam): answer, tags" in lines
    assert "  the cards' design is held back" in lines
    assert not learner.imports(desk.package).updated
    result = desk.recto("diff", "--from", "bad.apkg", "--after", "bad.apkg", "--format", "json")
    assert result.stderr == ""
    [deck] = json.loads(result.stdout)["decks"]
    assert (deck["held_back"], deck["updated"], deck["redesigned"]) == (0, 3, True)
    text = desk.recto("diff", "--after", "bad.apkg").stdout
    assert "updated   “Who owns the data?” (iam): answer, tags" in text
    text = desk.recto("diff", "--after", "bad.apkg", "--format", "markdown").stdout
    assert "### Changed cards (3)" in text
    desk.build(after=bad)
    assert len(learner.imports(desk.package).updated) == 3


def test_the_changelog_speaks_to_learners(desk: Desk) -> None:
    desk.write(iam=IAM).build()
    desk.write(iam=EDITED)
    text = desk.recto("diff", "--format", "markdown").stdout
    assert text.startswith("## Test\n\n### New cards (1)\n\n- A new one?\n")
    assert "- Who owns the data? (answer, tags)" in text
    assert "- What does KMS stand for? (no longer asked backwards)" in text
    assert "### Retired cards (1)" in text
    assert '```\n"Key:re:^(test-aaaa2222/basic/racks)$"\n```' in text


SHOWN = r"""- q: |
    Which *mode* is this? ![](media/a.mp3)

    | Mode | Steps |
    |------|:-----:|
    | D    | w h w |
  a: Dorian
- {q: "What is $|f_1 - f_2|$ of *perfect* `a*b` and vector<int>?", a: 1, tags: [x]}
"""


def test_the_changelog_reads_as_its_authors_wrote(desk: Desk) -> None:
    """Formulas, emphasis and code as they are; what another page can't show, in words."""
    desk.write(iam=IAM).build()
    desk.write({"media/a.mp3": b"ID3"}, iam=IAM + SHOWN)
    text = desk.recto("diff", "--format", "markdown").stdout
    assert "- Which *mode* is this? (media/a.mp3) Mode | Steps D | w h w\n" in text
    assert r"- What is $|f_1 - f_2|$ of *perfect* `a*b` and vector\<int>?" in text
    told = desk.recto("diff", "-v").stdout
    assert "new       “Which *mode* is this? (media/a.mp3) Mode | Steps D | w h w” (iam)" in told


def test_of_a_choice_it_is_told_whether_the_right_one_changed(desk: Desk) -> None:
    choice = "- {{q: Which finds data?, choices: [{}], a: {}}}\n"
    desk.write(iam=choice.format("Macie, GuardDuty", "Macie")).build()
    desk.write(iam=choice.format("Macie, Inspector", "Macie"))
    assert "(iam): choices" in desk.recto("diff").stdout
    assert "(choices)" in desk.recto("diff", "--format", "markdown").stdout
    desk.write(iam=choice.format("Macie, GuardDuty", "GuardDuty"))
    assert "(iam): answer" in desk.recto("diff").stdout


def test_learners_are_not_told_to_delete_what_is_only_a_draft(desk: Desk) -> None:
    desk.write(iam=IAM).build()
    drafted = IAM.replace("a: AWS", "a: AWS, draft: true")
    desk.write(iam=drafted)
    told = desk.recto("diff").stdout
    assert "retired   “Who owns the racks?” (iam): draft" in told
    assert "Key:re" not in told
    changelog = desk.recto("diff", "--format", "markdown").stdout
    assert "- Who owns the racks? (for now; it will come back)" in changelog
    assert "Key:re" not in changelog
    lines = drafted.splitlines(keepends=True)
    desk.write(iam="".join(lines[1:]))
    assert '"Key:re:^(test-aaaa2222/basic/data)$"' in desk.recto("diff").stdout


def test_the_search_finds_exactly_the_retired_notes(desk: Desk, learner: Learner) -> None:
    """Also among keys that look alike, and with more alternatives than an OR can have."""
    many = "".join(f"- {{q: Question {n}?, a: x{n}, id: card-{n}}}\n" for n in range(1500))
    desk.write(iam=many).build()
    learner.imports(desk.package)
    desk.write(iam="".join(many.splitlines(keepends=True)[::2])).build()
    [deck] = json.loads(desk.recto("diff", "--format", "json").stdout)["decks"]
    found = learner.col.find_notes(deck["retired_search"])
    keys = {learner.note_of(number)["Key"] for number in found}
    assert keys == {f"test-aaaa2222/basic/card-{n}" for n in range(1, 1500, 2)}


def test_five_thousand_long_keys_can_be_searched(learner: Learner) -> None:
    keys = [
        f"test-aaaa2222/basic/{'which-service-finds-sensitive-data' * 2}-{n}" for n in range(5000)
    ]
    assert not learner.col.find_notes(search_for(keys))


def test_no_retired_card_no_search() -> None:
    assert search_for([]) == ""


def test_every_report_tells_the_same_of_a_reverted_text(desk: Desk) -> None:
    """Git took source and lock back, and the package in place has the later text."""
    right, wrong = (
        "- {q: How many bits?, a: 8, id: bits}\n",
        "- {q: How many bits?, a: 9, id: bits}\n",
    )
    desk.write(iam=right).build()
    lock = desk.lock.read_bytes()
    desk.write(iam=wrong + IAM).build()
    desk.lock.write_bytes(lock)
    desk.write(iam=right)
    text = desk.recto("diff").stdout
    assert "  1 updated, 4 retired\n" in text
    assert "updated   “How many bits?” (iam): answer" in text
    markdown = desk.recto("diff", "--format", "markdown").stdout
    assert "- How many bits? (answer)" in markdown
    assert "### Retired cards (4)" in markdown
    [told] = json.loads(desk.recto("diff", "--format", "json").stdout)["decks"]
    assert (told["updated"], told["retired"]) == (1, 4)
    assert told["notes"][0]["changed"] == ["answer"]
    assert desk.recto("build").stdout.splitlines()[1:] == text.splitlines()[1:]


def test_a_stale_package_is_not_what_a_forecast_compares_with(desk: Desk) -> None:
    """A colleague built since, and this machine's package is older than the lock."""
    desk.write(iam=IAM).build()
    old = desk.package.read_bytes()
    desk.write(iam=EDITED).build()
    desk.package.write_bytes(old)
    assert desk.recto("diff").stdout.splitlines()[1] == "  nothing changed"


@pytest.mark.parametrize("command", ["diff", "preview", "check", "pin"])
def test_only_a_build_minds_what_lies_in_its_place(desk: Desk, command: str) -> None:
    desk.write(iam=IAM)
    desk.package.parent.mkdir()
    desk.package.write_bytes(b"junk")
    result = desk.recto(command)
    assert (result.exit_code, "[target-foreign]" in result.output) == (0, False)
    assert "[target-foreign]" in desk.recto("build").output
    assert desk.package.read_bytes() == b"junk"


@pytest.mark.parametrize(
    ("name", "renaming"),
    [("New", "rename “Test” to “New”"), ("All::Test", "rename “Test” to “All::Test”")],
)
def test_a_renamed_deck_with_subdecks_is_one_line(desk: Desk, name: str, renaming: str) -> None:
    """In Anki the decks below a deck are renamed with it."""
    split = f"{DECK}subdecks: topic\n"
    cards = {topic: f"- {{q: {topic}?, a: {topic}}}" for topic in ("iam", "kms", "s3")}
    desk.write({"deck.yaml": split}, **cards).build()
    desk.write({"deck.yaml": split.replace("deck: Test", f"deck: {name}")})
    for form in ("text", "markdown"):
        told = desk.recto("diff", "--format", form).stdout
        assert told.count("rename “") == told.count(renaming) == 1
        assert "the decks below it go along" in told
