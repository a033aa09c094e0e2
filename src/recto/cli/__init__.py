"""The command line: parses, calls, prints. The only importer of click."""

from __future__ import annotations

import sys

import click

from recto import __version__
from recto.cli.adopt import adopt
from recto.cli.build import build
from recto.cli.check import check
from recto.cli.completion import completion
from recto.cli.diff import diff
from recto.cli.explain import explain
from recto.cli.new import new
from recto.cli.pin import pin
from recto.cli.preview import preview
from recto.cli.pull import pull
from recto.cli.push import push
from recto.cli.recover import recover
from recto.cli.schema import schema
from recto.cli.shell import speak_utf8, wants_colour
from recto.cli.stats import stats
from recto.system import garbage

FAILED, BUG, INTERRUPTED = 1, 3, 130


@click.group(context_settings={"help_option_names": ["--help", "-h"]})
@click.version_option(__version__, prog_name="recto")
@click.pass_context
def group(context: click.Context) -> None:
    """Build Anki decks from YAML, and keep every learner's reviews.

    \b
    recto new cards/spanish   start a deck
    recto check               report errors, and advice on the cards
    recto preview             show every card as Anki and AnkiDroid show it
    recto diff                say what an import of the next build would do
    recto build               build every deck under cards/ into build/
    """
    context.color = wants_colour()


for command in (
    adopt,
    build,
    check,
    completion,
    diff,
    explain,
    new,
    pin,
    preview,
    pull,
    push,
    recover,
    schema,
    stats,
):
    group.add_command(command)


def main() -> None:
    """Run the command; whatever happens becomes a sentence and an exit code."""
    garbage.seldom()
    speak_utf8()
    try:
        group.main(prog_name="recto", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:  # the reader has seen enough, as in `recto diff | head`
        sys.stderr.close()
        sys.exit(FAILED)
    except MemoryError:
        click.echo("recto: there is not enough memory for this", err=True)
        sys.exit(FAILED)
    except OSError as error:
        click.echo(f"recto: {error.filename or 'a file'}: {error.strerror or error}", err=True)
        sys.exit(FAILED)
    except Exception as error:  # noqa: BLE001  # the one boundary between a bug and a user
        click.echo(f"recto: this is a bug in Recto: {type(error).__name__}: {error}", err=True)
        click.echo("Please report it with the sources that cause it.", err=True)
        sys.exit(BUG)
