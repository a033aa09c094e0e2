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
        "--sync",
        metavar="URL",
        help="Not the running Anki, but the collection on a sync server of your own. The password "
        "is asked for, or taken from RECTO_SYNC_PASSWORD.",
    ),
    click.option("--user", metavar="NAME", help="With --sync: whose collection."),
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


def where(collection: str | None, sync: str | None, user: str | None, anki_url: str) -> Where:
    """The Anki that the options name."""
    from recto.anki.places import Closed, Running, Server

    named = {"--collection": collection, "--sync": sync, "--user": user}
    for option, value in named.items():
        if value is not None and not value.strip():  # of a variable that is not set, perhaps
            message = f"{option} names nothing; leave it out for the Anki that runs"
            raise click.UsageError(message)
    if collection and sync:
        message = "name one Anki: --collection or --sync"
        raise click.UsageError(message)
    if collection:
        return Closed(collection, anki_url)
    if bool(sync) != bool(user):
        message = (
            "--sync and --user go together: recto push --sync https://sync.example.org --user anna"
        )
        raise click.UsageError(message)
    if sync and user:
        _refuse_unless_address("--sync", sync)
        asked = os.environ.get("RECTO_SYNC_PASSWORD")
        if asked is None:
            asked = click.prompt(f"Password of {user} at {sync}", hide_input=True, err=True)
        return Server(sync, user, asked)
    _refuse_unless_address("--anki-url", anki_url)
    return Running(anki_url, os.environ.get("RECTO_ANKI_KEY", ""))


def _refuse_unless_address(option: str, url: str) -> None:
    if not url.startswith(("http://", "https://")):
        message = f"{option} takes an address that begins with http:// or https://, not `{url}`"
        raise click.UsageError(message)
