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
from pathlib import Path
from typing import Any

from recto.commands.outcome import Outcome
from recto.deck.identity import LONGEST_CARD_ID, LONGEST_DECK_ID
from recto.deck.kinds.form import Form, Key, Keys, Shape, by_name
from recto.deck.kinds.kind import ONE_ANSWER, Kind
from recto.deck.kinds.own import HTML, kind_of_type
from recto.deck.kinds.own_type import OwnType
from recto.deck.kinds.registry import FORMS_TOLD, KINDS, MOST_TELLING_FIRST, refused_by
from recto.diagnostics.catalogue import CATALOGUE, IGNORABLE
from recto.readers.find import find_decks
from recto.readers.keys import (
    CARD_KEYS,
    CARD_KEYS_OF_TYPE,
    DECK_KEYS,
    FIELD_KEYS,
    NAMED_KEYS,
    NOTE_TYPE_KEYS,
    OWN_CARD_KEYS,
    SINGLE_KEYS,
    TOPIC_KEYS,
)
from recto.readers.notetypes import (
    BUILT_IN,
    Types,
    read_note_types,
)
from recto.text import voices

Schema = dict[str, Any]


def deck_schema() -> Schema:
    """Schema of a deck's `deck.yaml`."""
    return {"$schema": _DRAFT, "title": "deck.yaml of Recto", **_deck(DECK_KEYS)}


def topic_schema(types: Types | None = None) -> Schema:
    """Schema of a topic file; `types` are the deck's own note types, where they are known."""
    return {"$schema": _DRAFT, "title": "Topic of a Recto deck", **_topic(types or {})}


def note_type_schema() -> Schema:
    """Schema of a file in the folder `notetypes`."""
    return {"$schema": _DRAFT, "title": "Note type of a Recto deck", **_note_type()}


def schema(types: Types | None = None) -> Schema:
    """Schema of any file of a deck; what stands in it tells which it is."""
    of_deck = {
        "if": {"anyOf": [{"required": ["id"]}, {"required": ["deck"], "not": _HAS_CARDS}]},
        "then": {"if": _HAS_CARDS, "then": _ref("single"), "else": _ref("deck")},
        "else": _ref("topic"),  # which may name a deck too
    }
    return {
        "$schema": _DRAFT,
        "title": "Decks, topics and note types of Recto",
        "type": "object",
        # completes in an empty file
        "properties": {"deck": {"description": DECK_KEYS["deck"].doc}},
        "if": {"required": ["fields"]},
        "then": _ref("notetype"),
        "else": of_deck,
        "definitions": {
            "deck": _deck(DECK_KEYS),
            "topic": _topic(types or {}),
            "single": _deck(SINGLE_KEYS) | _HAS_CARDS,
            "notetype": _note_type(),
        },
    }


def types_of(path: Path) -> Outcome[Types]:
    """The own note types of the deck at a path."""
    homes, faults = find_decks(path)
    outcome: Outcome[Types] = Outcome(diagnostics=faults)
    for home in homes:
        types, faults = read_note_types(home, "")
        outcome.results.append(types)
        outcome.diagnostics += faults
    return outcome


_HAS_CARDS: Schema = {"anyOf": [{"required": ["cards"]}, {"required": ["table"]}]}
_DRAFT = "http://json-schema.org/draft-07/schema#"


def as_json(made: Schema) -> str:
    """A schema as the text of a file."""
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def _deck(keys: Keys) -> Schema:
    return _mapping(keys, {"id": _DECK_ID}) | {"required": ["deck", "id"]}


def _topic(types: Types) -> Schema:
    """A topic, whose cards are of the note type that it names, unless they name another."""
    topic = _mapping(TOPIC_KEYS) | _HAS_CARDS
    topic["properties"]["notetype"] |= _names_of(types)
    del topic["properties"]["cards"]["items"]  # told below
    told = _cards_are(_card_of(types, _any_own_card()))
    for name in types:
        told = {
            "if": _names(name),
            "then": _cards_are(_card_of(types, _own_card(types[name]))),
            "else": told,
        }
    return topic | {
        "if": {"required": ["notetype"]},
        "then": told,
        "else": _cards_are(_card_of(types, _card())),
    }


def _names_of(types: Types) -> Schema:
    return {"examples": [*types]} if types else {}


def _names(name: str) -> Schema:
    """Whether a mapping names this note type."""
    return {"required": ["notetype"], "properties": {"notetype": {"const": name}}}


def _cards_are(card: Schema) -> Schema:
    return {"properties": {"cards": {"items": card}}}


def _card_of(types: Types, otherwise: Schema) -> Schema:
    """A card, of the note type that it names itself, if it does."""
    told = _any_own_card()
    for name in BUILT_IN:
        told = {"if": _names(name), "then": _card(), "else": told}
    for name, type_ in types.items():
        told = {"if": _names(name), "then": _own_card(type_), "else": told}
    return {"if": {"required": ["notetype"]}, "then": told, "else": otherwise}


def _own_card(type_: OwnType | None) -> Schema:
    """A card of a note type whose fields are known."""
    if type_ is None:
        return _any_own_card()
    kind = kind_of_type(type_)
    fields = _mapping(by_name(*kind.keys))
    fields["properties"] = {name: _or_html(text) for name, text in fields["properties"].items()}
    card = _mapping(OWN_CARD_KEYS, {"id": _CARD_ID})
    # an adopted field may be called as one of a card's own keys
    card["properties"] = fields["properties"] | card["properties"] | {"fields": fields}
    body = {
        name: f"${number}" for number, name in enumerate((field.key for field in type_.fields), 1)
    }
    snippets = [{"label": type_.name, "body": body}]
    return _or_draft({"title": f"a card of {type_.name}"} | card | {"defaultSnippets": snippets})


def _any_own_card() -> Schema:
    """A card of a note type of which nobody knows the fields here."""
    card = _mapping(OWN_CARD_KEYS, {"id": _CARD_ID})
    card["additionalProperties"] = _or_html(_text(_SOMETHING))
    only = [name for name in OWN_CARD_KEYS if name != "fields"]
    return _or_draft(card | {"not": {"propertyNames": {"enum": only}}})


def _or_html(text: Schema) -> Schema:
    """A text of a field, or `{html: …}`."""
    return text | {
        "type": [*text["type"], "object"],
        "properties": {HTML: _text(_SOMETHING)},
        "required": [HTML],
        "additionalProperties": False,
    }


def _or_draft(card: Schema) -> Schema:
    """A card, or a draft with the same keys, in which anything may still be missing."""
    keys = {
        name: {told: text for told, text in key.items() if told in _DOCUMENTING}
        for name, key in card["properties"].items()
    }
    draft = {
        "title": "a draft",
        "type": "object",
        "properties": keys,
        "additionalProperties": bool(card["additionalProperties"]),
    }
    return {"if": _IS_DRAFT, "then": draft, "else": card}


_DOCUMENTING = ("description", "markdownDescription")
_IS_DRAFT: Schema = {"required": ["draft"], "properties": {"draft": {"enum": [True, "true"]}}}


def _note_type() -> Schema:
    made = _mapping(NOTE_TYPE_KEYS) | {"required": ["fields", "cards"]}
    described = {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": _mapping(FIELD_KEYS),
    }
    field = {"anyOf": [_text(_SOMETHING), described]}
    made["properties"]["fields"] |= {"items": field}
    card = _mapping(CARD_KEYS_OF_TYPE) | {"required": ["name", "front", "back"]}
    made["properties"]["cards"] |= {"items": card}
    return made


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
            return {"type": "array", "minItems": 1, "items": _card_of({}, _card())}
        case Shape.TEXTS | Shape.TEXT_OR_TEXTS:
            texts, text = _texts(key, pattern), _text(pattern)
            is_either = key.shape is Shape.TEXT_OR_TEXTS
            return text | texts | {"type": [*text["type"], "array"]} if is_either else texts
        case Shape.NAMED:
            return _named(pattern)
        case Shape.TEXT:
            return {"enum": [*key.values]} if key.values else _text(pattern)
        case _:
            return dict(_READ_ON[key.shape])


def _named(pattern: str) -> Schema:
    """Names, each with a text, a list of them, or both with a former name."""
    text = _text(pattern)
    several = text | {"items": text, "minItems": 1} | {"type": [*text["type"], "array"]}
    described = _mapping(NAMED_KEYS) | {"required": ["shape"]}
    described["properties"]["shape"] |= several
    each = {"anyOf": [several, described]}
    return {"type": "object", "minProperties": 1, "additionalProperties": each}


_PLAIN = {"number": "1", "boolean": "true", "null": "null"}
"""What else a text may be to an editor, each with an example."""


def _text(pattern: str) -> Schema:
    plain = [kind for kind, example in _PLAIN.items() if re.search(pattern, example)]
    return {"type": ["string", *plain], "pattern": pattern}


_NAME: Schema = {"type": ["string", "number", "boolean", "null"]}
_VOICE = _text(rf"^\s*(none|{voices.PATTERN})\s*$")
_VOICES: Schema = {
    "type": "object",
    "properties": {"q": _VOICE, "a": _VOICE},
    "minProperties": 1,
    "additionalProperties": False,
}
_READ_ON: dict[Shape, Schema] = {
    Shape.COLUMNS: {"type": ["array", "object"], "additionalProperties": _NAME, "items": _NAME},
    Shape.LIST: {"type": "array", "minItems": 1},
    Shape.MAPPING: {"type": "object"},
    Shape.VOICE: {"anyOf": [_VOICE, _VOICES]},
}
"""What holds more than texts, and is told where it is known."""


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
        told = {"if": {"required": [*kind.form.needs]}, "then": _only(kind), "else": told}
    forms = [kind.form for kind in KINDS]
    snippets = [{"label": str(form).replace("`", ""), "body": _blank(form)} for form in forms]
    card = _mapping(CARD_KEYS, {"id": _CARD_ID})
    return _or_draft({"title": "a card"} | card | told | {"defaultSnippets": snippets})


def _only(kind: Kind) -> Schema:
    form = kind.form
    properties: Schema = dict.fromkeys(sorted(refused_by(kind)), False)
    if "a" in form.keys and "a" not in form.lists:
        properties["a"] = _text(_SOMETHING) | {"errorMessage": ONE_ANSWER}
    message = f"this doesn't go with {form}; {FORMS_TOLD}"
    return {"properties": properties, "errorMessage": message}


def _blank(form: Form) -> Schema:
    """A card of the form to fill in, as a snippet."""
    stops = {name: f"${number}" for number, name in enumerate(form.needs, 1)}
    return {name: _blank_value(CARD_KEYS[name].shape, stop) for name, stop in stops.items()}


def _blank_value(shape: Shape, stop: str) -> Any:
    match shape:
        case Shape.TEXTS:
            return [stop]
        case Shape.NAMED:
            return {stop: "$9"}
        case _:
            return stop
