"""What a deck says of itself: the head of deck.yaml, or of a deck in one file."""

from __future__ import annotations

import json
import re
import unicodedata
from contextlib import suppress
from typing import NamedTuple

from recto.deck import identity
from recto.deck.model import Home
from recto.diagnostics import Diagnostic, Location
from recto.readers.cards import read_ignore
from recto.readers.deck_names import name_fault
from recto.readers.fields import Fields
from recto.readers.tags import tag_fault
from recto.system.files import begin_of
from recto.system.paths import leaves
from recto.text import Text


class Head(NamedTuple):
    """What a deck's head holds beside its tag; what is missing or wrong there is empty."""

    name: str
    id: str
    description: Text | None
    license: Text | None
    report: str
    unsafe_html: bool
    manual_ids: bool
    terms: frozenset[str]
    ignore: frozenset[str]


def read_head(home: Home, fields: Fields) -> tuple[Head, list[Diagnostic]]:
    """The head that a mapping's fields make, and what is wrong with it."""
    faults: list[Diagnostic] = []

    def sound(value: str | Diagnostic) -> str:
        if isinstance(value, str):
            return value
        faults.append(value)
        return ""

    head = Head(
        name=sound(_name(fields)),
        id=sound(_deck_id(home, fields)),
        description=fields.text("description"),
        license=fields.text("license"),
        report=sound(_report(fields)),
        unsafe_html=fields.flag("unsafe_html"),
        manual_ids=fields.text("ids") is not None,
        terms=frozenset(text.value for text in fields.texts("terms")),
        ignore=read_ignore(fields, faults),
    )
    return head, faults


def read_tag(home: Home, fields: Fields) -> tuple[str, list[Diagnostic]]:
    """The tag of all cards of a deck; the name of its folder or file where it gives none.

    `tag: none` is no tag at all, neither for the deck nor for its topics.
    """
    if text := fields.text("tag"):
        if text.value == "none":
            return "", []
        fault = tag_fault(text.value, text.at())
        return text.value, [fault] if fault else []
    tag = unicodedata.normalize("NFC", home.stem)
    if tag_fault(tag, Location(home.file)) is None:
        return tag, []
    wish = "-".join(re.findall(r'[^\s"]+', tag))
    message = (
        f"the {home.kind}'s name is the deck's tag, and a tag can't hold spaces or "
        f"quotes; add the line `tag: {wish}`"
    )
    return tag, [Diagnostic(Location(home.file), "bad-tag", message)]


def _name(fields: Fields) -> str | Diagnostic:
    text = fields.text("deck")
    if text is None:
        if fields.has("deck") or fields.strange:
            return ""
        message = "`deck:`, the deck's name in Anki, is missing"
        return Diagnostic(fields.place, "missing-key", message)
    return name_fault(text) or text.value


def _deck_id(home: Home, fields: Fields) -> str | Diagnostic:
    text = fields.text("id")
    if text is None:
        return "" if fields.has("id") else _id_missing(home, fields.place)
    if identity.is_deck_id(text.value):
        return text.value
    message = f"`{text.value}` is no deck id: "
    if len(text.value) > identity.LONGEST_DECK_ID:
        message += f"it has more than {identity.LONGEST_DECK_ID} characters"
    else:
        wish = identity.ascii_words(text.value)
        message += "a to z, digits and single hyphens"
        message += f"; `{wish}` would be one" if wish else ""
    return Diagnostic(text.at(), "bad-id", message)


def _id_missing(home: Home, place: Location) -> Diagnostic:
    known = _id_of_lock(home)
    message = "the deck needs an `id` that never changes"
    if known:
        message = f"the deck has lost its `id`, which {home.lock.name} knows"
    message += f"; add the line `id: {known or offered_id(home)}`"
    return Diagnostic(place, "deck-id-missing", message)


def _id_of_lock(home: Home) -> str:
    """The id of the deck that a lock in its place belongs to; empty where there is none."""
    header = b"" if leaves(home.lock, home.folder) else begin_of(home.lock).partition(b"\n")[0]
    with suppress(ValueError, LookupError, TypeError, RecursionError):
        known = str(json.loads(header)["deck"])
        return known if identity.is_deck_id(known) else ""
    return ""


def offered_id(home: Home) -> str:
    """A fresh identity for a deck: its name and eight random characters."""
    words = identity.ascii_words(home.stem)
    return f"{words}-{identity.random_tail()}" if words else identity.random_tail()


_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\"'<>{}\\]+")
_BARE_ADDRESSES = (
    ("mailto:", re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")),
    ("https://", re.compile(r"[\w-]+(?:\.[\w-]+)+(?:/[^\s\"'<>{}\\]*)?")),
)


def _report(fields: Fields) -> str | Diagnostic:
    text = fields.text("report")
    if text is None or _ADDRESS.fullmatch(text.value):
        return text.value if text else ""
    message = "`report` takes an address that begins with https:// or mailto:"
    for scheme, bare in _BARE_ADDRESSES:
        if bare.fullmatch(text.value):
            message = f"`report` takes an address; write `{scheme}{text.value}`"
    return Diagnostic(text.at(), "bad-address", message)
