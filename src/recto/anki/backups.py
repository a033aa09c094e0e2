"""What a push leaves of what was there before, for whoever wants it back."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

_FOLDER, _KEPT = "recto-backups", 3


def keep(files: Iterable[Path], beside: Path) -> list[Path]:
    """Move files into the folder of backups, and delete those of all pushes but the last few."""
    folder = beside / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for old in sorted(folder.iterdir())[: -_KEPT + 1]:
        shutil.rmtree(old, ignore_errors=True)
    target = folder / f"{datetime.now().astimezone():%Y-%m-%d_%H.%M.%S.%f}"
    target.mkdir()
    return [Path(shutil.move(file, target / file.name.removeprefix("_"))) for file in files]
