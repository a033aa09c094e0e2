"""Notes and tables that nobody made for Recto become cards, and nothing of them is lost silently."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from desk import Desk
from docs import follow
from learner import Learner
from recto.adopting.conventions import CONVENTIONS
from recto.adopting.conventions.outline import Sort, outline
from recto.adopting.conventions.page import Taken, page_of, unwrapped
from recto.adopting.foreign import Foreign
from recto.adopting.readers import anki_text, markdown, tables
from recto.adopting.registry import reader_of

Card = dict[str, object]


def taken(text: str, name: str = "notes.md") -> tuple[str, Taken]:
    """Which convention takes a page, and what it finds."""
    page = page_of(text, name, is_markdown=name.endswith(".md"))
    convention = next(each for each in CONVENTIONS if each.takes(page))
    return convention.title, convention.read(page)


def cards(text: str, name: str = "notes.md") -> list[Card]:
    _, found = taken(text, name)
    return [dict(card) for section in found.sections for card in section.cards]


def adopted(folder: Path, name: str, text: str) -> Foreign:
    """What the reader of a file's format makes of it."""
    source = folder / name
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(text, "utf-8")
    reader = reader_of(source)
    assert reader
    foreign, faults = reader.read(source)
    assert foreign, faults
    return foreign


def sources(foreign: Foreign) -> dict[str, str | bytes]:
    """The files of what no learner has yet."""
    topics = {
        f"{each.path}.yaml": yaml.safe_dump(
            {**each.settings, **({"cards": [dict(c) for c in each.cards]} if each.cards else {})},
            allow_unicode=True,
            sort_keys=False,
        )
        for each in foreign.topics
    }
    return {**topics, **{path: content() for path, content in foreign.files.items()}}


# `Q:`, `A:` and `C:`

QUESTIONS = """---
name = "Birds"
---

<!-- from the walk in May -->

Q: What does a blackbird eat?
A: Worms,
berries and
insects.

- also: fruit

---

Q: What does it cost?

```
Q: no question
```
A: Nothing.

C: The [robin] sings in [winter] too, `a[0]` does not.

Somebody wrote this.
# A heading
A loose end.
"""


def test_letters_before_questions_and_answers_make_cards() -> None:
    title, found = taken(QUESTIONS)
    assert title == "`Q:` and `A:`"
    assert [dict(card) for section in found.sections for card in section.cards] == [
        {
            "q": "What does a blackbird eat?",
            "a": "Worms, berries and insects.\n\n- also: fruit",
        },
        {"q": "What does it cost?\n\n```\nQ: no question\n```", "a": "Nothing."},
        {
            "cloze": "The {{c1::robin}} sings in {{c2::winter}} too, `a[0]` does not.\n\n"
            "Somebody wrote this."
        },
    ]
    assert found.passed_over == [27]


def test_half_a_card_is_a_draft_and_an_answer_alone_is_told() -> None:
    _, found = taken("Q: Who?\n\nQ: Where?\nA: Here\n\nA: There\n")
    assert [dict(card) for card in found.sections[0].cards] == [
        {"q": "Who?", "draft": True},
        {"q": "Where?", "a": "Here"},
    ]
    assert found.passed_over == [6]


# `question :: answer`

PAIRS = """[[Botany]]

#flashcards/plants/trees #wood
## Trees

- **Which tree keeps its needles?** :: The spruce
<!--SR:!2025-11-03,180,264-->
Oak ::: Eiche
Which trees are there?
?
- oaks
- beeches

Big
tree
??
Redwood

The ==ash== is a ==tree==.
std::vector is in `a :: b`
"""


def test_double_colons_question_marks_and_highlights_make_cards() -> None:
    title, found = taken(PAIRS)
    assert title == "`question :: answer`"
    assert found.sections[0].title == "Trees"
    tags = ["plants::trees", "wood"]
    assert [dict(card) for card in found.sections[0].cards][:5] == [
        {"q": "Which tree keeps its needles?", "a": "The spruce", "tags": tags},
        {"q": "Oak", "a": "Eiche", "reversed": True, "tags": tags},
        {"q": "Which trees are there?", "a": "- oaks\n- beeches", "tags": tags},
        {"q": "Big\ntree", "a": "Redwood", "reversed": True, "tags": tags},
        {"cloze": "The {{c1::ash}} is a {{c2::tree}}.", "tags": tags},
    ]
    assert found.passed_over[0] == 1


def test_code_with_colons_is_no_card() -> None:
    title, _ = taken("# Notes\n\nUse `std :: vector` here.\n\n```\na :: b\nc :: d\n```\n")
    assert title == "study notes"


# headings with a text below


def test_headings_ask_and_texts_answer() -> None:
    text = (
        "# Cloud\n\n## What is a queue?\n\nA list of messages\nthat wait.\n\n[#basics](./x.md) [#two words]()\n"
        "\n## Longer\n\nFor whom?\n\n%\n\nFor you.\n\n### Deeper\n\nMore.\n\n## Alone\n\n- one\n"
    )
    title, found = taken(text)
    assert title == "headings with a text below"
    assert found.sections[0].title == "Cloud"
    assert [dict(card) for card in found.sections[0].cards] == [
        {
            "q": "What is a queue?",
            "a": "A list of messages that wait.",
            "tags": ["basics", "two_words"],
        },
        {"q": "Longer\n\nFor whom?", "a": "For you.\n\n### Deeper\n\nMore."},
        {"q": "Alone", "a": "one"},
    ]


# study notes

STUDY = """# The garden

Skip this

## Tools
- Spade: digs holes
- Rake: gathers leaves
  - in autumn
- Old things

## Things to do in spring
- Sow
- Water the beds

# Rules
- Never:
- pick flowers
- walk on the beds

# Compost

Rotten leaves are a good thing to have. Compost is the soil that worms make of leaves.
It takes a year. Nobody knows why.

**Worms**

Worms are animals that eat leaves.

Helpers in the garden:

The robin

The hedgehog

Bees – carry pollen
"""


def test_each_fact_of_study_notes_is_a_draft_with_its_line() -> None:
    title, found = taken(STUDY, "garden.txt")
    assert title == "study notes"
    drafts = found.sections[0].cards
    assert all(card["draft"] is True for card in drafts)
    assert [(card["q"], card["a"], card["source"]) for card in drafts] == [
        ("What is Spade?", "digs holes", "garden.txt, line 6"),
        ("What is Rake?", "gathers leaves\n- in autumn", "garden.txt, line 7"),
        (
            "What belongs to “Things to do in spring”?",
            "- Sow\n- Water the beds",
            "garden.txt, line 11",
        ),
        ("Never …?", "- pick flowers\n- walk on the beds", "garden.txt, line 16"),
        (
            "What is Compost?",
            "Compost is the soil that worms make of leaves. It takes a year. Nobody knows why.",
            "garden.txt, line 20",
        ),
        ("What are Worms?", "Worms are animals that eat leaves.", "garden.txt, line 25"),
        ("Helpers in the garden …?", "- The robin\n- The hedgehog", "garden.txt, line 29"),
        ("What are Bees?", "carry pollen", "garden.txt, line 35"),
    ]
    assert found.passed_over == [3, 9]


def test_bullets_and_headings_without_signs_are_read_too() -> None:
    text = (
        "Menu\n\nBirds\n\n  • Robin: sings\n  • Owl: hunts at night\n\nFish\n\n  • Carp\n  • Pike\n"
    )
    assert [(card["q"], card["a"]) for card in cards(text, "birds.txt")] == [
        ("Robin?", "sings"),
        ("Owl?", "hunts at night"),
        ("Fish …?", "- Carp\n- Pike"),
    ]


_LINES = st.sampled_from(
    [
        *("", "", "# Birds", "## Owls", "- Robin: sings in winter", "- Pike", "  - young ones"),
        *("Owls are birds that hunt at night.", "These things help:", "A short line", "1. first"),
        *(
            "**Bold**",
            "> quoted",
            "Q: who?",
            "A: me",
            "C: a [gap]",
            "one :: two",
            "?",
            "```",
            "---",
        ),
        *("  indented words", "| a | b |", "#flashcards/x", "See https://example.org: it is good"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_LINES, max_size=14), st.sampled_from(["notes.md", "notes.txt"]))
def test_every_word_is_on_a_card_or_its_line_is_told(lines: list[str], name: str) -> None:
    page = page_of("\n".join(lines), name, is_markdown=name.endswith(".md"))
    convention = next((each for each in CONVENTIONS if each.takes(page)), None)
    if convention is None:
        return
    found = convention.read(page)
    shown = " ".join(
        str(value)
        for section in found.sections
        for card in section.cards
        for value in card.values()
    ) + " ".join(section.title for section in found.sections)
    headings = {node.line for node in outline(page).all() if node.sort is Sort.HEADING}
    for number, line in enumerate(lines, 1):
        words = re.findall(r"\w{3,}", line)
        if number not in found.passed_over and number not in headings and words and line[0] != "#":
            assert all(word in shown for word in words), (line, convention.title)


def test_lines_that_were_cut_to_a_width_are_joined_and_others_stay() -> None:
    text = "one\ntwo\n\n- a\n  b\n- c\n\n```\nx\ny\n```\nthree  \nfour\n| a | b |\n|---|---|\n| 1 | 2 |"
    assert unwrapped(text) == (
        "one two\n\n- a b\n- c\n\n```\nx\ny\n```\nthree  \nfour\n| a | b |\n|---|---|\n| 1 | 2 |"
    )


# pages as a deck


def test_a_folder_of_notes_is_a_deck_with_its_pictures(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    (folder / "img").mkdir(parents=True)
    png = b"\x89PNG\r\n\x1a\n"
    (folder / "img" / "old map.png").write_bytes(png + b"1")
    (folder / "map.png").write_bytes(png + b"2")
    (folder / "README.md").write_text("# About\n\nThis vault :: nothing\n")
    (folder / "daily.md").write_text("# Today\n\nBought bread.\n")
    (folder / "sub").mkdir()
    (folder / "sub" / "maps.md").write_text(
        "Where? :: ![[old map.png|300]]\nWho? :: ![a](../map.png) and [[Anna|her]]\n"
        "Which? :: ![x](https://example.org/x.png)\nWhat? :: ![](gone.png)\n"
    )
    reader = reader_of(folder)
    assert reader
    foreign, _ = reader.read(folder)
    assert foreign
    assert [dict(card) for card in foreign.topics[0].cards] == [
        {"q": "Where?", "a": "![](<media/old map.png>){width=300px}"},
        {"q": "Who?", "a": "![a](media/map.png) and her"},
        {"q": "Which?", "a": "[x](<https://example.org/x.png>)"},
        {"q": "What?", "a": "(gone.png)"},
    ]
    assert foreign.topics[0].path == "sub/maps"
    assert {path: content() for path, content in foreign.files.items()} == {
        "media/old map.png": png + b"1",
        "media/map.png": png + b"2",
    }
    told = "\n".join(foreign.remarks)
    assert "sub/maps.md is read as `question :: answer`: 4 notes" in told
    assert "1 page without cards left out; adopt one by itself for drafts: daily.md" in told
    assert "1 file not found, the names stand in the texts: gone.png" in told
    assert "1 picture from the web" in told


def test_cards_that_ask_the_same_get_ids_and_the_deck_builds(tmp_path: Path, desk: Desk) -> None:
    foreign = adopted(tmp_path, "vim.md", "Q: x\nA: Cuts\n\nQ: x\nA: Deletes\n\nQ: y\nA: Copies\n")
    assert [card.get("id") for card in foreign.topics[0].cards] == ["x", "x-2", None]
    desk.write(sources(foreign)).build()


def test_sections_with_some_cards_are_topics(tmp_path: Path) -> None:
    body = "".join(
        f"## Week {n}\n\n" + "".join(f"q{n}{m} :: a\n" for m in range(3)) for n in (1, 2)
    )
    foreign = adopted(tmp_path, "course.md", f"# Course\n\n{body}")
    assert [(topic.path, topic.settings["title"]) for topic in foreign.topics] == [
        ("week-1", "Week 1"),
        ("week-2", "Week 2"),
    ]
    assert foreign.name == "Course"


def test_a_page_that_holds_nothing_is_refused_with_the_ways_to_write_one(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text("Just\n\nsome words\n")
    foreign, [fault] = markdown.read(tmp_path / "x.md")
    assert foreign is None
    assert "`question :: answer`" in fault.message


def test_what_no_card_may_hold_reads_as_it_is_written(tmp_path: Path, desk: Desk) -> None:
    text = "Q: <script>x</script>?\nA: `<b>` and <i>y</i>\n\nC: [a} {{c1::b\n\nC: [one] and [two]\n"
    foreign = adopted(tmp_path, "x.md", text)
    assert foreign.topics[0].cards[0] == {
        "q": "\\<script>x\\</script>?",
        "a": "`<b>` and <i>y</i>",
    }
    assert any("read as they are written" in each for each in foreign.remarks)
    desk.write(sources(foreign)).build()


# the command


def test_study_notes_become_a_deck_of_drafts_that_waits_for_its_author(desk: Desk) -> None:
    notes = desk.root / "garden.txt"
    notes.write_text(STUDY, "utf-8")
    result = desk.recto("adopt", notes, desk.root / "cards" / "garden")
    assert result.exit_code == 0, result.output
    assert "8 drafts, 1 topic" in result.output
    assert (
        "look at: garden.txt is read as study notes: 8 drafts; 2 lines are on none: 3, 9"
        in result.output
    )
    assert "delete `draft: true`" in result.output
    file = desk.root / "cards" / "garden" / "garden.yaml"
    file.write_text(file.read_text("utf-8").replace("    draft: true\n", "", 1), "utf-8")
    assert desk.recto("build", desk.root / "cards" / "garden").exit_code == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cards.md", QUESTIONS),
        ("pairs.md", PAIRS),
        ("words.csv", "Front,Back,Tags\nHund,dog,a\nKatze,cat,\n"),
        ("capitals.tsv", "country\tcapital\tarea\nFrance\tParis\t544\nSpain\tMadrid\t506\n"),
        ("export.txt", "#separator:tab\n#html:true\nHund\ta <b>dog</b>\n"),
    ],
)
def test_what_was_adopted_is_built_and_imported_as_new_cards(
    desk: Desk, tmp_path: Path, name: str, text: str
) -> None:
    (desk.root / name).write_text(text, "utf-8")
    folder = desk.root / "cards" / "new"
    assert desk.recto("adopt", desk.root / name, folder).exit_code == 0
    result = desk.recto("build", folder, "-o", desk.root / "build")
    assert result.exit_code == 0, result.output
    with Learner(tmp_path / "learner") as learner:
        log = learner.imports(desk.root / "build" / "new.apkg")
        assert log.new
        assert not log.conflicting
        assert learner.col.card_count()
    again = desk.recto("build", folder, "-o", desk.root / "build")
    assert "nothing changed" in again.output


def test_the_page_on_adopting_says_what_happens(tmp_path: Path) -> None:
    assert follow("adopt.md", tmp_path) == 2
    garden = (tmp_path / "cards" / "garden" / "garden.yaml").read_text("utf-8")
    page = (Path(__file__).parent.parent / "docs" / "adopt.md").read_text("utf-8")
    shown = page.partition("`cards/garden/garden.yaml` begins so:\n\n```yaml\n")[2].partition(
        "```"
    )[0]
    assert shown
    assert garden.startswith(shown)


# tables


def test_columns_called_as_everyone_calls_them_are_guessed(tmp_path: Path, desk: Desk) -> None:
    foreign = adopted(tmp_path, "words.tsv", "ID\tFront\tBack\tTags\nW-1\tHund\tdog\ta b\n")
    assert dict(foreign.topics[0].settings) == {
        "title": "Words",
        "table": "words.tsv",
        "columns": {"Front": "q", "Back": "a"},
    }
    assert foreign.files["words.tsv"]() == b"ID\tFront\tBack\tTags\nW-1\tHund\tdog\ta b\n"
    assert foreign.remarks == ("columns: ID, Front → q, Back → a, Tags",)
    desk.write(sources(foreign)).build()


def test_two_columns_without_a_head_are_question_and_answer(tmp_path: Path, desk: Desk) -> None:
    foreign = adopted(tmp_path, "w.csv", "Hund,dog\nKatze,cat\n")
    assert foreign.topics[0].settings["columns"] == ["q", "a"]
    assert "the first row is taken for a card" in foreign.remarks[0]
    desk.write(sources(foreign)).build()


def test_more_columns_get_a_note_type_that_shows_them_all(tmp_path: Path, desk: Desk) -> None:
    data = "country,capital,capital:de,Tags,source\nFrance,Paris,Paris,eu,\nSpain,Madrid,,eu,x\n"
    foreign = adopted(tmp_path, "capitals.csv", data)
    [topic] = foreign.topics
    assert topic.settings["notetype"] == "capitals"
    assert topic.settings["columns"] == {"capital:de": "capital de"}
    assert foreign.files["capitals.csv"]() == data.encode()
    desk.write(sources(foreign)).build()
    assert foreign.remarks == (
        "columns: country, capital, capital:de → capital de, Tags, source",
        (
            "they are fields of the note type in notetypes/capitals.yaml, whose card asks for the "
            "others by country"
        ),
    )
    note_type = yaml.safe_load(foreign.files["notetypes/capitals.yaml"]())
    assert note_type["fields"] == ["country", "capital", "capital de", "source"]


def test_what_recto_could_not_read_in_a_table_is_mended_and_said(
    tmp_path: Path, desk: Desk
) -> None:
    data = 'front,back,tags\nx,"```py\\na\\n```","big house, tree"\nx,b,\ny,c,\n'
    foreign = adopted(tmp_path, "t.csv", data)
    rows = foreign.files["t.csv"]().decode()
    assert rows == ('front,back,tags,id\nx,"```py\na\n```",big_house tree,x\nx,b,,x-2\ny,c,,\n')
    told = "\n".join(foreign.remarks)
    for words in ("commas", "`\\n` in cells with code", "2 rows ask what another asks"):
        assert words in told
    desk.write(sources(foreign)).build()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"q,a\nx,y,z\n", "table-row"),
        (b"q,a\n", "file-empty"),
        (b'q,a\n"x,y\n', "table-quotes"),
        (b"\xff\xfeq\x00", "not-utf-8"),
        (b"q,a\nStra\xdfe,street\n", "not-utf-8"),
    ],
)
def test_a_table_that_cannot_be_taken_is_refused_with_its_place(
    tmp_path: Path, data: bytes, code: str
) -> None:
    (tmp_path / "t.csv").write_bytes(data)
    foreign, [fault] = tables.read(tmp_path / "t.csv")
    assert foreign is None
    assert fault.code == code


def test_a_separator_that_nothing_tells_is_that_of_the_ending(tmp_path: Path) -> None:
    foreign = adopted(tmp_path, "t.csv", "q,a;b\nx,y;z\n")
    assert foreign.topics[0].settings["separator"] == ","
    assert "`,`" in foreign.remarks[-1]


# Anki's exports

HEAD = "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:6\n"


def test_an_export_of_ankis_own_note_types_has_the_notes_of_learners(tmp_path: Path) -> None:
    rows = 'g1\tBasic\tWords\tHund<br>x\ta <b>dog</b>\tnoun x\ng2\tCloze\tWords::B\t{{c1::a}}\t"c ""d"""\t\n'
    foreign = adopted(tmp_path, "notes.txt", HEAD + rows)
    assert foreign.name == "Words"
    assert not foreign.topics
    assert [
        (note.guid, note.type.name, note.type.id, note.fields, note.tags, note.deck)
        for note in foreign.notes
    ] == [
        ("g1", "Basic", None, ("Hund<br>x", "a <b>dog</b>"), ("noun", "x"), "Words"),
        ("g2", "Cloze", None, ("{{c1::a}}", 'c "d"'), (), "Words::B"),
    ]


def test_an_export_of_other_note_types_becomes_tables_of_new_cards(
    tmp_path: Path, desk: Desk
) -> None:
    rows = (
        "g1\tWord\tL::Nouns\tHund\tdog\tnoun\n"
        "g2\tWord\tL::Nouns\tKatze\t<i>cat</i>\t\n"
        "g3\tGaps\tL::Gaps\t{{c1::Rom}} is <b>big</b>\tthere\t\n"
    )
    foreign = adopted(tmp_path, "notes.txt", HEAD + rows)
    assert not foreign.notes
    assert [dict(topic.settings) for topic in foreign.topics] == [
        {"title": "Nouns Word", "table": "nouns-word.csv", "deck": "L::Nouns"},
        {"title": "Gaps Gaps", "table": "gaps-gaps.csv", "deck": "L::Gaps"},
    ]
    assert foreign.files["nouns-word.csv"]().decode() == ("q,a,tags\nHund,dog,noun\nKatze,*cat*,\n")
    assert (
        foreign.files["gaps-gaps.csv"]().decode() == "cloze,extra\n{{c1::Rom}} is **big**,there\n"
    )
    assert "“Word”, “Gaps”" in foreign.remarks[0]
    desk.write(sources(foreign)).build()


def test_plain_text_of_an_export_is_shown_as_it_stands(tmp_path: Path, desk: Desk) -> None:
    foreign = adopted(tmp_path, "cards.txt", '#separator:tab\n#html:false\na <b>*x*\t"one\ntwo"\n')
    assert foreign.files["cards.csv"]().decode() == 'q,a\na \\<b>\\*x\\*,"one\ntwo"\n'
    desk.write(sources(foreign)).build()


def test_an_export_without_notes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("#separator:tab\n#html:true\n")
    foreign, faults = anki_text.read(tmp_path / "x.txt")
    assert foreign is None
    assert faults


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x01\xff", b"#html:true", b"- " * 3000, b"# x\n" * 3000]
)
@pytest.mark.parametrize("name", ["x.md", "x.txt", "x.csv", "x.tsv"])
def test_no_bytes_raise(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    reader = reader_of(tmp_path / name)
    assert reader
    foreign, faults = reader.read(tmp_path / name)
    assert (foreign is None) == any(fault.severity == "error" for fault in faults)


@pytest.mark.parametrize(
    ("table", "draft"),
    [
        ("Frage;Antwort\nWas?;das\nZwei?;\n;leer\n", ["", "true", "true"]),
        ("Front,Back,draft\nWas?,das,\nZwei?\n,leer,false\n", ["", "true", "true"]),
        ("cloze,q,a\n{{c1::a}} b,,\n,Was?,das\n,Was?,\n", ["", "", "true"]),
        ("Word,Meaning,Example\nHund,dog,x\n,cat,y\nMaus,,\n", ["", "true", ""]),
    ],
)
def test_rows_with_too_little_for_a_card_become_drafts(
    desk: Desk, table: str, draft: list[str]
) -> None:
    (desk.root / "words.csv").write_text(table, "utf-8")
    done = desk.recto("adopt", "words.csv", "cards/test")
    assert done.exit_code == 0, done.output
    assert f"{draft.count('true')} draft" in done.stdout
    written = (desk.deck / "words.csv").read_text("utf-8")
    rows = [*csv.DictReader(io.StringIO(written), delimiter=";" if ";" in written else ",")]
    assert [row["draft"] for row in rows] == draft
    assert desk.build().notes == draft.count("")


def test_a_folder_of_plain_text_is_read_where_it_has_no_markdown(desk: Desk) -> None:
    notes = desk.root / "notes"
    (notes / "more").mkdir(parents=True)
    (notes / "birds.txt").write_text("# Birds\n- Owl: hunts at night\n")
    (notes / "more" / "trees.txt").write_text("# Trees\n- Oak: bears acorns\n")
    (notes / "more" / "words.csv").write_text("q,a\nx,y\n")
    told = desk.recto("adopt", "notes", "cards/notes").stdout
    assert "Notes: 2 drafts, 2 topics in cards/notes" in told
    assert "look at: 1 file left out, adopt each by itself: words.csv" in told
    (notes / "page.md").write_text("Who? :: She\nWhat? :: It\n")
    assert "2 notes, 2 cards, 1 topic" in desk.recto("adopt", "notes", "cards/page").stdout
