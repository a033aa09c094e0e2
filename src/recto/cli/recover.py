"""`recto recover`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from recto.cli.common import (
    BUILD,
    deck_argument,
    exit_code,
    package_path,
    quiet_option,
    tell,
    waiting,
)


@click.command(short_help="Bring a lost lock back from a package.")
@deck_argument
@click.argument("package", type=package_path)
@click.option("--force", is_flag=True, help="Replace a lock that is there.")
@quiet_option
def recover(deck: Path, package: Path, *, force: bool, quiet: bool) -> None:
    """Write the lock of DECK anew from a PACKAGE that Recto built of it.

    \b
    recto recover cards/aws-security build/aws-security.apkg
    """
    from recto import reports
    from recto.commands.recover import recover as recover_lock

    outcome = recover_lock(deck, package, BUILD, force=force, waiting=waiting)
    tell(outcome.diagnostics)
    for recovered in () if quiet else outcome.results:
        click.echo(reports.recovered_line(*recovered))
    sys.exit(exit_code(outcome.diagnostics))
