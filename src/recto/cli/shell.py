"""Manners of the shell: what goes to a terminal, in which letters, and what `-` can't be."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import click


def speak_utf8() -> None:
    """Write UTF-8 into files and pipes, and to a terminal what it can show.

    Questions are of any script; Windows would write a file in the code page of its region, and
    choke on the rest. `PYTHONIOENCODING` is obeyed.
    """
    for stream in (sys.stdout, sys.stderr):
        if not hasattr(stream, "reconfigure"):  # closed, or a test's
            continue
        if stream.isatty() or os.environ.get("PYTHONIOENCODING"):
            stream.reconfigure(errors="replace")
        else:
            stream.reconfigure(encoding="utf-8", errors="replace")


def wants_colour() -> bool | None:
    """Whether to colour: never where NO_COLOR is set (no-color.org), else click looks itself."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return False if plain else None


@contextmanager
def working(what: str, *, quiet: bool = False) -> Iterator[None]:
    """Tell a terminal each second that something is still being done; nothing in the first."""
    if quiet or not _moves(sys.stderr):
        yield
        return
    done = threading.Event()
    teller = threading.Thread(target=_tell, args=(what, done), daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()


def _moves(stream: TextIO | None) -> bool:
    """Whether a line can be written over; one that is closed takes none."""
    return bool(stream and stream.isatty()) and os.environ.get("TERM") != "dumb"


def _tell(what: str, done: threading.Event) -> None:
    started = time.monotonic()
    told = False
    while not done.wait(_SECOND):
        told = True
        click.echo(f"{_CLEAR}{what}, {time.monotonic() - started:.0f} s", nl=False, err=True)
    if told:
        click.echo(_CLEAR, nl=False, err=True, color=True)


_SECOND = 1.0
_CLEAR = "\r\x1b[K"
"""Back to the begin of the line, and nothing in it."""


class FilePath(click.Path):
    """A path that can't be standard input or output, and says why."""

    def __init__(self, why: str, **options: Any) -> None:
        super().__init__(path_type=Path, **options)
        self.why = why

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path, as click makes it."""
        if value == "-":
            self.fail(f"`-` can't be used here: {self.why}", param, ctx)
        return super().convert(value, param, ctx)
