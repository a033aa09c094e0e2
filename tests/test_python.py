"""`import recto`: decks made by programs, the same as from YAML."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import recto
from desk import Desk
from learner import Learner
from recto.api.cards import Shapes
from recto.render.markdown import render
from recto.text import Text, cloze
from recto.text.html import unescaped

NOTE_TYPE = """id: word-aaaa
fields: [word, {reading: {format: plain}}, meaning, sound, source]
cards:
  - {name: Reading, front: "{{word}}", back: "{{FrontSide}} {{furigana:reading}} {{meaning}} {{sound}} {{source}}"}
  - {name: Meaning, front: "{{meaning}} {{tts ja_JP:word}}", back: "{{FrontSide}} {{word}}"}
"""
MEDIA = {"media/dot.svg": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'}
YAML = {
    "deck.yaml": """deck: All kinds
id: all-aaaa2222
ids: manual
tag: every
topics: [japanese, capitals/europe, empty-of-words]
description: Every **kind** of card.
license: CC0
report: https://example.org/faults
terms: [EU]
voice: {q: en_US, a: fr_FR}
""",
    "japanese.yaml": """notetype: word
source: "Jisho, https://jisho.org"
cards:
  - word: 犬
    reading: 犬[いぬ]
    meaning: dog ![](media/dot.svg)
    id: dog
    tags: [animal]
  - word: 猫
    meaning: |
      cat

      a pet
""",
    "capitals/europe.yaml": """title: Capitals
tags: [exam, "a::b"]
shuffle: false
furigana: true
cards:
  - q: What is the capital of France?
    a: Paris
    reversed: true
    hint: On the Seine
    extra: "Since 987: `Hugues Capet`."
    source: https://example.org/paris
    id: france
  - q: Which is in the EU?
    choices: [Oslo, Bern, Rome]
    a: [Rome]
    ignore: [question-vague]
  - q: How is the capital of Spain spelt?
    typed: Madrid
    a: In the middle
    accents: ignore
    voice: es_ES
  - cloze: "{{c1::Lisbon}} lies on the {{c2::Tagus::river}}."
    hide: all
    voice: none
  - image: media/dot.svg
    q: Which is it?
    masks:
      "a: b": rect 1 1 20 20
      c: [ellipse 50 50 20 20, rect 1 50 9 9]
      d: {was: e, shape: "polygon 30,30 40,30 35,40"}
    hide: all
    aspect: "1:1"
  - q: "犬[いぬ] $x^2$ \\\\*"
    a: "1.10"
    furigana: false
  - q: Not yet?
    a: No
    draft: true
""",
    "empty-of-words.yaml": "cards:\n- {q: '?', a: '!'}\n",
}


def program(folder: Path) -> recto.Deck:
    """The same deck as that of the sources above."""
    deck = recto.Deck(
        "All kinds",
        id="all-aaaa2222",
        folder=folder,
        tag="every",
        description="Every **kind** of card.",
        license="CC0",
        report="https://example.org/faults",
        terms=["EU"],
        voice={"q": "en_US", "a": "fr_FR"},
    )
    deck.topic("japanese", source="Jisho, https://jisho.org")
    dog = recto.Note("word", word="犬", reading="犬[いぬ]", meaning="dog ![](media/dot.svg)")
    deck.add(dog, topic="japanese", id="dog", tags=["animal"])
    deck.add(recto.Note("word", {"word": "猫"}, meaning="cat\r\n\r\na pet\n"), topic="japanese")
    europe = "capitals/europe"
    deck.topic(europe, title="Capitals", tags=["exam", "a::b"], shuffle=False, furigana=True)
    france = recto.Basic(
        "What is the capital of France?",
        "Paris",
        reversed=True,
        hint="On the Seine",
        extra="Since 987: `Hugues Capet`.",
        source="https://example.org/paris",
    )
    deck.add(france, topic=europe, id="france")
    choice = recto.Choice(
        "Which is in the EU?", ["Oslo", "Bern", "Rome"], ["Rome"], ignore=["question-vague"]
    )
    deck.add(choice, topic=europe)
    typed = recto.Typed(
        "How is the capital of Spain spelt?",
        "Madrid",
        "In the middle",
        accents="ignore",
        voice="es_ES",
    )
    deck.add(typed, topic=europe)
    deck.add(
        recto.Cloze("{{c1::Lisbon}} lies on the {{c2::Tagus::river}}.", hide="all", voice="none"),
        topic=europe,
    )
    masks: dict[str, Shapes | dict[str, Shapes]] = {
        "a: b": "rect 1 1 20 20",
        "c": ["ellipse 50 50 20 20", "rect 1 50 9 9"],
        "d": {"was": "e", "shape": "polygon 30,30 40,30 35,40"},
    }
    dot = recto.Occlusion("media/dot.svg", masks, "Which is it?", hide="all", aspect="1:1")
    deck.add(dot, topic=europe)
    deck.add(recto.Basic(" 犬[いぬ] $x^2$ \\*\n", "1.10", furigana=False), topic=europe)
    deck.add(recto.Basic("Not yet?", "No", draft=True), topic=europe)
    deck.add(recto.Basic("?", "!"), topic="empty-of-words")
    return deck


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")


def desks(tmp_path: Path, yaml: dict[str, str]) -> tuple[Desk, Path]:
    """A desk with a deck in YAML, and the folder of the same deck for a program."""
    written = Desk(tmp_path / "yaml")
    shared: dict[str, str | bytes] = {"notetypes/word.yaml": NOTE_TYPE, **MEDIA}
    written.write({**yaml, **shared})
    made = Desk(tmp_path / "python")
    for name, content in shared.items():
        path = made.deck / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return written, made.deck


@pytest.mark.usefixtures("noon")
def test_the_same_deck_gives_the_same_lock_and_package_to_the_byte(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    written, folder = desks(tmp_path, YAML)
    built = written.recto("build")
    assert built.exit_code == 0, built.output
    deck = program(folder)
    outcome = deck.build(tmp_path / "out")
    assert outcome.ok, outcome.errors
    assert outcome.package == tmp_path / "out" / "test.apkg"
    assert (folder / "recto.lock").read_bytes() == written.lock.read_bytes()
    assert outcome.package.read_bytes() == written.package.read_bytes()
    assert outcome.forecast
    assert len(outcome.forecast.new) == 9
    assert str(outcome.forecast) in built.stdout
    again = program(folder).build(tmp_path / "out", locked=True)
    assert again.ok
    assert again.forecast
    assert len(again.forecast.unchanged) == 9
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("noon")
def test_the_same_slips_are_told_in_the_same_words(tmp_path: Path) -> None:
    slips = {
        "deck.yaml": "deck: D\nid: Test Deck\nids: manual\ntopics: [a, my topic]\nvoice: ja\n",
        "a.yaml": """cards:
  - {q: Which?, choices: [x, y], a: z, tags: [a b]}
  - {q: Which one is it?, a: This, id: A B}
  - {q: Which one is it?, a: "That ![](media/none.png)"}
  - {cloze: nothing hidden}
  - {notetype: word, fields: {wrod: x}}
  - {q: "<script>", a: "$\\\\frac{1}{2$"}
""",
        "my topic.yaml": "cards:\n- {q: Why so?, a: Hm}\n",
    }
    written, folder = desks(tmp_path, slips)
    deck = recto.Deck("D", id="Test Deck", folder=folder, voice="ja")
    deck.add(recto.Choice("Which?", ["x", "y"], "z"), topic="a", tags=["a b"])
    deck.add(recto.Basic("Which one is it?", "This"), topic="a", id="A B")
    deck.add(recto.Basic("Which one is it?", "That ![](media/none.png)"), topic="a")
    deck.add(recto.Cloze("nothing hidden"), topic="a")
    deck.add(recto.Note("word", wrod="x"), topic="a")
    deck.add(recto.Basic("<script>", "$\\frac{1}{2$"), topic="a")
    deck.add(recto.Basic("Why so?", "Hm"), topic="my topic")
    told = deck.check()
    expected = {
        (each.code, each.message.replace("a.yaml:3", "a:2"))
        for each in written.inspect().diagnostics
    }
    assert {(each.code, each.message) for each in told} == expected
    assert len(expected) > 8
    assert not deck.build(tmp_path / "out").ok
    assert not (tmp_path / "out").exists()


def here() -> int:
    """The line that asks."""
    frame = inspect.currentframe()
    assert frame
    assert frame.f_back
    return frame.f_back.f_lineno


def test_a_slip_is_told_by_line_topic_and_number_of_its_card(tmp_path: Path) -> None:
    deck = recto.Deck("D", id="no-good-", folder=tmp_path / "d")
    first = here() - 1
    for number, right in enumerate("xzz", 1):
        deck.add(recto.Choice(f"Which of {number}?", ["x", "y"], right), topic="loop")
    added = here() - 1
    of_deck, *of_cards = deck.check()
    assert (of_deck.file, of_deck.line, of_deck.number) == (Path(__file__), first, 0)
    assert [(each.line, each.topic, each.number) for each in of_cards[:2]] == [
        (added, "loop", 2),
        (added, "loop", 3),
    ]
    assert isinstance(of_cards[0].card, recto.Choice)
    assert str(of_cards[0]) == (
        f"{__file__}:{added}: error: `z` is not among the choices; write the text of a choice, "
        "not its letter or number [choice-unknown] (loop, card 2)"
    )


def test_what_is_no_text_is_told_where_it_is_added(tmp_path: Path) -> None:
    deck = recto.Deck("D", id="d-aaaa2222", folder=tmp_path / "d")
    for wrong in (
        recto.Basic("How many?", 5),  # type: ignore[arg-type]
        recto.Basic(None, "x"),  # type: ignore[arg-type]
        recto.Note("word", word=3),  # type: ignore[arg-type]
        recto.Occlusion("a.png", {"a": 5}),  # type: ignore[dict-item]
    ):
        with pytest.raises(TypeError, match="takes a text, not"):
            deck.add(wrong)
    with pytest.raises(TypeError, match="`id` takes a text, not 2059400110"):
        recto.Deck("D", id=2059400110, folder=tmp_path / "d")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"`tags` takes a list of texts, not \{'exam'\}"):
        deck.add(recto.Basic("Which?", "This"), tags={"exam"})  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="a card is a Basic"):
        deck.add("Which?")  # type: ignore[arg-type]
    with pytest.raises(AttributeError, match="no attribute `Dekc`"):
        _ = recto.Dekc


@pytest.mark.parametrize("character", ["\x1f", "\ufdd0", "\ud800", "\x00", "e" + "\u0301" * 500])
def test_what_no_card_can_hold_is_an_error(tmp_path: Path, character: str) -> None:
    deck = recto.Deck("D", id="d-aaaa2222", folder=tmp_path / "d")
    deck.add(recto.Basic(f"Which {character}?", "This"))
    deck.add(recto.Occlusion("media/x.png", {f"A{character}B": "rect 1 1 9 9"}))
    deck.add(recto.Note("word", {f"wo{character}rd": "x"}))
    told = [each for each in deck.check() if each.code == "control-character"]
    assert [each.number for each in told] == [1, 2, 3]
    assert all(str(each).encode() for each in told)


def test_a_deck_that_changes_keeps_every_review(tmp_path: Path, learner: Learner) -> None:
    def deck(*capitals: tuple[str, str]) -> recto.Deck:
        made = recto.Deck("Capitals", id="capitals-aaaa2222", folder=tmp_path / "capitals")
        for country, city in capitals:
            made.add(
                recto.Basic(f"What is the capital of {country}?", city),
                topic="europe",
                id=country.lower(),
            )
        return made

    first = deck(("France", "Paris"), ("Italy", "Roma"), ("Spain", "Madrid")).build(tmp_path / "1")
    assert first.package
    learner.imports(first.package)
    learner.answer(learner.cards("italy")[0])
    due = learner.cards("italy")[0].due
    second = deck(("Italy", "Rome"), ("France", "Paris"), ("Peru", "Lima"))
    expected = second.forecast()
    assert expected.ok
    assert expected.package is None
    assert expected.forecast
    assert expected.forecast.updated == ("capitals-aaaa2222/basic/italy",)
    assert expected.forecast.new == ("capitals-aaaa2222/basic/peru",)
    assert expected.forecast.retired == ("capitals-aaaa2222/basic/spain",)
    assert "1 new, 1 updated" in str(expected.forecast)
    built = second.build(tmp_path / "2")
    assert built.package
    assert built.forecast == expected.forecast
    log = learner.imports(built.package)
    assert (len(log.new), len(log.updated), len(log.conflicting)) == (1, 1, 0)
    assert learner.cards("italy")[0].due == due
    assert "Rome" in learner.sides("italy")[1]
    since = second.forecast(since=first.package)
    assert since.forecast == built.forecast
    back = deck(("Italy", "Roma")).build(tmp_path / "3", after=tmp_path / "2")
    assert back.ok


def test_a_lost_lock_comes_back_from_a_package(tmp_path: Path) -> None:
    deck = recto.Deck("D", id="d-aaaa2222", folder=tmp_path / "d")
    deck.add(recto.Basic("Which?", "This"))
    built = deck.build(tmp_path / "out")
    assert built.package
    lock = tmp_path / "d" / "recto.lock"
    before = lock.read_bytes()
    assert [each.code for each in deck.recover(built.package)] == ["lock-present"]
    lock.unlink()
    assert [each.code for each in deck.build(tmp_path / "out").errors] == ["lock-missing"]
    assert not deck.recover(built.package)
    assert lock.read_bytes() == before


def test_a_folder_with_a_deck_in_yaml_is_not_overwritten(tmp_path: Path) -> None:
    desk = Desk(tmp_path).write(iam="- {q: Which?, a: This}")
    made = recto.Deck("D", id="test-aaaa2222", folder=desk.deck)
    made.add(recto.Basic("Which?", "This"))
    assert [each.code for each in made.build(tmp_path / "out").errors] == ["deck-nested"]


def test_a_deck_without_cards_is_an_error_and_no_exception(tmp_path: Path) -> None:
    outcome = recto.Deck("D", id="test-aaaa2222", folder=tmp_path / "d").build(tmp_path / "out")
    assert [each.code for each in outcome.errors] == ["deck-empty"]
    assert outcome.forecast is None


def test_the_api_is_small_and_imported_when_it_is_used() -> None:
    assert sorted(recto.__all__) == dir(recto)
    assert all(getattr(recto, name).__doc__ for name in recto.__all__ if name[0] != "_")
    code = "import sys, recto.cli; print([name for name in sys.modules if 'recto.api' in name])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"])))
def test_an_escaped_text_shows_as_it_is(text: str) -> None:
    shows_itself(text)


SIGNS = [*"\\`*_~<>&[]!#|${}:^-+=.)(\"'/ab1\n ", "http://a.b", "{{c1::", "}}", "\n- ", "$x$", "<b>"]


@given(st.lists(st.sampled_from(SIGNS), max_size=12).map("".join))
def test_signs_of_markdown_in_an_escaped_text_mean_nothing(text: str) -> None:
    shows_itself(text)


def shows_itself(text: str) -> None:
    for clozes in (False, True):
        finished, faults = render(Text(recto.escape(text), Path("x"), 1, 1), clozes=clozes)
        plain = unescaped(re.sub("<br>|</?p>", "\n", re.sub("</?span>", "", finished)))
        assert plain.split() == text.split()
        assert not faults
    if words := " ".join(text.split()):
        [one] = cloze.parse(f"{{{{c1::{recto.escape(words)}:: a hint}}}}").clozes
        assert one.end == len(f"{{{{c1::{recto.escape(words)}:: a hint}}}}")
