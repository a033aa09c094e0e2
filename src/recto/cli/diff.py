"""`recto diff`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from recto.cli.common import (
    after_option,
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
from recto.cli.shell import working


@click.command(short_help="Say what an import of the next build would do.")
@paths_argument
@built_option
@click.option(
    "--from",
    "earlier",
    type=package_path,
    metavar="OLD",
    help="Compare with this package, or that of each deck in a folder, instead of the last build.",
)
@after_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="markdown is a changelog for learners.",
)
@verbose_option
def diff(
    paths: tuple[Path, ...],
    output: Path,
    *,
    earlier: Path | None,
    after: Path | None,
    form: str,
    verbose: bool,
) -> None:
    """Forecast the import of what `recto build` would build. Writes nothing.

    \b
    recto diff                                 against the last build
    recto diff --from released                 against the packages in a folder
    recto diff --format markdown > CHANGES.md  a changelog for learners
    """
    from recto import reports
    from recto.commands.diff import compare
    from recto.commands.pipeline import Options

    options = Options(output, now(), after=after, compare_html=True)
    with working("comparing"):
        outcome = compare(decks_at(paths), options, earlier)
    tell(outcome.diagnostics)
    if outcome.failed and not outcome.results:
        sys.exit(exit_code(outcome.diagnostics))
    if form == "json":
        click.echo(reports.diff_json([*map(reports.forecast_json, outcome.results)]))
    for each in outcome.results:
        if form == "markdown":
            say(reports.changelog_lines(each))
        elif form == "text":
            say(reports.diff_lines(each, verbose=verbose))
    sys.exit(exit_code(outcome.diagnostics))
