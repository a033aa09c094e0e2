"""A deck as a learner reads it: plain text, with what several checks look at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from recto.deck.model import Card, Deck
from recto.diagnostics import Location
from recto.render.fields import Rendered
from recto.text import cloze
from recto.text.html import BLOCKS, either, unescaped
from recto.text.likeness import Traits, plain, words_of
from recto.text.neighbours import ByWords

_CODE_BLOCK = re.compile(r"<pre\b.*?</pre>", re.DOTALL)
_INLINE_CODE = re.compile(r"<code\b.*?</code>", re.DOTALL)
_SOUND = re.compile(r"\[sound:[^\]]*\]")
_TAG = re.compile(r"<[^>]*>")
_BLOCK_TAG = re.compile(rf"</?(?:{either(*BLOCKS, 'br')})\b[^>]*>")
_OPEN = re.compile(r"\{\{c[0-9]+::")
_CLOSE = re.compile(r"(?:::(?:(?!::|\}\}).)*)?\}\}", re.DOTALL)


def prose(finished: str) -> str:
    """The words of a field's HTML, without blocks of code and sounds; clozes are filled in."""
    if "[sound:" in finished:
        finished = _SOUND.sub(" ", finished)
    if "<" in finished:
        if "<pre" in finished:
            finished = without(_CODE_BLOCK, "</pre>", finished)
        finished = _TAG.sub("", _BLOCK_TAG.sub(" ", finished))
    if "{{c" in finished:
        finished = _CLOSE.sub("", _OPEN.sub("", finished))
    return unescaped(finished) if "&" in finished else finished


def without(element: re.Pattern[str], end: str, finished: str) -> str:
    """HTML without some elements; beginnings behind the last end are not looked at, each in vain."""
    at = finished.rfind(end) + len(end)
    return element.sub(" ", finished[:at]) + finished[at:] if at >= len(end) else finished


def words(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return words_of(text.casefold())


@dataclass(frozen=True)
class Read:
    """One card in plain text."""

    card: Card
    note: Rendered

    @cached_property
    def question(self) -> str:
        """What the front says; a cloze text is filled in."""
        return prose(self.note.field(self.card.content.asked_in(0)))

    @cached_property
    def parsed(self) -> cloze.Parsed:
        """The text that asks, with its clozes."""
        return cloze.parse(self.card.asked.value)

    @cached_property
    def answer(self) -> str:
        """What the learner is to recall."""
        field = self.card.content.recalled_in
        return prose(self.note.field(field)) if field else self.card.answer

    @property
    def answered_at(self) -> Location:
        """Where the answer stands."""
        answers = self.card.content.answers
        return answers[0].at() if answers else self.card.asked.at()

    @property
    def said(self) -> str:
        """All that a learner reads of the card but its source, without code."""
        return self.without_code(*(name for name in self.note.names if name != "Source"))

    def without_code(self, *names: str) -> str:
        """The words of some fields, the code in a line left out too."""
        values = map(self.note.field, names)
        joined = " | ".join(value for value in values if value)
        return prose(without(_INLINE_CODE, "</code>", joined) if "<code" in joined else joined)

    @property
    def asked(self) -> list[str]:
        """The words of the question, in order."""
        return words(self.question)

    @cached_property
    def traits(self) -> Traits:
        """What likeness looks at; all families together, for a fact can be asked in any."""
        return Traits("", self.card.topic.path, plain(self.card.question), plain(self.answer))

    @property
    def where(self) -> str:
        """How a message calls the card: `iam.yaml:12`."""
        return self.card.named(self.card.asked)


class Reading:
    """All cards of a deck, drafts included, beside their notes' HTML."""

    def __init__(self, deck: Deck, rendered: list[Rendered]) -> None:
        self.deck = deck
        self.cards = [Read(*pair) for pair in zip(deck.cards, rendered, strict=True)]

    @cached_property
    def by_words(self) -> ByWords:
        """The cards, to be found by the rare words they share."""
        return ByWords([read.traits for read in self.cards])
