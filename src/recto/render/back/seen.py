r"""What a learner sees of a field's HTML.

Two texts of HTML show the same if this is equal. So what counts as no difference is said here, and
nowhere else:

- how a line begins: by `<br>`, `<div>` or `<p>`; one empty line or many;
- empty lines at the edges of a text, and beside lists, tables, quotations, headings and code;
- `<b>` and `<strong>`, `<i>` and `<em>`, `<s>`, `<strike>` and `<del>`, or a style that says the same;
- bold, italic and struck spaces, and whether a mark stands around a cloze or around all that it hides;
- tags without content or effect: comments, `<span>`, `<wbr>`, attributes that do nothing on a card;
- spaces: several in a row, a hard one or two between words (but for the one before a sign or after
  a number), spaces at the end of a line; three hard ones stay, and those that begin a line;
- code without attributes in `<pre>` alone or in `<pre><code>`;
- how a formula is marked (`[$]`, `[latex]`, `\(`), and spaces at its edges or doubled.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from recto.media import FILMS, SOUNDS, is_remote
from recto.media.kinds import ending
from recto.render.back.lines import NO_MARKS, Box, Line, Lines, Marks, Run, UnseenError, What
from recto.render.back.tags import Tag, read_tag, sized
from recto.render.back.tidy import tidied
from recto.text.html import BLOCKS, INLINE, unescaped

LONGEST = 20_000
"""Characters; nothing longer is a side of a card that somebody wants to read as Markdown."""


def seen(
    html: str, path_of: Callable[[str], str] = str, *, clozes: bool = False, unsafe: bool = False
) -> Lines:
    """What a learner sees. `path_of` tells the path of a file that the HTML names.

    With `unsafe` each attribute counts, for a script may look at it.
    """
    if len(html) > LONGEST:
        raise UnseenError
    return _Reader(html, path_of, clozes=clozes, unsafe=unsafe).lines()


DEEPEST = 30
"""Elements in one another; who has more has it from a program that went wrong."""

_TAG = r"""(?P<tag></?[A-Za-z](?:[^"'<>]++|"[^"]*+"|'[^']*+')*+>)
      | (?P<comment><!--.*?-->|<![^<>]*+>)"""
_MARKS = r"""
      | (?P<math>\\\(.+?\\\)|\\\[.+?\\\])
      | (?P<sound>\[sound:[^\]]++\])
      | (?P<latex>\[(?P<sort>(?i:latex)|\$\$?)\].*?\[/(?P=sort)\])
      | (?P<active>\[\[type:|\[anki:)"""
_CLOZES = r"| (?P<cloze>\{\{c[0-9]++(?:,[0-9]++)*+::)|(?P<hint>::)|(?P<shut>\}\})"
_FLAGS = re.VERBOSE | re.DOTALL
_PIECE = re.compile(_TAG + _MARKS, _FLAGS)
_PIECE_OF_CLOZE = re.compile(_TAG + _MARKS + _CLOZES, _FLAGS)
_PIECE_OF_CODE = re.compile(
    _TAG + _MARKS.replace(r"\\\(", r"(?!)\\\(").replace(r"|\\\[", r"|(?!)\\\["), _FLAGS
)
_PIECE_OF_CLOZE_CODE = re.compile(_PIECE_OF_CODE.pattern + _CLOZES, _FLAGS)
"""MathJax looks into no code."""
_WHITE = re.compile(r"[ \t\n\r\f]+")
_HARD = re.compile(r"[ \u00a0]*\u00a0[ \u00a0]*")
_KEPT_HARD = re.compile(r"(?<=[\d«§])\u00a0(?=\S)|(?<=\S)\u00a0(?=[?!:;»%°\d])")
"""A hard space that is meant: before a sign, or between a number and its unit."""

_NOTHING = frozenset({"a", "font", "span"})
"""Elements that do nothing without attributes."""
_PARTS = {
    "li": (("li",), ("ul", "ol")),
    "tr": (("tr", "td", "th"), ("table",)),
    **dict.fromkeys(("td", "th"), (("td", "th"), ("tr",))),
    **dict.fromkeys(("dt", "dd"), (("dt", "dd"), ("dl",))),
}
"""What an element ends that is still open, and what it must stand in."""
_CLEAR = frozenset({"tbody", "thead", "tfoot", "colgroup"})
_LINES_ONLY = frozenset(
    {"p", "div", "section", "article", "main", "header", "footer", "nav", "aside"}
)
_APART = frozenset(
    {"p", "ul", "ol", "dl", "table", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"}
)
"""Elements with a margin above and below."""
_SHOWN_EMPTY = frozenset({"li", "td", "th"})
_UNREAD = frozenset({"audio", "video", "source", "col"})


class _Open:
    """A block that is open; an object each, so that equal neighbours are two boxes."""

    __slots__ = ("boxes", "is_box", "lines", "tag")

    def __init__(self, tag: Tag, boxes: tuple[_Open, ...], lines: int, is_box: bool) -> None:  # noqa: FBT001
        self.tag = tag
        self.is_box = is_box
        self.boxes = (*boxes, self) if is_box else boxes
        self.lines = lines
        """How many stood before it."""


class _Reader:
    def __init__(
        self, html: str, path_of: Callable[[str], str], *, clozes: bool, unsafe: bool
    ) -> None:
        self.html = html
        self.unsafe = unsafe
        self.path_of = path_of
        self.prose, self.code = (
            (_PIECE_OF_CLOZE, _PIECE_OF_CLOZE_CODE) if clozes else (_PIECE, _PIECE_OF_CODE)
        )
        self.pattern = self.prose
        self.open: list[_Open] = []
        self.marked: list[tuple[str, Marks]] = []
        """The elements in a line that are open, each with what it adds to the marks."""
        self.marks = NO_MARKS
        self.codes = self.pre = 0
        """How many are open: `<code>`, `<pre>`."""
        self.runs: list[Run] = []
        self.is_spaced = True
        """Whether a space would add nothing here."""
        self.is_apart = False
        self.found: list[tuple[tuple[_Open, ...], tuple[Run, ...], bool]] = []
        self.hinted: list[bool] = []
        """For each cloze that is open, whether its hint has begun."""

    def lines(self) -> Lines:
        html, position = self.html, 0
        while piece := self.pattern.search(html, position):
            start, end = piece.span()
            if start > position:
                self.text(html[position:start])
            position = end
            sort = piece.lastgroup
            if sort == "tag":
                self.tag(read_tag(piece[0], self.unsafe))
            elif sort != "comment":
                self.mark(str(sort), piece)
        if position < len(html):
            self.text(html[position:])
        if self.hinted:
            raise UnseenError  # a cloze without an end
        while self.open:
            self.close()
        self.end_line()
        return _numbered(self.found)

    # in a line

    def text(self, source: str) -> None:
        if "&" in source:
            source = unescaped(source)
        if self.pre:
            self.preformatted(source)
            return
        if "  " in source or not source.isprintable():
            source = _WHITE.sub(" ", source)
        if self.is_spaced:
            source = source.lstrip(" ")
        if not source.isascii():
            source = _HARD.sub(self.hard, source.replace("\u200b", ""))
        if source:
            self.is_spaced = source[-1] == " "
            self.runs.append(Run(source, self.marks))

    def hard(self, match: re.Match[str]) -> str:
        """Hard spaces as they count: see the top of the page."""
        spaces, start = match[0], match.start()
        begins = not start and not self.runs
        if len(spaces) >= (2 if begins else 3):
            return "\u00a0" * len(spaces)
        if begins or (self.is_spaced and not start):
            return ""
        return spaces if len(spaces) == 1 and _KEPT_HARD.match(match.string, start) else " "

    def preformatted(self, text: str) -> None:
        text = text.replace("\r\n", "\n").replace("\t", "    ").replace("\u00a0", " ")
        for number, each in enumerate(text.split("\n")):
            if number:
                self.end_line(is_kept=True)
            if each:
                self.runs.append(Run(each, self.marks))

    def add(self, text: str, what: What, more: tuple[tuple[str, str], ...] = ()) -> None:
        self.runs.append(Run(text, self.marks, what, more))
        self.is_spaced = False

    def mark(self, sort: str, piece: re.Match[str]) -> None:
        """Read what is a mark to Anki or MathJax."""
        text = piece[0]
        if sort == "active":
            raise UnseenError
        if sort == "math":
            if _STRANGE_TAG.search(text):
                raise UnseenError  # MathJax finds no formula across tags
            self.formula(unescaped(_ANY_TAG.sub(" ", text[2:-2])), is_display=text[1] == "[")
        elif sort == "latex":
            inside = text.partition("]")[2].rpartition("[")[0]
            self.latex(piece["sort"].lower(), unescaped(_ANY_TAG.sub(" ", inside)))
        elif sort == "sound":
            self.add(self.path_of(unescaped(text[7:-1]).strip()), What.SOUND)
        elif sort == "cloze":
            self.hinted.append(False)
            self.add(text[3:-2], What.CLOZE)
        elif sort == "hint" and self.hinted and not self.hinted[-1]:
            self.hinted[-1] = True
            self.add("", What.HINT)
            self.is_spaced = True
        elif sort == "shut" and self.hinted:
            if self.hinted.pop() and self.runs and self.runs[-1].what is What.TEXT:
                self.runs[-1] = self.runs[-1]._replace(text=self.runs[-1].text.rstrip(" "))
            self.add("", What.END)
        else:
            self.text(text)

    def formula(self, tex: str, *, is_display: bool) -> None:
        tex = _WHITE.sub(" ", tex.replace("\u00a0", " ")).strip()
        if not tex or tex.endswith("\\"):
            raise UnseenError
        tex = tex.replace("} }", "}}").replace(": :", "::")  # which parts marks of clozes
        self.add(tex, What.DISPLAY if is_display else What.FORMULA)

    def latex(self, sort: str, body: str) -> None:
        """What Anki makes an image of, as the formula that every client shows."""
        if sort != "latex":
            self.formula(body, is_display=sort == "$$")
            return
        body = body.replace("\u00a0", " ").strip()
        whole = _LATEX.fullmatch(body)
        if not whole or _NO_MATHJAX.search(body):
            raise UnseenError
        shown = next(
            part for part in (whole["line"], whole["own"], whole["shown"], whole[0]) if part
        )
        self.formula(shown, is_display=whole["line"] is None)

    def image(self, tag: Tag) -> None:
        given = dict(tag.given)
        source = given.pop("src", "")
        if not source:
            raise UnseenError
        is_named = not is_remote(source) and not source.startswith("data:")
        path = self.path_of(unquote(source)) if is_named else source
        if ending(path) in SOUNDS | FILMS:
            self.add(path, What.SOUND)
        else:
            self.add(path, What.IMAGE, sized(given))

    # tags

    def tag(self, tag: Tag) -> None:
        name = tag.name
        if len(self.open) + len(self.marked) > DEEPEST:
            raise UnseenError
        if name == "br":
            self.line_break()
        elif name in BLOCKS or name == "colgroup":
            self.block(tag)
        elif name == "img":
            self.image(tag)
        elif name in INLINE and name not in _UNREAD:
            if name != "wbr":
                self.inline(tag)
        else:
            raise UnseenError

    def line_break(self) -> None:
        if self.runs or self.pre:
            self.end_line(is_kept=bool(self.pre))
        else:
            self.is_apart = True

    def inline(self, tag: Tag) -> None:
        name = tag.name
        if tag.is_end:
            for place in range(len(self.marked) - 1, -1, -1):
                if self.marked[place][0] == name:
                    del self.marked[place]
                    if name == "code":
                        self.count_code(-1)
                    break
        else:
            marks = tag.marks
            if tag.given or not (marks or name in _NOTHING or (name == "code" and self.pre)):
                marks |= {f"{tag.begin}\0{len(self.found)}.{len(self.runs)}.{len(self.marked)}"}
            self.marked.append((name, marks))
            if name == "code":
                self.count_code(1)
        self.marks = NO_MARKS.union(*[marks for _, marks in self.marked])

    def count_code(self, step: int) -> None:
        """Code begins or ends, into which MathJax doesn't look."""
        self.codes += step
        self.pattern = self.code if self.codes else self.prose

    def block(self, tag: Tag) -> None:
        name = tag.name
        if name in _CLEAR:
            return
        if name == "hr":
            self.boundary(is_apart=True)
            self.add("", What.RULE)
            self.boundary(is_apart=True)
            return
        if tag.is_end:
            self.end(name)
            return
        if name in _PARTS:
            self.part(*_PARTS[name])
        elif self.open and self.open[-1].tag.name == "p":
            self.close()
        self.boundary(is_apart=name in _APART)
        is_wide = tag.begin == '<div class="wide">'  # Recto's own, around code and tables
        is_box = not is_wide and (bool(tag.given) or name not in _LINES_ONLY)
        boxes = self.open[-1].boxes if self.open else ()
        self.open.append(_Open(tag, boxes, len(self.found), is_box))
        if name == "pre":
            self.pre += 1
            self.count_code(1)

    def end(self, name: str) -> None:
        """Close a block and what is open in it."""
        if self.open and self.open[-1].tag.name == name:
            self.close()
            return
        for each in reversed(self.open):
            if each.tag.name == name:
                while self.open[-1] is not each:
                    self.close()
                self.close()
                return
        if name == "p":
            self.boundary(is_apart=True)

    def part(self, ends: tuple[str, ...], holders: tuple[str, ...]) -> None:
        """Close what a part of a list or table ends that is still open."""
        if self.open and self.open[-1].tag.name in holders:
            return
        names = [each.tag.name for each in self.open]
        holder = max((place for place, name in enumerate(names) if name in holders), default=-1)
        if holder < 0:
            raise UnseenError
        for place in range(holder + 1, len(names)):
            if names[place] in ends:
                while len(self.open) > place:
                    self.close()
                return

    def close(self) -> None:
        """Close the innermost block."""
        last = self.open[-1]
        name = last.tag.name
        is_shown = last.is_box and (name in _SHOWN_EMPTY or bool(last.tag.given))
        self.end_line(is_kept=is_shown and last.lines == len(self.found) and not self.runs)
        self.open.pop()
        if name == "pre":
            self.pre -= 1
            self.count_code(-1)
        if name in _APART:
            self.is_apart = True

    def boundary(self, *, is_apart: bool) -> None:
        self.end_line()
        if is_apart:
            self.is_apart = True

    def end_line(self, *, is_kept: bool = False) -> None:
        """End the line; one without anything is none, unless it is kept."""
        self.is_spaced = True
        if not self.runs and not is_kept:
            return
        runs = tidied(self.runs, is_code=bool(self.pre))
        self.runs = []
        if runs or is_kept:
            boxes = self.open[-1].boxes if self.open else ()
            self.found.append((boxes, runs, self.is_apart))
            self.is_apart = False


_ANY_TAG = re.compile(r"<[^<>]*>")
_STRANGE_TAG = re.compile(r"<(?!/?(?:br|wbr)\b)[a-zA-Z/]", re.IGNORECASE)
_LATEX = re.compile(
    r"""\$(?P<line>[^$]+)\$ | \$\$(?P<own>[^$]+)\$\$
      | \\begin\{displaymath\}(?P<shown>.+)\\end\{displaymath\}
      | \\begin\{(?P<name>(?:equation|align|gather|eqnarray|multline)\*?)\}.+\\end\{(?P=name)\}""",
    re.VERBOSE | re.DOTALL,
)
_NO_MATHJAX = re.compile(
    r"""\\(?:usepackage|documentclass|includegraphics|xymatrix|input|item|vspace|newline|noindent|par)\b
      | \\begin\{(?:tabular|tikz|xy|enumerate|itemize|CD|figure|center)""",
    re.VERBOSE,
)
"""What MathJax has no notion of."""


def _numbered(found: list[tuple[tuple[_Open, ...], tuple[Run, ...], bool]]) -> Lines:
    """Lines whose boxes are numbered as they come, and gaps only where both sides are in one box."""
    numbers: dict[int, Box] = {}
    lines: list[Line] = []
    before: tuple[Box, ...] | None = None
    for opened, runs, is_apart in found:
        boxes = tuple(
            [
                numbers.get(id(each))
                or numbers.setdefault(id(each), Box(each.tag.begin, len(numbers) + 1))
                for each in opened
            ]
        )
        lines.append(Line(boxes, runs, is_apart and boxes == before))
        before = boxes
    return tuple(lines)
