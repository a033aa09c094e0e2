"""A note type of an author's own: its fields and cards as its file has them, and in Anki.

The two differ once it changes. To an author a field is its name and may stand anywhere; to a
learner's Anki it is a slot with a number, which keeps its place for ever (`Layout`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from recto.deck.kinds.kind import Format
from recto.diagnostics import Location
from recto.media import MediaFile
from recto.text import Text
from recto.text.template import (
    SPECIAL,
    Value,
    can_show,
    is_cloze_number,
    parse,
    renamed,
    shows,
    values,
)

FIRST_SPARE = 901
SPARE_FIELDS, SPARE_CARDS = range(FIRST_SPARE, 909), range(FIRST_SPARE, 905)
"""Numbers of the slots that a note type has in reserve from its first release on."""


Settings = Mapping[str, str | int | bool]
"""What else Anki keeps of a note type, a field or a card, by the names that its JSON has for it."""


@dataclass(frozen=True, slots=True)
class OwnField:
    """A field as its author has it."""

    name: str
    place: Location
    format: Format = Format.MARKDOWN
    about: str = ""
    was: Text | None = None
    """The name that it had before."""
    written: str = ""
    """The key of a card for it, where that is not its name."""
    settings: Settings = field(default_factory=dict, hash=False)

    @property
    def key(self) -> str:
        """What a card calls it."""
        return self.written or self.name


@dataclass(frozen=True, slots=True)
class OwnCard:
    """A card as its author has it: what it shows of a note."""

    name: str
    place: Location
    front: Text
    back: Text
    was: Text | None = None
    deck: Text | None = None
    """The Anki deck that its new cards go to, where that is not the topic's."""
    settings: Settings = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Adoption:
    """What a note type has that was there before Recto, and that ships as it came."""

    id: int | None
    """What Anki knows it by; None where its source didn't say, so that Recto gives one."""
    sort: int = 0
    """Which field Anki's lists show; its place."""
    settings: Settings = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class FieldSlot:
    """A field as Anki has it; a spare that nobody took is none."""

    number: int
    name: str
    about: str = ""
    is_shown: bool = True
    """Whether the author has it still, and so has who edits a note."""
    anki_id: int | None = None
    """Of an adopted type: what Anki knows it by, if by anything but its name."""


@dataclass(frozen=True, slots=True)
class CardSlot:
    """A card template as Anki has it. What its author deleted shows what it showed last."""

    number: int
    name: str
    front: str
    back: str
    is_live: bool = True
    anki_id: int | None = None


def without(card: int, burial: int = 1) -> str:
    """The name of the field that is filled in notes which never had a card.

    A card that comes back and goes again takes another such field: notes that had the first one
    filled have the card since.
    """
    return f"without {card}" if burial == 1 else f"without {card}-{burial}"


@dataclass(frozen=True)
class Layout:
    """Fields and cards in the order that they have in Anki."""

    fields: tuple[FieldSlot, ...]
    cards: tuple[CardSlot, ...]
    absent: tuple[str, ...] = ()
    """Names of the fields that are filled in notes made today: they lack the deleted cards."""

    @cached_property
    def number_of(self) -> Mapping[str, int]:
        """The slot of each field."""
        return {field.name: field.number for field in self.fields}

    @cached_property
    def card_at(self) -> Mapping[int, CardSlot]:
        """The cards by their places among the templates, where the spares come last."""
        first = sum(card.number < FIRST_SPARE for card in self.cards)
        return {
            card.number - 1
            if card.number < FIRST_SPARE
            else first + card.number - FIRST_SPARE: card
            for card in self.cards
        }

    def made(self, filled: frozenset[str]) -> tuple[int, ...]:
        """The places of the cards that Anki makes for a note with these fields filled."""
        if filled not in self._known:
            cards = self.card_at.items()
            made = (place for place, card in cards if shows(parse(card.front).nodes, filled))
            self._known[filled] = tuple(made)
        return self._known[filled]

    @cached_property
    def _known(self) -> dict[frozenset[str], tuple[int, ...]]:
        """What was asked before: most notes of a deck have the same fields filled."""
        return {}


@dataclass(frozen=True, eq=False)
class OwnType:
    """A note type of an author's own."""

    id: str
    """Stands in the keys of its notes, for ever."""
    has_id: bool
    """Whether its file says that id, or the next build has to write it there."""
    name: str
    file: Path
    place: Location
    fields: tuple[OwnField, ...]
    cards: tuple[OwnCard, ...]
    asks: tuple[str, ...]
    """The fields that ask: by them an author knows a note."""
    is_cloze: bool = False
    css: str = ""
    media: tuple[MediaFile, ...] = ()
    """The files that the CSS names."""
    is_styled: bool = True
    """Whether Recto's own CSS comes before."""
    adopted: Adoption | None = None
    """Set where learners had the note type before it came to Recto: it has nothing of Recto's."""
    settled: Layout | None = None
    """Its slots as the lock has them; none before that was read."""

    @cached_property
    def layout(self) -> Layout:
        """Its slots in Anki; of a note type that no lock knows, as its file has them."""
        return self.settled or Layout(
            tuple(
                FieldSlot(number, field.name, field.about)
                for number, field in enumerate(self.fields, 1)
            ),
            tuple(
                CardSlot(number, card.name, card.front.value, card.back.value)
                for number, card in enumerate(self.cards, 1)
            ),
        )

    @cached_property
    def first_field(self) -> str:
        """The field in the first slot, which tells a note in Anki's lists and is never empty."""
        return self.layout.fields[0].name

    @cached_property
    def field_named(self) -> Mapping[str, OwnField]:
        return {field.name: field for field in self.fields}

    @cached_property
    def read_fields(self) -> frozenset[str]:
        """The fields of which a template shows words with their readings."""
        return frozenset(each.field for each in self._values if _READINGS & {*each.filters})

    @cached_property
    def spoken_fields(self) -> tuple[str, ...]:
        """The fields that a template has spoken by a voice."""
        spoken = (v.field for v in self._values if any(f.startswith("tts ") for f in v.filters))
        return tuple(dict.fromkeys(spoken))

    @property
    def _values(self) -> Iterator[Value]:
        sides = (side for card in self.cards for side in (card.front, card.back))
        return (each for side in sides for each in values(parse(side.value).nodes))

    @cached_property
    def cloze_fields(self) -> tuple[str, ...]:
        """The fields whose deletions make the cards of a cloze type."""
        if not self.is_cloze:
            return ()
        found = (each.field for each in self._values if "cloze" in each.filters)
        return tuple(dict.fromkeys(found))

    @cached_property
    def can_ask(self) -> bool:
        """Whether any front shows a field of some note; else that is said once, of the front."""
        return any(can_show(parse(card.front.value).nodes) for card in self.cards)

    def cloze_values(self) -> Iterator[Value]:
        """Where the front of a cloze type shows its deletions."""
        for card in self.cards[:1]:
            for value in values(parse(card.front.value).nodes):
                if "cloze" in value.filters or "cloze-only" in value.filters:
                    yield value


def as_numbered(template: str, number_of: Mapping[str, int]) -> str:
    """A template with the numbers of slots in place of the names of fields, which may change."""
    return renamed(template, lambda name: str(number_of.get(name, name)))


def as_named(template: str, name_of: Mapping[int, str]) -> str:
    """A template with names again; a number that is no slot's is left."""

    def name(number: str) -> str:
        known = number.isascii() and number.isdigit()
        return name_of.get(int(number), number) if known else number

    return renamed(template, name)


def reserved(name: str) -> bool:
    """Whether a name of a field means something else already, to Recto or to Anki."""
    folded = " ".join(name.casefold().split())
    return (
        folded in _RESERVED
        or is_cloze_number(folded)
        or any(
            folded.startswith(word) and folded[len(word) :].replace("-", "").isdigit()
            for word in ("spare ", "without ")
        )
    )


_READINGS = {"furigana", "kana", "kanji"}

CARD_KEYS = ("id", "tags", "draft", "ignore", "notetype", "fields")
"""The keys that a card of an own type has beside its fields."""
_RESERVED = frozenset(
    name.casefold()
    for name in (*CARD_KEYS, "Key", "Shipped", "My notes", "guid", "FrontSide", *SPECIAL)
)
_ADDED = SPECIAL - {"Tags"}
"""What Anki adds to every note, and newer versions count for the making of cards."""


def filled_by_anki(names: Iterable[str]) -> frozenset[str]:
    """The filled fields of a note, with those that Anki adds to each."""
    return frozenset(names) | _ADDED
