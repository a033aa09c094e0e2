"""Masks are drawn in `recto preview --watch`, by mouse, finger and keys, and their lines build."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Dialog, Page, expect

from desk import Desk
from recto import lock as locks
from recto.commands.watch import new_site, rebuild
from recto.lock.masks import live
from recto.outputs.page.server import Site, serving

HEART = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 200"><circle cx="9" cy="9" r="5"/></svg>'
HEAD = "cards:\n  - image: media/heart.svg\n    id: heart\n"
MASKS = "    masks:\n      Aorta: rect 10 10 20 10\n      Septum: ellipse 50 50 20 20\n"


class Easel:
    """The page with a picture on it, and all that it said."""

    def __init__(self, page: Page, desk: Desk, site: Site) -> None:
        self.page = page
        self.desk = desk
        self.site = site
        self.told: list[str] = []
        page.on("console", lambda message: self.told.append(message.text))
        page.on("pageerror", lambda error: self.told.append(str(error)))

    def saves(self) -> None:
        assert not rebuild(self.site, [self.desk.root / "cards"], self.desk.options()).failed

    def at(self, x: float, y: float) -> tuple[float, float]:
        box = self.page.locator("#canvas").bounding_box()
        assert box
        return box["x"] + box["width"] * x / 100, box["y"] + box["height"] * y / 100

    def drags(self, *places: tuple[float, float]) -> None:
        self.page.mouse.move(*self.at(*places[0]))
        self.page.mouse.down()
        for place in places[1:]:
            self.page.mouse.move(*self.at(*place), steps=3)
        self.page.mouse.up()

    def presses(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def lines(self) -> list[str]:
        """The masks in the lines that are offered."""
        text = self.page.input_value("#yaml")
        return [line.strip() for line in text.partition("masks:\n")[2].splitlines()]

    def chooses(self, name: str) -> None:
        self.page.locator(f'#masks [aria-label="Choose {name}"]').click()


@pytest.fixture
def easel(desk: Desk, browser: Browser) -> Iterator[Easel]:
    desk.write({"media/heart.svg": HEART, "organs.yaml": HEAD + MASKS})
    desk.build()
    site = new_site()
    context = browser.new_context(
        viewport={"width": 1200, "height": 900},
        has_touch=True,
        permissions=["clipboard-read", "clipboard-write"],
    )
    with serving(site, 0) as address:
        easel = Easel(context.new_page(), desk, site)
        easel.saves()
        easel.page.goto(address)
        easel.page.click("#draw")
        expect(easel.page.locator("#canvas .mask")).to_have_count(2)
        yield easel
        assert not easel.told
        context.close()


def numbers(desk: Desk) -> dict[str, int]:
    lock, _ = locks.read(desk.lock, "test-aaaa2222")
    assert lock
    [entry] = [each for each in lock.entries.values() if each.masks]
    return live(entry.masks)


def test_it_begins_with_the_masks_of_the_card(easel: Easel) -> None:
    assert easel.lines() == ["Aorta: rect 10 10 20 10", "Septum: ellipse 50 50 20 20"]


def test_a_mouse_draws_names_moves_and_pulls(easel: Easel) -> None:
    easel.page.click("[data-tool=rect]")
    easel.drags((60, 10), (70, 15), (80, 30))
    easel.page.keyboard.type("Left: atrium")
    easel.presses("Enter", "v")
    easel.drags((70, 20), (75, 25))
    assert easel.lines()[2] == '"Left: atrium": rect 65 15 20 20'
    easel.drags((85, 35), (95, 45))  # its last corner
    assert easel.lines()[2] == '"Left: atrium": rect 65 15 30 30'
    easel.drags((65, 15), (99, 99))  # through the opposite one
    assert easel.lines()[2] == '"Left: atrium": rect 95 45 4 54'
    easel.drags((60, 60), (150, 60))  # no further than the picture
    assert easel.lines()[1] == "Septum: ellipse 80 50 20 20"
    easel.presses("Delete")
    assert [line.partition(":")[0] for line in easel.lines()] == ["Aorta", '"Left']
    easel.presses("Control+z", "Control+z", "Control+z")
    assert easel.lines()[1:] == ["Septum: ellipse 50 50 20 20", '"Left: atrium": rect 65 15 30 30']
    easel.presses("Control+Shift+Z")
    assert easel.lines()[2] == '"Left: atrium": rect 95 45 4 54'


def test_a_click_that_moves_nothing_draws_nothing(easel: Easel) -> None:
    easel.page.click("[data-tool=ellipse]")
    easel.drags((70, 70), (70.2, 70.2))
    assert len(easel.lines()) == 2


def test_a_polygon_is_clicked_corner_by_corner(easel: Easel) -> None:
    easel.presses("p")
    for place in ((60, 10), (80, 10), (70, 30), (60, 10)):
        easel.page.mouse.click(*easel.at(*place))
    assert easel.lines()[2] == "Mask 1: polygon 60,10 80,10 70,30"
    for place in ((10, 60), (30, 60), (20, 80)):
        easel.page.mouse.click(*easel.at(*place))
    easel.presses("Escape")
    assert len(easel.lines()) == 3
    expect(easel.page.locator("#drawing")).to_be_visible()
    easel.presses("v")
    easel.page.mouse.click(*easel.at(70, 15))
    easel.drags((80, 10), (90, 10))
    assert easel.lines()[2] == "Mask 1: polygon 60,10 90,10 70,30"


def touch(session: CDPSession, kind: str, *places: tuple[float, float]) -> None:
    points = [{"x": x, "y": y} for x, y in places]
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def taps(easel: Easel, tool: str) -> None:
    """Choose a tool by a tap; a busy Chromium drops one that follows another touch at once."""
    button = easel.page.locator(f"[data-tool={tool}]")
    for _ in range(9):
        easel.page.wait_for_timeout(400)  # no finger is faster
        button.tap()
        if button.get_attribute("aria-pressed") == "true":
            return
    pytest.fail(f"{tool} can't be tapped")


def test_a_finger_draws_and_moves(easel: Easel) -> None:
    session = easel.page.context.new_cdp_session(easel.page)
    taps(easel, "ellipse")
    touch(session, "touchStart", easel.at(60, 10))
    touch(session, "touchMove", easel.at(70, 20))
    touch(session, "touchMove", easel.at(80, 30))
    touch(session, "touchEnd")
    expect(easel.page.locator("#yaml")).to_have_value(re.compile("Mask 1: ellipse 60 10 20 20"))
    taps(easel, "move")
    touch(session, "touchStart", easel.at(70, 20))
    touch(session, "touchMove", easel.at(70, 25))
    touch(session, "touchMove", easel.at(70, 30))
    touch(session, "touchEnd")
    expect(easel.page.locator("#yaml")).to_have_value(re.compile("Mask 1: ellipse 60 20 20 20"))


def test_two_fingers_zoom_and_draw_nothing(easel: Easel) -> None:
    """What the first of them began to draw or move is as before, and so is a polygon's half."""
    session = easel.page.context.new_cdp_session(easel.page)
    before = easel.lines()
    for tool, (x, y) in (("rect", (60, 10)), ("move", (60, 60)), ("polygon", (80, 60))):
        taps(easel, tool)
        if tool == "polygon":
            easel.page.mouse.click(*easel.at(60, 10))
            easel.page.mouse.click(*easel.at(80, 10))
        touch(session, "touchStart", easel.at(x, y))
        touch(session, "touchMove", easel.at(x + 5, y + 5))
        touch(session, "touchStart", easel.at(x + 5, y + 5), easel.at(20, 20))
        touch(session, "touchMove", easel.at(x + 9, y + 9), easel.at(10, 10))
        touch(session, "touchEnd")
        expect(easel.page.locator("#canvas .mask.draft")).to_have_count(0)
        assert easel.lines() == before
    easel.page.mouse.click(*easel.at(70, 30))
    easel.presses("Enter")
    assert easel.lines()[2] == "Mask 1: polygon 60,10 80,10 70,30"


def test_a_large_picture_is_drawn_on_closely(easel: Easel) -> None:
    """What is chosen stays in sight; places are as exact as the picture is large."""
    easel.chooses("Septum")
    width = easel.page.locator("#canvas").bounding_box()
    easel.presses("+", "+")
    closer = easel.page.locator("#canvas").bounding_box()
    assert width
    assert closer
    assert closer["width"] == pytest.approx(4 * width["width"])
    expect(easel.page.locator("#canvas .chosen")).to_be_in_viewport()
    easel.presses("r")
    easel.drags((54.1, 54.1), (56, 56), (57.1, 57.4))
    assert easel.lines()[2] == "Mask 1: rect 54.1 54.1 3 3.3"
    easel.presses("Enter", "v")
    before = easel.at(60, 60)
    easel.drags((62, 62), (66, 67))  # a mask moves, and the picture stays
    assert easel.at(60, 60) == before
    easel.drags((48, 62), (52, 62))  # the picture moves
    assert easel.at(60, 60)[0] > before[0] + 99
    easel.presses("-", "-", "-")
    expect(easel.page.locator("#smaller")).to_be_disabled()


@pytest.mark.parametrize("box", ["40 900", "1600 40"])
def test_a_strip_is_shown_large_enough_to_draw_on(easel: Easel, tmp_path: Path, box: str) -> None:
    picture = tmp_path / "strip.svg"
    picture.write_text(HEART.replace("300 200", box))
    easel.page.set_input_files("#another", picture)
    expect(easel.page.locator("#drawing-title")).to_have_text("media/strip.svg")
    expect(easel.page.locator("#smaller")).to_be_enabled()
    shown = easel.page.locator("#canvas").bounding_box()
    assert shown
    assert min(shown["width"], shown["height"]) > 99
    easel.presses("Enter")
    assert easel.lines() == ["Mask 1: rect 42 45 16 10"]


def test_a_drawing_without_size_is_told_before_anybody_draws(easel: Easel, tmp_path: Path) -> None:
    picture = tmp_path / "lung.svg"
    picture.write_text(HEART.replace('viewBox="0 0 300 200"', 'width="100%" height="50%"'))
    easel.page.set_input_files("#another", picture)
    expect(easel.page.locator("#drawn-fault")).to_contain_text("lung.svg says nowhere how large")
    expect(easel.page.locator("#drawing-title")).to_have_text("media/heart.svg")
    assert len(easel.lines()) == 2


def test_lines_are_indented_as_the_card_is(easel: Easel) -> None:
    flush = (HEAD + MASKS).replace("\n  ", "\n")
    easel.desk.write({"organs.yaml": flush})
    easel.saves()
    expect(easel.page.locator("#meanwhile")).to_be_visible()
    version = easel.page.get_attribute("html", "data-live") or ""
    easel.page.click("#drawing-close")
    expect(easel.page.locator("html")).not_to_have_attribute("data-live", version)
    easel.presses("m", "Enter")
    easel.page.click("#copy")
    copied = easel.page.evaluate("navigator.clipboard.readText()")
    easel.desk.write({"organs.yaml": flush.partition("  masks:")[0] + copied})
    assert not easel.desk.try_build().failed
    assert [*numbers(easel.desk)] == ["Aorta", "Septum", "Mask 1"]


def test_comments_of_masks_stay(easel: Easel) -> None:
    """In their lines, and above them."""
    noted = (
        '    masks:  # of the front\n      # The label\n      "A #1": rect 10 10 20 10   # not #2\n'
        "      # moved\n      #   twice\n      Both: ['polygon 1,1 9,1 9,9', rect 1 40 9 9] # two\n"
        "      Last: rect 40 1 9 9\n"
    )
    easel.desk.write({"organs.yaml": HEAD + noted}).build()
    easel.saves()
    version = easel.page.get_attribute("html", "data-live") or ""
    easel.page.click("#drawing-close")
    expect(easel.page.locator("html")).not_to_have_attribute("data-live", version)
    easel.presses("m")
    easel.drags((15, 15), (16, 15))
    assert easel.lines() == [
        "# The label",
        '"A #1": rect 11 10 20 10  # not #2',
        "# moved",
        "#   twice",
        'Both: ["polygon 1,1 9,1 9,9", rect 1 40 9 9]  # two',
        "Last: rect 40 1 9 9",
    ]
    easel.desk.write({"organs.yaml": HEAD + easel.page.input_value("#yaml")})
    assert not easel.desk.try_build().failed


def test_a_name_from_a_pdf_holds_no_signs_that_yaml_lacks(easel: Easel) -> None:
    easel.page.locator('[aria-label="Name of mask 2"]').fill("The\x02 sep\x85tum\x7f")
    assert easel.lines()[1] == '"The sep tum ": ellipse 50 50 20 20'
    easel.desk.write({"organs.yaml": HEAD + easel.page.input_value("#yaml")})
    assert not easel.desk.try_build().failed


def test_nothing_drawn_is_lost_by_loading_the_page_anew(easel: Easel) -> None:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    easel.page.on("dialog", answer)
    easel.presses("Enter")
    easel.page.reload()
    assert asked == ["beforeunload"]


def test_keys_alone_are_enough(easel: Easel) -> None:
    easel.page.click("#drawing-close")
    easel.presses("m")
    expect(easel.page.locator("#canvas")).to_be_focused()
    easel.presses("Enter")
    assert easel.lines()[2] == "Mask 1: rect 42 45 16 10"
    easel.presses("ArrowRight", "Shift+ArrowDown", "Alt+Shift+ArrowRight")
    assert easel.lines()[2] == "Mask 1: rect 42.5 50 21 10"
    easel.presses("Tab", "Shift+ArrowLeft")  # the first corner
    assert easel.lines()[2] == "Mask 1: rect 37.5 50 26 10"
    easel.presses("Shift+ArrowUp", "Shift+ArrowUp")
    assert easel.lines()[2] == "Mask 1: rect 37.5 40 26 20"
    easel.presses("n", "Delete")
    assert len(easel.lines()) == 3
    easel.presses("Escape")
    expect(easel.page.locator("#drawing")).to_be_visible()  # it asked, and was told no


def test_several_shapes_become_one_mask_and_part_again(easel: Easel) -> None:
    easel.chooses("Aorta")
    easel.chooses("Septum")
    easel.page.click("#group")
    assert easel.lines() == ["Aorta: [rect 10 10 20 10, ellipse 50 50 20 20]"]
    easel.page.click("#ungroup")
    assert easel.lines() == ["Aorta: rect 10 10 20 10", "Aorta 2: ellipse 50 50 20 20"]
    easel.presses("Control+z")
    easel.page.click("#hide-all")
    assert easel.lines()[-1] == "hide: all"


def test_renamed_and_moved_it_says_what_it_was(easel: Easel) -> None:
    """So that the build keeps its number, and learners their reviews."""
    easel.presses("v")
    easel.drags((60, 60), (70, 70))
    assert easel.lines()[1] == "Septum: ellipse 60 60 20 20"
    easel.page.locator('[aria-label="Name of mask 2"]').fill("The septum, below")
    expected = '"The septum, below": {was: Septum, shape: ellipse 60 60 20 20}'
    assert easel.lines()[1] == expected
    easel.page.click("#copy")
    expect(easel.page.locator("#copy-told")).to_have_text("Copied.")
    copied = easel.page.evaluate("navigator.clipboard.readText()")
    easel.desk.write({"organs.yaml": HEAD + copied})
    before = numbers(easel.desk)
    built = easel.desk.try_build()
    assert not built.diagnostics
    assert numbers(easel.desk) == {"Aorta": before["Aorta"], "The septum, below": before["Septum"]}


def test_two_of_one_name_are_told_and_not_copied(easel: Easel) -> None:
    easel.page.locator('[aria-label="Name of mask 2"]').fill("Aorta")
    expect(easel.page.locator("#drawn-fault")).to_have_text("Two masks are called Aorta.")
    expect(easel.page.locator("#copy")).to_be_disabled()
    easel.page.locator('[aria-label="Name of mask 2"]').fill(" ")
    expect(easel.page.locator("#drawn-fault")).to_have_text("A mask has no name.")


def test_what_is_saved_meanwhile_waits_for_the_drawing(easel: Easel) -> None:
    easel.presses("Enter")
    easel.desk.write({"organs.yaml": HEAD + "    q: Which part?\n" + MASKS})
    easel.saves()
    easel.page.wait_for_timeout(300)
    assert len(easel.lines()) == 3
    expect(easel.page.locator("#meanwhile")).to_contain_text("were saved since this was opened")
    easel.page.click("#copy")
    easel.page.click("#drawing-close")
    expect(easel.page.locator(".title").first).to_have_text("Which part? · Aorta")


def test_a_new_picture_gives_a_whole_card(easel: Easel, tmp_path: Path) -> None:
    picture = tmp_path / "lung.svg"
    picture.write_text(HEART.replace("300 200", "200 200"))
    easel.page.set_input_files("#another", picture)
    easel.drags((10, 10), (40, 30))
    easel.page.keyboard.type("Left lung")
    easel.page.fill("#picture-question", "Which lobe: 'this'?")
    lines = easel.page.input_value("#yaml")
    assert lines == (
        "  - image: media/lung.svg\n    q: \"Which lobe: 'this'?\"\n    masks:\n"
        "      Left lung: rect 10 10 30 20\n"
    )
    easel.desk.write({"media/lung.svg": picture.read_bytes(), "lungs.yaml": f"cards:\n{lines}"})
    assert not easel.desk.try_build().failed


def test_whatever_is_drawn_builds(easel: Easel) -> None:
    chance = random.Random(5)  # noqa: S311
    for number in range(20):
        easel.page.click(f"[data-tool={chance.choice(['rect', 'ellipse', 'polygon'])}]")
        places = [(chance.uniform(-5, 105), chance.uniform(-5, 105)) for _ in range(4)]
        if easel.page.get_attribute("[data-tool=polygon]", "aria-pressed") == "true":
            for place in places:
                easel.page.mouse.click(*easel.at(*(min(max(each, 0.5), 99.5) for each in place)))
            easel.presses("Enter")
        else:
            easel.drags(*((min(max(x, 0.5), 99.5), y) for x, y in places[:1]), *places[1:])
            easel.page.keyboard.type(
                chance.choice(["a: b", "#c", "{d}", "é, f", "'g'", "- h"]) + str(number)
            )
    easel.desk.write({"organs.yaml": HEAD + easel.page.input_value("#yaml")})
    assert not easel.desk.try_build().failed
    assert len(numbers(easel.desk)) == len(easel.lines())


def test_a_page_of_its_own_has_no_drawing(easel: Easel) -> None:
    """Only the author's own server brings it."""
    assert easel.desk.recto("preview").exit_code == 0
    page = (easel.desk.root / "build" / "test.html").read_text("utf-8")
    assert 'id="drawing"' not in page
    assert "Draw masks" not in page
