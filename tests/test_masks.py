"""Shapes of masks: as authors write them, as Anki stores them, as its editor writes them back."""

from __future__ import annotations

import re

import pytest
from anki.collection import Collection
from hypothesis import given
from hypothesis import strategies as st

from recto.text.masks import Shape, is_small, parse, read, same_masks, turned, written

FIELD = "{{c1::image-occlusion:rect:left=.12:top=.3:width=.2:height=.08}}<br>"

PER_CENT = st.integers(0, 9000).map(lambda hundredths: hundredths / 100)
SIZE = st.integers(1, 1000).map(lambda hundredths: hundredths / 100)
BOXES = st.builds(
    lambda kind, x, y, w, h: f"{kind} {x:g} {y:g} {w:g} {h:g}",
    st.sampled_from(["rect", "ellipse"]),
    *(PER_CENT, PER_CENT, SIZE, SIZE),
)
POLYGONS = st.lists(st.tuples(PER_CENT, PER_CENT), min_size=3, max_size=8).map(
    lambda corners: " ".join(["polygon", *(f"{x:g},{y:g}" for x, y in corners)])
)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("rect 12 30 20 8", "rect:left=.12:top=.3:width=.2:height=.08"),
        ("rect 0 0 100 100", "rect:left=.0000:top=.0000:width=1.:height=1."),
        ("ellipse 50 30 10 8", "ellipse:left=.5:top=.3:rx=.05:ry=.04"),
        ("polygon 60,10 70,10 65,20", "polygon:left=.6:top=.1:points=.6,.1 .7,.1 .65,.2"),
        ("rect 12.345 30 20.004 8", "rect:left=.1235:top=.3:width=.2:height=.08"),
    ],
)
def test_a_shape_is_stored_as_ankis_editor_does(text: str, stored: str) -> None:
    shape = parse(text)
    assert isinstance(shape, Shape)
    assert written({7: (shape,)}, hides_all=False) == f"{{{{c7::image-occlusion:{stored}}}}}<br>"
    assert (
        written({7: (shape,)}, hides_all=True) == f"{{{{c7::image-occlusion:{stored}:oi=1}}}}<br>"
    )


@given(st.dictionaries(st.integers(1, 500), st.lists(BOXES | POLYGONS, min_size=1), max_size=5))
def test_what_is_written_reads_as_it_was(masks: dict[int, list[str]]) -> None:
    shapes = {
        number: tuple(shape for text in texts if isinstance(shape := parse(text), Shape))
        for number, texts in masks.items()
    }
    field = written(shapes, hides_all=False)
    wanted = [(number, shape) for number in sorted(shapes) for shape in shapes[number]]
    for (number, shape), stored in zip(wanted, read(field), strict=True):
        assert stored.number == number
        assert stored.shape
        assert stored.shape.kind == shape.kind
        for corner, other in zip(stored.shape.points, shape.points, strict=True):
            assert corner == pytest.approx(other, abs=0.021)  # half of an ellipse has four digits
    assert same_masks(field, field) or not wanted


@given(BOXES | POLYGONS)
def test_a_canonical_shape_is_its_own(text: str) -> None:
    shape = parse(text)
    if isinstance(shape, Shape):
        again = parse(str(shape))
        assert isinstance(again, Shape)
        assert str(again) == str(shape)


@given(st.text(max_size=40))
def test_any_text_is_a_shape_or_a_sentence(text: str) -> None:
    if text.split():
        found = parse(text)
        assert isinstance(found, Shape) or f"`{text}`" in found


@pytest.mark.parametrize(
    "text",
    [
        *("rect 95 1 10 10", "rect -1 1 10 10", "rect 1 1 0 10", "rect 1 1 -5 10", "rect 1 1 10"),
        *("rect 1 1 1 1 1", "rect 1,1 5 5", "polygon 1,1 9,9", "polygon 1,1 2,2 3,3"),
        *("rect 1 1 0.001 9", "polygon 1,1 9,1 5,1.004"),
        *("polygon 1,1 9,1 9,101", "polygon 1 1 9 1 9 9", "ellipse 1e9 1 1 1", "Rect 1 1 5 5"),
    ],
)
def test_what_hides_nothing_or_lies_outside_is_no_shape(text: str) -> None:
    assert isinstance(parse(text), str)


def test_a_third_of_the_picture_may_be_rounded() -> None:
    assert isinstance(parse("rect 66.67 0 33.34 100"), Shape)


def test_small_is_by_either_side() -> None:
    for text, small in {
        "rect 1 1 1.9 50": True,
        "rect 1 1 50 1.9": True,
        "rect 1 1 2 2": False,
    }.items():
        shape = parse(text)
        assert isinstance(shape, Shape)
        assert is_small(shape) is small


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (FIELD.replace(".12:", ".1198:"), True),  # its grid of pixels
        (FIELD.replace(".12:", ".13:"), False),
        (FIELD.replace("c1", "c2"), False),  # the number of another mask
        (FIELD.replace(".08", ".08:oi=1"), False),
        (FIELD.replace("rect", "ellipse"), False),
        (FIELD.replace(".08", ".08:angle=600"), False),
        (FIELD.replace(".08", ".08:fill=#ff0000"), False),
        ("", False),
        (FIELD * 2, False),
        (FIELD + "{{c0::image-occlusion:text:left=.1:top=.1:text=a\\:b:scale=1}}<br>", False),
    ],
)
def test_what_ankis_editor_does_by_saving_is_no_edit(other: str, *, same: bool) -> None:
    assert same_masks(FIELD, other) is same
    assert same_masks(other, FIELD) is same


def test_of_a_long_picture_few_pixels_are_left_to_ankis_editor() -> None:
    """Measured: a picture of 1600×40 pixels on a phone, saved; one of 40×900."""
    across = FIELD.replace("top=.3", "top=.25")
    assert same_masks(FIELD, across, 40)
    assert not same_masks(FIELD, across, 2)
    assert not same_masks(FIELD, FIELD.replace("left=.12", "left=.13"), 40)
    assert same_masks(FIELD, FIELD.replace("left=.12", "left=.1469"), 40 / 900)


def test_a_turned_rectangle_lies_where_anki_draws_it() -> None:
    """A quarter to the right on a picture twice as wide as high."""
    shape = parse("rect 50 20 10 8")
    assert isinstance(shape, Shape)
    assert str(turned(shape, 90, 2)) == "polygon 50,20 50,40 46,40 46,20"


def test_texts_without_shapes_are_not_the_same() -> None:
    assert not same_masks("a field that an author calls Occlusion", "another text in it")


def test_the_order_of_shapes_is_no_matter() -> None:
    two = FIELD.replace("c1", "c2").replace(".12", ".6")
    assert same_masks(FIELD + two, two + FIELD)


def test_a_polygon_that_a_learner_moved_keeps_its_corners() -> None:
    """Anki writes where it lies now beside the corners of before."""
    field = "{{c1::image-occlusion:polygon:left=.5:top=.1:points=.6,.1 .7,.1 .65,.2}}<br>"
    [stored] = read(field)
    assert str(stored.shape) == "polygon 50,10 60,10 55,20"


def test_anki_reads_what_is_written(tmp_path: object) -> None:
    col = Collection(f"{tmp_path}/collection.anki2")
    shapes = [parse(t) for t in ("rect 12 30 20 8", "ellipse 5 5 9 9", "polygon 1,1 9,1 5,9")]
    masks = {n: (s,) for n, s in enumerate(shapes, start=1) if isinstance(s, Shape)}
    col.add_image_occlusion_notetype()
    kind = col.models.by_name("Image Occlusion")
    assert kind
    note = col.new_note(kind)
    note["Occlusion"] = written(masks, hides_all=True)
    col.add_note(note, col.decks.id("Default"))  # type: ignore[arg-type]  # it is there
    found = col.get_image_occlusion_note(note.id).note
    assert {each.ordinal: each.shapes[0].shape for each in found.occlusions} == {
        1: "rect",
        2: "ellipse",
        3: "polygon",
    }
    assert found.occlude_inactive
    side = note.cards()[1].question()
    assert re.search(r'class="cloze" data-ordinal="2" data-shape="ellipse" data-left=".05"', side)
    col.close()
