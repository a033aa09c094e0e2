"""`recto check`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from recto.cli.common import (
    built_option,
    codes_like,
    coloured,
    decks_at,
    exit_code,
    ignorable_like,
    now,
    paths_argument,
    quiet_option,
)
from recto.cli.shell import working
from recto.cli.sources import of_learners, statistics_option


def _selected(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> frozenset[str]:
    from recto.diagnostics.catalogue import CATALOGUE, unknown_code

    codes = _split(given)
    for code in sorted(codes - set(CATALOGUE)):
        raise click.BadParameter(unknown_code(code, CATALOGUE))
    return codes


def _ignored(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> frozenset[str]:
    from recto.diagnostics.catalogue import IGNORABLE, not_ignorable

    codes = _split(given)
    for code in sorted(codes - IGNORABLE):
        raise click.BadParameter(not_ignorable(code))
    return codes


def _split(given: tuple[str, ...]) -> frozenset[str]:
    return frozenset(code.strip() for each in given for code in each.split(",") if code.strip())


class _Asked:
    """What a run is about: whole decks, or files and folders of some, which are checked whole."""

    def __init__(self, paths: list[Path]) -> None:
        from recto.readers.find import DECK_FILE, deck_around

        self.paths = [path.parent if path.name == DECK_FILE else path for path in paths]
        around = {path: deck_around(path) for path in self.paths if path.exists()}
        self.decks = [*dict.fromkeys(around.get(path) or path for path in self.paths)]
        self.cut = [deck for deck in around.values() if deck]
        self.deck_file = DECK_FILE

    def about(self, path: Path) -> bool:
        """Whether what is said of a file is to be told; what is wrong with a deck.yaml always is."""
        return (
            path.name == self.deck_file
            or not any(path.is_relative_to(deck) for deck in self.cut)
            or any(path.is_relative_to(asked) for asked in self.paths)
        )


@click.command(short_help="Report errors, and advice on the cards.")
@paths_argument
@built_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="github marks the lines of a pull request.",
)
@click.option(
    "--select",
    multiple=True,
    metavar="CODE",
    callback=_selected,
    shell_complete=codes_like,
    help="Report errors, and only these codes beside; several times, or with commas.",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="CODE",
    callback=_ignored,
    shell_complete=ignorable_like,
    help="Leave these codes of advice and warnings out.",
)
@statistics_option
@quiet_option
@click.option("--strict", is_flag=True, help="Fail on warnings and advice too.")
def check(
    paths: tuple[Path, ...],
    output: Path,
    form: str,
    *,
    select: frozenset[str],
    ignore: frozenset[str],
    statistics: tuple[Path, ...],
    strict: bool,
    quiet: bool,
) -> None:
    """Report the errors of every deck at PATHS, and give advice on its cards.

    PATHS are by default the deck here, or all under cards/. Writes nothing, the lock included.
    To keep a card as it is, give it (or its file, or deck.yaml) the line `ignore: [CODE]`;
    `recto explain CODE` says what a code means.

    \b
    recto check                          all decks under cards/
    recto check cards/es/verbs.yaml      one file of a deck
    recto check --strict                 fail on advice, too
    recto check --select source-missing  advice that is given only on request
    recto check --stats sums.json        with the cards that learners fail
    """
    from recto import reports
    from recto.checks.ignoring import selected
    from recto.commands.check import inspect
    from recto.commands.pipeline import Options
    from recto.diagnostics import sorted_diagnostics
    from recto.diagnostics.catalogue import IGNORABLE

    asked = _Asked(decks_at(paths))
    with working("checking", quiet=quiet):
        outcome = inspect(asked.decks, Options(output, now()), select, of_learners(statistics))
    found = sorted_diagnostics(selected(outcome.diagnostics, select, ignore))
    told = [each for each in found if asked.about(each.location.path)]
    if form == "json":
        click.echo(reports.check_json(outcome.results, told))
    else:
        for diagnostic in told:
            click.echo(
                reports.github_line(diagnostic) if form == "github" else coloured(diagnostic)
            )
        if not quiet:
            elsewhere = len(found) - len(told)
            click.echo(reports.check_summary(outcome.results, told, elsewhere))
    failed = strict and any(each.code in IGNORABLE for each in told)
    sys.exit(exit_code(told) or int(failed))
