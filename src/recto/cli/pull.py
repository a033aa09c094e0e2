"""`recto pull`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from recto.cli.anki_options import anki_options
from recto.cli.common import (
    built_option,
    decks_at,
    exit_code,
    now,
    package_path,
    paths_argument,
    quiet_option,
    say,
    tell,
    waiting,
)
from recto.cli.shell import working
from recto.cli.sources import anki_of


@click.command(short_help="Bring edits made in Anki back into the sources.")
@paths_argument
@built_option
@anki_options
@click.option(
    "--from",
    "exported",
    type=package_path,
    metavar="FILE",
    help="Not an Anki, but a file that one exported (.apkg, .colpkg).",
)
@click.option("--dry-run", is_flag=True, help="Print what would change as a diff; write nothing.")
@click.option(
    "--theirs", "side", flag_value="theirs", help="Where both sides changed, take Anki's words."
)
@click.option("--ours", "side", flag_value="ours", help="Where both sides changed, keep yours.")
@quiet_option
def pull(
    paths: tuple[Path, ...],
    output: Path,
    *,
    exported: Path | None,
    dry_run: bool,
    side: str | None,
    quiet: bool,
    **named: str,
) -> None:
    """Write what was edited in Anki, or on the phone, into the sources of the decks at PATHS.

    PATHS are by default the deck here, or all under cards/.

    Only what somebody edited since it was shipped is taken: words, tags, and new notes as drafts.
    A text is patched where it stands, and kept only if it then shows exactly what Anki has;
    nothing else in the files changes. Look at it with `git diff`.

    \b
    recto pull --dry-run               what the running Anki would change
    recto pull --collection "User 1"   from a profile whose Anki is closed
    recto pull --from me.colpkg        from a file that Anki exported
    """
    from recto.commands.pipeline import Options
    from recto.commands.pull import PullOptions, pull
    from recto.pulling.puller import Side
    from recto.reports.pulled import pull_diff, pulled_lines

    options = PullOptions(
        Options(output, now(), waiting=waiting), Side(side or Side.NEITHER), dry_run
    )
    anki = anki_of(exported, named)
    with working("reading", quiet=quiet):
        outcome = pull(decks_at(paths), anki, options)
    tell(outcome.diagnostics)
    for each in outcome.results:
        if dry_run:
            say(pull_diff(each))
        if not quiet:
            say(pulled_lines(each, dry_run=dry_run))
    is_open = any(each.conflicts for each in outcome.results)
    sys.exit(exit_code(outcome.diagnostics) or int(is_open))
