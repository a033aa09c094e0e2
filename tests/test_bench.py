"""The bench runs; what it measures is never a test."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parent / "bench"


def test_the_bench_prints_a_row_for_each_case_and_the_targets() -> None:
    chosen = ("--sizes", "50", "--files", "1", "--runs", "1")
    told = subprocess.run(
        [sys.executable, BENCH, *chosen], check=True, capture_output=True, text=True
    ).stdout
    for row in (
        "floor",
        "script",
        "recto   cold",
        "recto   unchanged",
        "recto   edited",
        "genanki",
        "recto   adopt",
        "recto   of adopted",
        "anki    CSV import",
    ):
        assert f"     50      1  {row}" in told
    assert "recto --version / import click" in told
