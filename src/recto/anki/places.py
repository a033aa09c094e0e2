"""Which Anki the command line names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from recto.anki.collection import ClosedCollection
from recto.anki.interface import ChangeableAnki
from recto.anki.profiles import collection_at


@dataclass(frozen=True, slots=True)
class Closed:
    """A collection that no program has open: its file, or the name of its profile."""

    name: str
    anki_url: str
    """Where a running Anki would answer."""


Where = Closed


@contextmanager
def opened(where: Where) -> Iterator[ChangeableAnki]:
    """The Anki that is named.

    Raises:
        Refused: There is none, or it can't be asked.
    """
    yield ClosedCollection(collection_at(where.name), where.anki_url)
