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
from recto.pulling.texts import Problem, Rewriting
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

    file: Path
    at: Text | Location
    key: str
    value: str | Listed


@dataclass(slots=True)
class Change:
    """What is written for one note."""

    edit: NoteEdit
    rewriting: Rewriting
    parts: list[_Part] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    has_tags: bool = False

    @property
    def done(self) -> list[FieldEdit]:
        """The fields that are taken over."""
        failed = {problem.edit.number for problem in self.problems}
        return [each for each in self.rewriting.done if each.number not in failed]


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
        change = Change(edit, rewriting, problems=[*rewriting.problems])
        card = edit.card
        for text, value in rewriting.texts.items():
            if self._is_shared(text, card):
                key = _source_key(card, text)
                if key is None or not value:
                    shown = [
                        e for e in rewriting.done if rewriting.places.get(e.number) == text.at()
                    ]
                    change.problems += [Problem(e, _SHARED) for e in shown or rewriting.done]
                    continue
                change.parts.append(_Part(card.place.path, card.place, key, value))
            else:
                change.parts.append(_Part(text.path, text, "", value))
        for key, value in rewriting.entries.items():
            change.parts.append(_Part(card.place.path, card.place, key, value))
        if edit.tags != Listed():
            change.parts.append(_Part(card.place.path, card.place, TAGS, edit.tags))
            change.has_tags = True
        self.changes.append(change)

    def _is_shared(self, text: Text, card: Card) -> bool:
        """Whether a text stands outside of its card, or other cards show it too."""
        return self.uses[text] > 1 or text.path != card.place.path or text.line < card.place.line

    def edits(self) -> dict[Path, Edits]:
        """What is to be written, by file."""
        found: dict[Path, Edits] = {}
        for change in self.changes:
            for file, at, key, value in change.parts:
                edits = found.setdefault(file, Edits({}, {}))
                if isinstance(at, Text):
                    edits.texts[at] = str(value)
                else:
                    edits.entries.setdefault(at, {})[key] = value
        return found

    def drop(self, file: Path, left: Edits, reason: str = "") -> bool:
        """Take out what a file could not take, with all that belongs to it; whether there was any."""
        dropped = False
        for change in self.changes:
            failed = [part for part in change.parts if part.file == file and _is_left(part, left)]
            if not failed:
                continue
            dropped = True
            if any(part.key == TAGS for part in failed):
                change.parts = [part for part in change.parts if part.key != TAGS]
                why = reason or _why_not(file, TAGS, _TOPIC_TAG)
                change.problems.append(Problem(_tags_edit(change.edit), why))
                change.has_tags = False
            else:
                change.parts = [part for part in change.parts if part.key == TAGS]
                why = reason or _why_not(file, failed[0].key, _UNWRITABLE)
                change.problems += [Problem(each, why) for each in change.done]
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
