"""Fixtures: a desk to write at, and learners to import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from desk import Desk
from learner import Learner


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def new_learner(tmp_path: Path) -> Iterator[Callable[[], Learner]]:
    with ExitStack() as stack:
        count = iter(range(1000))
        yield lambda: stack.enter_context(Learner(tmp_path / f"learner{next(count)}"))


@pytest.fixture
def learner(new_learner: Callable[[], Learner]) -> Learner:
    return new_learner()
