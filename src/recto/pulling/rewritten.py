"""A card with other texts in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from recto.deck.kinds.occlusion import Occlusion
from recto.deck.kinds.own import Own
from recto.deck.kinds.typed import Typed
from recto.deck.model import Card
from recto.pulling.rewriting import Rewriting
from recto.text import Text

_BESIDE = {"Hint": "hint", "Extra": "extra", "Back Extra": "extra", "Source": "source"}


def key_of(card: Card, name: str) -> str | None:
    """The key of a card by which a field that is empty can be filled."""
    content = card.content
    if isinstance(content, Own):
        field_ = content.type.field_named.get(name)
        return field_.key if field_ else None
    if isinstance(content, Typed) and name == "Answer":
        return "a"
    if isinstance(content, Occlusion) and name == "Header":
        return "q"
    return _BESIDE.get(name)


def with_entry(card: Card, name: str, text: Text) -> Card:
    """The card with a text for a field that it leaves empty."""
    content = card.content
    if isinstance(content, Own):
        return card._replace(content=replace(content, given={**content.given, name: text}))
    if isinstance(content, Typed) and name == "Answer":
        return card._replace(content=replace(content, a=text))
    if isinstance(content, Occlusion) and name == "Header":
        return card._replace(content=replace(content, q=text))
    beside: dict[str, Any] = {_BESIDE[name]: text}
    return card._replace(**beside)


def named_so(card: Card, text: Text) -> Iterator[Text]:
    """A text, and those that name it by its words, as the right ones of choices do."""
    yield text
    if text.value in {choice.value for choice in card.content.texts()}:
        yield from (each for each in card.content.answers if each.value == text.value)


def with_texts(card: Card, new: Mapping[Text, str]) -> Card:
    """The card with other texts in it."""

    def other(value: Any) -> Any:
        match value:
            case Text():
                return value._replace(value=new[value], exact=False) if value in new else value
            case tuple():
                return tuple(map(other, value)) if type(value) is tuple else value
            case Mapping():
                return {key: other(each) for key, each in value.items() if new.get(each) != ""}
            case _:
                return value

    content: Any = card.content
    changed = {each.name: other(getattr(content, each.name)) for each in fields(content)}
    beside = (
        None if text is not None and new.get(text) == "" else other(text)
        for text in (card.hint, card.extra, card.source)
    )
    hint, extra, source = beside
    return card._replace(content=replace(content, **changed), hint=hint, extra=extra, source=source)


def rewritten(card: Card, found: Rewriting) -> Card:
    """The card as it is to be."""
    new = with_texts(card, found.texts)
    for key, value in found.entries.items():
        name = next(each.name for each in found.done if key_of(card, each.name) == key)
        new = with_entry(new, name, Text(value, card.place.path, card.place.line, 1))
    return new
