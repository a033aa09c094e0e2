"""The fingerprint of a card, or of a deck: a digest for each thing that the author wrote.

It leaves out what Recto and its libraries make of it, so a new version of the Markdown
library moves no learner's note. A feature to come adds a part of its own, left out where it
is empty, and so moves none either.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from recto.media import MediaFile
from recto.model import Basic, Card, Choice, Cloze, Deck, Typed, digest
from recto.notetypes import note_types


def fingerprint(card: Card, deck: Deck, media: Iterable[MediaFile] = ()) -> str:
    """`kind=… question=… answer=…`, in a fixed order, without what is empty.

    `media` are the files that the card shows: they count by their bytes.
    """
    parts = {
        "kind": f"{card.kind} reversed" if card.reversed else card.kind,
        "question": card.asked.value,
        "answer": _answer(card),
        "hint": card.hint.value if card.hint else "",
        "extra": card.extra.value if card.extra else "",
        "source": card.source.value if card.source else "",
        "tags": " ".join(sorted(card.tags)),
        "title": card.topic.title,
        "media": shown(media),
        "html": "unsafe" if deck.unsafe_html else "",
    }
    return " ".join(
        [
            f"{name}={_digest(value) if name in _SHARED else digest(value)}"
            for name, value in parts.items()
            if value
        ]
    )


def said(card: Card) -> tuple[str, str]:
    """The digests of question and answer in a card's fingerprint; empty for what is empty."""
    answer = _answer(card)
    return digest(card.asked.value), digest(answer) if answer else ""


def shown(media: Iterable[MediaFile]) -> str:
    """What tells the files that a card shows from others, whatever their names."""
    return " ".join([file.digest for file in media])


def about(deck: Deck, media: Iterable[MediaFile] = ()) -> str:
    """`description=… license=… report=… design=…`: what a deck says and looks like.

    `media` are the files that its description shows. The design is that of both note types
    without the address for reports, which stands in their templates.
    """
    described = [deck.description.value] if deck.description else []
    types = note_types(replace(deck, report=""))
    parts = {
        "description": "\x1f".join([*described, *(file.digest for file in media)]),
        "license": deck.license.value if deck.license else "",
        "report": deck.report,
        "design": " ".join(each.fingerprint for each in types.values()),
    }
    return " ".join([f"{name}={digest(value)}" for name, value in parts.items() if value])


_SHARED = {"kind", "source", "tags", "title", "html"}
"""What many cards have in common."""

_digest = lru_cache(digest)


def _answer(card: Card) -> str:
    match card.content:
        case Basic(answer=answer):
            return answer.value
        case Typed(typed=typed, answer=None):
            return typed.value
        case Typed(typed=typed, answer=answer) if answer:
            return f"{typed.value}\x1f{answer.value}"
        case Choice(choices=choices, right=right):
            rights = "\x1f".join(text.value for text in right)
            return "\x1f".join(text.value for text in choices) + "\x1e" + rights
        case Cloze() | _:
            return ""
