"""What is wrong with a file that is no YAML, in words of people who write cards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from recto.diagnostics import Diagnostic, Location
from recto.readers.yaml.places import place_at
from recto.system.patterns import compiled_on_use

DEEPEST = 20
"""Levels of nesting; Recto's own files have five."""

HARD_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"

_BRACES = compiled_on_use(r"^[ \t]*(?:-[ \t]+)*(?:[\w-]+:[ \t]+)?(?=\{\{)")
_GLUED = compiled_on_use(
    r"^(?P<before>[ ]*(?:-[ ]+)*)(?P<sign>-(?=[a-z_]+:(?:\s|$))|[a-z_]+(?:：|:(?=[^\s:/])))"
)
_NO_KEY = "did not find expected key"
_LACKS_SPACE = {
    "could not find expected ':'",
    "did not find expected '-' indicator",
    _NO_KEY,
    "mapping values are not allowed in this context",
}
"""What libyaml says where a `-` or `:` has no space after it, often of the line below."""
_QUOTED = compiled_on_use(r"[ ]*(?:-[ ]+)*(?:[\w-]+:[ ]+)?(?P<quote>['\"])")
_CURLY = compiled_on_use("(?:[-:][ ]+|[\\[,][ ]*)[“”„‘«]|[”“’»][ ]*$")
"""A typographic quote where a text begins or ends."""
_CONFLICT = compiled_on_use(r"^(?:<{7}|>{7})(?: |$)", re.MULTILINE)
_ONLY_A_KEY = compiled_on_use(r"\s*(?:-[ ]+)*(?=[\w-]+\s*$)")
_PLAIN_WORDS = {
    "mapping values are not allowed in this context": (
        "a `: ` in a text without quotes; put the text in quotes or in a block (`|`)"
    ),
    "found unexpected end of stream": "this quote is never closed",
    "found unknown escape character": (
        "in \"…\" a backslash begins an escape; use '…' or a block (`|`)"
    ),
    "did not find expected hexdecimal number": (
        "in \"…\" a backslash begins an escape; use '…' or a block (`|`)"
    ),
    "found invalid Unicode character escape code": (
        "an escape that is no character; write the character itself"
    ),
    "could not find expected ':'": "a key without its `:`, or a text that lost its indentation",
    "did not find expected '-' indicator": "this line's indentation fits no list item above it",
    _NO_KEY: (
        "this fits nothing above it: its indentation is wrong, or a line above lacks its `: `"
    ),
    "block sequence entries are not allowed in this context": (
        "a `- ` after a key; begin a list on the next line, or put the text in quotes"
    ),
    "found incompatible YAML document": "`%YAML` means nothing here; delete this line",
    "did not find expected ',' or ']'": "this `[` is never closed, or a comma is missing",
    "did not find expected ',' or '}'": "this `{` is never closed, or a comma is missing",
}
_QUOTES_MISSED = {
    "mapping values are not allowed in this context",
    "found unexpected end of stream",
}
_AT_CONTEXT = {
    "could not find expected ':'",
    "found unexpected end of stream",
    "did not find expected ',' or ']'",
    "did not find expected ',' or '}'",
}
_SIGN_FIRST = {
    ("while scanning an alias", "did not find expected alphabetic or numeric character"),
    ("while scanning an anchor", "did not find expected alphabetic or numeric character"),
    ("while scanning a tag", "did not find expected whitespace or line break"),
    ("while scanning a block scalar", "did not find expected comment or line break"),
}
"""What libyaml takes a text for that begins with `*`, `&`, `!`, `>` or `|`."""
_SIGNS = ("cannot start any token", "mapping keys are not allowed", "expected node content")
"""In what it says of other such signs."""
_TOO_DEEP = "exceeded maximum nesting depth"
"""What libyaml says from version 0.2.6 on; it reads a line ahead, so it may be the first to."""
_AFTER = {
    '"': "text after a closing quote; a text with a `\"` in it goes between '…' as a whole",
    "'": 'text after a closing quote; a text with a `\'` in it goes between "…" as a whole',
    "]": "text after a closing bracket; put a text that begins with `[` or `{` in quotes",
    "}": "text after a closing bracket; put a text that begins with `[` or `{` in quotes",
}


def syntax_error(path: Path, text: str, error: yaml.MarkedYAMLError) -> Diagnostic:
    """The library's complaint as a diagnostic: where to look, and what to write instead."""
    problem = error.problem or "this is not YAML"
    sign_first = (error.context, problem) in _SIGN_FIRST
    at_context = (problem in _AT_CONTEXT or sign_first) and error.context_mark
    mark = error.context_mark if at_context else error.problem_mark or error.context_mark
    if mark is None:
        return Diagnostic(Location(path), "yaml-syntax", problem)
    place = Location(path, mark.line + 1, mark.column + 1)
    lines = text.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    return (
        _unquoted_cloze(lines, place)
        or _conflict(path, text)
        or (_glued(lines, place) if problem in _LACKS_SPACE else None)
        or (_opened_above(lines, place) if problem == _NO_KEY else None)
        or _in_the_line(place, line, problem, sign_first=sign_first)
    )


def _near(lines: list[str], place: Location) -> Iterator[tuple[int, str]]:
    """The line of a place and the one above it, each with its number."""
    for number in (place.line, place.line - 1):
        if 1 <= number <= len(lines):
            yield number, lines[number - 1]


def _unquoted_cloze(lines: list[str], place: Location) -> Diagnostic | None:
    for number, line in _near(lines, place):
        if braces := _BRACES.match(line):
            return unquoted_cloze(place._replace(line=number, column=braces.end() + 1))
    return None


def _conflict(path: Path, text: str) -> Diagnostic | None:
    conflict = _CONFLICT.search(text)
    if conflict is None:
        return None
    message = "git left a conflict here; keep what is right and delete the marks"
    return Diagnostic(place_at(path, text, conflict.start()), "yaml-syntax", message)


def _glued(lines: list[str], place: Location) -> Diagnostic | None:
    """A `-`, or a key with its colon, that has no space after it."""
    for number, line in _near(lines, place):
        if glued := _GLUED.match(line):
            place = place._replace(line=number, column=glued.end("before") + 1)
            return Diagnostic(place, "yaml-syntax", lacks_space(glued["sign"]))
    return None


def _opened_above(lines: list[str], place: Location) -> Diagnostic | None:
    """A quote that ends just before a place, in a later line than it was opened."""
    before = lines[place.line - 1][: place.column - 1].rstrip()
    quote = before[-1:]
    if quote not in ("'", '"') or before.count(quote) % 2 == 0:
        return None
    for number in range(place.line - 1, 0, -1):
        line = lines[number - 1]
        opening = _QUOTED.match(line)
        if opening and opening["quote"] == quote:
            message = f"this quote is closed only in line {place.line}; is its end missing here?"
            place = place._replace(line=number, column=opening.end())
            return Diagnostic(place, "yaml-syntax", message + _curly(line))
    return None


def _curly(line: str) -> str:
    """What to add where a line has typographic quotes in the place of YAML's."""
    return "; “…” are no quotes to YAML" if _CURLY.search(line) else ""


def _in_the_line(place: Location, line: str, problem: str, *, sign_first: bool) -> Diagnostic:
    """What the line itself shows of the cause; `place` is where the library gave up."""
    if problem == _TOO_DEEP:
        return too_deep(place)
    at = place.column - 1
    indentation, before = line[: len(line) - len(line.lstrip())], line[:at]
    character = line[at : at + 1]
    if "\t" in indentation or character == "\t":
        message = "a tab in the indentation; YAML takes only spaces"
        return Diagnostic(place, "yaml-tab", message)
    if hard := next((each for each in indentation if each in HARD_SPACES), None):
        place = place._replace(column=indentation.index(hard) + 1)
        return Diagnostic(place, "yaml-syntax", hard_space(hard))
    if character and (sign_first or any(each in problem for each in _SIGNS)):
        name = {"`": "a backtick"}.get(character, f"`{character}`")
        message = f"a text can't begin with {name}; put it in quotes"
    elif problem.startswith("mapping values") and (key := _ONLY_A_KEY.match(before)):
        place = place._replace(column=key.end() + 1)
        message = _PLAIN_WORDS[_NO_KEY]
    elif problem == _NO_KEY and before.rstrip()[-1:] in _AFTER:
        message = _AFTER[before.rstrip()[-1]]
    else:
        message = _PLAIN_WORDS.get(problem, problem)
        message += _curly(line) if problem in _QUOTES_MISSED else ""
    return Diagnostic(place, "yaml-syntax", message)


def lacks_space(sign: str) -> str:
    """What to say of a `-`, or a key with its colon, that is glued to what follows."""
    if sign.endswith("："):  # as Chinese and Japanese keyboards write it
        return f"`：` is no colon to YAML; write `{sign[:-1]}: `"
    return f"a space is missing after `{sign}`"


def unquoted_cloze(place: Location) -> Diagnostic:
    """The fault of a text that YAML takes for a mapping."""
    return Diagnostic(place, "unquoted-cloze", "quote a text that begins with `{{`")


def too_deep(place: Location) -> Diagnostic:
    """The fault of nesting that no source of Recto's can need."""
    return Diagnostic(place, "yaml-nesting", f"more than {DEEPEST} levels of nesting")


def hard_space(character: str) -> str:
    """What to say of a space that looks like one and is none to YAML."""
    return f"a hard space (U+{ord(character):04X}) in the indentation; YAML takes only plain spaces"
