"""The tester's Chromium, for tests of what people see."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "no Chromium: install Debian's `chromium`, or name a Chrome or Chromium in RECTO_CHROMIUM"


def chromium() -> str | None:
    """The path of the browser: that of RECTO_CHROMIUM, else the first one on the PATH."""
    if named := os.environ.get("RECTO_CHROMIUM"):
        return named
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def launched(program: str) -> Iterator[Browser]:
    """A browser without a window.

    It shows the tests' own pages only, so it needs no sandbox (root couldn't have one).
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()
