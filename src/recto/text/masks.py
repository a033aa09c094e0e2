"""Masks of a picture: how authors write a shape, and how Anki's image occlusion stores it.

Authors write per cent of the picture, `rect 12 30 20 8`; Anki stores parts of one, with four
digits: `{{c1::image-occlusion:rect:left=.12:top=.3:width=.2:height=.08}}<br>`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

SHAPES = {
    "rect": "rect LEFT TOP WIDTH HEIGHT",
    "ellipse": "ellipse LEFT TOP WIDTH HEIGHT",
    "polygon": "polygon X,Y X,Y X,Y",
}
"""What authors can draw, and how; an ellipse is the one that fills its rectangle."""

SMALL = 2.0
"""Per cent of the picture: Anki's editor drops masks of few pixels when it saves."""
TOLERANCE = 0.5
"""Per cent of the picture by which Anki's editor moves a mask that nobody touched."""
_OF_LONGER = 0.25
"""The same on a picture much longer than high, or the reverse: per cent of its longer side.

The editor fits the picture into its window, so of the shorter side few pixels are left.
"""
_FEWEST_CORNERS = 3
_SLACK = 0.05
"""Per cent by which rounded numbers may reach over the edge."""
_LEAST = 0.00005
"""The smallest part of the picture that Anki's four digits show as more than nothing."""


class Shape(NamedTuple):
    """One shape: its corners in per cent of the picture; of a rectangle and an ellipse the box."""

    kind: str
    points: tuple[tuple[float, float], ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        xs, ys = zip(*self.points, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def __str__(self) -> str:
        if self.kind == "polygon":
            return " ".join([self.kind, *(f"{_short(x)},{_short(y)}" for x, y in self.points)])
        left, top, right, bottom = self.box
        numbers = (left, top, right - left, bottom - top)
        return " ".join([self.kind, *map(_short, numbers)])


def _short(number: float) -> str:
    """A number without what Anki's four digits can't hold."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


_NUMBER = re.compile(r"[+-]?(?:\d{1,6}(?:\.\d{0,9})?|\.\d{1,9})")


def parse(text: str) -> Shape | str:
    """The shape that an author wrote, or what is wrong with it."""
    kind, *given = text.split()
    if kind not in SHAPES:
        return f"`{text}` is no shape; write {_all_shapes()}"
    pairs = [each.split(",") for each in given] if kind == "polygon" else [given]
    numbers = [[float(n) for n in pair if _NUMBER.fullmatch(n)] for pair in pairs]
    wanted = 2 if kind == "polygon" else 4
    whole = all(len(pair) == len(read) == wanted for pair, read in zip(pairs, numbers, strict=True))
    if not whole or (kind == "polygon" and len(pairs) < _FEWEST_CORNERS):
        return f"`{text}` can't be read; write `{SHAPES[kind]}`, in per cent of the picture"
    shape = Shape(kind, _corners(kind, numbers))
    return _misplaced(shape, text) or shape


def _all_shapes() -> str:
    *others, last = (f"`{each}`" for each in SHAPES.values())
    return f"{', '.join(others)} or {last}"


def _corners(kind: str, numbers: list[list[float]]) -> tuple[tuple[float, float], ...]:
    if kind == "polygon":
        return tuple((x, y) for x, y in numbers)
    [[left, top, width, height]] = numbers
    return (left, top), (left + width, top + height)


def _misplaced(shape: Shape, text: str) -> str:
    """What is wrong with where a shape lies, or with its size."""
    (x, y), *others = shape.points
    left, top, right, bottom = shape.box
    turned = shape.kind != "polygon" and (others[0][0] < x or others[0][1] < y)
    if turned or min(right - left, bottom - top) < 100 * _LEAST or _is_line(shape.points):
        return f"`{text}` has no size, so nothing is hidden"
    if left < 0 or top < 0 or right > 100 + _SLACK or bottom > 100 + _SLACK:
        sides = {
            "left": -left,
            "top": -top,
            "right": right - 100,
            "bottom": bottom - 100,
        }
        side = max(sides, key=lambda name: sides[name])
        return (
            f"`{text}` reaches {_short(sides[side])}% over the picture's {side} edge; the numbers "
            "are per cent of the picture, from its top left corner"
        )
    return ""


def _is_line(points: tuple[tuple[float, float], ...]) -> bool:
    """Whether all corners of a polygon lie on one line."""
    (x, y), *others = points
    run, rise = max(
        ((u - x, v - y) for u, v in others), key=lambda each: abs(each[0]) + abs(each[1])
    )
    return len(points) > 2 and all(run * (v - y) == rise * (u - x) for u, v in others)  # noqa: PLR2004


def is_small(shape: Shape) -> bool:
    """Whether Anki's editor may lose a shape."""
    left, top, right, bottom = shape.box
    return right - left < SMALL or bottom - top < SMALL


Numbered = Mapping[int, tuple[Shape, ...]]
"""The shapes of each mask by its cloze number."""


def written(masks: Numbered, *, hides_all: bool) -> str:
    """The field Occlusion, as Anki's editor writes it."""
    more = ":oi=1" if hides_all else ""
    return "".join(
        f"{{{{c{number}::image-occlusion:{_stored(shape)}{more}}}}}<br>"
        for number, shapes in sorted(masks.items())
        for shape in shapes
    )


def _stored(shape: Shape) -> str:
    left, top, right, bottom = shape.box
    values = {"left": _part(left), "top": _part(top)}
    if shape.kind == "rect":
        values |= {"width": _part(right - left), "height": _part(bottom - top)}
    elif shape.kind == "ellipse":
        values |= {"rx": _part((right - left) / 2), "ry": _part((bottom - top) / 2)}
    else:
        values["points"] = " ".join(f"{_part(x)},{_part(y)}" for x, y in shape.points)
    return ":".join([shape.kind, *(f"{name}={value}" for name, value in values.items())])


def _part(per_cent: float) -> str:
    """Per cent as a part of one with four digits, as Anki's editor writes it: `.0995`, `1.`."""
    part = per_cent / 100
    return f"{part:.4f}".strip("0") if part >= _LEAST else ".0000"


_CLOZE = re.compile(r"\{\{c(?P<number>[0-9]+)::image-occlusion:(?P<shape>[^{}]*)\}\}")
_ESCAPED = re.compile(r"\\(.)")
_BETWEEN = re.compile(r"(?<!\\):")


class Stored(NamedTuple):
    """A shape as Anki has it, whoever drew it."""

    number: int
    shape: Shape | None
    """None of what Recto doesn't draw, such as a text."""
    hides_all: bool
    angle: float = 0.0
    """Degrees by which a learner turned it, about its top left corner."""
    colour: str = ""
    """That a learner gave it."""


def read(field: str) -> Iterator[Stored]:
    """The shapes of a field Occlusion, by Anki's rules."""
    for found in _CLOZE.finditer(field):
        kind, *pairs = _BETWEEN.split(found["shape"])
        values = dict(_ESCAPED.sub(r"\1", pair).partition("=")[::2] for pair in pairs)
        angle = _value(values.get("angle", "0")) * 360 / 10_000
        number, hides_all = int(found["number"]), values.get("oi") == "1"
        yield Stored(number, _shape_of(kind, values), hides_all, angle, values.get("fill", ""))


def _value(text: str) -> float:
    return float(text) if _NUMBER.fullmatch(text) else 0.0


def _shape_of(kind: str, values: Mapping[str, str]) -> Shape | None:
    left, top, width, height, rx, ry = (
        100 * _value(values.get(name, ""))
        for name in ("left", "top", "width", "height", "rx", "ry")
    )
    if kind == "polygon":
        pairs = [each.partition(",")[::2] for each in values.get("points", "").split()]
        points = [(100 * _value(x), 100 * _value(y)) for x, y in pairs]
        if not points:
            return None
        by_x = left - min(x for x, _ in points)  # moved, it keeps the corners of before
        by_y = top - min(y for _, y in points)
        return Shape(kind, tuple((x + by_x, y + by_y) for x, y in points))
    if kind not in SHAPES:
        return None
    width, height = (width, height) if kind == "rect" else (2 * rx, 2 * ry)
    return Shape(kind, ((left, top), (left + width, top + height)))


def hides_all(field: str) -> bool:
    """Whether all masks of a field Occlusion hide their parts at once."""
    return any(each.hides_all for each in read(field))


def is_field(text: str) -> bool:
    """Whether a text is a field Occlusion with shapes in it."""
    return bool(_CLOZE.match(text))


def listed(field: str) -> str:
    """The shapes of a field Occlusion, for a message: `1: rect 12 30 20 8, 2: text`."""
    shapes = sorted((each.number, str(each.shape or "text")) for each in read(field))
    return ", ".join(f"{number}: {shape}" for number, shape in shapes)


def same_masks(one: str, other: str, aspect: float = 1.0) -> bool:
    """Whether two fields Occlusion hide the same, but for what Anki's editor does by saving.

    It writes the shapes in another order, moves each to its grid of pixels, and gives the shapes
    of all or none `oi`. Texts without any shape are none of its. `aspect` is the picture's.
    """
    left, right = list(read(one)), list(read(other))
    return (
        len(left) == len(right) > 0
        and {each.hides_all for each in left} == {each.hides_all for each in right}
        and all(_is_there(each, right, aspect) for each in left)
        and all(_is_there(each, left, aspect) for each in right)
    )


def _is_there(one: Stored, others: Iterable[Stored], aspect: float) -> bool:
    return any(
        (one.number, one.angle, one.colour) == (other.number, other.angle, other.colour)
        and alike(one.shape, other.shape, aspect)
        for other in others
    )


def alike(one: Shape | None, other: Shape | None, aspect: float = 1.0) -> bool:
    """Whether two shapes are one, as far as Anki's editor leaves them where they lie."""
    if one is None or other is None:
        return one is other
    across = max(TOLERANCE, _OF_LONGER / aspect)
    down = max(TOLERANCE, _OF_LONGER * aspect)
    pairs = [*zip(one.points, other.points, strict=False)]
    return (
        one.kind == other.kind
        and len(one.points) == len(other.points)
        and all(abs(x - u) <= across and abs(y - v) <= down for (x, y), (u, v) in pairs)
    )


def turned(shape: Shape, angle: float, aspect: float) -> Shape:
    """A rectangle as it lies after Anki turned it about its top left corner: a polygon."""
    left, top, right, bottom = shape.box
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    corners = [(0.0, 0.0), (right - left, 0.0), (right - left, bottom - top), (0.0, bottom - top)]
    return Shape(
        "polygon",
        tuple(
            (left + across * cos - down * sin / aspect, top + across * sin * aspect + down * cos)
            for across, down in corners
        ),
    )


def inside(shape: Shape) -> Shape:
    """A shape without what Anki's editor lets reach over the edge by rounding."""
    points = tuple((_within(x), _within(y)) for x, y in shape.points)
    return shape._replace(points=points)


def _within(per_cent: float) -> float:
    nearest = min(max(per_cent, 0.0), 100.0)
    return nearest if abs(per_cent - nearest) <= TOLERANCE else per_cent
