"""A file of sums: what `recto stats --export` writes, and every command that takes statistics reads.

It holds guids and numbers. No name, no time of an answer, and no card that fewer than three
learners answered, unless these are the author's own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from recto.reviews.figures import LearnersSums
from recto.reviews.sums import CardOf, Sums
from recto.system.files import begin_of

FORMAT = 1
FEWEST_LEARNERS = 3
_LARGEST = 1 << 28
"""Bytes of a file, as two million cards have."""
_MOST = 1 << 53
"""What no honest number exceeds."""


def dumped(decks: Mapping[str, LearnersSums], *, fewest: int = FEWEST_LEARNERS) -> bytes:
    """A file of the sums of some decks, by their ids; a line for each card."""
    parts = [_deck(deck_id, source, fewest) for deck_id, source in sorted(decks.items())]
    return f'{{"recto-stats": {FORMAT}, "decks": {{{",".join(parts)}}}}}\n'.encode()


def _deck(deck_id: str, source: LearnersSums, fewest: int) -> str:
    rows = [
        json.dumps([card.guid, card.ord, *_numbers(sums)])
        for card, sums in sorted(source.sums.items())
        if sums.learners >= fewest
    ]
    lines = ",\n".join(rows)
    return f'\n{json.dumps(deck_id)}: {{"learners": {source.learners}, "cards": [\n{lines}\n]}}'


def _numbers(sums: Sums) -> list[Any]:
    return [
        *(sums.asked, sums.learners, sums.answers, sums.right),
        *(sums.lapses, sums.first, sums.first_wrong, [*sums.times]),
    ]


def is_sums(path: Path) -> bool:
    """Whether a file begins as one of sums does."""
    return begin_of(path).startswith(_BEGIN)


_BEGIN = b'{"recto-stats"'


def read(path: Path) -> dict[str, LearnersSums]:
    """The sums of decks in a file.

    Raises:
        ValueError: The file is none of sums, or a newer Recto wrote it.
    """
    if path.stat().st_size > _LARGEST:
        message = "it is too large for a file of sums"
        raise ValueError(message)
    try:
        stored = json.loads(path.read_bytes())
        version = stored["recto-stats"]
        decks = stored["decks"].items() if version == FORMAT else ()
        found = {
            str(deck_id): LearnersSums(_number(each["learners"]), dict(map(_card, each["cards"])))
            for deck_id, each in decks
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        message = "it is damaged"
        raise ValueError(message) from error
    if version != FORMAT:
        message = "a newer Recto wrote it"
        raise ValueError(message)
    return found


def _card(row: list[Any]) -> tuple[CardOf, Sums]:
    guid, ord_, asked, *numbers, times = row
    learners, answers, right, lapses, first, first_wrong = map(_number, numbers)
    steps = tuple(map(_number, times))
    sums = Sums(_number(asked), learners, answers, right, lapses, first, first_wrong, steps)
    is_whole = (
        isinstance(guid, str)
        and sums.right <= sums.answers == sum(sums.times)
        and sums.first_wrong <= sums.first
    )
    if not is_whole:
        raise TypeError
    return CardOf(guid, _number(ord_)), sums


def _number(value: object) -> int:
    if type(value) is not int or not 0 <= value < _MOST:
        raise TypeError
    return value
