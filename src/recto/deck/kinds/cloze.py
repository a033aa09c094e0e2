"""A text with clozes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from recto.deck.kinds.form import Form, Key, Shape
from recto.deck.kinds.kind import CLOZE, HIDE, Content, Format, Given, Html, Kind
from recto.diagnostics import Diagnostic
from recto.text import Text, cloze


@dataclass(frozen=True, slots=True)
class Cloze(Content):
    """A text with deletions, `{{c1::…}}`, a card for each number."""

    cloze: Text
    hides_all: bool = False
    """Whether the other numbers' words are hidden on the front too."""

    @property
    def kind(self) -> Kind:
        return CLOZE_CARD

    @property
    def note_type(self) -> str:
        return CLOZE

    @property
    def asked(self) -> Text:
        return self.cloze

    @cached_property
    def question(self) -> str:
        """The text with its deletions filled in."""
        return cloze.shown(self.cloze.value)

    @cached_property
    def hidden(self) -> dict[int, str]:
        return cloze.hidden(self.cloze.value)

    @property
    def answer(self) -> str:
        return ", ".join(self.hidden.values())

    @property
    def cloze_text(self) -> Text:
        return self.cloze

    def texts(self) -> Iterator[Text]:
        yield self.cloze

    def fingerprint(self) -> dict[str, str]:
        said = {"kind": "cloze", "question": self.cloze.value}
        return said | {"hide": "all"} if self.hides_all else said

    def fields(self, html: Html) -> dict[str, str]:
        shown = html(self.cloze, Format.CLOZE)
        return {"Text": f'<div class="hide-all">{shown}</div>' if self.hides_all else shown}

    def cards(self, fields: Mapping[str, str]) -> tuple[int, ...]:  # noqa: ARG002
        return tuple([number - 1 for number in self.hidden])

    def asked_in(self, card: int) -> str:  # noqa: ARG002
        return "Text"


def _read(given: Given, _faults: list[Diagnostic]) -> Cloze | None:
    text, hide = given.text("cloze"), given.text("hide")
    return Cloze(text, hides_all=bool(hide and hide.value == "all")) if text else None


CLOZE_CARD = Kind(
    name="cloze",
    title="Cloze",
    form=Form(("cloze",), ("hide",)),
    keys=(
        Key(
            "cloze",
            Shape.TEXT,
            "A text with clozes: {{c1::hidden::hint}}. Markdown.",
            pattern=r"\{\{c[0-9]",
        ),
        HIDE,
    ),
    read=_read,
)
