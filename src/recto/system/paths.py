"""Paths: where they lead, and how they are told."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from recto.diagnostics import Diagnostic, Location, printable


def relative(path: Path) -> str:
    """A path as seen from where the user stands, where that is shorter."""
    try:
        seen = os.path.relpath(path)
    except ValueError:  # another drive
        seen = str(path)
    told = str(path) if seen.count("..") > 1 else Path(seen).as_posix()
    return printable(told).replace("\n", "\\n")


def data_folder() -> Path:
    """Where a program keeps what its user would miss."""
    if sys.platform == "win32":
        home = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local")
    elif sys.platform == "darwin":
        home = Path.home() / "Library/Application Support"
    else:
        home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share")
    return home / "recto"


def pasted(path: Path) -> str:
    """A path as a part of a command that can be pasted into a shell."""
    return shlex.quote(str(path))


def no_file(path: Path) -> Diagnostic | None:
    """The fault of what is there and is neither file nor folder: reading it could wait for ever."""
    if path.is_file() or path.is_dir() or not path.exists():
        return None
    message = "this is no file, but a pipe or a device"
    return Diagnostic(Location(path), "file-unreadable", message)


def led_out(path: Path, mend: str = "put the file itself here") -> Diagnostic:
    """The fault of a link that `leaves` its folder."""
    return Diagnostic(Location(path), "link-outside", f"this link leads elsewhere; {mend}")


def leaves(path: Path, folder: Path) -> bool:
    """Whether a path leads, by way of a link, out of the folder it seems to lie in."""
    try:
        return not path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # links in a circle; reading it tells more
        return False
