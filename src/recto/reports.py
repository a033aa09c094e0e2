"""Results as text, for people and for programs. Nothing here prints."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recto.build import Built
from recto.compare import Compared
from recto.diagnostics import Diagnostic, Severity, printable, short
from recto.excerpt import in_one_line
from recto.forecast import Change, Fate, Forecast, Stray, retired_keys, search_for
from recto.lock import Lock
from recto.model import Deck
from recto.pin import Pinned

if TYPE_CHECKING:
    from recto.new import Made

_LONGEST_MESSAGE = 400
"""Characters; a message may quote a text of any length."""
_LISTED = 12
"""Notes of one fate that are listed before the rest is only counted."""


def diagnostic_line(diagnostic: Diagnostic) -> str:
    """`cards/iam.yaml:12:5: error: … [code]`, the path as seen from here."""
    place = diagnostic.location
    where = [relative(place.path), *(str(n) for n in (place.line, place.column) if n)]
    severity = diagnostic.severity.value
    message = short(diagnostic.message, _LONGEST_MESSAGE)
    return f"{':'.join(where)}: {severity}: {message} [{diagnostic.code}]"


def relative(path: Path) -> str:
    """A path as seen from where the user stands, where that is shorter."""
    try:
        seen = os.path.relpath(path)
    except ValueError:  # another drive
        seen = str(path)
    told = str(path) if seen.count("..") > 1 else Path(seen).as_posix()
    return printable(told).replace("\n", "\\n")


def sorted_diagnostics(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By file and place, each once."""
    return sorted(dict.fromkeys(diagnostics), key=lambda d: (str(d.location.path), *d.location[1:]))


def check_summary(decks: list[Deck], told: list[Diagnostic], elsewhere: int = 0) -> str:
    """The closing line of `recto check`: `1 deck, 349 cards: 2 errors, 3 pieces of advice`.

    `elsewhere` counts what is not told because only a part of a deck was asked for.
    """
    found = [
        f"{number:,} pieces of advice"
        if severity is Severity.ADVICE and number > 1
        else "1 piece of advice"
        if severity is Severity.ADVICE
        else _count(number, severity.value)
        for severity, number in _by_severity(told).items()
        if number
    ]
    looked_at = f"{_count(len(decks), 'deck')}, {_count(sum(len(d.cards) for d in decks), 'card')}"
    rest = f"; {elsewhere:,} more in the rest of the deck" if elsewhere else ""
    return f"{looked_at}: {', '.join(found) or 'nothing to say'}{rest}"


def _by_severity(told: list[Diagnostic]) -> dict[Severity, int]:
    counts = Counter(diagnostic.severity for diagnostic in told)
    return {severity: counts[severity] for severity in Severity}


def check_json(decks: list[Deck], told: list[Diagnostic]) -> str:
    """The whole of `recto check --format json`."""
    found = [
        {
            "path": relative(each.location.path),
            "line": each.location.line,
            "column": each.location.column,
            "severity": each.severity.value,
            "code": each.code,
            "message": each.message,
        }
        for each in told
    ]
    whole = {
        "decks": [{"deck": deck.name, "id": deck.id, "cards": len(deck.cards)} for deck in decks],
        "counts": _by_severity(told),
        "diagnostics": found,
    }
    return printable(json.dumps(whole, ensure_ascii=False, indent=2))


def github_line(diagnostic: Diagnostic) -> str:
    """A workflow command of GitHub Actions, which marks the line in a pull request.

    A space can't stand before the first property, and `%`, line ends, `:` and `,` are escaped
    as GitHub's own toolkit does (actions/toolkit, `command.ts`).
    """
    place = diagnostic.location
    properties = {"file": relative(place.path), "line": place.line, "col": place.column}
    given = [f"{name}={_in_property(str(value))}" for name, value in properties.items() if value]
    given.append(f"title={_in_property(diagnostic.code)}")
    return f"::{_ON_GITHUB[diagnostic.severity]} {','.join(given)}::{_in_command(printable(diagnostic.message))}"


_ON_GITHUB = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
    Severity.ADVICE: "notice",
}


def _in_command(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _in_property(text: str) -> str:
    return _in_command(text).replace(":", "%3A").replace(",", "%2C")


def built_lines(built: Built, *, verbose: bool = False) -> Iterator[str]:
    """What was built, and what an import of it will do."""
    yield _built(built)
    yield from forecast_lines(built.forecast, built.after, verbose=verbose)


def rebuilt_lines(built: Built) -> Iterator[str]:
    """The same of a build of the same that comes next."""
    yield _built(built)
    yield _NOTHING


def _built(built: Built) -> str:
    counts = f"{_count(built.notes, 'note')}, {_count(built.cards, 'card')}, {_size(built.size)}"
    return f"{built.deck.name}: {counts} in {relative(built.target)}"


_NOTHING = "  nothing changed"


def made_lines(made: list[Made]) -> Iterator[str]:
    """The files of a new deck, and what comes next."""
    if not made:
        return
    names = [relative(each.file) for each in made]
    width = max(map(len, names))
    for name, each in zip(names, made, strict=True):
        yield f"{name:<{width}}  {each.what}"
    yield ""
    yield f"Write your cards into {names[1]}, then run `{_build_command(made[0].file.parent)}`."


def _build_command(deck: Path) -> str:
    name = relative(deck)
    return "recto build" if Path(name).parent == Path("cards") else f"recto build {name}"


def pinned_lines(pinned: list[Pinned]) -> Iterator[str]:
    """How many ids each source got, and the locks that got them too."""
    for each in pinned:
        yield f"{relative(each.file)}: {_count(each.ids, 'id')} written"
    for lock in dict.fromkeys(each.lock for each in pinned):
        yield f"{relative(lock)}: updated; commit it with the sources"


def recovered_line(lock: Lock, path: Path) -> str:
    """What a recovered lock knows."""
    live = len(lock.live())
    return f"{relative(path)}: {_count(live, 'note')}, {len(lock.entries) - live} retired"


def pictured_line(deck: Deck, cards: int, drafts: int, target: Path) -> str:
    """Where the page of a deck is."""
    among = f", {drafts} of them {'a draft' if drafts == 1 else 'drafts'}," if drafts else ""
    return f"{deck.name}: {_count(cards, 'card')}{among} in {relative(target)}"


def diff_lines(compared: Compared, *, verbose: bool = False) -> Iterator[str]:
    """The forecast of a build that has not been made."""
    prepared = compared.prepared
    notes = len(prepared.package.notes)
    cards = sum(len(note.rendered.ords) for note in prepared.package.notes)
    yield f"{prepared.deck.name}: {_count(notes, 'note')}, {_count(cards, 'card')}"
    yield from forecast_lines(compared.forecast, prepared.after, verbose=verbose)
    if prepared.stale:
        yield (
            f"  the HTML of {_count(len(prepared.stale), 'unchanged note')} is not as it was "
            "sent; --refresh sends it again"
        )


def forecast_lines(expected: Forecast, after: Lock, *, verbose: bool) -> Iterator[str]:
    """Counts, then the notes, then what the learner must do by hand."""
    if expected.is_empty:
        yield _NOTHING
        return
    counts = [(fate, len(expected.having(fate))) for fate in Fate]
    told = [f"{number} {fate}" for fate, number in counts if number]
    if expected.moved:
        told.insert(-1 if len(told) > 1 else len(told), f"{len(expected.moved)} moved")
    if expected.held_back:
        told.append(f"{len(expected.held_back)} held back")
    yield "  " + ", ".join(told)
    if all(fate is Fate.NEW for fate, number in counts if number) and not verbose:
        return
    yield from _changes(expected, verbose=verbose)
    if len(expected.retagged) > _LISTED:
        yield (
            f"  {len(expected.retagged)} notes come again for their tags or title alone; that "
            "replaces learners' own tags and words in them"
        )
    yield from (f"  {line}" for line in _of_the_deck(expected))
    for advice in all_by_hand(expected, after):
        yield f"  ! {advice}"


def _of_the_deck(expected: Forecast) -> Iterator[str]:
    if expected.renamed_types:
        yield "the note types are renamed with the deck"
    if expected.redescribed:
        yield f"the deck's {' and '.join(expected.redescribed)} changed"
    if expected.redesigned:
        yield "the cards' design changed, for all cards; no review is touched"
    if expected.design_held:
        yield "the cards' design is held back"
    if expected.readdressed:
        yield "the address for reporting faults changed, on all cards; no review is touched"


def _changes(expected: Forecast, *, verbose: bool) -> Iterator[str]:
    fates = (Fate.NEW, Fate.RETURNED, Fate.UPDATED, Fate.RETIRED)
    groups = {
        **{fate.value: expected.having(fate) for fate in fates},
        "held back": expected.held_back,
    }
    for name, changes in groups.items():
        listed = changes if verbose else changes[:_LISTED]
        for change in listed:
            yield f"    {name:<9} {_told(change)}"
        if len(changes) > len(listed):
            yield f"    {name:<9} … and {len(changes) - len(listed)} more (-v lists all)"


def _told(change: Change) -> str:
    topic = change.entry.topic
    where = f" ({topic})" if topic else ""
    if change.moved and change.before:
        where = f" ({change.before.topic or '.'} → {topic or '.'})"
    backwards = "asks backwards too" if change.entry.reversed else "asks backwards no more"
    changed = [backwards if name == "reversed" else name for name in change.changed]
    what = f": {', '.join(changed)}" if changed else ""
    if change.fate is Fate.UPDATED and not change.changed:
        what = ": the same text, dated later"
    return f"“{_asked(change)}”{where}{what}"


def _asked(change: Change) -> str:
    return short(in_one_line(change.entry.question))


def all_by_hand(expected: Forecast, after: Lock) -> Iterator[str]:
    """What the import leaves to the learner: what it can't do, and what only they may delete."""
    yield from by_hand(expected)
    if search := search_for_retired(expected, after):
        yield (
            "retired notes stay with learners until they delete them; this search in Anki's "
            f"browser finds every one: {printable(search)}"
        )


def by_hand(expected: Forecast) -> Iterator[str]:
    """What the import cannot do by itself, each with what the learner must do."""
    for stray in expected.strays:
        yield (
            f"the cards of {_count(len(stray.keys), 'note')} stay in the deck "
            f"“{printable(stray.old)}”, new cards come to “{stray.new}”: to join them, "
            f"{_joined(stray)}"
        )
    for gone, turned in expected.turned:
        yield (
            f"“{_asked(gone)}” is now {_kind(turned)}, which Anki can't convert: "
            "it comes as a new card, and the old one must be deleted by hand"
        )
    for clozed, numbers in expected.renumbered:
        told = "; ".join(
            f"c{number}, “{short(in_one_line(now))}”" for number, (_, now) in numbers.items()
        )
        yield (
            f"“{_asked(clozed)}” hides other words under an old number ({told}): where that is "
            "another fact, reset the card (Browse, Reset)"
        )
    for change, what in expected.emptied:
        yield (
            f"the {what} of “{_asked(change)}” stays as an empty card: "
            "Tools, Empty Cards removes it"
        )


def _joined(stray: Stray) -> str:
    """How a learner brings the cards of a former deck into the present one."""
    if stray.is_renaming:
        return (
            f"rename “{printable(stray.old)}” to “{stray.new}” in Anki before the import, or move "
            "the cards after it (Browse, select, Change Deck)"
        )
    how = f"search `{printable(_search(stray))}`, select all" if stray.splits else "select"
    return f"move the cards after the import (Browse, {how}, Change Deck)"


def _search(stray: Stray) -> str:
    """A search for what is to leave a deck, by tag where there are many; `_` finds any sign."""
    if len(stray.keys) <= _LISTED:
        return search_for(stray.keys)
    old = stray.old.replace('"', "_")
    return f'"deck:{old}" ({" OR ".join(f"tag:*::{topic}" for topic in stray.topics)})'


def search_for_retired(expected: Forecast, after: Lock) -> str:
    """A search for all retired notes, where there is one more; a draft will be back."""
    gone = [change for change in expected.having(Fate.RETIRED) if not change.changed]
    return search_for(retired_keys(after)) if gone else ""


def _kind(change: Change) -> str:
    return "a cloze" if change.entry.family == "cloze" else "a question and answer"


def forecast_json(compared: Compared) -> dict[str, Any]:
    """One deck of `recto diff --format json`."""
    prepared, expected = compared.prepared, compared.forecast
    counts = {fate.value: len(expected.having(fate)) for fate in Fate}
    return {
        "deck": prepared.deck.name,
        "id": prepared.deck.id,
        **counts,
        "moved": len(expected.moved),
        "conflicting": len(expected.conflicting),
        "held_back": len(expected.held_back),
        "refreshable": len(prepared.stale),
        "redescribed": list(expected.redescribed),
        "redesigned": expected.redesigned,
        "readdressed": expected.readdressed,
        "by_hand": list(all_by_hand(expected, prepared.after)),
        "retired_search": search_for(retired_keys(prepared.after)),
        "notes": [_note_json(change) for change in expected.changes],
    }


def _note_json(change: Change) -> dict[str, Any]:
    return {
        "fate": change.fate.value,
        "key": change.entry.key,
        "guid": change.entry.guid,
        "question": change.entry.question,
        "topic": change.entry.topic,
        "moved_from": change.before.topic if change.moved and change.before else None,
        "changed": list(change.changed),
    }


def diff_json(decks: list[dict[str, Any]]) -> str:
    """The whole of `recto diff --format json`."""
    return printable(json.dumps({"decks": decks}, ensure_ascii=False, indent=2))


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _size(number: int) -> str:
    return f"{number / 1e6:.1f} MB" if number >= 10**6 else f"{max(1, round(number / 1000))} kB"
