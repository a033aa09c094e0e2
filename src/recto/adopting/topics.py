"""Which notes stand together in a topic, and what its file is called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from recto.adopting.cards import AdoptedCard
from recto.adopting.foreign import ForeignNote
from recto.adopting.unused import on_every_system, unused
from recto.deck.identity import folded_id
from recto.readers.deck_names import LIKE_A_TAG
from recto.readers.find import MEDIA_FOLDER, NOTE_TYPE_FOLDER

MOST_NOTES, PIECE = 500, 300
"""Notes that a file of YAML may have, and those of each where it is cut."""
_LONGEST = 60
_TAKEN = frozenset(("deck", MEDIA_FOLDER, NOTE_TYPE_FOLDER))
"""What is something else in the folder of a deck."""


def deck_name(name: str) -> str:
    """The name of a deck as Anki takes it from a package."""
    parts = (part.strip() or "blank" for part in " ".join(name.split()).split("::"))
    return "::".join(parts) if name else ""


def without_tags(name: str) -> str:
    """A name that can be that of a whole deck in Recto; topics may have any that Anki knows."""
    return LIKE_A_TAG.sub(lambda match: f"< {match[0][1:]}", name)


class Together(NamedTuple):
    """The cards of one topic, in their order."""

    path: str
    """Of its file, without the ending."""
    deck: str
    cards: list[AdoptedCard]


class Paths:
    """Paths of topics, each given once, letter case aside."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = {path.casefold() for path in taken}

    def free(self, path: str) -> str:
        first, *below = path.split("/")
        if first.casefold() in _TAKEN:
            first = f"{first}-2"
        return unused("/".join(map(on_every_system, (first, *below))), self.taken)


def home_of(note: ForeignNote) -> str:
    """The deck that a note belongs to: that of its first card."""
    return min(note.decks)[1] if note.decks else note.deck


def by_deck(cards: Iterable[AdoptedCard], main: str) -> dict[str, list[AdoptedCard]]:
    """The cards of each Anki deck, decks in the order in which Anki shows and teaches them."""
    found: dict[str, list[AdoptedCard]] = {}
    spelt: dict[str, str] = {}
    for card in cards:
        name = deck_name(home_of(card.note)) or main
        found.setdefault(spelt.setdefault(name.casefold(), name), []).append(card)
    return dict(sorted(found.items(), key=lambda each: each[0].casefold().split("::")))


def path_of(deck: str, main: str) -> str:
    """Where the topic of a deck lies: its name below the main deck, part by part."""
    below = deck[len(main) :].lstrip(":") if deck.casefold().startswith(main.casefold()) else deck
    parts = [segment(part) for part in (below or main.rpartition("::")[2]).split("::")]
    return "/".join(parts)


def segment(part: str) -> str:
    """A part of a name as that of a file."""
    return folded_id(part)[:_LONGEST].strip("-") or "topic"


def cut(together: Together, paths: Paths) -> Iterator[Together]:
    """A topic as it is, or where it has too many notes, by the tags that split it best or in order."""
    if len(together.cards) <= MOST_NOTES:
        yield together._replace(path=paths.free(together.path))
        return
    groups = _by_tag(together.cards)
    for name, cards in groups.items():
        path = f"{together.path}/{name}" if len(groups) > 1 else together.path
        if len(cards) <= MOST_NOTES:
            yield Together(paths.free(path), together.deck, cards)
            continue
        for number, at in enumerate(range(0, len(cards), PIECE), 1):
            piece = cards[at : at + PIECE]
            yield Together(paths.free(f"{path}/{number:02}"), together.deck, piece)


_FEWEST_TAGGED = 0.95
_REST = "others"


def _by_tag(cards: Sequence[AdoptedCard]) -> dict[str, list[AdoptedCard]]:
    """Cards by one tag of each: of all families of tags that divide them, by the one that does best.

    A family are the tags below one, `lesson::1` and `lesson::2`, or all that lie below none.
    """
    families: dict[str, Counter[str]] = {}
    for card in cards:
        for family, tags in _families(card).items():
            if len(tags) == 1:
                families.setdefault(family, Counter())[tags[0]] += 1
    best, smallest = "", len(cards)
    for family, used in sorted(families.items()):
        largest = max(used.values())
        is_even = 1 < len(used) <= len(cards) / 10 and used.total() >= _FEWEST_TAGGED * len(cards)
        if is_even and largest < smallest:
            best, smallest = family, largest
    if smallest == len(cards):
        return {"": [*cards]}
    groups: dict[str, list[AdoptedCard]] = {}
    for card in cards:
        tags = _families(card).get(best, [])
        name = segment(tags[0].rpartition("::")[2]) if len(tags) == 1 else _REST
        groups.setdefault(name, []).append(card)
    return groups


def _families(card: AdoptedCard) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in card.tags:
        found.setdefault(tag.rpartition("::")[0], []).append(tag)
    return found
