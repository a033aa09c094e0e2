"""`recto push` to a collection that no program has open, against the real Anki."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from anki.collection import ExportAnkiPackageOptions
from anki.notes import Note
from click.testing import Result

from desk import Desk
from learner import Learner

CARDS = """
- {q: Who owns the data?, a: You, id: data, tags: [exam]}
- {q: What is KMS?, a: A service for keys, id: kms, reversed: true}
- {q: What is IAM?, a: Identity and Access Management, id: iam}
- {cloze: "{{c1::AWS}} owns the {{c2::racks}}", id: racks}
"""


class Profile:
    """A learner whose Anki is closed while the author pushes."""

    def __init__(self, desk: Desk, name: str = "me") -> None:
        self.desk = desk
        self.folder = desk.root / name

    @property
    def file(self) -> Path:
        return self.folder / "collection.anki2"

    def opens(self) -> Learner:
        return Learner(self.folder)

    def push(self, *arguments: str, desk: Desk | None = None, yes: str = "--yes") -> Result:
        given = [each for each in (yes, *arguments) if each]
        return (desk or self.desk).recto("push", "--collection", self.folder, *given)

    def pushed(self, *arguments: str, desk: Desk | None = None) -> str:
        """What a push that has to succeed says."""
        result = self.push(*arguments, desk=desk)
        assert result.exit_code == 0, result.output
        return result.output


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An author whose first release was a month ago."""
    desk = Desk(tmp_path, clock=(int(time.time()) - 30 * 86_400) * 1000)
    desk.write(iam=CARDS).build()
    return desk


@pytest.fixture
def me(desk: Desk) -> Profile:
    """A learner who imported that release and answered every card."""
    profile = Profile(desk)
    with profile.opens() as learner:
        learner.imports(desk.package)
        for note in learner.notes().values():
            for card in note.cards():
                learner.answer(card)
    return profile


def reviews(learner: Learner) -> list[list[Sequence[Any]]]:
    """All that Anki knows of the learner's progress."""
    cards = "SELECT nid, ord, did, queue, type, due, ivl, factor, reps, lapses, data FROM cards"
    return [[*learner.db.all(query)] for query in (f"{cards} ORDER BY id", "SELECT * FROM revlog")]


def writes(learner: Learner, tail: str, tags: tuple[str, ...] = (), **fields: str) -> None:
    """Edit a note, as in the editor: `My_notes` stands for a name with a space."""
    note = learner.note(tail)
    for name, text in fields.items():
        note[name.replace("_", " ")] = text
    note.tags += tags
    learner.col.update_note(note)


def adds_a_field(learner: Learner, name: str, at: int) -> None:
    """Add a field to the basic note type, in the midst of the author's."""
    model = learner.note("/data").note_type()
    assert model
    field = learner.col.models.new_field(name)
    learner.col.models.add_field(model, field)
    learner.col.models.reposition_field(model, field, at)
    learner.col.models.update_dict(model)


def edited(old: str, new: str) -> str:
    assert old in CARDS
    return CARDS.replace(old, new)


def test_a_push_brings_what_an_import_brings(desk: Desk, me: Profile) -> None:
    new = "- {q: What is MFA?, a: A second proof, id: mfa}\n"
    desk.write(
        iam=edited("a: You", "a: The customer").replace(
            "- {q: What is KMS", f"{new}- {{q: What is KMS"
        )
    )
    with me.opens() as learner:
        before = reviews(learner)
    assert "1 new, 1 updated, 3 as they should be" in me.pushed()
    with me.opens() as learner:
        assert learner.note("/data")["Answer"] == "The customer"
        assert learner.note("/mfa")["Question"] == "What is MFA?"
        assert learner.deck_of("/mfa") == "Test"
        [card] = learner.cards("/mfa")
        assert (card.due, card.reps) == (2, 0)
        learner.col.remove_notes([learner.note("/mfa").id])
        assert reviews(learner) == before


def test_own_tags_words_and_fields_stay_where_an_import_empties_them(
    desk: Desk, me: Profile
) -> None:
    with me.opens() as learner:
        adds_a_field(learner, "Mine", 1)
        own = {"My_notes": "Look it up", "Mine": "a field", "Hint": "a hint", "Spare_3": "x"}
        writes(learner, "/data", ("mine", "leech", "marked"), **own)
        before = reviews(learner)
    desk.write(iam=edited("a: You", "a: The customer").replace("[exam]", "[exam, 2027]"))
    me.pushed()
    with me.opens() as learner:
        note = learner.note("/data")
        assert note["Answer"] == "The customer"
        assert [note[name.replace("_", " ")] for name in own] == list(own.values())
        assert set(note.tags) == {"exam", "2027", "test::iam", "mine", "leech", "marked"}
        assert reviews(learner) == before


def test_a_second_push_has_nothing_to_do(desk: Desk, me: Profile) -> None:
    with me.opens() as learner:
        writes(learner, "/data", ("mine",), Answer="Me", My_notes="words")
    desk.write(iam=edited("a: You", "a: The customer").replace("A service", "The service"))
    assert "2 updated" in me.pushed()
    before = me.file.read_bytes()
    assert "nothing to do" in me.pushed()
    assert me.file.read_bytes() == before


def test_where_both_changed_a_field_the_learners_text_stays_and_both_are_shown(
    desk: Desk, me: Profile
) -> None:
    with me.opens() as learner:
        writes(learner, "/data", Answer="Me, always")
    desk.write(iam=edited("a: You", "a: The customer"))
    told = me.pushed()
    assert "cards/test/iam.yaml:3" in told
    assert "“The customer”" in told
    assert "“Me, always”" in told
    with me.opens() as learner:
        assert learner.note("/data")["Answer"] == "Me, always"
        assert "!" in learner.note("/data")["Shipped"]
    told = me.pushed()
    assert "nothing to do" in told
    assert "both of you" in told
    assert "theirs, goes" in me.pushed("--overwrite")
    with me.opens() as learner:
        assert learner.note("/data")["Answer"] == "The customer"
        assert "!" not in learner.note("/data")["Shipped"]
    assert "both of you" not in me.pushed()


def test_a_conflict_that_the_learner_gave_up_is_none(desk: Desk, me: Profile) -> None:
    with me.opens() as learner:
        writes(learner, "/data", Answer="Me")
    desk.write(iam=edited("a: You", "a: The customer"))
    me.pushed()
    with me.opens() as learner:
        writes(learner, "/data", Answer="The customer")
    assert "both of you" not in me.pushed()
    desk.write(iam=edited("a: You", "a: Whoever pays"))
    assert "both of you" not in me.pushed()
    with me.opens() as learner:
        assert learner.note("/data")["Answer"] == "Whoever pays"


MASKED = """
- image: media/map.svg
  id: map
  q: What is this?
  masks: {Core: rect 10 10 20 20, Edge: rect 50 50 20 20}
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"></svg>'


def test_what_the_mask_editor_only_saved_is_no_conflict(desk: Desk, me: Profile) -> None:
    """It puts a `<div>` around the question; a moved mask is a conflict, told as sources have it."""
    desk.write({"media/map.svg": SVG}, iam=MASKED).build()
    with me.opens() as learner:
        learner.imports(desk.package)
        note = learner.note("/map")
        learner.col.update_image_occlusion_note(
            note_id=note.id,
            occlusions=note["Occlusion"].replace("left=.1:", "left=.15:"),
            header="<div>What is this?</div>",
            back_extra="",
            tags=note.tags,
        )
    desk.write(iam=MASKED.replace("this?", "that?").replace("50 50", "60 50"))
    told = me.pushed()
    assert "both of you changed the field Header" not in told
    assert "yours, waits  “1: rect 10 10 20 20, 2: rect 60 50 20 20”" in told
    assert "theirs, stays “1: rect 15 10 20 20, 2: rect 50 50 20 20”" in told
    with me.opens() as learner:
        assert learner.note("/map")["Header"] == "What is that?"


def test_what_only_the_learner_changed_stays_and_is_no_conflict(desk: Desk, me: Profile) -> None:
    with me.opens() as learner:
        writes(learner, "/data", Answer="Me")
    assert "nothing to do" in me.pushed()
    desk.write(iam=edited("q: Who owns the data?", "q: Whose are the data?"))
    told = me.pushed("--overwrite")
    assert "both of you" not in told
    with me.opens() as learner:
        note = learner.note("/data")
        assert (note["Question"], note["Answer"]) == ("Whose are the data?", "Me")


def test_an_edit_that_the_author_took_over_is_none_any_more(desk: Desk, me: Profile) -> None:
    """The note in Anki needs no change for that; the lock remembers."""
    with me.opens() as learner:
        writes(learner, "/data", ("mended",), Answer="The customer")
    desk.write(iam=edited("a: You", "a: The customer").replace("[exam]", "[exam, mended]"))
    before = me.file.read_bytes()
    assert "nothing to do" in me.pushed()
    assert me.file.read_bytes() == before
    desk.write(iam=edited("a: You", "a: The customer for ever"))
    assert "both of you" not in me.pushed()
    with me.opens() as learner:
        note = learner.note("/data")
        assert note["Answer"] == "The customer for ever"
        assert set(note.tags) == {"exam", "test::iam"}


def test_words_that_the_author_once_took_over_are_the_learners_when_written_anew(
    desk: Desk, me: Profile
) -> None:
    """What the lock remembers of an edit is older by then than the version that the note is."""
    with me.opens() as learner:
        writes(learner, "/data", ("mended",), Answer="The customer")
    assert desk.recto("pull", "--collection", me.folder).exit_code == 0
    desk.write(iam=edited("a: You", "a: Whoever pays"))
    me.pushed()
    with me.opens() as learner:
        assert learner.note("/data")["Answer"] == "Whoever pays"
        writes(learner, "/data", ("mended",), Answer="The customer")
    desk.write(iam=edited("a: You", "a: Whoever pays, extra: By contract"))
    assert "both of you" not in me.pushed()
    with me.opens() as learner:
        note = learner.note("/data")
        assert (note["Answer"], note["Extra"]) == ("The customer", "By contract")
        assert "mended" in note.tags


def test_what_ankidroids_editor_makes_of_line_ends_is_no_edit(desk: Desk, me: Profile) -> None:
    """It writes `<br>` for them in all fields of a note, of which one is edited."""
    code = "a: |\n    ```\n    one\n    two\n    ```\n  extra: |\n    - a\n    - b\n\n    c\n  id: code\n"
    desk.write(iam=f"{CARDS}\n- q: Which lines?\n  {code}")
    me.pushed()
    with me.opens() as learner:
        note = learner.note("/code")
        note["My notes"] = "mine"
        note.fields = [text.replace("\n", "<br>") for text in note.fields]
        assert "<br>" in note["Answer"]
        assert "<br>" not in note["Extra"]
        learner.col.update_note(note)
    assert "nothing to do" in me.pushed()
    desk.write(iam=f"{CARDS}\n- q: Which lines?\n  {code}".replace("two", "three"))
    assert "both of you" not in me.pushed()
    with me.opens() as learner:
        note = learner.note("/code")
        assert "three" in note["Answer"]
        assert note["My notes"] == "mine"


def test_a_tag_that_the_learner_took_off_stays_off_until_the_author_gives_it_anew(
    desk: Desk, me: Profile
) -> None:
    with me.opens() as learner:
        note = learner.note("/data")
        note.tags.remove("exam")
        learner.col.update_note(note)
    assert "nothing to do" in me.pushed()
    desk.write(iam=edited("a: You", "a: The customer"))
    me.pushed()
    with me.opens() as learner:
        assert learner.note("/data").tags == ["test::iam"]
    for tags in ("[other]", "[exam, other]"):
        desk.write(iam=edited("a: You", "a: The customer").replace("[exam]", tags))
        me.pushed()
    with me.opens() as learner:
        assert set(learner.note("/data").tags) == {"exam", "other", "test::iam"}


def test_a_note_without_shipped_is_compared_with_care(me: Profile) -> None:
    """Nobody knows then who changed what: a field that differs is a conflict."""
    with me.opens() as learner:
        writes(learner, "/data", ("mine",), Shipped="", Answer="Me")
    told = me.pushed()
    assert "both of you" in told
    with me.opens() as learner:
        note = learner.note("/data")
        assert note["Answer"] == "Me"
        assert set(note.tags) == {"exam", "test::iam", "mine"}
        assert note["Shipped"].endswith("2=08b041! 7=0dfc35")
    assert "nothing to do" in me.pushed()


def test_new_cards_of_a_note_come_and_old_ones_keep_their_schedule(desk: Desk, me: Profile) -> None:
    with me.opens() as learner:
        before = learner.db.all("SELECT * FROM cards ORDER BY id")
    text = edited("{{c2::racks}}", "{{c2::racks}} and the {{c3::doors}}")
    desk.write(iam=text.replace("id: iam}", "id: iam, reversed: true}"))
    me.pushed()
    with me.opens() as learner:
        assert [card.ord for card in learner.cards("/racks")] == [0, 1, 2]
        assert [card.ord for card in learner.cards("/iam")] == [0, 1]
        assert learner.db.all("SELECT * FROM cards ORDER BY id")[: len(before)] == before
        assert not learner.col.get_empty_cards().notes


def test_a_cloze_that_the_learner_edited_gets_no_card_for_words_it_lacks(
    desk: Desk, me: Profile
) -> None:
    with me.opens() as learner:
        writes(learner, "/racks", Text="{{c1::AWS}} owns all {{c2::racks}}")
    desk.write(iam=edited("{{c2::racks}}", "{{c2::racks}} and the {{c3::doors}}"))
    me.pushed()
    with me.opens() as learner:
        assert [card.ord for card in learner.cards("/racks")] == [0, 1]
        assert not learner.col.get_empty_cards().notes


def test_a_new_design_arrives_beside_a_field_of_the_learners(desk: Desk, me: Profile) -> None:
    """Even before the first one, by which Anki sorts: another sort field needs a full sync."""
    with me.opens() as learner:
        adds_a_field(learner, "Mine", 0)
    time.sleep(1.1)  # the later design arrives, and Anki counts seconds
    desk.write({"style.css": ".card { color: teal }"}, iam=edited("a: You", "a: The customer"))
    assert "design changes" in me.pushed()
    with me.opens() as learner:
        assert "teal" in learner.css("/data")
        assert "teal" in learner.css("/racks")
        model = learner.note("/data").note_type()
        assert model
        assert [field["name"] for field in model["flds"]][:2] == ["Mine", "Question"]
        assert model["sortf"] == 1
        assert learner.note("/data")["Answer"] == "The customer"
        assert "+" not in "".join(each.name for each in learner.col.models.all_names_and_ids())
    assert "nothing to do" in me.pushed()


def test_the_learners_own_styling_stays_until_the_authors_is_newer(desk: Desk, me: Profile) -> None:
    with me.opens() as learner:
        model = learner.note("/data").note_type()
        assert model
        model["css"] += ".mine { color: red }"
        learner.col.models.update_dict(model)
    desk.write(iam=edited("a: You", "a: The customer"))
    assert "design" not in me.pushed()
    with me.opens() as learner:
        assert ".mine" in learner.css("/data")
    time.sleep(1.1)
    desk.write({"style.css": ".card { color: teal }"})
    assert "design changes" in me.pushed()
    with me.opens() as learner:
        assert "teal" in learner.css("/data")
        assert ".mine" not in learner.css("/data")


def test_a_new_description_arrives_and_touches_no_note(desk: Desk, me: Profile) -> None:
    with me.opens() as learner:
        before = learner.db.all("SELECT * FROM notes"), reviews(learner)
    desk.write(
        {"deck.yaml": "deck: Test\nid: test-aaaa2222\nids: manual\ndescription: For the exam\n"}
    )
    assert "description changes" in me.pushed()
    with me.opens() as learner:
        [deck] = [each for each in learner.col.decks.all() if each["name"] == "Test"]
        assert "For the exam" in deck["desc"]
        assert (learner.db.all("SELECT * FROM notes"), reviews(learner)) == before
    assert "nothing to do" in me.pushed()


def test_pictures_arrive(desk: Desk, me: Profile) -> None:
    from test_media import PNG

    desk.write({"media/vpc.png": PNG}, iam=edited("a: You", 'a: "You ![a map](media/vpc.png)"'))
    me.pushed()
    with me.opens() as learner:
        media = Path(learner.col.media.dir())
        [name] = [each.name for each in media.iterdir()]
        assert name in learner.note("/data")["Answer"]
        assert (media / name).read_bytes() == PNG


def test_cards_move_only_where_that_is_asked_for(desk: Desk, me: Profile) -> None:
    """And those that the learner keeps in a deck of their own only from a deck that is named."""
    with me.opens() as learner:
        mine = learner.col.decks.id("Mine")
        assert mine
        learner.col.set_deck([learner.cards("/kms")[0].id], mine)
        before = reviews(learner)
    desk.write({"deck.yaml": "deck: Renamed\nid: test-aaaa2222\nids: manual\n"})
    told = me.pushed()
    assert "--move             5 cards from “Test” to “Renamed”" in told
    assert "--move-from DECK   1 card from “Mine”" in told
    with me.opens() as learner:
        assert reviews(learner) == before
    desk.write({"deck.yaml": "deck: Test\nid: test-aaaa2222\nids: manual\n"})
    desk.build()
    desk.write({"deck.yaml": "deck: Renamed\nid: test-aaaa2222\nids: manual\n"})
    assert "moved     5 cards" in me.pushed("--move")
    with me.opens() as learner:
        assert learner.deck_of("/data") == "Renamed"
        assert learner.deck_of("/kms") == "Mine"
        assert [row[4:] for row in reviews(learner)[0]] == [row[4:] for row in before[0]]
    assert "moved     1 card from “Mine”" in me.pushed("--move-from", "Mine")
    with me.opens() as learner:
        assert {learner.col.decks.name(card.did) for card in learner.cards("/kms")} == {"Renamed"}
    assert "nothing to do" in me.pushed("--move")
    assert "No card has to be moved from “Mnie”" in me.pushed("--move-from", "Mnie")


def test_a_card_that_a_filtered_deck_has_stays_in_it(desk: Desk, me: Profile) -> None:
    with me.opens() as learner:
        filtered = learner.col.decks.new_filtered("Cram")
        deck = learner.col.decks.get(filtered)
        assert deck
        deck["terms"] = [["Identity", 10, 0]]
        learner.col.decks.save(deck)
        learner.sched.rebuild_filtered_deck(filtered)
        assert learner.deck_of("/iam") == "Cram"
    desk.write({"deck.yaml": "deck: Renamed\nid: test-aaaa2222\nids: manual\n"})
    told = me.pushed("--move")
    assert "moved     5 cards" in told
    assert "1 card from “Test” to “Renamed”, which a filtered deck has" in told
    with me.opens() as learner:
        assert learner.deck_of("/iam") == "Cram"
        assert learner.deck_of("/data") == "Renamed"


def test_retired_notes_stay_are_suspended_or_deleted_as_asked(desk: Desk, me: Profile) -> None:
    """But never deleted where the learner wrote into them."""
    with me.opens() as learner:
        adds_a_field(learner, "Mine", 3)
        writes(learner, "/kms", My_notes="Ask Ann.")
    kept, _, _ = CARDS.partition("- {q: What is KMS?")
    desk.write(iam=kept)
    told = me.pushed()
    assert "--retired suspend  3 retired notes" in told
    with me.opens() as learner:
        assert {card.queue for card in learner.cards("/iam")} != {-1}
    assert "suspended 5 cards of retired notes" in me.pushed("--retired", "suspend")
    assert "nothing to do" in me.pushed("--retired", "suspend")
    with me.opens() as learner:
        assert {
            card.queue for key in ("/iam", "/kms", "/racks") for card in learner.cards(key)
        } == {-1}
        assert -1 not in {card.queue for card in learner.cards("/data")}
    assert "deleted   2 retired notes" in me.pushed("--retired", "delete")
    with me.opens() as learner:
        assert {key.rpartition("/")[2] for key in learner.notes()} == {"data", "kms"}
        assert learner.note("/kms")["My notes"] == "Ask Ann."
    assert "nothing to do" in me.pushed("--retired", "delete")


@pytest.mark.parametrize("own", ["tag", "edit", "leech"])
def test_a_retired_note_that_the_learner_tagged_or_edited_is_never_deleted(
    desk: Desk, me: Profile, own: str
) -> None:
    """But Anki's own `leech` is no tag of theirs."""
    with me.opens() as learner:
        tags = ("mine",) if own == "tag" else ("leech",)
        writes(learner, "/kms", tags, **({"Answer": "Keys, mostly"} if own == "edit" else {}))
    desk.write(iam=CARDS.partition("- {q: What is KMS?")[0])
    told = me.pushed("--retired", "delete")
    assert "All other reviews" in told
    with me.opens() as learner:
        left = {key.rpartition("/")[2] for key in learner.notes()}
        assert left == ({"data"} if own == "leech" else {"data", "kms"})
        if own != "leech":
            assert "suspended 2 cards of annotated, edited or tagged retired notes" in told
            assert {card.queue for card in learner.cards("/kms")} == {-1}


def test_a_copy_that_the_learner_made_is_no_other_authors_note(me: Profile) -> None:
    """Anki copies a note with its fields Key and Shipped."""
    with me.opens() as learner:
        note = learner.note("/data")
        model = note.note_type()
        assert model
        copied = learner.col.new_note(model)
        copied.fields = [*note.fields]
        learner.col.add_note(copied, learner.deck_id("Test"))
    assert "another author" not in me.pushed()


def test_a_note_of_another_type_is_named_and_left(me: Profile) -> None:
    with me.opens() as learner:
        note = learner.note("/data")
        basic = learner.col.models.by_name("Basic")
        assert basic
        info = learner.col.models.change_notetype_info(
            old_notetype_id=note.mid, new_notetype_id=basic["id"]
        )
        info.input.note_ids.append(note.id)
        learner.col.models.change_notetype_of_notes(info.input)
    told = me.pushed()
    assert "left      “Who owns the data?” (iam): in Anki this note has another note type" in told


@pytest.mark.parametrize("option", ["--collection", "--sync", "--user"])
def test_an_option_that_names_nothing_is_refused(desk: Desk, option: str) -> None:
    """It is of a variable that is not set, perhaps, and the running Anki is not meant."""
    result = desk.recto("push", "--yes", option, "")
    assert result.exit_code == 2
    assert f"{option} names nothing" in result.output


def test_a_file_and_an_anki_are_not_named_together(desk: Desk, me: Profile) -> None:
    result = desk.recto("pull", "--from", desk.package, "--collection", me.folder)
    assert result.exit_code == 2
    assert "name one" in result.output


def test_cards_that_show_nothing_are_deleted_only_where_that_is_asked_for(
    desk: Desk, me: Profile
) -> None:
    desk.write(iam=edited(", reversed: true", "").replace("{{c2::racks}}", "racks"))
    assert "2 cards that show nothing any more" in me.pushed()
    with me.opens() as learner:
        assert learner.col.card_count() == 6
    me.pushed("--empty")
    with me.opens() as learner:
        assert learner.col.card_count() == 4
        assert not learner.col.get_empty_cards().notes
    assert "nothing to do" in me.pushed("--empty")


def test_a_dry_run_and_a_no_change_nothing(desk: Desk, me: Profile) -> None:
    desk.write(iam=edited("a: You", "a: The customer"))
    before = {path: path.read_bytes() for path in desk.root.rglob("*") if path.is_file()}
    assert "1 updated" in me.pushed("--dry-run")
    declined = me.push(yes="")
    assert declined.exit_code == 1
    assert "Push?" in declined.output
    after = {path: path.read_bytes() for path in desk.root.rglob("*") if path.is_file()}
    assert after == before


def test_what_another_author_pushed_is_not_taken_back(
    desk: Desk, me: Profile, tmp_path: Path
) -> None:
    """Until the commits of both have come together."""
    other = Desk(tmp_path / "elsewhere", clock=desk.clock)
    other.write({path.name: path.read_bytes() for path in desk.deck.iterdir()})
    other.write(iam=edited("a: You", "a: The customer"))
    me.pushed(desk=other)
    before = me.file.read_bytes()
    for text in (CARDS, edited("a: You", "a: Nobody")):
        desk.write(iam=text)
        result = me.push()
        assert result.exit_code == 1
        assert "iam.yaml:3" in result.output
        assert "[push-behind]" in result.output
    assert me.file.read_bytes() == before
    both = [
        line for each in (desk, other) for line in each.lock.read_bytes().splitlines(keepends=True)
    ]
    desk.lock.write_bytes(b"".join(dict.fromkeys(both)))  # as git's union merge does
    me.pushed()
    with me.opens() as learner:
        assert learner.note("/data")["Answer"] == "Nobody"


def test_notes_of_another_author_are_left_alone_and_told_of(
    desk: Desk, me: Profile, tmp_path: Path
) -> None:
    other = Desk(tmp_path / "elsewhere", clock=desk.clock)
    other.write({path.name: path.read_bytes() for path in desk.deck.iterdir()})
    other.write(iam=CARDS + "- {q: What is MFA?, a: A second proof, id: mfa}\n")
    me.pushed(desk=other)
    told = me.pushed("--retired", "delete")
    assert "1 note that neither sources nor lock know" in told
    assert "nothing to do" in told


def test_learners_who_imported_by_hand_are_brought_up_to_date(desk: Desk, me: Profile) -> None:
    """Whichever version they have, and whatever of it the lock has forgotten."""
    versions = [edited("a: You", f"a: Version {number}") for number in range(3)]
    for version in versions:
        desk.write(iam=version).build()
        with Learner(desk.root / f"of {version[50:60].strip()}") as learner:
            learner.imports(desk.package)
    desk.write(iam=edited("a: You", "a: The last one"))
    me.pushed()
    for folder in desk.root.glob("of *"):
        profile = Profile(desk, folder.name)
        assert "both of you" not in profile.pushed()
        with profile.opens() as learner:
            assert learner.note("/data")["Answer"] == "The last one"


def test_an_import_by_hand_after_a_push_is_taken_and_a_push_after_it_has_nothing_to_do(
    desk: Desk, me: Profile
) -> None:
    desk.write(iam=edited("a: You", "a: The customer"))
    me.pushed()
    with me.opens() as learner:
        assert not learner.imports(desk.package).updated
    desk.clock = int(time.time() + 60) * 1000
    desk.write(iam=edited("a: You", "a: The customer alone")).build()
    with me.opens() as learner:
        assert len(learner.imports(desk.package).updated) == 1
    assert "nothing to do" in me.pushed()


def test_what_a_push_did_is_taken_back_by_the_line_that_it_prints(desk: Desk, me: Profile) -> None:
    before = me.file.read_bytes()
    desk.write(iam=edited("a: You", "a: The customer"))
    line = me.pushed().partition("close Anki and run: ")[2].strip()
    assert me.file.read_bytes() != before
    subprocess.run(line, shell=True, check=True)  # noqa: S602  # as a user pastes it
    assert me.file.read_bytes() == before


def test_a_few_backups_are_kept(desk: Desk, me: Profile) -> None:
    for number in range(5):
        desk.write(iam=edited("a: You", f"a: Version {number}"))
        me.pushed()
    assert len([*me.folder.glob("recto-backups/*")]) == 3


def test_new_fields_and_cards_of_an_own_type_arrive_beside_a_field_of_the_learners(
    desk: Desk,
) -> None:
    """They take spares, which get their names even where the learner's type is the later."""
    word = "name: Word\nfields: [word, meaning]\ncards:\n"
    card = "  - {name: Reading, front: '{{word}}', back: '{{meaning}}'}\n"
    cards = "notetype: word\ncards:\n  - {word: inu, id: inu, meaning: dog}\n"
    desk.write({"notetypes/word.yaml": word + card, "words.yaml": cards}).build()
    pupil = Profile(desk, "pupil")
    with pupil.opens() as learner:
        learner.imports(desk.package)
        for each in learner.cards("/inu"):
            learner.answer(each)
        model = learner.note("/inu").note_type()
        assert model
        learner.col.models.add_field(model, learner.col.models.new_field("Mine"))
        model["css"] += ".mine {}"
        learner.col.models.update_dict(model)
        learner.db.execute("UPDATE notetypes SET mtime_secs = ?", int(time.time()) + 5)
        writes(learner, "/inu", Mine="my dog")
        before = reviews(learner)
    more = "  - {name: Listening, front: '{{kana}}', back: '{{word}}'}\n"
    desk.write(
        {
            "notetypes/word.yaml": (desk.deck / "notetypes/word.yaml")
            .read_text("utf-8")
            .replace("meaning]", "meaning, kana]")
            + more,
            "words.yaml": cards.replace("meaning: dog", "meaning: dog, kana: いぬ"),
        }
    )
    pupil.pushed()
    with pupil.opens() as learner:
        note = learner.note("/inu")
        assert (note["kana"], note["Mine"]) == ("いぬ", "my dog")
        assert [card.ord for card in note.cards()] == [0, 1]
        assert ".mine" in learner.css("/inu")
        assert "いぬ" in learner.sides("/inu", 1)[0]
        learner.col.remove_cards_and_orphaned_notes([note.cards()[1].id])
        assert reviews(learner) == before
    assert "“inu” (words): 1 new card" in pupil.pushed()
    assert "nothing to do" in pupil.pushed()


def adopted(tmp_path: Path) -> tuple[Desk, Profile, Path]:
    """A deck that its author took over, somebody who learns the original, and the topic's file."""
    desk = Desk(tmp_path, clock=int(time.time()) * 1000)
    me = Profile(desk)
    with me.opens() as learner:
        basic = learner.col.models.by_name("Basic")
        deck = learner.col.decks.id("Old deck")
        assert basic
        assert deck
        for word in ("uno", "dos", "tres"):
            note = learner.col.new_note(basic)
            note.fields = [f"What is <b>{word}</b>?", word]
            learner.col.add_note(note, deck)
            learner.answer(note.cards()[0])
        learner.db.execute("UPDATE notes SET mod = mod - 86400")
        options = ExportAnkiPackageOptions(with_media=True, legacy=True)
        package = str(tmp_path / "old.apkg")
        learner.col.export_anki_package(out_path=package, options=options, limit=None)
    result = desk.recto("adopt", package, "cards/old")
    assert result.exit_code == 0, result.output
    files = [
        file for file in (tmp_path / "cards/old").iterdir() if file.suffix in (".csv", ".yaml")
    ]
    [topic] = [file for file in files if b"dos" in file.read_bytes()]
    return desk, me, topic


def of_word(learner: Learner, word: str) -> Note:
    [note] = [
        note for note in map(learner.note_of, learner.col.find_notes("")) if word in note.fields[0]
    ]
    return note


def test_an_adopted_deck_is_pushed_to_a_learner_of_the_original(tmp_path: Path) -> None:
    """Its notes can't say which version they are, so what is older than the lock's is updated."""
    desk, me, topic = adopted(tmp_path)
    with me.opens() as learner:
        before = reviews(learner)
    assert "nothing to do: 3" in me.pushed()
    for words in ("two", "zwei"):
        text = topic.read_text("utf-8")
        topic.write_text(re.sub(r"(?<=[ ,])(dos|two)$", words, text, flags=re.MULTILINE), "utf-8")
        if words == "zwei":
            assert desk.recto("build").exit_code == 0
        assert "1 updated" in me.pushed()
        with me.opens() as learner:
            texts = {note.fields[1] for note in map(learner.note_of, learner.col.find_notes(""))}
            assert texts == {"uno", words, "tres"}
            assert reviews(learner) == before
        assert "nothing to do" in me.pushed()


def test_what_only_a_learner_changed_in_an_adopted_deck_is_no_conflict(tmp_path: Path) -> None:
    """Although Markdown writes `<strong>` where the note has `<b>`; a pull and a push settle it."""
    desk, me, topic = adopted(tmp_path)
    with me.opens() as learner:
        note = of_word(learner, "dos")
        note.fields[0] = "What is <b><u>dos</u></b>?"
        learner.col.update_note(note)
    told = me.pushed()
    assert "nothing to do: 3" in told
    assert "both of you" not in told
    assert desk.recto("pull", "--collection", me.folder).exit_code == 0
    assert "**<u>dos</u>**" in topic.read_text("utf-8")
    assert "nothing to do: 3" in me.pushed()


def test_a_conflict_in_an_adopted_deck_is_one_to_a_pull_too(tmp_path: Path) -> None:
    """The lock remembers it, as the notes have no field that could."""
    desk, me, topic = adopted(tmp_path)
    with me.opens() as learner:
        note = of_word(learner, "dos")
        note.fields[1] = "zwo"
        learner.col.update_note(note)
    words = topic.read_text("utf-8")
    topic.write_text(re.sub(r"(?<=[ ,])dos$", "zwei", words, flags=re.MULTILINE), "utf-8")
    assert "both of you" in me.pushed()
    again = me.pushed()
    assert "both of you" in again
    assert "nothing to do" in again
    result = desk.recto("pull", "--collection", me.folder)
    assert result.exit_code == 1
    assert "[both-changed]" in result.stderr
    assert "zwei" in topic.read_text("utf-8")
    assert desk.recto("pull", "--collection", me.folder, "--theirs").exit_code == 0
    assert "zwo" in topic.read_text("utf-8")
    assert "both of you" not in me.pushed()
