"""Fixtures: a desk to write at, learners to import, and a browser to look."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser

from browser import MISSING, chromium, launched
from desk import Desk
from learner import Learner

# Whoever develops draws new examples each time; CI draws the same ones, so that a commit which
# passed passes again, and no machine's load decides.
settings.register_profile("ci", derandomize=True, deadline=None, database=None)
settings.register_profile("here", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session", autouse=True)
def no_memory_of_the_tester(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What `recto build` remembers in a test is not kept among what the tester's own remembers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session", autouse=True)
def no_anki_of_the_tester() -> Iterator[None]:
    """An Anki that the tester has open is none of a test's, and stops none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANKI_SINGLE_INSTANCE_KEY", f"recto-test-{os.getpid()}")
        patch.setenv("RECTO_ANKI_URL", "http://127.0.0.1:1")
        yield


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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = chromium()
    if program is None:
        pytest.skip(MISSING)
    with launched(program) as browser:
        yield browser
