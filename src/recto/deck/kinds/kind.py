"""The contract of a kind of card: how it is written, and what all others may ask of its content.

A kind is one file of this room and one line of its registry. It is handed values and a function
that makes HTML of a text; of YAML, the renderer and Anki it knows nothing.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple, Protocol

from recto.deck.kinds.form import Form, Key, Named, Shape
from recto.diagnostics import Diagnostic, Location
from recto.text import Text
from recto.text.masks import Shape as MaskShape

BASIC, CLOZE, OCCLUSION = "basic", "cloze", "occlusion"
"""Recto's own note types; a note can't change from one to another in Anki."""


class Format(Enum):
    """How a text is written."""

    MARKDOWN = auto()
    CLOZE = auto()
    """Markdown with deletions."""
    PLAIN = auto()
    """No markup at all: what stands there is shown."""
    MEDIA = auto()
    """The path of an image, a sound or a film."""
    HTML = auto()
    """HTML as it is to be shown."""
    SOURCE = auto()
    """Markdown whose bare addresses are links."""


class Html(Protocol):
    """The HTML of a text; of none, nothing."""

    def __call__(self, text: Text | None, format_: Format = Format.MARKDOWN, /) -> str: ...


class Given(Protocol):
    """The well-formed values of a card by key; what was given in another shape is told already."""

    def text(self, name: str) -> Text | None: ...
    def texts(self, name: str) -> tuple[Text, ...]: ...
    def named(self, name: str) -> tuple[Named, ...]: ...
    def flag(self, name: str, *, default: bool = False) -> bool: ...
    def is_list(self, name: str) -> bool: ...
    def place_of(self, name: str) -> Location: ...


class Content(ABC):
    """What one card asks: a value of its kind, free of all that cards of every kind have."""

    @property
    @abstractmethod
    def kind(self) -> Kind: ...

    @property
    def note_type(self) -> str:
        """The note type whose fields it fills."""
        return BASIC

    @property
    def is_own(self) -> bool:
        """Whether that is of the author's own making, and shows no title, hint or extra of ours."""
        return False

    @property
    def is_adopted(self) -> bool:
        """Whether that is older than the deck's sources, so that learners have its faults."""
        return False

    @property
    @abstractmethod
    def asked(self) -> Text:
        """The text that asks, as it was written."""

    @property
    def question(self) -> str:
        """What identifies the card to a reader, and to the lock."""
        return self.asked.value

    @property
    @abstractmethod
    def answer(self) -> str:
        """What a learner must know."""

    @property
    def answers(self) -> tuple[Text, ...]:
        """The texts that hold the answer, for messages that point there; of a cloze none."""
        return ()

    @abstractmethod
    def texts(self) -> Iterator[Text]:
        """Every text that is Markdown, in its order."""

    @abstractmethod
    def fingerprint(self) -> dict[str, str]:
        """What an edit may change: `kind`, `question`, `answer` and more, each as a text.

        An edit of any of them reaches learners. The digests stand in locks, so none may ever
        be made of other texts than before.
        """

    @abstractmethod
    def fields(self, html: Html) -> dict[str, str]:
        """The HTML of the note's fields by name; those that are empty may be missing."""

    def cards(self, fields: Mapping[str, str]) -> tuple[int, ...]:  # noqa: ARG002  # most need none
        """Which cards the note gets: places of templates, or cloze numbers less one.

        `fields` are those of the finished note.
        """
        return (0,)

    def card_faults(self, fields: Mapping[str, str]) -> Iterator[Diagnostic]:  # noqa: ARG002
        """What is wrong with the cards of the finished note."""
        return iter(())

    def asked_in(self, card: int) -> str:  # noqa: ARG002  # most ask in one field
        """The field that asks on one of the cards."""
        return "Question"

    @property
    def recalled_in(self) -> str:
        """The field that shows the answer as prose, which may be too long; else nothing."""
        return ""

    @property
    def reversed(self) -> bool:
        """Whether the note asks backwards too."""
        return False

    @property
    def typed_text(self) -> Text | None:
        """What a learner types."""
        return None

    @property
    def cloze_text(self) -> Text | None:
        """The text whose deletions make the cards."""
        return None

    @property
    def cloze_texts(self) -> tuple[Text, ...]:
        """All such texts, where there may be several."""
        return (self.cloze_text,) if self.cloze_text else ()

    @property
    def hidden(self) -> dict[int, str]:
        """What each cloze number hides."""
        return _NOTHING

    @property
    def picture(self) -> Text | None:
        """The path of a picture of which masks hide parts."""
        return None

    @property
    def aspect(self) -> Aspect | None:
        """The aspect ratio by which the author says that the masks fit the picture."""
        return None

    @property
    def hides_all(self) -> bool:
        """Whether what other cards of the note ask for is hidden on a front too."""
        return False

    @property
    def masks(self) -> tuple[Mask, ...]:
        """The parts of its picture that are hidden; the lock gives each its cloze number."""
        return ()

    def numbered(
        self,
        fields: Mapping[str, str],  # noqa: ARG002
        numbers: Mapping[str, int],  # noqa: ARG002
    ) -> dict[str, str]:
        """Those of the note's fields that hold the numbers of its masks, given by their names."""
        return {}


class Mask(NamedTuple):
    """A part of a picture that is hidden on one card."""

    name: Text
    shapes: tuple[MaskShape, ...]
    was: Text | None = None
    """The name that it had before, where its shape is another too."""
    written: tuple[Text, ...] = ()
    """The shapes as they stand in the source."""

    @property
    def shape(self) -> str:
        """Its shapes as the lock keeps them."""
        return " + ".join(str(shape) for shape in self.shapes)


class Aspect(NamedTuple):
    """The aspect ratio of a picture as an author wrote it."""

    ratio: float
    text: Text


_NOTHING: dict[int, str] = {}


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of card: how authors write it, and how it is called."""

    name: str
    """In fingerprints and for programs."""
    title: str
    """For people."""
    form: Form
    keys: tuple[Key, ...]
    """The keys of its form; two kinds may share one."""
    read: Callable[[Given, list[Diagnostic]], Content | None]
    """The content of a card that has the form, or none and a fault in the list.

    No fault where a value is missing: that was in another shape, and is told already.
    """
    variants: tuple[str, ...] = ()
    """What else its fingerprint may call the kind: the same cards, with an option."""
    option: str = "kind"
    """What such an edit is called, from one to another."""
    beside_answer: str = "answer"
    """What an edit is called that changes the fingerprint's answer, and not the answer."""
    missing: Mapping[str, str] | None = None
    """What to say where only this key of the form is missing, if more than that it is."""
    refuses: Mapping[str, str] | None = None
    """What to say of this key, which all other kinds take."""
    elsewhere: Mapping[str, str] | None = None
    """What to say where this key stands on a card of another kind, if more than that."""


Q = Key("q", Shape.TEXT, "The question. Markdown.")
A = Key(
    "a",
    Shape.TEXT_OR_TEXTS,
    "The answer; with `choices` the right one or a list of them.",
)
HIDE = Key(
    "hide",
    Shape.TEXT,
    "`all` hides the other clozes or masks too while one is asked for; `one` (default) shows them.",
    values=("one", "all"),
)
ONE_ANSWER = "`a` is a list only with `choices`; write a list as a Markdown text after `|`"


def one_answer(given: Given, faults: list[Diagnostic]) -> Text | None:
    """The answer as one text; a fault where it is a list."""
    if given.is_list("a"):
        faults.append(Diagnostic(given.place_of("a"), "wrong-type", ONE_ANSWER))
    return given.text("a")
