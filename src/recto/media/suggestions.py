"""Which file of a deck was meant by a path that leads to none."""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from pathlib import Path

from recto.diagnostics import likest
from recto.media.kinds import alike, ending
from recto.system.files import walk


class Suggestions:
    """The files of a folder, looked at once a path is missed."""

    def __init__(self, folder: Path, kinds: frozenset[str]) -> None:
        self.folder = folder
        self.kinds = kinds
        self._made = 0

    def meant(self, parts: list[str]) -> str:
        """The file whose path is most like one that leads to none; none after many others."""
        self._made += 1
        if self._made > _MOST:
            return ""
        wish = "/".join(parts).replace("\\", "/").casefold()
        wanted = alike(ending(wish), self.kinds)
        there = {path: name for path, name in self._files.items() if ending(name) in wanted}
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


_MOST = 50
"""Missing files for which one is looked for that was meant."""
_SEARCHED = 5_000
"""Files that are looked at for a suggestion; a deck in one file may lie in any folder."""
