"""The options by which a command names an Anki."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from recto.anki.places import Where


def anki_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add them to a command, which hands them to `where`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


_OPTIONS = (
    click.option(
        "--collection",
        metavar="PROFILE|FILE",
        help="Not the running Anki, but a collection that no program has open: the name of its "
        "profile, or a file collection.anki2.",
    ),
    click.option(
        "--anki-url",
        metavar="URL",
        envvar="RECTO_ANKI_URL",
        default="http://127.0.0.1:8765",
        show_default=True,
        help="Where the running Anki answers, by its add-on AnkiConnect. RECTO_ANKI_KEY is the key "
        "that it may ask for.",
    ),
)


def where(collection: str | None, anki_url: str) -> Where:
    """The Anki that the options name."""
    from recto.anki.places import Closed, Running

    if collection:
        return Closed(collection, anki_url)
    if not anki_url.startswith(("http://", "https://")):
        message = f"--anki-url takes an address such as http://127.0.0.1:8765, not `{anki_url}`"
        raise click.UsageError(message)
    return Running(anki_url, os.environ.get("RECTO_ANKI_KEY", ""))
