"""What a source calls `media/map.png`: a file in the deck's folder, or a fault."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import NamedTuple

from recto.diagnostics import Code
from recto.media import svg
from recto.media.file import MediaFile, content, content_digest
from recto.media.kinds import FILMS, IMAGES, SOUNDS, ending, in_truth, looks_like
from recto.media.suggestions import Suggestions
from recto.system.paths import leaves

LARGEST = 100 << 20
"""Bytes; AnkiWeb takes no larger file."""


class Refused(NamedTuple):
    """Why a reference gives no file: a code of the catalogue and a sentence."""

    code: Code
    message: str


class Media:
    """The files that a deck may refer to; each is read once."""

    def __init__(
        self,
        folder: Path,
        *,
        prefix: str = "recto-",
        kinds: frozenset[str] | None = None,
        takes_any: bool = False,
    ) -> None:
        """`takes_any` is for what learners have already, whatever its kind."""
        self.takes_any = takes_any
        self.folder = folder
        self.prefix = prefix
        self.kinds = kinds or IMAGES | SOUNDS | FILMS
        self._known: dict[str, MediaFile | Refused] = {}
        self._listings: dict[Path, dict[str, str]] = {}
        self._suggestions = Suggestions(folder, self.kinds)

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
        if kind not in self.kinds and not self.takes_any:
            known = ", ".join(sorted(self.kinds))
            return Refused("media-type", f"`{reference}` has none of these types: {known}")
        size = path.stat().st_size
        if size > LARGEST:
            message = f"`{reference}` has more than {LARGEST >> 20} MB, the most that AnkiWeb takes"
            return Refused("media-too-large", message)
        data = content(path)
        if data.startswith(b"version https://git-lfs"):
            message = f"`{reference}` is only git's pointer to the file; run `git lfs pull`"
            return Refused("media-type", message)
        if not looks_like(kind, data) and not self.takes_any:
            message = f"`{reference}` is named .{kind}, but {in_truth(data)}"
            return Refused("media-type", message)
        if kind == "svg" and (active := svg.active_parts(data)):
            message = (
                f"`{reference}` has {active[0]} in it, which could run; export it as plain SVG"
            )
            return Refused("media-script", message)
        digest = content_digest(data)
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
        meant = self._suggestions.meant(parts)
        return Refused("media-missing", message + (f"; did you mean `{meant}`?" if meant else ""))


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
