"""The one description of Recto's file format: which keys exist and what they hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from functools import cached_property
from typing import Any, NamedTuple

from recto.diagnostics import Diagnostic, Location
from recto.source import Broken, Mapping, Node, Sequence, place_of
from recto.text import Text


class Shape(Enum):
    """What a key holds; the value is the name in messages."""

    TEXT = "a text"
    FLAG = "true or false"
    TEXTS = "a list of texts"
    TEXT_OR_TEXTS = "a text or a list of texts"
    CARDS = "a list of cards"


@dataclass(frozen=True)
class Key:
    """One key of a mapping."""

    name: str
    shape: Shape
    doc: str
    values: tuple[str, ...] = ()
    """The only texts that the key takes, where it takes but some."""

    @property
    def takes(self) -> str:
        """What the key takes, in a message."""
        return " or ".join(f"`{value}`" for value in self.values) or self.shape.value

    @cached_property
    def is_free(self) -> bool:
        """Whether the key takes any text."""
        return self.shape in (Shape.TEXT, Shape.TEXT_OR_TEXTS) and not self.values


Keys = dict[str, Key]
"""The keys of a mapping by their names."""


def _named(*keys: Key) -> Keys:
    return {key.name: key for key in keys}


IGNORE = Key(
    "ignore", Shape.TEXT_OR_TEXTS, "Codes of advice and warnings that are not to be told here."
)
DECK_KEYS = _named(
    Key("deck", Shape.TEXT, "Name of the deck in Anki; `::` nests."),
    Key("id", Shape.TEXT, "Identity of the deck: lower-case letters, digits, hyphens; for ever."),
    Key("tag", Shape.TEXT, "Root of the topics' tags; default: the folder's name."),
    Key("topics", Shape.TEXTS, "The learning order; topics not named follow by name."),
    Key("subdecks", Shape.TEXT, "`topic`: one subdeck for each first-level topic.", ("topic",)),
    Key("description", Shape.TEXT, "Shown in Anki when the deck is chosen. Markdown."),
    Key("license", Shape.TEXT, "Under which terms the cards may be used."),
    Key("report", Shape.TEXT, "Where a learner reports a fault: an https or mailto address."),
    Key("unsafe_html", Shape.FLAG, "Lets scripts and any HTML attribute onto the cards."),
    IGNORE,
)
TOPIC_KEYS = _named(
    Key("title", Shape.TEXT, "Shown on the back; default: made from the file's name."),
    Key("tags", Shape.TEXT_OR_TEXTS, "Tags for every card of the file."),
    Key("source", Shape.TEXT, "Default source of every card of the file. Markdown."),
    IGNORE,
    Key("cards", Shape.CARDS, "The cards, in their order."),
)
CARD_KEYS = _named(
    Key("q", Shape.TEXT, "The question. Markdown."),
    Key("a", Shape.TEXT_OR_TEXTS, "The answer; with `choices` the right one or a list of them."),
    Key("reversed", Shape.FLAG, "Also asks backwards."),
    Key("typed", Shape.TEXT, "The answer that the learner types: one line, no Markdown."),
    Key("choices", Shape.TEXTS, "Answers to choose from."),
    Key("cloze", Shape.TEXT, "A text with deletions: {{c1::hidden::hint}}. Markdown."),
    Key("id", Shape.TEXT, "Identity of the card: lower-case letters, digits, hyphens."),
    Key("hint", Shape.TEXT, "Shown on request, on the front. Markdown."),
    Key("extra", Shape.TEXT, "Shown under the answer. Markdown."),
    Key("source", Shape.TEXT, "Where the fact is from. Markdown."),
    Key("tags", Shape.TEXT_OR_TEXTS, "Tags for this card."),
    Key("draft", Shape.FLAG, "Read and checked, not built."),
    IGNORE,
)
SINGLE_KEYS = DECK_KEYS | _named(*(TOPIC_KEYS[name] for name in ("tags", "source", "cards")))
"""A deck in one file: `deck.yaml` and its only topic together."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a card: the keys that make it one, and those that may join them."""

    needs: tuple[str, ...]
    takes: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """The key that tells the form from the others."""
        return next(name for name in (*self.needs[1:], *self.needs) if name != "q")

    def __str__(self) -> str:
        needs = " with ".join((f"`{self.needs[0]}`", self._rest())) if self.needs[1:] else ""
        return needs or f"`{self.needs[0]}`"

    def _rest(self) -> str:
        return " and ".join(f"`{name}`" for name in self.needs[1:])


CHOICE_FORM = Form(("q", "choices", "a"))
TYPED_FORM = Form(("q", "typed"), ("a",))
CLOZE_FORM = Form(("cloze",))
BASIC_FORM = Form(("q", "a"), ("reversed",))
FORMS = (CHOICE_FORM, TYPED_FORM, CLOZE_FORM, BASIC_FORM)
FORM_KEYS = frozenset(name for form in FORMS for name in (*form.needs, *form.takes))
FORMS_TOLD = "a card is `q` with `a`, `q` with `typed`, `q` with `choices` and `a`, or `cloze`"


class Fields(NamedTuple):
    """The well-formed values of a mapping, by key.

    What stands there with a value of the wrong shape has no value here and is told already, so
    that nobody calls it missing. With an unknown key (`strange`), nothing is: it is most likely
    the missing one, misspelt.
    """

    node: Mapping
    values: dict[str, Any]
    """Each in the shape of its key: a text, a boolean, a list of texts, a sequence of cards."""
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

    def is_list(self, name: str) -> bool:
        return isinstance(self.values.get(name), list)

    def flag(self, name: str) -> bool:
        return self.values.get(name) is True

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
    values: dict[str, Any] = {}
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


def _shaped(key: Key, value: Node, faults: list[Diagnostic]) -> Any:
    match value:
        case Broken():
            return None
        case Text(value=""):
            faults.append(Diagnostic(value.at(), "empty-text", f"`{key.name}` is empty"))
        case Text() if key.is_free or value.value in key.values:
            return value
        case Text(value="true" | "false") if key.shape is Shape.FLAG:
            return value.value == "true"
        case Sequence(items=[]):
            faults.append(Diagnostic(value.place, "empty-text", f"`{key.name}` is an empty list"))
        case Sequence() if key.shape is Shape.CARDS:
            return value
        case Sequence() if key.shape in (Shape.TEXTS, Shape.TEXT_OR_TEXTS):
            return _listed(key, value, faults)
        case _:
            faults.append(_wrong_type(key, value))
    return None


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
    if not isinstance(value, Mapping):
        return ""
    if key.shape is Shape.CARDS:
        return "; begin each card with `- `"
    if value.flow:
        return "; put a text that begins with `{` in quotes"
    return "; put a text with `: ` in quotes"


def _called(node: Node) -> str:
    if isinstance(node, Text):
        return "a text" if node.value else "nothing"
    return "a list" if isinstance(node, Sequence) else "a mapping"


_SPECIAL = re.compile(r"[\[\]{}\"'#:\n]")
"""What a list in brackets can't hold without quotes."""
_SYNONYMS = {
    **dict.fromkeys(("question", "front"), ("q",)),
    **dict.fromkeys(("answer", "back"), ("a",)),
    **dict.fromkeys(("note", "notes", "comment", "explanation", "remark"), ("extra",)),
    **dict.fromkeys(("options", "alternatives"), ("choices",)),
    **dict.fromkeys(("reverse", "bidirectional"), ("reversed",)),
    "type": ("typed",),
    "name": ("deck", "title"),
    "order": ("topics",),
}
"""What other tools, and other people, call a key; of several the first that may stand there."""
_PICTURED = frozenset(("image", "img", "picture", "audio", "sound", "media", "video"))


def _unknown_key(name: str, place: Location, keys: Keys) -> Diagnostic:
    message = f"`{name}` is no key here{_hint(name, [*keys])}"
    return Diagnostic(place, "unknown-key", message)


def _hint(name: str, known: list[str]) -> str:
    if name.lower() in known:
        return f"; did you mean `{name.lower()}`?"
    if name in TOPIC_KEYS and "deck" in known:
        return " but of a topic, a file beside deck.yaml"
    if name in CARD_KEYS and "cards" in known:
        return " but of a card; cards stand in a list below `cards:`"
    if name in _PICTURED:
        return "; an image or a sound goes into a text: `![](media/…)`"
    meant = {**{each: (each,) for each in known}, **_SYNONYMS}
    close = [name] if name in meant else get_close_matches(name.lower(), meant, n=1)
    for wish in meant[close[0]] if close else ():
        if wish in known:
            return f"; did you mean `{wish}`?"
    return f"; there are {', '.join(f'`{key}`' for key in known)}"
