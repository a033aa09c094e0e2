"""Where two texts differ: words that stand in the place of others."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple


class Change(NamedTuple):
    """Pieces of a text, from one place to another, and those that are there now."""

    start: int
    end: int
    new_start: int
    new_end: int


def changes(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """The changes between two texts, each in pieces, in their order.

    What both begin and end with is passed over first, as most edits are small and their texts may
    not be.
    """
    most = min(len(old), len(new))
    head = next((n for n in range(most) if old[n] != new[n]), most)
    most -= head
    tail = next((n for n in range(most) if old[-1 - n] != new[-1 - n]), most)
    matcher = SequenceMatcher(
        str.isspace, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False
    )
    return [
        Change(*(head + place for place in places))
        for tag, *places in matcher.get_opcodes()
        if tag != "equal"
    ]
