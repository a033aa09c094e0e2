"""`recto stats`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from recto.cli.anki_options import anki_options
from recto.cli.common import (
    built_option,
    decks_at,
    exit_code,
    now,
    package_path,
    paths_argument,
    say,
    tell,
    verbose_option,
)
from recto.cli.shell import FilePath, working
from recto.cli.sources import sources_of

_FILE = "sums are written into a file"


@click.command(short_help="Name the cards that learners fail, by file and line.")
@paths_argument
@built_option
@anki_options
@click.option(
    "--from",
    "files",
    type=package_path,
    multiple=True,
    metavar="FILE",
    help="A file that a learner's Anki exported with its schedule (.colpkg, .apkg), or one of "
    "--export; several times for several learners.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
)
@click.option(
    "--export",
    type=FilePath(_FILE, dir_okay=False),
    metavar="FILE",
    help="Write sums by card, without anything of a learner, for others to add theirs.",
)
@click.option(
    "--mine",
    is_flag=True,
    help="With --export: cards that fewer than three learners answered, too.",
)
@verbose_option
def stats(
    paths: tuple[Path, ...],
    output: Path,
    *,
    files: tuple[Path, ...],
    form: str,
    export: Path | None,
    mine: bool,
    verbose: bool,
    **named: str,
) -> None:
    """Name the cards of the decks at PATHS that learners fail, by file and line.

    PATHS are by default the deck here, or all under cards/.

    A card is named only if chance hardly explains it: with five answers or more since its words
    last changed, and a retention that is surely under the mean of its deck. Each file
    is one learner; their answers are added up by card.

    \b
    recto stats                                    your own, from the running Anki
    recto stats --from ann.colpkg --from bob.apkg  those of learners
    """
    from recto.commands.pipeline import Options
    from recto.commands.stats import Export, stats
    from recto.reports.stats import export_line, stats_json, stats_lines, stats_markdown

    if mine and not export:
        message = "--mine says what --export may write; give that a file"
        raise click.UsageError(message)
    options, written = Options(output, now()), Export(export, mine) if export else None
    sources = sources_of(files, named)
    with working("counting"):
        outcome = stats(decks_at(paths), sources, options, written)
    tell(outcome.diagnostics)
    if outcome.failed:
        sys.exit(exit_code(outcome.diagnostics))
    if export:
        click.echo(export_line(export), err=True)
    if form == "json":
        click.echo(stats_json(outcome.results))
        return
    for each in outcome.results:
        say(stats_markdown(each) if form == "markdown" else stats_lines(each, verbose=verbose))
