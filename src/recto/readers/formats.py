"""Which reader reads a file: a line for each format of a source, by the endings of its files.

A reader makes nodes with places (`nodes`), so that what comes after it knows no format. It is
imported when it is first needed: a build that has nothing to do asks for endings only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from recto.diagnostics import Diagnostic
from recto.readers.nodes import Edited, Edits, Named, Node, Unnamed

Read = tuple[Node | None, list[Diagnostic]]
"""What a file holds, or nothing where it can't be read at all; and what is wrong with it."""


class Reader(NamedTuple):
    """One format of sources."""

    endings: tuple[str, ...]
    read: Callable[[Path], Read]
    with_ids: Callable[[bytes, Sequence[Unnamed]], Named]
    """Writes ids into a file of this format."""
    with_edits: Callable[[bytes, Path, Edits], Edited]
    """Writes other texts into it, and entries of cards."""
    is_topic: bool = True
    """Whether each file in a deck's folder is a topic; else one has to name it."""


def _read_yaml(path: Path) -> Read:
    from recto.readers import yaml  # noqa: PLC0415  # see above

    return yaml.read(path)


def _name_in_yaml(data: bytes, cards: Sequence[Unnamed]) -> Named:
    from recto.readers import yaml  # noqa: PLC0415  # see above

    return yaml.with_ids(data, cards)


def _edit_in_yaml(data: bytes, path: Path, edits: Edits) -> Edited:
    from recto.readers import yaml  # noqa: PLC0415  # see above

    return yaml.with_edits(data, path, edits)


READERS = (Reader((".yaml", ".yml"), _read_yaml, _name_in_yaml, _edit_in_yaml),)

_BY_ENDING = {ending: reader for reader in READERS for ending in reader.endings}
TABLE_ENDINGS = (".csv", ".tsv", ".txt")
"""Of tables, which are no topics by themselves: one names them, with settings (`tables`)."""
ENDINGS = frozenset((*_BY_ENDING, *TABLE_ENDINGS))
"""Of all files that are read; a change of their bytes is a change of the deck."""
TOPIC_ENDINGS = tuple(ending for ending, reader in _BY_ENDING.items() if reader.is_topic)


def read(path: Path) -> Read:
    """The nodes of a file, whose ending is that of a reader."""
    return _BY_ENDING[path.suffix].read(path)


def with_ids(path: Path, data: bytes, cards: Sequence[Unnamed]) -> Named:
    """The bytes of a file with an id for each of these cards, as far as they can get one."""
    return _BY_ENDING[path.suffix].with_ids(data, cards)


def with_edits(path: Path, data: bytes, edits: Edits) -> Edited:
    """The bytes of a file with edits, as far as it is written in a way that can be edited."""
    return _BY_ENDING[path.suffix].with_edits(data, path, edits)
