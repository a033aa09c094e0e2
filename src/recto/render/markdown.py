"""Markdown to the HTML of a field.

CommonMark with tables and strikethrough, by pulldown-cmark. What it must not touch (math,
the marks of clozes, HTML, a `<` that is text) is replaced by tokens first and put back last.
So every `<` in what Markdown returns is Markdown's own, and each token is put back as fits
its place: as HTML in prose, as it was written in code and in attributes.
A token is a private number between noncharacters, which no source may hold.
"""

from __future__ import annotations

import html
import re
import sys
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote, unquote

import pyromark

from recto import cloze
from recto.diagnostics import Diagnostic
from recto.elements import BLOCKS, either
from recto.render.clients import formula_fault, shown_plainly, without_marks, without_math
from recto.render.code import highlight
from recto.render.html import (
    Tag,
    balanced,
    find_tags,
    in_one_line,
    link_fault,
    without_wrong_paragraphs,
)
from recto.render.lost import lost
from recto.source.characters import CONTROL, control_message
from recto.text import Text, covering

_to_html = pyromark.Markdown(
    options=pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH
).html

# Markdown looks at the characters beside `*` and `_`: a cloze is like a letter from outside
# and like punctuation from inside, so that `*{{c1::x}}*` and `{{c1::_x_}}` both work.
_OPEN = "\ufdd0{}\ufdd1⁅"
_CLOSE = "⁆\ufdd2{}\ufdd1"
_INLINE = "⁅\ufdd3{}\ufdd1⁆"  # like `<` and `$`, punctuation
_LESS = "⁅\ufdd4⁆"
_TOKEN = re.compile(r"\ufdd0(\d+)\ufdd1⁅|⁆\ufdd2(\d+)\ufdd1|⁅\ufdd3(\d+)\ufdd1⁆")
_PIECE = re.compile(rf"<[^>]*>|{_TOKEN.pattern}|{_LESS}")
_ENCODED = re.compile("%EF%B7%9[0-4]|%E2%81%8[56]")
"""The characters around tokens as they stand in an address."""


def render(
    text: Text, *, clozes: bool = False, unsafe: bool = False
) -> tuple[str, list[Diagnostic]]:
    """The HTML of a text and what must not stand in it."""
    value = text.value
    if len(value) > _LONG and _DEEP.search(value):
        return without_marks(shown_plainly(value)), []
    faults: list[Diagnostic] = []
    # One character is found ten times faster than two.
    is_link = "]" in value and ("](" in value or "]:" in value)
    is_marked = is_link or "&#" in value or (clozes and "{{c" in value)
    if "<" in value or "$" in value or is_marked:
        shielded = _Shielded(text, clozes=clozes, unsafe=unsafe)
        finished = shielded.restore(_to_html(shielded.markdown))
        faults += shielded.faults
    else:
        finished = _finish(_to_html(value))
        if not unsafe:
            finished = without_math(finished, skips_code=not clozes)
    if not _SHOWN.search(finished) and _SHOWN.search(value):
        finished = html.escape(value, quote=False)  # `-` is an answer, not an empty list
    faults += lost(text, finished)
    return without_marks(finished), faults


_LONG = 10_000
_DEEP = re.compile(r"^[ \t]*+(?:>[ \t]*+|(?:[-+*]|[0-9]{1,9}[.)])[ \t]++){100}", re.MULTILINE)
"""A hundred quotations and lists in one another: each costs something on each line that follows, and
nobody means them."""
_SHOWN = re.compile(r"(?:\A|>)\s*[^\s<]|<(?:img|audio|video|hr)\b")
"""Text outside of tags, or a tag that shows something by itself."""


_BLOCK = rf"/?(?:li|ul|ol|p|{either(*BLOCKS, 'br', 'col')})\b"
"""The most common first, for each line of a list asks."""
_BREAK = re.compile(rf"\n(?!<{_BLOCK})")
_BLOCK_TAG = re.compile(rf"<{_BLOCK}[^<>]*>")
_LAID_OUT = re.compile("<(?:pre|script|style|table)")
_KEPT = re.compile(r"(<(pre|script|style)\b.*?(?:</\2>|\Z))", re.DOTALL)
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_PRE = re.compile(r'<pre><code(?: class="language-([^"]*)")?>(.*?)</code></pre>', re.DOTALL)
_TABLE = re.compile(r"<table>(?:(?!<table\b).)*?</table>", re.DOTALL)


def _finish(rendered: str) -> str:
    """Lone paragraphs unwrapped, newlines to breaks, code highlighted, wide things wrapped."""
    rendered = rendered.rstrip("\n")
    if rendered.startswith("<p>") and rendered.find("</p>") == len(rendered) - 4:
        rendered = rendered[3:-4]
    if not _LAID_OUT.search(rendered):
        return _BREAK.sub(_broken, rendered) if "\n" in rendered else rendered
    pieces = _KEPT.split(rendered)
    del pieces[2::3]  # the name of the element, which the pattern had to remember
    pieces[::2] = [_BREAK.sub(_broken, piece) for piece in pieces[::2]]
    rendered = _PRE.sub(_code_block, "".join(pieces))
    return _TABLE.sub(r'<div class="wide">\g<0></div>', rendered)


def _broken(match: re.Match[str]) -> str:
    text, at = match.string, match.start()
    after_block = text[at - 1] == ">" and _BLOCK_TAG.fullmatch(text, text.rfind("<", 0, at), at)
    return "\n" if after_block or not 0 < at < len(text) - 1 else "<br>\n"


def _code_block(match: re.Match[str]) -> str:
    language, code = match[1] or "", html.unescape(match[2]).removesuffix("\n")
    marks: list[tuple[int, str]] = []
    plain: list[str] = []
    length = position = 0
    for token in _TOKEN.finditer(code):
        plain.append(code[position : token.start()])
        length += len(plain[-1])
        marks.append((length, token[0]))
        position = token.end()
    plain.append(code[position:])
    inside = highlight("".join(plain), html.unescape(language).split(" ")[0], marks)
    return f'<div class="wide"><pre><code>{inside}</code></pre></div>'


class _Token(NamedTuple):
    """What a token stands for."""

    html: str
    """In prose."""
    written: str
    """In code and in attributes: the source, escaped."""
    late: bool = False
    """Whether it is put back last: math, which nothing must touch, and marks of clozes."""
    offset: int = 0
    fault: str = ""
    code: str = "unsafe-html"
    """Of the fault."""


class _Shielded:
    """A text with tokens in place of HTML, math, cloze marks and every `<` that is text."""

    def __init__(self, text: Text, *, clozes: bool, unsafe: bool) -> None:
        self.text = text
        self.unsafe = unsafe
        self.faults: list[Diagnostic] = []
        self.parsed = cloze.parse(text.value, clozes=clozes)
        self.cuts = _cuts(self.parsed.clozes)
        self.formulas = [formula.span for formula in self.parsed.math]
        self.tokens: list[_Token] = []
        self.in_code = self.in_own_code = False
        """Whether Markdown's or the author's own `<code>` is open."""
        replacements = [
            *(*self._marks(), *self._math(), *self._bars(), *self._less(), *self._controls())
        ]
        self.markdown = self._substitute(sorted(replacements))

    def restore(self, rendered: str) -> str:
        """Finish the HTML that Markdown made, and put back what it was not to see."""
        restored = _PIECE.sub(self._put_back, rendered)
        if any(token.html.startswith("<") for token in self.tokens):
            restored = without_wrong_paragraphs(restored)
        finished = _finish(restored)
        if self.parsed.clozes:
            self._check_nesting(finished)
            finished = _guarded(finished)
        if not self.unsafe:
            own = any(token.html.startswith("<code") for token in self.tokens)
            finished = without_math(finished, skips_code=not own and not self.parsed.clozes)
        return _TOKEN.sub(lambda match: self.tokens[_number(match)].html, finished)

    def _put_back(self, match: re.Match[str]) -> str:
        piece = match[0]
        if piece == _LESS:
            return "&lt;"
        if piece[0] == "<":
            if piece.startswith(("<code", "</code")):
                self.in_code = piece[1] == "c"
            return self._attributes(piece)
        token = self.tokens[_number(match)]
        is_math = token.html[0] == "\\"
        if self.in_code or (is_math and self.in_own_code):
            return token.written if is_math or not token.late else piece
        if token.late:
            return piece
        if token.html.startswith(("<code", "</code")):
            self.in_own_code = token.html[1] == "c"
        if token.fault:
            self._fault(token.offset, token.code, token.fault)
        return token.html

    def _attributes(self, tag: str) -> str:
        """A tag of Markdown's own, with what its attributes hold as it was written."""
        if "=" not in tag:
            return tag
        tag = in_one_line(tag)
        tag = _ENCODED.sub(lambda match: unquote(match[0]), tag)
        tag = _ATTRIBUTE.sub(self._attribute, tag).replace(_LESS, "&lt;")
        if not self.unsafe and (fault := link_fault(tag)):
            self._fault(0, "unsafe-html", fault)
        return tag

    def _attribute(self, match: re.Match[str]) -> str:
        """An attribute with what its tokens stand for."""
        is_address = match[1] in ("href", "src")

        def written(token: re.Match[str]) -> str:
            source = self.tokens[_number(token)].written
            return quote(html.unescape(source)) if is_address else source

        return f'{match[1]}="{_TOKEN.sub(written, match[2])}"'

    def _fault(self, offset: int, code: str, message: str) -> None:
        self.faults.append(Diagnostic(self.text.at(offset), code, message))

    def _substitute(self, replacements: list[tuple[int, int, str]]) -> str:
        value, pieces, position = self.text.value, [], 0
        for start, end, token in replacements:
            if start < position:
                continue  # inside a formula, a tag or a hint, which is written as a whole
            pieces += [value[position:start], token]
            position = end
        return "".join(pieces) + value[position:]

    def _token(self, form: str, token: _Token) -> str:
        self.tokens.append(token)
        return form.format(len(self.tokens) - 1)

    def _marks(self) -> Iterator[tuple[int, int, str]]:
        """Clozes are the first tokens: the n-th opens with token 2n and closes with 2n + 1."""
        value = self.text.value
        for one in self.parsed.clozes:
            mark, written = f"{{{{c{one.number}::", value[one.start : one.body]
            yield one.start, one.body, self._token(_OPEN, _Token(mark, written, late=True))
            hint = "" if one.hint is None else _hint(value[one.hint : one.stop])
            mark = hint + "}}"
            yield one.body_end, one.end, self._token(_CLOSE, _Token(mark, mark, late=True))

    def _math(self) -> Iterator[tuple[int, int, str]]:
        """Formulas as MathJax reads them."""
        value = self.text.value
        for span, body, display in self.parsed.math:
            first = span.start + (2 if display else 1)
            if not self.unsafe and (fault := formula_fault(body)):
                self._fault(span.start, "unsafe-html", fault)
            plain = _ESCAPED.sub("", body)
            if (opened := plain.count("{")) != (closed := plain.count("}")):
                message = f"a formula with {opened} `{{` and {closed} `}}` shows as an error"
                self._fault(span.start, "math-braces", message)
            formula = self._formula(first, first + len(body))
            shown = rf"\[{formula}\]" if display else rf"\({formula}\)"
            source = html.escape(value[span.start : span.end])
            yield *span, self._token(_INLINE, _Token(shown, source, late=True))

    def _formula(self, start: int, stop: int) -> str:
        """The body of a formula; where clozes are near, its own braces and colons kept apart."""
        value, pieces = self.text.value, []
        first, last = (bisect_left(self.cuts, (at, 0)) for at in (start, stop))
        for mark, end in self.cuts[first:last]:
            before = _kept_apart(value[start:mark])
            apart = " " if before.endswith("}") and value[mark] != "{" else ""
            pieces += [before, apart, value[mark:end]]
            start = end
        rest = value[start:stop]
        pieces.append(_kept_apart(rest) if self.parsed.clozes else html.escape(rest, quote=False))
        return "".join(pieces)

    def _bars(self) -> Iterator[tuple[int, int, str]]:
        r"""A `|` in a cloze must not end a table's cell; there `\|` is one too, even in code."""
        value = self.text.value
        if "|" not in value:
            return
        in_table = bool(_TABLE_RULE.search(value))
        reached = 0
        for one in self.parsed.clozes:
            if "\n" in value[one.start : one.end]:
                continue
            for bar in _BAR.finditer(value, max(one.body, reached), one.stop):
                written = "|" if in_table else html.escape(bar[1])
                yield *bar.span(1), self._token(_INLINE, _Token("|", written))
            reached = max(reached, one.stop)

    def _less(self) -> Iterator[tuple[int, int, str]]:
        """Tags, and every `<` that begins none."""
        value = self.text.value
        if "<" not in value:
            return
        literal = sorted([*self.parsed.code, *self.formulas])
        tagged = set()
        for target in _POINTED.finditer(value):
            tagged.add(target.start(1))
            yield *target.span(1), _SPECIAL.sub(lambda each: quote(each[0]), target[2])
        tags = find_tags(value, literal, unsafe=self.unsafe)
        for start, end in _breaks_in_pre(value, tags):
            yield start, end, self._token(_INLINE, _Token(value[start:end], value[start:end]))
        for tag in tags:
            source = html.escape(value[tag.span.start : tag.span.end])
            token = _Token(tag.html, source, offset=tag.span.start, fault=tag.fault)
            yield *tag.span, self._token(_INLINE, token)
            tagged.add(tag.span.start)
        for less in re.finditer(r"(?<!\\)(?:\\\\)*(\\?)<", value):
            if less.end() - 1 not in tagged:
                in_code = covering(less.end() - 1, self.parsed.code)
                yield (less.end() - 1 if in_code else less.start(1)), less.end(), _LESS

    def _controls(self) -> Iterator[tuple[int, int, str]]:
        """References such as `&#31;`, which would bring into a card what no source may hold."""
        for match in _NUMBERED.finditer(self.text.value):
            number = int(match["hex"], 16) if match["hex"] else int(match["decimal"])
            if number <= sys.maxunicode and CONTROL.match(chr(number)):
                told = control_message(chr(number))
                source = html.escape(match["reference"])
                at = match.start("reference")
                token = _Token("\ufffd", source, offset=at, fault=told, code="control-character")
                yield *match.span("reference"), self._token(_INLINE, token)

    def _check_nesting(self, finished: str) -> None:
        """Anki cuts a cloze out of the HTML, so tags must pair inside it."""
        places = {_number(match): match.start() for match in _TOKEN.finditer(finished)}
        for number, one in enumerate(self.parsed.clozes):
            if covering(one.start, self.formulas):
                continue
            start, stop = places.get(2 * number, -1), places.get(2 * number + 1, -1)
            if not 0 <= start < stop or not balanced(finished[start:stop]):
                message = "this cloze begins and ends in different paragraphs, cells or emphasis"
                self._fault(one.start, "cloze-across", message)


def _breaks_in_pre(value: str, tags: list[Tag]) -> Iterator[tuple[int, int]]:
    """Line breaks inside an author's own `<pre>`, with the indentation that follows."""
    opened = None
    for tag in tags:
        if tag.html.startswith("<pre"):
            opened = tag.span.end
        elif tag.html.startswith("</pre") and opened is not None:
            for match in re.finditer(r"\n[ \t]*", value[opened : tag.span.start]):
                yield opened + match.start(), opened + match.end()
            opened = None


_ESCAPED = re.compile(r"\\.", re.DOTALL)
_BAR = re.compile(r"(?<!\\)(?:\\\\)*(\\?\|)")
_TABLE_RULE = re.compile(r"^[ \t]*(?:\|[ \t]*)?:?-+:?[ \t]*\|", re.MULTILINE)
"""The line below a table's head, as far as it tells a table from none."""
_NUMBERED = re.compile(
    r"(?<!\\)(?:\\\\)*(?P<reference>&#(?:[Xx](?P<hex>[0-9A-Fa-f]{1,6})|(?P<decimal>[0-9]{1,7}));)"
)
"""A character by its number, as CommonMark has it."""
_POINTED = re.compile(r"\]\((<([^<>\n]*)>)")
_SPECIAL = re.compile(r"[\s()]")
"""What a link's target may hold only in pointed brackets."""


def _number(token: re.Match[str]) -> int:
    """The number of a token, whichever form it has."""
    return int(token[1] or token[2] or token[3])


def _cuts(clozes: list[cloze.Cloze]) -> list[tuple[int, int]]:
    """The ranges of all cloze marks: `{{c1::`, `}}`, `::hint}}`."""
    opening = [(one.start, one.body) for one in clozes]
    return sorted(opening + [(one.body_end, one.end) for one in clozes])


_EDGES = re.compile(r"(\ufdd0\d+\ufdd1⁅|⁆\ufdd2\d+\ufdd1)")


_LITERAL_OPEN = re.compile(r"\{(?=\{c\d)")
"""What Anki would take for a cloze, in text that holds none: `\\{{c1::` by an author."""


def _guarded(finished: str) -> str:
    """Inside clozes, write braces and colons so that Anki takes none for a mark."""
    pieces = _EDGES.split(finished)
    depth = 0
    for number, piece in enumerate(pieces):
        if number % 2:
            depth += 1 if piece[0] == "\ufdd0" else -1
            continue
        guarded = _LITERAL_OPEN.sub("&#123;", piece) if "{" in piece else piece
        if depth > 0 and "}" in piece:
            guarded = re.sub(r"\}(?=\}|\Z)", "&#125;", guarded)
        if depth > 0 and ":" in piece:
            guarded = re.sub(r":{2,}|:\Z", lambda m: "&#58;" * len(m[0]), guarded)
        pieces[number] = guarded
    return "".join(pieces)


def _hint(text: str) -> str:
    return html.escape(text).replace("}", "&#125;")


def _kept_apart(formula: str) -> str:
    escaped = html.escape(formula, quote=False)
    return re.sub(r"\}(?=\})", "} ", escaped).replace("::", ": :")
