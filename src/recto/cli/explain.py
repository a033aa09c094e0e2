"""`recto explain`."""

from __future__ import annotations

import click

from recto.cli.common import codes_like


@click.command(short_help="Say what a diagnostic means.")
@click.argument("codes", nargs=-1, metavar="[CODE]...", shell_complete=codes_like)
def explain(codes: tuple[str, ...]) -> None:
    """Say what each CODE means: what is wrong, why it matters, an example, and the fix.

    Without a CODE, list them all.

    \b
    recto explain choice-unknown
    recto explain
    """
    from recto.diagnostics.catalogue import CATALOGUE, unknown_code
    from recto.reports import explain as texts

    for code in codes:
        if code not in CATALOGUE:
            raise click.BadParameter(unknown_code(code, CATALOGUE), param_hint="CODE")
    for number, code in enumerate(codes):
        if number:
            click.echo()
        for line in texts.explained(code):
            click.echo(line)
    for line in () if codes else texts.overview():
        click.echo(line)
