"""`recto new`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from recto.cli.common import exit_code, quiet_option, tell
from recto.cli.shell import FilePath


@click.command(short_help="Start a deck.")
@click.argument("folder", metavar="DIR", type=FilePath("a deck is a folder"))
@click.option("--no-workflow", is_flag=True, help="Leave GitHub's workflow out.")
@click.option(
    "--notetype",
    type=click.Choice(["vocabulary", "country"]),
    help="Begin with a note type of the deck's own: notes with fields, of several cards.",
)
@quiet_option
def new(folder: Path, *, no_workflow: bool, notetype: str | None, quiet: bool) -> None:
    """Write a deck to start from into the new folder DIR: it builds at once.

    It has an identity of its own, a card of every kind, and what editors and git need. At the
    top of the git repository (or where you stand) comes a workflow for GitHub: it checks pull
    requests, keeps the lock on the main branch, and attaches packages to releases. Nothing that
    is there already is overwritten.

    \b
    recto new cards/spanish                    a deck among others
    recto new cards/spanish && recto preview   and look at its cards
    recto new cards/words --notetype vocabulary
    """
    from recto import reports
    from recto.commands.new import new_deck

    outcome = new_deck(folder, workflow=not no_workflow, notetype=notetype)
    tell(outcome.diagnostics)
    for line in () if quiet else reports.made_lines(outcome.results):
        click.echo(line)
    sys.exit(exit_code(outcome.diagnostics))
