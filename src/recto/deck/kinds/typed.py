"""A question whose answer the learner types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from recto.deck.kinds.form import Form, Key, Shape
from recto.deck.kinds.kind import A, Content, Format, Given, Html, Kind, Q, one_answer
from recto.diagnostics import Diagnostic
from recto.text import Text


@dataclass(frozen=True, slots=True)
class Typed(Content):
    """A question whose answer the learner types, letter by letter; `a` may explain it."""

    q: Text
    typed: Text
    a: Text | None = None

    @property
    def kind(self) -> Kind:
        return TYPED_CARD

    @property
    def asked(self) -> Text:
        return self.q

    @property
    def answer(self) -> str:
        return self.typed.value

    @property
    def answers(self) -> tuple[Text, ...]:
        return (self.a,) if self.a else ()

    @property
    def typed_text(self) -> Text:
        return self.typed

    def texts(self) -> Iterator[Text]:
        yield from (self.q, *self.answers)

    def fingerprint(self) -> dict[str, str]:
        answer = "\x1f".join(text.value for text in (self.typed, *self.answers))
        return {"kind": "typed", "question": self.q.value, "answer": answer}

    def fields(self, html: Html) -> dict[str, str]:
        return {
            "Question": html(self.q),
            "Answer": html(self.a),
            "Typed": html(self.typed, Format.PLAIN),
        }


def _read(given: Given, faults: list[Diagnostic]) -> Typed | None:
    question, typed = given.text("q"), given.text("typed")
    if not question or not typed:
        return None
    answer = one_answer(given, faults)
    return None if given.is_list("a") else Typed(question, typed, answer)


TYPED_CARD = Kind(
    name="typed",
    title="Typed",
    form=Form(("q", "typed"), ("a",)),
    keys=(
        Q,
        A,
        Key(
            "typed",
            Shape.TEXT,
            "The answer that the learner types: one line, no Markdown.",
            pattern=r"^\s*\S.*\s*$",
        ),
    ),
    read=_read,
)
