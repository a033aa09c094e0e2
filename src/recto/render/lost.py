"""What an author means one way, and Markdown or a phone takes another: formulas, images, tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from recto.diagnostics import Diagnostic
from recto.media import FILMS, IMAGES, SOUNDS
from recto.text import Text, code_spans, covering, math_spans
from recto.text.html import unescaped


def lost(text: Text, finished: str) -> list[Diagnostic]:
    """What of a text shows otherwise than it was meant; `finished` is its HTML."""
    value = text.value
    found: list[Diagnostic] = []
    if "[" in value or "\\" in value:
        found += (*_image_latex(text), *_lost_math(text), *_lost_media(text))
        found += _lost_lines(text, finished)
    if "$" in value:
        found += _spaced_math(text)
    if "|" in value and "<table" not in finished:
        found += _lost_table(text)
    if value[:1] in ">-+" and _SIGN.fullmatch(value):
        found.append(_lost_sign(text))
    return found


_SIGN = re.compile(r"(?:>[ \t]*(?=[=\d.$+-])|[-+][ \t]+(?=[\d.$]))[^\n]*")
"""A text of one line that begins as a comparison or a number does, and as a quotation or list."""


def _lost_sign(text: Text) -> Diagnostic:
    sign = text.value[0]
    message = f"Markdown takes the `{sign}` for a mark of its own, and the card lacks it; write `\\{sign}`"
    return Diagnostic(text.at(), "sign-lost", message)


_ADDRESS = re.compile(r"^[ ]{0,3}(?P<label>\[[^\[\]\n]+\]):[ \t]*\S", re.MULTILINE)
_LABEL = re.compile(r"\[[^\[\]\n]+\]")


def _lost_lines(text: Text, finished: str) -> Iterator[Diagnostic]:
    """The first line that Markdown takes for the address of a link which is nowhere."""
    if "]:" not in text.value:
        return
    written = Counter(_LABEL.findall(text.value))
    shown = set(_LABEL.findall(unescaped(finished)))
    for match in _ADDRESS.finditer(text.value):
        label = match["label"]
        if written[label] == 1 and label not in shown:
            message = (
                f"Markdown takes `{label}:` for the address of a link, and the card lacks it; "
                f"write `\\{label}:`"
            )
            yield Diagnostic(text.at(match.start("label")), "sign-lost", message)
            return


def _image_latex(text: Text) -> Iterator[Diagnostic]:
    value = text.value
    found = {
        at: mark
        for mark in ("[latex]", "[$]", "[$$]")
        if (at := value.find(mark)) >= 0 and value.find(f"[/{mark[1:]}", at + len(mark) + 1) >= 0
    }
    if found:
        at = min(found)
        message = f"`{found[at]}` needs LaTeX on each computer and fails on phones; write `$…$`"
        yield Diagnostic(text.at(at), "latex-image", message)


_LATEX_MATH = re.compile(
    r"""(?<!\\)\\(?:
        \( (?:\\[^)\n]|[^\\\n]){1,200} \\\)
      | \[ (?=[^\]\n]{0,200}?(?:[\^_=]|\\[a-z])) (?:\\[^\]\n]|[^\\\n]){1,200} \\\] )""",
    re.VERBOSE,
)
r"""`\(…\)`, and `\[…\]` with a sign of a formula: `\[sic\]` is text. No formula of a line is longer,
and thousands of brackets without an end would each read on to the end of theirs."""


def _lost_math(text: Text) -> Iterator[Diagnostic]:
    r"""To Markdown, `\(` is a parenthesis that shall be no link: the formula would show as text."""
    if "\\(" not in text.value and "\\[" not in text.value:
        return
    literal = code_spans(text.value)
    for match in _LATEX_MATH.finditer(text.value):
        if not covering(match.start(), literal):
            dollars = "$" if match[0][1] == "(" else "$$"
            message = f"`{match[0]}` is no formula here; write `{dollars}{match[0][2:-2]}{dollars}`"
            yield Diagnostic(text.at(match.start()), "math-brackets", message)


def braces_fault(formula: str) -> str:
    """What to say of a formula whose braces can't pair; empty where they may."""
    plain = _ESCAPED.sub("", formula)
    opened, closed = plain.count("{"), plain.count("}")
    if opened == closed:
        return ""
    return f"a formula with {opened} `{{` and {closed} `}}` shows as an error"


_ESCAPED = re.compile(r"\\.", re.DOTALL)
_DOLLARS = re.compile(r"(?<![\\$])\$(?P<body>[^$\n]++)(?=\$(?![$\d]))")
_FORMULA = re.compile(r" ?[a-zA-Z] ?\Z|.*?(?:\\[a-zA-Z]|\^|_\{|_\d)")
"""What can be a formula, rather than words between two prices."""


def _spaced_math(text: Text) -> Iterator[Diagnostic]:
    """The first that only its spaces keep from being a formula: `$ x^2 $`."""
    if "$ " not in text.value and " $" not in text.value:
        return
    spaced = [match for match in _DOLLARS.finditer(text.value) if _is_spaced(match["body"])]
    if not spaced:
        return
    literal = code_spans(text.value)
    taken = sorted([*literal, *(formula.span for formula in math_spans(text.value, literal, []))])
    for match in spaced:
        if not any(covering(at, taken) for at in match.span()):
            body = match["body"]
            message = f"`${body}$` is no formula here; write `${body.strip()}$`"
            yield Diagnostic(text.at(match.start()), "math-spaced", message)
            return


def _is_spaced(body: str) -> bool:
    return " " in (body[0], body[-1]) and bool(_FORMULA.match(body))


_ROW = r"[ ]{0,3}\|[^|\n]*\|[^\n]*\|[ \t]*"
_ROWS = re.compile(rf"^(?P<first>{_ROW})\n(?P<second>{_ROW})$", re.MULTILINE)
_RULE = re.compile(r"[ ]*(?:\|[ ]*:?-+:?[ ]*)+\|[ \t]*")


def _lost_table(text: Text) -> Iterator[Diagnostic]:
    """The first rows that Markdown takes for a paragraph."""
    literal = code_spans(text.value)
    for match in _ROWS.finditer(text.value):
        if covering(match.start(), literal):
            continue
        cells = _cells(match["first"])
        if _RULE.fullmatch(match["first"]):
            mend = "right above this line goes the head, with as many cells"
        elif _RULE.fullmatch(match["second"]) and _cells(match["second"]) == cells:
            mend = "leave an empty line above it"
        else:
            mend = f"below this line goes `|{'---|' * cells}`"
        message = f"Markdown sees no table here; {mend}"
        yield Diagnostic(text.at(match.start()), "table-none", message)
        return


def _cells(row: str) -> int:
    return len(re.findall(r"(?<!\\)\|", row)) - 1


_ENDING = rf"\.(?:jpe?g|jpe|{'|'.join(sorted(IMAGES | SOUNDS | FILMS))})"
_SPACED = re.compile(
    rf"""!\[(?P<alt>[^\[\]\n]*)\]\([ ]*(?![ ]|[^\s()]*[ ]*\))
        (?P<path>(?:(?!\]\()[^<>"\n])+?{_ENDING})[ ]*\)""",
    re.VERBOSE | re.IGNORECASE,
)
"""An image whose path has spaces: `![x](my map.png)`."""
_WIKI = re.compile(rf"!\[\[(?P<path>[^\[\]|#\n]+{_ENDING})(?:[|#][^\[\]\n]*)?\]\]", re.IGNORECASE)
"""As Obsidian and other notebooks write it."""
_APART = re.compile(
    rf"!\[(?P<alt>[^\[\]\n]*)\][ ]+\([ ]*(?P<path>[^\s()<>]+{_ENDING})[ ]*\)", re.IGNORECASE
)
"""An image with a space before its path: `![x] (map.png)`."""
_LINK = re.compile(
    rf"(?<![!\\])\[(?P<alt>[^\[\]\n]*)\]\((?P<path>(?![a-z]+:|//)[^\s()<>]+{_ENDING})\)",
    re.IGNORECASE,
)
"""A link to a file of the deck, which is not there for learners: `[x](map.png)`."""


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
            message = f"`{match[0]}` {shows}; write `![{alt}]({pointed})`"
            yield Diagnostic(text.at(match.start()), "media-brackets", message)
