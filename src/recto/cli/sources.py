"""Where learners' notes and answers come from, as the command line names it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from recto.cli.anki_options import where
from recto.cli.common import package_path

if TYPE_CHECKING:
    from recto.anki.interface import Opener
    from recto.commands.check import OfLearners
    from recto.commands.stats import Statistics

statistics_option = click.option(
    "--stats",
    "statistics",
    type=package_path,
    multiple=True,
    metavar="FILE",
    help="Say how learners answer, from a file of `recto stats --export` or one that Anki exported.",
)


def anki_of(exported: Path | None, named: Mapping[str, Any]) -> Opener:
    """The file that an Anki exported, or else the Anki that the options name."""
    from recto.anki.exported import Exported
    from recto.anki.places import opened

    if exported:
        if named.get("collection") or named.get("sync"):
            message = "name one: --from, --collection or --sync"
            raise click.UsageError(message)
        return lambda: nullcontext(Exported(exported))
    return partial(opened, where(**named))


def sources_of(paths: Iterable[Path], named: Mapping[str, Any]) -> Statistics:
    """Files, of which some may hold sums, and the Anki that the options name, if they do."""
    from recto.commands.stats import Statistics
    from recto.reviews.file import is_sums

    paths = [*{path.resolve(): path for path in paths}.values()]
    sums = [path for path in paths if is_sums(path)]
    ankis = [anki_of(path, {}) for path in paths if path not in sums]
    if named.get("collection") or named.get("sync") or not paths:
        ankis.insert(0, anki_of(None, named))
    return Statistics(ankis, sums)


def of_learners(paths: tuple[Path, ...]) -> OfLearners:
    """What files of statistics tell of decks."""
    from recto.commands.check import no_statistics

    if not paths:
        return no_statistics
    from recto.commands.stats import told

    return partial(told, sources_of(paths, {}))
