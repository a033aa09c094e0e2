"""What a deck is, once its sources are read: frozen data, free of YAML and of Anki.

A card's content is of one of the kinds in `kinds`. What all cards share stands on `Card`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from recto.deck.kinds.kind import Content
from recto.deck.kinds.own_type import OwnType
from recto.diagnostics import Location
from recto.media import MediaFile
from recto.text import Text


class Voice(NamedTuple):
    """What speaks a card's question and its answer, as Anki names it, `ja_JP`; nothing is silent."""

    question: str = ""
    answer: str = ""


SILENT = Voice()


class Card(NamedTuple):
    """One entry of a topic's `cards`: one note in Anki."""

    content: Content
    place: Location
    topic: Topic
    id: Text | None = None
    hint: Text | None = None
    extra: Text | None = None
    source: Text | None = None
    tags: tuple[str, ...] = ()
    """All tags of the note, the topic's own first, each once."""
    draft: bool = False
    ignore: frozenset[str] = frozenset()
    """Codes that are not to be told of this card; no part of what learners get."""
    voice: Voice = SILENT
    furigana: bool = False
    """Whether `犬[いぬ]` is a word with its reading."""
    guid: Text | None = None
    """What Anki knows the note by, where learners had it before the lock did."""

    @property
    def file_name(self) -> str:
        """The file in which it stands as its deck knows it: that of its topic, or the table's."""
        if self.place.path == self.topic.file:
            return self.topic.name
        folder = self.topic.file.parents[self.topic.path.count("/")]
        return self.place.path.relative_to(folder).as_posix()

    @property
    def family(self) -> str:
        """Its note type."""
        return self.content.note_type

    @property
    def kind(self) -> str:
        return self.content.kind.name

    @property
    def asked(self) -> Text:
        """The text that asks: the question, or the cloze text as written."""
        return self.content.asked

    def named(self, text: Text) -> str:
        """The file and line of a text of the card, as messages name it."""
        return f"{self.file_name}:{text.line}"

    @property
    def question(self) -> str:
        """What identifies the card to a reader; a cloze text with its deletions filled in."""
        return self.content.question

    @property
    def answer(self) -> str:
        """What a learner must know; the hidden words of a cloze."""
        return self.content.answer

    @property
    def clozes(self) -> dict[int, str]:
        """What each cloze number hides; empty for a card that is no cloze."""
        return self.content.hidden

    @property
    def reversed(self) -> bool:
        return self.content.reversed


@dataclass(frozen=True, slots=True)
class Topic:
    """One file of cards. `path` is relative to the deck, `iam/policies`; `` in a one-file deck."""

    path: str
    title: str
    file: Path
    deck: str = ""
    """The Anki deck of its cards, where it names one."""
    ignore: frozenset[str] = frozenset()
    """Codes that are not to be told of this file."""

    @property
    def name(self) -> str:
        """The file as its deck knows it, `iam/policies.yaml`."""
        return f"{self.path}{self.file.suffix}" if self.path else self.file.name


@dataclass(frozen=True, slots=True)
class Deck:
    """A deck as its sources tell it; `cards` in the learning order, drafts included."""

    id: str
    name: str
    tag: str
    home: Home
    cards: tuple[Card, ...]
    place: Location
    id_place: Location
    subdecks: dict[str, str]
    """Name of the Anki deck of a topic, or of all topics below a folder, where that is not the
    deck's own (`deck_of`)."""
    description: Text | None = None
    license: Text | None = None
    report: str = ""
    style: str = ""
    """The author's own CSS, with the names that its files have in the package."""
    style_media: tuple[MediaFile, ...] = ()
    own_types: tuple[OwnType, ...] = ()
    """The note types of the author's own."""
    unsafe_html: bool = False
    manual_ids: bool = False
    """Whether the author alone writes ids into the sources."""
    terms: frozenset[str] = frozenset()
    """Acronyms that need no explanation."""
    ignore: frozenset[str] = frozenset()
    """Codes that are not to be told of this deck."""

    @property
    def is_adopted(self) -> bool:
        """Whether learners had some of it before it came to Recto."""
        return any(type_.adopted for type_ in self.own_types)

    @property
    def speaks(self) -> bool:
        """Whether a device is to speak any of the cards, so that their templates ask for it."""
        return any(card.voice != SILENT for card in self.cards)

    @property
    def built(self) -> list[Card]:
        return [card for card in self.cards if not card.draft]


@dataclass(frozen=True, slots=True)
class Home:
    """Where a deck lives: its folder, its `deck.yaml` (or the one file), its lock."""

    folder: Path
    file: Path
    lock: Path
    stem: str
    """Name of what is built, without its ending."""
    single: bool = False
    """Whether the deck is one file."""

    @property
    def kind(self) -> str:
        return "file" if self.single else "folder"

    @property
    def source(self) -> Path:
        """What an author names on the command line."""
        return self.file if self.single else self.folder

    def holds(self, path: Path) -> bool:
        """Whether a file is one of the deck's; of one in a single file, that and its lock are."""
        return path == self.lock or path.is_relative_to(self.source)


def deck_of(topic: str, decks: Mapping[str, str]) -> str:
    """The Anki deck of a topic: its own, or that of the first part of its path, or the main one."""
    return decks.get(topic) or decks.get(topic.partition("/")[0]) or decks.get("", "")


def digest(*parts: str) -> str:
    """A short digest of texts, for telling an edit from none: ten hexadecimal digits."""
    joined = "\x1f".join(parts).encode()
    return hashlib.blake2b(joined, digest_size=5).hexdigest()
