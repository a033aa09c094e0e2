"""What learners want to know of a new version, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.commands.diff import Compared
from recto.deck.model import Deck
from recto.diagnostics import short
from recto.lock import Entry, Lock
from recto.lock.forecast import Change, Fate, Forecast
from recto.render.html import find_tags
from recto.render.one_line import in_one_line
from recto.reports.by_hand import by_hand, search_for_retired
from recto.reports.words import notes_of
from recto.text import code_spans, covering, math_spans

_LONGEST = 200
"""Characters of a question or a license."""


def changelog_lines(compared: Compared) -> Iterator[str]:
    """The lines on one deck, for who has what it is compared with."""
    prepared, expected = compared.prepared, compared.forecast
    yield f"## {prepared.deck.name}"
    yield ""
    told = [
        *_cards(expected),
        *_by_hand(expected, prepared.after),
        *_about(expected, prepared.deck),
    ]
    yield from told or ["Nothing changed."]


_SECTIONS = (
    (Fate.NEW, "New cards", ""),
    (Fate.RETURNED, "Cards that are back", "If you still have them, they go on as before."),
    (Fate.UPDATED, "Changed cards", "Your reviews of them stay."),
    (Fate.RETIRED, "Retired cards", "They are no longer part of the deck, and stay with you."),
)


def _cards(expected: Forecast) -> Iterator[str]:
    for fate, title, note in _SECTIONS:
        changes = expected.having(fate)
        if fate is Fate.UPDATED:  # not those that come again with the text of before
            changes = [change for change in changes if change.changed]
        if changes:
            yield f"### {title} ({len(changes)})"
            yield ""
            if note:
                yield note
                yield ""
            yield from (f"- {_card(change)}" for change in changes)
            yield ""


def _card(change: Change) -> str:
    told = as_markdown(change.entry.question)
    what = ", ".join(_called(name, change.entry) for name in change.changed)
    return f"{told} ({what})" if what and change.fate in (Fate.UPDATED, Fate.RETIRED) else told


def _called(part: str, entry: Entry) -> str:
    if part == "reversed":
        return "now asked backwards too" if entry.reversed else "no longer asked backwards"
    return _WORDS.get(part, part)


_WORDS = {
    "title": "topic",
    "kind": "how it asks",
    "draft": "for now; it will come back",
}


def as_markdown(text: str) -> str:
    """A text of a card in one line."""
    return _with_plain_signs(short(in_one_line(text), _LONGEST))


def _with_plain_signs(line: str) -> str:
    """Markdown where `<` that begins no tag to Recto, as in `vector<int>`, is none to others."""
    literal = code_spans(line)
    formulas = [formula.span for formula in math_spans(line, literal, [])]
    tags = [tag.span for tag in find_tags(line, literal, unsafe=False).tags]
    kept = sorted([*literal, *formulas, *tags])
    return _LESS.sub(lambda match: "<" if covering(match.start(), kept) else r"\<", line)


_LESS = re.compile(r"(?<!\\)<(?=[A-Za-z/!?])")


def _by_hand(expected: Forecast, after: Lock) -> Iterator[str]:
    if search := search_for_retired(expected, after):
        yield "To delete the retired cards, search for this in Anki's browser:"
        yield ""
        yield f"```\n{search}\n```"
        yield ""
    if others := list(by_hand(expected)):
        yield "### What you may want to do"
        yield ""
        yield from (f"- {_with_plain_signs(each[0].upper() + each[1:])}." for each in others)
        yield ""


def _about(expected: Forecast, deck: Deck) -> Iterator[str]:
    for card in expected.new_cards:
        yield f"A new card, “{card.name}”, comes to {notes_of(card)}."
        yield ""
    if expected.redesigned:
        yield "The cards have a new design."
        yield ""
    if "description" in expected.redescribed:
        yield "The deck has a new description."
        yield ""
    if "license" in expected.redescribed:
        terms = as_markdown(deck.license.value) if deck.license else ""
        yield f"The license is now {terms}." if terms else "The deck names no license any more."
        yield ""
    if expected.readdressed:
        place = f"Report faults here from now on: <{deck.report}>"
        yield place if deck.report else "The cards have no link to report faults any more."
        yield ""
