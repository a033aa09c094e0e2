"""Masks of a picture whose number, or place on the picture, can't be what the author thinks."""

from __future__ import annotations

from collections.abc import Iterator

from recto.deck.kinds.kind import Mask as Wanted
from recto.deck.model import Card
from recto.diagnostics import Diagnostic, likest, short
from recto.lock.entry import Entry, by_note
from recto.lock.masks import divided, live
from recto.lock.warnings.matched import Matched
from recto.media.size import same_aspect
from recto.text.cloze import HIGHEST


def masked(matched: Matched) -> Iterator[Diagnostic]:
    """What there is to say of the masks of each card."""
    entries = iter(matched.entries)
    elsewhere = by_note(matched.known.readings)
    for card, former in matched.pairs():
        entry = None if card.draft else next(entries)
        if entry and card.content.masks:
            yield from _aspect(card, former, entry)
            yield from _too_many(card, entry)
            if former and former.masks:
                yield from _renamed_and_moved(card, former, entry)
                yield from _said_wrongly(card, former)
            yield from _divided(card, entry, elsewhere.get(entry.key, []))


def _aspect(card: Card, former: Entry | None, entry: Entry) -> Iterator[Diagnostic]:
    """A picture of other proportions, under which the masks lie elsewhere."""
    picture, said, now = card.content.picture, card.content.aspect, entry.aspect
    if not picture or not now:
        return
    if said:
        if not same_aspect(said.ratio, now):
            message = (
                f"the picture is {_ratio(now)} times as wide as high, not {_ratio(said.ratio)}, so "
                f"the masks may lie elsewhere on it; once they are right write `aspect: {_ratio(now)}`"
            )
            yield Diagnostic(said.text.at(), "picture-aspect", message)
    elif former and former.aspect and not same_aspect(former.aspect, now):
        message = (
            f"`{picture.value}` was {_ratio(former.aspect)} times as wide as high and is "
            f"{_ratio(now)} now, so the masks may lie elsewhere on it; write `aspect: "
            f"{_ratio(now)}` beside `image`, and look at the card in the preview"
        )
        yield Diagnostic(picture.at(), "picture-aspect", message)


def _ratio(aspect: float) -> str:
    return f"{aspect:.3g}"


def _too_many(card: Card, entry: Entry) -> Iterator[Diagnostic]:
    """Masks for which Anki has no number left."""
    numbers = live(entry.masks)
    for mask in card.content.masks:
        if numbers[mask.name.value] > HIGHEST:
            message = (
                f"Anki has {HIGHEST} numbers for the masks of a picture, those of deleted masks "
                f"among them, and `{mask.name.value}` would be one more; put it on a second card"
            )
            yield Diagnostic(mask.name.at(), "mask-number", message)


def _renamed_and_moved(card: Card, former: Entry, entry: Entry) -> Iterator[Diagnostic]:
    """New masks where others went: each may be one of those under another name, elsewhere."""
    numbers, before = live(entry.masks), live(former.masks)
    known = {mask.number for mask in former.masks.values()}
    kept = {*numbers.values()}
    gone = [name for name, number in before.items() if number not in kept]
    new = [
        mask
        for mask in card.content.masks
        if numbers[mask.name.value] not in known and not mask.was
    ]
    for mask in new if gone else ():
        near = likest(mask.name.value, gone) or gone[0]
        message = (
            f"`{short(mask.name.value)}` is a new mask to learners, and {_went(gone)}; if it is that "
            f"one, renamed and moved, write `{_as_key(mask)}: {{was: {_as_key(near)}, shape: "
            f"{_as_value(mask)}}}`"
        )
        yield Diagnostic(mask.name.at(), "mask-new", message)


def _went(gone: list[str]) -> str:
    named = ", ".join(f"`{short(name)}`" for name in gone[:_NAMED])
    more = f" and {len(gone) - _NAMED} more" if len(gone) > _NAMED else ""
    return f"{named}{more} went"


_NAMED = 3
"""Names in a message."""


def _as_key(named: Wanted | str) -> str:
    """A name as YAML takes it."""
    name = named if isinstance(named, str) else named.name.value
    is_plain = name.replace(" ", "").replace("-", "").isalnum() and not name.isdigit()
    return name if is_plain else "'" + name.replace("'", "''") + "'"


def _as_value(mask: Wanted) -> str:
    shapes = [f"'{shape}'" if shape.kind == "polygon" else str(shape) for shape in mask.shapes]
    return shapes[0] if len(shapes) == 1 else f"[{', '.join(shapes)}]"


def _said_wrongly(card: Card, former: Entry) -> Iterator[Diagnostic]:
    """A `was` that names no mask of the last build."""
    for mask in card.content.masks:
        known = mask.name.value in former.masks
        if mask.was is None or known or mask.was.value in former.masks:
            continue
        close = likest(mask.was.value, live(former.masks))
        message = f"no mask of this picture was called `{mask.was.value}`"
        message += f"; did you mean `{close}`?" if close else "; delete `was`, or correct it"
        yield Diagnostic(mask.was.at(), "mask-was", message)


def _divided(card: Card, entry: Entry, others: list[Entry]) -> Iterator[Diagnostic]:
    """Numbers that another branch gave to other masks."""
    names = {mask.name.value: mask.name for mask in card.content.masks}
    for other in others:
        for mine, theirs in divided(entry.masks, other.masks).items():
            if mine in names:
                message = (
                    f"`{short(mine)}` has the number that `{short(theirs)}` has on another branch: "
                    f"learners who have that go on with its reviews at `{short(mine)}`"
                )
                yield Diagnostic(names[mine].at(), "mask-new", message)
