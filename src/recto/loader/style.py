"""A deck's own `style.css`, with the names of the files that it brings along."""

from __future__ import annotations

import re

from recto import source
from recto.diagnostics import Diagnostic, Location
from recto.media import FONTS, IMAGES, Media, MediaFile
from recto.model import Home

STYLE_FILE = "style.css"

_BRINGS = re.compile(
    r"""/\*.*?\*/
      | @import\b[^;]*;?
      | (?P<call>url\(\s*) (?P<address>"[^"]*"|'[^']*'|[^)"'\s]*) \s*\)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


def read_style(home: Home, faults: list[Diagnostic]) -> tuple[str, tuple[MediaFile, ...]]:
    """The CSS, and the fonts and images that it names.

    Anki brings a file that only CSS names if its name begins with `_`, and never replaces it;
    so that name tells its bytes too.
    """
    path = home.folder / STYLE_FILE
    if home.single or not path.exists():
        return "", ()
    if source.leaves(path, home.folder):
        message = "this link leads elsewhere; put the file itself here"
        faults.append(Diagnostic(Location(path), "link-outside", message))
        return "", ()
    text, found = source.read_text(path)
    faults += found
    text = text.replace("\r\n", "\n").strip()
    media = Media(home.folder, prefix="_recto-", kinds=IMAGES | FONTS)
    files: dict[str, MediaFile] = {}

    def named(match: re.Match[str]) -> str:
        if match[0].lower().startswith("@import"):
            message = "`@import` brings no file along; copy its rules to this place"
            faults.append(
                Diagnostic(source.place_at(path, text, match.start()), "style-import", message)
            )
        address = (match["address"] or "").strip("\"'")
        if not address or address.startswith(("#", "data:")):
            return match[0]
        one = media.find(address)
        if not isinstance(one, MediaFile):
            place = source.place_at(path, text, match.start("address"))
            faults.append(Diagnostic(place, one.code, one.message))
            return match[0]
        files[one.name] = one
        return f'url("{one.name}")'

    return _BRINGS.sub(named, text), tuple(files.values())
