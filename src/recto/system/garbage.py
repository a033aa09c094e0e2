"""Python's garbage collector, out of the way while much is made and nothing thrown away."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def seldom() -> None:
    """Collect seldom, and not at the end: a command makes much, and is gone soon after."""
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)


def without_gc(function: Callable[P, R]) -> Callable[P, R]:
    """Run a function without collections: 100,000 cards are read in half the time."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        was_on = gc.isenabled()
        gc.disable()
        try:
            return function(*args, **kwargs)
        finally:
            if was_on:
                gc.enable()

    return run
