"""The field Shipped: what a package shipped of a note.

It travels with the note by package, sync and hand. So whoever holds a learner's note can tell
which of its fields and tags the learner has edited since, without the package it came from:
`1 1790000000 iam trap | 1=0f3a91 2=77bc02`, the format, the note's time in seconds, its tags,
and for each field that is not empty its id and the beginning of the SHA-256 of its HTML. A `!`
after that marks a field that both sides have changed: it says what the author has, and the
learner's text stands in the note (`recto push`).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple, Self

from recto.text.seen import before_editors

FORMAT = 1


def shipped(
    modified: int,
    tags: Iterable[str],
    fields: Iterable[tuple[int, str]],
    conflicts: Container[int] = (),
) -> str:
    """The content of Shipped. `fields` are ids and contents as Anki stores them, ids ascending."""
    digests = [
        f"{number}={short_digest(content)}{'!' if number in conflicts else ''}"
        for number, content in fields
        if content or number in conflicts
    ]
    return " ".join([str(FORMAT), str(modified), *sorted(tags), "|", *digests])


class Shipped(NamedTuple):
    """What Shipped says: the author's side of a note, as a learner last got it."""

    modified: int
    tags: frozenset[str]
    digests: Mapping[int, str]
    """By the ids of the fields, of which those that were empty have none."""
    conflicts: frozenset[int]

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """What a field Shipped says; None where it was emptied or changed by hand."""
        found = _SHIPPED.fullmatch(text)
        if found is None:
            return None
        fields = [each.partition("=") for each in found["fields"].split()]
        return cls(
            int(found["modified"]),
            frozenset(found["tags"].split()),
            {int(number): digest.rstrip("!") for number, _, digest in fields},
            frozenset(int(number) for number, _, digest in fields if digest.endswith("!")),
        )

    @property
    def text(self) -> str:
        """The content of the field that says this."""
        digests = [
            f"{number}={digest}{'!' if number in self.conflicts else ''}"
            for number, digest in sorted(self.digests.items())
        ]
        return " ".join([str(FORMAT), str(self.modified), *sorted(self.tags), "|", *digests])

    def has(self, number: int, content: str) -> bool:
        """Whether a field's content is the one that it tells of, as it came or as an editor left it."""
        told = self.digests.get(number, _EMPTY)
        return told == short_digest(content) or any(
            told == short_digest(each) for each in before_editors(content)
        )


_SHIPPED = re.compile(
    r"1 (?P<modified>[0-9]{1,16})(?P<tags>(?: \S+)*) \|(?P<fields>(?: [0-9]{1,9}=[0-9a-f]{6}!?)*)"
)


@lru_cache(maxsize=256)
def short_digest(content: str) -> str:
    """Six digits; many notes share their source and topic, so some are remembered."""
    return hashlib.sha256(content.encode()).hexdigest()[:6]


_EMPTY = short_digest("")


def as_stored(content: str) -> str:
    """A field's content as Anki stores it: composed letters (NFC), and no carriage return.

    Other control characters are an error long before.
    """
    if content.isascii():
        return content.replace("\r", "") if "\r" in content else content
    return unicodedata.normalize("NFC", content.replace("\r", ""))
