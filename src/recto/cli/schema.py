"""`recto schema`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from recto.cli.common import exit_code, tell

_STDOUT = Path("-")


@click.command(short_help="Print the JSON Schema of the sources, for editors.")
@click.argument("kind", type=click.Choice(["deck", "topic"]), required=False)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    default=_STDOUT,
    help="File to write; `-`, the default, prints.",
)
def schema(kind: str | None, output: Path) -> None:
    """Print the JSON Schema by which editors complete and check sources as you type.

    It fits every file of a deck; `recto schema deck` prints that of deck.yaml alone,
    `recto schema topic` that of a topic.

    \b
    recto schema -o cards/recto.schema.json   write it where the decks are

    VS Code (with the YAML extension) and every editor with yaml-language-server then take this
    as the first line of a file, with the path as seen from that file:

    \b
    # yaml-language-server: $schema=../recto.schema.json
    """
    from recto.commands.schema import as_json, deck_schema, topic_schema
    from recto.commands.schema import schema as whole_schema

    wanted = {"deck": deck_schema, "topic": topic_schema}.get(kind or "", whole_schema)
    text = as_json(wanted())
    if output == _STDOUT:
        click.echo(text, nl=False)
        return

    from recto.commands.outcome import unwritten
    from recto.system.files import put

    _, failed = put({output: text.encode()})
    told = [unwritten(failed)] if failed else []
    tell(told)
    sys.exit(exit_code(told))
