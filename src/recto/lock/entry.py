"""What a lock holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from recto.deck.model import deck_of


class Mask(NamedTuple):
    """What a mask of a picture is to learners: a cloze number, and where it lies."""

    number: int
    shape: str
    """As its source has it, `rect 12 30 20 8`; several shapes are joined by ` + `."""
    retired: bool = False
    """Whether the source has it no more: its number goes to no other mask."""


class Entry(NamedTuple):
    """One note. Everything here outlives the card's sources."""

    key: str
    """The full key, `<deck id>/<family>/<key>`; never changes. The family of a note type of the
    author's own is the id of that type."""
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
    asked: int = 0
    """Seconds: when question or answer last changed, or a later time where nobody knows."""
    masks: dict[str, Mask] = {}  # noqa: RUF012  # never changed
    """The masks of a picture by their names, those too that it had once."""
    aspect: float = 0.0
    """Width of the picture divided by its height; 0 where the card has none."""
    shipped: str = ""
    """Of a note whose adopted type has no field Shipped: what that field would hold."""
    filled: tuple[int, ...] = ()
    """Of a note of an own type: the slots of the fields in which something stands, by which Anki
    makes its cards. Empty where nobody knows, and of a cloze, whose deletions make them."""

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
    """What Anki knows it by; of an adopted type the id that its learners have."""
    name: str
    fingerprint: str
    modified: int
    fields: tuple[int | None, ...] = ()
    """Of an adopted type: the ids of its fields in their order, None for one that has none."""
    templates: tuple[int | None, ...] = ()
    """The same of its templates."""

    @property
    def is_adopted(self) -> bool:
        """Whether the type came from a deck that existed, and ships as it came."""
        return bool(self.fields)

    def reads_as(self, other: NoteTypeEntry) -> bool:
        """Whether both are the same to a learner."""
        return (self.name, self.fingerprint) == (other.name, other.fingerprint)


Part = Literal["field", "card"]
"""What a slot of a note type is."""


class Slot(NamedTuple):
    """A field or a card of a note type of the author's own, as learners have it.

    A slot that was taken once is never given another meaning. Spares that nobody took are no
    slots yet.
    """

    note_type: str
    """The id of the note type."""
    part: Part
    number: int
    """The id of the field or template in Anki."""
    name: str
    state: Literal["live", "buried"]
    """Buried is what its author deleted; only its own name revives it."""
    taken: int
    """Seconds: when it was first used. Of two names for one slot the earlier keeps it."""
    since: int
    """Seconds: since when it has this name and state."""
    front: str = ""
    """Of a card what it shows, by which it goes on once its author has deleted it. Fields are
    told by their numbers, as names change."""
    back: str = ""

    @property
    def place(self) -> tuple[str, Part, int]:
        """What only one slot of a deck can be."""
        return self.note_type, self.part, self.number


@dataclass(frozen=True, slots=True)
class Lock:
    """A deck's lock. `decks` names the Anki decks of topics, as `Deck.subdecks`, `` the main one.

    `about` is the fingerprint of what the deck itself says and looks like, empty where an
    earlier Recto wrote the lock.

    `readings` are entries that lost against one of `entries` with other words, or another id: in
    a merge, or because only a package has them. They are not written; a card may be known by them.

    `displaced` are slots of a merge that another name has kept (`merging.settled`). They are not
    written either: what has such a name in the sources takes the next spare.
    """

    deck_id: str
    decks: dict[str, str] = field(default_factory=dict)
    note_types: dict[str, NoteTypeEntry] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    readings: tuple[Entry, ...] = ()
    about: str = ""
    slots: dict[tuple[str, Part, int], Slot] = field(default_factory=dict)
    displaced: tuple[Slot, ...] = ()

    def deck_of(self, entry: Entry) -> str:
        """Name of the Anki deck that a new card of the entry would go to."""
        return deck_of(entry.topic, self.decks)

    @property
    def modified(self) -> int:
        """When any of its notes last changed (seconds)."""
        return max((entry.modified for entry in self.entries.values()), default=0)

    def live(self) -> list[Entry]:
        return [entry for entry in self.entries.values() if not entry.retired]

    def with_entries(self, entries: Iterable[Entry]) -> Lock:
        return replace(self, entries={entry.key: entry for entry in entries})
