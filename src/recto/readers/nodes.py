"""What every reader makes of a file: nodes that know their place, whatever they were written in."""

from __future__ import annotations

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


def said(node: Node | None, ids: dict[Location, str] | None = None) -> object:
    """What a node says, free of places and of the order of keys; with ids that mappings are to have."""
    match node:
        case Text():
            return node.value
        case Mapping():
            here = {key: said(value, ids) for key, value in node.values.items()}
            return here | {"id": ids[node.place]} if ids and node.place in ids else here
        case Sequence():
            return [said(item, ids) for item in node.items]
        case _:
            return None
