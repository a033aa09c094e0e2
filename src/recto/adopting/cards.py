"""The notes of another program as cards of sources: each with an id, its texts, and its tags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from recto.adopting.foreign import ForeignNote, ForeignType
from recto.adopting.texts import Texts
from recto.adopting.words import plain
from recto.deck import identity
from recto.diagnostics import Location
from recto.readers.tags import tag_fault

_NOWHERE = Location(Path())


class AdoptedCard(NamedTuple):
    """A note as it is to be written."""

    note: ForeignNote
    id: str
    texts: tuple[str, ...]
    """In the order of its type's fields."""
    tags: tuple[str, ...]
    raw: frozenset[int] = frozenset()
    """The places of its texts that are HTML, where those of other notes are Markdown."""
    draft: str = ""
    """Why it is a draft; empty for a card that is built."""


@dataclass(frozen=True, eq=False)
class AdoptedType:
    """A note type as its file calls it, and its notes as texts."""

    type: ForeignType
    stem: str
    id: str
    fields: tuple[Texts, ...]
    asks: tuple[int, ...]


ALREADY = "another note of the deck has its guid, and Anki updates only one of them"
NO_CARDS = "its cards were deleted, and an import would bring them back"


class Sorted(NamedTuple):
    """Notes that can be written, which of them only as drafts, and how many have nothing in them."""

    notes: list[ForeignNote]
    drafts: Mapping[int, str]
    """Why, by their places among the notes."""
    empty: int


def sorted_out(notes: Iterable[ForeignNote]) -> Sorted:
    """Notes with the reasons why some can't reach learners as the others do."""
    kept: list[ForeignNote] = []
    drafts: dict[int, str] = {}
    seen: set[str] = set()
    empty = 0
    for note in notes:
        if not any(text.strip() for text in note.fields):
            empty += 1
            continue
        if note.guid in seen:
            drafts[len(kept)] = ALREADY
        elif not note.has_cards:
            drafts[len(kept)] = NO_CARDS
        if note.guid:
            seen.add(note.guid)
        kept.append(note)
    return Sorted(kept, drafts, empty)


def cards_of(found: Sorted, types: Mapping[ForeignType, AdoptedType]) -> list[AdoptedCard]:
    """The notes as cards, in their order."""
    seen: Counter[ForeignType] = Counter()
    taken: set[str] = set()
    cards = []
    for place, note in enumerate(found.notes):
        fields, number = types[note.type].fields, seen[note.type]
        seen[note.type] += 1
        texts = tuple(each.texts[number] for each in fields)
        raw = frozenset(at for at, each in enumerate(fields) if number in each.raw)
        id_ = _id_of(note, types[note.type].asks, taken)
        draft = found.drafts.get(place, "")
        cards.append(AdoptedCard(note, id_, texts, tags_of(note), raw, draft))
    return cards


def _id_of(note: ForeignNote, asks: Sequence[int], taken: set[str]) -> str:
    """An id made of the words that ask, as one that Recto makes of a question."""
    words = [plain(note.fields[place]) for place in asks]
    asked = " ".join(filter(None, words)) or next(filter(None, map(plain, note.fields)), "")
    id_ = identity.mint_key(asked, taken)
    taken.add(id_)
    return id_


def tags_of(note: ForeignNote) -> tuple[str, ...]:
    """The tags that Anki takes for tags; those that it keeps for itself belong to one learner."""
    return tuple(tag for tag in note.tags if tag_fault(tag, _NOWHERE) is None)


def lost_tags(notes: Iterable[ForeignNote]) -> list[str]:
    """Tags that can't be written."""
    lost = dict.fromkeys(tag for note in notes for tag in note.tags if tag_fault(tag, _NOWHERE))
    return [tag for tag in lost if tag.casefold() not in ("leech", "marked")]
