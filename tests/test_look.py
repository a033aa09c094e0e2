"""How cards look, in a real browser: rendered by the real Anki, in the page of each client."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, Route
from pygments.token import STANDARD_TYPES

from browser import chromium
from desk import NOON, Desk
from learner import Learner
from recto.commands.build import build
from recto.commands.pipeline import Options
from recto.deck.notetypes import note_types
from recto.outputs.page.clients import Client, Theme, document, shown
from recto.outputs.page.template import Sides
from recto.render.markdown import render
from recto.text import Text

HERE = Path(__file__).parent
GALLERY = HERE / "gallery"
"""A deck with a card of each kind, and texts that are hard to set."""
AWS = HERE.parent / "cards" / "aws-security"
INSPECT = (HERE / "look.js").read_text("utf-8")
MATHJAX = HERE.parent / "src/recto/outputs/page/mathjax"

FRAMES = [
    (client, theme)
    for client in Client
    for theme in Theme
    if (client, theme) != (Client.DESKTOP, Theme.BLACK)
]
SIZES = {
    Client.DESKTOP: ((320, 1), (700, 1), (1280, 1), (1280, 1.5)),
    Client.ANKIDROID: ((320, 1), (360, 1), (412, 1), (360, 1.5), (800, 1)),
    Client.STUDY_SCREEN: ((320, 1), (360, 1), (412, 1), (360, 1.5), (800, 1)),
}
"""Width of the window in px, and zoom."""


GROUNDS = {
    **dict.fromkeys(product(Client, [Theme.LIGHT]), "rgb(251, 250, 247)"),
    **dict.fromkeys(product(Client, [Theme.DARK]), "rgb(48, 48, 48)"),
    **dict.fromkeys(product(Client, [Theme.BLACK]), "rgb(0, 0, 0)"),
    (Client.DESKTOP, Theme.DARK): "rgb(44, 44, 44)",
}


class Card(NamedTuple):
    """A card as Anki renders it."""

    name: str
    css: str
    sides: Sides
    fields: dict[str, str]
    compared: str
    """What a wrong answer looks like, compared with the right one."""

    def dressed(self, client: Client) -> dict[str, str]:
        """Both sides as a client shows them, by their names."""
        compared = f"<div>{self.compared}</div>"
        front, back = (re.sub(r"\[anki:play:.*?\]", "[sound:x.mp3]", each) for each in self.sides)
        back = back.replace("[[type:Typed]]", compared)
        sides = shown(client, Sides(front, back), self.fields)
        return {f"{self.name} front": sides.front, f"{self.name} back": sides.back}


class Album(NamedTuple):
    """The cards of a deck, and the folder of their images."""

    cards: list[Card]
    media: Path

    @property
    def css(self) -> str:
        """The style, where all note types share one."""
        [css] = {card.css for card in self.cards}
        return css

    def card(self, key: str) -> Card:
        return next(card for card in self.cards if card.name == f"{key} 1")

    def sides(self, client: Client) -> dict[str, str]:
        return {name: html for card in self.cards for name, html in card.dressed(client).items()}


def album(deck: Path, folder: Path) -> Album:
    outcome = build([deck], Options(output=folder, now=NOON))
    assert not outcome.failed, outcome.diagnostics
    with Learner(folder / "learner") as learner:
        learner.imports(folder / f"{deck.name}.apkg")
        return Album(list(cards_of(learner)), folder / "learner" / "collection.media")


def cards_of(learner: Learner) -> Iterator[Card]:
    for key, note in learner.notes().items():
        fields = dict(note.items())
        typed = fields.get("Typed", "")
        compared = learner.col.compare_answer(typed, f"{typed[:3]}{typed[5:]}s")
        for card in note.cards():
            output = card.render_output()
            sides = Sides(output.question_text, output.answer_text)
            name = f"{key.rpartition('/')[2]} {card.ord + 1}"
            yield Card(name, output.css, sides, fields, compared)


class Screen:
    """A window that shows cards as a client does, and remembers what goes wrong in it."""

    def __init__(self, page: Page, media: Path) -> None:
        self.page = page
        self.media = media
        self.document = ""
        self.told: list[str] = []
        page.route("**/*", self._answer)
        page.on("console", lambda message: self.told.append(message.text))
        page.on("pageerror", lambda error: self.told.append(str(error)))

    def _answer(self, route: Route) -> None:
        name = route.request.url.removeprefix("http://cards.test/")
        if not name:
            route.fulfill(body=self.document, content_type="text/html; charset=utf-8")
        elif (self.media / name).is_file():
            route.fulfill(path=self.media / name)
        else:
            self.told.append(f"asked for {route.request.url}")
            route.abort()

    def show(self, document: str, width: int = 360) -> Page:
        self.document = document
        self.page.set_viewport_size({"width": width, "height": 700})
        self.page.goto("http://cards.test/")
        return self.page

    def faults(self, sides: dict[str, str]) -> list[str]:
        named = [{"name": name, "html": html} for name, html in sides.items()]
        return list(self.page.evaluate(INSPECT, {"sides": named}))


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Album:
    folder = tmp_path_factory.mktemp("gallery")
    return album(Path(shutil.copytree(GALLERY, folder / "gallery")), folder / "build")


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Album:
    folder = tmp_path_factory.mktemp("aws")
    return album(Path(shutil.copytree(AWS, folder / "aws-security")), folder / "build")


@pytest.fixture(scope="module")
def window(browser: Browser, gallery: Album) -> Iterator[Screen]:
    page = browser.new_page()
    yield Screen(page, gallery.media)
    page.close()


@pytest.fixture
def screen(window: Screen) -> Iterator[Screen]:
    """The one window, in which nothing may go wrong."""
    window.told.clear()
    yield window
    assert not window.told


@pytest.mark.parametrize(("client", "theme"), FRAMES)
def test_every_card_fits_the_screen_and_is_legible(
    client: Client, theme: Theme, gallery: Album, screen: Screen
) -> None:
    sides = gallery.sides(client)
    for width, zoom in SIZES[client]:
        page = screen.show(document(client, theme, "", gallery.css, zoom=zoom), width)
        assert not screen.faults(sides)[:9], (width, zoom)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == GROUNDS[client, theme], "at night it is for the client to say"


@pytest.mark.parametrize(
    ("client", "theme"), [(Client.ANKIDROID, Theme.DARK), (Client.STUDY_SCREEN, Theme.LIGHT)]
)
def test_every_card_of_the_aws_deck_fits_a_phone_and_is_legible(
    client: Client, theme: Theme, aws: Album, gallery: Album, screen: Screen
) -> None:
    screen.media = aws.media
    for css in {card.css for card in aws.cards}:  # pictures with masks have their own
        dressed = Album([card for card in aws.cards if card.css == css], aws.media)
        screen.show(document(client, theme, "", css), 360)
        assert not screen.faults(dressed.sides(client))[:9]
    screen.media = gallery.media


@pytest.mark.parametrize("client", Client)
def test_formulas_are_set_and_fit_the_screen(
    client: Client, gallery: Album, screen: Screen
) -> None:
    sides = {n: html for n, html in gallery.sides(client).items() if r"\(" in html or r"\[" in html}
    assert len(sides) >= 5
    page = screen.show(document(client, Theme.DARK, "", gallery.css), 320)
    page.add_script_tag(content=(MATHJAX / "settings.js").read_text("utf-8"))
    page.add_script_tag(content=(MATHJAX / "tex-svg-full.js").read_text("utf-8"))
    for name, html in sides.items():
        assert not screen.faults({name: html})
        formulas = page.locator("#qa mjx-container")
        assert formulas.count() == html.count(r"\(") + html.count(r"\["), name
        assert all(box["height"] > 5 for box in map(box_of, formulas.all()))
        assert not page.locator("[data-mjx-error]").count()


def test_what_goes_on_beyond_a_phones_edge_shows_a_bar(browser: Browser, gallery: Album) -> None:
    """The bars of phones lie over the page, and are seen only while a finger moves."""
    with browser.browser_type.launch(
        executable_path=chromium(), args=["--no-sandbox"], ignore_default_args=["--hide-scrollbars"]
    ) as other:
        page = other.new_page(is_mobile=True, viewport={"width": 360, "height": 700})
        for key, wide in (("code", "pre"), ("table", "table")):
            back = gallery.card(key).dressed(Client.ANKIDROID)[f"{key} 1 back"]
            shown = document(Client.ANKIDROID, Theme.LIGHT, back, gallery.css)
            page.set_content(f"<meta name=viewport content='width=device-width'>{shown}")
            bar = page.locator(wide).first.evaluate("e => e.offsetHeight - e.clientHeight")
            assert bar >= 6, wide


def box_of(locator: Locator) -> FloatRect:
    box = locator.bounding_box()
    assert box
    return box


ROWS = """rows => rows.map(row => {
  const [look, before, after] = ['', '::before', '::after'].map(part => getComputedStyle(row, part));
  const seen = [look.color, look.backgroundColor, look.borderColor, look.boxShadow, before.color];
  return { text: row.innerText, mark: after.content, weight: look.fontWeight, seen };
})"""


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize(("key", "right"), [("choices", ["Macie"]), ("several", ["Two", "Four"])])
def test_the_right_choice_is_told_by_a_mark_and_weight_and_on_the_back_alone(
    theme: Theme, key: str, right: list[str], gallery: Album, screen: Screen
) -> None:
    front, back = gallery.card(key).dressed(Client.ANKIDROID).values()
    css = gallery.css
    rows = screen.show(document(Client.ANKIDROID, theme, front, css)).locator(".choices > li")
    assert rows.count() == 4
    looks = {str(row | {"text": ""}) for row in rows.evaluate_all(ROWS)}
    assert len(looks) == 1, "a row of the front gives the answer away"
    rows = screen.show(document(Client.ANKIDROID, theme, back, css)).locator(".choices > li")
    marked = {row["text"]: (row["mark"], row["weight"]) for row in rows.evaluate_all(ROWS)}
    assert [text for text, look in marked.items() if look == ('"✓"', "600")] == right
    assert {look for text, look in marked.items() if text not in right} == {("none", "400")}


@pytest.mark.parametrize("key", ["choices", "several"])
def test_marked_rows_tell_the_answer_once_to_the_eye_and_again_to_who_listens(
    key: str, gallery: Album, screen: Screen
) -> None:
    """AnkiDroid reads aloud what follows the line; it and the desktop scroll to it."""
    card = gallery.card(key)
    _, listened = card.sides.back.split("<hr id=answer>")
    assert card.fields["Answer"] in listened
    back = card.dressed(Client.ANKIDROID)[f"{key} 1 back"]
    page = screen.show(document(Client.ANKIDROID, Theme.LIGHT, back, gallery.css))
    below = page.locator("hr#answer ~ *").evaluate_all("""all => all.filter(each =>
        each.offsetWidth > 1 && each.innerText.match(/Macie|Two/)).length""")
    assert below == 0
    page.evaluate("document.body.style.paddingBottom = '2000px'")
    page.evaluate("document.getElementById('answer').scrollIntoView()")
    assert all(box_of(row)["y"] >= 0 for row in page.locator(".choices > .right").all())


ROOM = """hidden => {
  const words = document.createRange();
  words.selectNodeContents(hidden);
  return hidden.getBoundingClientRect().width - words.getBoundingClientRect().width;
}"""


@pytest.mark.parametrize("theme", Theme)
def test_hidden_words_stand_out_by_more_than_colour(
    theme: Theme, gallery: Album, screen: Screen
) -> None:
    front, back = gallery.card("cloze").dressed(Client.ANKIDROID).values()
    look = "e => { const l = getComputedStyle(e); return [l.fontWeight, l.borderBottomStyle] }"
    page = screen.show(document(Client.ANKIDROID, theme, front, gallery.css))
    assert page.locator(".cloze").first.inner_text() == "[...]"
    assert page.locator(".cloze").first.evaluate(look) == ["700", "none"]
    assert page.locator(".cloze").last.evaluate(ROOM) == 0, "a gap opens before the full stop"
    page = screen.show(document(Client.ANKIDROID, theme, back, gallery.css))
    assert page.locator(".cloze").first.evaluate(look) == ["700", "solid"]
    assert page.locator(".cloze-inactive").first.evaluate(look) == ["400", "dotted"]


def test_no_card_needs_a_script(gallery: Album, browser: Browser) -> None:
    page = browser.new_page(java_script_enabled=False)
    front, back = gallery.card("plain").dressed(Client.ANKIDROID).values()
    page.set_content(document(Client.ANKIDROID, Theme.DARK, front, gallery.css))
    assert not page.get_by_text("Not the provider.").is_visible()
    page.click("summary")
    assert page.get_by_text("Not the provider.").is_visible()
    page.set_content(document(Client.ANKIDROID, Theme.DARK, back, gallery.css))
    assert not page.get_by_text("Not the provider.").is_visible()
    assert not page.get_by_text("Report a fault").is_visible()
    page.click("summary >> text=A topic with a name")
    assert page.get_by_text("Report a fault").is_visible()
    assert page.get_by_text("gallery-aaaa2222/basic/plain").is_visible()
    page.close()


def test_the_topic_is_on_the_back_alone(gallery: Album) -> None:
    shown = {
        name: "A topic with a name" in html for name, html in gallery.sides(Client.DESKTOP).items()
    }
    assert {name.rpartition(" ")[2] for name, is_there in shown.items() if is_there} == {"back"}


def test_a_text_runs_as_its_script_does(gallery: Album, screen: Screen) -> None:
    _, back = gallery.card("right-to-left").dressed(Client.ANKIDROID).values()
    page = screen.show(document(Client.ANKIDROID, Theme.LIGHT, back, gallery.css))
    for part in (".question", ".choices", ".answer", ".extra"):
        assert page.locator(part).evaluate("e => getComputedStyle(e).direction") == "rtl", part
    assert page.locator(".about summary").evaluate("e => getComputedStyle(e).direction") == "ltr"


def test_a_style_of_the_deck_comes_last(desk: Desk, screen: Screen) -> None:
    desk.write(
        {"style.css": ".card { --recto-size: 30px; --recto-accent: #a00 }"}, a="- {q: x, a: y}"
    )
    css = note_types(desk.build().deck)["basic"].css
    page = screen.show(document(Client.STUDY_SCREEN, Theme.LIGHT, "<a href=#>x</a>", css), 320)
    look = "e => { const l = getComputedStyle(e); return [l.fontSize, l.color] }"
    assert page.locator("a").evaluate(look) == ["30px", "rgb(170, 0, 0)"]


@pytest.mark.parametrize(("client", "theme"), FRAMES)
def test_a_ground_that_a_deck_gives_its_cards_shows_by_day_and_by_night(
    client: Client, theme: Theme, desk: Desk, screen: Screen
) -> None:
    desk.write(
        {"style.css": ".card { background: #fff8ee } .card.nightMode { background: #012345 }"},
        a="- {q: x, a: y, id: x}",
    )
    css = note_types(desk.build().deck)["basic"].css
    page = screen.show(document(client, theme, "x", css), 320)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(255, 248, 238)" if theme is Theme.LIGHT else "rgb(1, 35, 69)")


MARK = """(text, mark) => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const at = walk.currentNode.data.indexOf(text);
    if (at < 0) continue;
    const box = place => {
      const range = document.createRange();
      range.setStart(walk.currentNode, place);
      range.setEnd(walk.currentNode, place + 1);
      return range.getBoundingClientRect().x;
    };
    return [box(at), box(walk.currentNode.data.indexOf(mark, at))];
  }
}"""


def test_a_paragraph_of_another_script_ends_at_its_own_end(desk: Desk, screen: Screen) -> None:
    """A full stop of Arabic stands at the left, below a line of English too."""
    desk.write(
        a="- q: x\n  a: |\n    The sentence is:\n\n    هذه جملة.\n\n    - شيء واحد!\n  id: x\n"
    )
    built = desk.build()
    with Learner(desk.root / "learner") as learner:
        learner.imports(desk.package)
        answer = dict(next(iter(learner.notes().values())).items())["Answer"]
    css = note_types(built.deck)["basic"].css
    shown = f'<div class="answer" dir="auto">{answer}</div>'
    page = screen.show(document(Client.DESKTOP, Theme.LIGHT, shown, css), 400)
    for text, mark in (("هذه", "."), ("شيء", "!")):
        first, last = page.evaluate(f"([a, b]) => ({MARK})(a, b)", [text, mark])
        assert last < first


def test_a_field_that_a_learner_opens_in_anki_is_no_edit(gallery: Album, screen: Screen) -> None:
    """Anki's editor writes out what the browser made of it."""
    texts = (
        'a\\\nb ![x](media/map.svg) \u00a0 "q" \'a\' & `"c"` <b title=\'a"b\'>x</b>',
        "> [!tip] T\n> - [x] a[^1]\n\n[^1]: n\n\n***\n\n<img src=x.png alt='a\nb'>",
    )
    path = Path("a.yaml")
    fields = [render(Text(text, path, 1, 1))[0] for text in texts]
    clozes = (
        "{{c1::arn:aws:iam::4444:root}} {{c2::fe80::}} {{c3::`{{ x }}`}} {{c4::key:}}",
        '{{c1::a::*b* <i>c</i>}} ${{c2::x_{y_{z}}}}$ \\{{c3::d}} | {{c5::it\'s "e"}}',
    )
    fields += [render(Text(text, path, 1, 1), clozes=True)[0] for text in clozes]
    fields += [each for card in gallery.cards for each in card.fields.values()]
    fields = [
        each for each in fields if each and 'class="own"' not in each
    ]  # a table without tbody
    page = screen.show(document(Client.DESKTOP, Theme.LIGHT, "", gallery.css), 400)
    written = page.evaluate(
        """fields => fields.map(field => {
          const inert = new DOMParser().parseFromString('<div></div>', 'text/html');
          inert.body.firstChild.innerHTML = field;
          return inert.body.firstChild.innerHTML;
        })""",
        fields,
    )
    assert written == fields


PLAIN = {"", "w", "x", "n", "nx", "l", "o", "p", "pm", "g"}
"""Classes of code that look like text around them."""


def test_all_code_is_coloured(gallery: Album) -> None:
    named = set(re.findall(r"pre \.(\w+)", gallery.css))
    assert named == set(STANDARD_TYPES.values()) - PLAIN


def test_every_property_has_a_value_and_none_hangs_on_the_window(gallery: Album) -> None:
    """AnkiDroid's default reviewer knows none of Anki's properties, and zooms the body."""
    first = re.search(r"\.card \{(.*?)\}", gallery.css, re.DOTALL)
    assert first
    assert set(re.findall(r"var\((.*?)\)", gallery.css)) == set(
        re.findall(r"(--[\w-]+):", first[1])
    )
    assert not re.findall(r"[\d.](?:vw|vh|vmin|vmax)\b", gallery.css)
