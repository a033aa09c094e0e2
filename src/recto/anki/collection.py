"""A collection that no program has open: a file `collection.anki2`.

It is read as it lies there. Changes are made in a copy, by Anki's own program, and the copy is put
in its place when all of it went well: so whoever is interrupted has the old one or the new one.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from recto.anki.backups import keep
from recto.anki.in_use import ANKI_CONNECT, signs_of_use
from recto.anki.interface import Changes, Done, LearnersCollection, Refused, Wanted
from recto.anki.stored import layout_of, read_database
from recto.anki.writing import carry_out
from recto.system.exclusive import exclusive, no_notice
from recto.system.files import stamp
from recto.system.paths import pasted, relative


@dataclass(slots=True)
class ClosedCollection:
    """The collection of a profile while its Anki is closed."""

    file: Path
    anki_url: str | None = ANKI_CONNECT
    """Where a running Anki would answer; None of a mirror, which no Anki opens."""
    told: str = ""
    """What messages call it instead of its path."""
    read_as: tuple[int, int, int] | None = None
    """Which file it was when it was read: changes are planned for that one."""

    @property
    def place(self) -> str:
        return self.told or relative(self.file)

    def read(self, wanted: Wanted) -> LearnersCollection:
        self._refuse_if_in_use()
        self.read_as = stamp(self.file)
        found = read_database(self.file, wanted, self.place)
        self._refuse_if_changed()
        return found

    @contextmanager
    def staged(self, changes: Changes) -> Iterator[Callable[[], Done]]:
        with ExitStack() as stack:
            with self._without_disk_errors():
                stack.enter_context(exclusive([self.file.parent], no_notice))
                self._refuse_if_in_use()
                self._refuse_if_changed()
                if layout_of(self.file) != _LAYOUT:
                    raise Refused(self.place, "anki-outdated", _OLD)
                self._sweep()
                temporary = tempfile.TemporaryDirectory(prefix=_WORK, dir=self.file.parent)
                folder = Path(stack.enter_context(temporary))
                backup, copy = folder / "before.anki2", folder / self.file.name
                shutil.copy2(self.file, backup)  # before anybody opens it
                shutil.copy2(backup, copy)
                carry_out(copy, changes, self.place)
                _flush(backup)
                _flush(copy)
            yield lambda: self._finished(folder, backup, copy)

    def _finished(self, folder: Path, backup: Path, copy: Path) -> Done:
        """Put the changed copy in place of the collection."""
        with self._without_disk_errors():
            [kept] = keep([backup], self.file.parent)
            self._bring_media(folder)
            self._refuse_if_in_use()
            self._refuse_if_changed()
            copy.replace(self.file)
        return Done(f"close Anki and run: cp {pasted(kept)} {pasted(self.file)}")

    def _refuse_if_in_use(self) -> None:
        signs = list(signs_of_use(self.file, self.anki_url)) if self.anki_url else []
        if signs:
            message = f"{'; '.join(signs)}: close Anki, then run this again"
            raise Refused(self.place, "anki-in-use", message)

    def _refuse_if_changed(self) -> None:
        if stamp(self.file) != self.read_as:
            raise Refused(self.place, "anki-in-use", _MEANWHILE)

    @contextmanager
    def _without_disk_errors(self) -> Iterator[None]:
        """Turn what the disk refuses into a refusal."""
        try:
            yield
        except OSError as error:
            message = f"{error.strerror or error}; the collection is as it was before"
            raise Refused(self.place, "anki-failed", message) from error

    def _sweep(self) -> None:
        """Delete what pushes that were killed have left."""
        for stale in self.file.parent.glob(f"{_WORK}*"):
            shutil.rmtree(stale, ignore_errors=True)

    def _bring_media(self, folder: Path) -> None:
        """Pictures and sounds of the package; a name stands for its bytes, so none is replaced."""
        target = self.file.with_suffix(".media")
        for file in sorted(folder.glob("collection.media/*")):
            if not (target / file.name).exists():
                target.mkdir(exist_ok=True)
                file.replace(target / file.name)


_MEANWHILE = "another program wrote into the collection meanwhile; close Anki, then run this again"
_OLD = (
    "this collection was last used by an Anki of before 2020; open it in today's Anki once, close "
    "that, then run this again"
)
_LAYOUT = 18
_WORK = "recto-work-"


def _flush(file: Path) -> None:
    """See that a file is on the disk."""
    with file.open("rb+") as handle:
        os.fsync(handle.fileno())
