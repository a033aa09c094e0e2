"""Signs of a text that Markdown takes for its own, so that the card lacks them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from recto.diagnostics import Diagnostic
from recto.diagnostics.diagnostic import short
from recto.system.patterns import compiled_on_use
from recto.text import Span, Text, code_spans, covering, math_spans
from recto.text.html import unescaped


def lost_signs(text: Text, finished: str) -> Iterator[Diagnostic]:
    """What Markdown makes of a text that was meant to show its signs; the first of each sort."""
    value = text.value
    if "\n" not in value:
        if value[:1] in _BEGINS and _ONE_LINE.fullmatch(value):
            yield _lost_sign(text, 0, value[0])
    elif "<li>" in finished or "</h" in finished or "<blockquote>" in finished:
        yield from _lost_in_lines(text, finished)
    if "]" in value and "]:" in value:
        yield from _lost_addresses(text, finished)
    if "\\" in value:
        yield from _lost_backslashes(text)


_BEGINS = frozenset(">-+*#_")
_ONE_LINE = compiled_on_use(
    r"""  >(?:>|[ \t]*(?=[=\d.$+&/~-])|[ ]?(?=[\w-]+\.\w+\Z)).*  # `> 5`, `> /dev/null`, `>> log.txt`
      | [-+][ \t]+(?=[\d.$]).*                               # `- 5`
      | [*+\#][ \t]+\S.*                                     # `* any text`, `# systemctl`
      | -[ \t]+[-+*][ \t]+\S.*                               # Morse
      | ([-*_])(?:[ \t]*\1){2,}[ \t]*                        # `***`""",
    re.VERBOSE,
)
"""A text of one line that begins as a comparison, a number or a command does, and to Markdown is a
quotation, a list, a heading or a line across the card."""


def _lost_sign(text: Text, at: int, sign: str) -> Diagnostic:
    message = f"Markdown takes the `{sign}` for a mark of its own, and the card lacks it; write `\\{sign}`"
    return Diagnostic(text.at(at), "sign-lost", message)


_TWO_BULLETS = compiled_on_use(
    r"^[ ]{0,3}(?P<sign>[-+*])[ \t](?:[ \t]*[-+*][ \t])+[ \t]*[^-+*\s]", re.MULTILINE
)
_TWO_HEADINGS = compiled_on_use(r"^(?P<sign>\#)[ ]+\S.*\n\#[ ]+\S", re.MULTILINE)
_SHORT_RULE = compiled_on_use(
    r"^(?![ ]*[-+*>#|=])[ ]{0,3}\S.*\n[ ]{0,3}(?P<sign>-|=){1,2}[ \t]*$", re.MULTILINE
)
"""A line of one or two `-` or `=`, which makes a heading of the line above it."""
_PLUS = compiled_on_use(r"^(?P<sign>\+)[ \t]+\S[^\n]*\n(?:[^\n]*\n)*?-[ \t]+\S", re.MULTILINE)
"""Advantages and drawbacks, or lines of a patch: both become bullets."""
_PROMPT = compiled_on_use(r"^(?P<sign>>)>>[ ]", re.MULTILINE)


_TRACES = {
    _TWO_BULLETS: "<li><ul>",
    _TWO_HEADINGS: "</h1><h1>",
    _SHORT_RULE: "</h",
    _PLUS: "</ul><ul>",
    _PROMPT: "<blockquote><blockquote>",
}
"""What Markdown makes of each."""
_TRACE = re.compile("|".join(_TRACES.values()) + "|<ol")
"""Any of them, or a numbered list: looked for first, since most lists have none."""


def _lost_in_lines(text: Text, finished: str) -> Iterator[Diagnostic]:
    """The first line whose sign is gone, and the first item whose number has become another."""
    if not _TRACE.search(finished):
        return
    value = text.value
    looked = (each.search(value) for each, trace in _TRACES.items() if trace in finished)
    signs = [match.start("sign") for match in looked if match]
    numbers = _lost_numbers(value) if "<ol" in finished else []
    if not signs and not numbers:
        return
    literal = code_spans(value)
    for at in sorted(signs):
        if not covering(at, literal):
            yield _lost_sign(text, at, value[at])
    for at, number, shown in numbers:
        if not covering(at, literal):
            message = (
                f"Markdown counts for itself, and the card has {shown} here; write `{number}\\.`"
            )
            yield Diagnostic(text.at(at), "sign-lost", message)


_ITEM = compiled_on_use(r"(?P<number>\d{1,9})[.)][ \t]+\S")


def _lost_numbers(value: str) -> list[tuple[int, int, int]]:
    """Where the first list begins to count otherwise than was written, the number, and what shows.

    Years that follow each other, or a countdown. Equal numbers are a habit, as are slips.
    """
    items: list[tuple[int, int]] = []
    at = 0
    for line in [*value.split("\n"), "end"]:
        if match := _ITEM.match(line):
            items.append((at, int(match["number"])))
        elif line.strip() and not line.startswith((" ", "\t")):
            if wrong := _wrong_number(items):
                return [wrong]
            items = []
        at += len(line) + 1
    return []


def _wrong_number(items: list[tuple[int, int]]) -> tuple[int, int, int] | None:
    steps = {other - one for (_, one), (_, other) in pairwise(items)}
    if steps <= {1} or not (min(steps) > 0 or max(steps) < 0):
        return None
    first = items[0][1]
    counted = ((at, number, first + place) for place, (at, number) in enumerate(items))
    return next((each for each in counted if each[1] != each[2]), None)


_ADDRESS = compiled_on_use(r"^[ ]{0,3}(?P<label>\[[^\[\]\n]+\]):[ \t]*\S", re.MULTILINE)
_LABEL = compiled_on_use(r"\[[^\[\]\n]+\]")


def _lost_addresses(text: Text, finished: str) -> Iterator[Diagnostic]:
    """The first line that Markdown takes for the address of a link which is nowhere."""
    written = Counter(_LABEL.findall(text.value))
    shown = set(_LABEL.findall(unescaped(finished)))
    for match in _ADDRESS.finditer(text.value):
        label = match["label"]
        if written[label] == 1 and label not in shown:
            taken = "a footnote" if label.startswith("[^") else "the address of a link"
            message = (
                f"Markdown takes `{label}:` for {taken}, and the card lacks it; write `\\{label}:`"
            )
            yield Diagnostic(text.at(match.start("label")), "sign-lost", message)
            return


_WORD = compiled_on_use(r"[^\s\\]*+\\\S*")
"""A word with a backslash in it."""
_ESCAPE = compiled_on_use(r"\\(?:(?P<gone>[!-/:-@\[\]^_`{-~])|(?P<letter>[A-Za-z0-9])|\\)")
_SHARE = compiled_on_use(r"[\"'“(]*\\\\[A-Za-z0-9][\w.$-]*\\[\w$]")
"""`\\server\\share`, whose first two become one."""
_PATH = compiled_on_use(r"[\"'“(]*[A-Za-z]:\\[^\w\s\\]")
_REGEX = compiled_on_use(
    r"\[\^|[\])][+*?]|(?<!\\)\.[*+]|\A\^|(?<!\\)\$\Z|\[[a-z0-9]-[a-z0-9]|[A-Za-z]\\\.[A-Za-z]|\\/|\(\?"
)
r"""What regular expressions are full of; and `example\.com`."""
_THIN_SPACE = compiled_on_use(r"\d\\[,;:][A-Za-z°%]")
r"""`10\,km` as LaTeX has it."""
_CONTINUED = compiled_on_use(r"(?P<word>[A-Za-z]:|[ ])\\\n(?P<option>[ \t]*-)?")
"""A backslash at the end of a line: a folder, or a command that goes on."""


def _lost_backslashes(text: Text) -> Iterator[Diagnostic]:
    """The first word that is a path, an expression or a command, and lacks a backslash."""
    value = text.value
    found = [(match.start(), match[0]) for match in _WORD.finditer(value) if _is_hurt(match[0])]
    found += [
        (match.start(), match[0].split("\n")[0].strip())
        for match in _CONTINUED.finditer(value)
        if match["option"] or match["word"] != " "
    ]
    if not found:
        return
    code = code_spans(value)
    literal = sorted([*code, *(formula.span for formula in math_spans(value, code, []))])
    for at, word in sorted(found):
        if not _touches(at, at + len(word), literal):
            message = (
                f"Markdown takes a backslash out of `{short(word, 30)}`, and the card lacks it; "
                "put it in backquotes, or write two"
            )
            yield Diagnostic(text.at(at), "sign-lost", message)
            return


def _is_hurt(word: str) -> bool:
    """Whether a word loses a backslash that its author meant."""
    escapes = list(_ESCAPE.finditer(word))
    gone = "".join(each["gone"] or "" for each in escapes)
    if _SHARE.match(word) or _PATH.match(word) or _THIN_SPACE.search(word):
        return True
    if not gone or word.startswith(("\\(", "\\[", "\\begin")):
        return False
    has_letters = any(each["letter"] for each in escapes)
    return has_letters or bool(set(gone) & set("./?+^()[]{}|") and _REGEX.search(word))


def _touches(start: int, end: int, spans: list[Span]) -> bool:
    return any(covering(at, spans) for at in (start, end - 1))
