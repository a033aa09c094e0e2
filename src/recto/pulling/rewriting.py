"""What has to be written so that a card shows what its note has in Anki."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from recto.diagnostics import Location
from recto.pulling.edited import FieldEdit
from recto.text import Text


class Problem(NamedTuple):
    """An edited field that can't be written, and why."""

    edit: FieldEdit
    reason: str


@dataclass(slots=True)
class Rewriting:
    """What has to be written so that a card shows what its note has in Anki."""

    texts: dict[Text, str] = field(default_factory=dict)
    """Other texts, by those in their place."""
    entries: dict[str, str] = field(default_factory=dict)
    """Texts for keys that the card lacks."""
    shapes: dict[Text, str] = field(default_factory=dict)
    """Of the texts those of masks, each of which is told by itself."""
    shown_in: dict[Text | str, frozenset[int]] = field(default_factory=dict)
    """The ids of the fields that show each text, or the text of each key."""
    places: dict[int, Location] = field(default_factory=dict)
    """Where the texts stand that become others, by the ids of the fields that show them."""
    done: list[FieldEdit] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def writes(self) -> bool:
        """Whether the source becomes another."""
        return bool(self.texts or self.entries)

    def only(self, done: Iterable[FieldEdit]) -> Rewriting:
        """What of it is for these fields alone."""
        done = [*done]
        numbers = {each.number for each in done}
        return replace(
            self,
            texts={text: new for text, new in self.texts.items() if self.shown_in[text] <= numbers},
            entries={
                key: new for key, new in self.entries.items() if self.shown_in[key] <= numbers
            },
            done=done,
        )

    def together(self, numbers: Iterable[int]) -> list[FieldEdit]:
        """These fields and all that share a text with one of them."""
        found: set[int] = set()
        wider = {*numbers}
        while found != wider:
            found = wider
            wider = found.union(*(each for each in self.shown_in.values() if each & found))
        return [each for each in self.done if each.number in found]

    def refused(self, reason: str, numbers: Iterable[int] | None = None) -> Rewriting:
        """The rest of it without some fields, or without any, for a reason."""
        gone = self.done if numbers is None else self.together(numbers)
        rest = self.only(each for each in self.done if each not in gone)
        problems = [*self.problems, *(Problem(each, reason) for each in gone)]
        return replace(rest, problems=problems)
