"""What came back from Anki, as lines and as a diff."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff

from recto.diagnostics import counted, short
from recto.pulling.result import Pulled, Result
from recto.system.paths import relative
from recto.text.seen import shown

_MOST = 50
"""Edits that are listed."""
_LISTED = 12
"""Deleted notes that are listed before the rest is only counted."""


def pull_diff(result: Result) -> Iterator[str]:
    """The changes of the sources, as git shows them."""
    for path, (before, after) in result.files.items():
        old, new = before.decode().splitlines(), after.decode().splitlines()
        name = relative(path)
        yield from unified_diff(old, new, f"a/{name}", f"b/{name}", lineterm="")


def pulled_lines(result: Result, *, dry_run: bool = False) -> Iterator[str]:
    """What was taken over, what is new and what is gone."""
    for each in result.pulled[:_MOST] if not dry_run else ():
        yield _pulled(each)
    if len(result.pulled) > _MOST and not dry_run:
        yield f"… and {len(result.pulled) - _MOST:,} more; `git diff` shows all"
    if result.drafts and result.drafts_file:
        notes = counted(len(result.drafts), "new note")
        verb = "would come" if dry_run else "came"
        what = "as a draft" if len(result.drafts) == 1 else "as drafts"
        yield f"{relative(result.drafts_file)}: {notes} {verb} {what}"
    yield _summary(result, dry_run=dry_run)
    yield from _deleted(result)


def _pulled(each: Pulled) -> str:
    place = f"{relative(each.place.path)}:{each.place.line}"
    before, after = shown(each.before), shown(each.after)
    if before == after:  # a word was made bold, perhaps
        before, after = each.before, each.after
    if not before:
        return f"{place}: {each.name} of “{short(each.asked, 40)}” added: {short(after, 80)}"
    if not after:
        return f"{place}: {each.name} of “{short(each.asked, 40)}” taken away"
    old, new = _differing(before, after)
    return f"{place}: {each.name}: {old} → {new}"


_AROUND, _LONGEST = 12, 60


def _differing(before: str, after: str) -> tuple[str, str]:
    """What differs in two texts, with a little of what stands around it."""
    most = min(len(before), len(after))
    head = next((n for n in range(most) if before[n] != after[n]), most)
    tail = next((n for n in range(most - head) if before[-1 - n] != after[-1 - n]), most - head)
    start = before.rfind(" ", 0, max(head - _AROUND, 0)) + 1
    texts = []
    for text in (before, after):
        stop = text.find(" ", len(text) - tail + _AROUND)
        end = len(text) if stop < 0 else stop
        piece = short(text[start:end], _LONGEST)
        texts.append(f"“{'…' * bool(start)}{piece}{'…' * (end < len(text))}”")
    return texts[0], texts[1]


def _summary(result: Result, *, dry_run: bool) -> str:
    name = result.deck.name
    if not result.seen:
        return f"{name}: this Anki has no note of the deck"
    if not result.files and not result.conflicts and not result.left:
        return f"{name}: nothing to pull; {counted(result.seen, 'note')} as the sources have them"
    verb = "would come" if dry_run else "came"
    left = "; the rest stays in Anki, as told above" if result.left or result.conflicts else ""
    if not result.files:
        return f"{name}: nothing {verb}{left}"
    counts = {"edit": len(result.pulled), "new note": len(result.drafts)}
    what = " and ".join(counted(number, thing) for thing, number in counts.items() if number)
    return f"{name}: {what} {verb} into {counted(len(result.files), 'file')}{left}"


def _deleted(result: Result) -> Iterator[str]:
    if not result.deleted:
        return
    number = len(result.deleted)
    are, cards, them = ("is", "card", "it") if number == 1 else ("are", "cards", "them")
    yield (
        f"  {counted(number, 'note')} {are} not in this Anki any more; delete the {cards} here "
        f"too, or the next import brings {them} back:"
    )
    for each in result.deleted[:_LISTED]:
        place = each.card.asked.at()
        yield f"    {relative(place.path)}:{place.line}: {short(each.card.question)}"
    if number > _LISTED:
        yield f"    … and {number - _LISTED} more"
