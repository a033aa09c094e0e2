"""The fields of notes as texts of sources: Markdown where that shows the same, else HTML as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from recto.adopting.foreign import ForeignNote, ForeignType
from recto.adopting.media import with_paths
from recto.render.back import written
from recto.text.template import parse, values


class Texts(NamedTuple):
    """A field of all notes of a type, as it is to be written."""

    format: str
    """`markdown`, or `html` where too little of it could be Markdown."""
    texts: list[str]
    markup: int
    """How many of them were more than words."""
    html: int
    """How many of those are HTML still, if but for a part."""
    raw: frozenset[int] = frozenset()
    """The places of those that are HTML as they were, where the others are Markdown."""


def field_texts(
    of_type: ForeignType,
    notes: Sequence[ForeignNote],
    place: int,
    paths: Mapping[str, str],
    *,
    unsafe: bool,
) -> Texts:
    """A field of all notes of a type, the field at that place."""
    clozes = of_type.fields[place].name in cloze_fields(of_type)
    originals = [note.fields[place] for note in notes]
    if clozes and any("image-occlusion:" in text for text in originals):
        return Texts("html", [text.strip() for text in originals], 0, 0)  # shapes, no words
    markup = sum(_has_markup(text) for text in originals)
    own = own_latex(of_type)
    made = [
        None
        if own and own.search(text)
        else written(text, clozes=clozes, paths=paths, unsafe=unsafe)
        for text in originals
    ]
    html = sum(each is None or each.is_html for each in made)
    if html * 2 > sum(map(bool, originals)):
        texts = [with_paths(text, paths).strip() for text in originals]
        return Texts("html", texts, markup, markup)
    texts = [
        each.text if each else with_paths(text, paths).strip()
        for each, text in zip(made, originals, strict=True)
    ]
    raw = frozenset(number for number, each in enumerate(made) if each is None)
    return Texts("markdown", texts, markup, html, raw)


def own_latex(of_type: ForeignType) -> re.Pattern[str] | None:
    """Finds formulas with what the note type's LaTeX defines, of which MathJax knows nothing."""
    names = {*_DEFINED.findall(str(of_type.settings.get("latexPre", "")))}
    if not names:
        return None
    command = rf"\\(?:{'|'.join(sorted(names))})(?![A-Za-z])"
    return re.compile(rf"\[(?:(?i:latex)|\$).*?{command}", re.DOTALL)


_DEFINED = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|DeclareMathOperator|def|let)\b\*?\s*\{?\s*\\([A-Za-z]+)"
)


def cloze_fields(of_type: ForeignType) -> frozenset[str]:
    """The fields whose deletions make cards."""
    return frozenset(_cloze_fields(of_type))


def _cloze_fields(of_type: ForeignType) -> Iterator[str]:
    for template in of_type.templates if of_type.is_cloze else ():
        for side in (template.front, template.back):
            for value in values(parse(side).nodes):
                if "cloze" in value.filters:
                    yield value.field


def _has_markup(html: str) -> bool:
    return "<" in html or "&" in html
