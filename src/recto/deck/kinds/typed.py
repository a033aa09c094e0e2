"""A question whose answer the learner types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from recto.deck.kinds.form import Form, Key, Shape
from recto.deck.kinds.kind import A, Content, Format, Given, Html, Kind, Q, one_answer
from recto.diagnostics import Diagnostic
from recto.text import Text
from recto.text.characters import typeable


@dataclass(frozen=True, slots=True)
class Typed(Content):
    """A question whose answer the learner types, letter by letter; `a` may explain it."""

    q: Text
    typed: Text
    a: Text | None = None
    forgives_accents: bool = False
    """Whether `Malaga` is right where Málaga is asked for."""

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
        said = {"kind": "typed", "question": self.q.value, "answer": answer}
        return said | {"accents": "ignore"} if self.forgives_accents else said

    def fields(self, html: Html) -> dict[str, str]:
        return {
            "Question": html(self.q),
            "Answer": html(self.a),
            "Typed": html(self.typed._replace(value=typeable(self.typed.value)), Format.PLAIN),
            "Accents": "1" if self.forgives_accents else "",
        }


def _read(given: Given, faults: list[Diagnostic]) -> Typed | None:
    question, typed, accents = given.text("q"), given.text("typed"), given.text("accents")
    if not question or not typed:
        return None
    answer = one_answer(given, faults)
    return None if given.is_list("a") else Typed(question, typed, answer, bool(accents))


TYPED_CARD = Kind(
    name="typed",
    title="Typed",
    form=Form(("q", "typed"), ("a", "accents")),
    keys=(
        Q,
        A,
        Key(
            "typed",
            Shape.TEXT,
            "The answer that the learner types: one line, no Markdown.",
            pattern=r"^\s*\S.*\s*$",
        ),
        Key(
            "accents", Shape.TEXT, "`ignore` takes the answer without its accents too.", ("ignore",)
        ),
    ),
    read=_read,
)
