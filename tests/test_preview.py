"""The preview page, in a real browser and from a file, as an author has it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from desk import DECK, Desk
from recto.commands.pipeline import load
from recto.diagnostics import Code, Diagnostic, Location
from recto.diagnostics.catalogue import CATALOGUE
from recto.outputs.page.page import page as page_of
from test_preview_template import ALL_KINDS, FILES

MORE = r"""
  - q: "Solve $x^2 = 2$ with $$\\int_0^1 x\\,dx \\tag{1} \\label{same}$$ and `\\(code\\)`"
    a: "$\\sqrt{2}$"
    id: math
  - q: "`</script><script>document.title = 'hacked'</script><!-- <script>` and %css%"
    a: <https://example.org/>
    id: attack
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("preview"))
    deck = "deck: All kinds\nid: test-aaaa2222\nignore: [tag-taken]\n"
    desk.write({"deck.yaml": deck, **FILES}, iam=ALL_KINDS + MORE)
    desk.write({"kms/keys.yaml": "cards:\n  - {q: What is a Schlüssel?, a: A key}\n"})
    result = desk.recto("preview")
    assert result.stdout == "All kinds: 19 cards, 1 of them a draft, in build/test.html\n"
    return desk


WARNING: Code = "cloze-renumbered"


class Seen:
    """A page that is open, and all that it said and asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.told: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self.told.append(message.text))
        page.on("pageerror", lambda error: self.told.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))

    def open(self, path: Path, place: str = "") -> Page:
        self.page.goto("about:blank")
        self.page.goto(path.as_uri() + place)
        return self.page


@pytest.fixture(scope="module")
def seen(browser: Browser) -> Iterator[Seen]:
    context = browser.new_context(viewport={"width": 1400, "height": 800})
    yield Seen(context.new_page())
    context.close()


@pytest.fixture
def page(seen: Seen, place: Desk) -> Iterator[Page]:
    """The page, as new; what it says on the console or asks for is a failure."""
    seen.told.clear()
    seen.asked.clear()
    page = seen.open(place.root / "build" / "test.html")
    page.evaluate("localStorage.clear()")
    seen.open(place.root / "build" / "test.html")
    yield page
    assert not seen.told
    assert not [each for each in seen.asked if not each.startswith(("file:", "data:", "about:"))]


def settle(page: Page) -> None:
    """Wait until the frames show what was asked for last."""
    page.wait_for_selector("#stage[aria-busy=false]")


def card(page: Page, number: int = 0) -> str:
    """What a frame shows."""
    settle(page)
    frame = page.frame_locator("#stage iframe").nth(number)
    return frame.locator("#qa").inner_text()


def go(page: Page, key: str) -> None:
    """Search for a card's key, and open the first that is found."""
    page.fill("#query", key)
    page.focus("#list")
    settle(page)


def test_it_opens_with_the_first_card_in_two_clients(page: Page) -> None:
    assert page.title() == "All kinds · Recto"
    assert card(page, 0) == card(page, 1) == "Who owns the data?\nHint"
    assert page.inner_text("#count") == "19 cards, 1 of them a draft"


def test_space_and_clicks_turn_a_card_and_arrows_and_letters_move_on(page: Page) -> None:
    page.keyboard.press("Space")
    assert "The customer" in card(page)
    page.frame_locator("#stage iframe").first.locator(".question").click()
    assert "The customer" not in card(page)
    page.click("#turn")
    page.keyboard.press("Space")
    assert "The customer" not in card(page), "a button that was clicked keeps Space to itself"
    for key, position in (("j", 2), ("ArrowRight", 3), ("k", 2), ("End", 19), ("Home", 1)):
        page.keyboard.press(key)
        assert page.inner_text("#position") == f"{position} / 19"
    page.frame_locator("#stage iframe").first.locator("body").click()
    page.keyboard.press("j")
    assert page.inner_text("#position") == "2 / 19", "keys work inside of a card too"


def test_a_hint_opens_and_does_not_turn_the_card(page: Page) -> None:
    page.frame_locator("#stage iframe").first.locator("summary").click()
    assert "Not AWS" in card(page)
    assert "The customer" not in card(page)


@pytest.mark.parametrize(
    ("words", "count"), [("MACIE", 2), ("schlussel", 1), ("data macie", 1), ("iam.yaml", 18)]
)
def test_search_finds_words_of_both_sides_whatever_their_case(
    page: Page, words: str, count: int
) -> None:
    page.keyboard.press("/")
    page.keyboard.type(words)
    assert page.inner_text("#count") == f"{count} of 19 cards"
    page.keyboard.press("Escape")
    assert page.inner_text("#count") == "19 cards, 1 of them a draft"


def test_filters_by_topic_and_kind(page: Page) -> None:
    page.select_option("#topic", "kms")
    assert "Schlüssel" in card(page)
    page.select_option("#topic", "")
    for kind, count in (("cloze", 6), ("draft", 1), ("reversed", 1), ("typed", 2)):
        page.select_option("#kind", kind)
        assert page.inner_text("#count") == f"{count} of 19 cards"
    page.fill("#query", "no such card")
    page.click("#clear")
    assert page.inner_text("#count") == "19 cards, 1 of them a draft"


def test_themes_widths_and_zoom_are_those_of_the_clients(page: Page) -> None:
    look = "e => [document.body.className, getComputedStyle(document.body).zoom]"
    phone = page.frame_locator("#stage iframe").nth(1).locator("body")
    for key, classes in (("t", "ankidroid_dark_mode"), ("t", "night_mode nightMode chrome")):
        page.keyboard.press(key)
        settle(page)
        assert classes in phone.evaluate(look)[0]
    page.keyboard.press("w")
    page.keyboard.press("z")
    settle(page)
    assert phone.evaluate(look)[1] == "1.5"
    assert phone.evaluate("() => innerWidth") == 360
    page.keyboard.press("3")
    page.keyboard.press("b")
    assert page.locator("#stage iframe").count() == 6
    page.reload()
    assert page.locator("#stage iframe").count() == 6


def test_an_editor_opens_the_line_of_the_card(page: Page, place: Desk) -> None:
    go(page, "basic/math")
    line = (place.deck / "iam.yaml").read_text("utf-8").splitlines().index
    shown = line(MORE.splitlines()[1]) + 1
    file = place.deck.resolve().as_posix()
    assert page.inner_text("#place") == f"iam.yaml:{shown}"
    assert page.get_attribute("#place", "href") == f"vscode://file{file}/iam.yaml:{shown}:5"
    page.keyboard.press("?")
    page.select_option("#editor", "JetBrains")
    address = f"idea://open?file={file}/iam.yaml&line={shown}&column=5"
    assert page.get_attribute("#place", "href") == address


def test_math_images_and_sounds_are_shown(page: Page) -> None:
    go(page, "basic/math")
    frame = page.frame_locator("#stage iframe").first
    assert frame.locator("mjx-container").count() == 2
    assert frame.locator("mjx-container[display=true]").count() == 1
    again = page.frame_locator("#stage iframe").nth(1)
    assert again.locator("mjx-container").count() == 2
    assert again.locator("[data-mjx-error]").count() == 0, "a label is taken in one frame only"
    assert frame.locator("code").inner_text() == r"\(code\)"
    go(page, "image and sound")
    frame.locator(".replay-button").click()
    assert page.inner_text("#turn") == "Show answer"
    image = frame.locator("img").get_attribute("src")
    assert image
    assert image.startswith("data:image/svg+xml;base64,")


def test_a_link_of_a_card_opens_beside_the_page(page: Page) -> None:
    page.context.route("https://example.org/**", lambda route: route.fulfill(body="there"))
    go(page, "attack")
    page.click("#turn")
    settle(page)
    with page.context.expect_page() as opened:
        page.frame_locator("#stage iframe").first.locator("a").click()
    assert opened.value.url == "https://example.org/"
    opened.value.close()
    go(page, "basic/math")
    assert page.inner_text("#turn") == "Show answer"


def test_the_page_gives_no_name_of_the_browser_another_meaning(page: Page) -> None:
    """A global `open` would stand in the place of `window.open`."""
    own = re.findall(r"^(?:async )?function (\w+)", page.content(), re.MULTILINE)
    assert "draw" in own
    blank = page.context.new_page()
    assert not [name for name in own if blank.evaluate("name => name in window", name)]
    blank.close()


def test_cards_that_only_sound_or_show_are_told_apart_by_their_files(
    desk: Desk, seen: Seen
) -> None:
    cards = "".join(
        f"- q: '![](media/{name}) '\n  a: It is {name}\n" for name in ("do.mp3", "re.mp3", "fa.png")
    )
    files = {f"media/{name}.mp3": b"ID3" + name.encode() for name in ("do", "re")}
    desk.write({**files, "media/fa.png": b"\x89PNG\r\n\x1a\n"}, iam=cards)
    assert desk.recto("preview").exit_code == 0
    page = seen.open(desk.root / "build" / "test.html")
    titles = page.locator("#list .title").all_inner_texts()
    assert titles == ["(media/do.mp3)", "(media/re.mp3)", "(media/fa.png)"]
    desk.build()
    desk.write(iam="- {q: Else?, a: Yes it is}\n")
    told = desk.recto("diff").stdout
    assert all(f"retired   “{title}”" in told for title in titles)
    assert "recto-" not in desk.recto("check").stdout + told


def test_a_typed_answer_is_asked_for_and_shown(page: Page) -> None:
    go(page, "s3:listbucket")
    assert page.frame_locator("#stage iframe").first.locator("input#typeans").count() == 1
    page.keyboard.press("Space")
    assert "s3:ListBucket" in card(page)
    assert page.frame_locator("#stage iframe").first.locator("code#typeans").count() == 1


def test_text_that_looks_like_a_script_is_text(page: Page) -> None:
    go(page, "attack")
    assert "</script><script>document.title = 'hacked'</script><!-- <script>" in card(page)
    assert "%css%" in card(page)
    assert page.title() == "All kinds · Recto"


def test_no_script_of_a_deck_runs_though_the_deck_allows_them(desk: Desk, seen: Seen) -> None:
    attacks = (
        "<script>parent.document.title = 'hacked'</script>",
        "<img src=data: onerror=\"parent.document.title = 'hacked'\">",
        "<meta http-equiv=refresh content='0; url=https://example.org/'>",
        "<iframe src=https://example.org/></iframe>",
        "<link rel=stylesheet href=https://example.org/x.css>",
    )
    cards = "".join(f"  - q: {json.dumps(each)}\n    a: x\n" for each in attacks)
    desk.write(
        {"deck.yaml": "deck: Test\nid: test-aaaa2222\nunsafe_html: true\n"},
        iam=cards + '  - {q: "<a href=https://example.org/ target=_top>x</a>", a: y}\n',
    )
    assert desk.recto("preview").exit_code == 0
    page = seen.open(desk.root / "build" / "test.html")
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    for _ in attacks:
        page.keyboard.press("Space")
        page.keyboard.press("j")
    page.wait_for_timeout(100)
    assert page.title() == "Test · Recto"
    assert not [each for each in asked if each.startswith("http")]


def test_the_place_is_kept_in_the_address(page: Page, seen: Seen, place: Desk) -> None:
    page.select_option("#kind", "cloze")
    page.keyboard.press("j")
    page.keyboard.press("Space")
    before = page.inner_text("#position"), card(page), page.inner_text("#turn")
    page.wait_for_url(re.compile("side=back"))
    kept = page.evaluate("location.hash")
    again = seen.open(place.root / "build" / "test.html", kept)
    assert (again.inner_text("#position"), card(again), again.inner_text("#turn")) == before


def test_ten_thousand_cards_draw_what_is_visible(desk: Desk, seen: Seen) -> None:
    cards = "".join(f"  - {{q: Question {n}, a: Answer {n}}}\n" for n in range(10_000))
    desk.write(iam=cards)
    assert desk.recto("preview").exit_code == 0
    page = seen.open(desk.root / "build" / "test.html")
    assert page.inner_text("#count") == "10,000 cards"
    assert page.locator(".row").count() < 40
    page.evaluate("document.getElementById('list').scrollTop = 5_000 * 72")
    page.wait_for_selector("#card-5000")
    assert page.locator(".row").count() < 40
    page.click("#card-5003")
    assert "Question 5003" in card(page)
    page.fill("#query", "answer 4321")
    assert page.inner_text("#count") == "1 of 10,000 cards"
    page.fill("#query", "")
    for number in (4320, 4321, 4322):
        assert in_list(page, f"#card-{number}"), "the card that was found keeps its neighbours"


def in_list(page: Page, row: str) -> bool:
    """Whether a row can be seen."""
    page.wait_for_selector(row)
    seen, window = page.locator(row).bounding_box(), page.locator("#list").bounding_box()
    assert seen
    assert window
    return 0 <= seen["y"] - window["y"] <= window["height"] - seen["height"]


def test_the_list_shows_formulas_as_they_are_written(page: Page) -> None:
    go(page, "basic/math")
    title = page.inner_text(".row .title")
    assert title.startswith(r"Solve $x^2 = 2$ with $$\int_0^1 x\,dx")
    assert title.endswith(r"$$ and \(code\)")


def test_on_a_dark_system_cards_are_dark_until_the_reader_chooses(
    page: Page, seen: Seen, place: Desk
) -> None:
    path = place.root / "build" / "test.html"
    page.click("[data-width='360']")
    page.emulate_media(color_scheme="dark")
    assert page_theme(seen.open(path)) == "dark", "the choice of a width is none of a theme"
    page.click("[data-theme='black']")
    assert page_theme(seen.open(path)) == "black"
    page.emulate_media(color_scheme="light")
    assert page_theme(seen.open(path)) == "black"


def page_theme(page: Page) -> str | None:
    return page.get_attribute("#themes [aria-pressed=true]", "data-theme")


def test_on_a_narrow_screen_the_card_comes_first(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for client in ("desktop", "study-screen"):
        page.click("#fold")
        page.click(f"[data-client='{client}']")
        page.click("#fold")
        settle(page)
        card = page.locator("#stage iframe").first.bounding_box()
        assert card
        assert card["y"] < 844 / 2
        assert card["width"] < 390
        assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.set_viewport_size({"width": 1400, "height": 800})
    assert page.is_visible("#themes")
    assert not page.is_visible("#fold")


def test_what_is_said_of_a_card_stands_beside_it(desk: Desk, seen: Seen) -> None:
    desk.write(iam="  - {q: one, a: x}\n  - {q: two, a: y}\n")
    desk.write({"kms.yaml": "title: Keys and their rings\ncards:\n  - {q: three, a: z}\n"})
    prepared = desk.prepare()
    [first, _, third] = prepared.deck.cards
    found = [
        Diagnostic(first.place, WARNING, "of the first"),
        Diagnostic(third.place._replace(column=9), WARNING, "of the third"),
        Diagnostic(prepared.deck.id_place, WARNING, "of the deck"),
        Diagnostic(Location(desk.deck / "media" / "x.png"), WARNING, "of a whole `file`"),
    ]
    file = desk.root / "page.html"
    file.write_bytes(page_of(prepared, found).html)
    page = seen.open(file)
    assert "of the first" in page.inner_text("#findings")
    assert "of the deck" in page.inner_text("#broken")
    assert "media/x.png warning of a whole file" in page.inner_text("#broken")
    assert "Keys and their rings (1)" in page.inner_text("#topic")
    page.click("#findings summary")
    assert CATALOGUE[WARNING].fix.replace("`", "") in page.inner_text("#findings")
    page.select_option("#finding", "any")
    assert page.inner_text("#count") == "2 of 3 cards"
    page.keyboard.press("j")
    assert "of the third" in page.inner_text("#findings")


def test_advice_of_recto_check_stands_beside_its_card_and_in_its_own_deck(desk: Desk) -> None:
    desk.write(iam="  - {q: Is the root user special?, a: 'Yes'}\n  - {q: two, a: x, source: y}\n")
    (desk.root / "cards" / "other.yaml").write_text(
        "deck: Other\nid: other-aaaa2222\ncards:\n  - {q: Is it?, a: 'No'}\n"
    )
    assert desk.recto("preview").exit_code == 0
    pages = [data_of((desk.root / "build" / f"{n}.html").read_bytes()) for n in ("test", "other")]
    codes = [[{each["code"] for each in note[-1]} for note in page["notes"]] for page in pages]
    assert codes == [[{"answer-yes-no"}, set()], [{"answer-yes-no"}]]
    assert not any(page["loose"] for page in pages)


def test_what_is_said_of_the_lock_is_on_the_page(tmp_path: Path) -> None:
    """Of a deck in one file too, whose lock lies beside it."""
    desk = Desk(tmp_path)
    (tmp_path / "my.yaml").write_text(f"{DECK}cards:\n  - {{q: one, a: x}}\n", "utf-8")
    assert desk.recto("build", "my.yaml").exit_code == 0
    lock = tmp_path / "my.lock"
    head, card = lock.read_text("utf-8").rsplit("\n", 2)[:2]
    lock.write_text(f"{head}\n<<<<<<< HEAD\n{card}\n=======\n>>>>>>> theirs\n", "utf-8")
    assert "[lock-conflict]" in desk.recto("preview", "my.yaml").stderr
    page = (tmp_path / "build" / "my.html").read_text("utf-8")
    assert '"code":"lock-conflict"' in page


def test_a_deck_lies_in_a_folder_of_any_name(tmp_path: Path) -> None:
    """Also of one that is no UTF-8, as on an old disk."""
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/A & b#\xe9"))
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("this file system has names in UTF-8 only")
    desk = Desk(folder).write(iam="  - {q: Is it?, a: 'Yes'}\n  - {q: two, a: x}\n")
    assert desk.recto("preview").exit_code == 0
    [file] = data_of((folder / "build" / "test.html").read_bytes())["files"]
    assert file["file"].endswith("/A%20%26%20b%23%E9/cards/test/iam.yaml")


def test_errors_write_no_page_and_the_lock_is_never_written(desk: Desk) -> None:
    desk.write(iam="- {q: one, a: x}")
    assert desk.recto("preview").exit_code == 0
    desk.write(kms="- {q: two}")
    result = desk.recto("preview", "-o", "other")
    assert result.exit_code == 1
    assert "nothing was written" in result.stderr
    assert not (desk.root / "other").exists()
    assert not desk.lock.exists()


def test_the_page_of_a_deck_without_math_is_small(desk: Desk) -> None:
    desk.write(iam="- {q: one, a: x}").recto("preview")
    assert (desk.root / "build" / "test.html").stat().st_size < 100_000


def data_of(page: bytes) -> dict[str, Any]:
    found = re.search(rb'id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def test_every_card_of_the_deck_is_in_the_page(place: Desk) -> None:
    data = data_of((place.root / "build" / "test.html").read_bytes())
    [deck] = load([place.root / "cards"]).results
    assert len(data["notes"]) == len(deck.cards)
    assert {note[2] for note in data["notes"]} == {"basic", "typed", "choice", "cloze"}
