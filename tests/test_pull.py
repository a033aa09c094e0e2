"""What somebody mends in the real Anki comes back into the sources."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from anki.collection import ExportAnkiPackageOptions
from anki.decks import DeckId
from anki.notes import Note
from click.testing import Result

from desk import Desk
from learner import Learner
from recto.text.seen import as_phones_write

CARDS = """
  - q: What does **IAM** stand for? # the first
    a: Identity and access managment
    id: iam
  - q: Which of these is a service?
    choices:
      - A bukket
      - 'S3''s API'
      - IAM
    a: [IAM, "S3's API"]
    id: choose
    tags: [exam]
  - cloze: "{{c1::KMS}} keeps keys, {{c2::S3::which servise}} objects."
    id: gaps
  - q: What are the steps?
    a: |
      1. Ask
      2. Decide

      Then `run` it.
    extra: Long ago.
    id: steps
"""


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tester's own Anki is none of the test's."""
    monkeypatch.setenv("ANKI_SINGLE_INSTANCE_KEY", f"recto-test-{os.getpid()}")
    monkeypatch.setattr("recto.anki.in_use._answers", lambda _: False)


@pytest.fixture
def shipped(desk: Desk) -> Desk:
    """A deck that its author has learnt."""
    desk.write(iam=CARDS).build()
    imported(desk)
    return desk


def imported(desk: Desk) -> None:
    with Learner(desk.root / "me") as learner:
        learner.imports(desk.package)


def edited(desk: Desk, *edits: Callable[[Learner], None]) -> None:
    with Learner(desk.root / "me") as learner:
        for edit in edits:
            edit(learner)


def field(tail: str, name: str, old: str, new: str) -> Callable[[Learner], None]:
    """An edit of a field in Anki's editor."""

    def edit(learner: Learner) -> None:
        note = learner.note(tail)
        assert not old or old in note[name]
        note[name] = note[name].replace(old, new, 1) if old else new
        learner.col.update_note(note)

    return edit


def pull(desk: Desk, *arguments: str) -> Result:
    return desk.recto("pull", "--collection", "me/collection.anki2", *arguments)


def source(desk: Desk, name: str = "iam.yaml") -> str:
    return (desk.deck / name).read_text("utf-8")


def nothing_to_do(desk: Desk) -> None:
    """A pull finds nothing more; after a build and an import neither."""
    before = source(desk)
    assert "nothing to pull" in pull(desk).stdout
    desk.build()
    imported(desk)
    again = pull(desk)
    assert "nothing to pull" in again.stdout, again.output
    assert not again.exit_code
    assert source(desk) == before


def test_edits_come_back_and_nothing_else_in_the_file_changes(shipped: Desk) -> None:
    edited(
        shipped,
        field("/iam", "Answer", "managment", "management"),
        field("/gaps", "Text", "servise", "service"),
        field("/steps", "Answer", "Ask", "Ask <b>twice</b>"),
    )
    before = f"cards:\n{CARDS}"
    result = pull(shipped)
    assert not result.exit_code, result.output
    assert source(shipped) == before.replace("managment", "management").replace(
        "servise", "service"
    ).replace("Ask", "Ask <b>twice</b>")
    assert "iam.yaml:4: answer: “" in result.stdout
    assert "managment” → “" in result.stdout
    assert "Test: 3 edits came into 1 file" in result.stdout
    nothing_to_do(shipped)


def test_what_nobody_edited_is_never_pulled(shipped: Desk) -> None:
    """Nor what only the author changed since."""
    written = source(shipped).replace("managment", "management")
    (shipped.deck / "iam.yaml").write_text(written, "utf-8")
    assert "nothing to pull; 4 notes as the sources have them" in pull(shipped).stdout
    assert source(shipped) == written


@pytest.mark.parametrize("name", ["Choices", "Answer", "both"])
def test_a_choice_is_pulled_wherever_it_was_edited(shipped: Desk, name: str) -> None:
    """The right ones stand in two fields of the note, and in two lists of the source."""
    for each in ("Choices", "Answer") if name == "both" else (name,):
        edited(shipped, field("/choose", each, "S3's", "The S3"))
    assert not pull(shipped).exit_code
    expected = f"cards:\n{CARDS}".replace("'S3''s API'", "'The S3 API'")
    assert source(shipped) == expected.replace("S3's API", "The S3 API")
    nothing_to_do(shipped)


def test_a_choice_that_two_fields_tell_otherwise_is_shown_only(shipped: Desk) -> None:
    edited(
        shipped,
        field("/choose", "Choices", "S3's", "One"),
        field("/choose", "Answer", "S3's", "Another"),
    )
    result = pull(shipped)
    assert "say different things [not-pulled]" in result.stderr
    assert source(shipped) == f"cards:\n{CARDS}"


def test_another_number_of_choices_is_shown_only(shipped: Desk) -> None:
    edited(shipped, field("/choose", "Choices", "A bukket", "A</div></li><li><div>bucket"))
    result = pull(shipped)
    assert "the rows there are others than in the source" in result.stderr
    assert source(shipped) == f"cards:\n{CARDS}"


def test_what_ankidroid_writes_into_all_fields_is_no_edit(shipped: Desk) -> None:
    """Its editor makes `<br>` of each line end, of fields that nobody touched too."""

    def on_the_phone(learner: Learner) -> None:
        note = learner.note("/steps")
        note.fields = [as_phones_write(text) for text in note.fields]
        note["Answer"] = note["Answer"].replace("Decide", "Decide it")
        learner.col.update_note(note)

    edited(shipped, on_the_phone)
    assert not pull(shipped).exit_code
    assert source(shipped) == f"cards:\n{CARDS}".replace("Decide", "Decide it")
    nothing_to_do(shipped)


def test_texts_that_are_new_or_gone(shipped: Desk) -> None:
    edited(
        shipped,
        field("/iam", "Hint", "", "Three &lt;words&gt;"),
        field("/steps", "Extra", "", "<br>"),
        field("/gaps", "Extra", "", "One<br>Two"),
    )
    assert not pull(shipped).exit_code
    expected = f"cards:\n{CARDS}".replace("    extra: Long ago.\n", "")
    expected = expected.replace("id: iam\n", "id: iam\n    hint: Three <words>\n")
    expected = expected.replace("id: gaps\n", "id: gaps\n    extra: |\n      One\n      Two\n")
    assert source(shipped) == expected
    nothing_to_do(shipped)


def test_tags_come_back_but_for_those_of_anki_itself(shipped: Desk) -> None:
    def tagged(learner: Learner) -> None:
        note = learner.note("/choose")
        note.tags = [tag for tag in note.tags if tag != "exam"] + ["hard", "leech", "marked"]
        learner.col.update_note(note)
        note = learner.note("/iam")
        note.tags.append("easy")
        learner.col.update_note(note)

    edited(shipped, tagged)
    assert not pull(shipped).exit_code
    expected = f"cards:\n{CARDS}".replace("[exam]", "[hard]")
    assert source(shipped) == expected.replace("id: iam\n", "id: iam\n    tags: [easy]\n")
    nothing_to_do(shipped)


def test_a_tag_that_stands_alone_becomes_a_list(desk: Desk) -> None:
    desk.write(iam="  - {q: One?, a: Yes, tags: exam, id: one}\n").build()
    imported(desk)

    def tagged(learner: Learner) -> None:
        note = learner.note("/one")
        note.tags.append("a::b")
        learner.col.update_note(note)

    edited(desk, tagged)
    assert not pull(desk).exit_code
    assert "tags: [exam, a::b]" in source(desk)
    nothing_to_do(desk)


def test_a_source_of_the_topic_is_written_out_on_the_one_card(desk: Desk) -> None:
    head = "source: A book\ncards:\n"
    cards = "  - q: One?\n    a: '1'\n    id: one\n  - q: Two?\n    a: '2'\n    id: two\n"
    desk.write({"iam.yaml": head + cards}).build()
    imported(desk)
    edited(desk, field("/two", "Source", "A book", "Another book"))
    assert not pull(desk).exit_code
    assert source(desk) == f"{head}{cards}    source: Another book\n"


def test_a_table_is_edited_cell_by_cell(desk: Desk) -> None:
    table = 'q,a,tags,id\r\nOne?,"It is ""one""",x,one\r\nTwo?,2,,two\r\n'
    desk.write({"iam.yaml": "table: words.csv\n", "words.csv": table.encode()}).build()
    imported(desk)

    def tagged(learner: Learner) -> None:
        note = learner.note("/two")
        note.tags.append("y")
        learner.col.update_note(note)

    edited(desk, field("/one", "Answer", "is", "was"), field("/two", "Answer", "2", "2, 3"), tagged)
    assert not pull(desk).exit_code
    expected = table.replace("is", "was").replace("Two?,2,,", 'Two?,"2, 3",y,')
    assert (desk.deck / "words.csv").read_bytes().decode() == expected
    nothing_to_do(desk)


def test_a_table_without_the_column_says_so(desk: Desk) -> None:
    desk.write({"iam.yaml": "table: words.csv\n", "words.csv": "q,a,id\nOne?,1,one\n"}).build()
    imported(desk)
    edited(desk, field("/one", "Hint", "", "Not two"))
    assert "the table has no column `hint`" in pull(desk).stderr
    assert (desk.deck / "words.csv").read_text("utf-8") == "q,a,id\nOne?,1,one\n"


def test_a_deck_in_one_file_takes_drafts_at_its_end(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    file = desk.root / "cards" / "one.yaml"
    file.parent.mkdir()
    head = "deck: Test\nid: test-aaaa2222\nids: manual\ncards:\n- q: Which?\n  a: This\n  id: iam\n"
    file.write_text(head, "utf-8")
    assert not desk.recto("build").exit_code
    with Learner(desk.root / "me") as learner:
        learner.imports(desk.root / "build" / "one.apkg")
        added(learner, Question="New?", Answer="Yes")
    assert not pull(desk).exit_code
    written = file.read_text("utf-8")
    assert written.startswith(f"{head}- q: New?\n  a: Yes\n  tags: [mine]\n  id: new-")
    assert written.endswith("\n  draft: true\n")
    assert "nothing to pull" in pull(desk).stdout


WORD = """
id: word-abcd
fields: [word, {reading: {format: plain}}, meaning]
cards:
  - {name: Read, front: "{{word}}", back: "{{FrontSide}}<hr id=answer>{{reading}} {{meaning}}"}
"""


def test_notes_of_an_own_type(desk: Desk) -> None:
    cards = "notetype: word\ncards:\n  - word: 犬\n    reading: inu\n    id: dog\n"
    desk.write({"notetypes/word.yaml": WORD, "iam.yaml": cards}).build()
    imported(desk)
    edited(
        desk, field("/dog", "reading", "inu", "いぬ"), field("/dog", "meaning", "", "a <i>dog</i>")
    )
    assert not pull(desk).exit_code
    assert source(desk) == cards.replace("inu", "いぬ") + "    meaning: a <i>dog</i>\n"
    nothing_to_do(desk)


def both_changed(desk: Desk) -> None:
    edited(desk, field("/iam", "Answer", "managment", "management"))
    written = source(desk).replace("Identity and access managment", "Who may do what")
    (desk.deck / "iam.yaml").write_text(written, "utf-8")


def test_what_both_changed_is_shown_side_by_side_and_left(shipped: Desk) -> None:
    both_changed(shipped)
    before = source(shipped), shipped.lock.read_bytes()
    result = pull(shipped)
    assert result.exit_code == 1
    assert "    here: Who may do what\n    Anki: Identity and access management" in result.stderr
    assert "take one side with `--ours` or `--theirs`" in result.stderr
    assert (source(shipped), shipped.lock.read_bytes()) == before


def test_theirs_takes_what_anki_has(shipped: Desk) -> None:
    both_changed(shipped)
    assert not pull(shipped, "--theirs").exit_code
    assert "Identity and access management" in source(shipped)
    nothing_to_do(shipped)


def test_ours_keeps_the_source_and_asks_no_more(shipped: Desk) -> None:
    both_changed(shipped)
    assert not pull(shipped, "--ours").exit_code
    assert "Who may do what" in source(shipped)
    nothing_to_do(shipped)


def test_both_mended_alike_is_nothing_to_say(shipped: Desk) -> None:
    edited(shipped, field("/iam", "Answer", "managment", "management"))
    written = source(shipped).replace("managment", "management")
    (shipped.deck / "iam.yaml").write_text(written, "utf-8")
    assert "nothing to pull" in pull(shipped).stdout


def test_a_dry_run_prints_a_diff_and_writes_nothing(shipped: Desk) -> None:
    edited(shipped, field("/iam", "Answer", "managment", "management"))
    before = source(shipped), shipped.lock.read_bytes()
    result = pull(shipped, "--dry-run")
    assert "-    a: Identity and access managment\n+    a: Identity and access management\n" in (
        result.stdout
    )
    assert "1 edit would come into 1 file" in result.stdout
    assert (source(shipped), shipped.lock.read_bytes()) == before


def added(learner: Learner, **fields: str) -> Note:
    """A note that somebody adds in Anki, of the deck's own note type."""
    type_ = learner.col.models.get(learner.note("/iam").mid)
    assert type_
    note = learner.col.new_note(type_)
    for name, text in fields.items():
        note[name] = text
    note.tags = ["mine"]
    learner.col.add_note(note, DeckId(learner.deck_id("Test")))
    return note


def test_a_new_note_becomes_a_draft_and_stays_the_same_note(shipped: Desk) -> None:
    with Learner(shipped.root / "me") as learner:
        guid = added(learner, Question="New: <b>what</b>?", Answer="A<br>b").guid
        learner.answer(learner.col.get_note(learner.col.find_notes("New")[0]).cards()[0])
    result = pull(shipped)
    assert not result.exit_code, result.output
    assert "cards/test/from-anki.yaml: 1 new note came as a draft" in result.stdout
    draft = source(shipped, "from-anki.yaml")
    assert re.fullmatch(
        r'cards:\n  - q: "New: \*\*what\*\*\?"\n    a: \|\n      A\n      b\n    tags: \[mine\]\n'
        r"    id: new-what-\w{6}\n    draft: true\n",
        draft,
    ), draft
    assert "nothing to pull" in pull(shipped).stdout
    shipped.build()
    (shipped.deck / "from-anki.yaml").write_text(draft.replace("    draft: true\n", ""), "utf-8")
    shipped.build()
    with Learner(shipped.root / "me") as learner:
        log = learner.imports(shipped.package)
        assert log.updated == {guid}
        assert not log.new
        note = learner.note("what-" + draft.split("new-what-")[1][:6])
        assert note.cards()[0].reps == 1
    assert "nothing to pull" in pull(shipped).stdout


def test_of_a_new_note_nothing_comes_with_which_the_deck_can_t_build(shipped: Desk) -> None:
    """A picture that was pasted, and what no Markdown shows: each is told."""
    with Learner(shipped.root / "me") as learner:
        added(learner, Question='Where? <img src="paste-1.png">', Answer="Here")
        added(learner, Question="How?", Answer="[latex]x[/latex]", Extra="So.", Choices="x")
    result = pull(shipped)
    assert not result.exit_code, result.output
    told = result.stderr
    assert "the new note “Where?" in told
    assert "Anki shows `paste-1.png`, which is no file of the deck" in told
    assert "the answer of the new note “How?” in Anki can't be taken over" in told
    assert "the choices of the new note “How?” in Anki can't be taken over" in told
    draft = source(shipped, "from-anki.yaml")
    assert re.sub(r"how-\w{6}", "how", draft) == (
        "cards:\n  - q: How?\n    extra: So.\n    tags: [mine]\n    id: how\n    draft: true\n"
    )
    shipped.build()


def test_a_note_with_masks_that_was_made_in_anki_is_told(desk: Desk) -> None:
    desk.write({"media/map.svg": SVG}, iam=MASKED).build()
    imported(desk)

    def draw(learner: Learner) -> None:
        model = learner.note("/map").note_type()
        assert model
        note = learner.col.new_note(model)
        note["Occlusion"], note["Image"] = FIRST, '<img src="x.png">'
        learner.col.add_note(note, learner.deck_id("Test"))

    edited(desk, draw)
    assert "draw its masks here" in pull(desk).stderr


def test_what_was_deleted_there_is_reported(shipped: Desk) -> None:
    def deleted(learner: Learner) -> None:
        learner.col.remove_notes([learner.note("/iam").id])

    edited(shipped, deleted)
    result = pull(shipped)
    assert not result.exit_code
    assert "1 note is not in this Anki any more" in result.stdout
    assert "cards/test/iam.yaml:3: What does **IAM** stand for?" in result.stdout


def test_what_was_never_imported_is_not_called_deleted(shipped: Desk) -> None:
    shipped.write(kms="  - q: What is KMS?\n    a: A service\n    id: kms\n").build()
    assert "not in this Anki" not in pull(shipped).stdout


def test_a_later_build_of_other_sources_is_no_edit(shipped: Desk) -> None:
    before = source(shipped), shipped.lock.read_bytes()
    (shipped.deck / "iam.yaml").write_text(before[0].replace("managment", "management"), "utf-8")
    shipped.build()
    imported(shipped)
    (shipped.deck / "iam.yaml").write_text(before[0], "utf-8")
    shipped.lock.write_bytes(before[1])
    shipped.package.unlink()
    result = pull(shipped)
    assert "Anki has this note from a later build of other sources" in result.stderr
    assert "nothing came; the rest stays in Anki" in result.stdout
    assert source(shipped) == before[0]


def test_a_picture_of_anki_s_own_is_shown_only(shipped: Desk) -> None:
    edited(shipped, field("/iam", "Answer", "managment", 'management <img src="paste-1.png">'))
    result = pull(shipped)
    assert "Anki shows `paste-1.png`, which is no file of the deck" in result.stderr
    assert source(shipped) == f"cards:\n{CARDS}"


@pytest.mark.parametrize(
    ("tail", "name", "old", "new"),
    [
        ("/iam", "Answer", "managment", "<script>alert(1)</script>"),
        ("/gaps", "Text", "", "Nothing is hidden"),
        ("/gaps", "Text", "{{c2::", "{{c501::"),
        ("/choose", "Choices", "A bukket", "IAM"),
    ],
)
def test_what_would_not_build_is_shown_only(
    shipped: Desk, tail: str, name: str, old: str, new: str
) -> None:
    edited(shipped, field(tail, name, old, new))
    result = pull(shipped)
    assert "[not-pulled]" in result.stderr
    assert "nothing came; the rest stays in Anki" in result.stdout
    assert source(shipped) == f"cards:\n{CARDS}"


NAMELESS = """
  - {q: Which river is the longest?, a: The Nile}
  - {q: Who wrote Faust?, a: Goethe}
"""


def test_a_card_without_an_id_is_the_same_after_all_its_words_were_pulled(desk: Desk) -> None:
    before = desk.write(iam=NAMELESS).build().after
    imported(desk)

    def rewrite(learner: Learner) -> None:
        [note] = [note for note in learner.notes().values() if "river" in note["Question"]]
        note["Question"], note["Answer"] = "Name a mountain", "K2"
        learner.col.update_note(note)

    edited(desk, rewrite)
    assert not pull(desk).exit_code
    assert "{q: Name a mountain, a: K2}" in source(desk)
    after = desk.build().after
    assert {entry.guid for entry in after.live()} == {entry.guid for entry in before.live()}


def test_two_cards_are_not_made_to_ask_the_same(desk: Desk) -> None:
    """Without ids nobody could tell them apart; whichever of the two was edited."""
    desk.write(iam=NAMELESS).build()
    imported(desk)
    for old, new in (("river", "Who wrote Faust?"), ("Faust", "Which river is the longest?")):

        def rewrite(learner: Learner, old: str = old, new: str = new) -> None:
            [note] = [note for note in learner.notes().values() if old in note["Question"]]
            note["Question"] = new
            learner.col.update_note(note)

        shutil.copytree(desk.root / "me", desk.root / "kept")
        edited(desk, rewrite)
        assert "asks the same" in pull(desk).stderr
        assert source(desk) == f"cards:\n{NAMELESS}"
        shutil.rmtree(desk.root / "me")
        (desk.root / "kept").rename(desk.root / "me")


def test_of_a_note_all_edits_come_that_can_be_written(desk: Desk) -> None:
    """One that a table has no column for keeps no other back, nor does one with a script."""
    desk.write({"words.csv": "q,a,id\nOne?,Eins,one\n", "words.yaml": "table: words.csv\n"}).build()
    imported(desk)
    edited(
        desk,
        field("/one", "Answer", "Eins", "Ein"),
        field("/one", "Hint", "", "German"),
        field("/one", "Question", "One", "<script>1</script>"),
    )
    result = pull(desk)
    assert result.stderr.count("[not-pulled]") == 2
    assert "the edit of the hint in Anki can't be taken over: the table has no column" in (
        result.stderr
    )
    assert source(desk, "words.csv") == "q,a,id\nOne?,Ein,one\n"
    assert "Test: 1 edit came into 1 file" in result.stdout
    again = pull(desk)
    assert "nothing came" in again.stdout


def test_of_two_edited_fields_the_one_that_others_show_too_is_left(desk: Desk) -> None:
    cards = "\n  - {q: One?, a: &same Shared, id: one}\n  - {q: Two?, a: *same, id: two}\n"
    desk.write(iam=cards).build()
    imported(desk)
    edited(
        desk,
        field("/two", "Answer", "Shared", "Own"),
        field("/two", "Question", "Two", "Zwei"),
    )
    result = pull(desk)
    assert result.stderr.count("[not-pulled]") == 1
    assert "the edit of the answer" in result.stderr
    assert source(desk) == f"cards:\n{cards}".replace("Two?", "Zwei?")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "Topic",
            "the edit of the topic in Anki can't be taken over: it is the title of the topic",
        ),
        ("Reversed", "the edit of `reversed` in Anki can't be taken over: it is a setting"),
    ],
)
def test_a_field_that_is_no_text_of_the_card_says_what_it_is(
    shipped: Desk, name: str, told: str
) -> None:
    edited(shipped, field("/iam", name, "", "y"))
    assert told in pull(shipped).stderr


def test_a_word_made_bold_is_told_with_its_marks(shipped: Desk) -> None:
    edited(shipped, field("/iam", "Answer", "access", "<b>access</b>"))
    assert "<b>access</b>" in pull(shipped).stdout


def test_a_push_after_a_pull_has_nothing_to_do_where_only_unseen_marks_differ(
    shipped: Desk,
) -> None:
    """The number by which choices are shuffled, and spaces that nobody sees."""
    edited(
        shipped,
        field("/choose", "Choices", "A bukket", "A bucket"),
        field("/iam", "Answer", "and access", "and  access or so"),
    )
    assert not pull(shipped).exit_code
    assert "nothing to do" in pushed(shipped)


def test_a_file_that_anki_exported_serves_too(shipped: Desk) -> None:
    with Learner(shipped.root / "me") as learner:
        field("/iam", "Answer", "managment", "management")(learner)
        options = ExportAnkiPackageOptions(
            with_scheduling=True, with_deck_configs=False, with_media=False, legacy=False
        )
        learner.col.export_anki_package(
            out_path=str(shipped.root / "me.apkg"), options=options, limit=None
        )
    assert not shipped.recto("pull", "--from", "me.apkg").exit_code
    assert "access management" in source(shipped)


def test_edits_of_two_decks_are_written_together_or_not_at_all(
    shipped: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited(shipped, field("/iam", "Answer", "managment", "management"))
    before = source(shipped), shipped.lock.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    result = pull(shipped)
    assert result.exit_code == 1
    assert "No space left on device" in result.stderr
    assert (source(shipped), shipped.lock.read_bytes()) == before


def test_an_edit_again_after_a_pull_is_an_edit_again(shipped: Desk) -> None:
    for old, new in (("managment", "management"), ("management", "managers")):
        edited(shipped, field("/iam", "Answer", old, new))
        assert not pull(shipped).exit_code
    assert "access managers" in source(shipped)
    nothing_to_do(shipped)


def test_an_adopted_deck_is_pulled_by_what_the_lock_shipped(tmp_path: Path) -> None:
    """It has no field Shipped, `<b>` for `<strong>`, and a note type that other decks use too."""
    desk = Desk(tmp_path)
    with Learner(tmp_path / "me") as learner:
        basic = learner.col.models.by_name("Basic")
        assert basic
        for front, deck in (("The <b>first</b>?", "Mine"), ("Second?", "Mine")):
            note = learner.col.new_note(basic)
            note.fields[:2] = [front, "yes"]
            learner.col.add_note(note, learner.col.decks.id(deck) or DeckId(1))
        options = ExportAnkiPackageOptions(
            with_scheduling=False, with_deck_configs=False, with_media=False, legacy=True
        )
        learner.col.export_anki_package(
            out_path=str(tmp_path / "mine.apkg"), options=options, limit=None
        )
    assert not desk.recto("adopt", "mine.apkg", "cards/mine").exit_code
    assert not desk.recto("build").exit_code
    assert "nothing to pull; 2 notes" in pull(desk).stdout
    with Learner(tmp_path / "me") as learner:
        [found] = learner.col.find_notes("first")
        note = learner.col.get_note(found)
        note.fields[:2] = ["The <b>very first</b>?", "no"]
        learner.col.update_note(note)
        for front, deck in (("Third?", "Mine::Below"), ("Of another deck?", "Other")):
            note = learner.col.new_note(basic)
            note.fields[:2] = [front, "yes"]
            learner.col.add_note(note, learner.col.decks.id(deck) or DeckId(1))
    before = (tmp_path / "cards" / "mine" / "mine.yaml").read_text("utf-8")
    assert not pull(desk).exit_code
    after = before.replace("**first**", "**very first**").replace('"yes"', '"no"', 1)
    written = (tmp_path / "cards" / "mine" / "mine.yaml").read_text("utf-8")
    assert written == after.replace("Back: yes", "Back: no", 1)
    drafts = (tmp_path / "cards" / "mine" / "from-anki.yaml").read_text("utf-8")
    assert "Third?" in drafts
    assert "Of another deck?" not in drafts
    assert not desk.recto("build").exit_code
    assert "nothing to pull" in pull(desk).stdout


MASKED = """
  - image: media/map.svg
    q: What is this?
    masks:
      Core: rect 10 10 20 20
      Edge:
        - rect 50 50 20 20
        - ellipse 80 80 10 10
    id: map
"""
FIRST = "{{c1::image-occlusion:rect:left=.1:top=.1:width=.2:height=.2}}"
LABEL = "{{c0::image-occlusion:text:left=.1:top=.6:text=Note\\: this:scale=1:fs=.05}}"
THIRD = "{{c3::image-occlusion:rect:left=.1:top=.7:width=.1:height=.1}}"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"></svg>'


def redrawn(desk: Desk, edit: Callable[[str], str]) -> Result:
    """A pull after somebody changed the masks in Anki's editor."""
    desk.write({"media/map.svg": SVG}, iam=MASKED).build()
    imported(desk)

    def draw(learner: Learner) -> None:
        note = learner.note("/map")
        note["Occlusion"] = edit(note["Occlusion"])
        learner.col.update_note(note)

    edited(desk, draw)
    return pull(desk)


def test_masks_that_the_editor_only_saved_are_no_edit(desk: Desk) -> None:
    """It moves each to its grid of pixels, and writes them in another order."""

    def saved(field: str) -> str:
        shapes = field.replace("left=.1:", "left=.0995:").split("<br>")[:-1]
        return "".join(f"{shape}<br>" for shape in reversed(shapes))

    assert "nothing to pull" in redrawn(desk, saved).stdout


def test_a_mask_that_was_moved_is_moved_in_the_source(desk: Desk) -> None:
    result = redrawn(desk, lambda field: field.replace("left=.1:top=.1", "left=.15:top=.1234"))
    assert not result.stderr
    assert source(desk) == f"cards:\n{MASKED}".replace("10 10 20 20", "15 12.34 20 20")
    nothing_to_do(desk)


DRAWN = MASKED.replace("masks:", "extra: Seen **from above**.\n    masks:")


def saved_in_the_mask_editor(desk: Desk, header: str, extra: str) -> Result:
    """A pull after a save in Anki's editor of masks, which puts a `<div>` around both texts."""
    desk.write({"media/map.svg": SVG}, iam=DRAWN).build()
    imported(desk)

    def save(learner: Learner) -> None:
        note = learner.note("/map")
        learner.col.update_image_occlusion_note(
            note_id=note.id,
            occlusions=note["Occlusion"],
            header=f"<div>{header}</div>",
            back_extra=f"<div>{extra}</div>",
            tags=note.tags,
        )

    edited(desk, save)
    return pull(desk)


def test_texts_that_the_mask_editor_only_saved_are_no_edit(desk: Desk) -> None:
    result = saved_in_the_mask_editor(
        desk, "What is this?", "<div>Seen <strong>from above</strong>.</div>"
    )
    assert "nothing to pull" in result.stdout


def test_texts_that_were_edited_in_the_mask_editor_come_without_its_tags(desk: Desk) -> None:
    result = saved_in_the_mask_editor(desk, "What is that?", "Seen <strong>from below</strong>.")
    assert not result.stderr
    assert source(desk) == f"cards:\n{DRAWN}".replace("this?", "that?").replace("above", "below")
    nothing_to_do(desk)


def test_a_question_and_more_may_be_added_to_masks_in_anki(desk: Desk) -> None:
    bare = MASKED.replace("    q: What is this?\n", "")
    desk.write({"media/map.svg": SVG}, iam=bare).build()
    imported(desk)
    edited(
        desk,
        field("/map", "Header", "", "<div>Where?</div>"),
        field("/map", "Back Extra", "", "More"),
    )
    result = pull(desk)
    assert not result.stderr
    assert "    q: Where?\n" in source(desk)
    assert "    extra: More\n" in source(desk)
    nothing_to_do(desk)


def test_the_question_above_masks_may_be_taken_away_in_anki(desk: Desk) -> None:
    desk.write({"media/map.svg": SVG}, iam=MASKED).build()
    imported(desk)
    edited(desk, field("/map", "Header", "What is this?", ""))
    assert not pull(desk).stderr
    assert source(desk) == f"cards:\n{MASKED}".replace("    q: What is this?\n", "")
    nothing_to_do(desk)


def test_each_mask_that_was_moved_is_told_as_the_source_has_it(desk: Desk) -> None:
    result = redrawn(
        desk, lambda f: f.replace("left=.1:", "left=.15:").replace("left=.5:", "left=.6:")
    )
    assert "iam.yaml:6: mask: “rect 10 10 20 20” → “rect 15 10 20 20”" in result.stdout
    assert "iam.yaml:8: mask: “rect 50 50 20 20” → “rect 60 50 20 20”" in result.stdout


def test_masks_that_both_moved_are_told_as_shapes(desk: Desk) -> None:
    desk.write({"media/map.svg": SVG}, iam=MASKED).build()
    imported(desk)
    edited(desk, field("/map", "Occlusion", "left=.1:", "left=.15:"))
    desk.write(iam=MASKED.replace("rect 10 10", "rect 12 10")).build()
    told = pull(desk).stderr
    assert "here: 1: rect 12 10 20 20, 2: ellipse 80 80 10 10, 2: rect 50 50 20 20" in told
    assert "Anki: 1: rect 15 10 20 20, 2: ellipse 80 80 10 10, 2: rect 50 50 20 20" in told


def test_a_rectangle_that_was_turned_becomes_a_polygon(desk: Desk) -> None:
    """About its top left corner, by ten-thousandths of a turn, as Anki's reviewer draws it."""
    turned = ".2:height=.1:angle=1250"
    result = redrawn(desk, lambda field: field.replace(".2:height=.2", turned, 1))
    assert not result.stderr
    corners = "polygon 10,10 24.14,24.14 17.07,31.21 2.93,17.07"
    assert source(desk) == f"cards:\n{MASKED}".replace("rect 10 10 20 20", corners)
    nothing_to_do(desk)


def test_a_mask_is_moved_though_others_were_grouped_anew(desk: Desk) -> None:
    """Of one mask the editor then writes the shapes in another order."""

    def regrouped(field: str) -> str:
        first, second, third, rest = field.replace("left=.1:", "left=.15:").split("<br>")
        return f"{third}<br>{second}<br>{first}<br>{rest}"

    assert not redrawn(desk, regrouped).stderr
    assert source(desk) == f"cards:\n{MASKED}".replace("10 10 20 20", "15 10 20 20")


def test_a_mask_pulled_to_the_edge_reaches_no_further(desk: Desk) -> None:
    """The editor rounds its left and its width, each for itself."""
    result = redrawn(
        desk, lambda field: field.replace("left=.1:top=.1:width=.2", "left=.1:top=.1:width=.9008")
    )
    assert not result.stderr
    assert "Core: rect 10 10 90 20" in source(desk)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (f"{FIRST}<br>", "", "the mask `Core` was deleted there"),
        ("left=.1:top=.1", "left=.5:top=.7", "the number of a deleted mask to the next one"),
        ("}}<br>", f"}}}}<br>{THIRD}<br>", "a mask was drawn there, `rect 10 70 10 10`"),
        ("ry=.05", "ry=.05:angle=600", "the mask `Edge` was turned there"),
        (".2}}", ".2:fill=#ff0000}}", "the mask `Core` has a colour of its own there"),
        ("}}<br>", f"}}}}<br>{LABEL}<br>", "a text was written on the picture there"),
    ],
)
def test_masks_on_which_only_an_author_can_decide_are_told(
    desk: Desk, old: str, new: str, message: str
) -> None:
    result = redrawn(desk, lambda field: field.replace(old, new, 1))
    assert "[not-pulled]" in result.stderr
    assert message in result.stderr
    assert source(desk) == f"cards:\n{MASKED}"


A_DAY = 86_400_000
AWS = Path(__file__).parent.parent / "cards" / "aws-security"
OURS = ("Key", "Shipped", "My notes", "Topic", "Reversed", "Occlusion", "Image", "Comments")


def test_a_word_of_every_field_of_the_aws_deck_comes_back(desk: Desk) -> None:
    """And then there is nothing to do, though half the deck was rewritten."""
    shutil.copytree(AWS, desk.root / "cards" / "aws")
    assert not desk.recto("build").exit_code
    package = desk.root / "build" / "aws.apkg"
    choice = Random(16)  # noqa: S311  # no secret
    words = 0
    with Learner(desk.root / "me") as learner:
        learner.imports(package)
        for note in learner.notes().values():
            for name in fields_of(note):
                found = re.finditer(r"<[^>]*>|&\w+;|\w+", note[name])
                spots = [spot for spot in found if spot[0][0] not in "<&"]
                if spots:
                    start, end = choice.choice(spots).span()
                    note[name] = f"{note[name][:start]}quokka{note[name][end:]}"
                    words += 1
            learner.col.update_note(note)
    assert words >= 1100
    result = pull(desk)
    assert not result.exit_code
    assert not result.stderr
    assert f"{words:,} edits came into" in result.stdout
    assert not desk.recto("build").exit_code
    with Learner(desk.root / "me") as learner:
        log = learner.imports(package)
        assert not log.new
        assert not log.conflicting
    assert "nothing to pull" in pull(desk).stdout


def fields_of(note: Note) -> Iterator[str]:
    """Those that somebody would edit; of a card with choices the choices, which tell the answer."""
    for name in note.keys():  # noqa: SIM118  # a note is no mapping
        if name not in OURS and not (name == "Answer" and note["Choices"]):
            yield name


def test_edits_of_spoken_cards_and_of_words_with_readings_come_back(desk: Desk) -> None:
    deck = "deck: Test\nid: test-aaaa2222\nvoice: ja_JP\nfurigana: true\n"
    cards = "\n  - q: 犬[いぬ]は 何[なに]?\n    a: An animl\n    id: dog\n"
    desk.write({"deck.yaml": deck}, iam=cards).build()
    imported(desk)
    edited(desk, field("dog", "Question", "何", "何物"), field("dog", "Answer", "animl", "animal"))
    result = pull(desk)
    assert result.exit_code == 0, result.output
    assert "a: An animal" in source(desk)
    assert "q: 犬[いぬ]は 何物[なに]?" in source(desk)


def pushed(desk: Desk) -> str:
    result = desk.recto("push", "--collection", "me/collection.anki2", "--yes")
    assert not result.exit_code, result.output
    return result.stdout


def test_push_edit_pull_push_and_nothing_is_to_do(shipped: Desk) -> None:
    """By a push in place of an import: choices, tags, a new extra, and a note made in Anki."""
    pushed(shipped)

    def tagged(learner: Learner) -> None:
        note = learner.note("/iam")
        note.tags.append("easy")
        learner.col.update_note(note)
        added(learner, Question="New one?", Answer="Yes")

    edited(
        shipped,
        field("/iam", "Answer", "managment", "management"),
        field("/choose", "Choices", "S3's", "The S3"),
        field("/gaps", "Extra", "", "One<br>Two"),
        tagged,
    )
    assert not pull(shipped).exit_code
    shipped.clock += A_DAY
    pushed(shipped)
    with Learner(shipped.root / "me") as learner:
        assert learner.note("/choose")["Answer"] == "The S3 API<br>IAM"
        assert "easy" in learner.note("/iam").tags
    again = pushed(shipped)
    assert "nothing" in again.lower(), again
    assert "nothing to pull" in pull(shipped).stdout


def test_an_author_who_goes_on_with_a_pulled_text_gets_no_conflict(shipped: Desk) -> None:
    edited(shipped, field("/iam", "Answer", "managment", "management"))
    assert not pull(shipped).exit_code
    written = source(shipped).replace("Identity and access", "Access and identity")
    (shipped.deck / "iam.yaml").write_text(written, "utf-8")
    pushed(shipped)
    with Learner(shipped.root / "me") as learner:
        assert learner.note("/iam")["Answer"] == "Access and identity management"
