"""The files of an adopted deck's topics: cards in YAML, or a table where notes are rather that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from recto.adopting.cards import AdoptedCard, AdoptedType
from recto.adopting.foreign import ForeignType
from recto.adopting.topics import Paths, Together, by_deck, cut, path_of
from recto.adopting.written import Comment, Value, as_table, as_yaml
from recto.deck.kinds.own import HTML
from recto.deck.kinds.own_type import CARD_KEYS


def topics_of(
    cards: Sequence[AdoptedCard],
    types: Mapping[ForeignType, AdoptedType],
    main: str,
    files: dict[str, bytes],
) -> Iterator[str]:
    """The paths of the topics in the order in which they are learned; their files go to `files`."""
    paths = Paths()
    for deck, of_deck in by_deck(cards, main).items():
        together = Together(path_of(deck, main), deck, of_deck)
        if _is_table(together, types):
            path = paths.free(together.path)
            files |= _table(together._replace(path=path), types, main)
            yield path
            continue
        for each in cut(together, paths):
            files[f"{each.path}.yaml"] = as_yaml(
                _head(each, types, main) | {"cards": [*_cards(each, types)]}
            )
            yield each.path


def _head(
    together: Together, types: Mapping[ForeignType, AdoptedType], main: str
) -> dict[str, Value]:
    """What a topic says of all its cards."""
    said: dict[str, Value] = {}
    if together.deck.casefold() != main.casefold():
        said["deck"] = together.deck
    said["notetype"] = types[_usual(together.cards)].stem
    return said


def _usual(cards: Iterable[AdoptedCard]) -> ForeignType:
    """The note type that most cards are of."""
    [(most, _)] = Counter(card.note.type for card in cards).most_common(1)
    return most


def _cards(
    together: Together, types: Mapping[ForeignType, AdoptedType]
) -> Iterator[Mapping[str, Value]]:
    usual = _usual(together.cards)
    for card in together.cards:
        of_type = card.note.type
        texts: dict[str, Value] = {
            field.name: {HTML: text} if place in card.raw else text
            for place, (field, text) in enumerate(zip(of_type.fields, card.texts, strict=True))
            if text
        }
        above = {name: text for name, text in texts.items() if name not in CARD_KEYS}
        below = {name: text for name, text in texts.items() if name in CARD_KEYS}
        said: dict[str, Value] = {}
        if of_type is not usual:
            said["notetype"] = types[of_type].stem
        first = next(iter(above), "")
        if isinstance(above.get(first), str) and "\n" not in str(above[first]):
            said[first] = above.pop(first)
        said |= {"id": card.id, **above}
        if below:
            said["fields"] = below
        if card.tags:
            said["tags"] = list(card.tags)
        if card.draft:
            said["draft"] = Comment(value=True, comment=card.draft)
        yield said


_FEWEST_ROWS, _LONGEST_CELL = 20, 120
"""Notes that are rather a table than cards in YAML, if none of their texts is longer."""


def _is_table(together: Together, types: Mapping[ForeignType, AdoptedType]) -> bool:
    """Whether all cards of a topic are of one type, and short texts of one line."""
    of_types = {card.note.type for card in together.cards}
    if len(together.cards) < _FEWEST_ROWS or len(of_types) > 1:
        return False
    [of_type] = of_types
    names = [field.name.strip().casefold() for field in of_type.fields]
    are_keys = len({*names, *CARD_KEYS}) < len(names) + len(CARD_KEYS) or "guid" in names
    if are_keys or any(texts.format == "html" for texts in types[of_type].fields):
        return False
    return all(
        not card.raw and all(len(text) <= _LONGEST_CELL and "\n" not in text for text in card.texts)
        for card in together.cards
    )


def _table(
    together: Together, types: Mapping[ForeignType, AdoptedType], main: str
) -> dict[str, bytes]:
    """A topic with a table: its two files."""
    cards = together.cards
    [of_type] = {card.note.type for card in cards}
    columns = [
        (field.name, [card.texts[place] for card in cards])
        for place, field in enumerate(of_type.fields)
    ]
    columns.append(("tags", [" ".join(card.tags) for card in cards]))
    columns.append(("draft", ["true" if card.draft else "" for card in cards]))
    columns = [(name, cells) for name, cells in columns if any(cells)]
    columns.append(("id", [card.id for card in cards]))
    file = f"{together.path}.csv"
    rows = zip(*(cells for _, cells in columns), strict=True)
    return {
        f"{together.path}.yaml": as_yaml(_head(together, types, main) | {"table": file}),
        file: as_table([name for name, _ in columns], rows),
    }
