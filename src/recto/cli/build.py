"""`recto build`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recto.cli.common import (
    after_option,
    decks_at,
    exit_code,
    now,
    output_option,
    paths_argument,
    printable_lines,
    quiet_option,
    say,
    tell,
    told,
    verbose_option,
    waiting,
)
from recto.cli.shell import working

if TYPE_CHECKING:
    from recto.commands.build import Built
    from recto.commands.build_cache import Memory
    from recto.commands.outcome import Outcome


@click.command(short_help="Build decks into packages for Anki.")
@paths_argument
@output_option
@click.option("--locked", is_flag=True, help="Fail if the lock would change (for CI).")
@after_option
@click.option(
    "--allow-retiring",
    is_flag=True,
    help="Go on where more than half of a deck's cards would be retired.",
)
@click.option(
    "--refresh",
    is_flag=True,
    help="Send notes again whose text is the same, but whose HTML this Recto renders otherwise.",
)
@quiet_option
@verbose_option
def build(
    paths: tuple[Path, ...],
    output: Path,
    *,
    locked: bool,
    after: Path | None,
    allow_retiring: bool,
    refresh: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build every deck at PATHS to OUTPUT/<folder>.apkg.

    PATHS are by default the deck here, or all under cards/.

    Writes an `id` for each card that has none into the sources, and the deck's lock beside
    them: commit both. They are how learners keep their reviews while you edit.

    \b
    recto build                             all decks under cards/
    recto build cards/aws-security          one deck
    recto build my.yaml -o out              a deck in one file
    recto build --locked --after released   a release, in CI
    """
    from recto.commands.build_cache import Memory

    time, decks = now(), decks_at(paths)
    memory = None if after or refresh else Memory(decks, output)
    if memory and (remembered := memory.recall()):
        for text, is_diagnostic in remembered:
            if is_diagnostic or not quiet:
                click.echo(text, err=is_diagnostic)
        return

    from recto import reports
    from recto.commands.build import build as build_decks
    from recto.commands.pipeline import Options

    options = Options(
        output,
        time,
        locked=locked,
        after=after,
        refresh=refresh,
        allow_retiring=allow_retiring,
        waiting=waiting,
    )
    with working("building", quiet=quiet):
        outcome = build_decks(decks, options)
    tell(outcome.diagnostics)
    for built in () if quiet else outcome.results:
        say(reports.built_lines(built, verbose=verbose))
    if memory and not outcome.failed and all(built.settled for built in outcome.results):
        _keep(memory, outcome)
    sys.exit(exit_code(outcome.diagnostics))


def _keep(memory: Memory, outcome: Outcome[Built]) -> None:
    """Keep what a build of the same would say."""
    from recto.commands.build_cache import Line
    from recto.reports import rebuilt_lines

    lines = [Line(line, is_diagnostic=True) for line in told(outcome.diagnostics)]
    lines += [
        Line(line) for each in outcome.results for line in printable_lines(rebuilt_lines(each))
    ]
    locks = {built.deck.home.lock: built.digests[0] for built in outcome.results}
    packages = {built.target: built.digests[1] for built in outcome.results}
    memory.keep(lines, locks, packages)
