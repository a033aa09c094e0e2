"""A question with several answers to choose from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from recto.deck.kinds.form import Form, Key, Shape
from recto.deck.kinds.kind import A, Content, Given, Html, Kind, Q
from recto.diagnostics import Diagnostic
from recto.text import Text

FEWEST, MOST = 2, 26
"""One choice is none, and each has a letter."""


@dataclass(frozen=True, slots=True)
class Choice(Content):
    """A question with several answers to choose from; `right` are some of `choices`."""

    q: Text
    choices: tuple[Text, ...]
    right: tuple[Text, ...]

    @property
    def kind(self) -> Kind:
        return CHOICE_CARD

    @property
    def asked(self) -> Text:
        return self.q

    @property
    def answer(self) -> str:
        return ", ".join(text.value for text in self.right)

    @property
    def answers(self) -> tuple[Text, ...]:
        return self.right

    def texts(self) -> Iterator[Text]:
        yield from (self.q, *self.choices)

    def fingerprint(self) -> dict[str, str]:
        choices, right = (
            "\x1f".join(t.value for t in texts) for texts in (self.choices, self.right)
        )
        return {"kind": "choice", "question": self.q.value, "answer": f"{choices}\x1e{right}"}

    def fields(self, html: Html) -> dict[str, str]:
        """The right answers with their letters, and lettered rows, the right ones marked."""
        question = html(self.q)
        right = {text.value for text in self.right}
        rows, answers = [], []
        for number, choice in enumerate(self.choices):
            shown = html(choice)
            is_right = choice.value in right
            start = '<li class="right">' if is_right else "<li>"
            rows.append(f"{start}<div>{shown}</div></li>")
            if is_right:
                answers.append(f'<b dir="ltr">{chr(ord("A") + number)}</b> {shown}')
        return {
            "Question": question,
            "Answer": "<br>".join(answers),
            "Choices": f'<ol class="choices">{"".join(rows)}</ol>',
        }


def _read(given: Given, _faults: list[Diagnostic]) -> Choice | None:
    question, choices, right = given.text("q"), given.texts("choices"), given.texts("a")
    return Choice(question, choices, right) if question and choices and right else None


CHOICE_CARD = Kind(
    name="choice",
    title="Choices",
    form=Form(("q", "choices", "a"), lists=("a",)),
    keys=(Q, A, Key("choices", Shape.TEXTS, "Answers to choose from.", count=(FEWEST, MOST))),
    read=_read,
    beside_answer="choices",
    missing={"a": "`a` is missing: which of the choices is right?"},
)
