"""Where learners' notes and answers come from, as the command line names it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from recto.anki.interface import Anki
    from recto.commands.stats import Sources

collection_option = click.option(
    "--collection",
    metavar="PROFILE|FILE",
    help="The collection of a closed Anki: the name of its profile, or a file collection.anki2.",
)


def anki_of(collection: str | None, exported: Path | None) -> AbstractContextManager[Anki]:
    """The Anki that the options name, or the file that one exported."""
    from recto.anki.exported import Exported
    from recto.anki.in_use import ANKI_CONNECT
    from recto.anki.places import Closed, opened

    if exported:
        return nullcontext(Exported(exported))
    if not collection:
        message = "name a closed collection with --collection, or a file with --from"
        raise click.UsageError(message)
    return opened(Closed(collection, ANKI_CONNECT))


def sources_of(collection: str | None, paths: Iterable[Path]) -> Sources:
    """The same with several files, of which some may hold sums."""
    from recto.commands.stats import Sources
    from recto.reviews.file import is_sums

    paths = [*paths]
    sums = [path for path in paths if is_sums(path)]
    ankis = [anki_of(None, path) for path in paths if path not in sums]
    if collection or not paths:
        ankis.insert(0, anki_of(collection, None))
    return Sources(ankis, sums)
