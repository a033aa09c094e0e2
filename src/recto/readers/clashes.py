"""What two decks can't share, and names that a package can't bear."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from recto.deck.kinds.own_type import OwnType
from recto.deck.model import Deck, Home
from recto.diagnostics import Code, Diagnostic, Location
from recto.system.paths import relative


class _Claim(NamedTuple):
    """Something that no other deck may have."""

    code: Code
    """Of the fault, where another has it."""
    value: str
    called: str
    """How a message calls it."""
    deck: Deck
    place: Location


def clashes(decks: Iterable[Deck]) -> Iterator[Diagnostic]:
    """A fault for each thing that an earlier deck has too, and for each dangerous name.

    A copied deck has the id and the name of another; that is told once.
    """
    first: dict[tuple[str, str], _Claim] = {}
    decks = [*decks]
    for deck in decks:
        shared: dict[str, tuple[_Claim, _Claim]] = {}
        for claim in _claims(deck):
            earlier = first.setdefault((claim.code, _as_in_anki(claim)), claim)
            if earlier.deck is not deck:
                shared.setdefault(claim.code, (claim, earlier))
        if _ID in shared and _NAME in shared:
            (claim, earlier), (_, named) = shared[_ID], shared.pop(_NAME)
            both = f"{earlier.called} and {named.called}"
            shared[_ID] = claim, earlier._replace(called=both)
        yield from (_clash(*pair) for pair in shared.values())
        if fault := dangerous_name(deck.home):
            yield fault
    yield from _shared_types(decks)


def _shared_types(decks: Iterable[Deck]) -> Iterator[Diagnostic]:
    """Two versions of one adopted note type: who learns both decks has it once."""
    first: dict[int, OwnType] = {}
    for deck in decks:
        for type_ in deck.own_types:
            if type_.adopted is None or type_.adopted.id is None:
                continue
            other = first.setdefault(type_.adopted.id, type_)
            if _shipped(other) != _shipped(type_):
                message = (
                    f"{relative(other.file)} is this note type too ({type_.adopted.id}), and says "
                    "otherwise what its name, fields, cards or CSS are; a learner of both decks "
                    "has it once, so make them equal"
                )
                yield Diagnostic(type_.place, "notetype-shared", message)


def _shipped(type_: OwnType) -> tuple[object, ...]:
    """All of an adopted note type that learners get."""
    return (
        type_.name,
        [(field.name, field.about, field.settings) for field in type_.fields],
        [(c.name, c.front.value, c.back.value, c.settings) for c in type_.cards],
        (type_.css, type_.is_cloze, type_.adopted),
    )


_ID: Final = "deck-id-twice"
_NAME: Final = "deck-name-twice"


def _as_in_anki(claim: _Claim) -> str:
    """What a name is compared by: Anki and file systems ignore case, and Anki more in decks' names.

    There it drops tabs and what else is no character, spaces around a part, and a lone colon that
    ends one.
    """
    if claim.code != _NAME:
        return claim.value.casefold()
    parts = unicodedata.normalize("NFC", _CONTROL.sub("", claim.value)).split("::")
    return "::".join(part.strip().strip(":").strip() for part in parts).casefold()


_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def _clash(claim: _Claim, earlier: _Claim) -> Diagnostic:
    message = f"`{earlier.deck.home.file}` has {earlier.called} already; each deck needs its own"
    if claim.code == _ID and all(each.deck.home.lock.exists() for each in (claim, earlier)):
        message += "; if one is a copy, delete its lock too"
    return Diagnostic(claim.place, claim.code, message)


def _claims(deck: Deck) -> Iterator[_Claim]:
    if deck.id:
        yield _Claim(_ID, deck.id, f"the id `{deck.id}`", deck, deck.id_place)
    for name in dict.fromkeys((deck.name, *deck.subdecks.values())) if deck.name else ():
        yield _Claim(_NAME, name, f"the name “{name}”", deck, deck.place)
    stem = deck.home.stem
    yield _Claim("package-twice", stem, f"the package `{stem}.apkg`", deck, deck.place)


_LONGEST_STEM = 80
"""Bytes; AnkiDroid crashed on long file names (Anki-Android#19742)."""
_DANGEROUS_STEM = re.compile(r"collection|backup-.*", re.IGNORECASE)


def dangerous_name(home: Home) -> Diagnostic | None:
    """What to say of a name that a package can't bear."""
    message = ""
    if not home.stem.isprintable():
        message = f"the {home.kind}'s name has characters that no package can have; rename it"
    elif len(home.stem.encode()) > _LONGEST_STEM:
        message = f"a file name as long as `{home.stem}.apkg` crashes AnkiDroid; shorten it"
    elif _DANGEROUS_STEM.fullmatch(home.stem):
        message = (
            f"`{home.stem}.apkg` would replace a learner's whole collection; rename the {home.kind}"
        )
    return Diagnostic(Location(home.file), "package-name", message) if message else None
