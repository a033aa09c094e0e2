"""The deck of scripts: its facts agree with each other, and learners get every card of them."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

import pytest

from learner import Learner
from recto.commands.build import build
from recto.commands.check import inspect
from recto.commands.pipeline import Options


def _sounds(written: str) -> list[str]:
    return written.split()


SCRIPTS = Path(__file__).parents[1] / "cards" / "scripts"
GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        _sounds("a v g d e z i th i k l m n x o p r s s t y f ch ps o"),
        strict=True,
    )
)
RUSSIAN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        _sounds("a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch ” y ’ e yu ya"),
        strict=True,
    )
)


def rows(topic: str) -> list[dict[str, str]]:
    with (SCRIPTS / f"{topic}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def plain(text: str) -> str:
    """Letters without their accents."""
    return unicodedata.normalize(
        "NFC", re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", text))
    )


def test_every_letter_is_there_in_its_order() -> None:
    greek = "".join(row["letter"][-1] for row in rows("greek"))
    assert greek == "αβγδεζηθικλμνξοπρςτυφχψω"
    assert "".join(row["letter"][-1] for row in rows("russian")) == "".join(RUSSIAN)
    plain_kana, voiced = rows("kana")[:46], rows("kana")[46:]
    assert "".join(row["hiragana"] for row in plain_kana) == (
        "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん"
    )
    assert len(voiced) == 25
    for row in rows("kana"):
        name = unicodedata.name(row["hiragana"])
        assert unicodedata.name(row["katakana"]) == name.replace("HIRAGANA", "KATAKANA")


def test_capital_and_small_letter_are_one_letter() -> None:
    for row in (*rows("greek"), *rows("russian")):
        capital, small = row["letter"].split(" ", 1)
        assert capital.lower() == small[0]


@pytest.mark.parametrize(("topic", "letters"), [("greek", GREEK), ("russian", RUSSIAN)])
def test_readings_are_written_letter_by_letter(topic: str, letters: dict[str, str]) -> None:
    """ELOT 743, and BGN's `ye` at the begin of a word and behind vowels, ъ and ь."""
    for row in rows(topic):
        word = row["word"] if topic == "russian" else plain(row["word"])
        read = re.sub("(^|[аеёиоуыэюяъь])е", r"\1YE", word.lower())
        expected = "".join(letters.get(letter, letter) for letter in read).lower()
        assert (row["reading"] if topic == "russian" else plain(row["reading"])) == expected


def test_readings_of_kana_are_those_of_the_deck_itself() -> None:
    sounds = {row["hiragana"]: row["sound"] for row in rows("kana")}
    for row in rows("kana"):
        kana = re.sub(r"[^\sぁ-ん\[\]]+\[([ぁ-ん]+)\] ?", r"\1", row["word"])
        read = "".join(sounds[sign] for sign in kana if sign != " ")
        assert row["reading"].replace(" ", "") == read


def test_every_word_has_its_letter() -> None:
    for topic, key in (("greek", "letter"), ("russian", "letter"), ("kana", "hiragana")):
        for row in rows(topic):
            reading = re.sub(r"[^\s]\[|\]", "", row["word"])
            small = [sign for sign in row[key].split(" ", 1)[-1] if sign.isalpha()]
            assert any(sign in plain(reading).lower() or sign in reading for sign in small), row


def test_the_check_has_nothing_to_say() -> None:
    assert inspect([SCRIPTS], Options(Path("build"), 1)).diagnostics == []


def test_learners_get_every_card_and_hear_each_word_once(tmp_path: Path, learner: Learner) -> None:
    outcome = build([SCRIPTS], Options(tmp_path, 1_790_000_000_000, locked=True))
    assert not outcome.failed, outcome.diagnostics
    learner.imports(tmp_path / "scripts.apkg")
    assert learner.col.card_count() == 3 * (24 + 33) + 4 * 71
    for number in learner.col.find_cards("card:Word"):
        card = learner.col.get_card(number)
        assert not card.question_av_tags()
        [spoken] = card.answer_av_tags()
        assert spoken
