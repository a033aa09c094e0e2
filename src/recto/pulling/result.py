"""What a pull took over into the sources of a deck."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from recto.deck.model import Deck
from recto.diagnostics import Location
from recto.outputs.prepared import BuiltCard
from recto.pulling.drafts import Draft


class Pulled(NamedTuple):
    """A field, or the tags, of a card that the sources now have as Anki does."""

    place: Location
    asked: str
    name: str
    before: str
    after: str


@dataclass(slots=True)
class Result:
    """What came of a deck."""

    deck: Deck
    pulled: list[Pulled] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    drafts_file: Path | None = None
    deleted: list[BuiltCard] = field(default_factory=list)
    conflicts: int = 0
    """Fields that both sides changed, and that are left as they are."""
    left: int = 0
    """Edits and notes of which nothing can be taken over."""
    files: dict[Path, tuple[bytes, bytes]] = field(default_factory=dict)
    """Sources that change, as they were and as they are to be."""
    seen: int = 0
    """Notes of the deck that the Anki has."""
    lock: bytes = b""
