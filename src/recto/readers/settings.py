"""What a deck, a topic or a card says of its cards' ways: the keys that may stand on all three."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from recto.deck.kinds.form import Key, Shape, by_name
from recto.deck.kinds.own import SOURCE, Own
from recto.deck.model import SILENT, Card, Voice
from recto.diagnostics import Diagnostic
from recto.readers.fields import Fields, read_fields
from recto.readers.keys import SETTINGS
from recto.readers.nodes import Mapping
from recto.text import Text, voices


def read_settings(fields: Fields, faults: list[Diagnostic]) -> dict[str, Any]:
    """The settings that a mapping gives, each ready for a card."""
    given = {name: value for name, value in fields.values.items() if name in SETTINGS}
    if "voice" in given:
        given["voice"] = read_voice(given["voice"], faults)
    return given


_SPOKEN = by_name(
    Key("q", Shape.TEXT, "Who speaks questions."), Key("a", Shape.TEXT, "Who speaks answers.")
)


def read_voice(given: Text | Mapping, faults: list[Diagnostic]) -> Voice:
    """Who speaks; what names no voice is told, and silent."""
    if isinstance(given, Text):
        voice = _voice(given, faults)
        return Voice(voice, voice)
    each = read_fields(given, _SPOKEN, faults)
    return Voice(*(_voice(each.text(name), faults) for name in _SPOKEN))


def _voice(text: Text | None, faults: list[Diagnostic]) -> str:
    if text is None or text.value == voices.NONE:
        return ""
    if wrong := voices.fault(text.value):
        faults.append(Diagnostic(text.at(), "bad-voice", wrong))
        return ""
    return text.value


_IN_TEMPLATES = {"voice": "{{tts ja_JP:field}}", "furigana": "{{furigana:field}}"}


def without_use(fields: Fields, cards: Sequence[Card]) -> Iterator[Diagnostic]:
    """What none of the cards heeds, for their note types are of the author's own."""
    if not cards or not all(card.content.is_own for card in cards):
        return
    for name, instead in _IN_TEMPLATES.items():
        if fields.has(name) and fields.values.get(name) not in (SILENT, False):
            message = (
                f"`{name}` does nothing here, where all cards are of note types of your own; write "
                f"`{instead}` in a template of theirs"
            )
            yield Diagnostic(fields.place_of(name), "setting-unused", message)
    types = {card.content.type for card in cards if isinstance(card.content, Own)}
    if fields.has(SOURCE) and not any(SOURCE in type_.field_named for type_ in types):
        message = (
            f"no learner sees this `{SOURCE}`: no note type of these cards has a field of that name"
        )
        yield Diagnostic(fields.place_of(SOURCE), "setting-unused", message)
