"""What a maintainer should know of an adopted deck: what is left out, or otherwise than it was."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from recto.adopting.cards import AdoptedCard, Sorted, lost_tags
from recto.adopting.foreign import Description, Foreign
from recto.adopting.listing import first_few
from recto.adopting.texts import own_latex
from recto.adopting.topics import deck_name
from recto.checks.advice.adopted import SHARED_ID
from recto.diagnostics import counted, has_errors
from recto.render.back import written
from recto.render.markdown import render
from recto.render.media import unnamed
from recto.text import Text


def description_of(
    all_: Mapping[str, Description], name: str, remarks: list[str], *, unsafe: bool
) -> str:
    """What Anki shows with the deck, as Markdown; what can't be written is told."""
    others = [deck for deck in all_ if deck_name(deck).casefold() != name.casefold()]
    if others:
        told = first_few([f"“{deck}”" for deck in others])
        remarks.append(f"the description of {told} is left out; learners keep it")
    found = next((each for deck, each in all_.items() if deck not in others), None)
    if found is None:
        return ""
    text = _as_markdown(found, unsafe=unsafe)
    if text is None or any(unnamed(found.text, ())):
        remarks.append("the deck's description can't be written as Markdown, and is left out")
        return ""
    return text


def _as_markdown(description: Description, *, unsafe: bool) -> str | None:
    """A description as Markdown that a deck may hold; None if there is none that shows it."""
    if description.is_html:
        with_lines = description.text.replace("\n", "<br>")  # as Anki shows them
        made = written(with_lines, unsafe=unsafe)
        return made.text if made else None
    text = description.text.strip()
    finished, faults = render(Text(text, Path(), 1, 1), unsafe=unsafe)
    return None if has_errors(faults) or any(unnamed(finished, ())) else text


def remarks_on(
    foreign: Foreign, found: Sorted, cards: Sequence[AdoptedCard], media: Mapping[str, str]
) -> Iterator[str]:
    """What of the source is not in the sources, or otherwise."""
    yield from _on_types(found)
    yield from _on_notes(found, cards)
    yield from _on_files(foreign, found, media)


def _on_types(found: Sorted) -> Iterator[str]:
    types = {note.type for note in found.notes}
    if any(each.id == SHARED_ID for each in types):
        yield (
            f"its note type has the id {SHARED_ID} of the example in genanki's README: a learner "
            "of another deck that copied it has conflicts between the two, and keeps them"
        )
    if any(note.guid and note.type.id is None for note in found.notes):
        yield (
            "the source has no ids of note types: learners who have the deck tick “Merge note "
            "types” in the first import of your package, and Anki asks for a full sync once"
        )
    latex = {each: own for each in types if (own := own_latex(each))}
    kept = [n for n in found.notes if n.type in latex and latex[n.type].search("\n".join(n.fields))]
    if kept:
        yield (
            f"{counted(len(kept), 'note')} with commands that the note type's LaTeX defines: those "
            "formulas stay as they are, and need LaTeX, where all others need none"
        )


def _on_notes(found: Sorted, cards: Sequence[AdoptedCard]) -> Iterator[str]:
    if found.empty:
        yield f"{counted(found.empty, 'note')} without a word in any field: left out"
    for why, count in Counter(card.draft for card in cards if card.draft).items():
        yield f"{counted(count, 'note')} became a draft, which is not built: {why}"
    if tags := lost_tags(found.notes):
        yield f"{counted(len(tags), 'tag')} that Recto can't write, left out: {_named(tags)}"
    if split := sum(_is_split(card) for card in cards):
        yield (
            f"{counted(split, 'note')} had cards in several decks; learners' cards stay where "
            "they are, and new ones go to the deck of the first card"
        )


def _on_files(foreign: Foreign, found: Sorted, media: Mapping[str, str]) -> Iterator[str]:
    shown = dict.fromkeys(
        n for note in found.notes for text in note.fields for n in unnamed(text, ())
    )
    missing = [name for name in shown if name not in media]
    if missing:
        told = f"{counted(len(missing), 'file')} that notes show, and that did not come along"
        yield f"{told}: {_named(missing)}"
    unused = foreign.media - media.keys()
    made = sum(bool(_LATEX.fullmatch(name)) for name in unused)
    if made:
        yield f"{counted(made, 'picture')} that Anki made of LaTeX: left out; formulas are text"
    if len(unused) > made:
        yield f"{counted(len(unused) - made, 'file')} that no note shows: left out"


def _is_split(card: AdoptedCard) -> bool:
    """Whether the cards of a note lie in several decks, and not because their templates say so."""
    of_type = card.note.type
    last = len(of_type.templates) - 1
    decks = {name for ord_, name in card.note.decks if not of_type.templates[min(ord_, last)].deck}
    return len(decks) > 1


def _named(names: Iterable[str]) -> str:
    return first_few([f"`{name}`" for name in names])


_LATEX = re.compile(r"latex-[0-9a-f]+\.(?:png|svg)")
