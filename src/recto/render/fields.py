"""The fields of a card's note, as HTML, in the order of its note type."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import NamedTuple

from recto.deck.model import BASIC, CLOZE, Basic, Card, Choice, Cloze, Deck, Typed
from recto.deck.notetypes import BACKWARD, FIELDS, FORWARD, SPARES
from recto.deck.notetypes.shipped import as_stored, shipped
from recto.diagnostics import Diagnostic
from recto.media import Media, MediaFile
from recto.render.clients import shown_plainly
from recto.render.markdown import render
from recto.render.media import Placed, place_media, shows_media
from recto.text import Text, code_spans, covering


class Rendered(NamedTuple):
    """What goes into a note, and the templates that get a card."""

    family: str
    values: tuple[str, ...]
    """HTML of the note type's own fields, as Anki stores it; the others only the lock knows."""
    ords: tuple[int, ...]
    """Of the templates, or cloze numbers less one. Anki's importer makes no cards of its own."""
    media: tuple[MediaFile, ...] = ()
    """The images and sounds that the fields name."""

    def fields(self, key: str, shipped: str = "") -> tuple[str, ...]:
        """All fields in the order of the note type; what a learner writes is empty."""
        return (*self.values, *_NO_SPARES, key, shipped, "")

    def shipped(self, modified: int, tags: Iterable[str]) -> str:
        """The content of the field Shipped, for a note of that time (seconds) and those tags."""
        return shipped(modified, tags, zip(_SLOTS[self.family], self.values, strict=True))

    def field(self, name: str) -> str:
        """The HTML of an own field; nothing where the note type has none so named."""
        number = _NUMBERS[self.family].get(name)
        return "" if number is None else self.values[number]


_NO_SPARES = ("",) * len(SPARES)
_OWN = {family: fields[: fields.index(SPARES[0])] for family, fields in FIELDS.items()}
_SLOTS = {family: [field.id for field in fields] for family, fields in _OWN.items()}
_NUMBERS = {
    family: {field.name: number for number, field in enumerate(fields)}
    for family, fields in _OWN.items()
}
_ONE, _BOTH = (FORWARD,), (FORWARD, BACKWARD)


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
        self.sources: dict[Text, tuple[Text, str]] = {}

    def card(self, card: Card) -> Rendered:
        """The note of a card, written in the order that its media have in the fingerprint."""
        self.files = []
        hint, extra, source = self.html(card.hint), self.html(card.extra), self.source(card.source)
        beside = hint, extra, source, shown_plainly(card.topic.title)
        content = card.content
        if isinstance(content, Cloze):
            cloze = self.html(content.text, clozes=True), *beside, ""
            numbers = tuple([number - 1 for number in card.clozes])
            return self.note(CLOZE, cloze, numbers)
        question, answer, choices, typed = self.question(content)
        backward, ords = ("1", _BOTH) if card.reversed else ("", _ONE)
        basic = question, answer, choices, *beside, backward, typed, "", "", ""
        return self.note(BASIC, basic, ords)

    def note(self, family: str, values: tuple[str, ...], ords: tuple[int, ...]) -> Rendered:
        return Rendered(family, tuple(map(as_stored, values)), ords, tuple(self.files))

    def question(self, content: Basic | Typed | Choice) -> tuple[str, str, str, str]:
        """Question, answer, choices, and what is to be typed."""
        question = self.html(content.question)
        match content:
            case Choice():
                return question, *self.choices(content), ""
            case Typed():
                return question, self.html(content.answer), "", shown_plainly(content.typed.value)
            case Basic():
                return question, self.html(content.answer), "", ""

    def choices(self, content: Choice) -> tuple[str, str]:
        """The right answers with their letters, and lettered rows, the right ones marked."""
        right = {text.value for text in content.right}
        rows, answers = [], []
        for number, choice in enumerate(content.choices):
            shown = self.html(choice)
            is_right = choice.value in right
            start = '<li class="right">' if is_right else "<li>"
            rows.append(f"{start}<div>{shown}</div></li>")
            if is_right:
                answers.append(f'<b dir="ltr">{chr(ord("A") + number)}</b> {shown}')
        return "<br>".join(answers), f'<ol class="choices">{"".join(rows)}</ol>'

    def html(self, text: Text | None, *, clozes: bool = False) -> str:
        return self._named(text, self._rendered(text, clozes=clozes)) if text else ""

    def source(self, text: Text | None) -> str:
        if text is None:
            return ""
        if text not in self.sources:
            linked = text._replace(value=_linked(text.value))
            self.sources[text] = linked, self._rendered(linked)
        return self._named(*self.sources[text])

    def _rendered(self, text: Text, *, clozes: bool = False) -> str:
        finished, faults = render(text, clozes=clozes, unsafe=self.unsafe)
        self.faults += faults
        return finished

    def _named(self, text: Text, finished: str) -> str:
        """The HTML of a text with names in place of paths."""
        if not shows_media(finished):
            return finished
        placed = place_media(text, finished, self.media, unsafe=self.unsafe)
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
