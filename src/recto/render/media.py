"""Images and sounds in a field's HTML: each reference becomes the name in the package."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from html import escape
from typing import NamedTuple
from urllib.parse import unquote

from recto.diagnostics import Code, Diagnostic
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


_SOUND = re.compile(rf"\[sound:(?P<played>[^\]\n]{{1,{_LONGEST}}})\]")
_ALREADY = {"media-missing", "media-absolute", "media-outside"}
"""What can be wrong with a reference that learners have; what is on the network needs `unsafe`."""


def unnamed(finished: str, known: Collection[str]) -> Iterator[str]:
    """What the HTML of a field shows beside the files of its note, and beside what is on the network."""
    if not shows_media(finished):
        return
    for match in _SHOWS.finditer(finished):
        name = _reference(match)
        if name and name not in known and not is_remote(name) and not name.startswith("data:"):
            yield name


def loads_remote(finished: str) -> bool:
    """Whether the HTML of a field shows anything that is on the network."""
    found = _SHOWS.finditer(finished) if shows_media(finished) else ()
    return any(not match["sound"] and is_remote(_reference(match)) for match in found)


def replaced(
    finished: str,
    *,
    in_tags: Callable[[str], str | None],
    in_sounds: Callable[[str], str | None],
) -> str:
    """The HTML of a field with other references; one stays where there is none for it."""

    def in_tag(match: re.Match[str]) -> str:
        other = None if match["sound"] else in_tags(_reference(match))
        if other is None:
            return match[0]
        return f'<{match["element"]}{match["before"]}src="{escape(other)}"{match["after"]}>'

    def in_sound(match: re.Match[str]) -> str:
        other = in_sounds(unescaped(match["played"]))
        return match[0] if other is None else f"[sound:{other}]"

    if not shows_media(finished):
        return finished
    return _SOUND.sub(in_sound, _SHOWS.sub(in_tag, finished))


def shows_media(finished: str) -> bool:
    """Whether there is anything in the HTML of a text to put a name to, as far as a glance tells."""
    return ("=" in finished and "src" in finished) or ("[" in finished and "[sound:" in finished)


def place_media(
    text: Text, finished: str, media: Media, *, unsafe: bool = False, is_html: bool = False
) -> HtmlWithFiles:
    """Put names in place of paths in the HTML of a text.

    A sound or film that Markdown shows like an image becomes `[sound:…]`, which Anki plays; in a
    text that is HTML (`is_html`) `[sound:media/x.mp3]` names the path itself.
    Where any HTML is let through, what is on the network may stay there. What a note that learners
    have already (`media.takes_any`) shows, and nobody has, stays as it is.
    """
    placing = _Placing(text, media, unsafe=unsafe, is_html=is_html)
    if is_html:
        finished = _SOUND.sub(placing.played, finished)
    finished = _SHOWS.sub(placing.shown, finished)
    return HtmlWithFiles(finished, tuple(placing.files), tuple(placing.faults))


class _Placing:
    """The references of one text, each given the name of its file."""

    def __init__(self, text: Text, media: Media, *, unsafe: bool, is_html: bool) -> None:
        self.text = text
        self.media = media
        self.unsafe = unsafe
        self.is_html = is_html
        self.files: list[MediaFile] = []
        self.faults: list[Diagnostic] = []

    def fault(self, reference: str, code: Code, message: str) -> None:
        at = self.text.at(max(self.text.value.find(reference), 0))
        self.faults.append(Diagnostic(at, code, message))

    def found(self, reference: str) -> MediaFile | None:
        found = self.media.find(reference)
        if isinstance(found, MediaFile):
            self.files.append(found)
            return found
        if not (self.media.takes_any and found.code in _ALREADY):
            self.fault(reference, found.code, found.message)
        return None

    def played(self, match: re.Match[str]) -> str:
        """A sound in a text that is HTML."""
        found = self.found(unescaped(match["played"]))
        return f"[sound:{found.name}]" if found else match[0]

    def shown(self, match: re.Match[str]) -> str:
        reference = _reference(match)
        if match["sound"]:
            is_whole = match["closed"] or len(match["played"]) == _LONGEST
            if is_whole and not (self.is_html or self.media.takes_any):
                message = (
                    f"write `![]({reference})` for `[sound:{reference}]`; Recto names the file"
                )
                self.fault(reference, "media-sound", message)
            return match[0]
        if self.unsafe and (is_remote(reference) or reference.startswith("data:")):
            return match[0]
        found = self.found(reference)
        if found is None:
            return match[0]
        if match["element"] == "img" and found.kind in SOUNDS | FILMS:
            return f"[sound:{found.name}]"
        return f'<{match["element"]}{match["before"]}src="{found.name}"{match["after"]}>'


def _reference(match: re.Match[str]) -> str:
    """What the author wrote: Markdown encodes spaces and letters of other scripts."""
    if match["sound"]:
        return unescaped(match["played"])
    return unquote(unescaped(match["src"].strip("\"'")))
