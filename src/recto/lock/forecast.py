"""What the import of a package will do to a learner who has an earlier one.

Exact for a learner whose last import was the earlier package; for others Anki's rule holds:
a note is updated where the package's mod is above their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from recto.deck.kinds.registry import KINDS
from recto.deck.model import digest
from recto.diagnostics import short
from recto.lock.entry import Entry, Lock, parts
from recto.lock.masks import live
from recto.lock.own_cards import CardOfType, cards_of_types
from recto.lock.warnings.renumbered import other_words

_LABELS = {"tags", "title"}
"""Parts of a fingerprint that say where a card stands."""


class Fate(StrEnum):
    """What happens to a note."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    RETURNED = "returned"
    RETIRED = "retired"


class Change(NamedTuple):
    """One note's fate; `changed` names what differs, `before` is its former entry."""

    fate: Fate
    entry: Entry
    before: Entry | None = None
    changed: tuple[str, ...] = ()

    @property
    def moved(self) -> bool:
        return self.before is not None and self.before.topic != self.entry.topic


class Stray(NamedTuple):
    """Notes whose cards stay in a former deck, as Anki moves no card that exists."""

    old: str
    new: str
    keys: tuple[str, ...]
    topics: tuple[str, ...]
    """The first-level topics that they belong to now."""
    splits: bool
    """Whether other notes of the former deck belong there still, or to a third deck now."""
    joins: bool
    """Whether the present deck is there already, or takes in notes of more than one."""

    @property
    def is_renaming(self) -> bool:
        """Whether a learner who renames the deck gets what the authors have."""
        return not (self.splits or self.joins)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The fates of all notes by key, and what the import cannot do by itself."""

    changes: tuple[Change, ...]
    redescribed: tuple[str, ...]
    """What changes of the text that Anki shows with the deck: `description`, `license`."""
    redesigned: bool
    """Whether the cards' templates or style change."""
    readdressed: bool
    """Whether the address for reports changes, on the cards and with the deck."""
    design_held: bool
    """Whether they should change, and don't: the earlier package's are dated as late."""
    renamed_types: bool
    """Whether the note types are renamed, as they are with their deck."""
    strays: tuple[Stray, ...]
    new_cards: tuple[CardOfType, ...]
    """Cards that come to notes which are there: by their note type, or as a field is filled.

    One that showed nothing for a while is told too; learners who have it from before keep it.
    """
    deleted_cards: tuple[CardOfType, ...]
    """Cards that notes which are there keep, and new ones don't get."""
    emptied_cards: tuple[CardOfType, ...]
    """Cards that notes have, and that show nothing from now on."""
    conflicting: tuple[Change, ...]
    """Notes that Anki leaves as they are, for their note type has another id than before."""

    def having(self, fate: Fate) -> list[Change]:
        return [change for change in self.changes if change.fate is fate]

    @property
    def moved(self) -> list[Change]:
        return [change for change in self.changes if change.moved]

    @property
    def retagged(self) -> list[Change]:
        """Notes updated for nothing but tags and title, as by a renamed folder, file or tag."""
        return [c for c in self.having(Fate.UPDATED) if c.changed and {*c.changed} <= _LABELS]

    @property
    def held_back(self) -> list[Change]:
        """Notes that read otherwise now and won't arrive: the earlier package's are dated as late.

        So it is after a `git revert`, until a build is told of the release with `--after`.
        """
        return [
            change
            for change in self.changes
            if change.before
            and change.changed
            and change.fate is not Fate.RETIRED
            and change.entry.modified <= change.before.modified
        ]

    @property
    def is_empty(self) -> bool:
        """Whether an import would change nothing, as it should."""
        still = all(change.fate is Fate.UNCHANGED for change in self.changes)
        return still and not (
            self.redescribed
            or self.redesigned
            or self.readdressed
            or self.renamed_types
            or self.strays
            or self.held_back
            or self.design_held
        )

    @property
    def turned(self) -> list[tuple[Change, Change]]:
        """Pairs of a retired note and the new one of another note type that asks the same."""
        new = [c for c in self.changes if c.fate in (Fate.NEW, Fate.RETURNED)]
        ids = {(c.entry.family, c.entry.id): c for c in new if c.entry.id}
        questions = {(c.entry.family, c.entry.question): c for c in new}
        families = sorted({c.entry.family for c in new})
        pairs = []
        for gone in self.having(Fate.RETIRED):
            others = [family for family in families if family != gone.entry.family]
            same_id = [ids.get((family, gone.entry.id)) for family in others]
            same_question = [questions.get((family, gone.entry.question)) for family in others]
            pairs += [(gone, turned) for turned in (*same_id, *same_question) if turned][:1]
        return pairs

    @property
    def renumbered(self) -> list[tuple[Change, dict[int, tuple[str, str]]]]:
        """Notes with cloze numbers that hide other words: words before and words now."""
        return [
            (change, numbers)
            for change in self.changes
            if change.before
            and change.fate is not Fate.RETIRED
            and (numbers := other_words(change.before.ever_hidden, change.entry.clozes))
        ]

    @property
    def emptied(self) -> list[tuple[Change, str]]:
        """Cards that will show nothing: the backward card, a cloze number or mask that is gone."""
        found: list[tuple[Change, str]] = []
        for change in self.changes:
            if change.before is None or change.fate is Fate.RETIRED:
                continue
            if change.before.reversed and not change.entry.reversed:
                found.append((change, "backward card"))
            if change.before.clozes:
                gone = change.before.clozes.keys() - change.entry.clozes.keys()
                found += [(change, f"card of c{number}") for number in sorted(gone)]
            if change.before.masks:
                kept = live(change.entry.masks).values()
                gone_masks = [
                    n for n, number in live(change.before.masks).items() if number not in kept
                ]
                found += [(change, f"card of the mask “{short(name)}”") for name in gone_masks]
        return found


def forecast(before: Lock, after: Lock) -> Forecast:
    """Compare the lock of an earlier package with the one of the next."""
    keys = dict.fromkeys([*after.entries, *before.entries])  # in the order of the sources
    found = (_change(before.entries.get(key), after.entries.get(key)) for key in keys)
    changes = tuple(change for change in found if change)
    types = [
        (t, after.note_types[f]) for f, t in before.note_types.items() if f in after.note_types
    ]
    others = [(old, new) for old, new in types if old.fingerprint != new.fingerprint]
    foreign = {new.family for old, new in types if old.id != new.id}
    arrives = any(new.modified > old.modified for old, new in others)
    about = _about(before, after)
    cards = cards_of_types(before, after)
    return Forecast(
        changes=changes,
        redescribed=tuple(name for name in _DESCRIBED if name in about),
        redesigned=arrives and ("design" in about or not before.about),
        readdressed=arrives and "report" in about,
        design_held=any(new.modified <= old.modified for old, new in others),
        renamed_types=any(old.name != new.name for old, new in types),
        strays=tuple(_strays(before, after, changes)),
        new_cards=cards.new,
        deleted_cards=cards.deleted,
        emptied_cards=cards.emptied,
        conflicting=tuple(
            change
            for change in (changes if foreign else ())
            if change.before and change.fate is not Fate.RETIRED and change.entry.family in foreign
        ),
    )


_DESCRIBED = ("description", "license")


def _about(before: Lock, after: Lock) -> set[str]:
    """What a deck says of itself otherwise than before; nothing where that is not known.

    Nor where all is gone that Anki shows with the deck: an empty description clears none.
    """
    old, new = parts(before.about), parts(after.about)
    changed = {name for name in old | new if old.get(name) != new.get(name)}
    if not new.keys() & {*_DESCRIBED, "report"}:
        changed.difference_update(_DESCRIBED)
    return changed if old else set()


def _strays(before: Lock, after: Lock, changes: Iterable[Change]) -> Iterator[Stray]:
    """Notes whose cards stay in another deck than the one their topic has now."""
    found: dict[tuple[str, str], list[Entry]] = {}
    same_decks = before.decks == after.decks
    for change in changes:
        if same_decks and not change.moved:
            continue
        if change.before and change.fate is not Fate.RETIRED:
            old, new = before.deck_of(change.before), after.deck_of(change.entry)
            if old.casefold() != new.casefold():
                found.setdefault((old, new), []).append(change.entry)
    if not found:
        return
    left, entered = Counter(old for old, _ in found), Counter(new for _, new in found)
    present = {after.deck_of(entry).casefold() for entry in after.live()}
    former = {name.casefold() for name in before.decks.values()}
    for (old, new), moved in sorted(found.items(), key=lambda each: each[0]):
        yield Stray(
            old,
            new,
            keys=tuple(entry.key for entry in moved),
            topics=tuple(sorted({entry.topic.partition("/")[0] for entry in moved})),
            splits=left[old] > 1 or old.casefold() in present,
            joins=entered[new] > 1
            or new.casefold() in former
            or old.casefold().startswith(f"{new}::".casefold()),
        )


def _change(before: Entry | None, after: Entry | None) -> Change | None:
    """The fate of one note; None if neither package has it."""
    was = before is not None and not before.retired
    if after is None or after.retired:
        draft = ("draft",) if after and after.draft else ()
        return Change(Fate.RETIRED, before, changed=draft) if was and before else None
    if before is None:
        return Change(Fate.NEW, after)
    changed = _changed(before, after)
    if not was:
        return Change(Fate.RETURNED, after, before, changed)
    fate = Fate.UPDATED if after.modified > before.modified else Fate.UNCHANGED
    return Change(fate, after, before, changed)


def _changed(before: Entry, after: Entry) -> tuple[str, ...]:
    if before.content == after.content:
        return ()
    old, new = before.parts, after.parts
    names = [name for name in dict.fromkeys([*new, *old]) if old.get(name) != new.get(name)]
    return tuple(_named(name, before, after) for name in names)


def _named(part: str, before: Entry, after: Entry) -> str:
    """What of a part has changed, where less than the whole of it has."""
    kinds = [_KINDS.get(each.parts.get("kind", "")) for each in (before, after)]
    kind = kinds[0] if kinds[0] is kinds[1] else None
    if kind and part == "kind":
        return kind.option
    if kind and part == "answer" and before.answer == after.answer:
        return kind.beside_answer
    return part


_KINDS = {digest(name): kind for kind in KINDS for name in (kind.name, *kind.variants)}
"""Each kind by what fingerprints call it."""
