"""Media: what a source calls `media/map.png` is a file in the deck's folder, or a fault.

A path is relative to the deck's folder, wherever the card stands, so that a card can move to
another topic. In the package a file is named after its bytes: Anki keeps one file a name
for all decks, and never replaces it where the note that shows it is unchanged.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable
from functools import cached_property
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from recto import drawing
from recto.diagnostics import likest
from recto.files import walk
from recto.source import leaves

LARGEST = 100 << 20
"""Bytes; AnkiWeb takes no larger file."""

IMAGES = frozenset({"avif", "gif", "jpg", "png", "svg", "webp"})
SOUNDS = frozenset({"aac", "flac", "m4a", "mp3", "oga", "ogg", "opus", "wav"})
FILMS = frozenset({"mp4", "webm"})
FONTS = frozenset({"otf", "ttf", "woff", "woff2"})
_ALIASES = {"jpeg": "jpg", "jpe": "jpg"}
_TEXTS = frozenset({"svg"})
"""Files that git may check out with other line ends."""


class MediaFile(NamedTuple):
    """A file that goes into the package under `name`, which tells its bytes."""

    name: str
    path: Path
    digest: str
    """Of its bytes."""
    kind: str
    """Its ending, in lower case: `png`."""

    def read(self) -> bytes | None:
        """Its bytes; none where they are no longer those that it is named after."""
        try:
            data = content(self.path)
        except OSError:
            return None
        return data if _digest_of(data) == self.digest else None


class Refused(NamedTuple):
    """Why a reference gives no file: a code of the catalogue and a sentence."""

    code: str
    message: str


def content(path: Path) -> bytes:
    """The bytes of a file, text with line ends as in git."""
    data = path.read_bytes()
    return data.replace(b"\r\n", b"\n") if ending(path.name) in _TEXTS else data


def _digest_of(data: bytes) -> str:
    """What a file is named after: twenty hexadecimal digits."""
    return hashlib.blake2b(data, digest_size=10).hexdigest()


def ending(name: str) -> str:
    """The type of a file by its name: `png`, `jpg` for all spellings."""
    suffix = PurePosixPath(name).suffix[1:].lower()
    return _ALIASES.get(suffix, suffix)


class Media:
    """The files that a deck may refer to; each is read once."""

    def __init__(
        self, folder: Path, *, prefix: str = "recto-", kinds: frozenset[str] | None = None
    ) -> None:
        self.folder = folder
        self.prefix = prefix
        self.kinds = kinds or IMAGES | SOUNDS | FILMS
        self._known: dict[str, MediaFile | Refused] = {}
        self._listings: dict[Path, dict[str, str]] = {}
        self._missed = 0

    def find(self, reference: str) -> MediaFile | Refused:
        """The file of a reference such as `media/map.png`."""
        if reference not in self._known:
            self._known[reference] = self._find(reference)
        return self._known[reference]

    def _find(self, reference: str) -> MediaFile | Refused:
        path = self._located(reference)
        if isinstance(path, Refused):
            return path
        try:
            return self._taken(reference, path)
        except OSError as error:
            return Refused("file-unreadable", f"`{reference}` can't be read: {error.strerror}")

    def _located(self, reference: str) -> Path | Refused:
        if refused := _elsewhere(reference):
            return refused
        parts = [part for part in reference.split("/") if part not in ("", ".")]
        if ".." in parts:
            message = (
                f"`{reference}` leads out of the deck's folder, where paths begin; put the file "
                "into it"
            )
            return Refused("media-outside", message)
        path = self._there(parts)
        if path is None or not path.is_file():
            return self._missing(reference, parts)
        if leaves(path, self.folder):
            message = f"`{reference}` is a link that leads out of the deck's folder; put the file itself there"
            return Refused("media-outside", message)
        return path

    def _taken(self, reference: str, path: Path) -> MediaFile | Refused:
        kind = ending(path.name)
        if kind not in self.kinds:
            known = ", ".join(sorted(self.kinds))
            return Refused("media-type", f"`{reference}` has none of these types: {known}")
        size = path.stat().st_size
        if size > LARGEST:
            message = (
                f"`{reference}` has {size >> 20} MB, and AnkiWeb takes {LARGEST >> 20} at most"
            )
            return Refused("media-too-large", message)
        data = content(path)
        if data.startswith(b"version https://git-lfs"):
            message = f"`{reference}` is only git's pointer to the file; run `git lfs pull`"
            return Refused("media-type", message)
        if not _looks_like(kind, data):
            message = f"`{reference}` is named .{kind}, but {_truly(data)}"
            return Refused("media-type", message)
        if kind == "svg" and (alive := drawing.alive(data)):
            message = f"`{reference}` has {alive[0]} in it, which could run; export it as plain SVG"
            return Refused("media-script", message)
        digest = _digest_of(data)
        return MediaFile(f"{self.prefix}{digest}.{kind}", path, digest, kind)

    def _there(self, parts: list[str]) -> Path | None:
        """The path whose parts are written just so, also where the file system ignores case."""
        here = self.folder
        for part in parts:
            name = self._listing(here).get(unicodedata.normalize("NFC", part))
            if name is None:
                return None
            here /= name
        return here if parts else None

    def _listing(self, folder: Path) -> dict[str, str]:
        if folder not in self._listings:
            try:
                names = [each.name for each in folder.iterdir()]
            except OSError:
                names = []
            self._listings[folder] = {unicodedata.normalize("NFC", each): each for each in names}
        return self._listings[folder]

    def _missing(self, reference: str, parts: list[str]) -> Refused:
        message = f"there is no file `{reference}` in the deck's folder"
        self._missed += 1
        meant = self._meant(parts) if self._missed <= _MOST_HINTS else ""
        return Refused("media-missing", message + (f"; did you mean `{meant}`?" if meant else ""))

    def _meant(self, parts: list[str]) -> str:
        """The file whose path is most like one that leads to none."""
        wish = "/".join(parts).replace("\\", "/").casefold()
        there = self._files
        same = [path for path in there if path.casefold() == wish]
        same += [path for path, name in there.items() if name.casefold() == wish.split("/")[-1]]
        return same[0] if same else likest(wish, there)

    @cached_property
    def _files(self) -> dict[str, str]:
        """The names of the folder's files by their paths."""
        found = (here / name for here, _, names in walk(self.folder) for name in names)
        below = islice(found, _SEARCHED)
        files = [each for each in below if ending(each.name) in self.kinds]
        return {each.relative_to(self.folder).as_posix(): each.name for each in files}


_MOST_HINTS = 50
"""Missing files for which one is looked for that was meant."""
_SEARCHED = 5_000
"""Files that are looked at for a suggestion; a deck in one file may lie in any folder."""


def is_remote(reference: str) -> bool:
    """Whether a reference leads to the network."""
    return reference.lower().startswith(("http:", "https:", "//", "ftp:"))


def _elsewhere(reference: str) -> Refused | None:
    if is_remote(reference):
        message = f"`{reference}` is on the network, where phones often are not; put the file into the deck's folder"
        return Refused("media-remote", message)
    drive = reference[1:2] == ":" and reference[:1].isalpha()
    if drive or reference.startswith(("/", "\\", "~/", "file:")):
        message = f"`{reference}` is a path of one computer; paths begin in the deck's folder: media/x.png"
        return Refused("media-absolute", message)
    return None


def _looks_like(kind: str, data: bytes) -> bool:
    """Whether a file begins as its type does; sounds and films are only told from nothing."""
    return bool(data) and _SIGNS.get(kind, bool)(data)


def _truly(data: bytes) -> str:
    """What a file is that is not what its name says."""
    if not data:
        return "is empty"
    kinds = (kind for kind in _SIGNS if kind not in _TEXTS and _looks_like(kind, data))
    return next((f"its type is {kind}; rename it" for kind in kinds), "is no such file")


_SIGNS: dict[str, Callable[[bytes], bool]] = {
    "avif": lambda data: data[4:8] == b"ftyp",
    "gif": lambda data: data.startswith(b"GIF8"),
    "jpg": lambda data: data.startswith(b"\xff\xd8"),
    "png": lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"),
    "svg": lambda data: drawing.alive(data) is not None,
    "webp": lambda data: data.startswith(b"RIFF") and data[8:12] == b"WEBP",
}
