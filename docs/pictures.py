"""Make the README's pictures: `make pictures`.

They are taken from the preview pages of the AWS deck and of what `recto new` makes, in the tester's
own Chromium. Look at each before you commit it.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from browser import MISSING, chromium, launched
from recto.commands.new import new_deck
from recto.commands.pipeline import Options
from recto.commands.preview import write_pages

ROOT = Path(__file__).parent.parent
DECK = ROOT / "cards" / "aws-security"
PICTURES = ROOT / "docs" / "pictures"


def main() -> None:
    """Take all pictures."""
    program = chromium()
    if program is None:
        sys.exit(MISSING)
    with tempfile.TemporaryDirectory() as folder, launched(program) as browser:
        [pictured] = write_pages([DECK], Options(output=Path(folder), now=0)).results
        page = browser.new_page(device_scale_factor=1.5)
        page.goto(pictured.target.as_uri())
        take(page)
        new = Path(folder) / "planets"
        new_deck(new, workflow=False)
        [pictured] = write_pages([new], Options(output=Path(folder), now=0)).results
        page.goto(pictured.target.as_uri())
        take_masks(page)


def take(page: Page) -> None:
    """Take them from the open preview page."""
    page.set_viewport_size({"width": 1280, "height": 820})
    page.click("[data-width='360']")
    page.click("[data-theme='dark']")
    turn(page, "which-open-port", "back")
    save(page.screenshot(), "preview")
    page.click("[data-theme='light']")
    phone = page.locator("#stage iframe").nth(1)
    without_corners = "iframe => Object.assign(iframe.style, { border: 0, borderRadius: 0 })"
    for name, side in (("question", "front"), ("answer", "back")):
        turn(page, "which-open-port", side)
        phone.evaluate(without_corners)
        save(phone.screenshot(), name)
    page.click("[data-theme='black']")
    turn(page, "policy-read-json", "back")
    phone.evaluate(without_corners)
    save(phone.screenshot(), "night")


def take_masks(page: Page) -> None:
    """Both sides of a card of a mask, as a phone shows them."""
    page.set_viewport_size({"width": 1280, "height": 620})
    page.click("[data-theme='light']")  # the page keeps what was chosen on the last one
    page.click("[data-client='desktop']")
    page.click("#both")
    page.fill("#query", "earth")
    page.focus("#list")
    page.wait_for_selector("#stage[aria-busy=false]")
    shots = [page.locator("#stage iframe").nth(side).bounding_box() for side in (0, 1)]
    left, right = (shot for shot in shots if shot)
    clip = {
        "x": left["x"],
        "y": left["y"],
        "width": right["x"] + right["width"] - left["x"],
        "height": 330,
    }
    save(page.screenshot(clip=clip), "masks")


def turn(page: Page, key: str, side: str) -> None:
    """Show a side of a card, the whole list beside it."""
    page.fill("#query", f"/{key}")
    page.focus("#list")
    if (side == "back") is (page.inner_text("#turn") == "Show answer"):
        page.click("#turn")
    page.fill("#query", "")
    page.locator("#query").blur()
    page.wait_for_selector("#stage[aria-busy=false]")


def save(png: bytes, name: str) -> None:
    """Few colours make a third of the bytes, and nobody sees it."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    few = image.quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
