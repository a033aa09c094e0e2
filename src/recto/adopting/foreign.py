"""A deck of another program, as the reader of its format found it: the value before all sources.

What learners have already stands in `note_types` and `notes`, letter by letter, for it has to stay
what it is to their Anki. What no learner has yet (a spreadsheet, a page of notes) needs none of
that: its reader makes the cards as they are to be written, in `topics`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from recto.diagnostics import Diagnostic


class ForeignField(NamedTuple):
    """A field of a note type in Anki."""

    name: str
    id: int | None = None
    """What Anki knows it by; None where the source gives none, as most do."""
    description: str = ""
    is_rtl: bool = False
    font: str = ""
    size: int = 0
    """Of the letters in Anki's editor; empty and 0 where it is Anki's own."""


class ForeignTemplate(NamedTuple):
    """A card template in Anki."""

    name: str
    front: str
    back: str
    id: int | None = None
    deck: str = ""
    """The deck that its new cards go to, where that isn't the note's."""
    browser_front: str = ""
    browser_back: str = ""


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
    latex: tuple[str, str] = ("", "")
    """What goes before and after a formula for LaTeX; empty where it is Anki's own."""


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


@dataclass(frozen=True, eq=False)
class Foreign:
    """A deck of another program."""

    name: str
    """What the deck is called in Anki; of several, what they have in common, or the source's name."""
    notes: tuple[ForeignNote, ...] = ()
    """In the order in which they are learned."""
    topics: tuple[ReadyTopic, ...] = ()
    media: Mapping[str, Content] = field(default_factory=dict)
    """The files that its notes name, by those names."""
    files: Mapping[str, Content] = field(default_factory=dict)
    """What goes into the deck's folder as it is, by its path there: a table that a topic names."""
    descriptions: Mapping[str, str] = field(default_factory=dict)
    """What Anki shows with a deck, as HTML, by the deck's full name."""
    remarks: tuple[str, ...] = ()
    """What a maintainer should know: guesses, and what was left out, each a sentence for the summary."""


Adopted = tuple[Foreign | None, list[Diagnostic]]
"""What a reader makes of a source; None if it can't be taken, and then an error says why."""

Read = Callable[[Path], Adopted]
