"""`recto schema`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recto.cli.common import exit_code, tell

if TYPE_CHECKING:
    from recto.readers.notetypes import Types

_STDOUT = Path("-")


@click.command(short_help="Print the JSON Schema of the sources, for editors.")
@click.argument("kind", type=click.Choice(["deck", "topic", "notetype"]), required=False)
@click.option(
    "--deck",
    type=click.Path(path_type=Path),
    help="A deck whose own note types it is to know: their fields complete then.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    default=_STDOUT,
    help="File to write; `-`, the default, prints.",
)
def schema(kind: str | None, deck: Path | None, output: Path) -> None:
    """Print the JSON Schema by which editors complete and check sources as you type.

    It fits every file of a deck; `recto schema deck` prints that of deck.yaml alone,
    `recto schema topic` that of a topic, `recto schema notetype` that of a note type.

    \b
    recto schema -o cards/recto.schema.json   write it where the decks are
    recto schema --deck cards/words           with its own note types' fields

    VS Code (with the YAML extension) and every editor with yaml-language-server then take this
    as the first line of a file, with the path as seen from that file:

    \b
    # yaml-language-server: $schema=../recto.schema.json
    """
    from recto.commands.schema import (
        as_json,
        deck_schema,
        note_type_schema,
        topic_schema,
        types_of,
    )
    from recto.commands.schema import schema as whole_schema

    types: Types = {}
    if deck:
        found = types_of(deck)
        tell(found.diagnostics)
        if found.failed:
            sys.exit(exit_code(found.diagnostics))
        types = {name: each for of_deck in found.results for name, each in of_deck.items()}
    if kind == "deck":
        text = as_json(deck_schema())
    elif kind == "notetype":
        text = as_json(note_type_schema())
    else:
        text = as_json((topic_schema if kind else whole_schema)(types))
    if output == _STDOUT:
        click.echo(text, nl=False)
        return

    from recto.commands.outcome import unwritten
    from recto.system.files import put

    _, failed = put({output: text.encode()})
    told = [unwritten(failed)] if failed else []
    tell(told)
    sys.exit(exit_code(told))
