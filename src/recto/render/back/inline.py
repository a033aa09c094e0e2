"""The runs of a line as Markdown: marks as its signs where it reads them so, else as tags."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from recto.media import is_remote
from recto.render.back.escapes import Care, escaped
from recto.render.back.lines import SIMPLE, Marks, Run, What
from recto.render.back.tags import quoted
from recto.text.html import unescaped


class InLine(NamedTuple):
    """How lines are written."""

    care: Care
    uses_tags: bool
    """Whether bold and italic are tags."""

    def line(self, runs: Sequence[Run], *, in_table: bool = False) -> str:
        """The runs of a line."""
        if len(runs) == 1 and not runs[0].marks and runs[0].what is What.TEXT:
            return escaped(runs[0].text, self.care, in_table=in_table)
        pieces = [*self.pieces(runs, in_table=in_table)]
        self.sign(pieces)
        return "".join([piece.text for piece in pieces])

    def pieces(self, runs: Sequence[Run], *, in_table: bool) -> Iterator[_Piece]:
        """The runs, and the beginnings and ends of marks between them, which are no text yet."""
        opened: list[str] = []
        place = 0
        while place < len(runs):
            wanted = runs[place].marks
            while not wanted.issuperset(opened):
                yield _Piece(opened.pop(), is_end=True)
            for mark in _longest_first(wanted.difference(opened), runs, place):
                opened.append(mark)
                yield _Piece(mark)
            end = _end_of_code(runs, place, opened[-1]) if opened else place
            if end > place:  # the beginning of the mark stays without text
                yield _Piece("", text=_code(runs[place:end]))
                opened.pop()
                place = end
            else:
                yield _Piece("", text=self.run(runs, place, in_table=in_table))
                place += 1
        while opened:
            yield _Piece(opened.pop(), is_end=True)

    def run(self, runs: Sequence[Run], place: int, *, in_table: bool) -> str:
        text, _, what, more = runs[place]
        if what is What.TEXT:
            care, is_start = self.care, not place
            written = escaped(text, care, in_table=in_table, is_start=is_start, is_edge=True)
            if place and text[0].isdigit() and runs[place - 1].what is What.FORMULA:
                return f"&#{ord(text[0])};{written[1:]}"  # right behind it, a digit makes it none
            return written
        if what is What.HINT:
            following = runs[place + 1].text if place + 1 < len(runs) else ""
            return ":: " if _NO_WORDS.search(following) else "::"
        if what is What.IMAGE:
            return _image(_path(text), dict(more))
        return _FORMS[what].format(_address(_path(text)) if what is What.SOUND else text)

    def sign(self, pieces: list[_Piece]) -> None:
        """Give the beginnings and ends of marks their text."""
        opened: list[int] = []
        for place, piece in enumerate(pieces):
            if not piece.mark:
                continue
            if not piece.is_end:
                opened.append(place)
                continue
            while pieces[opened[-1]].mark != piece.mark:
                opened.pop()  # code in backquotes, which is written already
            begin = opened.pop()
            pieces[begin].text, piece.text = self.signs(pieces, begin, place)

    def signs(self, pieces: list[_Piece], begin: int, end: int) -> tuple[str, str]:
        """What stands before and behind what a mark marks."""
        mark = pieces[begin].mark
        sign = _SIGNS.get(mark)
        if sign and not self.uses_tags and _is_read(pieces, begin, end):
            return sign, sign
        if link := _LINK.fullmatch(mark):
            return "[", f"]({_address(unescaped(link['address']))})"
        tag = mark.partition("\0")[0] if mark not in SIMPLE else f"<{mark}>"
        return tag, f"</{tag.strip('<>').partition(' ')[0]}>"


class _Piece:
    """Text as it is written, or the beginning or the end of a mark."""

    __slots__ = ("is_end", "mark", "text")

    def __init__(self, mark: str, *, is_end: bool = False, text: str = "") -> None:
        self.mark = mark
        self.is_end = is_end
        self.text = text


_FORMS = {
    What.FORMULA: "${}$",
    What.DISPLAY: "$${}$$",
    What.RULE: "<hr>",
    What.CLOZE: "{{{{c{}::",
    What.END: "}}}}",
    What.SOUND: "![]({})",
}
_SIGNS = {"b": "**", "i": "*", "s": "~~"}
_LINK = re.compile(r'<a href="(?P<address>[^"]*)">\0.*')
_NO_WORDS = re.compile(r"[\d:/(<.]")
"""What may make a hint seem a part of the name before it; a space before it tells them apart."""


def _longest_first(marks: Marks, runs: Sequence[Run], place: int) -> list[str]:
    """Marks in the order in which they begin: the one that goes on longest first."""
    if len(marks) < 2:  # noqa: PLR2004  # nothing to order
        return [*marks]

    def length(mark: str) -> int:
        return next((n for n, run in enumerate(runs[place:]) if mark not in run.marks), len(runs))

    return sorted(marks, key=lambda mark: (-length(mark), mark in SIMPLE, mark))


def _end_of_code(runs: Sequence[Run], place: int, mark: str) -> int:
    """Where code ends that backquotes can hold; its own place where something else is in it."""
    if not mark.startswith("<code>\0"):
        return place
    end = place
    while end < len(runs) and mark in runs[end].marks:
        if runs[end].marks != runs[place].marks or runs[end].what not in _IN_CODE:
            return place
        end += 1
    text = "".join(run.text for run in runs[place:end])
    return end if text and text.strip() == text else place


_IN_CODE = {What.TEXT, What.CLOZE, What.END}


def _code(runs: Sequence[Run]) -> str:
    text = "".join(_FORMS.get(run.what, "{}").format(run.text) for run in runs)
    ticks = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    space = " " if "`" in (text[0], text[-1]) else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def _path(path: str) -> str:
    """The path of a file as it stands in an address, where `%` begins a number."""
    return path if is_remote(path) else path.replace("%", "%25")


def _address(address: str) -> str:
    """Where a link leads, in pointed brackets if it must be."""
    address = re.sub(r"[\n<>\\]", lambda sign: f"%{ord(sign[0]):02X}", address)
    return f"<{address}>" if not address or re.search(r"[\s()]", address) else address


_SIZE = re.compile(r"(width|height): (\d+(?:\.\d+)?(?:%|px|r?em|cm|mm|in|pt))")


def _image(path: str, given: dict[str, str]) -> str:
    attributes = "".join(f' {name}="{quoted(value)}"' for name, value in given.items())
    alt, style = given.pop("alt", ""), given.pop("style", "")
    sizes = [_SIZE.fullmatch(part) for part in style.split("; ")] if style else []
    if given or not all(sizes) or re.search(r"[\[\]\\`*_<&$|]", alt):
        return f'<img src="{quoted(path)}"{attributes}>'
    said = " ".join(f"{size[1]}={size[2]}" for size in sizes if size)
    return f"![{alt}]({_address(path)})" + (f"{{{said}}}" if said else "")


def _is_read(pieces: list[_Piece], begin: int, end: int) -> bool:
    """Whether Markdown reads signs at two places as the beginning and end of a mark."""
    if begin and pieces[begin - 1].is_end and pieces[begin - 1].mark in _SIGNS:
        return False
    outside, inside = _before(pieces, begin), _behind(pieces, begin)
    last, after = _before(pieces, end), _behind(pieces, end)
    return _flanks(outside, inside) and _flanks(after, last)


def _before(pieces: list[_Piece], place: int) -> str:
    """The character before a place, past other marks; a tag is like its bracket."""
    for piece in reversed(pieces[:place]):
        if not piece.mark:
            return piece.text[-1]
        if piece.mark not in _SIGNS:
            return "<"
    return " "


def _behind(pieces: list[_Piece], place: int) -> str:
    for piece in pieces[place + 1 :]:
        if not piece.mark:
            return piece.text[0]
        if piece.mark not in _SIGNS:
            return "<"
    return " "


def _flanks(outside: str, inside: str) -> bool:
    """CommonMark's rule for what stands on both sides of a sign."""
    return not inside.isspace() and (inside.isalnum() or not outside.isalnum())
