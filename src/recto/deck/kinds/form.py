"""The words of the file format: a key, what it holds, and the keys that make a card of a kind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from recto.text import Text


class Shape(Enum):
    """What a key holds; the value is the name in messages."""

    TEXT = "a text"
    FLAG = "true or false"
    TEXTS = "a list of texts"
    TEXT_OR_TEXTS = "a text or a list of texts"
    CARDS = "a list of cards"
    LIST = "a list"
    MAPPING = "a mapping of keys to values"
    VOICE = "a language and its region, as `ja_JP`, or one each for `q` and `a`"
    NAMED = "names, each with a text or a list of texts"
    COLUMNS = "names of columns, as a list or each with its key"


@dataclass(frozen=True)
class Key:
    """One key of a mapping."""

    name: str
    shape: Shape
    doc: str
    values: tuple[str, ...] = ()
    """The only texts that the key takes, where it takes but some."""
    pattern: str = ""
    """What an editor may ask of a text, beside that there is one; checks say it exactly."""
    count: tuple[int, int] | None = None
    """The fewest and the most texts of a list, where that is bounded."""

    @property
    def takes(self) -> str:
        """What the key takes, in a message."""
        return " or ".join(f"`{value}`" for value in self.values) or self.shape.value

    @cached_property
    def is_free(self) -> bool:
        """Whether the key takes any text."""
        return self.shape in _TEXTS and not self.values


_TEXTS = (Shape.TEXT, Shape.TEXT_OR_TEXTS, Shape.VOICE)


class Named(NamedTuple):
    """What one name in a mapping stands for: its texts, and the name that it had before."""

    name: Text
    texts: tuple[Text, ...]
    was: Text | None = None


Keys = dict[str, Key]
"""The keys of a mapping by their names."""


def by_name(*keys: Key) -> Keys:
    """Keys as the keys of one mapping; of two by one name the last."""
    return {key.name: key for key in keys}


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a card: the keys that make it one, and those that may join them."""

    needs: tuple[str, ...]
    takes: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    """Those that may be a list here, where other kinds take one text only."""

    @property
    def keys(self) -> tuple[str, ...]:
        return self.needs + self.takes

    @property
    def mark(self) -> str:
        """The key that tells the form from the others."""
        return next(name for name in (*self.needs[1:], *self.needs) if name != "q")

    def __str__(self) -> str:
        first, *rest = (f"`{name}`" for name in self.needs)
        return f"{first} with {' and '.join(rest)}" if rest else first
