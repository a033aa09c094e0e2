"""One HTML page of a deck that holds all it needs: its cards, their images, its own script.

Nothing of a source may run in it or reach the network. The cards are data, which the page's
script puts into sandboxed frames, and the page's policy lets run only the scripts whose hashes
it names.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, NamedTuple

import orjson

from recto.deck.notetypes import shuffle_script
from recto.diagnostics import Diagnostic
from recto.outputs.page import data
from recto.outputs.page.clients import fill
from recto.outputs.page.masks import drawn
from recto.outputs.prepared import Prepared
from recto.system.garbage import without_gc


class Page(NamedTuple):
    """A page as UTF-8, and what tells its content from that of another."""

    version: str
    html: bytes


@without_gc
def page(prepared: Prepared, found: Sequence[Diagnostic] = (), *, live: bool = False) -> Page:
    """The page of a deck. `found` is what there is to say of its cards.

    A `live` page follows its server: it loads itself anew when its version is no longer the
    server's.
    """
    content = data.of_deck(prepared, found)
    if live:
        content["masked"] = drawn(prepared)
    return _page(prepared.deck.name, content, live=live)


def waiting(name: str) -> Page:
    """The live page of a deck that could not be read yet."""
    return _page(name, {**data.nothing(name), "masked": {}}, live=True)


def contents(names: Mapping[str, str]) -> Page:
    """A page that leads to those of several decks, whose names are given by their paths."""
    links = "\n".join(
        f'<li><a href="{path}">{html.escape(name)}</a></li>' for path, name in names.items()
    )
    return Page("contents", fill(_file("web/contents.html"), {"decks": links}).encode())


def _page(title: str, content: dict[str, Any], *, live: bool) -> Page:
    shown = as_json(content).replace(b"<", rb"\u003c")  # so no text ends the script
    version = hashlib.blake2b(shown, digest_size=8).hexdigest()
    shuffle = (
        f"function shuffleChoices(document) {{\n{shuffle_script()}\n}}"  # no frame runs it itself
    )
    scripts = ["\n".join([shuffle, *(_file(f"web/{name}.js") for name in _SCRIPT)])]
    if _has_math(content["cards"]):
        scripts.insert(0, _file("mathjax/settings.js") + _file("mathjax/tex-svg-full.js"))
    if live:
        drawing = "\n".join(_file(f"web/drawing/{name}.js") for name in _DRAWING)
        scripts.append(f"{{\n{drawing}\n}}")
    policy = f"{_POLICY}; script-src {' '.join(map(_hash, scripts))}"
    holes = {
        "title": html.escape(title),
        "policy": f"{policy}; connect-src 'self'" if live else policy,
        "live": version if live else "",
        "style": _file("web/page.css") + (_file("web/drawing/drawing.css") if live else ""),
        "draw": _DRAW if live else "",
        "drawing": _file("web/drawing/drawing.html") if live else "",
        "scripts": "\n".join(f"<script>{script}</script>" for script in scripts),
    }
    around = _file("web/page.html").split("%data%")
    return Page(version, shown.join(fill(part, holes).encode() for part in around))


_SCRIPT = ("state", "search", "list", "math", "speech", "stage", "actions", "start")
"""The files of the page's script, in order."""

_DRAWING = ("shapes", "sheet", "canvas", "panel")
"""Those of the script by which an author draws masks. They share a block, and see the others."""
_DRAW = (
    '    <button type="button" id="draw" title="Draw masks on a picture (M)">Draw masks</button>\n'
)

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src data:; "
    "font-src data:; base-uri 'none'; form-action 'none'"
)


def as_json(content: Any) -> bytes:
    """JSON for a script, also where the name of a file is no UTF-8 and so no text to orjson."""
    try:
        return orjson.dumps(content)
    except orjson.JSONEncodeError:
        return json.dumps(content).encode()


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def _has_math(cards: list[list[Any]]) -> bool:
    sides = (side for card in cards for side in card[1:3] if "\\" in side)
    return any(r"\(" in side or r"\[" in side for side in sides)
