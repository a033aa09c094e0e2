"""The fields of a card's note, as HTML, in the order of its note type."""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from recto.diagnostics import Diagnostic
from recto.media import Media, MediaFile
from recto.model import Basic, Card, Choice, Cloze, Deck, Typed
from recto.notetypes import BACKWARD, FIELDS, FORWARD, KEY
from recto.render.clients import shown_plainly
from recto.render.markdown import render
from recto.render.media import Placed, place
from recto.text import Text, code_spans, covering


class Rendered(NamedTuple):
    """What goes into a note: HTML by field name, and the templates that get a card.

    Hint, extra, source and the mark of a backward card are left out where they are empty.
    """

    family: str
    values: dict[str, str]
    ords: tuple[int, ...]
    media: tuple[MediaFile, ...] = ()
    """The images and sounds that the fields name."""

    def fields(self, key: str) -> tuple[str, ...]:
        """All fields in the order of the note type, the full key among them."""
        values = {**self.values, KEY: key}
        return tuple([values.get(name, "") for name in _NAMES[self.family]])


_NAMES = {family: [field.name for field in fields] for family, fields in FIELDS.items()}


def render_cards(deck: Deck) -> tuple[list[Rendered], list[Diagnostic]]:
    """Render every card of a deck, drafts included, and tell what must not stand on one."""
    writer = _Writer(Media(deck.home.folder), unsafe=deck.unsafe_html)
    return [writer.card(card) for card in deck.cards], writer.faults


def describe(deck: Deck) -> Placed:
    """The deck's description, license and report link, as Anki shows them with the deck.

    No field names its images, so they travel like those of a style.
    """
    writer = _Writer(Media(deck.home.folder, prefix="_recto-"), unsafe=deck.unsafe_html)
    parts = [writer.html(deck.description)]
    if deck.license:
        parts.append(f"License: {writer.html(deck.license)}")
    if deck.report:
        parts.append(f'<a href="{html.escape(deck.report)}">Report a fault</a>')
    shown = "<br><br>".join(part for part in parts if part)
    return Placed(shown, tuple(writer.files), tuple(writer.faults))


class _Writer:
    """Texts to HTML, with the faults gathered and each source rendered once."""

    def __init__(self, media: Media, *, unsafe: bool) -> None:
        self.media = media
        self.unsafe = unsafe
        self.faults: list[Diagnostic] = []
        self.files: list[MediaFile] = []
        """The media of the card that is being written."""
        self.sources: dict[Text, Placed] = {}

    def card(self, card: Card) -> Rendered:
        self.files = []
        values = {}  # the order is that of the media, which the fingerprint knows
        if card.hint:
            values["Hint"] = self.html(card.hint)
        if card.extra:
            values["Extra"] = self.html(card.extra)
        if card.source:
            values["Source"] = self.source(card.source)
        values["Topic"] = shown_plainly(card.topic.title)
        values |= self.content(card)
        if card.reversed:
            values["Reversed"] = "1"
        return Rendered(card.family, values, ords(card), tuple(self.files))

    def content(self, card: Card) -> dict[str, str]:
        match card.content:
            case Basic(question=question, answer=answer):
                return {"Question": self.html(question), "Answer": self.html(answer)}
            case Typed(question=question, typed=typed, answer=answer):
                return {
                    "Question": self.html(question),
                    "Answer": self.html(answer),
                    "Typed": shown_plainly(typed.value),
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
            start = '<li class="right">' if is_right else "<li>"
            rows.append(f"{start}<div>{shown}</div></li>")
            if is_right:
                answers.append(f'<b dir="ltr">{chr(ord("A") + number)}</b> {shown}')
        return {
            "Choices": f'<ol class="choices">{"".join(rows)}</ol>',
            "Answer": "<br>".join(answers),
        }

    def html(self, text: Text | None, *, clozes: bool = False) -> str:
        if text is None:
            return ""
        return self._kept(self._placed(text, clozes=clozes))

    def source(self, text: Text) -> str:
        if text not in self.sources:
            self.sources[text] = self._placed(text._replace(value=_linked(text.value)))
        return self._kept(self.sources[text])

    def _placed(self, text: Text, *, clozes: bool = False) -> Placed:
        finished, faults = render(text, clozes=clozes, unsafe=self.unsafe)
        self.faults += faults
        return place(text, finished, self.media, unsafe=self.unsafe)

    def _kept(self, placed: Placed) -> str:
        self.faults += placed.faults
        self.files += placed.files
        return placed.html


def _linked(source: str) -> str:
    """A source as Markdown, its addresses as links.

    In `title, address` the title is the link, since a learner reads it on every answer; any
    other bare address goes into angle brackets.
    """
    if titled := _TITLED.fullmatch(source):
        return f"[{titled['title']}](<{titled['address']}>)"
    literal = code_spans(source)

    def bracketed(match: re.Match[str]) -> str:
        return match[0] if covering(match.start(), literal) else f"<{match[0]}>"

    return _BARE_ADDRESS.sub(bracketed, source)


_TITLED = re.compile(
    r"""(?P<title>(?:(?!://)[^\[\]<>`\n])+),[ ](?P<address>https?://[^\s<>]*[^\s<>.,;:!?'"])""",
    re.VERBOSE,
)
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
    return _BOTH if card.reversed else _ONE


_ONE, _BOTH = (FORWARD,), (FORWARD, BACKWARD)
