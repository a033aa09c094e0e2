"""Checks on what is spoken."""

from __future__ import annotations

from collections.abc import Iterator

from recto.deck.kinds.cloze import Cloze
from recto.deck.model import Deck
from recto.diagnostics import Diagnostic
from recto.text import voices
from recto.text.template import parse, values


def hidden(deck: Deck) -> Iterator[Diagnostic]:
    """No voice speaks what a card hides."""
    for card in deck.cards:
        content = card.content
        if card.voice.question and isinstance(content, Cloze) and content.hides_all:
            message = "a voice would speak the words that `hide: all` hides; write `voice: none` beside it"
            yield Diagnostic(content.cloze.at(), "voice-hidden", message)


def known(deck: Deck) -> Iterator[Diagnostic]:
    """Each voice that a template names is one."""
    for type_ in deck.own_types:
        for card in type_.cards:
            for side in (card.front, card.back):
                for value in values(parse(side.value).nodes):
                    for name in value.filters:
                        if name.startswith("tts ") and (wrong := _fault(name)):
                            yield Diagnostic(side.at(value.at), "bad-voice", wrong)


def _fault(filter_: str) -> str:
    """What is wrong with the voice of `tts ja_JP voices=… speed=…`."""
    return voices.fault((*filter_.split(), "")[1])
