"""Masks that somebody moved in Anki's editor, as the source writes them.

The editor moves every shape to its grid of pixels, so what lies within half a per cent of where it
lay was not touched. It also gives the number of a deleted mask to the next that is drawn. With
that number goes the schedule, so a shape that lies elsewhere is told, and never taken for a move.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from recto.text import Text, masks
from recto.text.masks import Shape

Numbered = Mapping[int, tuple[Shape, ...]]


def moved(
    ours: str, theirs: str, written: Mapping[int, tuple[Text, ...]], names: Mapping[int, str]
) -> dict[Text, str] | str:
    """Other texts for the shapes that were moved, by those in the source; or why there are none.

    `written` and `names` are those of each mask by its number.
    """
    old, new = _by_number(ours), _by_number(theirs)
    told = [*_told(old, new, names)]
    if masks.hides_all(ours) != masks.hides_all(theirs):
        told.append("what hides while another mask is asked for was changed; see `hide`")
    if told:
        return "; ".join(told)
    found = {}
    for number, shapes in new.items():
        for text, before, shape in zip(written[number], old[number], shapes, strict=True):
            if not masks.alike(before, shape):
                found[text] = str(shape)
    wrong = next((each for each in map(masks.parse, found.values()) if isinstance(each, str)), "")
    return wrong or found


def _by_number(field: str) -> dict[int, tuple[Shape, ...]]:
    found: dict[int, tuple[Shape, ...]] = {}
    for each in masks.read(field):
        if each.shape:
            found[each.number] = (*found.get(each.number, ()), each.shape)
    return found


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


def _is_move(before: Shape, shape: Shape) -> bool:
    """Whether a shape may be what became of another: of one kind, and over a part of it."""
    (left, top, right, bottom), (west, north, east, south) = before.box, shape.box
    overlap = west < right and left < east and north < bottom and top < south
    return overlap and before.kind == shape.kind
