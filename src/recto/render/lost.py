"""What an author means one way, and Markdown, Anki or a phone takes another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.diagnostics import Diagnostic
from recto.diagnostics.diagnostic import short
from recto.media import FILMS, IMAGES, SOUNDS
from recto.render.extensions import SIZE
from recto.render.formulas import bare_latex, between_variables, bracketed, image_latex, spaced
from recto.render.signs import lost_signs
from recto.render.tables import lost_cells, no_table
from recto.system.patterns import compiled_on_use
from recto.text import Span, Text, code_spans, covering


def lost(text: Text, finished: str) -> list[Diagnostic]:
    """What of a text shows otherwise than it was meant; `finished` is its HTML."""
    value = text.value
    found: list[Diagnostic] = []
    if "[" in value or "\\" in value:
        found += (*image_latex(text), *_lost_media(text), *_lost_sizes(text))
    if "$" in value:
        found += (*spaced(text), *between_variables(text))
    if "\\" in value and not any(each.code.startswith("math-") for each in found):
        found += (*bracketed(text), *bare_latex(text))
    if "|" in value:
        found += lost_cells(text) if "<table" in finished else no_table(text)
    if ("{" in value and "{{" in value) or ("[" in value and "[anki:" in value):
        found += _marks_of_anki(text)
    found += lost_signs(text, finished)
    return found


_MARK_OF_ANKI = compiled_on_use(
    r"""\{\{(?:c\d+::image-occlusion:|FrontSide\}\}
            |(?P<furigana>furigana:)|(?:kana|kanji|type|hint|text|cloze|nc|tts[^{}\n]{0,60}?):[^{}:\n][^{}\n]*\}\})
        | \[/?anki:(?:tts|play)""",
    re.VERBOSE,
)


def _marks_of_anki(text: Text) -> Iterator[Diagnostic]:
    """The first mark of Anki's templates, which a card shows as it is written."""
    first = _MARK_OF_ANKI.search(text.value)
    if first is None:
        return
    literal = code_spans(text.value)
    for match in _MARK_OF_ANKI.finditer(text.value, first.start()):
        if covering(match.start(), literal):
            continue
        shown = short(match[0], 40)
        if "image-occlusion" in shown:
            message = "no mask is drawn for `image-occlusion:` in a text, and learners see the whole picture"
        elif match["furigana"]:
            message = f"`{shown}` means nothing in a text; write `犬[いぬ]`, and `furigana: true` for the card"
        elif "tts" in shown:
            message = f"`{shown}` means nothing in a text; a voice speaks it with `voice: ja_JP`"
        else:
            message = f"`{shown}` is a mark of Anki's templates and means nothing in a text; put it in backquotes"
        yield Diagnostic(text.at(match.start()), "anki-mark", message)
        return


_ENDING = rf"\.(?:jpe?g|jpe|{'|'.join(sorted(IMAGES | SOUNDS | FILMS))})"
_SPACED = compiled_on_use(
    rf"""!\[(?P<alt>[^\[\]\n]*)\]\([ ]*(?![ ]|[^\s()]*[ ]*\))
        (?P<path>(?:(?!\]\()[^<>"\n])+?{_ENDING})[ ]*\)""",
    re.VERBOSE | re.IGNORECASE,
)
"""An image whose path has spaces: `![x](my map.png)`."""
_WIKI = compiled_on_use(
    rf"!\[\[(?P<path>[^\[\]|#\n]+{_ENDING})(?:[|#](?:(?P<width>\d+)(?:x\d+)?(?=\])|[^\[\]\n]*))?\]\]",
    re.IGNORECASE,
)
"""As Obsidian and other notebooks write it."""
_APART = compiled_on_use(
    rf"!\[(?P<alt>[^\[\]\n]*)\][ ]+\([ ]*(?P<path>[^\s()<>]+{_ENDING})[ ]*\)", re.IGNORECASE
)
"""An image with a space before its path: `![x] (map.png)`."""
_LINK = compiled_on_use(
    rf"(?<![!\\])\[(?P<alt>[^\[\]\n]*)\]\((?P<path>(?![a-z]+:|//)[^\s()<>]+{_ENDING})\)",
    re.IGNORECASE,
)
"""A link to a file of the deck, which is not there for learners: `[x](map.png)`."""


_SIZE_IN_ALT = compiled_on_use(
    r"""!\[(?P<alt>[^\[\]\n|]*)\|[ ]*(?P<width>\d+)(?:x\d+)?[ ]*\]\([ ]*(?P<path><[^<>\n]+>|[^\s()<>]+)[ ]*\)""",
    re.VERBOSE,
)
"""`![x|300](map.png)`, as Obsidian has it."""
_SIZE_IN_PATH = compiled_on_use(
    r"""!\[(?P<alt>[^\[\]\n]*)\]\([ ]*(?P<path>[^\s()<>]+)(?:[ ]+"[^"\n]*")?[ ]+
        =(?P<width>\d+%?)?(?:x\d*%?)?[ ]*\)""",
    re.VERBOSE,
)
"""`![x](map.png =300x200)`, as other flavours of Markdown do."""
_ATTRIBUTES = compiled_on_use(
    rf"""!\[(?P<alt>[^\[\]\n]*)\]\([ ]*(?P<path><[^<>\n]+>|[^\s()<>]+)(?:[ ]+"[^"\n]*")?[ ]*\)
        (?!{SIZE})\{{(?!\{{)[^{{}}\n]{{1,200}}\}}""",
    re.VERBOSE,
)
"""What stands in braces behind an image and is no width or height."""


def _lost_sizes(text: Text) -> Iterator[Diagnostic]:
    """Images whose width is written as others have it."""
    if "![" not in text.value:
        return
    literal = code_spans(text.value)
    inside = [Span(start + 1, end) for start, end in literal]
    for pattern in (_SIZE_IN_ALT, _SIZE_IN_PATH, _ATTRIBUTES):
        for match in pattern.finditer(text.value):
            if covering(match.start(), inside):
                continue
            width = match.groupdict().get("width") or "40%"
            unit = "" if width.endswith("%") else "px"
            right = f"![{match['alt'].strip()}]({match['path']}){{width={width}{unit}}}"
            message = f"`{short(match[0], 60)}` says the size in a way that is not known here; write `{right}`"
            yield Diagnostic(text.at(match.start()), "media-brackets", message)


def _lost_media(text: Text) -> Iterator[Diagnostic]:
    """Images and sounds that Markdown takes for text, or for a link that leads nowhere."""
    if "![" not in text.value and "](" not in text.value:
        return
    literal = code_spans(text.value)
    for pattern in (_SPACED, _WIKI, _APART, _LINK):
        for match in pattern.finditer(text.value):
            if covering(match.start(), literal):
                continue
            path = match["path"].strip()
            if pattern is _WIKI and "/" not in path:
                path = f"media/{path}"
            pointed = f"<{path}>" if " " in path else path
            alt = "" if pattern is _WIKI else match["alt"]
            shows = "leads nowhere" if pattern is _LINK else "would show as text"
            width = pattern is _WIKI and match["width"]
            size = f"{{width={width}px}}" if width else ""
            message = f"`{match[0]}` {shows}; write `![{alt}]({pointed}){size}`"
            yield Diagnostic(text.at(match.start()), "media-brackets", message)
