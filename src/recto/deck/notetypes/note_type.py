"""What a note type is, and what every one of Recto's has beside an author's own fields.

All of this is fixed. A learner's Anki knows a field or template by its `id`; one added, removed
or moved would make every note of theirs conflict for ever. So each note type is shipped with
spares, and a later need renames a spare and fills it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from recto.deck.kinds.kind import OCCLUSION
from recto.deck.kinds.own_type import Adoption, Settings
from recto.deck.model import digest


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a note type; Anki keeps `id` when the name changes."""

    id: int | None
    """None of adopted types, and of learners' own fields, which Anki may know by names alone."""
    name: str
    description: str = ""
    """What Anki's editor shows in the field while it is empty."""
    collapsed: bool = False
    """Whether Anki's editor folds it, as nothing that a learner would edit."""
    unsearched: bool = False
    """Whether a search for a word passes it over; a search in the field by its name does not."""
    settings: Settings = field(default_factory=dict, hash=False)
    """What else Anki knows of it: of an adopted type what it had."""


@dataclass(frozen=True, slots=True)
class Template:
    """A card template: what it shows of a note."""

    id: int | None
    name: str
    front: str
    back: str
    deck: str = ""
    """The deck that its new cards go to, where that is not the note's."""
    settings: Settings = field(default_factory=dict, hash=False)


@dataclass(frozen=True, eq=False)
class NoteType:
    """A note type as it goes into the package."""

    family: str
    id: int
    name: str
    fields: tuple[Field, ...]
    templates: tuple[Template, ...]
    css: str
    is_cloze: bool
    """Whether the numbers of its deletions make the cards, all by its one template."""
    sort: int = 0
    """The place of the field by which Anki's browser sorts."""
    adopted: Adoption | None = None
    """Set where it ships as it came to Recto: it has none of the common fields."""

    @property
    def is_occlusion(self) -> bool:
        """Whether Anki opens its notes with the editor of image occlusion."""
        return self.family == OCCLUSION

    @property
    def fingerprint(self) -> str:
        """Changes with all that a learner's Anki would take over, the name aside."""
        fields = [f"{f.name}|{f.description}|{f.collapsed}|{f.unsearched}" for f in self.fields]
        templates = [part for t in self.templates for part in (t.name, t.front, t.back)]
        return digest(*fields, *templates, self.css, *self._told_of_adopted)

    @property
    def _told_of_adopted(self) -> list[str]:
        """What only an adopted type has."""
        if self.adopted is None:
            return []
        kept = [
            self.adopted.settings,
            *(field.settings for field in self.fields),
            *(template.settings for template in self.templates),
        ]
        decks = [template.deck for template in self.templates]
        return [str(self.adopted.sort), *decks, *(repr(sorted(each.items())) for each in kept)]

    @cached_property
    def written(self) -> tuple[Field, ...]:
        """The fields that hold what an author wrote, or may come to."""
        return self.fields if self.adopted else self.fields[: -len(_COMMON)]

    @cached_property
    def slots(self) -> tuple[int, ...]:
        """The numbers of these, in their order: the ids, and in an adopted type the places."""
        if self.adopted:
            return tuple(range(1, len(self.fields) + 1))
        return tuple(field.id for field in self.written if field.id is not None)

    @cached_property
    def number_of(self) -> dict[str, int]:
        """The place of each of these fields."""
        return {field.name: n for n, field in enumerate(self.written)}

    @cached_property
    def searched(self) -> tuple[str, ...]:
        """The names of those that a search looks through."""
        return tuple(field.name for field in self.written if not field.unsearched)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    def template_of(self, card: int) -> Template:
        """What shows a card, by its number."""
        return self.templates[0 if self.is_cloze else card]


KEY, SHIPPED, MY_NOTES = "Key", "Shipped", "My notes"
"""A note's full key, by which a search finds it; what the package shipped of the note; and the
learner's own words, which Recto never writes."""

SPARES = tuple(Field(900 + number, f"Spare {number}", collapsed=True) for number in range(1, 9))

_COMMON = (KEY, SHIPPED, MY_NOTES)

_MY_NOTES = Field(
    912,
    MY_NOTES,
    description=(
        "Your own words, shown below the answer. A new version of the deck (.apkg) keeps them "
        "unless the author changed this note; then this field is emptied. “recto push” keeps them."
    ),
)


def common_fields(*, key: int) -> tuple[Field, ...]:
    """The last fields of every note type; `key` is the id of the field Key."""
    return (
        Field(key, KEY, collapsed=True, unsearched=True),
        Field(911, SHIPPED, collapsed=True, unsearched=True),
        _MY_NOTES,
    )


SPARE_TEMPLATES = tuple(
    Template(
        900 + number,
        f"Spare {letter}",
        front=f"{{{{#Key}}}}{{{{^Key}}}}{letter}{{{{Key}}}}{{{{/Key}}}}{{{{/Key}}}}",
        back="{{FrontSide}}",
    )
    for number, letter in enumerate("ABCD", start=1)
)
"""Of every note type but clozes, which have one template only.

Such a front is never shown, so it makes no card, and no empty one. It names no spare field, as a
learner's word in that would make a card. Each has a letter of its own, since Anki saves no
styling of a note type with two equal fronts.
"""
