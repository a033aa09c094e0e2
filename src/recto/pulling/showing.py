"""How the texts of a deck are shown in Anki, and which text shows what Anki has."""

from __future__ import annotations

from functools import cached_property

from recto.deck.kinds.kind import Format
from recto.deck.model import Card
from recto.diagnostics import has_errors
from recto.outputs.prepared import Prepared
from recto.pulling.texts import Tools
from recto.render.back import written
from recto.render.fields import Rendered, writer_of
from recto.text import Text
from recto.text.html import unescaped

_FAULTY = "\ufdd2"
"""What stands in no field."""


class Showing:
    """The texts of one deck to HTML, as a build makes it, and back."""

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        self.deck = prepared.deck
        self.writer = writer_of(prepared.deck)

    @cached_property
    def paths(self) -> dict[str, str]:
        """The paths of the deck's media by their names in Anki."""
        return {
            file.name: file.path.relative_to(self.deck.home.folder).as_posix()
            for note in self.prepared.rendered
            for file in note.media
        }

    def tools(self, card: Card) -> Tools:
        """How a card's texts are shown; what has an error shows nothing that Anki could have."""

        def html(text: Text, format_: Format) -> str:
            self.writer.begin(card)
            self.writer.faults.clear()
            finished = self.writer.html(text, format_)
            return _FAULTY if has_errors(self.writer.faults) else finished

        return Tools(html, self._rendered, self._text)

    def _rendered(self, card: Card) -> Rendered | None:
        self.writer.faults.clear()
        rendered = self.writer.card(card)
        return None if has_errors(self.writer.faults) else rendered

    def _text(self, html: str, format_: Format) -> str | None:
        """HTML as a text of a format that shows it."""
        if format_ is Format.HTML:
            return html
        if format_ is Format.PLAIN:
            return None if "<" in html else unescaped(html)
        if format_ is Format.MEDIA:
            return None
        made = written(
            html, clozes=format_ is Format.CLOZE, paths=self.paths, unsafe=self.deck.unsafe_html
        )
        return made.text if made else None

    def text_of_new(self, html: str, format_: Format) -> str | None:
        """The same for a note that is no card yet, if nothing in the text is an error."""
        text = self._text(html, format_)
        if not text:
            return None
        self.writer.faults.clear()
        self.writer.html(Text(text, self.deck.home.file, 1, 1), format_)
        return None if has_errors(self.writer.faults) else text
