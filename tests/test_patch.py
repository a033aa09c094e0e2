"""Edits of a card's HTML in Anki, and what becomes of them in the sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.commands.pipeline import load
from recto.deck.kinds.kind import Format
from recto.deck.model import Deck
from recto.diagnostics import has_errors
from recto.pulling.patch import patched
from recto.readers import formats
from recto.readers.nodes import Edits, Mapping, Node, Sequence
from recto.readers.yaml import parse
from recto.render.fields import values_of, writer_of
from recto.render.markdown import render
from recto.text import Text
from recto.text.seen import as_phones_write, as_seen

AWS = Path(__file__).parent.parent / "cards" / "aws-security"
HERE = Path("iam.yaml")

Given = tuple[Text, Format]


def html_of(deck: Deck, given: Given) -> str:
    text, format_ = given
    return writer_of(deck).html(text, format_)


def texts_of(deck: Deck) -> Iterator[Given]:
    """All texts of which fields are made, with how they are written."""
    found: dict[Given, None] = {}

    def html(text: Text | None, format_: Format = Format.MARKDOWN) -> str:
        if text is not None and text.line > 1:
            found[text, format_] = None
        return ""

    for card in deck.cards:
        if not card.content.masks:  # whose names are keys
            values_of(card, html)
    return iter(found)


def with_word(finished: str, choice: Random) -> str:
    """The HTML with another word in the place of one."""
    words = [m for m in re.finditer(r"<[^>]*>|&#?\w+;|[\w$-]+", finished) if m[0][0] not in "<&"]
    if not words:
        return finished + "quokka"
    word = choice.choice(words)
    return f"{finished[: word.start()]}quokka{finished[word.end() :]}"


@pytest.fixture(scope="module")
def aws() -> Deck:
    loaded = load([AWS])
    assert not has_errors(loaded.diagnostics)
    [deck] = loaded.results
    return deck


@pytest.mark.parametrize("as_written", [str, as_phones_write], ids=["desktop", "phone"])
def test_a_word_edited_in_anki_comes_back_in_every_text_of_the_aws_deck(
    aws: Deck, as_written: Callable[[str], str]
) -> None:
    """And all edits of a file at once, with nothing else in it changed."""
    choice = Random(16)  # noqa: S311  # no secret
    writer = writer_of(aws)
    wanted: dict[Path, dict[Text, str]] = {}
    shown: dict[Given, str] = {}
    for text, format_ in texts_of(aws):

        def html(value: str, text: Text = text, format_: Format = format_) -> str:
            return as_seen(as_written(writer.html(text._replace(value=value), format_)))

        edited = as_seen(with_word(as_written(writer.html(text, format_)), choice))
        new = patched(text.value, edited, html)
        assert new is not None, (text, edited)
        assert html(new) == edited
        wanted.setdefault(text.path, {})[text] = new
        shown[text, format_] = edited
    assert len(shown) >= 1100
    for path, texts in wanted.items():
        data = path.read_bytes()
        edited_file = formats.with_edits(path, data, Edits(texts, {}))
        assert not edited_file.left.texts
        before, after = data.decode().split("\n"), edited_file.data.decode().split("\n")
        assert len(before) == len(after)
        touched = sum(one != other for one, other in zip(before, after, strict=True))
        assert touched <= len(texts)
        node, _ = parse(edited_file.data, path)
        values = {text.value for text in all_texts(node)}
        assert set(texts.values()) <= values


def all_texts(node: Node | None) -> Iterator[Text]:
    match node:
        case Text():
            yield node
        case Mapping():
            for value in node.values.values():
                yield from all_texts(value)
        case Sequence():
            for item in node.items:
                yield from all_texts(item)


TABLE = (
    '<div class="wide"><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>\n'
    "<tr><td>c</td><td>d</td></tr>\n</tbody></table></div>"
)
CODE = (
    '<div class="wide"><pre><code><span class="k">def</span> <span class="nf">f</span>'
    '<span class="p">():</span>\n    return 1</code></pre></div>'
)
CASES = {
    "a word": ("An *old* word.", "An <em>new</em> word.", "An *new* word."),
    "a word of a link": (
        "[IAM guide](https://aws/IAM), IAM",
        '<a href="https://aws/IAM">KMS guide</a>, IAM',
        "[KMS guide](https://aws/IAM), IAM",
    ),
    "the second of equal words": ("is is is", "is was is", "is was is"),
    "bold by the editor": ("An old word.", "An <b>old</b> word.", "An <b>old</b> word."),
    "no longer bold": ("An **old** word.", "An old word.", "An old word."),
    "a line": ("One.", "One.<br>Two.", "One.\nTwo."),
    "an item": ("- A\n- B", "<ul><li>A</li><li>B</li><li>C</li></ul>", "- A\n- B\n- C"),
    "an item amid": ("1. A\n2. C", "<ol><li>A</li><li>B</li><li>C</li></ol>", "1. A\n2. B\n2. C"),
    "an item less": ("- A\n- B\n- C", "<ul>\n<li>A</li>\n<li>C</li>\n</ul>", "- A\n- C"),
    "a paragraph in two": (
        "A b.\n\nC.",
        "<p>A</p><p>b.</p>\n<p>C.</p>",
        "A\n\nb.\n\nC.",
    ),
    "signs of Markdown": ("A b.", "A *b* [c] &lt;d&gt;.", "A \\*b* [c] <d>."),
    "a reference": ("A &amp; b", "A &amp; c", "A &amp; c"),
    "a hard space": ("A b", "A&nbsp; b", "A&nbsp; b"),
    "a formula": ("$x^2$ is", r"\(x^3\) is", "$x^3$ is"),
    "a new formula": ("It is", r"It is \(x^3\)", "It is $x^3$"),
    "code in a line": ("Run `ls -l`.", "Run <code>ls -a</code>.", "Run `ls -a`."),
    "a cell": (
        "| a | b |\n|---|---|\n| c | d |",
        TABLE.replace("d<", "quokka d<"),
        "| a | b |\n|---|---|\n| c | quokka d |",
    ),
    "nothing that shows": ("- A\n- B", "<ul><li>A<br></li><li>B&nbsp;</li></ul>", "- A\n- B"),
    "all words": ("One two three.", "Four.", "Four."),
    "code in colours": (
        "```python\ndef f():\n    return 1\n```",
        CODE.replace("return", "yield"),
        "```python\ndef f():\n    yield 1\n```",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_smallest_patch_that_shows_what_anki_has(aws: Deck, name: str) -> None:
    source, edited, expected = CASES[name]
    text = Text(source, HERE, 1, 1)
    shown = lambda value: as_seen(html_of(aws, (text._replace(value=value), Format.MARKDOWN)))  # noqa: E731
    assert patched(source, as_seen(edited), shown) == expected


CLOZES = {
    "hidden words": ("{{c1::An old}} word", "{{c1::A new}} word", "{{c1::A new}} word"),
    "a hint": ("{{c1::a::b}} c", "{{c1::a::d}} c", "{{c1::a::d}} c"),
    "another cloze": ("{{c1::a}} b c", "{{c1::a}} {{c2::b}} c", "{{c1::a}} {{c2::b}} c"),
    "one cloze less": ("{{c1::a}} {{c2::b}} c", "{{c1::a}} b c", "{{c1::a}} b c"),
    "braces": ("{{c1::`{a}`}} b", "{{c1::<code>{c}</code>}} b", "{{c1::`{c}`}} b"),
}


@pytest.mark.parametrize("name", CLOZES)
def test_clozes_are_patched(aws: Deck, name: str) -> None:
    source, edited, expected = CLOZES[name]
    text = Text(source, HERE, 1, 1)
    shown = lambda value: as_seen(html_of(aws, (text._replace(value=value), Format.CLOZE)))  # noqa: E731
    assert patched(source, as_seen(edited), shown) == expected


def test_what_no_source_shows_is_not_patched(aws: Deck) -> None:
    text = Text("plain", HERE, 1, 1)
    shown = lambda value: as_seen(html_of(aws, (text._replace(value=value), Format.PLAIN)))  # noqa: E731
    assert patched("plain", "<b>plain</b>", shown) is None


@given(st.text("ab *_`$<&[](){}|:#\n", max_size=30), st.data())
def test_a_patch_shows_what_is_wanted_or_there_is_none(source: str, data: st.DataObject) -> None:
    before = shown(source)
    at = data.draw(st.integers(0, len(before)))
    wanted = as_seen(f"{before[:at]}quokka{before[at:]}")
    found = patched(source, wanted, shown)
    assert found is None or shown(found) == wanted


def shown(value: str) -> str:
    return as_seen(render(Text(value, HERE, 1, 1))[0])
