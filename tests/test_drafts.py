"""A draft may be unfinished: what is missing in it is told once it is one no more."""

from __future__ import annotations

import pytest
import yaml
from jsonschema import Draft7Validator

from desk import Desk
from learner import Learner
from recto.commands.schema import topic_schema
from test_own_types import WORD
from test_schema import Editor

WHOLE = "- {q: whole, a: card}\n"
BEGUN = (
    "q: x",
    "q: x\n  a:",
    "q: x\n  a: ''",
    "q:\n  a:",
    "a: y",
    "q: x\n  typed: ''",
    "typed: y",
    "q: x\n  choices: []",
    "q: x\n  choices: [one]",
    "q: x\n  choices: [one, '']\n  a: two",
    "choices: [one, two]",
    "cloze: ''",
    "cloze: Nothing is hidden yet.",
    "hint: later",
    "tags: [later]",
    "id: later",
    "q: x\n  tags: []\n  source:",
    "notetype: word",
    "notetype: word\n  meaning: dog",
    "notetype: word\n  word: ''",
    "notetype: word\n  fields: {word: ''}",
)


@pytest.mark.parametrize("begun", BEGUN)
def test_whatever_a_draft_lacks_the_deck_is_built(desk: Desk, begun: str) -> None:
    """Check, preview and build have nothing to say; the editor's schema neither."""
    card = f"- {begun}\n  draft: true\n"
    desk.write({"notetypes/word.yaml": WORD}, iam=WHOLE + card)
    assert [each.code for each in desk.try_build().diagnostics] == []
    for command in ("check", "preview"):
        result = desk.recto(command)
        assert (result.exit_code, result.stderr) == (0, ""), result.stdout
    content = yaml.load(f"cards:\n{card}", Loader=Editor)  # noqa: S506  # a safe loader
    assert not [*Draft7Validator(topic_schema()).iter_errors(content)]


@pytest.mark.parametrize("begun", BEGUN)
def test_what_it_lacks_is_told_once_it_is_published(desk: Desk, begun: str) -> None:
    desk.write({"notetypes/word.yaml": WORD}, iam=f"{WHOLE}- {begun}\n")
    assert desk.try_build().failed


def test_drafts_that_ask_nothing_yet_are_not_taken_for_each_other(desk: Desk) -> None:
    desk.write(iam=WHOLE + "- {q: '', a: one, draft: true}\n- {q: '', a: two, draft: true}\n")
    assert desk.try_build().diagnostics == []


@pytest.mark.parametrize("wrong", ["frage: x", "q: [x, y]", "q: {x: y}", "reversed: maybe"])
def test_what_stands_in_a_draft_is_checked_as_elsewhere(desk: Desk, wrong: str) -> None:
    desk.write(iam=f"{WHOLE}- {wrong}\n  draft: true\n")
    assert desk.try_build().failed


def test_a_card_emptied_for_a_rewrite_keeps_its_reviews(desk: Desk, learner: Learner) -> None:
    """Published, made a draft without an answer, published again with another."""
    desk.write(iam=WHOLE + "- {q: x, id: x, a: y}\n").build()
    learner.imports(desk.package)
    learner.answer(learner.cards("/x")[0])
    studied = _schedule(learner)
    desk.write(iam=WHOLE + "- {q: x, id: x, a: '', draft: true}\n").build()
    learner.imports(desk.package)
    desk.write(iam=WHOLE + "- {q: How is x today?, id: x, a: z}\n").build()
    log = learner.imports(desk.package)
    assert len(log.updated) == 1
    assert _schedule(learner) == studied


def _schedule(learner: Learner) -> tuple[int, int, int, int]:
    card = learner.cards("/x")[0]
    return card.id, card.due, card.ivl, card.reps
