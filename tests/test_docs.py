"""The generated pages of docs/ say what the code says. `RECTO_UPDATE_DOCS=1` writes them anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from recto.reports import explain

DOCS = Path(__file__).parent.parent / "docs"
GENERATED: dict[str, Callable[[], str]] = {"diagnostics.md": explain.page}
UPDATE = bool(os.environ.get("RECTO_UPDATE_DOCS"))


@pytest.mark.parametrize("name", GENERATED)
def test_generated_page_is_up_to_date(name: str) -> None:
    page = GENERATED[name]()
    if UPDATE:
        (DOCS / name).write_text(page, "utf-8", newline="\n")
    assert (DOCS / name).read_text("utf-8") == page
