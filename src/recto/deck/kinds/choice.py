"""A question with several answers to choose from.

The choices stand in another order every day, so that nobody learns that it was the second one;
`shuffle.js` in the note type sees to it, and the letters are those of the places. A row that
speaks of the others ("all of the above") would be wrong elsewhere, so such choices stay.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from recto.deck.kinds.form import Form, Key, Shape
from recto.deck.kinds.kind import A, Content, Given, Html, Kind, Q
from recto.diagnostics import Diagnostic
from recto.system.patterns import compiled_on_use
from recto.text import Text

FEWEST, MOST = 2, 26
"""One choice is none, and each has a letter."""


@dataclass(frozen=True, slots=True)
class Choice(Content):
    """A question with several answers to choose from; `right` are some of `choices`."""

    q: Text
    choices: tuple[Text, ...]
    right: tuple[Text, ...]
    shuffle: bool = True
    """What the author says; see `is_shuffled`."""

    @property
    def is_shuffled(self) -> bool:
        """Whether the choices stand in another order every day."""
        return self.shuffle and not any(_OF_OTHERS.search(text.value) for text in self.choices)

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
        said = {"kind": "choice", "question": self.q.value, "answer": f"{choices}\x1e{right}"}
        return said if self.shuffle else said | {"shuffle": "false"}

    def fields(self, html: Html) -> dict[str, str]:
        """The right answers, and a row for each choice, the right ones marked.

        No letter stands anywhere: the style counts the rows as they are shown.
        """
        question = html(self.q)
        right = {text.value for text in self.right}
        rows, answers = [], []
        for choice in self.choices:
            shown = html(choice)
            is_right = choice.value in right
            start = '<li class="right">' if is_right else "<li>"
            rows.append(f"{start}<div>{shown}</div></li>")
            if is_right:
                answers.append(shown)
        seed = f' data-shuffle="{self._seed}"' if self.is_shuffled else ""
        return {
            "Question": question,
            "Answer": "<br>".join(answers),
            "Choices": f'<ol class="choices"{seed}>{"".join(rows)}</ol>',
        }

    @property
    def _seed(self) -> str:
        """Eight digits that the script mixes with the day; both sides have the same."""
        joined = "\x1f".join(text.value for text in self.choices)
        return hashlib.sha256(joined.encode()).hexdigest()[:8]


_OF_OTHERS = compiled_on_use(
    r"""
      \b(?:above|below|previous|preceding|following|aforementioned)\b
    | \b(?:all|none|any|both|neither|each|two|three|several|either)\s+(?:of\s+)?
        (?:the\b|these\b|those\b|them\b|others?\b)(?:\s+(?:others?|rest|answers?|options?|choices?))*\s*\.?\s*$
    | (?<![\w'’])(?-i:[A-H])\)?\s*(?:,|&|/|\+|\b(?:and|or|nor|und|oder|et|ou|y|o|e)\b)\s*\(?(?-i:[A-H])(?![\w'’])
    | \b(?:alle|keine|beide)\w*\s+(?:der\s+|oben\s+)*(?:genannt|oben|obig|vorig|antwort)\w*
    | \b(?:toutes|aucune|les\s+deux)\b.*\b(?:réponses?|ci-dessus|propositions?)\b
    | \b(?:todas|ninguna|ambas|todos|ninguno|ambos)\b.*\b(?:anteriores|respuestas|opciones)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What a choice says of the others: that they are right, that they are above, their letters."""


def _read(given: Given, _faults: list[Diagnostic]) -> Choice | None:
    question, choices, right = given.text("q"), given.texts("choices"), given.texts("a")
    if not (question and choices and right):
        return None
    return Choice(question, choices, right, given.flag("shuffle", default=True))


SHUFFLE = Key("shuffle", Shape.FLAG, "`false` keeps choices in the order that is written.")


CHOICE_CARD = Kind(
    name="choice",
    title="Choices",
    form=Form(("q", "choices", "a"), takes=("shuffle",), lists=("a",)),
    keys=(
        Q,
        A,
        Key("choices", Shape.TEXTS, "Answers to choose from.", count=(FEWEST, MOST)),
        SHUFFLE,
    ),
    read=_read,
    beside_answer="choices",
    missing={"a": "`a` is missing: which of the choices is right?"},
)
