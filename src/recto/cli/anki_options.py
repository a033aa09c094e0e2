"""The options by which a command names an Anki."""

from __future__ import annotations

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
        required=True,
        help="The collection of a closed Anki: the name of its profile, or a file collection.anki2.",
    ),
    click.option(
        "--anki-url",
        metavar="URL",
        envvar="RECTO_ANKI_URL",
        default="http://127.0.0.1:8765",
        show_default=True,
        help="Where AnkiConnect answers.",
    ),
)


def where(collection: str, anki_url: str) -> Where:
    """The Anki that the options name."""
    from recto.anki.places import Closed

    return Closed(collection, anki_url)
