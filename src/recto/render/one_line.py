"""A text in one line, for lists: what can't stand there becomes words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.text import code_spans, without_comments


def in_one_line(text: str) -> str:
    """A text as Markdown without lines, media and fences.

    An image becomes what it shows, `(A map)`, or else its path, `(media/map.png)`, as a sound does; fenced code becomes code in
    a line, and a table its cells.
    """
    return " ".join("".join(_parts(text)).split())


def _parts(text: str) -> Iterator[str]:
    text = without_comments(text)
    end = 0
    for span in code_spans(text):
        if text[span.start] not in "(<":  # where a link leads is prose here
            yield _prose(text[end : span.start])
            yield _code(text[span.start : span.end])
            end = span.end
    yield _prose(text[end:])


_MEDIA = re.compile(
    r"""!\[(?P<alt>[^\]]{0,1000}+)\]\(\s*+(?P<path><[^<>]*+>|[^\s()]*+)[^()]*+\)
      | <(?:img|audio|video)\b(?P<attributes>[^<>]*)>(?:\s*</(?:audio|video)>)?""",
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""\b(?P<name>alt|src)\s*=\s*["']?(?P<value>[^"'<>]*)""")
_RULER = re.compile(r"^(?=.*\|)[ \t]*+\|?(?:[ \t]*+:?-++:?[ \t]*+\|?)++$", re.MULTILINE)
_EDGES = re.compile(r"^[ \t]*\||\|[ \t]*$", re.MULTILINE)


def _prose(text: str) -> str:
    text = _MEDIA.sub(_words, text)
    return _EDGES.sub("", _RULER.sub("", text)) if _RULER.search(text) else text


def _words(media: re.Match[str]) -> str:
    found = {each["name"]: each["value"] for each in _ATTRIBUTE.finditer(media["attributes"] or "")}
    path = (media["path"] or found.get("src", "")).strip("<>")
    return f"({media['alt'] or found.get('alt') or path})"


_FENCE = re.compile(r"[ ]{0,3}(?P<rail>`{3,}+|~{3,}+)[^\n]*+\n")


def _code(span: str) -> str:
    fence = _FENCE.match(span)
    if not fence:
        return span
    code = " ".join(span[fence.end() :].partition(fence["rail"])[0].split())
    ticks = "`" * (1 + max(map(len, re.findall("`+", code)), default=0))
    return f" {ticks} {code} {ticks} " if "`" in code else f" `{code}` "
