"""A picture with masks as Anki draws it on one of its cards, without a script.

Anki draws on a canvas what the field says; here a drawing of vectors lies in its place, under the
same name, so that the colours of the note type's style are its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

from recto.deck.kinds.kind import Mask
from recto.deck.model import Card
from recto.deck.notetypes import Template, masking, naming
from recto.lock import Entry, Lock
from recto.outputs.page.template import Sides, render
from recto.outputs.prepared import Prepared
from recto.readers.text_file import read_text
from recto.text.html import unescaped
from recto.text.masks import Shape, Stored, read

_CANVAS = '<canvas id="image-occlusion-canvas"></canvas>'
_CONTAINER = '<div id="image-occlusion-container">'
_TOGGLE = '<div><button id="toggle">Toggle Masks</button></div>\n'
_LAID_OUT = """<style>
#image-occlusion-container { position: relative; margin-inline: auto; max-height: calc(95vh - 40px); }
#image-occlusion-container img, #image-occlusion-canvas {
  position: absolute; top: 0; left: 0; width: 100%; height: 100%; max-width: unset; max-height: unset;
}
#image-occlusion-canvas * { stroke: #212121; vector-effect: non-scaling-stroke; }
#image-occlusion-canvas .active { fill: var(--active-shape-color); }
#image-occlusion-canvas .inactive { fill: var(--inactive-shape-color); }
#image-occlusion-canvas .highlight { fill: var(--highlight-shape-color); stroke: #d6336c; stroke-width: 2px; }
#image-occlusion-canvas.bare { visibility: hidden; }
</style>"""
"""As Anki's own page lays it out (`reviewer.css`), which knows the picture's proportions."""


def masked_cards(
    template: Template, fields: Mapping[str, str], aspect: float
) -> Iterator[tuple[int, str, Sides]]:
    """Of each mask of a note the number of its card, its name, and both sides.

    `aspect` is that of the picture.
    """
    stored = list(read(fields["Occlusion"]))
    found = _NAME.findall(fields["Comments"])
    names = {int(number): unescaped(_TAG.sub("", name)) for number, name in found}
    others = {**fields, "Occlusion": ""}
    for number in sorted({each.number for each in stored}):
        front, back = render(template, others, number - 1)
        front = _drawn(front, _svg(stored, number, "active"), aspect)
        back = _drawn(back, _svg(stored, number, "highlight"), aspect).replace(naming(), "")
        back = back.replace(f'<li data-mask="{number}">', f'<li data-mask="{number}" {_ASKED}>')
        if not any(each.hides_all for each in stored):
            back = back.replace(_TOGGLE, "")
        yield number - 1, names.get(number, ""), Sides(front, back)


_NAME = re.compile(r'<li data-mask="(\d+)">(.*?)</li>')
_TAG = re.compile(r"</?span>|<wbr>")
_ASKED = 'class="asked" aria-current="true"'
"""What the script of a back gives the name of the mask that was asked for."""


def drawn(prepared: Prepared) -> dict[str, Any]:
    """What the author draws on, by the keys of notes: pictures, each with its masks.

    Of a mask it tells too what it was at the last build, by which it can be known as the same.
    """
    found: dict[str, Any] = {}
    for card, entry, note in prepared.all_cards():
        picture = card.content.picture
        file = next((file for file in note.media if file.aspect), None)
        if picture and file:
            found[page_key(card, entry)] = {
                "path": picture.value,
                "file": file.name,
                "hidesAll": card.content.hides_all,
                "indent": card.place.column - 1,
                "masks": [*_with_former(card, entry, prepared.before)],
            }
    return found


def _with_former(card: Card, entry: Entry | None, lock: Lock) -> Iterator[dict[str, Any]]:
    lines = _lines(card.place.path)
    former = lock.entries.get(entry.key) if entry else None
    before = {
        mask.number: {"name": name, "shape": mask.shape}
        for name, mask in (former.masks if former else {}).items()
        if not mask.retired
    }
    for mask in card.content.masks:
        name = mask.name.value
        number = entry.masks[name].number if entry else 0
        shapes = [str(shape) for shape in mask.shapes]
        yield {
            "name": name,
            "shapes": shapes,
            "before": before.get(number),
            "comments": _comments(mask, lines),
        }


def _comments(mask: Mask, lines: Sequence[str]) -> dict[str, Any]:
    """What the author noted above a mask's line and behind it, which new lines are to keep."""
    at = mask.name.line - 1
    is_own_line = at < len(lines) and not lines[at][: mask.name.column - 1].strip(" \"'")
    if not is_own_line or not mask.written:
        return {}
    above = takewhile(lambda line: line.startswith("#"), map(str.strip, reversed(lines[:at])))
    last = mask.written[-1]
    is_one_line = last.line == mask.name.line
    behind = _COMMENT.match(lines[at], last.column - 1 + len(last.value)) if is_one_line else None
    return {"above": [*above][::-1], "behind": behind[1].rstrip() if behind else ""}


_COMMENT = re.compile(r"[^#]*\s(#.*)")
"""Behind the shapes of a mask, where nothing else has a `#`."""


def _lines(path: Path) -> list[str]:
    """The lines of a source, which may have changed since it was read."""
    return read_text(path)[0].splitlines() if path.suffix in (".yaml", ".yml") else []


def page_key(card: Card, entry: Entry | None) -> str:
    """By which the page knows a note; a draft has no key yet."""
    return entry.key if entry else f"draft/{card.topic.path}/{card.question}"


def _drawn(side: str, svg: str, aspect: float) -> str:
    container = _CONTAINER.replace(">", f' style="aspect-ratio: {aspect or 1:.4f}">')
    laid_out = side.replace(_CONTAINER, f"{_LAID_OUT}{container}").replace(masking(), "")
    return laid_out.replace(_CANVAS, svg)


def _svg(stored: list[Stored], number: int, asked: str) -> str:
    shapes = [
        f'<{_element(each.shape)} class="{asked if each.number == number else "inactive"}"/>'
        for each in _in_order(stored, number)
        if each.shape
    ]
    return (
        '<svg id="image-occlusion-canvas" viewBox="0 0 100 100" preserveAspectRatio="none" '
        f'aria-hidden="true">{"".join(shapes)}</svg>'
    )


def _in_order(stored: list[Stored], number: int) -> Iterator[Stored]:
    """As Anki draws them: what is asked for lies below what is hidden beside it."""
    yield from (each for each in stored if each.number == number)
    yield from (each for each in stored if each.number != number and each.hides_all)


def _element(shape: Shape) -> str:
    left, top, right, bottom = shape.box
    if shape.kind == "polygon":
        points = " ".join(f"{x:g},{y:g}" for x, y in shape.points)
        return f'polygon points="{points}"'
    if shape.kind == "ellipse":
        middle = f'cx="{(left + right) / 2:g}" cy="{(top + bottom) / 2:g}"'
        return f'ellipse {middle} rx="{(right - left) / 2:g}" ry="{(bottom - top) / 2:g}"'
    return f'rect x="{left:g}" y="{top:g}" width="{right - left:g}" height="{bottom - top:g}"'
