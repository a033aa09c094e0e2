"""Where Anki keeps the collections of its profiles on this machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from recto.anki.interface import Refused
from recto.diagnostics import likest
from recto.system.paths import relative

COLLECTION = "collection.anki2"


def collection_at(name: str) -> Path:
    """The collection that a path names, or the profile of that name.

    Raises:
        Refused: There is none.
    """
    given = Path(name).expanduser()
    for path in (given, given / COLLECTION, base() / name / COLLECTION):
        if path.is_file():
            return path.resolve()
    known = profiles()
    if given.suffix or len(given.parts) > 1:
        raise Refused(name, "anki-not-found", "there is no such file")
    if not known:
        message = f"there is no such file, and no profile of Anki in {relative(base())}"
        raise Refused(name, "anki-not-found", message)
    meant = likest(name, known)
    hint = f"did you mean `{meant}`?" if meant else f"there are {_listed(known)}"
    message = f"there is no such file, and no profile of this name in {relative(base())}; {hint}"
    raise Refused(name, "anki-not-found", message)


def profiles() -> list[str]:
    """The names of the profiles that have a collection."""
    return sorted(path.parent.name for path in base().glob(f"*/{COLLECTION}"))


def base() -> Path:
    """The folder of all profiles."""
    if given := os.environ.get("ANKI_BASE"):
        return Path(given)
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData/Roaming") / "Anki2"
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support/Anki2"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "Anki2"


def _listed(names: list[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]]) if quoted[1:] else f"only {quoted[0]}"
