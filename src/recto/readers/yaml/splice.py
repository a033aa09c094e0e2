"""Another value for a scalar as it is written: only those words change that differ."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import NamedTuple

from recto.readers.yaml.file_text import BREAK
from recto.readers.yaml.written import quoted
from recto.text.changes import changes

BLOCKS = ("|", ">")
_PIECES = re.compile(r"\w+|\s|.", re.DOTALL)


def spliced(piece: str, style: str, before: str, value: str, line_end: str) -> str | None:
    """A scalar as it is written, which says `before`, with only those words changed that differ.

    None where it can't say the new value in its style.
    """
    spans = _spans(piece, style, before)
    if spans is None:
        return None
    value = before[: len(before) - len(before.lstrip())] + value
    indent = _indentation(piece, before) if style in BLOCKS else ""
    old, new = _PIECES.findall(before), _PIECES.findall(value)
    begins, new_begins = ([0, *accumulate(map(len, pieces))] for pieces in (old, new))
    for change in reversed(changes(old, new)):
        first, last = begins[change.start], begins[change.end]
        start, end = new_begins[change.new_start], new_begins[change.new_end]
        encoded = _encoded(value, start, end, style, indent)
        if encoded is None:
            return None
        stop = spans[last - 1][1] if last > first else spans[first][0]
        piece = piece[: spans[first][0]] + encoded.replace("\n", line_end) + piece[stop:]
    return piece


def _encoded(value: str, start: int, end: int, style: str, indent: str) -> str | None:
    """A piece of a text as a scalar of a style has it; None if it can't."""
    text = value[start:end]
    if style == '"':
        return quoted(text)[1:-1]
    if "\n" not in text:
        return text.replace("'", "''") if style == "'" else text
    if style != "|":
        return None
    ahead = value[end : end + 1]
    return _LINE_END.sub(f"\n{indent}", text + ahead).removesuffix(ahead)


_LINE_END = re.compile(r"\n(?=[^\n])")


def _indentation(piece: str, value: str) -> str:
    """The spaces before each line of a block."""
    first = re.search(r"\n([ ]*)[^\s]", piece)
    own = re.search(r"(?:\A|\n)([ ]*)[^\s]", value)
    return first[1][: len(first[1]) - len(own[1])] if first and own else ""


_ESCAPE = re.compile(r"\\(?:x..|u.{4}|U.{8}|\r\n|.)", re.DOTALL)
_FOLD = re.compile(r"[ \t]*(?:\r\n|\r|\n)(?:[ \t]*(?:\r\n|\r|\n))*[ \t]*")
_HEADER = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)")


def _spans(piece: str, style: str, value: str) -> list[tuple[int, int]] | None:
    """For each character of a value where it stands in the scalar, and the place behind the last.

    None where that can't be told, as where a line is continued by a backslash.
    """
    spans: list[tuple[int, int]] = []
    at, indent = 1 if style else 0, ""
    if style in BLOCKS:
        header = _HEADER.match(piece)
        indent = _indentation(piece, value)
        at = header.end() if header else 0
        at += len(indent) if piece.startswith(indent, at) else 0
    while len(spans) < len(value):
        found = _span(piece, at, style, indent)
        sign = value[len(spans)]
        if found.length > 1 or found.text:
            if not value.startswith(found.text or "\n" * found.length, len(spans)):
                return None
            spans += [(at, at)] * (found.length - 1)
        elif not (found.is_escape or piece.startswith(sign, at)):
            return None
        spans.append((at, found.end))
        at = found.end
    return [*spans, (at, at)]


class _Span(NamedTuple):
    """What stands at a place of a scalar."""

    end: int
    length: int = 1
    """Characters of the value."""
    text: str = ""
    """Which these must be, where that is no character of the file."""
    is_escape: bool = False


def _span(piece: str, at: int, style: str, indent: str) -> _Span:
    if style == "|":
        line_end = BREAK.match(piece, at)
        if line_end:
            spaces = re.compile(rf" {{0,{len(indent)}}}").match(piece, line_end.end())
            return _Span(spaces.end() if spaces else line_end.end(), text="\n")
    elif fold := _FOLD.match(piece, at):
        breaks = len(BREAK.findall(fold[0]))
        return _Span(fold.end(), max(breaks - 1, 1), " " if breaks == 1 else "\n" * (breaks - 1))
    elif style == '"' and (escape := _ESCAPE.match(piece, at)):
        return _Span(escape.end(), is_escape=escape[0][1] not in "\r\n")
    elif style == "'" and piece.startswith("''", at):
        return _Span(at + 2)
    return _Span(at + 1)
