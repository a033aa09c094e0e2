"""One mapping of a topic's `cards` to one card."""

from __future__ import annotations

import re
from typing import Any

from recto.deck.kinds.kind import Content
from recto.deck.kinds.registry import (
    FORMS_TOLD,
    KIND_KEYS,
    kind_of,
    missing_message,
    surplus_message,
)
from recto.deck.model import Card, Topic
from recto.diagnostics import Diagnostic
from recto.diagnostics.catalogue import IGNORABLE, not_ignorable
from recto.readers.fields import Fields, read_fields
from recto.readers.keys import CARD_KEYS
from recto.readers.nodes import Broken, Mapping, Node, place_of
from recto.readers.tags import read_tags, unique_tags
from recto.readers.yaml import lacks_space
from recto.text import Text


def read_card(
    node: Node, topic: Topic, defaults: dict[str, Any], tags: tuple[str, ...]
) -> tuple[Card | None, list[Diagnostic]]:
    """A card, with the topic's tags and what it gets where it says nothing itself.

    None if its form is broken.
    """
    faults: list[Diagnostic] = []
    if not isinstance(node, Mapping):
        return None, _no_card(node)
    fields = read_fields(node, CARD_KEYS, faults)
    if defaults:
        fields = fields._replace(values=defaults | fields.values)
    content = _content(fields, faults)
    given = fields.values
    own_tags = read_tags(fields.texts("tags"), faults) if "tags" in given else ()
    ignore = read_ignore(fields, faults) if "ignore" in given else frozenset()
    if content is None:
        return None, faults
    card = Card(
        content=content,
        place=node.place,
        topic=topic,
        id=given.get("id"),
        hint=given.get("hint"),
        extra=given.get("extra"),
        source=given.get("source"),
        tags=unique_tags((*tags, *own_tags)) if own_tags else tags,
        draft=given.get("draft", False),
        ignore=ignore,
    )
    return card, faults


def _no_card(node: Node) -> list[Diagnostic]:
    """What is wrong with a node that is no mapping in the place of a card."""
    if isinstance(node, Broken):
        return []
    if isinstance(node, Text) and not node.value:
        return [Diagnostic(node.at(), "empty-text", f"this card is empty; {FORMS_TOLD}")]
    glued = _GLUED.match(node.value) if isinstance(node, Text) else None
    message = lacks_space(glued[0]) if glued else f"this is no card; {FORMS_TOLD}"
    return [Diagnostic(place_of(node), "wrong-type", message)]


_GLUED = re.compile(rf"(?:{'|'.join(CARD_KEYS)}):(?=\S)")


def _content(fields: Fields, faults: list[Diagnostic]) -> Content | None:
    """What the card asks; None if its keys make no kind, or one of them is broken."""
    kind, surplus = kind_of(tuple(fields.node.values))
    if kind and not surplus:
        return kind.read(fields, faults)
    if kind:
        message = surplus_message(kind, surplus)
        faults.append(Diagnostic(fields.place_of(surplus), "card-form", message))
    elif not fields.strange:
        given = [name for name in fields.node.values if name in KIND_KEYS]
        faults.append(Diagnostic(fields.place, "missing-key", missing_message(given)))
    return None


def read_ignore(fields: Fields, faults: list[Diagnostic]) -> frozenset[str]:
    """The codes that are not to be told; a fault for each that can't be ignored."""
    codes = set()
    for text in fields.texts("ignore"):
        if text.value in IGNORABLE:
            codes.add(text.value)
        else:
            faults.append(Diagnostic(text.at(), "bad-ignore", not_ignorable(text.value)))
    return frozenset(codes)
