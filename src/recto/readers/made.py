"""A deck that a program makes: the nodes that a reader would make of its files.

Their places are those of the program's cards: the topic's name as the path, and as the line the
number of the card in it. What stands above topics has the place that the program gives.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence as SequenceOf
from typing import NamedTuple

from recto.deck.model import Home
from recto.diagnostics import Diagnostic, Location
from recto.readers.nodes import Broken, Mapping, Node, Sequence
from recto.text import Text
from recto.text.characters import CONTROL, control_character, piled_accents, piled_up

Value = str | bool | SequenceOf["Value"] | MappingOf[str, "Value"]
"""What a key may hold."""


class Made(NamedTuple):
    """A deck without files of its own: what its `deck.yaml` and its topics would hold."""

    home: Home
    head: Mapping
    topics: dict[str, Mapping]
    """By their paths, in the learning order."""
    faults: tuple[Diagnostic, ...] = ()
    """What is wrong with its texts themselves."""


def mapping(
    values: MappingOf[str, Value | Node], place: Location, faults: list[Diagnostic]
) -> Mapping:
    """A mapping whose keys all stand in one place."""
    nodes: dict[str, Node] = {}
    for name, value in values.items():
        key = _text(name, place, faults)
        if isinstance(key, Text):
            nodes[key.value] = _node(value, place, faults)
    return Mapping(place, nodes, dict.fromkeys(nodes, (place.line, place.column)))


def _node(value: Value | Node, place: Location, faults: list[Diagnostic]) -> Node:
    match value:
        case Text() | Mapping() | Sequence() | Broken():
            return value
        case str():
            return _text(value, place, faults)
        case bool():
            return Text("true" if value else "false", *place)
        case MappingOf():
            return mapping(value, place, faults)
        case _:
            return Sequence([_node(each, place, faults) for each in value], place)


_HALF = re.compile("[\ud800-\udfff]")
"""Half of a pair, which is no character and has no UTF-8."""


def _text(value: str, place: Location, faults: list[Diagnostic]) -> Node:
    """A text as the readers of files leave it: trimmed, and in the form that Anki stores."""
    shown = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if shown.isprintable() and shown.isascii():
        return Text(shown, *place)
    if wrong := CONTROL.search(shown) or _HALF.search(shown):
        faults.append(control_character(place, wrong[0]))
        return Broken(place)
    if piled_up(shown):
        faults.append(piled_accents(place))
        return Broken(place)
    return Text(unicodedata.normalize("NFC", shown), *place)
