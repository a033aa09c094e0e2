"""Where learners' notes and answers come from, as the command line names it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recto.cli.common import package_path

if TYPE_CHECKING:
    from recto.anki.interface import Anki
    from recto.commands.check import OfLearners
    from recto.commands.stats import Statistics

collection_option = click.option(
    "--collection",
    metavar="PROFILE|FILE",
    help="The collection of a closed Anki: the name of its profile, or a file collection.anki2.",
)


statistics_option = click.option(
    "--stats",
    "statistics",
    type=package_path,
    multiple=True,
    metavar="FILE",
    help="Tell how learners answer, from a file of `recto stats --export` or one that Anki exported.",
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


def sources_of(collection: str | None, paths: Iterable[Path]) -> Statistics:
    """The same with several files, of which some may hold sums."""
    from recto.commands.stats import Statistics
    from recto.reviews.file import is_sums

    paths = [*paths]
    sums = [path for path in paths if is_sums(path)]
    ankis = [anki_of(None, path) for path in paths if path not in sums]
    if collection or not paths:
        ankis.insert(0, anki_of(collection, None))
    return Statistics(ankis, sums)


def of_learners(paths: tuple[Path, ...]) -> OfLearners:
    """What files of statistics tell of decks."""
    from recto.commands.check import no_statistics

    if not paths:
        return no_statistics
    from recto.commands.stats import told

    return partial(told, sources_of(None, paths))
