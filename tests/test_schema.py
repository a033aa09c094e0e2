"""The schema for editors and the loader say the same, as far as a schema can say it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from desk import Desk
from recto.commands.schema import deck_schema, note_type_schema, schema, topic_schema, types_of
from recto.deck.identity import is_card_id, is_deck_id
from recto.deck.kinds.registry import KINDS
from recto.diagnostics import Location
from recto.diagnostics.catalogue import CATALOGUE, IGNORABLE
from recto.readers.keys import CARD_KEYS, DECK_KEYS, TOPIC_KEYS
from recto.readers.tags import tag_fault
from test_cases import CASES, EXPECTED, NAMES

ROOT = Path(__file__).parent.parent
WHOLE, DECK, TOPIC, NOTE_TYPE = (
    Draft7Validator(made()) for made in (schema, deck_schema, topic_schema, note_type_schema)
)

STRUCTURAL = {
    "bad-address",
    "bad-id",
    "bad-ignore",
    "bad-tag",
    "card-form",
    "choice-count",
    "cloze-none",
    "deck-id-missing",
    "deck-name",
    "empty-text",
    "missing-key",
    "typed-lines",
    "unknown-key",
    "unquoted-cloze",
    "wrong-type",
}
"""Codes whose fault lies in the shape of one file."""

A_COLON_AND_NOTHING = "to an editor `a:` is `a: ~`, and `~` is a text to Recto"
THE_NAME_OF_A_FILE = "the fault lies in the name of a file"
OF_A_TABLE = "the fault lies in the table, or in two keys together"
UNSEEN = {
    "deck-id-missing/one-file": "a topic with `deck:` and `cards:` has no id either",
    "bad-tag/folder-name": THE_NAME_OF_A_FILE,
    "bad-tag/name-of-a-one-file-deck": THE_NAME_OF_A_FILE,
    "deck-name/subdeck-with-colons": "a title that is well without `subdecks`",
    "deck-name/two-subdecks-of-one-name": "two files together make the fault",
    "empty-text/answer": A_COLON_AND_NOTHING,
    "empty-text/deck-name": A_COLON_AND_NOTHING,
    "empty-text/hash-sign-first": A_COLON_AND_NOTHING,
    "empty-text/question-and-answer": A_COLON_AND_NOTHING,
    "unknown-key/of-an-own-card": "the fields of a note type stand in another file",
    "missing-key/columns-without-table": OF_A_TABLE,
    "wrong-type/True-for-draft": "to an editor `True` is `true`",
}
"""Cases of these codes that no schema can refuse, and why."""


class Editor(yaml.SafeLoader):
    """YAML 1.2's core schema, by which yaml-language-server reads."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  # PyYAML's


for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    Editor.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)


MALFORMED = "|".join(
    (*STRUCTURAL, "^cloze-", "^mask-", "^file-", "^yaml-", "control-character", "duplicate-key")
)


class Source(NamedTuple):
    """A source of a case: its schema, and what an editor reads; nothing where that is no YAML."""

    name: str
    validator: Draft7Validator
    content: Any
    readable: bool = True

    def faults(self) -> list[str]:
        """Why an editor underlines something."""
        if not self.readable:
            return ["not YAML"]
        return [error.message for error in self.validator.iter_errors(self.content)]


def sources(case: str) -> Iterator[Source]:
    for path in sorted((CASES / case).rglob("*.y*ml")):
        if any(part.startswith(".") for part in path.relative_to(CASES).parts):
            continue
        in_folder = any((up / "deck.yaml").exists() for up in path.parents)
        validator = DECK if path.name == "deck.yaml" else TOPIC if in_folder else WHOLE
        if path.parent.name == "notetypes":
            validator = NOTE_TYPE
        try:
            content = yaml.load(path.read_text("utf-8-sig"), Loader=Editor)  # noqa: S506
        except yaml.YAMLError:
            yield Source(path.name, validator, None, readable=False)
        else:
            yield Source(path.name, validator, content)


def codes(case: str) -> set[str]:
    """The errors that Recto finds in a case."""
    told = (CASES / case / EXPECTED).read_text("utf-8")
    return set(re.findall(r": error: .*\[([a-z-]+)\]$", told, re.MULTILINE))


STRUCTURED = [
    name for name in NAMES if codes(name) & STRUCTURAL and not name.startswith("yaml-alias/")
]
"""Aliases of all but texts are left out: each is read again wherever it stands."""
WELL_FORMED = [name for name in NAMES if not re.search(MALFORMED, " ".join(codes(name)))]


@pytest.mark.parametrize("made", [schema, deck_schema, topic_schema, note_type_schema])
def test_schema_is_a_schema(made: Any) -> None:
    Draft7Validator.check_schema(made())


@pytest.mark.parametrize("case", STRUCTURED)
def test_schema_refuses_what_it_can(case: str) -> None:
    refused = any(source.faults() for source in sources(case))
    assert refused is (case not in UNSEEN)


@pytest.mark.parametrize("case", WELL_FORMED)
def test_schema_takes_what_is_well_formed(case: str) -> None:
    """Every valid case, and every one whose fault is of another sort."""
    assert not [(source.name, fault) for source in sources(case) for fault in source.faults()]


def test_schema_takes_the_deck_of_this_repository() -> None:
    for path in (ROOT / "cards").rglob("*.yaml"):
        content = yaml.load(path.read_text("utf-8"), Loader=Editor)  # noqa: S506
        assert not [error.message for error in WHOLE.iter_errors(content)], path


def test_every_unseen_case_exists() -> None:
    assert set(UNSEEN) <= set(STRUCTURED)


def built_in_card() -> Any:
    """A card that is no draft and names no note type, in a topic that names none."""
    return topic_schema()["else"]["properties"]["cards"]["items"]["else"]["else"]


def test_every_key_tells_what_it_is_for() -> None:
    """On hover; and the editor's complaint tells it too."""
    for keys, made in ((DECK_KEYS, deck_schema()), (TOPIC_KEYS, topic_schema())):
        assert [*made["properties"]] == [*keys]
        for name, key in keys.items():
            told = made["properties"][name]
            assert told["markdownDescription"] == key.doc
            assert key.doc in told["errorMessage"]
    card = built_in_card()
    assert [*card["properties"]] == [*CARD_KEYS]


def test_codes_to_ignore_are_completed_with_what_they_tell() -> None:
    for made in (deck_schema(), topic_schema(), built_in_card()):
        codes = made["properties"]["ignore"]["items"]
        assert set(codes["enum"]) == IGNORABLE
        assert codes["markdownEnumDescriptions"][0] == CATALOGUE[codes["enum"][0]].what


def test_every_form_of_card_can_be_filled_in() -> None:
    """The completions of a new card: each is a card once its gaps are filled."""
    card = built_in_card()
    assert len(card["defaultSnippets"]) == len(KINDS)
    for kind, snippet in zip(KINDS, card["defaultSnippets"], strict=True):
        assert set(snippet["body"]) == set(kind.form.needs)


@pytest.mark.parametrize(
    ("card", "fault"),
    [
        ({"q": "x"}, "'a' is a required property"),
        ({"a": "x"}, "'q' is a required property"),
        ({"q": "x", "choices": ["a", "b"]}, "'a' is a required property"),
        (
            {"q": "x", "a": ["a", "b"]},
            "['a', 'b'] is not of type 'string', 'number', 'boolean', 'null'",
        ),
        ({"q": "x", "typed": "y", "reversed": True}, "False schema does not allow True"),
        ({"cloze": "{{c1::x}}", "a": "y"}, "False schema does not allow 'y'"),
        (
            {"q": "x", "anwser": "y"},
            "Additional properties are not allowed ('anwser' was unexpected)",
        ),
    ],
)
def test_one_fault_of_a_card_is_one_complaint(card: dict[str, Any], fault: str) -> None:
    """No `oneOf`, whose failure lists every way not to be a card."""
    told = [error.message for error in TOPIC.iter_errors({"cards": [card]})]
    assert fault in told
    assert len(told) <= 2


def test_texts_are_texts_whatever_an_editor_takes_them_for() -> None:
    cards = (
        "cards:\n- {q: 1.10, a: no}\n- {q: 0x1F, choices: [1, 1.0, true, ~, 2024-01-01], a: 1}\n"
    )
    assert TOPIC.is_valid(yaml.load(cards, Loader=Editor))  # noqa: S506
    plain = json.loads(json.dumps(yaml.safe_load(cards), default=str))  # YAML 1.1
    assert TOPIC.is_valid(plain)


def test_command_prints_or_writes(desk: Desk) -> None:
    assert json.loads(desk.recto("schema").stdout) == schema()
    assert json.loads(desk.recto("schema", "topic").stdout) == topic_schema()
    assert json.loads(desk.recto("schema", "deck", "-o", "-").stdout) == deck_schema()
    assert desk.recto("schema", "-o", "recto.schema.json").stdout == ""
    assert json.loads((desk.root / "recto.schema.json").read_bytes()) == schema()


LETTERS = st.text("aZé漢ı̇ß0-_:.,<x/ \"'\n", max_size=9).filter(
    lambda text: unicodedata.is_normalized("NFC", text)
)


def takes(validator: Draft7Validator, **values: str) -> bool:
    """Whether the schema takes a deck with these values, or a card."""
    whole = {"deck": "D", "id": "d"} if validator is DECK else {"q": "x", "a": "y"}
    whole |= values
    return validator.is_valid(whole if validator is DECK else {"cards": [whole]})


@given(LETTERS)
def test_schema_refuses_no_id_tag_or_name_that_recto_takes(text: str) -> None:
    """And, but for letters that change when their case is folded, takes none that it refuses."""
    said = text.strip()
    plain = said.isascii()
    rules = (
        (takes(DECK, id=text), is_deck_id(said), True),
        (takes(TOPIC, id=text), is_card_id(said), plain),
        (takes(TOPIC, tags=text), bool(said) and not tag_fault(said, Location(Path())), plain),
        (takes(DECK, deck=text), is_name(said), plain),
    )
    for taken, well, exact in rules:
        assert taken or not well
        assert well or not (taken and exact)


def is_name(text: str) -> bool:
    """What the loader wants of a deck's name."""
    parts = text.split("::")
    whole = all(part == part.strip() and part for part in parts)
    return whole and "\n" not in text and not re.search("<[A-Za-z/!?]", text)


WORDS = """\
fields: [word, {reading: {about: Kana}}]
cards: [{name: Word, front: "{{word}}", back: "{{reading}}"}]
"""


def test_a_deck_completes_the_fields_of_its_own_note_types(desk: Desk) -> None:
    """On a topic or a card, and nothing else passes there."""
    desk.write({"notetypes/word.yaml": WORDS})
    [types] = types_of(desk.deck).results
    for made in (schema(types), topic_schema(types)):
        validator = Draft7Validator(made)

        def passes(validator: Draft7Validator = validator, **topic: Any) -> bool:
            return validator.is_valid(topic)

        word, wrong = {"word": "犬", "reading": "いぬ"}, {"word": "犬", "raeding": "いぬ"}
        assert passes(notetype="word", cards=[word])
        assert passes(cards=[{"notetype": "word", **word}, {"q": "x", "a": "y"}])
        assert passes(notetype="word", cards=[{"notetype": "basic", "q": "x", "a": "y"}])
        assert passes(notetype="word", cards=[{"word": "犬", "fields": {"reading": "いぬ"}}])
        assert not passes(notetype="word", cards=[wrong])
        assert not passes(cards=[{"notetype": "word", **wrong}])
        assert not passes(notetype="word", cards=[{"q": "x", "a": "y"}])
        assert not passes(cards=[word])
    text = json.dumps(topic_schema(types), ensure_ascii=False)
    assert '"description": "Kana"' in text
    assert '"body": {"word": "$1", "reading": "$2"}' in text
