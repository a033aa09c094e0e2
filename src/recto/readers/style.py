"""CSS of an author's, with the names of the files that it brings along."""

from __future__ import annotations

import re
from typing import NamedTuple

from recto.deck.model import Home
from recto.diagnostics import Code, Diagnostic
from recto.media import FONTS, IMAGES, Media, MediaFile, content, content_digest, ending, is_remote
from recto.readers.text_file import read_text
from recto.system.paths import leaves, led_out
from recto.system.patterns import compiled_on_use
from recto.text import Text

STYLE_FILE = "style.css"

_PART = compiled_on_use(
    r"""/\*.*?(?:\*/|\Z)
      | @import\b[^;]*;?
      | (?<![0-9A-Za-z_-]) url\(\s*+ (?P<address>"[^"\\\n]*"|'[^'\\\n]*'|[^)"'\s\\(]*+) \s*+\)
      | (?P<loads> (?<![0-9A-Za-z_-]) (?:url|src|image|image-set|-webkit-image-set) \( )
      | (?P<hides> \\[0-9A-Za-z] )
      | "(?:[^"\\\n]|\\.)*"? | '(?:[^'\\\n]|\\.)*'?""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
"""What brings something along or might hide it, and what hides nothing: comments and strings,
which end where a browser ends them."""
_BREAK = compiled_on_use("\r\n?|\f")
_ENDS = compiled_on_use("</style", re.IGNORECASE)
"""What ends a style where a client puts it into the page of a card."""


class Style(NamedTuple):
    """The CSS, and the fonts and images that it names."""

    css: str = ""
    media: tuple[MediaFile, ...] = ()


def read_style(home: Home) -> tuple[Style, list[Diagnostic]]:
    """A deck's own style, empty where it has none, and what is wrong with it.

    Anki brings a file that only CSS names if its name begins with `_`, and never replaces it;
    so that name tells its bytes too.
    """
    path = home.folder / STYLE_FILE
    if home.single or not path.exists():
        return Style(), []
    if leaves(path, home.folder):
        return Style(), [led_out(path)]
    text, faults = read_text(path)
    whole = Text(_BREAK.sub("\n", text), path, 1, 1, exact=True)
    style, found = read_css(whole, home)
    return style, [*faults, *found]


def read_css(text: Text, home: Home) -> tuple[Style, list[Diagnostic]]:
    """The CSS that a text of a source is."""
    return _with_names(text, Media(home.folder, prefix="_recto-", kinds=IMAGES | FONTS))


def css_as_given(css: str, home: Home) -> Style:
    """The CSS of an adopted note type as it is, and all files whose names begin with `_`.

    Anki brings those, named or not: a script may load them, or a template as `{{picture}}`. They
    keep the names by which learners have them.
    """
    folder = home.folder / "media"
    names = sorted(each.name for each in folder.glob("_*")) if folder.is_dir() else []
    files = []
    for name in names:
        path = folder / name
        if path.is_file() and not leaves(path, home.folder):
            digest = content_digest(content(path))
            files.append(MediaFile(name, path, digest, ending(name)))
    return Style(css, tuple(files))


def _with_names(whole: Text, media: Media) -> tuple[Style, list[Diagnostic]]:
    """A style with names in place of paths, and what must not stand in it."""
    faults: list[Diagnostic] = []
    files: dict[str, MediaFile] = {}

    def fault(at: int, code: Code, message: str) -> None:
        faults.append(Diagnostic(whole.at(at), code, message))

    def named(match: re.Match[str]) -> str:
        if refused := _refusal(match):
            fault(match.start(), *refused)
        address = (match["address"] or "").strip("\"'")
        if not address or address.startswith(("#", "data:")):
            return match[0]
        one = media.find(address)
        if not isinstance(one, MediaFile):
            fault(match.start("address"), one.code, one.message)
            return match[0]
        files[one.name] = one
        return f'url("{one.name}")'

    if ending := _ENDS.search(whole.value):
        message = "`</style` ends the style, and what follows would be HTML on every card"
        fault(ending.start(), "style-unsafe", message)
    css = _PART.sub(named, whole.value).strip()
    return Style(css, tuple(files.values())), faults


def active_part(css: str) -> str:
    """What of the CSS of an adopted note type, which nobody changes, loads something or ends the style."""
    if ending := _ENDS.search(css):
        return ending[0]
    for match in _PART.finditer(css):
        address = (match["address"] or "").strip("\"'")
        if _refusal(match) or is_remote(address):
            return " ".join(match[0].split())
    return ""


def _refusal(match: re.Match[str]) -> tuple[Code, str] | None:
    """What is wrong with a part wherever it leads: a code and a sentence."""
    if match[0].lower().startswith("@import"):
        return "style-import", "`@import` brings no file along; copy its rules to this place"
    if call := match["loads"]:
        return "style-unsafe", f'`{call}` can\'t be followed; write url("media/x.png")'
    if escape := match["hides"]:
        return "style-unsafe", f"`{escape}` may hide a name; write the letter itself"
    return None
