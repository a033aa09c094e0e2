"""The time of a build."""

from __future__ import annotations

import os
import time


def now() -> int:
    """The build's time in milliseconds: SOURCE_DATE_EPOCH (seconds), or the clock.

    A ValueError, in words for a person, where that is no time.
    """
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not fixed:
        return time.time_ns() // 1_000_000
    if not fixed.isdecimal():
        message = f"SOURCE_DATE_EPOCH is a number of seconds, not `{fixed}`"
        raise ValueError(message)
    if len(fixed) > _LONGEST_TIME or int(fixed) > time.time() + _A_YEAR:
        message = (
            f"SOURCE_DATE_EPOCH={fixed} is more than a year ahead; it counts seconds. Learners "
            "would get no correction until then"
        )
        raise ValueError(message)
    return int(fixed) * 1000


_A_YEAR = 366 * 86_400
_LONGEST_TIME = 20
"""Digits; of thousands Python makes no number."""
