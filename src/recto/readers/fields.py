"""A mapping of a source, held against the keys that may stand in it."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, NamedTuple

from recto.deck.kinds.form import Key, Keys, Named, Shape
from recto.diagnostics import Diagnostic, Location
from recto.readers.keys import CARD_KEYS, NAMED_KEYS, TOPIC_KEYS
from recto.readers.nodes import Broken, Mapping, Node, Sequence, place_of
from recto.text import Text

Value = Text | bool | list[Text] | tuple[Named, ...] | Sequence | Mapping
"""What a key can hold, by its shape: a text, a flag, a list of texts, nodes to be read on."""


class Fields(NamedTuple):
    """The well-formed values of a mapping, by key.

    A value of the wrong shape is told already and left out; `has` knows its key, so that nobody
    calls it missing. With an unknown key (`strange`) no other is called missing: the unknown one is
    most likely that one, misspelt.
    """

    node: Mapping
    values: dict[str, Any]
    """Each a `Value` in the shape of its key, which who knows the key needn't ask for."""
    strange: bool

    @property
    def place(self) -> Location:
        return self.node.place

    def text(self, name: str) -> Text | None:
        value = self.values.get(name)
        return value if isinstance(value, Text) else None

    def texts(self, name: str) -> tuple[Text, ...]:
        value = self.values.get(name, ())
        return (value,) if isinstance(value, Text) else tuple(value)

    def named(self, name: str) -> tuple[Named, ...]:
        value = self.values.get(name)
        return value if isinstance(value, tuple) and not isinstance(value, Text) else ()

    def is_list(self, name: str) -> bool:
        return isinstance(self.values.get(name), list)

    def flag(self, name: str, *, default: bool = False) -> bool:
        return bool(self.values.get(name, default))

    def nodes(self, name: str) -> list[Node]:
        value = self.values.get(name)
        return value.items if isinstance(value, Sequence) else []

    def value_of(self, name: str) -> str:
        text = self.text(name)
        return text.value if text else ""

    def has(self, name: str) -> bool:
        """Whether a key stands there, whatever its value."""
        return name in self.node.values

    def place_of(self, name: str) -> Location:
        """Where a key stands, or the mapping without it."""
        return self.node.place_of(name) if self.has(name) else self.place


def read_fields(node: Mapping, keys: Keys, faults: list[Diagnostic]) -> Fields:
    """Hold a mapping against its keys; what is wrong goes to `faults` and is left out."""
    values: dict[str, Value] = {}
    strange = False
    for name, value in node.values.items():
        key = keys.get(name)
        if key is None:
            strange = True
            if name != "<<" or not isinstance(value, Broken):
                faults.append(_unknown_key(name, node.place_of(name), keys))
        elif key.is_free and isinstance(value, Text) and value.value:
            values[name] = value  # nearly all do
        elif (shaped := _shaped(key, value, faults)) is not None:
            values[name] = shaped
    return Fields(node, values, strange)


def _shaped(key: Key, value: Node, faults: list[Diagnostic]) -> Value | None:
    match value:
        case Broken():
            pass
        case Text(value=""):
            faults.append(Diagnostic(value.at(), "empty-text", f"`{key.name}` is empty"))
        case Text() if key.is_free or value.value in key.values:
            return value
        case Text(value="true" | "false") if key.shape is Shape.FLAG:
            return value.value == "true"
        case Sequence(items=[]):
            faults.append(Diagnostic(value.place, "empty-text", f"`{key.name}` is an empty list"))
        case Sequence() | Mapping() if key.shape in _READ_ON[type(value)]:
            return value
        case Mapping() if key.shape is Shape.NAMED:
            return _named(key, value, faults)
        case Sequence() if key.shape in (Shape.TEXTS, Shape.TEXT_OR_TEXTS):
            return _listed(key, value, faults)
        case _:
            faults.append(_wrong_type(key, value))
    return None


def _named(key: Key, value: Mapping, faults: list[Diagnostic]) -> tuple[Named, ...] | None:
    """What each name stands for: texts, or a mapping that tells a former name too."""
    told = len(faults)
    found = []
    for name, node in value.values.items():
        place, was = value.place_of(name), None
        if isinstance(node, Mapping):
            fields = read_fields(node, NAMED_KEYS, faults)
            shaped, was = fields.values.get("shape"), fields.text("was")
            if not fields.has("shape") and not fields.strange:
                message = f"`shape` is missing below `{name}`"
                faults.append(Diagnostic(place, "missing-key", message))
        else:
            shaped = _shaped(replace(NAMED_KEYS["shape"], name=name), node, faults)
        texts = (shaped,) if isinstance(shaped, Text) else tuple(shaped or ())
        found.append(Named(Text(name, *place), texts, was))
    if not found:
        faults.append(Diagnostic(value.place, "empty-text", f"`{key.name}` is empty"))
    is_whole = len(faults) == told and all(each.texts for each in found)
    return tuple(found) if is_whole else None


_READ_ON = {
    Sequence: (Shape.CARDS, Shape.LIST, Shape.COLUMNS),
    Mapping: (Shape.MAPPING, Shape.COLUMNS, Shape.VOICE),
}
"""Shapes of which nobody here knows what they hold."""


def _listed(key: Key, value: Sequence, faults: list[Diagnostic]) -> list[Text] | None:
    wrong = [item for item in value.items if not isinstance(item, Text)]
    for item in wrong:
        if not isinstance(item, Broken):
            message = f"`{key.name}` takes texts, not {_called(item)}{_advice(key, item)}"
            faults.append(Diagnostic(place_of(item), "wrong-type", message))
    texts = [item for item in value.items if isinstance(item, Text)]
    for text in texts:
        if not text.value:
            message = f"a text in `{key.name}` is empty"
            faults.append(Diagnostic(text.at(), "empty-text", message))
    if wrong or not all(text.value for text in texts):
        return None
    return texts


def _wrong_type(key: Key, value: Node) -> Diagnostic:
    given = f"`{value.value}`" if isinstance(value, Text) and value.value else _called(value)
    message = f"`{key.name}` takes {key.takes}, not {given}{_advice(key, value)}"
    return Diagnostic(place_of(value), "wrong-type", message)


def _advice(key: Key, value: Node) -> str:
    if isinstance(value, Text) and key.shape is Shape.TEXTS:
        if value.value.startswith("- "):
            return "; leave out the `|`"
        return "" if _SPECIAL.search(value.value) else f"; write `[{value.value}]`"
    if isinstance(value, Sequence) and key.name == "typed":
        return (
            "; Anki compares with one spelling, so say in `q` which, and in `a` what else is right"
        )
    if not isinstance(value, Mapping):
        is_named = key.shape is Shape.NAMED
        return "; begin each line below with a name and a colon" if is_named else ""
    if key.shape is Shape.CARDS:
        return "; begin each card with `- `"
    text = "a text that begins with `{`" if value.flow else "a text with `: `"
    return f"; put {text} in quotes"


def _called(node: Node) -> str:
    if isinstance(node, Text):
        return "a text" if node.value else "nothing"
    return "a list" if isinstance(node, Sequence) else "a mapping"


_SPECIAL = re.compile(r"[\[\]{}\"'#:\n]")
"""What a list in brackets can't hold without quotes."""
_SYNONYMS = {
    **dict.fromkeys(("question", "front", "frage", "pregunta"), ("q",)),
    **dict.fromkeys(("answer", "back", "antwort", "respuesta", "réponse"), ("a",)),
    **dict.fromkeys(("note", "notes", "comment", "explanation", "remark"), ("extra",)),
    **dict.fromkeys(("options", "alternatives"), ("choices",)),
    **dict.fromkeys(("reverse", "bidirectional"), ("reversed",)),
    "type": ("typed",),
    "name": ("title", "deck"),
    "order": ("topics",),
}
"""What other tools, and other people, call a key; of several the first that may stand there."""
_PICTURED = frozenset(("image", "img", "picture", "audio", "sound", "media", "video"))


def _unknown_key(name: str, place: Location, keys: Keys) -> Diagnostic:
    known = [*keys]
    message = _elsewhere(name, known) or f"`{name}` is no key here{_meant(name, known)}"
    return Diagnostic(place, "unknown-key", message)


def _elsewhere(name: str, known: list[str]) -> str:
    """What to say of a key that belongs to a topic or a card; nothing of others."""
    if name in TOPIC_KEYS and "deck" in known:
        return f"`{name}` is a key of a topic; write it into a file beside deck.yaml"
    if name in CARD_KEYS and "cards" in known:
        return f"`{name}` is a key of a card; cards stand in a list below `cards:`"
    return ""


def _meant(name: str, known: list[str]) -> str:
    """What to say of the key that was meant, or of all that there are."""
    if name.lower() in known:
        return f"; did you mean `{name.lower()}`?"
    if name in _PICTURED:
        return "; an image or a sound goes into a text: `![](media/…)`"
    meant = {**{each: (each,) for each in known}, **_SYNONYMS}
    close = [name] if name in meant else get_close_matches(name.lower(), meant, n=1)
    for wish in meant[close[0]] if close else ():
        if wish in known:
            return f"; did you mean `{wish}`?"
    return f"; there are {', '.join(f'`{key}`' for key in known)}"
