"""A deck of another program, as the reader of its format found it: the value before all sources.

What learners have already stands in `note_types` and `notes`, letter by letter, for it has to stay
what it is to their Anki. What no learner has yet (a spreadsheet, a page of notes) needs none of
that: its reader makes the cards as they are to be written, in `topics`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from recto.deck.kinds.own_type import Settings
from recto.diagnostics import Diagnostic
from recto.text.characters import CONTROL

NOTHING: Settings = {}


def sound(text: object) -> str:
    """A text without the characters that Anki drops, and half ones that JSON may hold."""
    return _UNSOUND.sub("", CONTROL.sub("", str(text)))


_UNSOUND = re.compile("[\ud800-\udfff]")


class ForeignField(NamedTuple):
    """A field of a note type in Anki."""

    name: str
    id: int | None = None
    """What Anki knows it by; None where the source gives none, as most do."""
    description: str = ""
    settings: Settings = NOTHING
    """What else Anki keeps of it, by the names that its JSON has for it, where it isn't the usual."""


class ForeignTemplate(NamedTuple):
    """A card template in Anki."""

    name: str
    front: str
    back: str
    id: int | None = None
    deck: str = ""
    """The deck that its new cards go to, where that isn't the note's."""
    settings: Settings = NOTHING


@dataclass(frozen=True, eq=False)
class ForeignType:
    """A note type in Anki."""

    id: int | None
    """What learners' Anki knows it by; None where the source doesn't say, as with CrowdAnki."""
    name: str
    fields: tuple[ForeignField, ...]
    templates: tuple[ForeignTemplate, ...]
    css: str = ""
    is_cloze: bool = False
    sort_field: int = 0
    """Which field Anki's lists show; its place."""
    modified: int = 0
    """Seconds."""
    settings: Settings = field(default_factory=dict)


class ForeignNote(NamedTuple):
    """A note that learners may have."""

    guid: str
    """Empty where the source gives none."""
    type: ForeignType
    fields: tuple[str, ...]
    """HTML as Anki stores it, a text for each field of the type."""
    tags: tuple[str, ...] = ()
    id: int = 0
    """In the package, milliseconds; 0 where the source gives none."""
    modified: int = 0
    """Seconds; 0 where the source gives none."""
    decks: tuple[tuple[int, str], ...] = ()
    """The deck of each of its cards, by the number of the template, or the cloze number less one.
    Empty where the source doesn't say which cards there are."""
    deck: str = ""
    """The deck that the note belongs to, where `decks` is empty."""
    has_cards: bool = True
    """Whether it has any; False only where the source says that they were deleted."""


class ReadyTopic(NamedTuple):
    """A topic that no learner has yet, as it is to be written."""

    path: str
    """Of its file, without the ending: `iam/policies`."""
    settings: Mapping[str, object]
    """The keys above `cards`: `title`, `tags`, `source`, `table`, `columns` …"""
    cards: tuple[Mapping[str, object], ...] = ()
    """Each with its keys in order: `q`, `a`, `cloze`, `tags`, `draft`, `source` …"""


Content = Callable[[], bytes]
"""The bytes of a file, read when they are wanted."""
ReadMedia = Callable[[Collection[str]], Iterator[tuple[str, bytes]]]
"""The files with these names, one after the other."""


def no_media(names: Collection[str]) -> Iterator[tuple[str, bytes]]:  # noqa: ARG001
    """What reads the files of a source that has none."""
    return iter(())


class Description(NamedTuple):
    """What Anki shows with a deck."""

    text: str
    is_html: bool = True
    """Else it is Markdown, which Anki knows since 2021."""


@dataclass(frozen=True, eq=False)
class Foreign:
    """A deck of another program."""

    name: str
    """What the deck is called in Anki; of several, what they have in common, or the source's name."""
    notes: tuple[ForeignNote, ...] = ()
    """In the order in which they are learned."""
    topics: tuple[ReadyTopic, ...] = ()
    media: frozenset[str] = frozenset()
    """The names of the files that come with it."""
    read_media: ReadMedia = no_media
    files: Mapping[str, Content] = field(default_factory=dict)
    """What goes into the deck's folder as it is, by its path there: a table that a topic names."""
    descriptions: Mapping[str, Description] = field(default_factory=dict)
    """What Anki shows with a deck, by the deck's full name."""
    remarks: tuple[str, ...] = ()
    """What a maintainer should know: guesses, and what was left out, each a sentence for the summary."""


Adopted = tuple[Foreign | None, list[Diagnostic]]
"""What a reader makes of a source; None if it can't be taken, and then an error says why."""

Read = Callable[[Path], Adopted]
