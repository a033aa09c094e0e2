"""One mapping of a topic's `cards` to one card."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from recto.deck.kinds.form import Key, Keys, by_name
from recto.deck.kinds.kind import Content
from recto.deck.kinds.own import HTML, SOURCE, kind_of_type, note_of
from recto.deck.kinds.own_type import OwnType
from recto.deck.kinds.registry import (
    FORMS_TOLD,
    KIND_KEYS,
    kind_of,
    likeliest_kind,
    missing_message,
    surplus_message,
)
from recto.deck.model import SILENT, Card, Topic
from recto.diagnostics import Diagnostic
from recto.diagnostics.catalogue import IGNORABLE, not_ignorable
from recto.readers.fields import Fields, read_fields
from recto.readers.keys import CARD_KEYS, OWN_CARD_KEYS
from recto.readers.nodes import Broken, Mapping, Node, Sequence, place_of
from recto.readers.notetypes import BUILT_IN, Types, unknown_type
from recto.readers.settings import read_voice
from recto.readers.tags import read_tags, unique_tags
from recto.readers.yaml import lacks_space
from recto.text import Text


class Shared(NamedTuple):
    """What all cards of a topic have in common."""

    topic: Topic
    defaults: dict[str, Any]
    """What a card gets where it says nothing itself; one of an own note type its source only."""
    tags: tuple[str, ...] = ()
    types: Types = {}  # noqa: RUF012  # never changed
    """The deck's own note types."""
    own: OwnType | None = None
    """The one that its cards are of, unless they say otherwise."""


def read_card(node: Node, shared: Shared) -> tuple[Card | None, list[Diagnostic]]:
    """A card, with what it shares with its topic; None if its form is broken."""
    faults: list[Diagnostic] = []
    if not isinstance(node, Mapping):
        return None, _no_card(node)
    own = shared.own
    if "notetype" in node.values:
        own = _type_of(node, shared.types, faults)
        if own is None and not _is_built_in(node):
            return None, faults
    is_draft = _is_draft(node)
    node = _begun(node) if is_draft else node
    as_html: set[str] = set()
    node = _with_html(node, own, as_html) if own else node
    fields = read_fields(node, own_keys(own) if own else CARD_KEYS, faults)
    if not own:
        fields = _with_defaults(fields, shared.defaults, faults)
    if is_draft and not faults:
        fields = _with_blanks(fields, own)
    if own:
        content = _own_content(fields, own, as_html, shared, faults)
    else:
        content = _content(fields, faults)
    given = fields.values
    own_tags = read_tags(fields.texts("tags"), faults) if "tags" in given else ()
    ignore = read_ignore(fields, faults) if "ignore" in given else frozenset()
    if content is None:
        return None, faults
    beside = {} if own else given
    card = Card(
        content=content,
        place=node.place,
        topic=shared.topic,
        id=given.get("id"),
        hint=beside.get("hint"),
        extra=beside.get("extra"),
        source=beside.get("source"),
        tags=unique_tags((*shared.tags, *own_tags)) if own_tags else shared.tags,
        draft=given.get("draft", False),
        ignore=ignore,
        voice=beside.get("voice", SILENT),
        furigana=beside.get("furigana", False),
        guid=given.get("guid"),
    )
    return card, faults


def _with_defaults(fields: Fields, defaults: dict[str, Any], faults: list[Diagnostic]) -> Fields:
    """The fields of a card with what it shares with its topic, where it says nothing itself."""
    given = fields.values
    if "voice" in given:
        given = {**given, "voice": read_voice(given["voice"], faults)}
    elif not defaults:
        return fields
    return fields._replace(values=defaults | given)


def _type_of(node: Mapping, types: Types, faults: list[Diagnostic]) -> OwnType | None:
    """The own note type that a card names; none where that is a built-in one, or can't be read."""
    named = node.values["notetype"]
    if isinstance(named, Text) and named.value in types:
        return types[named.value]
    if isinstance(named, Text) and not _is_built_in(node):
        faults.append(unknown_type(named, types))
    elif not isinstance(named, (Text, Broken)):
        message = "`notetype` takes the name of a file in the folder `notetypes`"
        faults.append(Diagnostic(place_of(named), "wrong-type", message))
    return None


def _is_built_in(node: Mapping) -> bool:
    named = node.values["notetype"]
    return isinstance(named, Text) and named.value in BUILT_IN


def _is_draft(node: Mapping) -> bool:
    mark = node.values.get("draft")
    return isinstance(mark, Text) and mark.value == "true"


def _begun(node: Mapping) -> Mapping:
    """A draft without what is still empty in it."""
    begun = {name: _filled(value) for name, value in node.values.items()}
    return node._replace(values={name: value for name, value in begun.items() if value})


def _filled(node: Node) -> Node | None:
    """A value, or none where it is empty; of a list or a mapping what is not."""
    match node:
        case Text(value=""):
            return None
        case Sequence(items=items):
            left = [item for item in items if not isinstance(item, Text) or item.value]
            return node._replace(items=left) if left else None
        case Mapping():
            begun = _begun(node)
            return begun if begun.values else None
        case _:
            return node


def _with_blanks(fields: Fields, own: OwnType | None) -> Fields:
    """A draft with an empty text for each key that its kind still needs."""
    needed: Iterable[str] = own.asks[:1] if own and not _has_field(fields, own) else ()
    if not own and kind_of(tuple(fields.node.values))[0] is None:
        needed = likeliest_kind(fields.node.values).form.needs
    blank = Text("", fields.place.path, fields.place.line, fields.place.column)
    blanks: dict[str, Node] = {n: blank for n in needed if n not in fields.node.values}
    node = fields.node._replace(values=fields.node.values | blanks)
    return fields._replace(node=node, values=blanks | fields.values)


def _has_field(fields: Fields, own: OwnType) -> bool:
    return fields.has("fields") or any(fields.has(name) for name in own.field_named)


@lru_cache  # asked for with every card
def own_keys(own: OwnType) -> Keys:
    """The keys that a card of an own note type may have."""
    return OWN_CARD_KEYS | by_name(*_keys_above(own))


def _with_html(node: Mapping, own: OwnType, as_html: set[str]) -> Mapping:
    """A card with texts in place of `{html: …}`; the fields that had one go to `as_html`."""
    values = dict(node.values)
    for name, value in node.values.items():
        if not isinstance(value, Mapping):
            continue
        html = value.values.get(HTML)
        if name == "fields":
            values[name] = _with_html(value, own, as_html)
        elif isinstance(html, Text) and len(value.values) == 1:
            values[name] = html
            as_html.add(name)
    return node._replace(values=values)


def _keys_above(own: OwnType) -> tuple[Key, ...]:
    """The fields that may stand beside a card's own keys; those of an adopted type may have any name."""
    return tuple(key for key in kind_of_type(own).keys if key.name not in OWN_CARD_KEYS)


def _own_content(
    fields: Fields, own: OwnType, as_html: set[str], shared: Shared, faults: list[Diagnostic]
) -> Content | None:
    """The fields of a card of an own note type; none where that which tells the note is missing."""
    kind = kind_of_type(own)
    given = {key.name: text for key in _keys_above(own) if (text := fields.text(key.name))}
    if "fields" in fields.values:
        below = read_fields(fields.values["fields"], by_name(*kind.keys), faults)
        for name in given.keys() & below.values.keys():
            message = f"`{name}` stands above already"
            faults.append(Diagnostic(below.place_of(name), "duplicate-key", message))
        given |= {key.name: text for key in kind.keys if (text := below.text(key.name))}
    if SOURCE in own.field_named and SOURCE in shared.defaults and not fields.has(SOURCE):
        given.setdefault(SOURCE, shared.defaults[SOURCE])
    if not given:
        if not fields.strange:
            asks = own.field_named[own.asks[0]].key
            message = f"a card of `{own.name}` has fields; `{asks}` is missing"
            faults.append(Diagnostic(fields.place, "missing-key", message))
        return None
    ordered = {field.name: given[field.key] for field in own.fields if field.key in given}
    return note_of(own, ordered, frozenset(f.name for f in own.fields if f.key in as_html))


def _no_card(node: Node) -> list[Diagnostic]:
    """What is wrong with a node that is no mapping in the place of a card."""
    if isinstance(node, Broken):
        return []
    if isinstance(node, Text) and not node.value:
        return [Diagnostic(node.at(), "empty-text", f"this card is empty; {FORMS_TOLD}")]
    glued = _GLUED.match(node.value) if isinstance(node, Text) else None
    message = lacks_space(glued[0]) if glued else f"this is no card; {FORMS_TOLD}"
    return [Diagnostic(place_of(node), "wrong-type", message)]


_GLUED = re.compile(rf"(?:{'|'.join(CARD_KEYS)})(?::(?=\S)|：)")


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
