"""Reading a page of documentation as its reader does: files to write, commands to run, output."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PAGES = {path.name: path for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))}

_BLOCK = re.compile(
    r"^(?:`(?P<file>[\w./-]+)`:\n\n)?```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


class Block(NamedTuple):
    """A fenced block, and the file that it is to be written to."""

    file: str
    language: str
    text: str


def blocks(page: str) -> Iterator[Block]:
    """The fenced blocks of a page in order."""
    for match in _BLOCK.finditer(PAGES[page].read_text("utf-8")):
        yield Block(match["file"] or "", match["language"], match["text"])


def follow(page: str, folder: Path) -> int:
    """Do what a page says, in a folder; how many commands of Recto that were.

    A block with a path before it is written, one in `sh` is run, and the `text` right after
    that is what it prints; `…` there stands for anything.
    """
    ran = 0
    printed: str | None = None
    for block in blocks(page):
        if block.file:
            path = folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8")
        elif block.language == "sh":
            printed = run(block.text, folder)
            ran += len(re.findall(r"^recto ", block.text, re.MULTILINE))
            continue
        elif block.language == "text" and printed is not None:
            expected = ".*".join(map(re.escape, block.text.split("…")))
            assert re.fullmatch(expected, printed), f"{page}: {printed}"
        printed = None
    return ran


def run(script: str, folder: Path) -> str:
    """What lines of shell print, run where recto is on the PATH; they must not fail."""
    who = {
        f"GIT_{role}_{what}": "me" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, **who, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout
