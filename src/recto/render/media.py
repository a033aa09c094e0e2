"""Images and sounds in a field's HTML: each reference becomes the name in the package."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

from recto.diagnostics import Diagnostic
from recto.media import FILMS, SOUNDS, Media, MediaFile, is_remote
from recto.text import Text
from recto.text.html import MEDIA, either, unescaped


class HtmlWithFiles(NamedTuple):
    """HTML with names in place of paths, and the files behind them."""

    html: str
    files: tuple[MediaFile, ...] = ()
    faults: tuple[Diagnostic, ...] = ()


_LONGEST = 300
"""Characters of a sound's name that are looked at, as thousands of marks without an end would each
read to the end of the text; a file's name has 255 at most."""
_SHOWS = re.compile(
    rf"""<(?P<element>{either(*MEDIA)})\b (?P<before>(?:[^>"']|"[^"]*"|'[^']*')*?)
        \b src \s*=\s* (?P<src>"[^"]*"|'[^']*'|[^\s"'>]+) (?P<after>(?:[^>"']|"[^"]*"|'[^']*')*) >
    | (?P<sound>\[sound:) (?=(?P<played>[^\]]{{0,{_LONGEST}}})(?P<closed>\]?))""",
    re.VERBOSE,
)
"""A sound is looked at without being passed over, for an image may stand behind it."""


def shows_media(finished: str) -> bool:
    """Whether there is anything in the HTML of a text to put a name to, as far as a glance tells."""
    return ("=" in finished and "src" in finished) or ("[" in finished and "[sound:" in finished)


def place_media(text: Text, finished: str, media: Media, *, unsafe: bool = False) -> HtmlWithFiles:
    """Put names in place of paths in the HTML of a text.

    A sound or film that Markdown shows like an image becomes `[sound:…]`, which Anki plays.
    Where any HTML is let through, what is on the network may stay there.
    """
    files: list[MediaFile] = []
    faults: list[Diagnostic] = []

    def named(match: re.Match[str]) -> str:
        reference = _reference(match)
        offset = max(text.value.find(reference), 0)
        if match["sound"]:
            if not match["closed"] and len(match["played"]) < _LONGEST:
                return match[0]
            message = f"write `![]({reference})` for `[sound:{reference}]`; Recto names the file"
            faults.append(Diagnostic(text.at(offset), "media-sound", message))
            return match[0]
        if unsafe and (is_remote(reference) or reference.startswith("data:")):
            return match[0]
        found = media.find(reference)
        if not isinstance(found, MediaFile):
            faults.append(Diagnostic(text.at(offset), found.code, found.message))
            return match[0]
        files.append(found)
        if match["element"] == "img" and found.kind in SOUNDS | FILMS:
            return f"[sound:{found.name}]"
        return f'<{match["element"]}{match["before"]}src="{found.name}"{match["after"]}>'

    placed = _SHOWS.sub(named, finished)
    return HtmlWithFiles(placed, tuple(files), tuple(faults))


def _reference(match: re.Match[str]) -> str:
    """What the author wrote: Markdown encodes spaces and letters of other scripts."""
    if match["sound"]:
        return unescaped(match["played"])
    return unquote(unescaped(match["src"].strip("\"'")))
