"""`recto build`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from recto.cli.common import (
    after_option,
    decks_at,
    exit_code,
    now,
    output_option,
    paths_argument,
    tell,
    verbose_option,
    waiting,
)


@click.command(short_help="Build decks into packages for Anki.")
@paths_argument
@output_option
@click.option("--locked", is_flag=True, help="Fail if the lock would change (for CI).")
@after_option
@click.option("--refresh", is_flag=True, help="Send HTML again that only Recto changed.")
@verbose_option
def build(
    paths: tuple[Path, ...],
    output: Path,
    *,
    locked: bool,
    after: Path | None,
    refresh: bool,
    verbose: bool,
) -> None:
    """Build every deck at PATHS (default: under cards/) to OUTPUT/<folder>.apkg.

    Writes the deck's lock beside its sources: commit it with them. It is how learners keep
    their reviews while you edit.

    \b
    recto build                      all decks under cards/
    recto build cards/aws-security   one deck
    recto build my.yaml -o out       a deck in one file
    """
    from recto import reports
    from recto.build import Options
    from recto.build import build as build_decks

    options = Options(output, now(), locked=locked, after=after, refresh=refresh, waiting=waiting)
    outcome = build_decks(decks_at(paths), options)
    tell(outcome.diagnostics)
    for built in outcome.results:
        for line in reports.built_lines(built, verbose=verbose):
            click.echo(line)
    sys.exit(exit_code(outcome.diagnostics))
