"""The fingerprint of a card, or of a deck: a digest for each thing that the author wrote.

It leaves out what Recto and its libraries make of it, so a new version of the Markdown
library moves no learner's note. A feature to come adds a part of its own, left out where it
is empty, and so moves none either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from recto.deck.model import SILENT, Card, Deck, digest
from recto.deck.notetypes import note_types
from recto.lock.entry import Mask
from recto.media import MediaFile


def fingerprint(card: Card, deck: Deck, media: Iterable[MediaFile] = ()) -> str:
    """`kind=… question=… answer=…`, in a fixed order, without what is empty.

    `media` are the files that the card shows: they count by their bytes.
    """
    content = card.content.fingerprint()
    parts = [
        _shared_part("kind", content.pop("kind")),
        *[_part(name, text) for name, text in content.items()],
        _part("hint", card.hint.value) if card.hint else "",
        _part("extra", card.extra.value) if card.extra else "",
        _shared_part("source", card.source.value) if card.source else "",
        _shared_part("tags", " ".join(sorted(card.tags))),
        "" if card.content.is_own else _shared_part("title", card.topic.title),
        f"media={media_digest(media)}" if media else "",
        _shared_part("html", "unsafe") if deck.unsafe_html else "",
        _shared_part("voice", "\x1f".join(card.voice)) if card.voice != SILENT else "",
        _shared_part("furigana", "true") if card.furigana and _has_brackets(card) else "",
    ]
    return " ".join([part for part in parts if part])


def _has_brackets(card: Card) -> bool:
    """Whether readings may stand in a card; others don't change where they are set above words."""
    texts = (*card.content.texts(), card.hint, card.extra)
    return any("[" in text.value for text in texts if text)


def masks_part(masks: Mapping[str, Mask]) -> str:
    """` masks=…`, of the shapes by their numbers; nothing where there are none.

    Numbers count, since learners' cards are known by them.
    """
    told = [f"{each.number} {each.shape}" for each in masks.values() if not each.retired]
    return f" masks={digest(*sorted(told))}" if told else ""


def _part(name: str, value: str) -> str:
    return f"{name}={digest(value)}" if value else ""


_shared_part = lru_cache(_part)
"""The same of what many cards have in common."""


def text_digests(card: Card) -> tuple[str, str]:
    """The digests of question and answer in a card's fingerprint; empty for what is empty."""
    content = card.content.fingerprint()
    answer = content.get("answer")
    return digest(content["question"]), digest(answer) if answer else ""


def media_digest(media: Iterable[MediaFile]) -> str:
    """The digest in a card's fingerprint of the files that it shows, whatever their names."""
    return digest(" ".join([file.digest for file in media]))


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
