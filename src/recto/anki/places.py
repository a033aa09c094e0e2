"""Which Anki the command line names."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from recto.anki.collection import ClosedCollection
from recto.anki.connect import running
from recto.anki.interface import ChangeableAnki
from recto.anki.profiles import collection_at
from recto.anki.server import synced


@dataclass(frozen=True, slots=True)
class Running:
    """A desktop that runs, with AnkiConnect."""

    url: str
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Closed:
    """A collection that no program has open: its file, or the name of its profile."""

    name: str
    anki_url: str
    """Where a running Anki would answer."""


@dataclass(frozen=True, slots=True)
class Server:
    """A user's collection on a sync server."""

    url: str
    user: str
    password: str = field(repr=False)


Where = Running | Closed | Server


def opened(where: Where) -> AbstractContextManager[ChangeableAnki]:
    """The Anki that is named.

    Raises:
        Refused: There is none, or it can't be asked.
    """
    match where:
        case Running(url=url, key=key):
            return running(url, key)
        case Closed(name=name, anki_url=url):
            return nullcontext(ClosedCollection(collection_at(name), url))
        case Server(url=url, user=user, password=password):
            return synced(url, user, password)
