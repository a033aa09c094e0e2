"""One HTML page of a deck that holds all it needs: its cards, their images, its own script.

Nothing of a source may run in it or reach the network. The cards are data, which the page's
script puts into sandboxed frames, and the page's policy lets run only the scripts whose hashes
it names.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson

from recto.build import Prepared
from recto.collector import paused
from recto.diagnostics import Diagnostic
from recto.media import FONTS, IMAGES, SOUNDS, MediaFile
from recto.model import CLOZE, Card, Typed
from recto.notetypes import BACKWARD, FIELDS, TEMPLATES, NoteType, note_types
from recto.preview.clients import ANSWER, BUTTON, PROMPT, Client, Theme, fill, frame, plain
from recto.preview.cloze import revealed
from recto.preview.template import Sides, render
from recto.render.fields import Rendered

FRONT_SIDE = "\x1f"
"""Stands for the front in a back; no field can hold it."""


@paused
def page(prepared: Prepared, found: Iterable[Diagnostic] = (), *, live: str = "") -> bytes:
    """The page of a deck, as UTF-8.

    `found` is what there is to say of its cards. `live` is the version that a page compares
    with its server's, to load itself anew; empty for a page in a file.
    """
    data = {"live": live, **_clients(), **_deck(prepared, list(found))}
    return _html(prepared.deck.name, data)


def waiting(name: str, live: str) -> bytes:
    """The page of a deck that could not be read yet."""
    nothing: dict[str, Any] = {"css": "", "media": {}, "topics": [], "notes": [], "cards": []}
    return _html(name, {"live": live, **_clients(), "deck": name, "loose": [], **nothing})


def _html(title: str, data: dict[str, Any]) -> bytes:
    shown = orjson.dumps(data).replace(b"<", rb"\u003c").decode()  # so no text ends the script
    scripts = [_file("page.js")]
    if _has_math(data["cards"]):
        scripts.insert(0, _file("mathjax/settings.js") + _file("mathjax/tex-svg-full.js"))
    policy = f"{_POLICY}; script-src {' '.join(map(_hash, scripts))}"
    if data["live"]:
        policy += "; connect-src 'self'"
    holes = {
        "title": html.escape(title),
        "policy": policy,
        "style": _file("page.css"),
        "data": shown,
        "scripts": "\n".join(f"<script>{script}</script>" for script in scripts),
    }
    return fill(_file("page.html"), holes).encode()


_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src data:; "
    "font-src data:; base-uri 'none'; form-action 'none'"
)


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def _has_math(cards: list[list[Any]]) -> bool:
    return any(r"\(" in side or r"\[" in side for card in cards for side in card[1:3])


def _clients() -> dict[str, Any]:
    return {
        "button": BUTTON,
        "clients": {
            client.value: {
                "prompt": PROMPT[client],
                "answer": ANSWER[client],
                "frames": {theme.value: frame(client, theme) for theme in Theme},
            }
            for client in Client
        },
    }


def _deck(prepared: Prepared, found: list[Diagnostic]) -> dict[str, Any]:
    """The deck as the page's script reads it; lists for what there is thousands of."""
    deck = prepared.deck
    types = note_types(deck)
    topics = {card.topic: None for card in deck.cards}
    numbers = {topic: number for number, topic in enumerate(topics)}
    keys = iter(prepared.advanced.entries)
    beside, loose = _beside(deck.cards, found)
    notes, cards = [], []
    for number, (card, note) in enumerate(zip(deck.cards, prepared.rendered, strict=True)):
        key = "" if card.draft else next(keys).key
        notes.append(
            [
                key or f"draft/{card.topic.path}/{card.question}",
                numbers[card.topic],
                card.kind,
                card.place.line,
                card.place.column,
                plain(note.values["Typed"]) if isinstance(card.content, Typed) else "",
                card.tags,
                card.draft,
                beside.get(number, []),
            ]
        )
        cards += [[*each, number] for each in _cards(note, key, types[note.family])]
    return {
        "deck": deck.name,
        "css": types[CLOZE].css,  # that of both
        "media": dict(_media(prepared)),
        "topics": [
            {"path": topic.path, "title": topic.title, "name": topic.name, "file": _url(topic.file)}
            for topic in topics
        ],
        "notes": notes,
        "cards": cards,
        "loose": [told(each) for each in loose],
    }


def _cards(note: Rendered, key: str, note_type: NoteType) -> Iterator[tuple[str, str, str, str]]:
    """Of each card what asks, front, back and which one of its note it is."""
    names = (field.name for field in FIELDS[note.family])
    fields = dict(zip(names, note.fields(key), strict=True))
    for number in note.ords:
        if note.family == CLOZE:
            asks = revealed(fields["Text"], number + 1, answer=False)
            label = f"c{number + 1}" if len(note.ords) > 1 else ""
            sides = render(note_type.templates[0], fields, number)
        else:
            asks = fields["Answer" if number == BACKWARD else "Question"]
            label = TEMPLATES[note.family][number][1] if len(note.ords) > 1 else ""
            sides = render(note_type.templates[number], fields, number)
        yield _words(asks), sides.front, _short(sides), label


def _short(sides: Sides) -> str:
    return sides.back.replace(sides.front, FRONT_SIDE) if sides.front else sides.back


def _words(field: str) -> str:
    text = _BETWEEN.sub(" ", _WITHIN.sub("", field))
    return " ".join(html.unescape(text).split())


_WITHIN = re.compile(r"</?(?:a|b|code|del|em|i|kbd|s|span|strong|sub|sup|u)\b[^>]*>")
_BETWEEN = re.compile(r"<[^>]*>|\[sound:[^\]]*\]")
"""Markup inside of words, and between them."""


def _beside(
    cards: tuple[Card, ...], found: list[Diagnostic]
) -> tuple[dict[int, list[Any]], list[Diagnostic]]:
    """What is said of each card, by its place among the cards, and what is said of none."""
    starts: dict[Path, list[tuple[int, int, int]]] = {}
    for number, card in enumerate(cards):
        starts.setdefault(card.place.path, []).append((*card.place[1:], number))
    beside: dict[int, list[Any]] = {}
    loose = []
    for each in found:
        of_file = starts.get(each.location.path, [])
        before = bisect_right(of_file, (*each.location[1:], len(cards))) - 1
        if before < 0:
            loose.append(each)
        else:
            beside.setdefault(of_file[before][2], []).append(told(each))
    return beside, loose


def told(diagnostic: Diagnostic) -> dict[str, Any]:
    """A diagnostic as the page's script reads it."""
    place = diagnostic.location
    return {
        "severity": diagnostic.severity.value,
        "code": diagnostic.code,
        "message": diagnostic.message,
        "file": _url(place.path),
        "name": place.path.name,
        "line": place.line,
        "column": place.column,
    }


def _url(path: Path) -> str:
    """A path as editors' addresses have it: absolute, with slashes, `/C:/…` on Windows."""
    absolute = path.absolute().as_posix()
    return absolute if absolute.startswith("/") else f"/{absolute}"


def _media(prepared: Prepared) -> Iterator[tuple[str, str]]:
    """The address that stands for each file's name; a file that has vanished shows nothing."""
    of_cards = (file for note in prepared.rendered for file in note.media)
    for file in dict.fromkeys((*of_cards, *prepared.deck.style_media)):
        data = file.read()
        if data is not None:
            yield file.name, f"data:{_type(file)};base64,{base64.b64encode(data).decode()}"


def _type(file: MediaFile) -> str:
    group = "video"
    for name, kinds in (("image", IMAGES), ("audio", SOUNDS), ("font", FONTS)):
        if file.kind in kinds:
            group = name
    return f"{group}/{_SUBTYPES.get(file.kind, file.kind)}"


_SUBTYPES = {
    "jpg": "jpeg",
    "m4a": "mp4",
    "mp3": "mpeg",
    "oga": "ogg",
    "opus": "ogg",
    "svg": "svg+xml",
}
