"""What every reader makes of a file: nodes that know their place, whatever they were written in."""

from __future__ import annotations

from collections.abc import Mapping as Mapping_
from typing import NamedTuple

from recto.diagnostics import Location
from recto.text import Text

Position = tuple[int, int]
"""Line and column."""


class Mapping(NamedTuple):
    """A mapping: its values by key, in their order, and where each key stands."""

    place: Location
    values: dict[str, Node]
    keys: dict[str, Position]
    flow: bool = False
    """Whether it was written `{…}`."""

    def place_of(self, key: str) -> Location:
        """Where a key stands."""
        return Location(self.place.path, *self.keys[key])


class Sequence(NamedTuple):
    """A list."""

    items: list[Node]
    place: Location


class Broken(NamedTuple):
    """A value whose fault has been told; so nobody calls it missing."""

    place: Location


Node = Text | Mapping | Sequence | Broken


def place_of(node: Node) -> Location:
    """Where a node begins."""
    return node.at() if isinstance(node, Text) else node.place


class Unnamed(NamedTuple):
    """A card that is to get an id: where its mapping begins, and the text that asks."""

    place: Location
    asked: Text
    id: str


class Named(NamedTuple):
    """The bytes of a file with ids, and the cards that are written in a way that can't get one."""

    data: bytes
    left: list[Unnamed]


class Listed(NamedTuple):
    """What a list of words is to have more, and less."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def of(self, items: list[str]) -> list[str] | None:
        """The list that comes of these; None where it lacks what is to go."""
        gone = {item.casefold() for item in self.removed}
        if not gone <= {item.casefold() for item in items}:
            return None
        return [*(item for item in items if item.casefold() not in gone), *self.added]


class Edits(NamedTuple):
    """What is to be written into a file, but for which it shall stay as it is."""

    texts: dict[Text, str]
    """Texts in the place of others; an empty one takes its key along."""
    entries: dict[Location, dict[str, str | Listed]]
    """By where mappings begin: texts for keys that they lack, and other lists."""


class Edited(NamedTuple):
    """The bytes of a file with edits, and those that are written in a way that can't be edited."""

    data: bytes
    left: Edits


def said(
    node: Node | None,
    entries: Mapping_[Location, Mapping_[str, object]] | None = None,
    texts: dict[Text, str] | None = None,
) -> object:
    """What a node says, free of places and of the order of keys.

    With entries that mappings are to have, and texts that are to stand in the place of others.
    """
    match node:
        case Text():
            return texts.get(node, node.value) if texts else node.value
        case Mapping():
            here = {
                key: said(value, entries, texts)
                for key, value in node.values.items()
                if not (texts and isinstance(value, Text) and texts.get(value) == "")
            }
            return {**here, **entries[node.place]} if entries and node.place in entries else here
        case Sequence():
            return [said(item, entries, texts) for item in node.items]
        case _:
            return None
