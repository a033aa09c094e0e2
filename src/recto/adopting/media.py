"""The files that an adopted deck shows: what they are called in its folder."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from urllib.parse import quote

from recto.adopting.foreign import Foreign
from recto.adopting.unused import on_every_system, unused
from recto.render.media import replaced, unnamed

FOLDER = "media"
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_LONGEST = 120


def media_paths(foreign: Foreign) -> dict[str, str]:
    """The paths in the deck's folder of all files that learners get with it, by their names.

    Those are the files that its notes show, and all whose names begin with `_`: Anki can't know
    what templates, CSS and scripts make of them. A path differs from the name where a file system
    could not have it, or has it already in another case.
    """
    texts = (text for note in foreign.notes for text in note.fields)
    shown = dict.fromkeys(name for text in texts for name in unnamed(text, ()))
    shown |= dict.fromkeys(name for name in foreign.media if name.startswith("_"))
    paths: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(shown.keys() & foreign.media):
        paths[name] = f"{FOLDER}/{_free(name, taken)}"
    return paths


def _free(name: str, taken: set[str]) -> str:
    """A name for a file that every file system can have, and that no other has."""
    clean = _UNSAFE.sub("-", unicodedata.normalize("NFC", name)).strip(" ").rstrip(".")
    stem, dot, ending = clean.lstrip(".").rpartition(".")
    stem, ending = (stem, f".{ending}") if dot and stem else (f"{stem}{dot}{ending}", "")
    stem = on_every_system(stem[: _LONGEST - len(ending)] or "file")
    return unused(stem, taken, ending=ending)


def with_paths(html: str, paths: Mapping[str, str]) -> str:
    """The HTML of a field with the paths of files in place of their names."""

    def path_of(quoting: Callable[[str], str]) -> Callable[[str], str | None]:
        return lambda name: quoting(paths[name]) if name in paths else None

    return replaced(html, in_tags=path_of(_quoted), in_sounds=path_of(str))


def _quoted(path: str) -> str:
    """A path as the `src` of a tag: a sign of a name must not be taken for a code of one."""
    return quote(path, safe="/ " + _KEPT) if "%" in path else path


_KEPT = "".join(map(chr, range(0x21, 0x7F))).replace("%", "")
