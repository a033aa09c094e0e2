"""The kinds of files that cards and styles may show or play, told by name and by first bytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from recto.media import svg

IMAGES = frozenset({"avif", "gif", "jpg", "png", "svg", "webp"})
SOUNDS = frozenset({"aac", "flac", "m4a", "mp3", "oga", "ogg", "opus", "wav"})
FILMS = frozenset({"mp4", "webm"})
FONTS = frozenset({"otf", "ttf", "woff", "woff2"})
_ALIASES = {"jpeg": "jpg", "jpe": "jpg"}
TEXTS = frozenset({"svg"})
"""Files that git may check out with other line ends."""


def ending(name: str) -> str:
    """The type of a file by its name: `png`, `jpg` for all spellings."""
    suffix = PurePosixPath(name).suffix[1:].lower()
    return _ALIASES.get(suffix, suffix)


def alike(kind: str, kinds: frozenset[str]) -> frozenset[str]:
    """Those of some types that serve the same end as one: a font for a font."""
    same = next((each for each in (IMAGES, SOUNDS | FILMS, FONTS) if kind in each), kinds)
    return same & kinds


def looks_like(kind: str, data: bytes) -> bool:
    """Whether a file begins as its type does; sounds and films are only told from nothing."""
    return bool(data) and _SIGNS.get(kind, bool)(data)


def in_truth(data: bytes) -> str:
    """What a file is that is not what its name says."""
    if not data:
        return "is empty"
    kinds = (kind for kind in _SIGNS if kind not in TEXTS and looks_like(kind, data))
    return next((f"its type is {kind}; rename it" for kind in kinds), "is no such file")


_SIGNS: dict[str, Callable[[bytes], bool]] = {
    "avif": lambda data: data[4:8] == b"ftyp",
    "gif": lambda data: data.startswith(b"GIF8"),
    "jpg": lambda data: data.startswith(b"\xff\xd8"),
    "png": lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"),
    "svg": lambda data: svg.active_parts(data) is not None,
    "webp": lambda data: data.startswith(b"RIFF") and data[8:12] == b"WEBP",
}
