"""One command in a process of its own, and what the operating system says it took."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Command = Sequence[str | Path]

_RSS_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in which `ru_maxrss` counts."""


@dataclass(frozen=True)
class Cost:
    """What a command took: processor seconds (user and system), seconds by the clock, MB."""

    cpu: float
    wall: float
    memory: float


def run(command: Command, folder: Path, env: Mapping[str, str]) -> Cost:
    """Run a command to its end; one that fails ends the bench."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env={**os.environ, **env},
            stdout=said,
            stderr=said,
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            message = f"{command} ended with {process.returncode}: {said.read().decode()}"
            raise RuntimeError(message)
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * _RSS_UNIT / 1e6)


def median(costs: Sequence[Cost]) -> Cost:
    """The run in the middle, by processor seconds."""
    return sorted(costs, key=lambda cost: cost.cpu)[len(costs) // 2]
