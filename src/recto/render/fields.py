"""The fields of a card's note, as HTML, in the order of its note type."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from recto.diagnostics import Diagnostic
from recto.model import Basic, Card, Choice, Cloze, Deck, Typed
from recto.notetypes import BACKWARD, FIELDS, FORWARD
from recto.render.markdown import render
from recto.text import Text, code_spans, covering


@dataclass(frozen=True, slots=True)
class Rendered:
    """What goes into a note: HTML by field name, and the templates that get a card."""

    family: str
    values: dict[str, str]
    ords: tuple[int, ...]

    def fields(self, key: str) -> tuple[str, ...]:
        """All fields in the order of the note type, the full key among them."""
        values = {**self.values, "Key": key}
        return tuple(values.get(field.name, "") for field in FIELDS[self.family])


def render_cards(deck: Deck) -> tuple[list[Rendered], list[Diagnostic]]:
    """Render every card of a deck, drafts included, and tell what must not stand on one."""
    writer = _Writer(unsafe=deck.unsafe_html)
    for text in (deck.description, deck.license):
        writer.html(text)  # for its faults; it goes into the deck, not onto a card
    return [writer.card(card) for card in deck.cards], writer.faults


class _Writer:
    """Texts to HTML, with the faults gathered and each source rendered once."""

    def __init__(self, *, unsafe: bool) -> None:
        self.unsafe = unsafe
        self.faults: list[Diagnostic] = []
        self.sources: dict[Text, str] = {}

    def card(self, card: Card) -> Rendered:
        values = {
            "Hint": self.html(card.hint),
            "Extra": self.html(card.extra),
            "Source": self.source(card.source),
            "Topic": html.escape(card.topic.title, quote=False),
            **self.content(card),
        }
        return Rendered(card.family, values, ords(card))

    def content(self, card: Card) -> dict[str, str]:
        match card.content:
            case Basic(question=question, answer=answer):
                flag = "1" if card.reversed else ""
                values = {"Question": question, "Answer": answer}
                return {**{n: self.html(t) for n, t in values.items()}, "Reversed": flag}
            case Typed(question=question, typed=typed, answer=answer):
                return {
                    "Question": self.html(question),
                    "Answer": self.html(answer),
                    "Typed": html.escape(typed.value, quote=False),
                }
            case Choice():
                return {"Question": self.html(card.content.question), **self.choices(card.content)}
            case Cloze(text=text):
                return {"Text": self.html(text, clozes=True)}

    def choices(self, content: Choice) -> dict[str, str]:
        """Lettered rows, the right ones marked, and the answer with its letters."""
        right = {text.value for text in content.right}
        rows, answers = [], []
        for number, choice in enumerate(content.choices):
            shown = self.html(choice)
            is_right = choice.value in right
            rows.append(f'<li class="right">{shown}</li>' if is_right else f"<li>{shown}</li>")
            if is_right:
                answers.append(f"<b>{chr(ord('A') + number)}</b> {shown}")
        return {
            "Choices": f'<ol class="choices">{"".join(rows)}</ol>',
            "Answer": "<br>".join(answers),
        }

    def html(self, text: Text | None, *, clozes: bool = False) -> str:
        if text is None:
            return ""
        finished, faults = render(text, clozes=clozes, unsafe=self.unsafe)
        self.faults += faults
        return finished

    def source(self, text: Text | None) -> str:
        if text is None:
            return ""
        if text not in self.sources:
            self.sources[text] = self.html(text._replace(value=_linked(text.value)))
        return self.sources[text]


def _linked(source: str) -> str:
    """A source with its bare addresses in angle brackets, which Markdown makes links."""
    literal = code_spans(source)

    def bracketed(match: re.Match[str]) -> str:
        return match[0] if covering(match.start(), literal) else f"<{match[0]}>"

    return _BARE_ADDRESS.sub(bracketed, source)


_BARE_ADDRESS = re.compile(
    r"""(?<![<\w`"'=>\[])(?<!\]\()https?://
        (?:[^\s<>()]|\([^\s<>()]*\))*
        (?:[^\s<>().,;:!?\]'"]|\([^\s<>()]*\))""",
    re.VERBOSE,
)


def ords(card: Card) -> tuple[int, ...]:
    """The templates, or cloze numbers less one, that a card's note has cards for.

    Anki's importer makes no cards of its own, so this is the rule that counts.
    """
    if isinstance(card.content, Cloze):
        return tuple(number - 1 for number in card.clozes)
    return (FORWARD, BACKWARD) if card.reversed else (FORWARD,)
