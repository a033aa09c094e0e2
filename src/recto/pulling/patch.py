"""A text of Markdown patched, so that its HTML becomes what somebody made of it in Anki.

HTML can't be turned back: `*x*` and `_x_` are one, and so are a character and its reference. But
a guess can be proved, by rendering it. So the HTML before and after the edit are compared, each
place that differs is looked up in the source, and what stands there is replaced in several ways,
the smallest first, until one shows what Anki has.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from recto.text.changes import Change, changes
from recto.text.html import BLOCKS, VOID, unescaped

Shown = Callable[[str], str]
"""The HTML of a text as a reader sees it (`as_seen`)."""

LONGEST = 50_000
"""Characters of a text that is patched; comparing longer ones takes many seconds."""

MOST_PLACES = 30
"""Of equal words that are tried."""


def patched(source: str, wanted: str, shown: Shown) -> str | None:
    """The source with the smallest changes by which it shows `wanted`; None if none was found."""
    before = shown(source)
    if before == wanted:
        return source
    if max(map(len, (source, before, wanted))) > LONGEST:
        return None
    old, new = _tokens(before), _tokens(wanted)
    written = _Written(source, old)
    for hunks in _groupings(old, new):
        found = _applied(_Edit(source, old, new, written, shown), hunks)
        if found is not None:
            return found
    return None


class _Edit(NamedTuple):
    """A source, its HTML before and after somebody's edit, and how to find and prove things."""

    source: str
    old: list[str]
    new: list[str]
    written: _Written
    shown: Shown


_TOKEN = re.compile(r"<[^>]*>|&(?:#?[A-Za-z0-9]+);|\w+|\s+|.", re.DOTALL)
_BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(sorted(BLOCKS))})\b")
_NAME = re.compile(r"</?([a-z][a-z0-9]*)")


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def _is_tag(token: str) -> bool:
    return token[0] == "<" != token


def _applied(edit: _Edit, hunks: list[Change]) -> str | None:
    """The source with each hunk in it, the last one first, so that places before it stay."""
    source = edit.source
    for hunk in reversed(hunks):
        found = _with_hunk(edit, source, hunk)
        if found is None:
            return None
        source = found
    return source


def _with_hunk(edit: _Edit, source: str, hunk: Change) -> str | None:
    """The source with one hunk in it: the first of all ways and places that is right."""
    target = "".join((*edit.old[: hunk.start], *edit.new[hunk.new_start :]))
    fragment = "".join(edit.new[hunk.new_start : hunk.new_end])
    for start, end in edit.written.places(hunk):
        for text in _ways(fragment, source, start):
            candidate = source[:start] + text + source[end:]
            if edit.shown(candidate) == target:
                return _plainer(candidate, start, start + len(text), target, edit.shown)
    return None


def _plainer(source: str, start: int, end: int, target: str, shown: Shown) -> str:
    """The source without those of the backslashes in a piece that nothing needs."""
    for at in range(end - 1, start - 1, -1):
        if source[at] == "\\":
            without = source[:at] + source[at + 1 :]
            source = without if shown(without) == target else source
    return source


def _groupings(old: list[str], new: list[str]) -> Iterator[list[Change]]:
    """The hunks between two HTMLs: as they are, then such whose tags pair, then all in one."""
    hunks = _hunks(old, new)
    yield hunks
    paired = _paired(hunks, old, new)
    if paired != hunks:
        yield paired
    if len(paired) > 1:
        first, last = paired[0], paired[-1]
        yield [Change(first.start, last.end, first.new_start, last.new_end)]


def _hunks(old: list[str], new: list[str]) -> list[Change]:
    return [_shifted(change, old, new) for change in changes(old, new)]


def _shifted(hunk: Change, old: list[str], new: list[str]) -> Change:
    """What was only put in, or only taken out, moved so that its tags pair: `</li><li>x` is `<li>x</li>`."""
    start, end, new_start, new_end = hunk
    if start != end and new_start != new_end:
        return hunk
    tokens, at, to = (new, new_start, new_end) if start == end else (old, start, end)
    for step in range(min(start, new_start) + 1):
        if _pairs(tokens[at - step : to - step]):
            return Change(start - step, end - step, new_start - step, new_end - step)
        if tokens[at - step - 1] != tokens[to - step - 1]:
            break
    return hunk


def _paired(hunks: list[Change], old: list[str], new: list[str]) -> list[Change]:
    """Hunks joined with those that follow until the tags in each pair."""
    found: list[Change] = []
    for hunk in hunks:
        if found and not _is_whole(found[-1], old, new):
            last = found.pop()
            found.append(Change(last.start, hunk.end, last.new_start, hunk.new_end))
        else:
            found.append(hunk)
    return found


def _is_whole(hunk: Change, old: list[str], new: list[str]) -> bool:
    return _pairs(old[hunk.start : hunk.end]) and _pairs(new[hunk.new_start : hunk.new_end])


def _pairs(tokens: Sequence[str]) -> bool:
    """Whether every tag among tokens has its partner there."""
    opened: list[str] = []
    for token in tokens:
        name = _NAME.match(token) if _is_tag(token) else None
        if name is None or name[1] in VOID:
            continue
        if token[1] != "/":
            opened.append(name[1])
        elif not opened or opened.pop() != name[1]:
            return False
    return not opened


class _Written:
    """Where in a source stands what its HTML shows."""

    def __init__(self, source: str, shown: list[str]) -> None:
        self.source = source
        self.shown = shown
        pieces = [*_TOKEN.finditer(source)]
        said = [unescaped(piece[0]) for piece in pieces]
        texts = [n for n, token in enumerate(shown) if not _is_tag(token)]
        matcher = SequenceMatcher(
            str.isspace, said, [unescaped(shown[n]) for n in texts], autojunk=False
        )
        self.spans: dict[int, tuple[int, int]] = {}
        """By tokens of the HTML; those that no word of the source explains are missing."""
        for at, to, length in matcher.get_matching_blocks():
            for step in range(length):
                self.spans[texts[to + step]] = pieces[at + step].span()
        self.known = sorted(self.spans)

    def places(self, hunk: Change) -> list[tuple[int, int]]:
        """From where to where a hunk may stand in the source, the surest first."""
        following = bisect_left(self.known, hunk.start)
        after = bisect_left(self.known, hunk.end)
        before = self.spans[self.known[following - 1]][1] if following else 0
        behind = self.spans[self.known[after]][0] if after < len(self.known) else len(self.source)
        starts, ends = [before], [behind]
        if hunk.start == hunk.end:
            found = [(before, before), (behind, behind), (before, behind)]
            word = hunk._replace(start=self.known[following - 1]) if following else hunk
            found += [(end, end) for _, end in self._same(word, before)]
            return [*dict.fromkeys(found)]
        if following < after:  # some of its words are known
            starts.insert(0, self.spans[self.known[following]][0])
            ends.insert(0, self.spans[self.known[after - 1]][1])
        around = ((start, end) for start in starts for end in ends if start <= end)
        return [*dict.fromkeys((*around, *self._same(hunk, before)))]

    def _same(self, hunk: Change, guess: int) -> list[tuple[int, int]]:
        """Wherever the source has the same words, for a link may have them in its address too."""
        words = "".join(self.shown[hunk.start : hunk.end])
        is_text = words and "<" not in words
        found = re.finditer(re.escape(unescaped(words)), self.source) if is_text else ()
        spans = [match.span() for match in found]
        return sorted(spans, key=lambda span: abs(span[0] - guess))[:MOST_PLACES]


_FORMULA = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
_SPECIAL = re.compile(r"[\\`*_\[\]<>#~|$&]")
_ITEM = re.compile(r"[ \t]*(?:(?P<bullet>[-*+])|(?P<number>\d{1,9})(?P<sign>[.)]))[ \t]+")


def _ways(fragment: str, source: str, at: int) -> Iterator[str]:
    """Ways to write a piece of HTML into a source: as few signs as possible first."""
    found: dict[str, None] = {}
    if "<" not in fragment:
        text = unescaped(fragment)
        found[text.replace("\u00a0", "&nbsp;")] = None
        found[_FORMULA.sub(r"$\1\2$", text)] = None
        found[_SPECIAL.sub(r"\\\g<0>", text).replace("\u00a0", "&nbsp;")] = None
        found[fragment] = None
        found[text] = None
    else:
        for way in (_as_markdown(fragment, source, at), fragment):
            found[way] = None
            found[unescaped(way)] = None
    yield from found
    for way in [*found]:
        if "\n" in way:
            line = source[source.rfind("\n", 0, at) + 1 :]
            indent = line[: len(line) - len(line.lstrip(" \t"))]
            yield way.replace("\n", f"\n{indent}")


_SIMPLE = (
    (re.compile(r"<br>"), "\n"),
    (re.compile(r"</p><p>"), "\n\n"),
    (re.compile(r"<(?:strong)>(.*?)</(?:strong)>", re.DOTALL), r"**\1**"),
    (re.compile(r"<em>(.*?)</em>", re.DOTALL), r"*\1*"),
    (re.compile(r"<code>([^`<]*)</code>"), r"`\1`"),
    (re.compile(r'<a href="([^"\s()]*)">(.*?)</a>', re.DOTALL), r"[\2](\1)"),
)


def _as_markdown(fragment: str, source: str, at: int) -> str:
    for pattern, written in _SIMPLE:
        fragment = pattern.sub(written, fragment)
    if "<li>" in fragment:
        marker = _next_marker(source, at)
        if fragment.startswith("<li>"):
            fragment = "\n" + marker + fragment.removeprefix("<li>").removesuffix("</li>")
        fragment = fragment.replace("</li><li>", "\n" + marker)
    return fragment


def _next_marker(source: str, at: int) -> str:
    """What begins the next item of the list in which a place lies."""
    item = _ITEM.match(source, source.rfind("\n", 0, at) + 1)
    if not item:
        return "- "
    number = int(item["number"]) + 1 if item["number"] else 0
    return f"{number}{item['sign']} " if number else item[0]
