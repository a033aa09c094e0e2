"""Tables: what spreadsheets write is read as they mean it, and cards are those of YAML."""

from __future__ import annotations

import csv
import io
import itertools
import json
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from desk import Desk
from docs import blocks
from learner import Learner
from recto.deck.model import Card
from recto.readers.csv import parse
from recto.readers.csv.cells import MOST_COLUMNS

CELLS = st.text(st.sampled_from("ab ,;\t|\"'\r\n#é犬=:"), max_size=6)
SIGNS = st.sampled_from(",;\t|")


def read(data: bytes, separator: str = "") -> list[list[str]]:
    table, faults = parse(data, Path("t.csv"), separator)
    assert table, faults
    rows = [[text.value for text in row] for row in table.rows()]
    assert not table.faults
    return rows


def plain(rows: list[list[str]]) -> list[list[str]]:
    r"""Rows as they are read: stripped, with `\n`, without empty ends."""
    made = []
    for row in rows:
        cells = [c.replace("\r\n", "\n").replace("\r", "\n").strip() for c in row]
        while cells and not cells[-1]:
            cells.pop()
        made += [cells] if cells else []
    return made


@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=6),
    SIGNS,
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["", "\ufeff"]),
)
def test_what_python_writes_is_read_back(
    rows: list[list[str]], sign: str, quoting: int, end: str, bom: str
) -> None:
    if quoting == csv.QUOTE_MINIMAL:  # Python quotes but the line ends that it writes itself
        other = "\r" if end == "\n" else "\n"
        rows = [[cell.replace(other, "") for cell in row] for row in rows]
    file = io.StringIO()
    writer = csv.writer(file, delimiter=sign, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    writer.writerow(["q", "a"])
    writer.writerows(rows)
    assert read((bom + file.getvalue()).encode(), sign) == plain([["q", "a"], *rows])


def test_rows_fill_the_fields_of_an_own_note_type(desk: Desk) -> None:
    desk.write(
        {
            "notetypes/word.yaml": "fields: [word, choices]\ncards:\n- name: One\n"
            "  front: '{{word}}'\n  back: '{{choices}}'\n",
            "words.csv": "WORD,Choices,tags\nHund,a|b,x y\n",
            "words.yaml": "notetype: word\ntable: words.csv\n",
        }
    )
    table = cards(desk)
    card = "- word: Hund\n  choices: a|b\n  tags: [x, y]\n"
    assert table == cards(desk.write({"words.yaml": f"notetype: word\ncards:\n{card}"}))


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5))
def test_a_cell_stands_where_its_place_says(rows: list[list[str]]) -> None:
    file = io.StringIO()
    csv.writer(file).writerows([["q", "a"], *rows])
    text = file.getvalue()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    table, _ = parse(text.encode(), Path("t.csv"), ",")
    assert table
    for cell in itertools.chain.from_iterable(table.rows()):
        if cell.exact:
            assert lines[cell.line - 1][cell.column - 1 :].startswith(cell.value)


@given(st.binary(max_size=200))
def test_garbage_never_raises(data: bytes) -> None:
    table, faults = parse(data, Path("t.csv"))
    assert faults or table
    for _ in table.rows() if table else ():
        pass


@pytest.mark.parametrize("sign", ['"', "a,", "\n", '""', ","])
def test_megabytes_of_one_sign_are_told_fast(sign: str) -> None:
    began = time.process_time()
    table, _ = parse(b"q,a\n" + sign.encode() * 1_000_000, Path("t.csv"))
    assert table
    assert max(map(len, table.rows())) <= MOST_COLUMNS
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "data",
    [
        "q;a;tags\r\nWhich?;this, that;x y\r\n",  # Excel in Europe
        "\ufeffq;a;tags\r\nWhich?;this, that;x y\r\n",
        "sep=;\r\nq;a;tags\r\nWhich?;this, that;x y\r\n",
        'q,a,tags\nWhich?,"this, that",x y\n',  # LibreOffice
        '"q","a","tags"\n"Which?","this, that","x y"\n',
        'q,a,tags\r\nWhich?,"this, that",x y',  # Google
        "Q\tA\tTags\r\nWhich?\tthis, that\tx y\t\t\r\n\t\t\r\n",
        "#separator:tab\n#html:true\n#columns:q\ta\tlabels\n#tags column:3\nWhich?\tthis, that\tx y\n",
        "#separator:Semicolon\n#tags:x y\nq;a\nWhich?;this, that\n",
        "q|a|tags\rWhich?|this, that|x|\r".replace("x|", "x y|"),
    ],
)
def test_files_of_all_programs_make_the_card_of_yaml(data: str, desk: Desk) -> None:
    table = cards(desk.write({"words.csv": data, "words.yaml": "table: words.csv\n"}))
    written = cards(desk.write(words="- q: Which?\n  a: this, that\n  tags: [x, y]\n"))
    assert table == written


def test_a_table_beside_cards_builds_the_same_package(desk: Desk) -> None:
    rows = [[f"Which is {n}?", f'number {n}, "{n}"\nor so', f"t{n % 3}"] for n in range(60)]
    file = io.StringIO()
    csv.writer(file).writerows([["q", "a", "tags"], *rows[20:]])
    listed = [{"q": q, "a": a, "tags": [t]} for q, a, t in rows]
    head = yaml.safe_dump({"table": "words.csv", "cards": listed[:20]})
    mixed = cards(desk.write({"words.csv": file.getvalue(), "words.yaml": head}))
    assert mixed == cards(desk.write({"words.yaml": yaml.safe_dump({"cards": listed})}))


def test_bars_split_choices_and_nothing_else(desk: Desk) -> None:
    data = "q,a,choices\nWhich?,x \\| y|b,x \\| y|b|c\nWhat?,a|b,\n"
    desk.write({"words.csv": data, "words.yaml": "table: words.csv\n"})
    desk.write(ya="- q: Which?\n  a: [x | y, b]\n  choices: [x | y, b, c]\n- q: Where?\n  a: a|b\n")


def test_a_deck_in_one_file_may_have_a_table(desk: Desk) -> None:
    (desk.root / "my.yaml").write_text(
        "deck: My\nid: my-aaaa2222\ntable: my.csv\ncolumns: [q, a]\n"
    )
    (desk.root / "my.csv").write_text("Which?,this\nWhat?,that\n")
    result = desk.recto("build", "my.yaml")
    assert result.exit_code == 0
    assert result.stderr.count("\n") == result.stderr.count("the table has no column `id`") == 1
    assert "2 notes" in result.stdout


def test_the_examples_of_the_page_build(desk: Desk) -> None:
    for block in blocks("tables.md"):
        path = desk.root / block.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, "utf-8")
    result = desk.recto("build")
    assert result.exit_code == 0
    assert result.stderr.count("\n") == result.stderr.count("the table has no column `id`") == 2
    assert "3 notes" in result.stdout


def test_an_edit_of_the_table_is_seen_by_the_next_build(desk: Desk) -> None:
    desk.write({"words.csv": "q,a\nWhich?,this\n", "words.yaml": "table: words.csv\n"})
    desk.recto("build")
    desk.write({"words.csv": "q,a\nWhich?,that\n"})
    assert "1 updated" in desk.recto("build").stdout


@pytest.mark.parametrize(
    ("columns", "before", "after"),
    [
        (
            "",
            'q,a\r\nWho?,x\r\n,,\r\nWhat?,"y\nz"',
            'q,a,id\r\nWho?,x,{0}\r\n,,\r\nWhat?,"y\nz","{1}"',
        ),
        ("", "\ufeffid;q;a\n;Who?;x\nmine;What?;y\n", "\ufeffid;q;a\n{0};Who?;x\nmine;What?;y\n"),
        (
            "",
            '"q","a","id"\n"Who?","x",""\n"What?","y"\n',
            '"q","a","id"\n"Who?","x","{0}"\n"What?","y","{1}"\n',
        ),
        ("columns: [q, a, id]", "Who?\tx\nWhat?\ty\t\n", "Who?\tx\t{0}\nWhat?\ty\t{1}\n"),
        (
            "columns: {Name: id}",
            "Name|q|a\r|Who?|x\r |What?|y",
            "Name|q|a\r{0}|Who?|x\r{1}|What?|y",
        ),
    ],
)
def test_pin_writes_ids_and_no_other_byte(
    columns: str, before: str, after: str, desk: Desk
) -> None:
    desk.write({"words.csv": before, "words.yaml": f"table: words.csv\n{columns}\n"})
    desk.recto("build")
    entries = [json.loads(line) for line in desk.lock.read_text("utf-8").splitlines()]
    keys = {e["question"]: e["key"].rpartition("/")[2] for e in entries if "question" in e}
    assert desk.recto("pin").exit_code == 0
    expected = after.format(keys["Who?"], keys["What?"])
    assert (desk.deck / "words.csv").read_bytes() == expected.encode()
    assert "nothing changed" in desk.recto("build").stdout


def test_pin_says_where_only_the_topic_could_name_the_column(desk: Desk) -> None:
    desk.write({"words.csv": "Who?,x\n", "words.yaml": "table: words.csv\ncolumns: [q, a]\n"})
    desk.recto("build")
    assert "not-pinned" in desk.recto("pin").stderr
    assert (desk.deck / "words.csv").read_bytes() == b"Who?,x\n"


def cards(desk: Desk) -> list[str]:
    """What the deck's cards say, free of places."""
    return [said(card) for card in desk.prepare().deck.cards]


def said(card: Card) -> str:
    return f"{card.kind} {card.tags} {card.content.fingerprint()}"


def test_rows_keep_the_guids_that_learners_have(desk: Desk, tmp_path: Path) -> None:
    """A table that Anki exported, or another program, is no second deck to those who have its notes."""
    topic = "table: words.csv\n"
    desk.write({"words.csv": "q,a,id\nHund?,dog,hund\nKatze?,cat,katze\n", "words.yaml": topic})
    desk.build()
    with Learner(tmp_path / "learner") as learner:
        assert len(learner.imports(desk.package).new) == 2
        learner.answer(learner.cards("hund")[0])
        dog, cat = (learner.note(tail).guid for tail in ("hund", "katze"))
        other = Desk(tmp_path / "other", desk.clock + 10**7)
        rows = f'a;q;guid\nhound;Hund?;{dog}\nbird;Vogel?;"p7V""q<b&"\ncat;Katze?;{cat}\n'
        other.write({"words.csv": rows, "words.yaml": topic})
        other.build()
        assert {*guids(other).values()} == {dog, cat, 'p7V"q<b&'}
        log = learner.imports(other.package)
        assert log.new == {'p7V"q<b&'}
        assert not log.conflicting
        note = next(note for note in learner.notes().values() if note.guid == dog)
        assert "hound" in note["Answer"]
        assert [card.reps for card in note.cards()] == [1]


def test_the_lock_keeps_a_guid_whatever_the_table_says_later(desk: Desk) -> None:
    desk.write(
        {"words.csv": "q,a,id,guid\nHund?,dog,hund,first\n", "words.yaml": "table: words.csv\n"}
    )
    desk.build()
    desk.write({"words.csv": "q,a,id,guid\nHund?,dog,hund,other\nKatze?,cat,katze,first\n"})
    desk.build()
    assert guids(desk)["hund"] == "first"
    assert guids(desk)["katze"] not in ("first", "other")


def guids(desk: Desk) -> dict[str, str]:
    """The guid of each card in the lock, by its key."""
    lines = map(json.loads, desk.lock.read_text("utf-8").splitlines())
    return {line["key"].rpartition("/")[2]: line["guid"] for line in lines if "guid" in line}


def test_a_row_is_named_by_its_table_in_what_is_told_of_another(desk: Desk) -> None:
    desk.write({"words.csv": "q,a\nHund?,dog\nHund?,hound\n", "words.yaml": "table: words.csv\n"})
    [fault] = desk.faults()
    assert "the card at words.csv:2 asks the same" in fault.message
