"""What a lock holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple


class Entry(NamedTuple):
    """One note. Everything here outlives the card's sources."""

    key: str
    """The full key, `<deck id>/<family>/<key>`; never changes."""
    guid: str
    topic: str
    question: str
    answer: str
    content: str
    """The fingerprint: a digest for each thing the author wrote, `question=… answer=…`."""
    created: int
    """Milliseconds; unique in the deck, and the note's id in the package."""
    modified: int
    """Seconds; the note's mod in the package."""
    id: str = ""
    """The card's `id` at the last build; empty where it had none."""
    clozes: dict[int, str] = {}  # noqa: RUF012  # never changed
    """What each cloze number hides."""
    reversed: bool = False
    retired: bool = False
    draft: bool = False
    """Retired for now: its card still stands in the sources, as a draft."""
    emptied: dict[int, str] = {}  # noqa: RUF012  # never changed
    """What cloze numbers hid that the text has no more: learners keep their cards, and reviews."""

    @property
    def family(self) -> str:
        return self.key.split("/", 2)[1]

    @property
    def short_key(self) -> str:
        """The key as an `id:` line would give it."""
        return self.key.split("/", 2)[2]

    @property
    def ever_hidden(self) -> dict[int, str]:
        """What each cloze number hides, or hid last."""
        return {**self.emptied, **self.clozes} if self.emptied else self.clozes

    @property
    def parts(self) -> dict[str, str]:
        """The fingerprint taken apart."""
        return parts(self.content)

    @property
    def shows(self) -> str | None:
        """The digest of the files that its card shows; None if it shows none."""
        return self.parts.get("media") if "media=" in self.content else None


def parts(content: str) -> dict[str, str]:
    """A fingerprint taken apart: the digest of each thing."""
    return dict(part.partition("=")[::2] for part in content.split())


def blank(key: str, guid: str, created: int) -> Entry:
    """An entry that says nothing yet but who it is."""
    return Entry(
        key, guid, topic="", question="", answer="", content="", created=created, modified=0
    )


def by_note(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """All entries of each note, by its full key; of readings, what it is elsewhere."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.key, []).append(entry)
    return found


@dataclass(frozen=True, slots=True)
class NoteTypeEntry:
    """One note type, and when it last changed (seconds)."""

    family: str
    id: int
    name: str
    fingerprint: str
    modified: int

    def reads_as(self, other: NoteTypeEntry) -> bool:
        """Whether both are the same to a learner."""
        return (self.name, self.fingerprint) == (other.name, other.fingerprint)


@dataclass(frozen=True, slots=True)
class Lock:
    """A deck's lock. `decks` names the Anki deck of each first-level topic, `` the main one.

    `about` is the fingerprint of what the deck itself says and looks like, empty where an
    earlier Recto wrote the lock.

    `readings` are entries that lost against one of `entries` with other words, or another id: in
    a merge, or because only a package has them. They are not written; a card may be known by them.
    """

    deck_id: str
    decks: dict[str, str] = field(default_factory=dict)
    note_types: dict[str, NoteTypeEntry] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    readings: tuple[Entry, ...] = ()
    about: str = ""

    def deck_of(self, entry: Entry) -> str:
        """Name of the Anki deck that a new card of the entry would go to."""
        return self.decks.get(entry.topic.partition("/")[0]) or self.decks.get("", "")

    @property
    def modified(self) -> int:
        """When any of its notes last changed (seconds)."""
        return max((entry.modified for entry in self.entries.values()), default=0)

    def live(self) -> list[Entry]:
        return [entry for entry in self.entries.values() if not entry.retired]

    def with_entries(self, entries: Iterable[Entry]) -> Lock:
        return replace(self, entries={entry.key: entry for entry in entries})
