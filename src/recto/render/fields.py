"""The fields of a card's note, as HTML, in the order of its note type."""

from __future__ import annotations

import html
import re
from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

from recto.deck.kinds.kind import Format, Html
from recto.deck.model import SILENT, Card, Deck
from recto.deck.notetypes import NoteType, note_types
from recto.deck.notetypes.shipped import as_stored, shipped
from recto.diagnostics import Diagnostic
from recto.media import Media, MediaFile
from recto.media.size import aspect_of
from recto.render.clients import shown_plainly
from recto.render.furigana import with_ruby
from recto.render.html import find_tags
from recto.render.markdown import render
from recto.render.media import HtmlWithFiles, place_media, shows_media
from recto.render.speech import spoken
from recto.text import Text, code_spans, covering
from recto.text.template import is_empty


class Rendered(NamedTuple):
    """What goes into a note, and the templates that get a card."""

    note_type: NoteType
    values: tuple[str, ...]
    """HTML of the fields before the key, as Anki stores it; those after it only the lock knows."""
    ords: tuple[int, ...]
    """Of the templates, or cloze numbers less one. Anki's importer makes no cards of its own."""
    media: tuple[MediaFile, ...] = ()
    """The images and sounds that the fields name."""

    @property
    def family(self) -> str:
        return self.note_type.family

    def fields(self, key: str, shipped: str = "") -> tuple[str, ...]:
        """All fields in the order of the note type; what a learner writes is empty."""
        return self.values if self.note_type.adopted else (*self.values, key, shipped, "")

    def shipped(self, modified: int, tags: Iterable[str], conflicts: Container[int] = ()) -> str:
        """The content of the field Shipped, for a note of that time (seconds) and those tags.

        `conflicts` are the fields of which a learner has another text that stays.
        """
        texts = zip(self.note_type.slots, self.values, strict=True)
        told = [(slot, text) for slot, text in texts if text or slot in conflicts]
        return shipped(modified, tags, sorted(told), conflicts)

    @property
    def filled_slots(self) -> tuple[int, ...]:
        """The numbers of the fields in which Anki finds something."""
        slots = zip(self.note_type.slots, self.values, strict=True)
        return tuple([number for number, html in slots if html and not is_empty(html)])

    def filled(self, fields: Mapping[str, str], ords: tuple[int, ...]) -> Rendered:
        """The same with some fields filled otherwise, and the cards that it gets by them."""
        values = {**dict(zip(self.note_type.number_of, self.values, strict=True)), **fields}
        return self._replace(values=tuple(values.values()), ords=ords)

    @property
    def names(self) -> Iterable[str]:
        """The names of the fields that a search looks through."""
        return self.note_type.searched

    def field(self, name: str) -> str:
        """The HTML of a field; nothing where the note type has none so named."""
        number = self.note_type.number_of.get(name)
        return "" if number is None else self.values[number]


def render_cards(deck: Deck) -> tuple[list[Rendered], list[Diagnostic]]:
    """Render every card of a deck, drafts included, and tell what must not stand on one."""
    writer = writer_of(deck)
    return [writer.card(card) for card in deck.cards], writer.faults


def writer_of(deck: Deck) -> _Writer:
    """What makes HTML of a deck's texts, one by one."""
    media = Media(deck.home.folder), Media(deck.home.folder, takes_any=True)
    return _Writer(*media, note_types(deck), unsafe=deck.unsafe_html)


def values_of(card: Card, html: Html) -> dict[str, str]:
    """What fills the fields of a card's note, by their names; `html` makes it of the texts."""
    beside: dict[str, str] = {}
    if card.hint:
        beside["Hint"] = html(card.hint)
    if card.extra:
        beside["Extra"] = html(card.extra)
        beside["Back Extra"] = beside["Extra"]  # as Anki's image occlusion calls it
    if card.source:
        beside["Source"] = html(card.source, Format.SOURCE)
    beside["Topic"] = html(Text(card.topic.title, card.topic.file, 1, 1), Format.PLAIN)
    return beside | card.content.fields(html)


def describe(deck: Deck) -> HtmlWithFiles:
    """The deck's description, license and report link, as Anki shows them with the deck.

    No field names its images, so they travel like those of a style.
    """
    media = Media(deck.home.folder, prefix="_recto-")
    writer = _Writer(media, media, {}, unsafe=deck.unsafe_html)
    parts = [writer.html(deck.description)]
    if deck.license:
        parts.append(f"License: {writer.html(deck.license)}")
    if deck.report:
        parts.append(f'<a href="{html.escape(deck.report)}">Report a fault</a>')
    shown = "<br><br>".join(part for part in parts if part)
    return HtmlWithFiles(shown, tuple(writer.files), tuple(writer.faults))


class _Writer:
    """Texts to HTML, with the faults gathered and each source rendered once."""

    def __init__(
        self, media: Media, adopted: Media, types: Mapping[str, NoteType], *, unsafe: bool
    ) -> None:
        self.media = media
        self.adopted = adopted
        """For notes that learners have already."""
        self.is_adopted = False
        self.types = types
        self.unsafe = unsafe
        self.faults: list[Diagnostic] = []
        self.files: list[MediaFile] = []
        """The media of the card that is being written."""
        self.sources: dict[Text, tuple[Text, str]] = {}
        self.furigana = False
        """Whether the card that is being written has readings in brackets."""

    def begin(self, card: Card) -> None:
        """Take the texts that follow for those of a card."""
        self.files = []
        self.is_adopted = card.content.is_adopted
        self.furigana = card.furigana

    def card(self, card: Card) -> Rendered:
        """The note of a card, written in the order that its media have in the fingerprint."""
        self.begin(card)
        values = values_of(card, self.html)
        content = card.content
        if card.voice != SILENT:
            values |= spoken(values, card.voice)
        self.faults += () if card.draft else content.card_faults(values)
        note_type = self.types[content.note_type]
        number_of = note_type.number_of
        stored = [""] * len(number_of)
        for name, value in values.items():  # few of the many fields are filled
            if value and (number := number_of.get(name)) is not None:
                stored[number] = as_stored(value)
        if content.picture:
            self._measure(content.picture)
        return Rendered(note_type, tuple(stored), content.cards(values), tuple(self.files))

    def _measure(self, picture: Text) -> None:
        """Tell the aspect ratio of the picture on which masks lie; a fault where none can."""
        for place, file in enumerate(self.files):
            if file == self.media.find(picture.value):
                found = aspect_of(file, picture.value)
                if isinstance(found, float):
                    self.files[place] = file._replace(aspect=found)
                else:
                    self.faults.append(Diagnostic(picture.at(), found.code, found.message))
                return

    def html(self, text: Text | None, format_: Format = Format.MARKDOWN) -> str:
        """The HTML of a text, which kinds of cards ask for."""
        if text is None:
            return ""
        match format_:
            case Format.MARKDOWN | Format.CLOZE:
                finished = self._rendered(text, clozes=format_ is Format.CLOZE)
                return self._named(text, with_ruby(finished) if self.furigana else finished)
            case Format.PLAIN:
                return shown_plainly(text.value)
            case Format.MEDIA:
                return self._named(text, f'<img src="{html.escape(text.value)}">')
            case Format.HTML:
                return self._named(text, self._as_given(text), is_html=True)
            case Format.SOURCE:
                return self.source(text)

    def _as_given(self, text: Text) -> str:
        """HTML that is not Markdown, if nothing in it can run."""
        if not self.unsafe:
            found = (tag for tag in find_tags(text.value, [], unsafe=False).tags if tag.fault)
            self.faults += [
                Diagnostic(text.at(t.span.start), "unsafe-html", t.fault) for t in found
            ]
        return text.value

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

    def _named(self, text: Text, finished: str, *, is_html: bool = False) -> str:
        """The HTML of a text with names in place of paths."""
        if not shows_media(finished):
            return finished
        media = self.adopted if self.is_adopted else self.media
        placed = place_media(text, finished, media, unsafe=self.unsafe, is_html=is_html)
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
