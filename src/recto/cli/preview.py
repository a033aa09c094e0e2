"""`recto preview`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from recto.cli.common import decks_at, exit_code, now, output_option, paths_argument, tell


@click.command(short_help="Show every card in a page for the browser.")
@paths_argument
@output_option
def preview(paths: tuple[Path, ...], output: Path) -> None:
    """Write a page of every deck at PATHS (default: under cards/) to OUTPUT/<folder>.html.

    It shows each card, front and back, as Anki and AnkiDroid show it. Open it in a browser; it
    needs no network. The lock stays as it is.

    \b
    recto preview                      all decks under cards/
    recto preview cards/aws-security   one deck
    """
    from recto import reports
    from recto.build import Options
    from recto.preview.pages import write_pages

    outcome = write_pages(decks_at(paths), Options(output, now()))
    tell(outcome.diagnostics)
    for pictured in outcome.results:
        click.echo(f"{pictured.deck.name}: {reports.relative(pictured.target)}")
    sys.exit(exit_code(outcome.diagnostics))
