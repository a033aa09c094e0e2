"""A kind of card is one file and one line: here is a new one, and every command knows it.

It is laid into a copy of Recto's own files, so that nothing in them can have been made for it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import recto
from desk import DECK, Desk
from learner import Learner
from recto import lock as locks
from recto.deck.kinds.registry import KINDS
from recto.deck.model import digest
from recto.deck.notetypes import FIELDS
from recto.readers.decks import load_deck
from recto.readers.find import folder_home

KIND = '''
"""Steps to bring into their order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from recto.deck.kinds.form import Form, Key, Shape
from recto.deck.kinds.kind import Content, Given, Html, Kind, Q
from recto.diagnostics import Diagnostic
from recto.text import Text


@dataclass(frozen=True, slots=True)
class Steps(Content):
    q: Text
    steps: tuple[Text, ...]

    @property
    def kind(self) -> Kind:
        return STEPS_CARD

    @property
    def asked(self) -> Text:
        return self.q

    @property
    def answer(self) -> str:
        return ", ".join(step.value for step in self.steps)

    @property
    def answers(self) -> tuple[Text, ...]:
        return self.steps

    @property
    def recalled_in(self) -> str:
        return "Answer"

    def texts(self) -> Iterator[Text]:
        yield from (self.q, *self.steps)

    def fingerprint(self) -> dict[str, str]:
        return {"kind": "steps", "question": self.q.value, "answer": self.answer}

    def fields(self, html: Html) -> dict[str, str]:
        steps = "".join(f"<li>{html(step)}</li>" for step in self.steps)
        return {"Question": html(self.q), "Answer": f"<ol>{steps}</ol>"}


def _read(given: Given, faults: list[Diagnostic]) -> Steps | None:
    question, steps = given.text("q"), given.texts("steps")
    if len(steps) == 1:
        faults.append(Diagnostic(steps[0].at(), "choice-count", "one step has no order"))
    return Steps(question, steps) if question and steps else None


STEPS_CARD = Kind(
    name="steps",
    title="Steps",
    form=Form(("q", "steps")),
    keys=(Q, Key("steps", Shape.TEXTS, "What is done, in its order.")),
    read=_read,
)
'''
LINE = "from recto.deck.kinds.typed import TYPED_CARD\n"
CARD = """
  - q: How is a key {}?
    steps: [Create it, Enable rotation, Use it]
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Recto with one kind more."""
    house = tmp_path_factory.mktemp("house")
    shutil.copytree(Path(recto.__file__).parent, house / "recto")
    kinds = house / "recto" / "deck" / "kinds"
    (kinds / "steps.py").write_text(KIND, "utf-8")
    registry = kinds / "registry.py"
    text = registry.read_text("utf-8")
    assert LINE in text
    text = text.replace(LINE, f"from recto.deck.kinds.steps import STEPS_CARD\n{LINE}")
    text, lines = re.subn(r"^(KINDS = \([^)]*)\)$", r"\1, STEPS_CARD)", text, flags=re.MULTILINE)
    assert lines == 1
    registry.write_text(text, "utf-8")
    return house


def run(house: Path, desk: Desk, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(house), "XDG_CACHE_HOME": str(desk.root / "c")}
    command = [sys.executable, "-m", "recto", *arguments]
    return subprocess.run(
        command, cwd=desk.root, env=environment, capture_output=True, text=True, check=False
    )


def test_its_mistakes_are_told(house: Path, desk: Desk) -> None:
    desk.write(
        one="  - {q: What first?, steps: Wait}\n"
        "  - {q: What next?, steps: [Wait, Go], reversed: true}\n"
        "  - {q: What last?, steps: [Go]}\n"
        "  - {steps: [Wait, Go]}\n"
        "  - {q: '{{c1::What}}?', steps: [Wait, Go]}\n"
        "  - {q: What then?, steps: [Wait, '<script>x</script>']}\n"
    )
    checked = run(house, desk, "check")
    told = re.findall(r"yaml:(\d+):\d+: .*\[(.*)\]", checked.stdout)
    assert told == [
        ("2", "wrong-type"),
        ("3", "card-form"),
        ("4", "choice-count"),
        ("5", "missing-key"),
        ("7", "unsafe-html"),
        ("6", "cloze-misplaced"),
    ], checked.stdout + checked.stderr
    assert "`reversed` goes with `q` and `a` only, not with `steps`" in checked.stdout
    missing = desk.write(one="  - {q: What first?}\n")
    assert "`steps`" in run(house, missing, "check").stdout


def test_advice_is_given_on_it(house: Path, desk: Desk) -> None:
    steps = ", ".join(f"Step {n} of arn:aws:s3:*:x*y" for n in range(8))
    desk.write(one=f"  - {{q: How does one make an XQRS?, steps: [{steps}]}}\n")
    told = run(house, desk, "check").stdout
    for code in ("list-long", "acronym-unexplained", "emphasis-in-token"):
        assert f"[{code}]" in told, told


def test_it_is_built_and_a_learner_keeps_what_an_edit_touches(
    house: Path, desk: Desk, learner: Learner
) -> None:
    desk.write(one=CARD.format("made"))
    built = run(house, desk, "build")
    assert built.returncode == 0, built.stderr
    log = learner.imports(desk.package)
    assert len(log.new) == 1
    [(key, note)] = learner.notes().items()
    assert note["Answer"] == "<ol><li>Create it</li><li>Enable rotation</li><li>Use it</li></ol>"
    assert "How is a key made?" in learner.sides(key)[0]
    [entry] = read_lock(desk).entries.values()
    assert entry.parts["kind"] == digest("steps")
    learner.answer(learner.cards(key)[0])

    desk.write(one=CARD.format("made today"))
    diff = json.loads(run(house, desk, "diff", "--format", "json").stdout)["decks"][0]
    assert (diff["updated"], diff["new"], diff["retired"]) == (1, 0, 0)
    assert diff["notes"][0]["changed"] == ["question"]
    assert run(house, desk, "build").returncode == 0
    assert learner.imports(desk.package).updated == log.new
    assert [card.reps for card in learner.cards(key)] == [1]


def test_it_is_previewed(house: Path, desk: Desk) -> None:
    desk.write(one=CARD.format("made"))
    assert run(house, desk, "preview").returncode == 0
    page = (desk.root / "build" / "test.html").read_bytes()
    found = re.search(rb'id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    data = json.loads(found[1])
    assert data["kinds"]["steps"]["title"] == "Steps"
    assert data["notes"][0][2] == "steps"
    [[title, front, back, *_]] = data["cards"]
    assert title == "How is a key made?"
    assert "<li>Enable rotation</li>" in back
    assert "Enable rotation" not in front


def test_the_schema_completes_it(house: Path, desk: Desk) -> None:
    made = json.loads(run(house, desk, "schema", "topic").stdout)
    cards = made["else"]["properties"]["cards"]["items"]["else"]["else"]
    assert {"label": "q with steps", "body": {"q": "$1", "steps": ["$2"]}} in cards[
        "defaultSnippets"
    ]
    validator = jsonschema.Draft7Validator(made)
    assert validator.is_valid({"cards": [{"q": "How?", "steps": ["a", "b"]}]})
    assert not validator.is_valid({"cards": [{"q": "How?", "steps": ["a"], "reversed": True}]})


def read_lock(desk: Desk) -> locks.Lock:
    lock, faults = locks.read(desk.lock, "test-aaaa2222")
    assert lock
    assert not faults
    return lock


def test_each_kind_fills_fields_of_its_note_type(desk: Desk) -> None:
    """A name that the note type has not would lose a text without a word."""
    desk.write(
        {"deck.yaml": DECK},
        one="  - {q: a, a: b, reversed: true}\n  - {q: c, typed: d, a: e}\n"
        "  - {q: f, choices: [g, h], a: g}\n  - cloze: '{{c1::i}}'\n"
        "  - {image: a.png, masks: {j: rect 1 1 9 9}}\n",
    )
    deck, _ = load_deck(folder_home(desk.deck))
    assert deck
    assert {card.content.kind for card in deck.cards} == {*KINDS}
    for card in deck.cards:
        names = {field.name for field in FIELDS[card.family]}
        made = card.content.fields(lambda text, *_: text.value if text else "")
        assert made.keys() <= names
        assert {card.content.asked_in(n) for n in card.content.cards(made)} <= names
        assert card.content.recalled_in in {"", *names}
