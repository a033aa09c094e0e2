"""Where learners' answers come from, as the command line names it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from recto.commands.stats import Sources


def sources_of(collection: str | None, paths: Iterable[Path]) -> Sources:
    """A closed collection, files that Anki exported, and files of sums.

    Raises:
        Refused: The collection is not there.
    """
    from recto.anki.collection import ClosedCollection
    from recto.anki.exported import Exported
    from recto.anki.interface import Anki, Refused
    from recto.anki.profiles import collection_at
    from recto.commands.stats import Sources
    from recto.reviews.file import is_sums

    ankis: list[Anki] = [ClosedCollection(collection_at(collection))] if collection else []
    sums = []
    for path in paths:
        if not path.is_file():
            raise Refused(str(path), "there is no such file")
        if is_sums(path):
            sums.append(path)
        else:
            ankis.append(Exported(path))
    if not ankis and not sums:
        message = "name a closed collection with --collection, or files with --from"
        raise click.UsageError(message)
    return Sources(ankis, sums)
