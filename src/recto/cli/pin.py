"""`recto pin`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from recto.cli.common import (
    built_option,
    decks_at,
    exit_code,
    now,
    paths_argument,
    quiet_option,
    tell,
    waiting,
)
from recto.cli.shell import working


@click.command(short_help="Write ids into the sources, for cards without one.")
@paths_argument
@built_option
@quiet_option
def pin(paths: tuple[Path, ...], output: Path, *, quiet: bool) -> None:
    """Give every card at PATHS that has no `id` one that keeps its reviews.

    PATHS are by default the deck here, or all under cards/.

    `recto build` does the same, but for decks with `ids: manual` and for tables without a
    column `id`, which get one here. The ids are the keys by which the lock knows the cards, or
    those that a build would make, so learners notice nothing. Afterwards you can rewrite a card
    from top to bottom, and it stays the same card. Nothing else in the files changes.

    \b
    recto pin                                   all decks under cards/
    recto pin cards/aws-security && git diff    one deck, and what was written
    """
    from recto import reports
    from recto.commands.pin import pin as pin_decks
    from recto.commands.pipeline import Options

    with working("reading", quiet=quiet):
        outcome = pin_decks(decks_at(paths), Options(output, now(), waiting=waiting))
    tell(outcome.diagnostics)
    for line in () if quiet else reports.pinned_lines(outcome.results):
        click.echo(line)
    if not (quiet or outcome.results or outcome.diagnostics):
        click.echo("no id is missing")
    sys.exit(exit_code(outcome.diagnostics))
