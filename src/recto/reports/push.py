"""What a push would do to an Anki, and what it did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import TYPE_CHECKING

from recto.anki.interface import LearnersNote
from recto.diagnostics import counted, short
from recto.outputs.release import Note
from recto.outputs.tailored.merging import Difference, Fate, Merged
from recto.outputs.tailored.plan import Move, Plan
from recto.render.one_line import in_one_line
from recto.system.paths import relative
from recto.text.seen import shown

if TYPE_CHECKING:
    from recto.commands.push import Planned, Pushed

_LISTED = 12
"""Notes of one fate that are listed before the rest is only counted."""


def plan_lines(planned: Planned, *, verbose: bool = False) -> Iterator[str]:
    """What a push of one deck would do, what it would leave, and what others could lose by it."""
    plan = planned.plan
    yield f"{planned.deck.name} → {planned.place}"
    yield f"  {_counts(plan)}"
    yield from _listed("new", [_note(note) for note in plan.new], verbose=verbose)
    changed = [f"{_note(each.ours)}: {', '.join(_changed(each))}" for each in plan.updated]
    yield from _listed("updated", changed, verbose=verbose)
    foreign = [f"{_note(note)}: {_FOREIGN}" for note in plan.foreign]
    yield from _listed("left", foreign, verbose=verbose)
    yield from _rivals(planned)
    yield from (f"    {fate:<9} {what}" for fate, what in _asked_for(plan))
    yield from (f"  {line}" for line in _of_the_deck(plan))
    yield from _not_asked_for(plan)
    if not plan.is_empty:
        yield from (f"  {line}" for line in _safety(plan))


_FOREIGN = "in Anki this note has another note type, so it can't be updated"


def _counts(plan: Plan) -> str:
    same = len(plan.merged) - len(plan.updated)
    counts = {"new": len(plan.new), "updated": len(plan.updated), "as they should be": same}
    told = ", ".join(f"{number:,} {what}" for what, number in counts.items() if number)
    if plan.is_empty:
        return f"nothing to do: {told}" if told else "nothing to do"
    return f"notes: {told or 'none'}"


def _listed(fate: str, lines: list[str], *, verbose: bool) -> Iterator[str]:
    listed = lines if verbose else lines[:_LISTED]
    for line in listed:
        yield f"    {fate:<9} {line}"
    if len(lines) > len(listed):
        yield f"    {fate:<9} … and {len(lines) - len(listed):,} more (-v lists all)"


def _note(note: Note) -> str:
    topic = note.entry.topic
    return f"“{short(in_one_line(note.entry.question))}”{f' ({topic})' if topic else ''}"


def _changed(merged: Merged) -> Iterator[str]:
    """What of a note becomes another."""
    comes = [each.name for each in merged.differences if each not in merged.kept]
    yield from comes
    if merged.retagged:
        yield "tags"
    if merged.added:
        yield counted(merged.added, "new card")
    if merged.writes and not comes and not merged.retagged:
        yield "marked as changed by both" if merged.kept else "what Recto keeps in it"


def _rivals(planned: Planned) -> Iterator[str]:
    """The fields that both sides changed, with both texts."""
    overwrites = planned.plan.wishes.overwrites
    for each in planned.plan.rivals:
        place = planned.cards[each.theirs.guid].asked.at()
        for rival in each.having(Fate.RIVAL):
            ours, theirs = _side_by_side(rival)
            told = f"{_note(each.ours)}: both of you changed the field {rival.name}"
            yield f"    conflict  {relative(place.path)}:{place.line} {told}"
            yield f"              yours, {'comes ' if overwrites else 'waits '} {ours}"
            yield f"              theirs, {'goes ' if overwrites else 'stays'} {theirs}"


def _side_by_side(rival: Difference) -> tuple[str, str]:
    """Both texts without HTML, where they differ in more than that, and about where they do."""
    ours, theirs = shown(rival.ours), shown(rival.theirs)
    if ours == theirs:
        ours, theirs = rival.ours, rival.theirs
    alike = [*takewhile(lambda pair: pair[0] == pair[1], zip(ours, theirs, strict=False))]
    begin = max(0, len(alike) - _BEFORE)
    cut = "…" if begin else ""
    told = [f"“{short(cut + text[begin:])}”" if text else "(empty)" for text in (ours, theirs)]
    return told[0], told[1]


_BEFORE = 25
"""Characters before the first that differs, for whoever looks for the place."""


def _asked_for(plan: Plan) -> Iterator[tuple[str, str]]:
    """What is done beyond an import."""
    if plan.wishes.moves:
        for old, new, cards in _pairs(plan.moves):
            yield "moved", f"{cards} from “{old}” to “{new}”"
    if plan.suspended:
        yield "suspended", f"{counted(len(plan.suspended), 'card')} of {_worded(plan)}retired notes"
    if plan.deleted:
        yield "deleted", f"{counted(len(plan.deleted), 'retired note')}, with all reviews"
    if plan.wishes.empties and plan.empty:
        yield "deleted", _empty(plan)


def _worded(plan: Plan) -> str:
    is_instead = plan.wishes.retired == "delete"
    return "annotated, edited or tagged " if is_instead else ""


def _empty(plan: Plan) -> str:
    what = "card that shows" if len(plan.empty) == 1 else "cards that show"
    return f"{len(plan.empty):,} {what} nothing any more"


def _pairs(moves: Iterable[Move]) -> Iterator[tuple[str, str, str]]:
    """From where to where, and how many cards."""
    numbers = Counter((move.old, move.new) for move in moves)
    for (old, new), number in sorted(numbers.items()):
        yield old, new, counted(number, "card")


def _of_the_deck(plan: Plan) -> Iterator[str]:
    if plan.renamed:
        yield "The note types are renamed with the deck."
    if plan.redesigned:
        yield "The cards' design changes, for all cards."
    if plan.redescribed:
        yield "The deck's description changes."
    decks = {move.old.casefold() for move in plan.moves}
    for name in sorted(plan.wishes.moves_from):
        if name.casefold() not in decks:
            yield f"! No card has to be moved from “{name}”."
    if plan.strange:
        yield (
            f"! Of this deck, Anki has {counted(len(plan.strange), 'note')} that neither sources "
            "nor lock know; did another author push? Left alone."
        )


def _not_asked_for(plan: Plan) -> Iterator[str]:
    """What could be done on request, each with its option."""
    lines = [f"    {option:<18} {what}" for option, what in _requests(plan)]
    if lines:
        yield "  left as it is, unless you ask for it:"
        yield from lines


def _requests(plan: Plan) -> Iterator[tuple[str, str]]:
    wishes = plan.wishes
    if plan.rivals and not wishes.overwrites:
        yield "--overwrite", f"{counted(len(plan.rivals), 'note')} with a conflict"
    retired = [note for note in plan.retired if note.guid not in plan.worded or _is_shown(note)]
    if retired and wishes.retired == "keep":
        yield "--retired suspend", f"{counted(len(retired), 'retired note')} (or delete)"
    for old, new, cards in () if wishes.moves else _pairs(plan.moves):
        yield "--move", f"{cards} from “{old}” to “{new}”"
    for old, new, cards in _pairs(plan.elsewhere):
        yield (
            "--move-from DECK",
            f"{cards} from “{old}”, the learner's own deck perhaps, to “{new}”",
        )
    for old, new, cards in _pairs(plan.filtered):
        yield "(not now)", f"{cards} from “{old}” to “{new}”, which a filtered deck has"
    if plan.empty and not wishes.empties:
        yield "--empty", _empty(plan)


def _is_shown(note: LearnersNote) -> bool:
    return any(not card.is_suspended for card in note.cards)


def _safety(plan: Plan) -> Iterator[str]:
    deletes = plan.without_package.deleted or plan.without_package.emptied
    reviews = "All other reviews" if deletes else "Reviews"
    yield f"{reviews}, due dates, deck options, and the learner's own tags and words are kept."
    lost = []
    if number := len(plan.rewritten):
        notes = "updated note" if number == 1 else f"{number:,} updated notes"
        lost.append(f"its edits of the {notes}")
    if plan.without_package.moves:
        lost.append("its reviews of the moved cards")
    if lost:
        yield (
            f"Sync all devices first: one that has not synced by then loses {' and '.join(lost)}."
        )


def pushed_lines(pushed: Pushed) -> Iterator[str]:
    """What came of it."""
    if pushed.done is None:
        return
    yield pushed.done.notice or "Pushed."
    yield f"To take it back, {pushed.done.restore}"
