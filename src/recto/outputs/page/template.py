"""A note's fields to the two sides of a card, as Anki's templates have it.

Anki renders with rslib `template.rs`, `template_filters.rs` and `cloze.rs`. Tests hold this
against the real one for every card of the AWS deck and for random templates, so that what the
preview shows is what an import will show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from recto.deck.notetypes import Template
from recto.outputs.page.cloze import hidden_words, revealed
from recto.text.html import unescaped
from recto.text.template import (
    FRONT_SIDE,
    Node,
    Section,
    Value,
    is_cloze_number,
    is_empty,
    parse,
)


class Sides(NamedTuple):
    """A card's HTML, front and back; sounds are still `[sound:…]`, inputs `[[type:…]]`."""

    front: str
    back: str


def render(template: Template, fields: Mapping[str, str], number: int) -> Sides:
    """Both sides of the card with this number: its template's place, its cloze less one.

    `fields` are those of the note by name, and what Anki adds where a template asks for it:
    Tags, Deck, Subdeck, Type, Card. A name that is not among them is a bug of the templates.
    """
    empty = frozenset([name for name, value in fields.items() if is_empty(value)])
    front = _filled(_shown(template.front, empty, number), fields, number)
    both = {**fields, FRONT_SIDE: front}
    return Sides(front, _filled(_shown(template.back, empty, number), both, number))


@lru_cache(maxsize=2000)
def _shown(template: str, empty: frozenset[str], number: int) -> tuple[str | Value, ...]:
    """What a template shows of all notes in which the same fields are empty."""
    return tuple(_without_sections(parse(template).nodes, empty, f"c{number + 1}"))


def _without_sections(
    nodes: Iterable[Node], empty: frozenset[str], cloze: str
) -> Iterator[str | Value]:
    for node in nodes:
        if not isinstance(node, Section):
            yield node
            continue
        nothing = node.field in empty or (is_cloze_number(node.field) and node.field != cloze)
        if nothing is node.inverted:
            yield from _without_sections(node.inside, empty, cloze)


def _filled(nodes: Iterable[str | Value], fields: Mapping[str, str], number: int) -> str:
    return "".join(
        [node if isinstance(node, str) else _value(node, fields, number) for node in nodes]
    )


def _value(node: Value, fields: Mapping[str, str], number: int) -> str:
    if not node.field and node.filters:
        return ""  # what the filter itself has to say, as `{{tts-voices:}}`
    value = fields[node.field]
    answer = FRONT_SIDE in fields
    if kind := _TYPED.get(node.filters):
        return f"[[type:{kind}{node.field}]]"
    for name in node.filters:
        value = _filtered(name, node.field, value, number, answer=answer)
    return value


_TYPED: dict[tuple[str, ...], str] = {("nc", "type"): "nc:", ("cloze", "type"): "cloze:"}
"""Pairs of filters that are one; a client replaces what they leave."""


def _filtered(name: str, field: str, value: str, number: int, *, answer: bool) -> str:
    match name:
        case "cloze":
            return revealed(value, number + 1, answer=answer)
        case "cloze-only":
            return hidden_words(value, number + 1, answer=answer)
        case "type":
            return f"[[type:{field}]]"
        case "hint":
            return _hint(field, value)
        case _:
            return _changed(name, value)


def _changed(name: str, value: str) -> str:
    """What a filter makes of a text alone; of one that no add-on claims Anki makes nothing."""
    if name == "text":
        return _without_markup(value)
    if name in _READINGS:
        return _read_aloud(value, _READINGS[name])
    if name.startswith("tts "):
        return f"[anki:tts lang={name.removeprefix('tts ')}]{value}[/anki:tts]"
    return value


def _hint(field: str, value: str) -> str:
    """A link that opens what follows it; Anki's own has a script in `onclick`."""
    if not value.strip():
        return value
    link = f'\n<a class="hint" href="#">\n{field}</a>'
    return f'{link}\n<div class="hint" style="display: none">{value}</div>\n'


_MARKUP = re.compile(
    r"<!--.*?-->|<style.*?>.*?</style>|<script.*?>.*?</script>|<.*?>", re.DOTALL | re.IGNORECASE
)


def _without_markup(value: str) -> str:
    plain = _MARKUP.sub("", value)
    return unescaped(plain).replace("\xa0", " ") if "&" in plain else plain


_READING = re.compile(r" ?([^ >]+?)\[(.+?)\]")
_READINGS = {
    "furigana": r"<ruby><rb>\1</rb><rt>\2</rt></ruby>",
    "kana": r"\2",
    "kanji": r"\1",
}


def _read_aloud(value: str, pattern: str) -> str:
    """Words with their readings in brackets, `犬[いぬ]`; a sound in brackets is none."""

    def shown(match: re.Match[str]) -> str:
        return match[0] if match[2].startswith("sound:") else match.expand(pattern)

    return _READING.sub(shown, value.replace("&nbsp;", " "))
