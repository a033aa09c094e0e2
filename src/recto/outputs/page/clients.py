"""The page that each client puts a card into: its markup, its own style, its themes.

What decides how a card looks is there: classes of html and body, the elements around the card,
margins, CSS variables and where the note type's CSS comes. The facts are those of Anki 26.9 and
AnkiDroid 2.24. AnkiDroid's default reviewer knows no CSS variables.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from recto.outputs.page.template import Sides
from recto.text.html import unescaped


class Client(StrEnum):
    """Where a learner looks at cards."""

    DESKTOP = "desktop"
    ANKIDROID = "ankidroid"
    """AnkiDroid's default reviewer."""
    STUDY_SCREEN = "study-screen"
    """AnkiDroid's new study screen."""


class Theme(StrEnum):
    """What the client is set to; black is AnkiDroid's alone, and dark to others."""

    LIGHT = "light"
    DARK = "dark"
    BLACK = "black"


def document(
    client: Client, theme: Theme, card: str, css: str, *, number: int = 0, zoom: float = 1
) -> str:
    """The whole page of a client that shows one side of a card.

    `card` is what `shown` returns, `css` that of the note type, `number` the card's (from 0).
    """
    holes = {"card": card, "css": css, "number": str(number + 1), "zoom": f"{zoom:g}"}
    return fill(frame(client, theme), holes)


def fill(frame: str, holes: Mapping[str, str]) -> str:
    """Put texts into a frame's holes: `%card%`, `%css%`, `%number%`, `%zoom%`."""
    return _HOLE.sub(lambda hole: holes.get(hole[1], hole[0]), frame)


_HOLE = re.compile(r"%([a-z-]+)%")


@lru_cache
def frame(client: Client, theme: Theme) -> str:
    """The page of a client in a theme, still with the holes that a card fills."""
    file = files(__package__).joinpath("clients", f"{client}.html")
    canvas, ink = _COLOURS[theme]
    at_night = theme is not Theme.LIGHT
    holes = {
        "night": _NIGHT[client, theme] if at_night else "",
        "night-html": "night-mode" if at_night else "",
        "scheme": "dark" if at_night else "light",
        "canvas": canvas,
        "ink": ink,
    }
    return fill(file.read_text("utf-8"), holes)


_NIGHT = {
    (Client.DESKTOP, Theme.DARK): "nightMode night_mode",
    (Client.DESKTOP, Theme.BLACK): "nightMode night_mode",
    (Client.ANKIDROID, Theme.DARK): "night_mode nightMode ankidroid_dark_mode",
    (Client.ANKIDROID, Theme.BLACK): "night_mode nightMode",
    (Client.STUDY_SCREEN, Theme.DARK): "nightMode night_mode",
    (Client.STUDY_SCREEN, Theme.BLACK): "nightMode night_mode",
}
"""Classes of the body at night."""

_COLOURS = {
    Theme.LIGHT: ("#ffffff", "#000000"),
    Theme.DARK: ("#303030", "#ffffff"),
    Theme.BLACK: ("#000000", "#ffffff"),
}
"""Background and text of AnkiDroid's themes."""


def shown(client: Client, sides: Sides, fields: Mapping[str, str]) -> Sides:
    """Both sides with what a client puts in place of `[[type:…]]` and `[sound:…]`.

    The learner has typed nothing: the back shows the right answer, as the clients do then.
    """
    front = _INPUT.sub(PROMPT[client], sides.front)

    def expected(match: re.Match[str]) -> str:
        return fill(ANSWER[client], {"answer": plain(fields[match[1]])})

    return Sides(_playable(front), _playable(_INPUT.sub(expected, sides.back)))


_INPUT = re.compile(r"\[\[type:(?:nc:)?(.+?)\]\]")
_SOUND = re.compile(r"\[sound:(.+?)\]")
_FONT = "font-family: 'Arial'; font-size: 20px"
"""What genanki gives each field; only type-in answers use it."""

PROMPT = {
    Client.DESKTOP: f'<center><input type="text" id="typeans" style="{_FONT};"></center>',
    Client.ANKIDROID: '<span id="typeans" class="typePrompt">........</span>',
    Client.STUDY_SCREEN: "",
}
"""Where one types; on AnkiDroid that is a field of the app, below the card."""

_COMPARED = f'<div style="{_FONT}"><code id="typeans">%answer%</code></div>'
ANSWER = {
    Client.DESKTOP: _COMPARED,
    Client.ANKIDROID: '<div><code id="typeans"><span class="typeMissed">%answer%</span></code></div>',
    Client.STUDY_SCREEN: _COMPARED,
}
"""What the back shows of a type-in answer."""


def plain(field: str) -> str:
    """A field as a typed answer is compared with it, as HTML: no tags, no sounds."""
    text = re.sub(r"<[^>]*>", "", _SOUND.sub("", field))
    return html.escape(unescaped(text), quote=False).strip()


def _playable(side: str) -> str:
    """A side with buttons for what is heard; the page that shows it must play and speak it."""
    played = _SOUND.sub(lambda sound: fill(BUTTON, {"sound": sound[1]}), side)
    return _SPOKEN.sub(_spoken, played)


def _spoken(mark: re.Match[str]) -> str:
    words = re.sub(r"<[^>]*>", "", mark["words"]).replace("[...]", "blank").strip()
    return fill(VOICE, {"voice": mark["voice"], "words": words.replace('"', "&quot;")})


_SPOKEN = re.compile(
    r"\[anki:tts lang=(?P<voice>\w+)[^\]]*\](?P<words>.*?)\[/anki:tts\]", re.DOTALL
)
_TRIANGLE = (
    '<svg viewBox="0 0 64 64"><circle cx="32" cy="32" r="29"/>'
    '<path d="M56.5 31.3 22.8 11.7v40.4z"/></svg></a>'
)
BUTTON = f'<a class="replay-button soundLink" href="#" data-sound="%sound%">{_TRIANGLE}'
VOICE = (
    '<a class="replay-button soundLink" href="#" data-voice="%voice%" data-words="%words%" '
    f'title="%voice%: %words%">{_TRIANGLE}'
)
"""What plays a sound, and what speaks."""
