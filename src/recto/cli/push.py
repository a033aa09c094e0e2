"""`recto push`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from recto.cli.anki_options import anki_options, where
from recto.cli.common import (
    decks_at,
    exit_code,
    now,
    output_option,
    paths_argument,
    say,
    tell,
    verbose_option,
    waiting,
)

if TYPE_CHECKING:
    from recto.commands.push import Planned
    from recto.diagnostics import Diagnostic
    from recto.outputs.tailored.plan import Retired


@click.command(short_help="Bring decks into an Anki, and keep all that is the learner's own.")
@paths_argument
@anki_options
@click.option("--dry-run", is_flag=True, help="Show what would be done, and change nothing.")
@click.option("-y", "--yes", is_flag=True, help="Don't ask before it is done.")
@click.option(
    "--overwrite",
    is_flag=True,
    help="Where you and the learner have both changed a field, replace the learner's text.",
)
@click.option("--move", is_flag=True, help="Bring cards to the decks where new ones would come.")
@click.option(
    "--move-from",
    multiple=True,
    metavar="DECK",
    help="With --move, also those in this deck, which your sources no longer know.",
)
@click.option(
    "--retired",
    type=click.Choice(["keep", "suspend", "delete"]),
    default="keep",
    show_default=True,
    help="What becomes of cards that you retired. Those that the learner wrote into or tagged are "
    "never deleted, but suspended.",
)
@click.option("--empty", is_flag=True, help="Delete cards that show nothing any more.")
@output_option
@verbose_option
def push(
    paths: tuple[Path, ...],
    output: Path,
    *,
    dry_run: bool,
    yes: bool,
    overwrite: bool,
    move: bool,
    move_from: tuple[str, ...],
    retired: Retired,
    empty: bool,
    verbose: bool,
    **anki: Any,
) -> None:
    """Build every deck at PATHS, and bring it into an Anki.

    PATHS are by default the deck here, or all under cards/.

    Unlike an import, this keeps the learner's own tags, their words in My notes, fields that they
    added, and every text that they edited. It first reads what is there, and shows what it would do.

    \b
    recto push                         the running Anki, by its add-on AnkiConnect
    recto push --dry-run               only show what would be done
    recto push --collection "User 1"   a profile, while Anki is closed
    """
    from recto.commands.pipeline import Options
    from recto.commands.push import push as push_decks
    from recto.outputs.tailored.plan import Wishes
    from recto.reports.push import plan_lines, pushed_lines

    told: list[Diagnostic] = []

    def agree(planned: list[Planned], diagnostics: list[Diagnostic]) -> bool:
        told.extend(diagnostics)
        tell(told)
        for each in planned:
            say(plan_lines(each, verbose=verbose))
        if dry_run or all(each.plan.is_empty for each in planned):
            return not dry_run
        moves = any(each.plan.without_package.moves for each in planned)
        question = "Have all devices synced, and is this right?" if moves else "Push?"
        return yes or click.confirm(question, prompt_suffix=" ")

    wishes = Wishes(overwrite, move or bool(move_from), frozenset(move_from), retired, empty)
    options = Options(output, now(), waiting=waiting)
    outcome = push_decks(decks_at(paths), options, where(**anki), wishes, agree)
    tell(each for each in outcome.diagnostics if each not in told)
    for pushed in outcome.results:
        say(pushed_lines(pushed))
        if not pushed.agreed and not dry_run:
            click.echo("Nothing was changed.")
    sys.exit(exit_code(outcome.diagnostics))
