"""Masks that somebody moved in Anki's editor, as the source writes them.

The editor moves every shape to its grid of pixels, so what lies about where it lay was not touched.
It also gives the number of a deleted mask to the next that is drawn. With that number goes the
schedule, so a shape that lies elsewhere is told, and never taken for a move.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from recto.text import Text, masks
from recto.text.masks import Numbered, Shape, Stored


def moved(
    ours: str,
    theirs: str,
    written: Mapping[int, tuple[Text, ...]],
    names: Mapping[int, str],
    aspect: float,
) -> dict[Text, str] | str:
    """Other texts for the shapes that were moved, by those in the source; or why there are none.

    `written` and `names` are those of each mask by its number, `aspect` is the picture's.
    """
    old = _by_number(masks.read(ours), aspect)
    stored = [*masks.read(theirs)]
    new = {
        number: _in_order(old.get(number, ()), shapes, aspect)
        for number, shapes in _by_number(stored, aspect).items()
    }
    told = [*_told(old, new, names), *_beyond_sources(stored, names)]
    if masks.hides_all(ours) != masks.hides_all(theirs):
        told.append("what hides while another mask is asked for was changed; see `hide`")
    if told:
        return "; ".join(told)
    found = {}
    for number, shapes in new.items():
        for text, before, shape in zip(written[number], old[number], shapes, strict=True):
            if not masks.alike(before, shape, aspect):
                found[text] = str(shape)
    wrong = next((each for each in map(masks.parse, found.values()) if isinstance(each, str)), "")
    return wrong or found


def _by_number(stored: Iterable[Stored], aspect: float) -> Numbered:
    found: dict[int, tuple[Shape, ...]] = {}
    for each in stored:
        if each.shape:
            shape = each.shape
            if each.angle and shape.kind == "rect":
                shape = masks.turned(shape, each.angle, aspect)
            found[each.number] = (*found.get(each.number, ()), masks.inside(shape))
    return found


def _in_order(before: Sequence[Shape], shapes: Sequence[Shape], aspect: float) -> tuple[Shape, ...]:
    """Shapes of a mask in the order of before, which the editor changes where it groups them anew."""
    left = [*shapes]
    found: dict[int, Shape] = {}
    for same in (lambda one, other: masks.alike(one, other, aspect), _is_move):
        for at, each in enumerate(before):
            match = next((shape for shape in left if same(each, shape)), None)
            if at not in found and match:
                found[at] = match
                left.remove(match)
    others = iter(left)
    placed = (found[at] if at in found else next(others, None) for at in range(len(before)))
    return (*(shape for shape in placed if shape), *others)


def _told(old: Numbered, new: Numbered, names: Mapping[int, str]) -> Iterator[str]:
    """What was done to masks that only an author can decide on."""
    for number, shapes in new.items():
        drawn = " + ".join(map(str, shapes))
        if number not in old:
            yield f"a mask was drawn there, `{drawn}`; give it a name here"
        elif len(shapes) != len(old[number]) or not all(map(_is_move, old[number], shapes)):
            yield (
                f"mask {number}, `{names[number]}`, is another there, `{drawn}`: Anki's editor gives "
                "the number of a deleted mask to the next one"
            )
    for number in old.keys() - new.keys():
        yield f"the mask `{names[number]}` was deleted there; delete it here if you agree"


def _beyond_sources(stored: Sequence[Stored], names: Mapping[int, str]) -> Iterator[str]:
    """What Anki's editor can do, and no source can say."""
    for each in stored:
        name = names.get(each.number, "")
        if each.shape is None:
            yield "a text was written on the picture there, which sources can't; draw it into the file"
        elif each.angle and each.shape.kind != "rect":
            yield f"the mask `{name}` was turned there; draw it here as a polygon"
        elif each.colour:
            yield f"the mask `{name}` has a colour of its own there, which sources can't say"


def _is_move(before: Shape, shape: Shape) -> bool:
    """Whether a shape may be what became of another: of one kind, and over a part of it.

    A rectangle becomes a polygon where it was turned.
    """
    (left, top, right, bottom), (west, north, east, south) = before.box, shape.box
    overlap = west < right and left < east and north < bottom and top < south
    return overlap and (before.kind == shape.kind or (before.kind, shape.kind) == _TURNED)


_TURNED = ("rect", "polygon")
