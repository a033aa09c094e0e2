"""`recto adopt`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from recto.cli.common import exit_code, now, quiet_option, say, tell
from recto.cli.shell import FilePath


@click.command(short_help="Take over a deck that exists.")
@click.argument("source", type=FilePath("a deck is read here and there, not from begin to end"))
@click.argument(
    "folder", metavar="[DIR]", required=False, type=FilePath("a deck is a folder", file_okay=False)
)
@quiet_option
def adopt(source: Path, folder: Path | None, *, quiet: bool) -> None:
    """Write the deck in SOURCE as sources into the new folder DIR, by default cards/NAME.

    Learners who have it keep every card and every review: guids, note types and dates go into
    the lock as they are. Texts become Markdown where that shows the same, and stay HTML where
    it doesn't.

    SOURCE is a package of Anki (.apkg, .colpkg), a folder of CrowdAnki with its deck.json, Anki's
    export as text, a table (.csv, .tsv), or notes in Markdown or plain text, a file or a folder
    of them. What no learner has yet becomes new cards; of study notes, drafts.

    \b
    recto adopt spanish.apkg cards/spanish
    recto build cards/spanish                  changes nothing for learners
    recto adopt notes/ cards/notes
    """
    from recto.commands.adopt import adopt as adopt_deck
    from recto.reports.adopted import adopted_lines

    outcome = adopt_deck(source, folder, now())
    tell(outcome.diagnostics)
    for adopted in () if quiet else outcome.results:
        say(adopted_lines(adopted))
    sys.exit(exit_code(outcome.diagnostics))
