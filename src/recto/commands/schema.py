"""JSON Schema of Recto's files, for editors: the loader's own keys, told in their language.

An editor reads YAML by YAML's rules, and Recto takes every value for the text that is written.
So a text may be a number, a boolean or null here, and `a:` passes, which to an editor is `a: ~`.
What a schema can't say (two cards with one question, a file that is missing), `recto check` says.

Beside draft 7 it uses what yaml-language-server adds to it: `errorMessage`, in an author's words,
`markdownDescription` and `defaultSnippets`. Other validators pass over them.
"""

from __future__ import annotations

import json
import re
from typing import Any

from recto.deck.identity import LONGEST_CARD_ID, LONGEST_DECK_ID
from recto.deck.kinds.form import Form, Key, Keys, Shape
from recto.deck.kinds.kind import ONE_ANSWER
from recto.deck.kinds.registry import FORMS_TOLD, KIND_KEYS, KINDS, MOST_TELLING_FIRST
from recto.diagnostics.catalogue import CATALOGUE, IGNORABLE
from recto.readers.keys import CARD_KEYS, DECK_KEYS, SINGLE_KEYS, TOPIC_KEYS

Schema = dict[str, Any]


def deck_schema() -> Schema:
    """Schema of a deck's `deck.yaml`."""
    return {"$schema": _DRAFT, "title": "deck.yaml of Recto", **_deck(DECK_KEYS)}


def topic_schema() -> Schema:
    """Schema of a topic file."""
    return {"$schema": _DRAFT, "title": "Topic of a Recto deck", **_topic()}


def schema() -> Schema:
    """Schema of any file of a deck; what stands in it tells which it is."""
    return {
        "$schema": _DRAFT,
        "title": "Decks and topics of Recto",
        "type": "object",
        # completes in an empty file
        "properties": {"deck": {"description": DECK_KEYS["deck"].doc}},
        "if": {"anyOf": [{"required": ["deck"]}, {"required": ["id"]}]},
        "then": {"if": {"required": ["cards"]}, "then": _ref("single"), "else": _ref("deck")},
        "else": _ref("topic"),
        "definitions": {
            "deck": _deck(DECK_KEYS),
            "topic": _topic(),
            "single": _deck(SINGLE_KEYS, "cards"),
        },
    }


_DRAFT = "http://json-schema.org/draft-07/schema#"


def as_json(made: Schema) -> str:
    """A schema as the text of a file."""
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def _deck(keys: Keys, *needs: str) -> Schema:
    return _mapping(keys, {"id": _DECK_ID}) | {"required": ["deck", "id", *needs]}


def _topic() -> Schema:
    return _mapping(TOPIC_KEYS) | {"required": ["cards"]}


# What a text looks like, as far as a pattern can say, in the dialect of ECMAScript and Python.
# Loader and checks say it exactly, and in words; here nothing may be refused that they take.
_SOMETHING = r"\S"
_WORD = r"[^\x00-/:-`{-\x7f\s]+"
_DECK_ID = rf"^\s*(?=\S{{1,{LONGEST_DECK_ID}}}\s*$)[a-z0-9]+(-[a-z0-9]+)*\s*$"
_CARD_ID = rf"^\s*(?=\S{{1,{LONGEST_CARD_ID}}}\s*$){_WORD}(-{_WORD})*\s*$"
_TAG = r'^\s*(?!([Ll][Ee][Ee][Cc][Hh]|[Mm][Aa][Rr][Kk][Ee][Dd])\s*$)(?!::)((?!::)[^\s",]|::(?!::|\s*$))+\s*$'
_CODES = sorted(IGNORABLE)
_PATTERNS = {
    "deck": r"^\s*(?=\S)(?!.*<[A-Za-z/!?])(?!::)((?!::)\S|[^\S\n](?!::)|::(?!::|\s|$))+\s*$",
    "report": r"""^\s*(https?://|mailto:)[^\s"'<>{}\\]+\s*$""",
    "tag": _TAG,
    "tags": _TAG,
    "ignore": rf"^\s*({'|'.join(_CODES)})\s*$",
}


def _mapping(keys: Keys, patterns: dict[str, str] | None = None) -> Schema:
    patterns = _PATTERNS | (patterns or {})
    return {
        "type": "object",
        "properties": {
            name: _described(key, patterns.get(name, key.pattern or _SOMETHING))
            for name, key in keys.items()
        },
        "additionalProperties": False,
    }


def _described(key: Key, pattern: str) -> Schema:
    plain = {"description": key.doc.replace("`", ""), "markdownDescription": key.doc}
    told = {"errorMessage": f"`{key.name}` takes {key.takes}: {key.doc}"}
    return plain | _held(key, pattern) | told


def _held(key: Key, pattern: str) -> Schema:
    """What a key may hold."""
    match key.shape:
        case Shape.FLAG:
            return {"type": ["boolean", "string"], "pattern": r"^\s*(true|false)\s*$"}
        case Shape.CARDS:
            return {"type": "array", "minItems": 1, "items": _card()}
        case Shape.TEXTS:
            return _texts(key, pattern)
        case Shape.TEXT_OR_TEXTS:
            text = _text(pattern)
            return text | _texts(key, pattern) | {"type": [*text["type"], "array"]}
        case Shape.TEXT:
            return {"enum": [*key.values]} if key.values else _text(pattern)


_PLAIN = {"number": "1", "boolean": "true", "null": "null"}
"""What else a text may be to an editor, each with an example."""


def _text(pattern: str) -> Schema:
    plain = [kind for kind, example in _PLAIN.items() if re.search(pattern, example)]
    return {"type": ["string", *plain], "pattern": pattern}


def _texts(key: Key, pattern: str) -> Schema:
    bounds = dict(zip(("minItems", "maxItems"), key.count or (1,), strict=False))
    return {"type": "array", "items": _text(pattern) | _codes(key), **bounds}


def _codes(key: Key) -> Schema:
    """The codes to choose from, each with what it tells, where a key takes codes."""
    if key.name != "ignore":
        return {}
    return {"enum": _CODES, "markdownEnumDescriptions": [CATALOGUE[code].what for code in _CODES]}


def _card() -> Schema:
    """A card; the first form whose keys it has says which others may join them."""
    told: Schema = {
        "if": {"required": ["q"]},
        "then": {"required": ["a"]},
        "else": {"required": ["q"]},
    }
    for kind in reversed(MOST_TELLING_FIRST):
        told = {"if": {"required": [*kind.form.needs]}, "then": _only(kind.form), "else": told}
    forms = [kind.form for kind in KINDS]
    snippets = [{"label": str(form).replace("`", ""), "body": _blank(form)} for form in forms]
    card = _mapping(CARD_KEYS, {"id": _CARD_ID})
    return {"title": "a card"} | card | told | {"defaultSnippets": snippets}


def _only(form: Form) -> Schema:
    surplus = sorted(KIND_KEYS.keys() - form.keys)
    properties: Schema = dict.fromkeys(surplus, False)
    if "a" in form.keys and "a" not in form.lists:
        properties["a"] = _text(_SOMETHING) | {"errorMessage": ONE_ANSWER}
    message = f"this doesn't go with {form}; {FORMS_TOLD}"
    return {"properties": properties, "errorMessage": message}


def _blank(form: Form) -> Schema:
    """A card of the form to fill in, as a snippet."""
    stops = {name: f"${number}" for number, name in enumerate(form.needs, 1)}
    return {n: [stop] if CARD_KEYS[n].shape is Shape.TEXTS else stop for n, stop in stops.items()}
