"""A file of a deck that goes into its package."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

from recto.media.kinds import TEXTS, ending


class MediaFile(NamedTuple):
    """A file that goes into the package under `name`, which tells its bytes."""

    name: str
    path: Path
    digest: str
    """Of its bytes."""
    kind: str
    """Its ending, in lower case: `png`."""
    aspect: float = 0.0
    """Width by height of a picture on which masks lie; 0 of all others, which nobody measured."""

    def read(self) -> bytes | None:
        """Its bytes; None if they are no longer those that it is named after."""
        try:
            data = content(self.path)
        except OSError:
            return None
        return data if content_digest(data) == self.digest else None


def content(path: Path) -> bytes:
    """The bytes of a file, text with line ends as in git."""
    data = path.read_bytes()
    return data.replace(b"\r\n", b"\n") if ending(path.name) in TEXTS else data


def content_digest(data: bytes) -> str:
    """What a file is named after: twenty hexadecimal digits."""
    return hashlib.blake2b(data, digest_size=10).hexdigest()
