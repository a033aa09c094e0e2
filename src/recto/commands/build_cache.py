"""What `recto build` said last time, for as long as it would say it again.

A build of what is as it was need not be made. Its words are kept in the user's own cache
folder, beside a digest of all that they depend on: every file below the folders that were
named, the packages, and the versions of Recto and of whatever it is installed with. Files
count by their bytes, never by their dates. Where anything is another, or the memory can't be
read, the build is made; so the memory may be deleted at any time.

Nothing of it is ever run, and nothing but words is taken from it. It lies outside of the
sources, where nobody who only shares a deck can put one.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import recto
from recto.media import FILMS, FONTS, IMAGES, LARGEST, SOUNDS, ending
from recto.readers.formats import ENDINGS
from recto.system.files import digest_of, left_behind, put

_READ = IMAGES | SOUNDS | FILMS | FONTS | {*(each[1:] for each in ENDINGS), "css", "lock"}
"""Endings of the files whose bytes a build reads; of others it only sees that they are there."""

State = dict[str, str]
"""What was found at each path: a digest of a file's bytes, or what it is instead."""


class Line(NamedTuple):
    """A line that was printed, to stderr where it is a diagnostic."""

    text: str
    is_diagnostic: bool = False


class Memory:
    """What is remembered of building the decks in these folders into that one.

    Takes in at once how everything is, so that nothing is missed that changes during a build.
    """

    def __init__(self, paths: Iterable[Path], output: Path) -> None:
        self.paths = [path.absolute() for path in paths]
        asked = [str(each) for each in (Path.cwd(), *paths, output)]
        self.file = _cache_folder() / f"{digest_of(json.dumps(asked).encode())[:32]}.json"
        self.versions = _versions()
        self.before = self._state()

    def recall(self) -> list[Line] | None:
        """The words of the last build, if this one would be the same."""
        if self.before is None:
            return None
        with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
            kept = json.loads(self.file.read_bytes())
            packages = [Path(path) for path in kept["packages"]]
            found = {str(path): _digest_of_file(path) for path in packages}
            clean = not any(left_behind(path) for path in packages)
            if clean and kept["state"] == _digest(self.before | found):
                return [Line(str(text), bool(stderr)) for text, stderr in kept["lines"]]
        return None

    def keep(
        self, lines: Iterable[Line], locks: Mapping[Path, str], packages: Mapping[Path, str]
    ) -> None:
        """Keep the words for the next time, with the digests of what was written.

        Not if anything else has changed since the build began: who knows what it has read.
        """
        if self.before is None:
            return
        after = self.before | _absolute(locks)
        if after == self._state():
            built = _absolute(packages)
            kept = {"packages": [*built], "state": _digest(after | built), "lines": [*lines]}
            put({self.file: json.dumps(kept).encode()})

    def _state(self) -> State | None:
        """How everything is that a build looks at; None if that can't be told."""
        state = {"versions": self.versions}
        try:
            for path in self.paths:
                if not path.is_dir():  # a deck in one file may show files from anywhere
                    return None
                around = [(up / "deck.yaml").exists() for up in path.parents]
                state |= {str(path): f"folder {around}", **dict(_below(path))}
        except OSError:
            return None
        return state


def _digest_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(state: State) -> str:
    return digest_of(json.dumps(state, sort_keys=True).encode())


def _absolute(digests: Mapping[Path, str]) -> State:
    return {str(path.absolute()): digest for path, digest in digests.items()}


def _below(folder: Path) -> Iterator[tuple[str, str]]:
    """Everything below a folder.

    Where links lead is not looked at: that is below the folder too, or no build reads it, and a
    stranger's link may lead to the whole disk.
    """
    pending = [folder]
    while pending:
        for path in pending.pop().iterdir():
            if path.is_symlink():
                yield str(path), f"link to {path.readlink()}"
            elif path.is_dir():
                yield str(path), "folder"
                pending.append(path)
            elif not path.is_file():
                yield str(path), "neither file nor folder"
            elif ending(path.name) not in _READ:
                yield str(path), "file"
            elif path.stat().st_size > LARGEST:  # no build reads as much
                yield str(path), "large file"
            else:
                yield str(path), _digest_of_file(path)


def _versions() -> str:
    """What makes the packages: Python, Recto's own files, and all that is installed with it."""
    own = sorted(_files_of_house(str(Path(recto.__file__).parent)))
    installed: list[str] = []
    for place in sys.path:
        with suppress(OSError):
            installed += [each for each in os.listdir(place or ".") if each.endswith("-info")]  # noqa: PTH208  # names are enough
    return digest_of(json.dumps([sys.version, own, sorted(installed)]).encode())


def _files_of_house(folder: str) -> Iterator[tuple[str, int, int]]:
    """Path, size and date of each; half of the time that `Path` takes for them."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.is_dir():
                found = entry.stat()
                yield entry.path, found.st_size, found.st_mtime_ns
            elif entry.name != "__pycache__":
                yield from _files_of_house(entry.path)


def _cache_folder() -> Path:
    """Where the system keeps what can be made again; a library for it takes 14 ms to import."""
    if place := os.environ.get("XDG_CACHE_HOME"):
        return Path(place) / "recto"
    try:
        home = Path.home()
    except RuntimeError:  # a user who has none, as in a container; so nothing is kept
        return Path(os.devnull)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "recto"
    caches = ("Library", "Caches") if sys.platform == "darwin" else (".cache",)
    return home.joinpath(*caches, "recto")
