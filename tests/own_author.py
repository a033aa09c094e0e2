"""The author of a note type, for tests that live random lives: edits, branches and merges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from random import Random
from typing import ClassVar, TypeVar

NAMES = (
    *("word", "kana", "tone", "sense", "note", "hint", "source", "picture", "voice", "extra"),
    *("origin", "level", "pitch", "plural", "gender", "sample"),
)
CARDS = ("One", "Two", "Three", "Four", "Five", "Six", "Seven")
WORDS = ("dog", "cat", "low", "high", "*one*", "two", "a `b`", "$x$", "red")


@dataclass
class Author:
    """A note type and its notes, as the author wants them. Fields and cards are known by numbers."""

    kind: ClassVar[str] = ""
    random: Random
    fields: dict[int, str] = field(default_factory=lambda: dict(enumerate(NAMES[:3])))
    cards: dict[int, tuple[str, int]] = field(
        default_factory=lambda: {0: ("One", 0), 1: ("Two", 1)}
    )
    """Names, each with the field that asks."""
    notes: dict[str, dict[int, str]] = field(default_factory=dict)
    built: dict[tuple[str, int], str] = field(default_factory=dict)
    """The names of fields and cards at the last build."""
    gone: list[str] = field(default_factory=list)
    """Names of fields that were deleted."""
    stem: str = "word"
    id_line: str = ""
    size: int = 20
    made: int = 0
    branch: str = "n"
    """What the ids of its notes begin with."""

    def edit(self) -> None:
        edits: list[Callable[[], None]] = [
            *(self.add_field, self.rename_field, self.delete_field, self.bring_back, self.reorder),
            *(self.add_card, self.rename_card, self.delete_card, self.restyle, self.rename_file),
            *(self.add_note, self.add_note, self.edit_note, self.edit_note, self.delete_note),
            self.add_many,
        ]
        self.random.choice(edits)()

    def number(self) -> int:
        """One that no other branch gives."""
        return self.random.randrange(10, 2**40)

    def add_field(self, names: Iterable[str] = NAMES) -> None:
        free = sorted({*names} - {*self.fields.values()})
        if free:
            number = self.number()
            self.fields[number] = self.random.choice(free)
            for note in self.notes.values():
                if self.random.random() < 0.5:
                    note[number] = self.text(number, str(self.random.randrange(99)))

    def text(self, number: int, tail: str) -> str:  # noqa: ARG002  # all fields are alike
        return f"{self.random.choice(WORDS)} {tail}"

    def add_many(self) -> None:
        """Until there are no spares left, or nearly."""
        for _ in range(self.random.randrange(2, 6)):
            self.add_field()

    def bring_back(self) -> None:
        self.add_field(self.gone)

    def rename_field(self) -> None:
        new = self.random.choice(NAMES)
        if new not in self.fields.values():
            self.fields[self.random.choice([*self.fields])] = new

    def delete_field(self) -> None:
        number = self.random.choice([*self.fields])
        asking = {asks for _, asks in self.cards.values()}
        if number not in asking and len(self.fields) > 1:
            self.gone.append(self.fields.pop(number))
            for note in self.notes.values():
                note.pop(number, None)

    def reorder(self) -> None:
        self.fields = {n: self.fields[n] for n in self.shuffled(self.fields)}
        self.cards = {n: self.cards[n] for n in self.shuffled(self.cards)}

    def shuffled(self, numbers: Iterable[int]) -> list[int]:
        listed = [*numbers]
        return self.random.sample(listed, len(listed))

    def add_card(self) -> None:
        free = sorted({*CARDS} - {name for name, _ in self.cards.values()})
        if free:
            asks = self.random.choice([*self.fields])
            self.cards[self.number()] = self.random.choice(free), asks

    def rename_card(self) -> None:
        new = self.random.choice(CARDS)
        if new not in {name for name, _ in self.cards.values()}:
            number = self.random.choice([*self.cards])
            self.cards[number] = new, self.cards[number][1]

    def delete_card(self) -> None:
        if len(self.cards) > 1:
            del self.cards[self.random.choice([*self.cards])]

    def restyle(self) -> None:
        self.size += 1

    def rename_file(self) -> None:
        self.stem = self.random.choice(["word", "vocabulary", "terms"])

    def add_note(self) -> None:
        self.made += 1
        key = f"{self.branch}{self.made}"
        self.notes[key] = {number: self.text(number, key) for number in self.fields}
        self.edit_note(key)

    def edit_note(self, key: str = "") -> None:
        note = self.notes[key or self.random.choice([*self.notes])]
        number = self.random.choice([*self.fields])
        note[number] = self.text(number, str(self.random.randrange(99)))
        other = self.random.choice([*self.fields])
        if other != number and self.random.random() < 0.5:
            note.pop(other, None)

    def delete_note(self) -> None:
        if len(self.notes) > 2:
            del self.notes[self.random.choice([*self.notes])]

    def was_built(self) -> None:
        """From now on the names of today are those of the last build."""
        self.built = {("field", number): name for number, name in self.fields.items()}
        self.built |= {("card", number): name for number, (name, _) in self.cards.items()}

    def files(self) -> dict[str, str | bytes]:
        listed = [
            f"{{{name}: {{was: {was}}}}}" if was else name
            for number, name in self.fields.items()
            for was in [self._was("field", number, name)]
        ]
        cards = "".join(self._card(number) for number in self.cards)
        css = f"css: '.question {{ font-size: {self.size}px }}'\n"
        notes = "".join(
            f"  - id: {key}\n"
            + "".join(f"    {self.fields[n]}: '{text}'\n" for n, text in note.items())
            for key, note in self.notes.items()
        )
        return {
            f"notetypes/{self.stem}.yaml": (
                f"{self.id_line}name: Word\n{self.kind}fields: [{', '.join(listed)}]\n"
                f"cards:\n{cards}{css}"
            ),
            "words.yaml": f"notetype: {self.stem}\ncards:\n{notes}",
        }

    def _was(self, part: str, number: int, name: str) -> str:
        was = self.built.get((part, number), name)
        return was if was != name else ""

    def front(self, name: str, asks: str) -> str:
        return f"{{{{#{asks}}}}}{name}? {{{{{asks}}}}}{{{{/{asks}}}}}"

    def back(self, asks: str) -> str:  # noqa: ARG002  # a cloze shows on both sides what asks
        return f"{{{{FrontSide}}}}<hr id=answer>{{{{{next(iter(self.fields.values()))}}}}}"

    def _card(self, number: int) -> str:
        name, asking = self.cards[number]
        asks, was = self.fields[asking], self._was("card", number, name)
        return (
            f"  - name: {name}\n"
            + (f"    was: {was}\n" if was else "")
            + f"    front: '{self.front(name, asks)}'\n"
            f"    back: '{self.back(asks)}'\n"
        )


@dataclass
class ClozeAuthor(Author):
    """One whose note type makes its cards of the gaps in its first field."""

    kind: ClassVar[str] = "cloze: true\n"
    cards: dict[int, tuple[str, int]] = field(default_factory=lambda: {0: ("One", 0)})

    def add_card(self) -> None:
        """It has one, for ever."""

    def text(self, number: int, tail: str) -> str:
        if number:
            return super().text(number, tail)
        gaps = self.random.sample(range(1, 5), self.random.randrange(1, 4))
        return " ".join([*(f"{{{{c{n}::{self.random.choice(WORDS)}}}}}" for n in gaps), tail])

    def front(self, name: str, asks: str) -> str:
        return f"{name}? {{{{cloze:{asks}}}}}"

    def back(self, asks: str) -> str:
        others = " ".join(f"{{{{{name}}}}}" for n, name in self.fields.items() if n)
        return f"{{{{cloze:{asks}}}}}<hr id=answer>{others}"


def merged(base: Author, one: Author, other: Author) -> Author:
    """As git merges, and an author where both have changed a thing: one side's is taken.

    Fields and cards that both sides gave one name are one.
    """
    random = one.random
    other = _with_numbers(other, _same_names(one.fields, other.fields))
    both = deepcopy(one)
    both.random, both.branch = random, "m"
    both.made = max(one.made, other.made)
    both.fields = _each_name_once(_three_way(random, base.fields, one.fields, other.fields))
    names = {number: name for number, (name, _) in one.cards.items()}
    others = {number: name for number, (name, _) in other.cards.items()}
    same = _same_names(names, others)
    theirs = {same.get(number, number): card for number, card in other.cards.items()}
    cards = _three_way(random, base.cards, one.cards, theirs) or one.cards
    kept = _each_name_once({number: name for number, (name, _) in cards.items()})
    first = next(iter(both.fields))
    both.cards = {
        number: (name, cards[number][1] if cards[number][1] in both.fields else first)
        for number, name in kept.items()
    }
    notes = {
        key: _three_way(random, *(side.notes.get(key, {}) for side in (base, one, other)))
        for key in _three_way(random, *({k: k for k in s.notes} for s in (base, one, other)))
    }
    both.notes = {
        key: {number: text for number, text in note.items() if number in both.fields}
        for key, note in (notes or one.notes).items()
    }
    both.stem = random.choice([one.stem, other.stem])
    both.size = max(one.size, other.size)
    both.gone = sorted({*one.gone, *other.gone})
    both.built = {}
    return both


K = TypeVar("K")
V = TypeVar("V")


def _three_way(
    random: Random, base: Mapping[K, V], one: Mapping[K, V], other: Mapping[K, V]
) -> dict[K, V]:
    found: dict[K, V] = {}
    for key in dict.fromkeys([*one, *other]):
        before, mine, yours = base.get(key), one.get(key), other.get(key)
        either = random.choice([mine, yours])
        taken = yours if mine == before else mine if yours == before else either
        if taken is not None:
            found[key] = taken
    return found


def _same_names(one: Mapping[int, str], other: Mapping[int, str]) -> dict[int, int]:
    """The numbers of the other side whose names this side gave to things of its own."""
    of_name = {name: number for number, name in one.items()}
    return {
        number: of_name[name]
        for number, name in other.items()
        if name in of_name and number not in one and of_name[name] not in other
    }


def _with_numbers(author: Author, numbers: Mapping[int, int]) -> Author:
    again = deepcopy(author)
    again.fields = {numbers.get(n, n): name for n, name in author.fields.items()}
    again.cards = {n: (name, numbers.get(asks, asks)) for n, (name, asks) in author.cards.items()}
    again.notes = {
        key: {numbers.get(n, n): text for n, text in note.items()}
        for key, note in author.notes.items()
    }
    return again


def _each_name_once(names: Mapping[int, str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for number, name in names.items():
        if name not in found.values():
            found[number] = name
    return found
