"""The one description of Recto's file format: which keys exist and what they hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property


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
