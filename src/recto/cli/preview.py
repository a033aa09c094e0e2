"""`recto preview`."""

from __future__ import annotations

import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recto.cli.common import (
    decks_at,
    exit_code,
    now,
    output_option,
    paths_argument,
    quiet_option,
    say,
    tell,
)
from recto.cli.shell import working
from recto.cli.sources import of_learners, statistics_option

if TYPE_CHECKING:
    from recto.commands.check import OfLearners


@click.command(short_help="Show every card in a page for the browser.")
@paths_argument
@output_option
@quiet_option
@statistics_option
@click.option("--watch", is_flag=True, help="Serve the pages instead, and follow what is saved.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8137,
    show_default=True,
    help="Where --watch serves; 0 takes any that is free.",
)
def preview(
    paths: tuple[Path, ...],
    output: Path,
    *,
    quiet: bool,
    statistics: tuple[Path, ...],
    watch: bool,
    port: int,
) -> None:
    """Write a page of every deck at PATHS to OUTPUT/<folder>.html.

    PATHS are by default the deck here, or all under cards/.

    It shows each card, front and back, as Anki and AnkiDroid show it. Open it in a browser; it
    needs no network. The lock stays as it is.

    \b
    recto preview                      all decks under cards/
    recto preview cards/aws-security   one deck
    recto preview --watch              served, and shown anew on each save
    """
    from recto import reports
    from recto.commands.pipeline import Options
    from recto.commands.preview import write_pages

    if watch:
        _follow(decks_at(paths), output, port, of_learners(statistics), quiet=quiet)
        return
    with working("drawing", quiet=quiet):
        outcome = write_pages(decks_at(paths), Options(output, now()), of_learners(statistics))
    tell(outcome.diagnostics)
    for pictured in () if quiet else outcome.results:
        counts = pictured.cards, pictured.drafts
        say([reports.pictured_line(pictured.deck, *counts, pictured.target)])
    sys.exit(exit_code(outcome.diagnostics))


def _follow(
    paths: list[Path], output: Path, port: int, answers: OfLearners, *, quiet: bool
) -> None:
    """Serve until Ctrl-C, which is the way to end this and so no failure."""
    from recto.commands.pipeline import Options
    from recto.commands.watch import changes, new_site, rebuild
    from recto.outputs.page.server import serving

    site = new_site()
    with ExitStack() as stack:
        try:
            address = stack.enter_context(serving(site, port))
        except OSError as error:
            message = f"port {port}: {error.strerror}; `--port 0` takes any that is free"
            raise click.UsageError(message) from error
        stack.enter_context(suppress(KeyboardInterrupt))
        for number, _ in enumerate(changes(paths)):
            outcome = rebuild(site, paths, Options(output, now()), answers)
            tell(outcome.diagnostics)
            wrong_usage = exit_code(outcome.diagnostics) == click.UsageError.exit_code
            if number == 0 and wrong_usage:
                sys.exit(click.UsageError.exit_code)
            if number == 0:
                click.echo(f"{address} follows what you save; Ctrl-C ends it")
            elif not outcome.failed and not quiet:
                click.echo("saved and shown")
