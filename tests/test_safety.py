"""Other people's sources: whatever they hold, nothing runs, and no other file is read or written.

Each attack that was tried stays here. SECURITY.md says what is promised.
"""

from __future__ import annotations

import html
import io
import json
import os
import random
import re
import socket
import sqlite3
import struct
import subprocess
import sys
import threading
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

import test_html
from desk import DECK, Desk
from learner import Learner
from recto.commands.build_cache import Memory
from recto.commands.pipeline import load
from recto.diagnostics import short
from recto.media import svg
from recto.outputs import apkg as package
from recto.outputs.apkg import reading
from recto.outputs.page.page import Page
from recto.outputs.page.server import Site, State, serving
from test_html import show

PNG = b"\x89PNG\r\n\x1a\n"
IAM = "- {q: Who owns the data?, a: You}\n"

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has none of this")


def codes(desk: Desk) -> set[str]:
    return {each.code for each in desk.faults()}


# Formulas: macros of MathJax that write HTML, each seen at work in the MathJax of Anki 26.9

FORMULAS = [
    r"\href{javascript:alert(1)}{x}",
    r"\href {javascript:alert(1)}{x}",
    r"\text{a $\href{javascript:alert(1)}{x}$}",
    r"\def\a{\href}\a{javascript:alert(1)}{x}",
    r"\let\a=\href \a{javascript:alert(1)}{x}",
    r"\ce{\href{javascript:alert(1)}{x}}",
    r'\mmlToken{mi}[href="javascript:alert(1)"]{x}',
    r"\class{replay-button}{x}",
    r"\cssId{answer}{x}",
    r"\style{background: url(https://a.b/c)}{x}",
    r"\bbox[background: url(https://a.b/c)]{x}",
    r"\unicode[a;background:url(https://a.b/c)]{65}",
    r"\fcolorbox{red;background:url(https://a.b/c)}{blue}{x}",
    r"\require{html}\href{javascript:alert(1)}{x}",
]
IN_CLOZES = [
    "{{{{c1::${}$}}}}",
    "${}$ {{{{c1::a}}}}",
    "${{{{c1::{} }}}}$",
    "${{{{c1::x::{} }}}}$",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_that_writes_html_is_an_error(formula: str) -> None:
    assert "unsafe-html" in show(f"${formula}$")[1]
    assert "unsafe-html" in show(f"a\n\n$${formula}$$\n\n- b")[1]
    assert "unsafe-html" not in show(f"${formula}$", unsafe=True)[1]
    for frame in IN_CLOZES:
        assert "unsafe-html" in show(frame.format(formula), clozes=True)[1], frame


@pytest.mark.parametrize(
    "text",
    [
        r"$\h{{c1::re}}f{javascript:alert(1)}{x}$ {{c2::b}}",
        r"$\h{{c1::re::hint}}f{javascript:alert(1)}{x}$ {{c2::b}}",
        r"$\{{c1::href}}{javascript:alert(1)}{x}$",
        r"$\h{{c1::r{{c2::e}}}}f{javascript:alert(1)}{x}$",
        r"${{c1::\h::zz{{c2::re}}f{javascript:alert(1)}{x}}}$",
    ],
)
def test_a_macro_put_together_by_clozes_is_an_error(text: str) -> None:
    """On the card of one cloze the others are plain text, and Anki takes tags out of formulas."""
    assert "unsafe-html" in show(text, clozes=True)[1]


@pytest.mark.parametrize(
    "formula",
    [
        r"\frac{1}{2} \displaystyle \textstyle \classical \hrefs \unicodes",
        r"\fcolorbox{red}{white}{x}",
        r"\text{a link to a class; or its style}",
        r"\begin{array}{c} data \\ href \end{array}",
    ],
)
def test_an_ordinary_formula_is_none(formula: str) -> None:
    assert show(f"${formula}$") == (rf"\({formula}\)", [])


MARKS = [
    r"\\(\\href{javascript:alert(1)}{x}\\)",
    r"\\[\\href{javascript:alert(1)}{x}\\]",
    r"\\<wbr>(\\href{javascript:alert(1)}{x}\\)",
    "[[type:Answer]]",
    "[[type:nothing]]",
    "`[[type:Answer]]`",
    "[anki:play:q:0]",
    "[anki:tts lang=en_US]x[/anki:tts]",
    "[late&#120;]x[/latex]",
    "[&#36;]x[/&#36;]",
    "{{Answer}} {{FrontSide}} {{#Hint}}x{{/Hint}} {{type:Answer}} {{text:Key}}",
    "&#123;{Answer}} {{{{Answer}}}} <% x %>",
]


def test_what_anki_and_mathjax_look_for_is_text_in_a_text(desk: Desk, learner: Learner) -> None:
    """Templates, typed answers, sounds, LaTeX and formulas: a card shows what stands there."""
    quoted = [json.dumps(text) for text in MARKS]
    topic = "".join(f"- {{q: Text {n}, a: {text}}}\n" for n, text in enumerate(quoted))
    topic += "- {q: Typed?, typed: '[sound:a.mp3] [latex]x[/latex] [[type:Key]] {{Key}} \\(x\\)'}\n"
    title = r"'[sound:a.mp3] [latex]x[/latex] [[type:Key]] \(\href{javascript:alert(1)}{x}\) <b>'"
    desk.write({"iam.yaml": f"title: {title}\ncards:\n{topic}"}).build()
    learner.imports(desk.package)
    for note in learner.notes().values():
        card = note.cards()[0].render_output()
        for side, played in (
            (card.question_text, card.question_av_tags),
            (card.answer_text, card.answer_av_tags),
        ):
            assert not played
            assert not re.search(r"\[(?:latex|\$\$?|sound:|anki:)", side)
            assert not re.search(r"\\(?:<wbr>)*[(\[]", side)
            assert set(re.findall(r"\[\[type:.*?\]\]", side)) <= {"[[type:Typed]]"}
    typed = learner.notes()[typed_key(learner)]
    compared = learner.col.compare_answer(typed["Typed"], "nothing")
    assert "<b>" not in compared
    assert "[sound:a.mp3] [latex]x[/latex] [[type:Key]] {{Key}} \\(x\\)" in re.sub(
        "<[^>]*>", "", compared
    )


def typed_key(learner: Learner) -> str:
    [key] = [key for key, note in learner.notes().items() if note["Typed"]]
    return key


def test_a_typed_answer_is_compared_as_text(desk: Desk, learner: Learner) -> None:
    desk.write(iam="- {q: Typed?, typed: '<img src=x onerror=alert(1)>'}\n").build()
    learner.imports(desk.package)
    [note] = learner.notes().values()
    assert "<img" not in note["Typed"]
    for given in ("", "x", "<img src=x onerror=alert(1)>"):
        assert "<img" not in learner.col.compare_answer(note["Typed"], given)


@pytest.mark.parametrize("text", ["[sound:<img src=x.png>", "[sound:a] <img src=x.png>]"])
def test_no_mark_hides_an_image(desk: Desk, text: str) -> None:
    desk.write(iam=f"- {{q: Seen?, a: '{text}'}}\n")
    assert "media-missing" in codes(desk)


def test_a_sound_that_ends_far_away_is_still_a_sound(desk: Desk) -> None:
    desk.write(iam=f"- {{q: Heard?, a: '[sound:{'x' * 5000}.mp3]'}}\n- {{q: Not?, a: '[sound:'}}\n")
    assert [each.code for each in desk.faults()] == ["media-sound"]


# Characters by their numbers

CONTROLS = [
    "&#31;",
    "&#x1f;",
    "&#X001F;",
    "&#127;",
    "&#xFFFE;",
    "&#xFDD0;0&#xFDD1;⁅",
    "⁅&#xFDD3;7&#xFDD1;⁆",
]


@pytest.mark.parametrize("written", CONTROLS)
@pytest.mark.parametrize(
    "frame", ["a {} b", "<b>{}</b>", "{{{{c1::a {}}}}} b", "- *{}*\n- <i>x</i>"]
)
def test_no_reference_brings_in_what_anki_or_recto_takes_for_a_mark(
    written: str, frame: str
) -> None:
    """U+001F parts a note's fields, so Anki refused the package; others are Recto's own marks."""
    assert "control-character" in show(frame.format(written), clozes="{{" in frame)[1]


@pytest.mark.parametrize("written", CONTROLS)
def test_a_reference_that_is_none_is_text(written: str) -> None:
    shown = html.escape(written)
    assert show(f"`{written}` <b>x</b>") == (f"<code>{shown}</code> <b>x</b>", [])
    assert show(f"$a{written}$")[1] == []
    finished, faults = show(f"![{written}](a.png) [x](https://a.b/{written})", unsafe=True)
    assert not re.search("[\x1f\ufdd0-\ufdef\ufffe]", finished)
    assert "control-character" not in faults
    assert show(written.replace("&", r"\&"))[1] == []


def test_a_reference_of_thousands_of_digits_is_no_character(desk: Desk) -> None:
    endless = f"&#{'9' * 5000};"
    unsafe = f"{DECK}unsafe_html: true\n"
    for deck in (DECK, unsafe):
        for text in (
            *(f'<b title="{endless}">x</b>', f"a {endless} b", f"<img src='{endless}'>"),
            f"<script>'{endless}'</script>\n\n[x]: y",
        ):
            desk.write({"deck.yaml": deck}, iam=f"- q: {json.dumps(text)}\n  a: x\n")
            for command in ("check", "preview"):
                assert desk.recto(command).exit_code in (0, 1)


def test_a_cloze_number_has_as_many_zeros_as_one_likes(desk: Desk) -> None:
    text = "{{c" + "0" * 5000 + "1::a}} {{c\u0662::b}}"
    desk.write(iam=f"- cloze: {json.dumps(text)}\n")
    assert desk.build().cards == 1
    assert desk.recto("preview").exit_code == 0


# Styles


def style_codes(desk: Desk, css: str) -> set[str]:
    desk.write({"style.css": css.encode(), "media/a.png": PNG}, iam=IAM)
    return codes(desk)


@pytest.mark.parametrize(
    "css",
    [
        "</style><script>alert(1)</script>",
        "/* </STYLE> */",
        'p::before { content: "</style \\n>" }',
        "@import 'https://a.b/c.css';",
        "@IMPORT url(https://a.b/c.css);",
        "@\\69mport 'https://a.b/c.css';",
        "@\\import 'https://a.b/c.css';",
        "p { background: url(https://a.b/c.png) }",
        "p { background: URL( 'https://a.b/c.png' ) }",
        "p { background: url(//a.b/c.png) }",
        "p { background: u\\72l(https://a.b/c.png) }",
        "p { background: u\\rl(https://a.b/c.png) }",
        "p { background: url(\\68ttps://a.b/c.png) }",
        'p { background: url("\\68ttps://a.b/c.png") }',
        'p { background: url("https://a.b/c.png" /**/) }',
        'p { background: url(/**/"https://a.b/c.png") }',
        'p { background: url("https://a.b/c.png"',
        'p { background: image-set("https://a.b/c.png" 1x) }',
        'p { background: -webkit-image-set("https://a.b/c.png" 1x) }',
        '@font-face { src: src("https://a.b/c.woff2") }',
        'a::before { content: "/*" } p { background: url(//a.b/c) } b { content: "*/" }',
        "a { content: 'x /*\n } p { background: url(//a.b/c) } /* ' */",
        'a { content: "x\\" /*\n } p { background: url(//a.b/c) } /* " */',
        'a { content: "x\f } p { background: url(//a.b/c) } /* "*/ ',
        "p { background: \u00aaurl(https://a.b/c.png) }",
        "p { background: url(../../private.png) }",
        "p { background: url(file:///etc/passwd) }",
        "@namespace url(https://a.b);",
    ],
)
def test_a_style_that_loads_or_ends_itself_is_an_error(desk: Desk, css: str) -> None:
    assert style_codes(desk, css) & {
        *("style-import", "style-unsafe", "media-remote", "media-absolute", "media-outside"),
        "media-missing",
    }


@pytest.mark.parametrize(
    "css",
    [
        'p { background: url(media/a.png) } q { background: url( "media/a.png" ) }',
        "/* url(https://a.b) @import 'x' \\72 */ p::before { content: 'url(x) \\201C @import' }",
        "p { mask: url(#a); background: url(data:image/png;base64,AAAA) }",
        ".sm\\:wide { width: 1px }",
        "/* never closed url(https://a.b)",
        ".curled { color: red } .my-url { --url: 1 }",
    ],
)
def test_a_style_that_only_styles_is_none(desk: Desk, css: str) -> None:
    assert not style_codes(desk, css)


def test_faults_of_a_style_stand_where_they_are_after_empty_lines(desk: Desk) -> None:
    desk.write({"style.css": b"\r\n\r\n\r\np { a: src(x) }"}, iam=IAM)
    [fault] = desk.faults()
    assert fault.location[1:] == (4, 8)


@pytest.mark.parametrize(
    "style",
    [
        "background: image-set('https://a.b/c.png' 1x)",
        "background: IMAGE-SET (x)",
        "background: \u00aaurl(https://a.b)",
        "background: -webkit-image-set(x)",
        "background: src(x)",
    ],
)
def test_a_style_of_an_element_that_loads_is_an_error(style: str) -> None:
    assert "unsafe-html" in show(f'<b style="{style}">x</b>')[1]


# Drawings

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<script xlink:href='https://a.b/c.js'/>",
        "<x:script xmlns:x='http://www.w3.org/2000/svg'>alert(1)</x:script>",
        "<g onload='alert(1)'/>",
        "<path d='' onclick='alert(1)'/>",
        "<a href='javascript:alert(1)'><path/></a>",
        "<a xlink:href=' java&#10;script:alert(1)'><path/></a>",
        "<a><set attributeName='href' to='javascript:alert(1)'/></a>",
        "<a><animate attributeName='xlink:href' values='#;javascript:alert(1)'/></a>",
        "<set attributeName='onclick' to='alert(1)'/>",
        "<foreignObject><iframe xmlns='http://www.w3.org/1999/xhtml' src='x'/></foreignObject>",
        "<foreignObject><h:script xmlns:h='http://www.w3.org/1999/xhtml'/></foreignObject>",
        "<handler type='text/ecmascript'>alert(1)</handler>",
        "<use href='data:text/html,x'/>",
        "<?xml-stylesheet type='text/xsl' href='#x'?><style id='x'>of script elements</style>",
    ],
)
def test_a_drawing_with_a_script_is_refused(desk: Desk, inside: str) -> None:
    desk.write({"media/a.svg": SVG.format(inside)}, iam="- {q: Seen?, a: '![](media/a.svg)'}")
    assert codes(desk) == {"media-script"}


def test_a_script_in_an_entity_or_another_encoding_is_found() -> None:
    entity = "<!DOCTYPE svg [<!ENTITY s '<script>alert(1)</script>'>]>" + SVG.format("&s;")
    assert svg.active_parts(entity.encode()) == ["a `<script>`"]
    utf16 = SVG.format("<script/>").encode("utf-16")
    assert svg.active_parts(utf16) == ["a `<script>`"]


def test_entities_that_grow_without_end_are_no_drawing() -> None:
    many = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE svg [<!ENTITY a0 "0123456789">{many}]>' + SVG.format("&a11;")
    assert svg.active_parts(bomb.encode()) is None


def test_what_drawing_programs_write_is_a_drawing() -> None:
    inside = (
        "<!-- Illustrator --><metadata/><style>.a { fill: red }</style><defs><path id='a'/></defs>"
        "<use xlink:href='#a'/><image href='data:image/png;base64,AAAA'/><a href='https://a.b'/>"
        "<switch><foreignObject><div xmlns='http://www.w3.org/1999/xhtml'>on</div></foreignObject>"
        "<text one='1'>on</text></switch>"
    )
    head = '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">'
    assert svg.active_parts((head + SVG.format(inside)).encode()) == []


# The names of decks, which Anki's overview writes into its page as they are


@pytest.mark.parametrize(
    "name", ["<b>x", "a </h3>", "<!--", "a::<img src=x onerror=alert(1)>", "<?x"]
)
def test_a_deck_is_not_named_in_html(desk: Desk, name: str) -> None:
    desk.write({"deck.yaml": f"deck: '{name}'\nid: test-aaaa2222\n"}, iam=IAM)
    assert codes(desk) == {"deck-name"}


def test_a_subdeck_is_not_named_in_html(desk: Desk) -> None:
    topic = f"title: <img src=x onerror=alert(1)>\ncards:\n{IAM}"
    desk.write({"deck.yaml": f"{DECK}subdecks: topic\n", "iam.yaml": topic})
    assert codes(desk) == {"deck-name"}


def test_a_name_may_have_a_less_sign(desk: Desk) -> None:
    desk.write({"deck.yaml": "deck: 'I <3 maths, a < b'\nid: test-aaaa2222\n"}, iam=IAM).build()


# Files outside of the deck's folder


@posix
@pytest.mark.parametrize("name", ["recto.lock", "deck.yaml", "style.css", "iam.yaml"])
def test_no_link_leads_to_a_file_elsewhere(desk: Desk, name: str) -> None:
    desk.write(iam=IAM)
    private = desk.root / "private"
    private.write_text("deck: private words\n")
    (desk.deck / name).unlink(missing_ok=True)
    (desk.deck / name).symlink_to(private)
    result = desk.recto("build")
    assert result.exit_code == 1
    assert "[link-outside]" in result.output
    assert "private words" not in result.output


@posix
def test_a_folder_of_decks_reads_no_deck_elsewhere(desk: Desk) -> None:
    desk.write(iam=IAM)
    elsewhere = desk.root / "elsewhere"
    (desk.root / "cards" / "test").rename(elsewhere)
    (desk.root / "cards" / "test").symlink_to(elsewhere)
    assert codes(desk) == {"link-outside"}
    assert not load([elsewhere]).failed


@posix
def test_links_in_place_of_what_is_written_are_replaced_and_never_followed(desk: Desk) -> None:
    desk.write(iam=IAM)
    victim = desk.root / "victim"
    victim.write_text("precious")
    desk.package.parent.mkdir()
    desk.package.symlink_to(victim)
    for number in (*range(0x100), os.getpid()):
        for name in (f".recto.lock.{number}.tmp", f".recto.lock.{number:08x}.tmp"):
            (desk.deck / name).unlink(missing_ok=True)
            (desk.deck / name).symlink_to(victim)
    outcome = desk.try_build()
    assert victim.read_text() == "precious"
    assert [each.code for each in outcome.diagnostics] == ["target-foreign"]
    desk.package.unlink()
    desk.build()
    assert victim.read_text() == "precious"


def test_media_are_found_only_by_the_names_of_files_in_the_folder(desk: Desk) -> None:
    (desk.root / "private.png").write_bytes(PNG)
    (desk.root / "cards" / "private.png").parent.mkdir(exist_ok=True)
    (desk.root / "cards" / "private.png").write_bytes(PNG)
    references = [
        *("../private.png", "../../private.png", "media/../../private.png", "%2e%2e/private.png"),
        *("..%2fprivate.png", "..\\private.png", "media\\..\\..\\private.png", "....//private.png"),
        *(
            str(desk.root / "private.png"),
            f"//?/{desk.root}/private.png",
            "\\\\server\\share\\a.png",
        ),
        *("//server/share/a.png", "C:private.png", "C:/private.png", "file:private.png"),
        *("FILE:///private.png", "CON.png", "media/NUL.png", "aux.png", "COM1.png", "LPT1.png"),
        *("media/map.png::$DATA", "media/map.png.", "media/map.png ", "MEDIA/map.png"),
        *(
            "media/MAP.PNG",
            "./../private.png",
            "~root/private.png",
            "$HOME/a.png",
        ),
    ]
    desk.write({"media/map.png": PNG}, iam="")
    for reference in references:
        for text in (f"![](<{reference}>)", f'<img src="{reference}">'):
            desk.write(iam=f"- q: Seen?\n  a: {json.dumps(text)}\n")
            outcome = desk.try_build()
            assert outcome.failed or not media_of(desk), reference


def media_of(desk: Desk) -> list[str]:
    with zipfile.ZipFile(desk.package) as archive:
        return list(json.loads(archive.read("media")).values())


@posix
def test_a_folder_that_cannot_be_looked_into_retires_no_cards(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write({"iam/roles.yaml": f"cards:\n{IAM}"}, kms="- {q: Keys?, a: KMS}\n").build()
    scan = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("iam"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert codes(desk) == {"file-unreadable"}


@posix
@pytest.mark.parametrize(
    "name", ["recto.lock", "iam.yaml", "deck.yaml", "style.css", "media/a.png"]
)
def test_a_pipe_holds_nobody_up(desk: Desk, name: str) -> None:
    desk.write({"media/b.png": PNG}, kms="- {q: Seen?, a: '![](media/a.png)'}")
    (desk.deck / name).unlink(missing_ok=True)
    os.mkfifo(desk.deck / name)
    assert desk.recto("build").exit_code == 1


@posix
def test_a_pipe_beside_a_deck_without_a_lock_holds_nobody_up(desk: Desk) -> None:
    """Where a lock left behind is looked for."""
    desk.write(iam=IAM)
    os.mkfifo(desk.deck / "old.lock")
    desk.build()


@posix
@pytest.mark.parametrize("lock", ["pipe", "link", "brackets"])
def test_an_id_is_not_looked_for_in_a_lock_that_is_none(desk: Desk, lock: str) -> None:
    desk.write({"deck.yaml": "deck: Test\n"}, iam=IAM)
    if lock == "pipe":
        os.mkfifo(desk.lock)
    elif lock == "link":
        (desk.root / "private").write_text('{"deck": "private-words"}')
        desk.lock.symlink_to(desk.root / "private")
    else:
        desk.lock.write_text("[" * 100_000)
    result = desk.recto("build")
    assert "[deck-id-missing]" in result.output
    assert "private-words" not in result.output


@posix
def test_a_pipe_in_the_packages_place_holds_nobody_up(desk: Desk) -> None:
    desk.write(iam=IAM)
    desk.package.parent.mkdir()
    os.mkfifo(desk.package)
    assert codes(desk) == {"target-foreign"}


@posix
def test_remembering_a_build_looks_at_no_file_elsewhere(desk: Desk) -> None:
    """A link to the whole disk would be read for minutes before it is refused."""
    desk.write(iam=IAM)
    (desk.deck / "disk").symlink_to("/")
    (desk.deck / "secret.yaml").symlink_to(desk.root / "secret.yaml")
    (desk.root / "secret.yaml").write_text("secret")
    before = Memory([desk.root / "cards"], desk.root / "build").before
    assert before is not None
    names = {Path(each).relative_to(desk.root).as_posix() for each in before.keys() - {"versions"}}
    assert names == {
        *("cards", "cards/test", "cards/test/deck.yaml", "cards/test/iam.yaml"),
        *("cards/test/disk", "cards/test/secret.yaml"),
    }
    assert desk.recto("build").exit_code == 1


@posix
def test_folders_a_thousand_deep_are_told_and_hold_nobody_up(desk: Desk) -> None:
    desk.write(iam="- {q: 'Seen? ![](media/x.png)', a: b}\n")
    other = desk.root / "cards" / "other"
    other.mkdir()
    here = Path.cwd()
    for folder in (desk.deck, other):
        os.chdir(folder)
        for _ in range(1100):
            os.mkdir("d")  # noqa: PTH102  # the whole path would be too long
            os.chdir("d")
    os.chdir(here)
    try:
        for command in ("build", "check"):
            result = desk.recto(command)
            assert result.exit_code == 1
            assert "the folders below lie more than 50 deep; move them up" in result.output
    finally:
        subprocess.run(["rm", "-r", desk.root / "cards"], check=True)


# Packages of strangers


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize("member", ["recto.lock", "collection.anki2"])
def test_a_small_zip_does_not_fill_the_memory(
    desk: Desk, member: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_LARGEST_MEMBER", 10_000)
    path = desk.root / "bomb.apkg"
    path.write_bytes(zipped({member: bytes(10_001)}))
    if member == "recto.lock":
        assert isinstance(package.carried_lock(path), package.Unreadable)
    else:
        assert package.stored_fields(path) == {}


@pytest.mark.parametrize(
    "lines", [b"{}\n" * 200_000, b"\n" * 200_000 + b"{}", b"<<<<<<< a\n" * 20_000, b"[[" * 200_000]
)
def test_a_lock_of_nothing_but_lines_is_not_told_line_by_line(desk: Desk, lines: bytes) -> None:
    desk.write(iam=IAM).build()
    path = desk.root / "lines.apkg"
    path.write_bytes(zipped({"recto.lock": desk.lock.read_bytes() + lines}))
    tracemalloc.start()
    result = desk.recto("recover", "--force", "cards/test", path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert result.exit_code in (0, 2)
    assert most < 30_000_000


def test_a_collection_that_computes_for_ever_is_no_collection(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_LONGEST_QUERY", 10_000)
    path = desk.root / "endless.apkg"
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            "CREATE VIEW notes AS WITH RECURSIVE n(guid) AS (VALUES('a') UNION ALL SELECT guid FROM n) "
            "SELECT guid, '' AS flds FROM n"
        )
        path.write_bytes(zipped({"collection.anki2": connection.serialize()}))
    assert package.stored_fields(path) == {}


def test_a_collection_that_makes_texts_up_is_no_collection(desk: Desk) -> None:
    """A gigabyte out of a kilobyte, from a view or a column."""
    path = desk.root / "made-up.apkg"
    long = "SELECT 'a' AS guid, printf('%.900000000c', 'x') AS flds"
    many = "WITH n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n LIMIT 1000000) "
    many += "SELECT i AS guid, printf('%.4000c', 'x') AS flds FROM n"
    column = "TABLE notes (guid, a DEFAULT 'x', flds AS (a || a || a || a || a || a || a || a))"
    for made in (f"VIEW notes AS {long}", f"VIEW notes AS {many}", column):
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.execute(f"CREATE {made}")
            if made is column:
                connection.execute("INSERT INTO notes VALUES ('a', ?)", ["x" * 100_000])
            path.write_bytes(zipped({"collection.anki2": connection.serialize()}))
        assert package.stored_fields(path) == {}


@pytest.mark.parametrize("compressed", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_broken_package_is_told_in_a_sentence(desk: Desk, compressed: int) -> None:
    """Whichever of its bytes are others; an unknown version, a password, a name that is no UTF-8."""
    desk.write(iam=IAM).build()
    whole = io.BytesIO()
    with zipfile.ZipFile(desk.package) as built, zipfile.ZipFile(whole, "w") as archive:
        for name in built.namelist():
            archive.writestr(name, built.read(name), compressed)
    chance = random.Random(compressed)  # noqa: S311  # noise need not be secret
    for _ in range(300):
        broken = bytearray(whole.getvalue())
        for _ in range(3):
            at = chance.choice([chance.randrange(80), -1 - chance.randrange(400)])
            broken[at] = chance.choice([0, 255, chance.randrange(256)])
        desk.package.write_bytes(broken)
        assert isinstance(package.carried_lock(desk.package), bytes | package.Unreadable)
        assert isinstance(package.stored_fields(desk.package), dict)


# The terminal


@posix
@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_names_of_files_give_the_terminal_no_commands(desk: Desk, form: str) -> None:
    desk.write(iam=IAM)
    for name in (b"a\x1b]0;b\x07.yaml", b"b\xff.yaml", b"c\n::error::d.yaml", b"e\x9b31m.yaml"):
        (Path(os.fsdecode(bytes(desk.deck) + b"/" + name))).write_text("cards: []")
    result = desk.recto("check", "--format", form)
    assert result.exit_code == 1
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", result.output)
    assert "\n::error::d" not in result.output
    if form == "json":
        json.loads(result.stdout)


def test_a_lock_gives_the_terminal_no_commands(desk: Desk) -> None:
    desk.write(iam=IAM, kms="- {q: Which words hide?, a: A}\n").build()
    lock = desk.lock.read_text()
    desk.lock.write_text(lock.replace("Which words", "Which \\u001b[2J\\u009b2J words"))
    (desk.deck / "kms.yaml").unlink()
    for command in (("diff",), ("diff", "--format", "markdown"), ("diff", "--format", "json")):
        result = desk.recto(*command)
        assert "words hide" in result.output
        assert "\x1b" not in result.output
        assert "\x9b" not in result.output


def test_a_topic_that_only_the_lock_knows_gives_the_terminal_no_commands(desk: Desk) -> None:
    desk.write(iam=IAM, kms="- {q: Which words hide?, a: A}\n").build()
    lock = desk.lock.read_text()
    desk.lock.write_text(lock.replace('"topic":"kms"', '"topic":"kms\\u001b[2J\\u202e"'))
    (desk.deck / "kms.yaml").unlink()
    for command in (("diff",), ("diff", "--format", "markdown"), ("build",), ("build",)):
        assert not re.search("[\x1b\u202e]", desk.recto(*command).output)


@pytest.mark.parametrize("sign", ["\u202e", "\\x85error: x", "\\u2028error: x"])
def test_a_decks_name_gives_the_terminal_no_lines_and_no_commands(desk: Desk, sign: str) -> None:
    desk.write({"deck.yaml": f'deck: "Test{sign}"\nid: test-aaaa2222\n'}, iam=IAM)
    for command in ("diff", "preview", "build", "build"):
        assert not re.search("[\u202e\x85\u2028]", desk.recto(command).stdout)


@pytest.mark.parametrize(
    "key",
    [
        *("<img src=x onerror=alert(1)>", "a\\u001fb", "a|.*", 'a)$\\" OR \\"', "a b", "a&lt;b"),
        *("a.b", "a\\u202eb", "{{Answer}}", "[[type:Answer]]"),
    ],
)
def test_a_lock_brings_no_html_and_no_pattern_into_a_key(desk: Desk, key: str) -> None:
    """A card shows its key, and the search for retired notes is a regular expression of keys."""
    desk.write(iam="- {q: Who owns the data?, a: You, id: who}\n").build()
    lock = desk.lock.read_text()
    desk.lock.write_text(lock.replace("test-aaaa2222/basic/who", f"test-aaaa2222/basic/{key}"))
    assert codes(desk) == {"lock-broken"}


def test_what_is_quoted_gives_no_commands() -> None:
    assert short("a\x1b[2J\u202eb\tc") == r"a\u001b[2J\u202eb c"


# The server of the preview

OURS = b"Host: 127.0.0.1:%d\r\n"
REQUESTS = [
    b"GET /\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: evil.example\r\n" + OURS + b"\r\n",
    b"GET / HTTP/1.1\r\nHost: evil.example:%d\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1:%d@evil.example\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1:%d.\r\n\r\n",
    b"GET http://evil.example/ HTTP/1.1\r\n" + OURS + b"\r\n",
    b"GET //evil.example/ HTTP/1.1\r\n" + OURS + b"\r\n",
    b"GET /../../etc/passwd HTTP/1.1\r\n" + OURS + b"\r\n",
    b"GET /%%2e%%2e/ HTTP/1.1\r\n" + OURS + b"\r\n",
    b"POST / HTTP/1.1\r\n" + OURS + b"Content-Length: 1\r\n\r\nx",
    b"OPTIONS / HTTP/1.1\r\n" + OURS + b"Origin: https://evil.example\r\n\r\n",
    b"\xff\xfe\r\n\r\n",
    b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n" + OURS + b"\r\n",
    b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 200 + OURS + b"\r\n",
]


def test_the_preview_is_served_to_its_own_address_only() -> None:
    """Other hosts (DNS rebinding), other methods, other paths and broken requests get no page."""
    site = Site(State({"/": Page("1", b"the deck")}))
    with serving(site, 0) as address:
        port = urlsplit(address).port or 0
        answers = [answer(port, request.replace(b"%d", b"%d" % port)) for request in REQUESTS]
        good = answer(port, b"GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % port)
    assert b"the deck" in good
    assert not [each for each in answers if b"the deck" in each]
    assert not [each for each in (good, *answers) if b"access-control" in each.lower()]
    assert b"X-Frame-Options: DENY" in good


def answer(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        with suppress(ConnectionError), connection.makefile("rb") as file:
            return file.read()
    return b""


def test_a_reader_who_goes_away_is_no_bug(capfd: pytest.CaptureFixture[str]) -> None:
    site = Site(State({"/": Page("1", b"x" * 50_000_000)}))
    with serving(site, 0) as address:
        port = urlsplit(address).port or 0
        connection = socket.create_connection(("127.0.0.1", port), timeout=5)
        connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % port)
        connection.recv(1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
        assert answer(port, b"GET / HTTP/1.1\r\n\r\n")
        wait_for_threads()
    assert capfd.readouterr().err == ""


def wait_for_threads() -> None:
    """Until every reader's thread has ended."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(5)


# Everything at once, in a browser


def test_nothing_that_passes_is_dangerous_to_a_browser(browser: Browser) -> None:
    """Every attack of these tests that is no error is only allowed HTML to a real browser."""
    passed = [finished for finished, faults in map(show, attacks()) if not faults]
    passed += [finished for finished, faults in map(shown_cloze, attacks()) if not faults]
    assert len(passed) > 300
    page = browser.new_page()
    told: list[str] = []
    page.on("dialog", lambda dialog: told.append(dialog.message))
    page.on("request", lambda request: told.append(request.url))
    elements, attributes = sorted(test_html.ELEMENTS), sorted(test_html.ATTRIBUTES)
    found = page.evaluate(LOOK, [passed, elements, attributes])
    page.close()
    assert found == []
    assert told == []


def shown_cloze(text: str) -> tuple[str, list[str]]:
    return show(text, clozes=True)


def attacks() -> Iterator[str]:
    bad = ("<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "<b onclick=alert(1)>x</b>")
    yield from test_html.RUNS
    yield from MARKS
    for link in test_html.LINKS:
        for address in test_html.ADDRESSES:
            yield link.format(address, address)
    for hideout in test_html.HIDEOUTS:
        for each in bad:
            yield hideout.format(each)
    for before in test_html.NASTY:
        for each in bad:
            yield f"{before}{each}"
            yield f"{before}{each}{before}"
            yield f"{{{{c1::{before}{each}}}}}"


LOOK = r"""
([pieces, elements, attributes]) => {
  const found = [];
  for (const piece of pieces) {
    const page = new DOMParser().parseFromString(`<div id="qa">${piece}</div>`, "text/html");
    if (page.body.children.length !== 1) found.push("left its place: " + piece);
    for (const element of page.body.firstElementChild.querySelectorAll("*")) {
      if (!elements.includes(element.localName)) found.push(element.localName + ": " + piece);
      for (const { name, value } of element.attributes) {
        if (!attributes.includes(name)) found.push(name + ": " + piece);
        if (name === "href" && !/^(https?|mailto|tel):$/.test(new URL(value, "https://a.b").protocol))
          found.push(value + ": " + piece);
      }
    }
  }
  return found;
}
"""
