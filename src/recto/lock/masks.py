"""Which number each mask of a picture has: a number is a card, with a schedule of its own.

A mask that keeps its name may move, and one that keeps its shape may be renamed. Where both are
others at once nobody can tell, so it is a new mask; its author can say which it was. No number is
ever given to another mask.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from recto.deck.kinds.kind import Mask as Wanted
from recto.lock.entry import Mask


def numbered(
    wanted: Sequence[Wanted], known: Mapping[str, Mask], *, same_picture: bool
) -> dict[str, Mask]:
    """The masks of a card, with those that it had once, by their names and in order of number.

    On the same picture a shape tells what is hidden, whatever it is called. On another only the
    name does: there something else may lie at the same place.
    """
    former = _by_was(wanted, known)
    if same_picture:
        left = {name: mask for name, mask in known.items() if name not in former.values()}
        former |= _by_shape([mask for mask in wanted if mask.name.value not in former], left)
    claimed = {*former.values()}
    for mask in wanted:
        name = mask.name.value
        if name not in former and name in known and name not in claimed:
            former[name] = name
            claimed.add(name)
    following = max((mask.number for mask in known.values()), default=0) + 1
    found: dict[str, Mask] = {}
    for mask in wanted:
        name = mask.name.value
        if name in former:
            number = known[former[name]].number
        else:
            number, following = following, following + 1
        found[name] = Mask(number, mask.shape)
    for name, gone in known.items():
        if name not in claimed:
            kept = f"{name} ({gone.number})" if name in found else name
            found[kept] = gone._replace(retired=True)
    return dict(sorted(found.items(), key=lambda each: each[1].number))


def _by_was(wanted: Sequence[Wanted], known: Mapping[str, Mask]) -> dict[str, str]:
    """The former name of each mask whose author says it, as far as it can be true."""
    names = {mask.name.value for mask in wanted}
    said = {
        mask.name.value: mask.was.value
        for mask in wanted
        if mask.was and mask.was.value in known and mask.was.value not in names
    }
    times = Counter(said.values())
    return {name: was for name, was in said.items() if times[was] == 1}


def _by_shape(wanted: Sequence[Wanted], known: Mapping[str, Mask]) -> dict[str, str]:
    """The former name of each mask that lies where only one lay, and no other does now."""
    former: dict[str, list[str]] = {}
    for name, one in known.items():
        if not one.retired:
            former.setdefault(one.shape, []).append(name)
    times = Counter(mask.shape for mask in wanted)
    found = {}
    for mask in wanted:
        names = former.get(mask.shape, [])
        if mask.name.value in names:
            found[mask.name.value] = mask.name.value
        elif len(names) == times[mask.shape] == 1:
            found[mask.name.value] = names[0]
    return found


def united(known: Iterable[Mapping[str, Mask]]) -> dict[str, Mask]:
    """The masks of one card as the first knows them, and as retired what only the others do.

    So a number that learners may have of another branch or a release goes to no new mask.
    """
    first, *others = known
    masks = dict(first)
    numbers = {mask.number for mask in masks.values()}
    for other in others:
        for name, gone in other.items():
            if gone.number not in numbers:
                kept = f"{name} ({gone.number})" if name in masks else name
                masks[kept] = gone._replace(retired=True)
                numbers.add(gone.number)
    return masks


def live(masks: Mapping[str, Mask]) -> dict[str, int]:
    """The numbers of the masks that there are, by name."""
    return {name: mask.number for name, mask in masks.items() if not mask.retired}


def divided(masks: Mapping[str, Mask], elsewhere: Mapping[str, Mask]) -> dict[str, str]:
    """Masks whose number another one has elsewhere: that one's name by theirs."""
    names = {mask.number: name for name, mask in elsewhere.items() if not mask.retired}
    shapes = {mask.number: mask.shape for mask in elsewhere.values()}
    return {
        name: names[mask.number]
        for name, mask in masks.items()
        if names.get(mask.number, name) != name and shapes[mask.number] != mask.shape
    }
