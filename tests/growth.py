"""How work grows, and beside other work, measured so that a busy machine can't say no."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

ROUNDS = 6
FREE = 0.1
"""Seconds of CPU that prove nothing: what is this quick may grow as it likes."""


def grows_in_proportion(work: Callable[[int], object], number: int = 2000) -> bool:
    """Whether `number` pieces cost less than eight times what a quarter of them costs.

    Linear work costs four times as much, quadratic sixteen. Other processes only ever add
    time, so the least of several rounds is what counts, and a first good round ends it.
    """
    least_small = least_large = float("inf")
    for _ in range(ROUNDS):
        least_large = min(least_large, _seconds(work, number))
        if least_large < FREE:
            return True
        least_small = min(least_small, _seconds(work, number // 4))
        if least_large < 8 * least_small:
            return True
    return False


def costs_no_more(
    work: Callable[[], object], other: Callable[[], object], times: float = 1
) -> bool:
    """Whether work costs at most so many times what other work does; the least of rounds counts."""
    least = least_other = float("inf")
    for _ in range(ROUNDS):
        least = min(least, _seconds(work))
        least_other = min(least_other, _seconds(other))
        if least <= times * least_other:
            return True
    return False


def _seconds(work: Callable[..., object], *arguments: int) -> float:
    collects = gc.isenabled()
    gc.disable()  # its runs fall on whom they fall
    try:
        start = time.process_time()
        work(*arguments)
        return time.process_time() - start
    finally:
        if collects:
            gc.enable()
