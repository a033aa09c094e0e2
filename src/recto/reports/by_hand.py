"""What an import leaves to the learner, and the searches that find it in Anki's browser."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from recto.deck.notetypes import told
from recto.diagnostics import counted, short
from recto.lock import Entry, Lock
from recto.lock.forecast import Change, Fate, Forecast, Stray
from recto.render.one_line import in_one_line
from recto.reports.words import asked, notes_of

_NAMED = 12
"""Notes that a search names one by one, where a tag would be shorter."""
_MOST_KEYS = 1000
"""Keys in one regular expression; Anki refused 2,935 of 60 characters."""


def all_by_hand(expected: Forecast, after: Lock) -> Iterator[str]:
    """What the import leaves to the learner: what it can't do, and what only they may delete."""
    yield from by_hand(expected)
    if search := search_for_retired(expected, after):
        careful = (
            "; look before you delete, for a note's number may be another's"
            if "nid:" in search
            else ""
        )
        yield (
            "retired notes stay with learners until they delete them; this search in Anki's "
            f"browser finds every one{careful}: {search}"
        )


def by_hand(expected: Forecast) -> Iterator[str]:
    """What the import cannot do by itself, each with what the learner must do."""
    yield from _moved(expected.strays)
    for gone, turned in expected.turned:
        came = "it comes as a new card"
        if turned.fate is Fate.RETURNED:
            came = "who has that note already goes on with it, others get it as a new card"
        yield (
            f"“{asked(gone)}” is now {_kind(turned)}, which Anki can't convert: {came}, "
            "and the old one must be deleted by hand"
        )
    for clozed, numbers in expected.renumbered:
        told = "; ".join(
            f"c{number}, “{short(in_one_line(now))}”" for number, (_, now) in numbers.items()
        )
        yield (
            f"“{asked(clozed)}” hides other words under an old number ({told}): where that is "
            "another fact, reset the card (Browse, Reset)"
        )
    for change, what in expected.emptied:
        yield (
            f"the {what} of “{asked(change)}” stays as an empty card: Tools, Empty Cards removes it"
        )
    for card in expected.emptied_cards:
        yield (
            f"the card “{card.name}” shows nothing in {notes_of(card)}, and stays there as an empty "
            "card: Tools, Empty Cards removes it"
        )


def _moved(strays: Sequence[Stray]) -> Iterator[str]:
    """What to do about cards that stay in former decks; one line where all of them got a new root."""
    renamed = _renamed(strays)
    if renamed:
        old, new = renamed
        notes = counted(sum(len(stray.keys) for stray in strays), "note")
        yield (
            f"the cards of {notes} stay in the deck “{old}” and those below it, new cards come to "
            f"“{new}”: to join them, rename “{old}” to “{new}” in Anki before the import; the "
            "decks below it go along"
        )
        return
    for stray in strays:
        yield (
            f"the cards of {counted(len(stray.keys), 'note')} stay in the deck "
            f"“{stray.old}”, new cards come to “{stray.new}”: to join them, "
            f"{_joined(stray)}"
        )


def _renamed(strays: Sequence[Stray]) -> tuple[str, str] | None:
    """The former and the present name of a deck, if to rename it is all that several need."""
    if len(strays) < _SEVERAL or not all(stray.is_renaming for stray in strays):
        return None
    olds = [stray.old.split("::") for stray in strays]
    news = [stray.new.split("::") for stray in strays]
    old, new = _common(olds), _common(news)
    same = all(o[len(old) :] == n[len(new) :] for o, n in zip(olds, news, strict=True))
    return ("::".join(old), "::".join(new)) if old and new and same else None


_SEVERAL = 2


def _common(names: Sequence[list[str]]) -> list[str]:
    """The parts with which all names of decks begin."""
    parts = zip(*names, strict=False)
    return [same[0] for same in takewhile(lambda each: len({*each}) == 1, parts)]


def _joined(stray: Stray) -> str:
    """How a learner brings the cards of a former deck into the present one."""
    if stray.is_renaming:
        return (
            f"rename “{stray.old}” to “{stray.new}” in Anki before the import, or move "
            "the cards after it (Browse, select, Change Deck)"
        )
    how = f"search `{_search(stray)}`, select all" if stray.splits else "select"
    return f"move the cards after the import (Browse, {how}, Change Deck)"


def _search(stray: Stray) -> str:
    """A search for what is to leave a deck, by tag where there are many; `_` finds any sign."""
    if len(stray.keys) <= _NAMED:
        return search_for(stray.keys)
    old = stray.old.replace('"', "_")
    return f'"deck:{old}" ({" OR ".join(f"tag:*::{topic}" for topic in stray.topics)})'


def search_for_retired(expected: Forecast, after: Lock) -> str:
    """A search for all retired notes, where there is one more; a draft will be back."""
    gone = [change for change in expected.having(Fate.RETIRED) if not change.changed]
    if not gone:
        return ""
    retired = retired_notes(after)
    adopted = {family for family, each in after.note_types.items() if each.is_adopted}
    keys = [entry.key for entry in retired if entry.family not in adopted]
    searches = [search_for(keys)] if keys else []
    for family in sorted({entry.family for entry in retired} & adopted):
        numbers = sorted(entry.created for entry in retired if entry.family == family)
        searches += [search_by_number(after.note_types[family].name, numbers)]
    return " OR ".join(searches)


def search_by_number(note_type: str, numbers: Iterable[int]) -> str:
    """A search for notes that have no key, by their numbers; few learners have one renumbered.

    The `*` finds the note type too where Anki calls it `Basic+`, beside the learner's own.
    """
    name = _SPECIAL_IN_SEARCH.sub(r"\\\g<0>", note_type)
    return f'("note:{name}*" nid:{",".join(map(str, numbers))})'


_SPECIAL_IN_SEARCH = re.compile(r'["*_\\:]')


def _kind(change: Change) -> str:
    return told(change.entry.family)


def search_for(keys: Iterable[str]) -> str:
    """A search for Anki's browser that finds exactly the notes with these full keys.

    Exact matching needs a regular expression: plain `Key:` ignores case and takes `_` and
    `*` as wildcards, and a chain of a thousand ORs fails (measured with Anki 26.09).
    """
    ordered = sorted(keys)
    chunks = (ordered[at : at + _MOST_KEYS] for at in range(0, len(ordered), _MOST_KEYS))
    return " OR ".join(f'"Key:re:^({"|".join(chunk)})$"' for chunk in chunks)


def retired_notes(lock: Lock) -> list[Entry]:
    """Every note ever retired; drafts, which come back, are none of them."""
    return [entry for entry in lock.entries.values() if entry.retired and not entry.draft]


def retired_keys(lock: Lock) -> list[str]:
    """The full keys of these."""
    return [entry.key for entry in retired_notes(lock)]
