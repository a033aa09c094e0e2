"""The field Shipped: what a package shipped of a note.

It travels with the note by package, sync and hand. So whoever holds a learner's note can tell
which of its fields and tags the learner has edited since, without the package it came from:
`1 1790000000 iam trap | 1=0f3a91 2=77bc02`, the format, the note's time in seconds, its tags,
and for each field that is not empty its id and the beginning of the SHA-256 of its HTML.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

FORMAT = 1


def shipped(modified: int, tags: Iterable[str], fields: Iterable[tuple[int, str]]) -> str:
    """The content of Shipped. `fields` are ids and contents as Anki stores them, ids ascending."""
    digests = [f"{number}={_short_digest(content)}" for number, content in fields if content]
    return " ".join([str(FORMAT), str(modified), *sorted(tags), "|", *digests])


@lru_cache(maxsize=256)
def _short_digest(content: str) -> str:
    """Six digits; many notes share their source and topic, so some are remembered."""
    return hashlib.sha256(content.encode()).hexdigest()[:6]


def as_stored(content: str) -> str:
    """A field's content as Anki stores it: composed letters (NFC), and no carriage return.

    Other control characters are an error long before.
    """
    if content.isascii():
        return content.replace("\r", "") if "\r" in content else content
    return unicodedata.normalize("NFC", content.replace("\r", ""))
