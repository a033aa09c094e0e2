"""A collection that no program has open: a file `collection.anki2`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from recto.anki.in_use import ANKI_CONNECT, signs_of_use
from recto.anki.interface import LearnersCollection, Refused, Wanted
from recto.anki.stored import read_database
from recto.system.files import stamp


@dataclass(frozen=True, slots=True)
class ClosedCollection:
    """The collection of a profile while its Anki is closed."""

    file: Path
    anki_url: str = ANKI_CONNECT
    """Where a running Anki would answer."""

    @property
    def place(self) -> str:
        return str(self.file)

    def read(self, wanted: Wanted) -> LearnersCollection:
        self.refuse_if_in_use()
        before = stamp(self.file)
        found = read_database(self.file, wanted, self.place)
        if stamp(self.file) != before:
            raise Refused(self.place, _MEANWHILE)
        return found

    def refuse_if_in_use(self) -> None:
        """Stop where a program may have it open.

        Raises:
            Refused: One may.
        """
        signs = list(signs_of_use(self.file, self.anki_url))
        if signs:
            message = f"{'; '.join(signs)}: close Anki, then run this again"
            raise Refused(self.place, message)


_MEANWHILE = "another program wrote into the collection meanwhile; close Anki, then run this again"
