"""Markdown to the HTML of a field.

CommonMark with tables and strikethrough, by pulldown-cmark. What it must not touch (math,
the marks of clozes, a `<` that is text) is replaced by tokens first and put back last.
A token is a private number between noncharacters, which no source may hold.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pyromark

from recto import cloze
from recto.diagnostics import Diagnostic
from recto.render.code import highlight
from recto.render.html import balanced, find_tags, unsafe_address
from recto.text import Text, covering

_OPTIONS = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH

# Markdown looks at the characters beside `*` and `_`: a cloze is like a letter from outside
# and like punctuation from inside, so that `*{{c1::x}}*` and `{{c1::_x_}}` both work.
_OPEN = "\ufdd0{}\ufdd1⁅"
_CLOSE = "⁆\ufdd2{}\ufdd1"
_INLINE = "\ufdd3{}\ufdd1"
_TOKEN = re.compile(r"\ufdd0(\d+)\ufdd1⁅|⁆\ufdd2(\d+)\ufdd1|\ufdd3(\d+)\ufdd1")
_LESS = "\ufdd4"


def render(
    text: Text, *, clozes: bool = False, unsafe: bool = False
) -> tuple[str, list[Diagnostic]]:
    """The HTML of a text and what must not stand in it."""
    value = text.value
    faults = list(_image_latex(text))
    if "<" in value or "$" in value or (clozes and "{{c" in value):
        shielded = _Shielded(text, clozes=clozes, unsafe=unsafe)
        finished = shielded.restore(_to_html(shielded.markdown))
        faults += shielded.faults
    else:
        finished = _finish(_to_html(value))
    if not _shows(finished) and _shows(value):
        finished = html.escape(value, quote=False)  # `-` is an answer, not an empty list
    faults += _media(text, finished)
    if not unsafe and ("href=" in finished or "src=" in finished):
        scheme = unsafe_address(finished)
        if scheme:
            message = f"a link to `{scheme}` can run or open things; link to https:// pages"
            faults.append(Diagnostic(text.at(), "unsafe-html", message))
    return finished, faults


def inline(text: str) -> str:
    """Markdown of a line that is not a field: a description, a license."""
    return _finish(_to_html(text))


def _to_html(markdown: str) -> str:
    return pyromark.html(markdown, options=_OPTIONS)


_TAGS = re.compile(r"<(?!img\b|audio\b|video\b|hr\b)[^>]*>")


def _shows(finished: str) -> bool:
    if not finished.startswith("<"):
        return bool(finished.strip())
    return bool(_TAGS.sub("", finished).strip())


_BLOCK = r"""/?(?:blockquote|br|caption|col|colgroup|dd|details|div|dl|dt|figcaption|figure|h[1-6]|hr|
    li|ol|p|pre|summary|table|tbody|td|tfoot|th|thead|tr|ul)\b"""
_BREAK = re.compile(rf"(?P<before><{_BLOCK}[^<>]*>)?\n(?P<after>(?=<{_BLOCK}))?", re.VERBOSE)
_KEPT = re.compile(r"(<(pre|script|style)\b.*?</\2>)", re.DOTALL)
_PRE = re.compile(r'<pre><code(?: class="language-([^"]*)")?>(.*?)</code></pre>', re.DOTALL)


def _finish(rendered: str) -> str:
    """Lone paragraphs unwrapped, newlines to breaks, code highlighted, wide things wrapped."""
    if rendered.startswith("<p>") and rendered.find("<p>", 3) < 0 and rendered.endswith("</p>\n"):
        rendered = rendered[3:-5]
    rendered = rendered.rstrip("\n")
    if "\n" in rendered:
        if "<pre" in rendered or "<script" in rendered or "<style" in rendered:
            pieces = _KEPT.split(rendered)
            del pieces[2::3]  # the name of the element, which the pattern had to remember
            pieces[::2] = [_BREAK.sub(_broken, piece) for piece in pieces[::2]]
            rendered = "".join(pieces)
        else:
            rendered = _BREAK.sub(_broken, rendered)
    if "<pre><code" in rendered:
        rendered = _PRE.sub(_code_block, rendered)
    if "<table>" in rendered:
        rendered = rendered.replace("<table>", '<div class="wide"><table>')
        rendered = rendered.replace("</table>", "</table></div>")
    return rendered


def _broken(match: re.Match[str]) -> str:
    if match["before"] or match["after"] is not None:
        return match[0]
    return "<br>\n" if match.end() < len(match.string) and match.start() else match[0]


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


class _Shielded:
    """A text with tokens in place of math, cloze marks and every `<` that is text."""

    def __init__(self, text: Text, *, clozes: bool, unsafe: bool) -> None:
        self.text = text
        self.faults: list[Diagnostic] = []
        self.parsed = cloze.parse(text.value, clozes=clozes)
        self.formulas = [formula.span for formula in self.parsed.math]
        self.tokens: list[tuple[str, str]] = []
        """What each token stands for: in prose, and in code."""
        replacements = [*self._marks(), *self._math(), *self._bars(), *self._less(unsafe=unsafe)]
        self.markdown = self._substitute(sorted(replacements))

    def restore(self, rendered: str) -> str:
        """Finish the HTML that Markdown made, and put back what it was not to see."""
        finished = _finish(rendered)
        if self.parsed.clozes:
            self._check_nesting(finished)
            finished = _guarded(finished)
        if "<code" not in finished:
            return self._put_back(finished, 0)
        pieces = re.split(r"(<code.*?</code>)", finished, flags=re.DOTALL)
        return "".join(self._put_back(piece, number % 2) for number, piece in enumerate(pieces))

    def _put_back(self, piece: str, in_code: int) -> str:
        def original(match: re.Match[str]) -> str:
            return self.tokens[int(match[1] or match[2] or match[3])][in_code]

        return _TOKEN.sub(original, piece).replace(_LESS, "&lt;")

    def _substitute(self, replacements: list[tuple[int, int, str]]) -> str:
        value, pieces, position = self.text.value, [], 0
        for start, end, token in replacements:
            if start < position:
                continue  # inside a formula or a hint, which is written as a whole
            pieces += [value[position:start], token]
            position = end
        return "".join(pieces) + value[position:]

    def _token(self, form: str, prose: str, code: str | None = None) -> str:
        self.tokens.append((prose, prose if code is None else code))
        return form.format(len(self.tokens) - 1)

    def _marks(self) -> Iterator[tuple[int, int, str]]:
        """Clozes are the first tokens: the n-th opens with token 2n and closes with 2n + 1."""
        value = self.text.value
        for one in self.parsed.clozes:
            yield one.start, one.body, self._token(_OPEN, value[one.start : one.body])
            hint = "" if one.hint is None else _hint(value[one.hint : one.stop])
            closes = one.stop if one.hint is None else one.hint
            yield closes, one.end, self._token(_CLOSE, hint + "}}")

    def _math(self) -> Iterator[tuple[int, int, str]]:
        """Formulas as MathJax reads them; in code, which only Markdown sees, as written."""
        value = self.text.value
        for span, body, display in self.parsed.math:
            first = span.start + (2 if display else 1)
            written = self._formula(first, first + len(body))
            shown = rf"\[{written}\]" if display else rf"\({written}\)"
            source = html.escape(value[span.start : span.end], quote=False)
            yield *span, self._token(_INLINE, shown, source)

    def _formula(self, start: int, stop: int) -> str:
        """The body of a formula; where clozes are near, its own braces and colons kept apart."""
        value, pieces = self.text.value, []
        for mark, end in _cuts(self.parsed.clozes):
            if start <= mark and end <= stop:
                pieces += [_kept_apart(value[start:mark]), value[mark:end]]
                start = end
        rest = value[start:stop]
        pieces.append(_kept_apart(rest) if self.parsed.clozes else html.escape(rest, quote=False))
        return "".join(pieces)

    def _bars(self) -> Iterator[tuple[int, int, str]]:
        """A `|` in a cloze must not end a table's cell."""
        value = self.text.value
        for one in self.parsed.clozes:
            if "\n" in value[one.start : one.end]:
                continue
            for bar in re.finditer(r"\|", value[one.body : one.stop]):
                at = one.body + bar.start()
                if not covering(at, self.parsed.code):
                    yield at, at + 1, self._token(_INLINE, "|")

    def _less(self, *, unsafe: bool) -> Iterator[tuple[int, int, str]]:
        """Every `<` that begins no tag."""
        value, literal = self.text.value, sorted([*self.parsed.code, *self.formulas])
        markup = find_tags(value, literal, unsafe=unsafe)
        for offset, message in markup.faults:
            self.faults.append(Diagnostic(self.text.at(offset), "unsafe-html", message))
        tags = {span.start for span in markup.tags}
        for less in re.finditer("<", value):
            if less.start() not in tags and not covering(less.start(), literal):
                yield *less.span(), _LESS

    def _check_nesting(self, finished: str) -> None:
        """Anki cuts a cloze out of the HTML, so tags must pair inside it."""
        for number, one in enumerate(self.parsed.clozes):
            if covering(one.start, self.formulas):
                continue
            start = finished.find(_OPEN.format(2 * number))
            stop = finished.find(_CLOSE.format(2 * number + 1))
            if not 0 <= start < stop or not balanced(finished[start:stop]):
                message = "this cloze begins and ends in different paragraphs, cells or emphasis"
                self.faults.append(Diagnostic(self.text.at(one.start), "cloze-across", message))


def _cuts(clozes: list[cloze.Cloze]) -> list[tuple[int, int]]:
    """The ranges of all cloze marks: `{{c1::`, `}}`, `::hint}}`."""
    opening = [(one.start, one.body) for one in clozes]
    return sorted(
        opening + [(one.stop if one.hint is None else one.hint, one.end) for one in clozes]
    )


_EDGES = re.compile(r"(\ufdd0\d+\ufdd1⁅|⁆\ufdd2\d+\ufdd1)")


def _guarded(finished: str) -> str:
    """Inside clozes, write braces and colons so that Anki takes none for a mark."""
    pieces = _EDGES.split(finished)
    depth = 0
    for number, piece in enumerate(pieces):
        if number % 2:
            depth += 1 if piece[0] == "\ufdd0" else -1
        elif depth > 0:
            braced = re.sub(r"\}(?=\}|\Z)", "&#125;", piece)
            pieces[number] = re.sub(r":{2,}|:\Z", lambda m: "&#58;" * len(m[0]), braced)
    return "".join(pieces)


def _hint(text: str) -> str:
    return html.escape(text, quote=False).replace("}", "&#125;")


def _kept_apart(formula: str) -> str:
    escaped = html.escape(formula, quote=False)
    return re.sub(r"\}(?=\})", "} ", escaped).replace("::", ": :")


_LATEX = re.compile(r"\[latex\]|\[\$\$?\]")


def _image_latex(text: Text) -> Iterator[Diagnostic]:
    if "[" in text.value and (match := _LATEX.search(text.value)):
        message = f"`{match[0]}` needs LaTeX on each computer and fails on phones; write `$…$`"
        yield Diagnostic(text.at(match.start()), "latex-image", message)


_MEDIA = re.compile(r"<(?:img|audio|video|source)\b|\[sound:")


def _media(text: Text, finished: str) -> Iterator[Diagnostic]:
    if ("<" in finished or "[" in finished) and _MEDIA.search(finished):
        message = "images and audio are not supported yet"
        yield Diagnostic(text.at(), "media-unsupported", message)
