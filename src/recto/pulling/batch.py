"""The rewritings of many cards, gathered by the files in which their texts stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from recto.deck.kinds.own import SOURCE, Own
from recto.deck.model import Card
from recto.diagnostics import Location
from recto.pulling.edited import FieldEdit, NoteEdit
from recto.pulling.rewriting import Problem, Rewriting
from recto.readers.formats import TABLE_ENDINGS
from recto.readers.nodes import Edits, Listed
from recto.text import Text

TAGS = "tags"
"""The key of a card's tags, and what a problem with them is called in the place of a field."""
_SHARED = "other cards show the same text; edit it here, or write it out on this card"
_UNWRITABLE = "it is written in a way that Recto can't change; edit it here"
_TOPIC_TAG = "the note lost a tag there that this card has from its topic or in another form"


class _Part(NamedTuple):
    """An edit of a file, by what it is an edit of."""

    of: Text | str
    """The text or the key that it is for."""
    file: Path
    at: Text | Location
    key: str
    value: str | Listed


@dataclass(slots=True)
class Change:
    """What is written for one note."""

    edit: NoteEdit
    rewriting: Rewriting
    has_tags: bool = False
    tag_problems: list[Problem] = field(default_factory=list)

    @property
    def done(self) -> list[FieldEdit]:
        """The fields that are taken over."""
        return self.rewriting.done

    @property
    def problems(self) -> list[Problem]:
        return [*self.rewriting.problems, *self.tag_problems]


class Batch:
    """All that is to be written into a deck's files."""

    def __init__(self, cards: Iterable[Card]) -> None:
        self.cards = cards
        self.changes: list[Change] = []

    @cached_property
    def uses(self) -> Counter[Text]:
        """How many cards show a text."""
        return Counter(text for card in self.cards for text in {*_texts(card)})

    def add(self, edit: NoteEdit, rewriting: Rewriting) -> None:
        """Take what has to be written for a note, each text where it stands."""
        card = edit.card
        for text, value in rewriting.texts.items():
            if self._is_shared(text, card) and not (value and _source_key(card, text)):
                rewriting = rewriting.refused(_SHARED, rewriting.shown_in[text])
        self.changes.append(Change(edit, rewriting, has_tags=edit.tags != Listed()))

    def _parts(self, change: Change) -> Iterator[_Part]:
        card, rewriting = change.edit.card, change.rewriting
        for text, value in rewriting.texts.items():
            is_shared = self._is_shared(text, card)
            key = _source_key(card, text) if is_shared else None
            at = card.place if key else text
            yield _Part(text, card.place.path if key else text.path, at, key or "", value)
        for key, value in rewriting.entries.items():
            yield _Part(key, card.place.path, card.place, key, value)
        if change.has_tags:
            yield _Part(TAGS, card.place.path, card.place, TAGS, change.edit.tags)

    def _is_shared(self, text: Text, card: Card) -> bool:
        """Whether a text stands outside of its card, or other cards show it too."""
        return self.uses[text] > 1 or text.path != card.place.path or text.line < card.place.line

    def edits(self) -> dict[Path, Edits]:
        """What is to be written, by file."""
        found: dict[Path, Edits] = {}
        for change in self.changes:
            for part in self._parts(change):
                edits = found.setdefault(part.file, Edits({}, {}))
                if isinstance(part.at, Text):
                    edits.texts[part.at] = str(part.value)
                else:
                    edits.entries.setdefault(part.at, {})[part.key] = part.value
        return found

    def drop(self, file: Path, left: Edits, reason: str = "") -> bool:
        """Take out what a file could not take, with all that belongs to it; whether there was any."""
        dropped = False
        for change in self.changes:
            for part in [*self._parts(change)]:
                if part.file != file or not _is_left(part, left):
                    continue
                dropped = True
                if part.key == TAGS:
                    why = reason or _why_not(file, TAGS, _TOPIC_TAG)
                    change.tag_problems = [Problem(_tags_edit(change.edit), why)]
                    change.has_tags = False
                else:
                    why = reason or _why_not(file, part.key, _UNWRITABLE)
                    numbers = change.rewriting.shown_in[part.of]
                    change.rewriting = change.rewriting.refused(why, numbers)
        return dropped


def _why_not(file: Path, key: str, otherwise: str) -> str:
    """Why an edit found no place in a file."""
    is_table = file.suffix.lower() in TABLE_ENDINGS
    return f"the table has no column `{key}`" if key and is_table else otherwise


def _is_left(part: _Part, left: Edits) -> bool:
    if isinstance(part.at, Text):
        return part.at in left.texts
    return part.key in left.entries.get(part.at, {})


def _tags_edit(edit: NoteEdit) -> FieldEdit:
    return FieldEdit(TAGS, 0, " ".join(edit.card.tags), " ".join(edit.note.tags), both=False)


def _texts(card: Card) -> Iterator[Text]:
    yield from card.content.texts()
    yield from card.content.answers
    yield from (text for text in (card.hint, card.extra, card.source) if text)
    if isinstance(card.content, Own):
        yield from card.content.given.values()


def _source_key(card: Card, text: Text) -> str | None:
    """The key by which a card may have a source of its own in the place of its topic's."""
    if card.source == text:
        return SOURCE
    is_own = isinstance(card.content, Own) and card.content.given.get(SOURCE) == text
    return SOURCE if is_own else None
