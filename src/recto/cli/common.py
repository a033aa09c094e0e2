"""What the commands share: arguments, the time of a build, printing what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recto.cli.shell import FilePath

if TYPE_CHECKING:
    from recto.diagnostics import Diagnostic

_BESIDE = "a deck is files that lie together, with its lock beside them"
_FOLDER = "each deck becomes a file in a folder"
_WHOLE = "a package is read here and there, not from its begin to its end"

BUILD = Path("build")
"""The folder for what is built, where no other is named."""

paths_argument = click.argument("paths", nargs=-1, type=FilePath(_BESIDE))
package_path = FilePath(_WHOLE)
deck_argument = click.argument("deck", type=FilePath(_BESIDE))
_output_option = partial(
    click.option,
    "-o",
    "--output",
    type=FilePath(_FOLDER, file_okay=False),
    default=BUILD,
    show_default=True,
)
output_option = _output_option(help="Folder for what is built.")
built_option = _output_option(help="Folder of what was built last.")
after_option = click.option(
    "--after",
    type=package_path,
    metavar="RELEASE",
    help="The last release, a package or a folder of them: what differs from it gets a later "
    "time, so that Anki imports it.",
)
verbose_option = click.option("-v", "--verbose", is_flag=True, help="List every change.")
quiet_option = click.option(
    "-q",
    "--quiet",
    is_flag=True,
    help="Print no results, only errors, warnings and notes.",
)


def codes_like(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
    """The codes that a shell may complete."""
    from recto.diagnostics.catalogue import CATALOGUE

    return [code for code in CATALOGUE if code.startswith(begun)]


def ignorable_like(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
    """Those of them that can be ignored."""
    from recto.diagnostics.catalogue import IGNORABLE

    return sorted(code for code in IGNORABLE if code.startswith(begun))


def decks_at(paths: tuple[Path, ...]) -> list[Path]:
    """The paths that were given, or the deck in whose folder the command runs, or all decks."""
    if paths:
        return list(paths)
    if Path("deck.yaml").exists():
        return [Path()]
    if not Path("cards").exists():
        command = click.get_current_context().command_path
        message = f"there is no folder `cards` here; name a deck: {command} path/to/deck"
        message += ", or begin one: recto new cards/NAME"
        if Path.cwd().name == "cards":
            message = f"this is the folder `cards` itself; go up with `cd ..`, then: {command}"
        raise click.UsageError(message)
    return [Path("cards")]


def now() -> int:
    """The build's time in milliseconds."""
    from recto.system import clock

    try:
        return clock.now()
    except ValueError as error:
        raise click.UsageError(str(error)) from None


_MOST = 200
"""Diagnostics that are printed, beside errors and what may cost a review; more help nobody."""
_COLOURS = {
    "error": "red",
    "warning": "yellow",
    "note": "cyan",
    "advice": "blue",
}


def tell(diagnostics: Iterable[Diagnostic]) -> None:
    """Print diagnostics to stderr, and how many errors there are."""
    for line in told(diagnostics):
        click.echo(line, err=True)


def told(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """The lines that tell of diagnostics, in colour."""
    from recto.diagnostics import sorted_diagnostics

    found = sorted_diagnostics(diagnostics)
    errors = sum(diagnostic.severity == "error" for diagnostic in found)
    printed = _not_too_many(found)
    yield from map(coloured, printed)
    if len(found) > len(printed):
        yield f"… and {len(found) - len(printed):,} more like these"
    if errors:
        halfway = any(diagnostic.code in _HALFWAY for diagnostic in found)
        counted = f"{errors} {'error' if errors == 1 else 'errors'}"
        yield counted if halfway else f"{counted}; nothing was written"


def _not_too_many(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Every error and all that may cost a review, and the first of the rest."""
    from recto.diagnostics.catalogue.identity import IDENTITY

    rest = count()
    return [
        each
        for each in found
        if each.severity == "error" or each.code in IDENTITY or next(rest) < _MOST
    ]


_HALFWAY = {"file-unwritable", "anki-failed", "anki-in-use"}
"""What can come of writing itself, when something else is written already; each tells what is."""


def say(lines: Iterable[str]) -> None:
    """Print lines in which names and texts of other people's may stand."""
    for line in printable_lines(lines):
        click.echo(line)


def printable_lines(lines: Iterable[str]) -> Iterator[str]:
    """Such lines, as a terminal can bear them."""
    from recto.diagnostics import printable

    return map(printable, lines)


def waiting(folder: Path) -> None:
    """Say why nothing happens yet."""
    from recto.system.paths import relative

    where = relative(folder)
    click.echo(f"another Recto is writing in {where}; waiting until it is done", err=True)


def coloured(diagnostic: Diagnostic) -> str:
    """A diagnostic with its severity in colour, which click takes out of a file."""
    from recto import reports

    severity = f"{diagnostic.severity.value}:"
    styled = click.style(severity, fg=_COLOURS[diagnostic.severity], bold=True)
    line = reports.diagnostic_line(diagnostic).replace(severity, styled, 1)
    return "\n".join([line, *reports.detail_lines(diagnostic)])


def exit_code(diagnostics: list[Diagnostic]) -> int:
    """2 where a path names nothing to work on, else 1 for errors."""
    errors = [each for each in diagnostics if each.severity == "error"]
    if not errors:
        return 0
    return 2 if all(each.code in _USAGE for each in errors) else 1


_USAGE = {"adopt-refused", "deck-not-found", "new-refused", "package-unreadable"}
