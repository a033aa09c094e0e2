"""Three sides of a note: the author's, the learner's, and what both had when they last agreed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from recto.anki.edits import Known, Side
from recto.anki.interface import LearnersNote
from recto.deck.notetypes import KEY, SHIPPED
from recto.deck.notetypes.shipped import Shipped, short_digest
from recto.outputs.release import Note
from recto.text.seen import as_phones_write, looks_alike


class Fate(Enum):
    """What becomes of a field that differs."""

    UPDATED = auto()
    """The learner left it alone: it gets the author's text."""
    EDITED = auto()
    """Only the learner changed it, which stays."""
    RIVAL = auto()
    """Both changed it."""


class Difference(NamedTuple):
    """A field in which author and learner differ."""

    place: int
    """In our note type."""
    slot: int
    name: str
    fate: Fate
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merged:
    """A note as the learner is to have it, and what of it is another than now."""

    ours: Note
    theirs: LearnersNote
    note: Note
    """With all of the learner's own in it, and a time above theirs; of cards those they lack."""
    differences: tuple[Difference, ...]
    kept: tuple[Difference, ...]
    """Those of them in which the learner's text stays."""
    retagged: bool
    writes: bool
    """Whether the learner's note becomes another."""
    is_news: bool
    """Whether a field came to have two rivals since the last push."""
    taken: str
    """What the lock is to keep where the note needs no change to say so: see `Known`."""

    @property
    def added(self) -> int:
        """How many cards it gets."""
        return len(self.note.rendered.ords)

    def having(self, fate: Fate) -> list[Difference]:
        return [each for each in self.differences if each.fate is fate]


def merge(
    note: Note, theirs: LearnersNote, side: Side, taken: Shipped | None, *, overwrites: bool
) -> Merged:
    """Bring the author's version to a learner's note, and leave what the learner wrote.

    Of two rivals the learner's stays, unless the author's `overwrites` it.
    """
    if _is_as_it_should_be(note, theirs, side):
        return _unchanged(note, theirs, side)
    is_older = not side.keeps_shipped and (taken is None or theirs.modified < taken.modified)
    shipped = side.shipped(theirs)
    if shipped and taken and taken.modified < shipped.modified:
        taken = None  # of before the version that the note is: it may hold those words anew
    known = Known(shipped, taken, is_older)
    found = [*_differences(note, theirs, side, known)]
    kept = [
        each
        for each in found
        if each.fate is Fate.EDITED or (each.fate is Fate.RIVAL and not overwrites)
    ]
    conflicts = {each.slot for each in kept if each.fate is Fate.RIVAL}
    comes = {each.place: each.ours for each in found if each not in kept}
    comes[side.place(KEY)] = note.entry.key
    fields = side.filled(theirs, comes)
    tags = _tags(note.tags, theirs.tags, known)
    retagged = _folded(tags) != _folded(theirs.tags)
    writes = (
        fields != theirs.fields
        or retagged
        or (side.keeps_shipped and (known.shipped is None or conflicts != known.conflicts))
    )
    entry = note.entry
    comes[side.place(SHIPPED)] = note.rendered.shipped(entry.modified, note.tags, conflicts)
    ords = () if _makes_other_cards(kept) else note.rendered.ords
    modified = max(entry.modified, theirs.modified + 1) if writes else theirs.modified
    return Merged(
        ours=note,
        theirs=theirs,
        note=note._replace(
            entry=entry._replace(modified=modified),
            rendered=note.rendered._replace(ords=_missing(ords, theirs, side)),
            deck_ids=side.of_templates(note.deck_ids),
            tags=tags if retagged else theirs.tags,
            own=side.filled(theirs, comes if writes else {}),
        ),
        kept=tuple(kept),
        differences=tuple(found),
        retagged=retagged,
        writes=writes,
        is_news=not conflicts <= known.conflicts,
        taken="" if writes and side.keeps_shipped else _taken(note, theirs, side, known, conflicts),
    )


def _is_as_it_should_be(note: Note, theirs: LearnersNote, side: Side) -> bool:
    """Whether the learner has this very version, and nobody has edited it since."""
    return (
        side.is_same(theirs, note.rendered.values)
        and side.key(theirs) == note.entry.key
        and {*note.tags} <= {*theirs.tags}
        and side.says(theirs) == note.rendered.shipped(note.entry.modified, note.tags)
    )


def _unchanged(note: Note, theirs: LearnersNote, side: Side) -> Merged:
    """A note that is as it should be; most are."""
    return Merged(
        ours=note,
        theirs=theirs,
        note=note._replace(
            entry=note.entry._replace(modified=theirs.modified),
            rendered=note.rendered._replace(ords=_missing(note.rendered.ords, theirs, side)),
            deck_ids=side.of_templates(note.deck_ids) if note.deck_ids else note.deck_ids,
            tags=theirs.tags,
            own=theirs.fields,
        ),
        kept=(),
        differences=(),
        retagged=False,
        writes=False,
        is_news=False,
        taken="",
    )


def _differences(
    note: Note, theirs: LearnersNote, side: Side, known: Known
) -> Iterator[Difference]:
    """The fields that differ, but for those that the learner deleted or a phone wrote otherwise."""
    slots = zip(side.ours.slots, note.rendered.values, strict=True)
    for place, (slot, ours) in enumerate(slots):
        text = side.text(theirs, place)
        if text is not None and not _reads_alike(slot, ours, text, known):
            is_new = note.entry.modified > known.modified and not known.has(slot, ours)
            name, fate = side.ours.fields[place].name, _fate(slot, text, known, is_new=is_new)
            yield Difference(place, slot, name, fate, ours, text)


def _reads_alike(slot: int, ours: str, theirs: str, known: Known) -> bool:
    """Whether a field has all that the author's has, as its text is or as others write the same."""
    if theirs in (ours, as_phones_write(ours)):
        return True
    if known.taken is None or not known.taken.has(slot, theirs):
        return False  # else it was taken over from there
    return looks_alike(ours, theirs)


def _fate(slot: int, theirs: str, known: Known, *, is_new: bool) -> Fate:
    """What becomes of a field; `is_new` tells whether the author changed it."""
    if known.has(slot, theirs):
        return Fate.UPDATED
    return Fate.RIVAL if is_new or slot in known.conflicts else Fate.EDITED


def _tags(ours: tuple[str, ...], theirs: tuple[str, ...], known: Known) -> tuple[str, ...]:
    """The author's tags but for those that the learner took off, and the learner's own."""
    left, there = _folded(known.newest_tags), _folded(theirs)
    stay = [tag for tag in ours if tag.casefold() in there or tag.casefold() not in left]
    foreign = _folded(known.tags) | _folded(ours)
    return (*stay, *(tag for tag in theirs if tag.casefold() not in foreign))


def _folded(tags: Iterable[str]) -> set[str]:
    """Tags as Anki compares them."""
    return {tag.casefold() for tag in tags}


def _makes_other_cards(kept: Iterable[Difference]) -> bool:
    """Whether a note with the learner's texts may not have the cards that the author's has."""
    return any(not (each.ours and each.theirs) or "{{c" in each.ours + each.theirs for each in kept)


def _missing(ords: Iterable[int], theirs: LearnersNote, side: Side) -> tuple[int, ...]:
    """The cards that the note is to have and has not, by the places of the learner's templates."""
    there = {card.ord for card in theirs.cards}
    return tuple(ord_ for ord_ in side.ords(ords) if ord_ not in there)


def _taken(note: Note, theirs: LearnersNote, side: Side, known: Known, conflicts: set[int]) -> str:
    """What the lock is to keep: that the author has, by now, what the learner wrote.

    Of a note that can't say so itself, which fields both have changed.
    """
    if not side.keeps_shipped:
        both_changed = conflicts | known.conflicts
        told = note.rendered.shipped(note.entry.modified, note.tags, both_changed)
        return told if conflicts else ""
    base = known.taken or known.shipped
    slots = zip(side.ours.slots, note.rendered.values, strict=True)
    agreed = {
        slot: ours for place, (slot, ours) in enumerate(slots) if side.text(theirs, place) == ours
    }
    if base is None or all(known.has(slot, text) for slot, text in agreed.items()):
        return ""
    digests = {**base.digests, **{slot: short_digest(text) for slot, text in agreed.items()}}
    both = known.newest_tags | {*note.tags} & {*theirs.tags}
    return Shipped(theirs.modified, both, digests, frozenset()).text
