"""The one description of Recto's file format: which keys exist and what they hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum

from recto.diagnostics import Diagnostic, Location
from recto.source import Mapping, Node, Sequence, place_of
from recto.text import Text


class Shape(Enum):
    """What a key holds; the value is the name in messages."""

    TEXT = "a text"
    FLAG = "true or false"
    TEXTS = "a list of texts"
    TEXT_OR_TEXTS = "a text or a list of texts"
    CARDS = "a list of cards"


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a mapping."""

    name: str
    shape: Shape
    doc: str


DECK_KEYS = (
    Key("deck", Shape.TEXT, "Name of the deck in Anki; `::` nests."),
    Key("id", Shape.TEXT, "Identity of the deck: lower-case letters, digits, hyphens; for ever."),
    Key("tag", Shape.TEXT, "Root of the topics' tags; default: the folder's name."),
    Key("topics", Shape.TEXTS, "The learning order; topics not named follow by name."),
    Key("subdecks", Shape.TEXT, "`topic`: one subdeck for each first-level topic."),
    Key("description", Shape.TEXT, "Shown in Anki when the deck is chosen. Markdown."),
    Key("license", Shape.TEXT, "Under which terms the cards may be used."),
    Key("report", Shape.TEXT, "Where a learner reports a fault: an https or mailto address."),
    Key("unsafe_html", Shape.FLAG, "Lets scripts and any HTML attribute onto the cards."),
)
TOPIC_KEYS = (
    Key("title", Shape.TEXT, "Shown on the back; default: made from the file's name."),
    Key("tags", Shape.TEXT_OR_TEXTS, "Tags for every card of the file."),
    Key("source", Shape.TEXT, "Default source of every card of the file. Markdown."),
    Key("cards", Shape.CARDS, "The cards, in their order."),
)
CARD_KEYS = (
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
)
SINGLE_KEYS = (*DECK_KEYS, *(key for key in TOPIC_KEYS if key.name != "title"))
"""A deck in one file: `deck.yaml` and its only topic together."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a card: the keys that make it one, and those that may join them."""

    needs: tuple[str, ...]
    takes: tuple[str, ...] = ()

    def __str__(self) -> str:
        needs = " with ".join((f"`{self.needs[0]}`", self._rest())) if self.needs[1:] else ""
        return needs or f"`{self.needs[0]}`"

    def _rest(self) -> str:
        return " and ".join(f"`{name}`" for name in self.needs[1:])


FORMS = (
    Form(("q", "choices", "a")),
    Form(("q", "typed"), ("a",)),
    Form(("cloze",)),
    Form(("q", "a"), ("reversed",)),
)
FORM_KEYS = frozenset(name for form in FORMS for name in (*form.needs, *form.takes))
FORMS_TOLD = "a card is `q` with `a`, `q` with `typed`, `q` with `choices` and `a`, or `cloze`"


@dataclass(frozen=True, slots=True)
class Fields:
    """The well-formed values of a mapping, by key, and where it stands.

    `broken` names the keys that stand there with a value of the wrong shape: told already,
    so that nobody calls them missing.
    """

    place: Location
    values: dict[str, Text | bool | tuple[Text, ...] | Sequence] = field(default_factory=dict)
    places: dict[str, Location] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()

    def text(self, name: str) -> Text | None:
        value = self.values.get(name)
        return value if isinstance(value, Text) else None

    def needed(self, name: str) -> Text:
        """A text that the form of the card makes sure of."""
        value = self.values[name]
        assert isinstance(value, Text)  # noqa: S101  # for the type checker
        return value

    def texts(self, name: str) -> tuple[Text, ...]:
        value = self.values.get(name)
        if isinstance(value, Text):
            return (value,)
        return () if isinstance(value, bool | Sequence | None) else value

    def is_list(self, name: str) -> bool:
        return name in self.values and self.text(name) is None

    def flag(self, name: str) -> bool:
        return self.values.get(name) is True

    def nodes(self, name: str) -> list[Node]:
        value = self.values.get(name)
        return value.items if isinstance(value, Sequence) else []

    def value_of(self, name: str) -> str:
        text = self.text(name)
        return text.value if text else ""

    def __contains__(self, name: str) -> bool:
        return name in self.places


def read_fields(node: Mapping, keys: tuple[Key, ...], faults: list[Diagnostic]) -> Fields:
    """Hold a mapping against its keys; what is wrong goes to `faults` and is left out."""
    known = _BY_NAME.get(keys) or {key.name: key for key in keys}
    fields = Fields(node.place)
    broken = set()
    for name, value in node.entries:
        key = known.get(name.value)
        if key is None:
            faults.append(_unknown_key(name, known))
            continue
        fields.places[name.value] = name.at()
        shaped = _shaped(key, value, faults)
        if shaped is None:
            broken.add(name.value)
        else:
            fields.values[name.value] = shaped
    return Fields(node.place, fields.values, fields.places, frozenset(broken)) if broken else fields


_BY_NAME = {
    keys: {key.name: key for key in keys}
    for keys in (DECK_KEYS, TOPIC_KEYS, CARD_KEYS, SINGLE_KEYS)
}


def _shaped(
    key: Key, value: Node, faults: list[Diagnostic]
) -> Text | bool | tuple[Text, ...] | Sequence | None:
    if isinstance(value, Text) and key.shape in (Shape.TEXT, Shape.TEXT_OR_TEXTS, Shape.FLAG):
        if key.shape is not Shape.FLAG:
            return _filled(key, value, faults)
        if value.value in ("true", "false"):
            return value.value == "true"
    elif isinstance(value, Sequence):
        if key.shape is Shape.CARDS:
            if value.items:
                return value
            faults.append(Diagnostic(value.place, "empty-text", f"`{key.name}` is an empty list"))
            return None
        if key.shape in (Shape.TEXTS, Shape.TEXT_OR_TEXTS):
            return _listed(key, value, faults)
    faults.append(_wrong_type(key, value))
    return None


def _filled(key: Key, value: Text, faults: list[Diagnostic]) -> Text | None:
    if value.value:
        return value
    faults.append(Diagnostic(value.at(), "empty-text", f"`{key.name}` is empty"))
    return None


def _listed(key: Key, value: Sequence, faults: list[Diagnostic]) -> tuple[Text, ...] | None:
    wrong = [item for item in value.items if not isinstance(item, Text)]
    faults.extend(
        Diagnostic(place_of(item), "wrong-type", f"`{key.name}` takes texts, not {_called(item)}")
        for item in wrong
    )
    texts = [_filled(key, item, faults) for item in value.items if isinstance(item, Text)]
    if not value.items:
        faults.append(Diagnostic(value.place, "empty-text", f"`{key.name}` is an empty list"))
    if wrong or not texts or None in texts:
        return None
    return tuple(text for text in texts if text)


def _wrong_type(key: Key, value: Node) -> Diagnostic:
    given = f"`{value.value}`" if isinstance(value, Text) and value.value else _called(value)
    message = f"`{key.name}` takes {key.shape.value}, not {given}"
    if isinstance(value, Mapping):
        message += "; put a text with `: ` in quotes"
    return Diagnostic(place_of(value), "wrong-type", message)


def _called(node: Node) -> str:
    if isinstance(node, Text):
        return "a text" if node.value else "nothing"
    return "a list" if isinstance(node, Sequence) else "a mapping"


def _unknown_key(name: Text, known: dict[str, Key]) -> Diagnostic:
    close = get_close_matches(name.value, known, n=1)
    others = ", ".join(f"`{key}`" for key in known)
    hint = f"did you mean `{close[0]}`?" if close else f"there are {others}"
    return Diagnostic(name.at(), "unknown-key", f"`{name.value}` is no key here; {hint}")
