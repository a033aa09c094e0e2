"""A text whose formulas, HTML and cloze marks are hidden from Markdown, and put back after it.

Every `<` in what Markdown returns is thus Markdown's own, and each token is put back as fits its
place: as HTML in prose, as it was written in code and in attributes.
"""

from __future__ import annotations

import html
import re
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from urllib.parse import quote, unquote

from recto.diagnostics import Code, Diagnostic
from recto.render.clients import formula_fault, without_math
from recto.render.clozes import as_hint, cuts, guarded, kept_apart
from recto.render.formulas import braces_fault
from recto.render.html import (
    Tag,
    balanced,
    find_tags,
    holds_block,
    is_block,
    link_fault,
    newlines_escaped,
    without_wrong_paragraphs,
)
from recto.render.layout import laid_out
from recto.render.misread import misread_tags
from recto.render.tokens import (
    CLOSE,
    ENCODED,
    INLINE,
    LESS,
    LESS_APART,
    OPEN,
    PIECE,
    TOKEN,
    Token,
    number_of,
)
from recto.system.patterns import compiled_on_use
from recto.text import Text, cloze, comments, covering
from recto.text.characters import CONTROL, control_character
from recto.text.html import unescaped

_Replacement = tuple[int, int, str]
"""Where something begins and ends in a text, and the token for it."""
_ATTRIBUTE = compiled_on_use(r'([a-z]+)="([^"]*)"')


class Shielded:
    """A text with tokens in place of HTML, math, cloze marks and every `<` that is text."""

    def __init__(
        self, text: Text, inline: Callable[[Text], str] = str, *, clozes: bool, unsafe: bool
    ) -> None:
        """`inline` makes HTML of a text in a line, as the hint of a cloze is."""
        self.text = text
        self.inline = inline
        self.unsafe = unsafe
        self.faults: list[Diagnostic] = []
        self.parsed = cloze.parse(text.value, clozes=clozes)
        self.cuts = cuts(self.parsed.clozes)
        self.formulas = [formula.span for formula in self.parsed.math]
        self.tokens: list[Token] = []
        self.forms: dict[str, str] = {}
        """The tokens of tags by how these are written: a text has few sorts, and many of each."""
        self.in_code = self.in_own_code = False
        """Whether Markdown's or the author's own `<code>` is open."""
        self.markdown = self._substitute(
            sorted(
                chain(
                    self._marks(),
                    self._math(),
                    self._bars(),
                    self._comments(),
                    self._tags(),
                    self._controls(),
                    self._sounds(),
                )
            )
        )

    def restore(self, rendered: str) -> str:
        """Finish the HTML that Markdown made, and put back what it was not to see."""
        blocks = {place for place, token in enumerate(self.tokens) if is_block(token.html)}
        if blocks:
            rendered = without_wrong_paragraphs(rendered, partial(_holds_any, blocks))
        restored = PIECE.sub(self._put_back, _COMMENT_LINE.sub("", rendered))
        finished = laid_out(restored)
        if self.parsed.clozes:
            self._check_nesting(finished)
            finished = guarded(finished)
        if not self.unsafe:
            own = any(token.html.startswith("<code") for token in self.tokens)
            finished = without_math(finished, skips_code=not own and not self.parsed.clozes)
        return TOKEN.sub(lambda match: self.tokens[number_of(match)].html, finished)

    def _put_back(self, match: re.Match[str]) -> str:
        """A tag of Markdown's own, or what a token stands for in this place."""
        piece = match[0]
        if piece in (LESS, LESS_APART):
            return "&lt;"
        if piece[0] == "<":
            if piece.startswith(("<code", "</code")):
                self.in_code = piece[1] == "c"
            return self._attributes(piece)
        token = self.tokens[number_of(match)]
        is_math = token.html.startswith("\\")  # as no other
        if self.in_code or (is_math and self.in_own_code):
            return token.written if is_math or not token.late else piece
        if token.late:
            return piece
        if token.html.startswith(("<code", "</code")):
            self.in_own_code = token.html[1] == "c"
        if token.fault:
            self.faults.append(token.fault)
        return token.html

    def _attributes(self, tag: str) -> str:
        """A tag of Markdown's own, with what its attributes hold as it was written."""
        if "=" not in tag:
            return tag
        tag = newlines_escaped(tag)
        tag = ENCODED.sub(lambda match: unquote(match[0]), tag)
        tag = _ATTRIBUTE.sub(self._attribute, tag).replace(LESS, "&lt;")
        if not self.unsafe and (fault := link_fault(tag)):
            self._fault(0, "unsafe-html", fault)
        return tag

    def _attribute(self, match: re.Match[str]) -> str:
        """An attribute with what its tokens stand for."""
        is_address = match[1] in ("href", "src")

        def written(token: re.Match[str]) -> str:
            source = self.tokens[number_of(token)].written
            return quote(unescaped(source)) if is_address else source

        return f'{match[1]}="{TOKEN.sub(written, match[2])}"'

    def _fault(self, offset: int, code: Code, message: str) -> None:
        self.faults.append(Diagnostic(self.text.at(offset), code, message))

    def _substitute(self, replacements: list[_Replacement]) -> str:
        value, pieces, position = self.text.value, [], 0
        for start, end, token in replacements:
            if start < position:
                continue  # inside a formula, a tag or a hint, which is written as a whole
            pieces += [value[position:start], token]
            position = end
        return "".join(pieces) + value[position:]

    def _token(self, form: str, token: Token) -> str:
        self.tokens.append(token)
        return form.format(len(self.tokens) - 1)

    def _marks(self) -> Iterator[_Replacement]:
        """Clozes are the first tokens: the n-th opens with token 2n and closes with 2n + 1."""
        value = self.text.value
        for one in self.parsed.clozes:
            mark, written = f"{{{{c{one.number}::", value[one.start : one.body]
            yield one.start, one.body, self._token(OPEN, Token(mark, written, late=True))
            plain, hint = "", ""
            if one.hint is not None:
                plain = as_hint(html.escape(value[one.hint + 2 : one.stop].strip()))
                hint = self._hint(one.hint + 2, one.stop) or plain
            token = Token(f"{hint}}}}}", f"{plain}}}}}", late=True)
            yield one.body_end, one.end, self._token(CLOSE, token)

    def _hint(self, start: int, stop: int) -> str:
        """A hint with the marks of Markdown that it holds; empty where it is plain."""
        value = self.text.value[start:stop]
        if not _MARKED.search(value) or covering(start - 1, self.formulas):
            return ""
        place = self.text.at(start)
        text = self.text._replace(value=value.strip(), line=place.line, column=place.column)
        finished = self.inline(text)
        return "" if holds_block(finished) else as_hint(finished)

    def _math(self) -> Iterator[_Replacement]:
        """Formulas as MathJax reads them."""
        value = self.text.value
        for span, body, display in self.parsed.math:
            first = span.start + (2 if display else 1)
            if not self.unsafe and (fault := formula_fault(body)):
                self._fault(span.start, "unsafe-html", fault)
            if unpaired := braces_fault(body):
                self._fault(span.start, "math-braces", unpaired)
            formula = self._formula(first, first + len(body))
            shown = rf"\[{formula}\]" if display else rf"\({formula}\)"
            source = html.escape(value[span.start : span.end])
            yield *span, self._token(INLINE, Token(shown, source, late=True))

    def _formula(self, start: int, stop: int) -> str:
        """The body of a formula; where clozes are near, its own braces and colons kept apart."""
        value, pieces = self.text.value, []
        first, last = (bisect_left(self.cuts, (at, 0)) for at in (start, stop))
        for mark, end in self.cuts[first:last]:
            before = kept_apart(value[start:mark])
            apart = " " if before.endswith("}") and value[mark] != "{" else ""
            pieces += [before, apart, value[mark:end]]
            start = end
        rest = value[start:stop]
        pieces.append(kept_apart(rest) if self.parsed.clozes else html.escape(rest, quote=False))
        return "".join(pieces)

    def _bars(self) -> Iterator[_Replacement]:
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
                yield *bar.span(1), self._token(INLINE, Token("|", written))
            reached = max(reached, one.stop)

    def _comments(self) -> Iterator[_Replacement]:
        """Comments of HTML: Markdown sees those that fill their lines, which part lists and such."""
        value = self.text.value
        if "<!--" not in value:
            return
        for start, end in comments(value, self.parsed.code):
            before, after = value[:start].rpartition("\n")[2], value[end:].partition("\n")[0]
            fills = not after.strip() and not before.strip(" \t>")
            yield start, end, _COMMENT if fills else self._token(INLINE, Token("", ""))

    def _tags(self) -> Iterator[_Replacement]:
        """Tags, targets of links in pointed brackets, and every `<` that begins neither."""
        value = self.text.value
        if "<" not in value:
            return
        literal = sorted([*self.parsed.code, *self.formulas])
        targets = [*_POINTED.finditer(value)]
        found = find_tags(value, literal, unsafe=self.unsafe)
        tags = found.tags
        if not self.unsafe:
            self.faults += misread_tags(self.text, found, literal)
        for target in targets:
            yield (
                *target.span("target"),
                _SPECIAL.sub(lambda each: quote(each[0]), target["inside"]) or "<>",
            )
        for start, end in _breaks_in_pre(value, tags):
            yield start, end, self._token(INLINE, Token(value[start:end], value[start:end]))
        for tag in tags:
            start, end = tag.span
            yield start, end, self._tag(value[start:end], tag)
        taken = {tag.span.start for tag in tags}
        taken |= {target.start("target") for target in targets}
        taken |= {span.start for span in comments(value, self.parsed.code)}
        yield from self._less(taken)

    def _tag(self, written: str, tag: Tag) -> str:
        if tag.fault:
            fault = Diagnostic(self.text.at(tag.span.start), "unsafe-html", tag.fault)
            return self._token(INLINE, Token(tag.html, html.escape(written), fault=fault))
        if written not in self.forms:
            token = Token(tag.html, html.escape(written))
            self.forms[written] = self._token(INLINE, token)
        return self.forms[written]

    def _less(self, taken: set[int]) -> Iterator[_Replacement]:
        """Every other `<`, with the backslash before it, if there is one and it means something."""
        if self.text.value.count("<") == len(taken):
            return
        for less in _LESS_THAN.finditer(self.text.value):
            at = less.end() - 1
            if at not in taken:
                start = at if covering(at, self.parsed.code) else less.start(1)
                before = self.text.value[max(0, at - 9) : at]
                is_apart = start == at and (before.endswith("](") or before.rstrip().endswith("]:"))
                yield start, at + 1, LESS_APART if is_apart else LESS

    def _controls(self) -> Iterator[_Replacement]:
        """References such as `&#31;`, which would bring into a card what no source may hold."""
        if "&#" not in self.text.value:
            return
        for match in _NUMBERED.finditer(self.text.value):
            number = int(match["hex"], 16) if match["hex"] else int(match["decimal"])
            if number <= sys.maxunicode and CONTROL.match(chr(number)):
                start, end = match.span("reference")
                source = html.escape(match["reference"])
                fault = control_character(self.text.at(start), chr(number))
                yield start, end, self._token(INLINE, Token("\ufffd", source, fault=fault))

    def _sounds(self) -> Iterator[_Replacement]:
        r"""A mark of a sound that shall be read: `\[sound:x]`, `&#91;sound:x]`."""
        value = self.text.value
        if "sound:" not in value:
            return
        for match in _SOUND.finditer(value):
            source = html.escape(match["mark"])
            yield *match.span("mark"), self._token(INLINE, Token("&#91;", source))

    def _check_nesting(self, finished: str) -> None:
        """Anki cuts a cloze out of the HTML, so tags must pair inside it."""
        places = {number_of(match): match.start() for match in TOKEN.finditer(finished)}
        for number, one in enumerate(self.parsed.clozes):
            if covering(one.start, self.formulas):
                continue
            start, stop = places.get(2 * number, -1), places.get(2 * number + 1, -1)
            if not 0 <= start < stop or not balanced(finished[start:stop]):
                message = "this cloze begins and ends in different paragraphs, cells or emphasis"
                self._fault(one.start, "cloze-across", message)


def _holds_any(numbers: set[int], rendered: str) -> bool:
    """Whether any token of these numbers stands in what Markdown made."""
    return any(number_of(match) in numbers for match in TOKEN.finditer(rendered))


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


_SOUND = compiled_on_use(
    r"(?<!\\)(?:\\\\)*(?P<mark>\\\[|&#(?:91|[xX]5[bB]);|&lbrack;|&lsqb;)(?=sound:)"
)
_MARKED = compiled_on_use(r"[*_`&<$\\\[~]")
_BAR = compiled_on_use(r"(?<!\\)(?:\\\\)*(\\?\|)")
_TABLE_RULE = compiled_on_use(r"^[ \t]*(?:\|[ \t]*)?:?-+:?[ \t]*\|", re.MULTILINE)
"""The line below a table's head, as far as it tells a table from none."""
_LESS_THAN = compiled_on_use(r"(?<!\\)(?:\\\\)*(\\?)<")
_NUMBERED = compiled_on_use(
    r"(?<!\\)(?:\\\\)*(?P<reference>&#(?:[Xx](?P<hex>[0-9A-Fa-f]{1,6})|(?P<decimal>[0-9]{1,7}));)"
)
"""A character by its number, as CommonMark has it."""
_POINTED = compiled_on_use(
    r"""(?:(?P<inline>\]\()|^[ >]{0,9}\[[^\[\]\n]+\]:[ \t]*\n?[ \t]*)
        (?P<target><(?P<inside>(?:\\.|[^<>\\\n])*)>)
        (?(inline)(?=\s*\)|\s+["'(])|(?=\s|\Z))""",
    re.MULTILINE | re.VERBOSE,
)
"""Where a link leads, in pointed brackets: `[x](<…>)`, `[x]: <…>`."""
_COMMENT = "<!-- -->"
_COMMENT_LINE = compiled_on_use(f"{_COMMENT}\n?")
_SPECIAL = compiled_on_use(r"[\s()]")
"""What a link's target may hold only in pointed brackets."""
