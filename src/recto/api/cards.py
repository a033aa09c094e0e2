"""The cards that a program adds to a deck. Texts are Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields

from recto.readers.made import Value

Voice = str | Mapping[str, str]
"""Who speaks: `"ja_JP"`, or `{"q": "en_US", "a": "ja_JP"}`; `"none"` is silent."""


@dataclass(frozen=True, kw_only=True)
class _Card:
    """What a card of any kind may have beside."""

    hint: str = ""
    """Shown on request, on the front."""
    extra: str = ""
    """Shown under the answer."""
    source: str = ""
    """Where the fact is from."""
    voice: Voice = ""
    furigana: bool | None = None
    """Whether `犬[いぬ]` is a word with its reading; None is what topic and deck say."""
    draft: bool = False
    """Read and checked, not built."""
    ignore: Sequence[str] = ()
    """Codes of advice and warnings that are not to be told of this card."""


@dataclass(frozen=True)
class Basic(_Card):
    """A question and its answer; `reversed` asks backwards too."""

    q: str
    a: str
    reversed: bool = False


@dataclass(frozen=True)
class Typed(_Card):
    """A question whose answer the learner types; `a` may explain it.

    `accents="ignore"` takes the answer without its accents too.
    """

    q: str
    typed: str
    a: str = ""
    accents: str = ""


@dataclass(frozen=True)
class Choice(_Card):
    """A question with choices, and those that are right, to the letter.

    They stand in another order every day, unless `shuffle` is False.
    """

    q: str
    choices: Sequence[str]
    a: str | Sequence[str]
    shuffle: bool | None = None


@dataclass(frozen=True)
class Cloze(_Card):
    """A text with clozes, `{{c1::…}}`: a card for each number. `hide="all"` hides the others too."""

    cloze: str
    hide: str = ""


Shapes = str | Sequence[str]
"""A shape, `"rect 40 10 9 8"`, or several that are one mask."""


@dataclass(frozen=True)
class Occlusion(_Card):
    """A picture of which masks hide parts: a card for each name.

    A mask that is renamed and moved at once says what it was: `{"was": "Aorta", "shape": …}`.
    `hide="all"` hides the other masks' parts too; `aspect` is needed once the picture has other
    proportions.
    """

    image: str
    masks: Mapping[str, Shapes | Mapping[str, Shapes]]
    q: str = ""
    hide: str = ""
    aspect: str = ""


class Note:
    """A note of a note type of the deck's own: `Note("word", word="犬")` of `notetypes/word.yaml`."""

    def __init__(
        self, notetype: str, named: Mapping[str, str] | None = None, /, **fields: str
    ) -> None:
        """Fields by their names; in `named` those that Python can't take. Empty ones are none."""
        self.notetype = notetype
        self.fields = {**(named or {}), **fields}

    def __repr__(self) -> str:
        return f"Note({self.notetype!r}, {self.fields!r})"


Card = Basic | Typed | Choice | Cloze | Occlusion | Note


def keys_of(card: Card) -> dict[str, Value]:
    """The keys of a card in a source, without those that say nothing; a TypeError for no texts."""
    if isinstance(card, Note):
        filled = {name: text for name, text in card.fields.items() if text != ""}
        return {"notetype": card.notetype, "fields": key_value("fields", filled)}
    if not isinstance(card, _Card):
        message = f"a card is a Basic, Typed, Choice, Cloze, Occlusion or Note, not {card!r}"
        raise TypeError(message)
    given = ((each, getattr(card, each.name)) for each in fields(card))
    return {
        each.name: key_value(each.name, value)
        for each, value in given
        if each.default is MISSING or value != each.default
    }


def key_value(name: str, value: object) -> Value:
    """A value that a key can hold; another is a slip of the program, and best told where it is."""
    match value:
        case str() | bool():
            return value
        case Mapping():
            is_sound = _is_mask if name == "masks" else _is_text
            if all(map(is_sound, value.values())):
                return value
        case Sequence() if all(map(_is_text, value)):
            return value
    message = f"`{name}` takes {'a list of texts' if name in _LISTS else 'a text'}, not {value!r}"
    raise TypeError(message)


_LISTS = ("choices", "ignore", "tags", "terms")


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_mask(value: object) -> bool:
    """Whether this is a shape, several, or either with what the mask was called."""
    if isinstance(value, Mapping):
        return all(_is_mask(each) for each in value.values())
    return _is_text(value) or (isinstance(value, Sequence) and all(map(_is_text, value)))
