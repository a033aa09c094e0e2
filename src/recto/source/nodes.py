"""What YAML is made of, as Recto sees it."""

from __future__ import annotations

from typing import NamedTuple

from recto.diagnostics import Location
from recto.text import Text


class Mapping(NamedTuple):
    """A YAML mapping: keys and values in their order, each key once."""

    entries: list[tuple[Text, Node]]
    place: Location
    flow: bool = False
    """Whether it was written `{…}`."""


class Sequence(NamedTuple):
    """A YAML sequence."""

    items: list[Node]
    place: Location


class Broken(NamedTuple):
    """A value whose fault has been told; so nobody calls it missing."""

    place: Location


Node = Text | Mapping | Sequence | Broken


def place_of(node: Node) -> Location:
    """Where a node begins."""
    return node.at() if isinstance(node, Text) else node.place
