"""A question and its answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from recto.deck.kinds.form import Form, Key, Shape
from recto.deck.kinds.kind import A, Content, Given, Html, Kind, Q, one_answer
from recto.diagnostics import Diagnostic
from recto.text import Text

FORWARD, BACKWARD = 0, 1
"""Places of the templates: the `ord` of their cards."""


@dataclass(frozen=True, slots=True)
class Basic(Content):
    """A question and its answer; `reversed` asks backwards too."""

    q: Text
    a: Text
    reversed: bool = False

    @property
    def kind(self) -> Kind:
        return BASIC_CARD

    @property
    def asked(self) -> Text:
        return self.q

    @property
    def answer(self) -> str:
        return self.a.value

    @property
    def answers(self) -> tuple[Text, ...]:
        return (self.a,)

    @property
    def recalled_in(self) -> str:
        return "Answer"

    def texts(self) -> Iterator[Text]:
        yield from (self.q, self.a)

    def fingerprint(self) -> dict[str, str]:
        kind = "basic reversed" if self.reversed else "basic"
        return {"kind": kind, "question": self.q.value, "answer": self.a.value}

    def fields(self, html: Html) -> dict[str, str]:
        return {
            "Question": html(self.q),
            "Answer": html(self.a),
            "Reversed": "1" if self.reversed else "",
        }

    def cards(self, fields: Mapping[str, str]) -> tuple[int, ...]:
        return _BOTH if fields["Reversed"] else _ONE

    def asked_in(self, card: int) -> str:
        return "Answer" if card == BACKWARD else "Question"


_ONE, _BOTH = (FORWARD,), (FORWARD, BACKWARD)


def _read(given: Given, faults: list[Diagnostic]) -> Basic | None:
    question = given.text("q")
    answer = one_answer(given, faults) if question else None
    return Basic(question, answer, given.flag("reversed")) if question and answer else None


BASIC_CARD = Kind(
    name="basic",
    title="Question and answer",
    form=Form(("q", "a"), ("reversed",)),
    keys=(Q, A, Key("reversed", Shape.FLAG, "Also asks backwards.")),
    read=_read,
    variants=("basic reversed",),
    option="reversed",
)
