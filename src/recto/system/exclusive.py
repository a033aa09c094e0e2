"""One Recto at a time in a folder."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
    import tempfile
    from hashlib import blake2b
else:
    import fcntl


@contextmanager
def exclusive(folders: Iterable[Path], waiting: Callable[[Path], None]) -> Iterator[None]:
    """Wait until no other Recto writes in these folders, and keep others waiting meanwhile.

    The system holds the locks and drops them with the process, however that ends. Where a
    file system knows no locks, nobody waits.
    """
    with ExitStack() as stack:
        for folder in sorted({each.resolve() for each in folders}):
            try:
                held = _handle(folder)
            except OSError:
                continue
            stack.callback(os.close, held)
            if not _locked(held):
                waiting(folder)
                while not _locked(held):
                    time.sleep(_PAUSE)
        yield


def no_notice(_: Path) -> None:
    """For those who wait without a word."""


_PAUSE = 0.05
"""Seconds: nobody notices them, and a processor is left alone."""

if sys.platform == "win32":

    def _handle(folder: Path) -> int:
        """Windows locks no folders, so a file elsewhere stands for one."""
        name = blake2b(str(folder).casefold().encode(), digest_size=10).hexdigest()
        stand_in = Path(tempfile.gettempdir()) / f"recto-{name}.lock"
        return os.open(stand_in, os.O_RDWR | os.O_CREAT)

    def _locked(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        except OSError:
            return True
        return True

else:

    def _handle(folder: Path) -> int:
        return os.open(folder, os.O_RDONLY)

    def _locked(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True
