"""Files on the disk: put in place whole, told from others, and walked through."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple


class Unwritten(NamedTuple):
    """A file that could not be put in place, and why."""

    path: Path
    reason: str


def put(files: Mapping[Path, bytes]) -> tuple[set[Path], Unwritten | None]:
    """Put files in place, in their order, each whole or not at all; those that have to change.

    All stand beside their places before the first is renamed, so a disk that is full changes
    nothing. What a killed build has left behind goes too.
    """
    written: set[Path] = set()
    with ExitStack() as stack:
        path = Path()
        try:
            staged = {}
            for path, data in files.items():
                _sweep(path)
                if not _holds(path, data):
                    staged[path] = stack.enter_context(_beside(path, data))
            for path, temporary in staged.items():
                temporary.replace(path)
                written.add(path)
        except OSError as error:
            return written, Unwritten(path, _reason(error))
    return written, None


def begin_of(path: Path) -> bytes:
    """The first 4,096 bytes of a file; none of a pipe, which could wait for ever."""
    with suppress(OSError):
        if path.is_file():
            with path.open("rb") as file:
                return file.read(_BEGIN)
    return b""


_BEGIN = 4096
"""Bytes: the first line of a lock is shorter, and another file may be of any size."""


def walk(
    folder: Path, onerror: Callable[[OSError], object] | None = None
) -> Iterator[tuple[Path, list[str], list[str]]]:
    """A folder and all below it, as `os.walk` has it, but `DEEPEST` folders deep.

    A stranger's may be thousands, where Python before 3.12 ends in an error.
    """
    for parent, folders, names in os.walk(folder, onerror=onerror):
        here = Path(parent)
        yield here, folders, names
        if is_deepest(here, folder):
            folders.clear()


def is_deepest(here: Path, folder: Path) -> bool:
    """Whether a folder lies so deep in another that what is below it is not walked through."""
    return len(here.parts) - len(folder.parts) == DEEPEST


DEEPEST = 50
"""Folders: more than anyone sorts cards into, and few enough for any Python."""


def digest_of(data: bytes) -> str:
    """What tells a file's bytes from any others."""
    return hashlib.sha256(data).hexdigest()


def _reason(error: OSError) -> str:
    if sys.platform == "win32" and isinstance(error, PermissionError):
        return "another program has it open, or you may not write there"
    return error.strerror or str(error)


def _holds(path: Path, data: bytes) -> bool:
    with suppress(OSError):
        return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
    return False


@contextmanager
def _beside(path: Path, data: bytes) -> Iterator[Path]:
    """A file's content on the disk, under a name that nobody knew before.

    So no link that a stranger's folder holds in its place is followed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with suppress(OSError):  # a new file has no mode to keep
            shutil.copymode(path, temporary)
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _sweep(path: Path) -> None:
    """Delete what killed builds have left beside a file; its deck is ours alone now."""
    with suppress(OSError):
        for stale in left_behind(path):
            stale.unlink()


def left_behind(path: Path) -> list[Path]:
    """What builds that are running, or were killed, have put beside a file."""
    ours = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{8}}\.tmp")
    return [each for each in path.parent.iterdir() if ours.fullmatch(each.name)]


Stamp = tuple[int, int, int]
"""What tells a file from what it becomes when it is written again."""


def stamp(path: Path) -> Stamp | None:
    """What tells whether a file is still the one it was; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
