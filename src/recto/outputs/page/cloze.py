"""A cloze text as Anki shows it on one of its cards.

`recto.text.cloze` reads what an author means; this reads what Recto has written, with Anki's rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(r"\{\{c(?P<numbers>[0-9]+(?:,[0-9]+)*)::|(?P<close>\}\})")
_MATH = re.compile(r"(\\[(\[])(.*?)(\\[)\]])", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(slots=True)
class _Cloze:
    """A deletion: its texts and the deletions between them, and a hint."""

    numbers: tuple[int, ...]
    nodes: list[str | _Cloze] = field(default_factory=list)
    hint: str | None = None

    def add(self, text: str) -> None:
        """Take text in; what follows the first `::` of a piece is the hint."""
        shown, colons, hint = text.partition("::")
        self.nodes.append(shown)
        if colons:
            self.hint = hint


def revealed(text: str, number: int, *, answer: bool) -> str:
    """The text on the card of a cloze number; nothing where it has no such cloze."""
    nodes = _nodes(text)
    if not any(_holds(node, number) for node in nodes):
        return ""
    shown = "".join(_shown(node, number, answer=answer) for node in nodes)
    if "\\" not in shown:
        return shown
    end = max(shown.rfind("\\)"), shown.rfind("\\]")) + 2  # behind it no formula ends
    return _MATH.sub(_without_tags, shown[:end]) + shown[end:]


def hidden_words(text: str, number: int, *, answer: bool) -> str:
    """What a cloze number hides and nothing else, or in its place the hints (`cloze-only`)."""
    found = [each for node in _nodes(text) for each in _of_number(node, number)]
    if answer:
        return ", ".join("".join(_plain(node) for node in each.nodes) for each in found)
    return ", ".join("..." if each.hint is None else each.hint for each in found)


def _of_number(node: str | _Cloze, number: int) -> Iterator[_Cloze]:
    if not isinstance(node, str):
        if number in node.numbers:
            yield node
        for inner in node.nodes:
            yield from _of_number(inner, number)


def _plain(node: str | _Cloze) -> str:
    return node if isinstance(node, str) else "".join(_plain(inner) for inner in node.nodes)


def _nodes(text: str) -> list[str | _Cloze]:
    """Texts and deletions in order; one without an end is no part of either, as in Anki."""
    nodes: list[str | _Cloze] = []
    open_: list[_Cloze] = []

    def add(piece: str) -> None:
        if open_:
            open_[-1].add(piece)
        elif piece:
            nodes.append(piece)

    position = 0
    for token in _TOKEN.finditer(text):
        add(text[position : token.start()])
        position = token.end()
        if token["numbers"]:
            open_.append(_Cloze(tuple(int(each) for each in token["numbers"].split(","))))
        elif open_:
            closed = open_.pop()
            (open_[-1].nodes if open_ else nodes).append(closed)
        else:
            nodes.append(token[0])
    add(text[position:])
    return nodes


def _holds(node: str | _Cloze, number: int) -> bool:
    if isinstance(node, str):
        return False
    return number in node.numbers or any(_holds(inner, number) for inner in node.nodes)


def _shown(node: str | _Cloze, number: int, *, answer: bool) -> str:
    if isinstance(node, str):
        return node
    active = number in node.numbers
    if active and not answer:
        inside = f"[{'...' if node.hint is None else node.hint}]"
    else:
        inside = "".join(_shown(inner, number, answer=answer) for inner in node.nodes)
    name = "cloze" if active else "cloze-inactive"
    ordinal = ",".join(str(each) for each in node.numbers)
    return f'<span class="{name}" data-ordinal="{ordinal}">{inside}</span>'


def _without_tags(formula: re.Match[str]) -> str:
    """A formula as MathJax needs it, without the marks of clozes (`strip_html_inside_mathjax`)."""
    opening, inside, closing = formula.groups()
    return f"{opening}{_TAG.sub('', inside)}{closing}"
