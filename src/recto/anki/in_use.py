"""Whether a program may have a collection open.

Two that write into one collection lose what one of them wrote, and no check finds it afterwards.
Anki's own lock on the file is no help: it falls whenever Anki makes a backup. So several signs are
looked for, and one is enough.
"""

from __future__ import annotations

import getpass
import hashlib
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

ANKI_CONNECT = "http://127.0.0.1:8765"
"""Where the add-on AnkiConnect answers, unless its settings say otherwise."""


def signs_of_use(collection: Path, anki_url: str = ANKI_CONNECT) -> Iterator[str]:
    """Why a collection may be in use, each as a sentence."""
    holders = sorted(_holders(collection))
    if holders:
        yield f"{' and '.join(holders)} {'has' if len(holders) == 1 else 'have'} it open"
    if _runs():
        yield "Anki is running"
    if _answers(anki_url):
        yield f"a program answers at {anki_url}, as Anki with AnkiConnect does"
    if any(_size(_beside(collection, end)) for end in ("-wal", "-journal")):
        yield "Anki has it open, or ended before all was written into it (if so, open it once more)"


def _beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0


def _holders(collection: Path) -> set[str]:
    """The programs that hold the file."""
    if sys.platform == "win32":
        try:
            collection.rename(collection)  # refused while a program has it open
        except OSError:
            return {"a program"}
        return set()
    if Path("/proc/self/fd").is_dir():
        return set(_linux_holders(collection))
    program = shutil.which("lsof")
    if program is None:
        return set()
    found = subprocess.run(  # noqa: S603  # a fixed command
        [program, "-F", "c", "--", str(collection)], capture_output=True, check=False, text=True
    )
    return {line[1:] for line in found.stdout.splitlines() if line.startswith("c")}


def _linux_holders(collection: Path) -> Iterator[str]:
    """By the file itself, as a sandboxed Anki knows it by another path."""
    wanted = _identity(collection)
    for process in Path("/proc").iterdir():
        if not process.name.isdecimal():
            continue
        with suppress(OSError):  # it has ended, or is another user's
            if any(_identity(handle) == wanted for handle in (process / "fd").iterdir()):
                yield f"the program `{(process / 'comm').read_text('utf-8').strip()}`"


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _runs() -> bool:
    """Whether an Anki of this user listens for a second one, to show itself instead of it."""
    if not hasattr(socket, "AF_UNIX") or sys.platform in ("win32", "darwin"):
        return False
    user = hashlib.sha1(getpass.getuser().encode(), usedforsecurity=False).hexdigest()
    name = os.environ.get("ANKI_SINGLE_INSTANCE_KEY") or f"anki{user}"
    address = Path(os.environ.get("TMPDIR") or "/tmp") / name  # noqa: S108  # as Qt has it
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as client:
        client.settimeout(_PATIENCE)
        with suppress(OSError):
            client.connect(str(address))
            return True
    return False


def _answers(url: str) -> bool:
    """Whether a program listens at an address."""
    parts = urlsplit(url)
    address = (parts.hostname or "", parts.port or 80)
    with suppress(OSError), socket.create_connection(address, _PATIENCE):
        return True
    return False


_PATIENCE = 0.5
"""Seconds, of which a program on this machine needs a thousandth."""
