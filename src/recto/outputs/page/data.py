"""A deck as the page's script reads it: one object for JSON.

Thousands of cards make a list of lists, whose order `state.js` knows. A back holds its front as
one character, so nothing stands in the page twice.
"""

from __future__ import annotations

import base64
import os
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from recto.deck.model import Card, Deck, Topic, deck_of
from recto.deck.notetypes import FIELDS, NoteType, Template, shuffling
from recto.diagnostics import Diagnostic
from recto.diagnostics.catalogue import CATALOGUE
from recto.media import FONTS, IMAGES, SOUNDS, MediaFile
from recto.outputs.page.clients import ANSWER, BUTTON, PROMPT, VOICE, Client, Theme, frame, plain
from recto.outputs.page.cloze import revealed
from recto.outputs.page.masks import masked_cards, page_key
from recto.outputs.page.template import Sides, render
from recto.outputs.prepared import Prepared
from recto.render.fields import Rendered
from recto.system.paths import relative
from recto.text.html import unescaped
from recto.text.template import parse, values

FRONT_SIDE = "\x1f"
"""Stands for the front in a back; no field can hold it."""


def nothing(name: str) -> dict[str, Any]:
    """A deck that could not be read yet."""
    empty: dict[str, Any] = {
        "css": [],
        "media": {},
        "topics": [],
        "files": [],
        "kinds": {},
        "notes": [],
        "cards": [],
    }
    return {**_clients(), "deck": name, "loose": [], "rules": {}, **empty}


def _clients() -> dict[str, Any]:
    return {
        "button": BUTTON,
        "voice": VOICE,
        "clients": {
            client.value: {
                "prompt": PROMPT[client],
                "answer": ANSWER[client],
                "frames": {theme.value: frame(client, theme) for theme in Theme},
            }
            for client in Client
        },
    }


def of_deck(prepared: Prepared, found: Sequence[Diagnostic]) -> dict[str, Any]:
    """A deck with all that there is to say of it."""
    deck = prepared.deck
    topics: dict[Topic, int] = {}
    files: dict[tuple[str, Path], int] = {}
    beside, loose = _beside(deck.cards, found)
    notes, cards = [], []
    kinds: dict[str, Any] = {}
    styles: dict[str, int] = {}
    for number, (card, entry, note) in enumerate(prepared.all_cards()):
        key = entry.key if entry else ""
        notes.append(
            [
                page_key(card, entry),
                topics.setdefault(card.topic, len(topics)),
                card.kind,
                files.setdefault((card.file_name, card.place.path), len(files)),
                card.place.line,
                card.place.column,
                {name: plain(note.field(name)) for name in _typed(note.note_type)},
                card.tags,
                card.draft,
                beside.get(number, []),
            ]
        )
        if card.kind not in kinds:
            kinds[card.kind] = _kind(card, note.note_type, styles)
        cards += [[*each, number] for each in _cards(card, note, key, deck)]
    return {
        **_clients(),
        "deck": deck.name,
        "css": [*styles],
        "media": dict(_media(prepared)),
        "topics": [{"path": topic.path, "title": topic.title} for topic in topics],
        "files": [{"name": name, "file": _url(path)} for name, path in files],
        "kinds": kinds,
        "notes": notes,
        "cards": cards,
        "loose": [told(each) for each in loose],
        "rules": rules(found),
    }


def _kind(card: Card, note_type: NoteType, styles: dict[str, int]) -> dict[str, Any]:
    """How a kind is called and styled, and the cards of its notes; those of a cloze have numbers."""
    names = [] if note_type.is_cloze else [template.name for template in note_type.templates]
    css = styles.setdefault(note_type.css, len(styles))
    return {"title": card.content.kind.title, "cards": names, "css": css}


def _cards(card: Card, note: Rendered, key: str, deck: Deck) -> Iterator[tuple[str, str, str, int]]:
    """Of each card what asks, front, back and its number."""
    note_type = note.note_type
    fields = dict(zip(note_type.names, note.fields(key), strict=True))
    if note_type.family not in FIELDS:  # no built-in one asks for what Anki adds
        fields |= _added(card, note_type, deck)
    shown = {file.name: _below(file.path, card.topic.file) for file in note.media}
    if note_type.is_occlusion:
        aspect = next((file.aspect for file in note.media if file.aspect), 0.0)
        asks = _words(fields[card.content.asked_in(0)], shown)
        for number, name, sides in masked_cards(note_type.templates[0], fields, aspect):
            yield f"{asks} · {name}", sides.front, _short(sides), number
        return
    for number in note.ords:
        asks = fields[card.content.asked_in(number)]
        template = _still(note_type.template_of(number))
        if note_type.is_cloze:
            asks = revealed(asks, number + 1, answer=False)
        fields["Card"] = template.name
        sides = render(template, fields, number)
        yield _words(asks, shown), sides.front, _short(sides), number


@lru_cache
def _still(template: Template) -> Template:
    """A template without the script for choices: none runs in a frame, so the page does it."""
    return replace(template, front=template.front.replace(shuffling(), ""))


def _added(card: Card, note_type: NoteType, deck: Deck) -> dict[str, str]:
    """What Anki adds to the fields of a note, for a learner who changed nothing."""
    name = deck_of(card.topic.path, {"": deck.name, **deck.subdecks})
    return {
        "Tags": " ".join(sorted(card.tags)),
        "Type": note_type.name,
        "Deck": name,
        "Subdeck": name.rpartition("::")[2],
        "CardFlag": "flag0",
        "CardID": "",
    }


@lru_cache
def _typed(note_type: NoteType) -> tuple[str, ...]:
    """The fields that a learner types, on any of the cards."""
    sides = (side for each in note_type.templates for side in (each.front, each.back))
    found = (value for side in sides for value in values(parse(side).nodes))
    names = dict.fromkeys(value.field for value in found if "type" in value.filters)
    return tuple(name for name in names if name in note_type.number_of)


def _short(sides: Sides) -> str:
    return sides.back.replace(sides.front, FRONT_SIDE) if sides.front else sides.back


def _words(field: str, shown: Mapping[str, str]) -> str:
    """What a field says in a line; a file without words of its own is called by its path."""
    text = _MATH.sub(_as_written, field) if "\\" in field else field
    if shown:
        text = _FILE.sub(lambda match: _called(match, shown), text)
    if "<" in text or "[" in text:
        text = _BETWEEN.sub(" ", _WITHIN.sub("", text))
    return " ".join(unescaped(text).split())


def _called(match: re.Match[str], shown: Mapping[str, str]) -> str:
    if alt := _ALT.search(match[0]):
        return f" {alt[1]} "
    path = shown.get(unescaped(match["src"] or match["sound"]), "")
    return f" ({escape(path)}) " if path else " "


def _below(path: Path, source: Path) -> str:
    """A file's path as a card names it, from the deck's folder, which lies above its source."""
    above = (folder for folder in source.parents if path.is_relative_to(folder))
    return path.relative_to(next(above, path.parent)).as_posix()


def _as_written(match: re.Match[str]) -> str:
    """A formula between the dollars of the source; code, which holds none, as it is."""
    code, inline, display = match.groups()
    return code or (f"${inline}$" if inline else f"$${display}$$")


_MATH = re.compile(r"(<code>.{,1000}?</code>)|\\\((.{,1000}?)\\\)|\\\[(.{,1000}?)\\\]", re.DOTALL)
"""What a row of the list has room for, so that many beginnings without an end take no time."""

_FILE = re.compile(
    r"""<(?:img|video|audio)\b[^>]*?\bsrc="(?P<src>[^"]*)"[^>]*>|\[sound:(?P<sound>[^\]]*)\]"""
)
_ALT = re.compile(r'\balt="([^"]+)"')
_WITHIN = re.compile(
    r"</?(?:a|b|code|del|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u)\b[^>]*>"
)
_BETWEEN = re.compile(r"<[^>]*>|\[sound:[^\]]*\]")
"""Images with their words, markup inside of words, and between them."""


def _beside(
    cards: tuple[Card, ...], found: Iterable[Diagnostic]
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


def rules(found: Iterable[Diagnostic]) -> dict[str, str]:
    """Of each code that is told why it matters and what to do, as `recto explain` says it."""
    of_codes = {each.code: CATALOGUE[each.code] for each in found}
    return {code: f"{rule.why} {rule.fix}" for code, rule in of_codes.items()}


def told(diagnostic: Diagnostic) -> dict[str, Any]:
    """A diagnostic as the page's script reads it."""
    place = diagnostic.location
    return {
        "severity": diagnostic.severity.value,
        "code": diagnostic.code,
        "message": diagnostic.message,
        "details": [*diagnostic.details],
        "file": _url(place.path),
        "name": relative(place.path),
        "line": place.line,
        "column": place.column,
    }


def _url(path: Path) -> str:
    """A path as editors' addresses have it: absolute, encoded, `/C:/…` on Windows."""
    absolute = path.absolute().as_posix()
    return quote(os.fsencode(absolute if absolute.startswith("/") else f"/{absolute}"), safe="/:@")


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
