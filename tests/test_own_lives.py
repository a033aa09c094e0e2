"""A note type that changes for years: no edit of it costs a review, and all is foretold.

An author makes random edits of fields, cards, notes and files and builds after each. One learner
imports every build, one skips some, and writes into spare fields too; both review, write into My
notes, restyle and let Anki check their collections. RECTO_OWN_LIVES sets how many lives are lived.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import mkdtemp

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from desk import Desk
from learner import Learner, Log
from recto.lock import Lock
from recto.lock.forecast import Fate, forecast

LIVES = int(os.environ.get("RECTO_OWN_LIVES", "12"))
STEPS = 14
NAMES = ("word", "kana", "tone", "sense", "note", "hint", "source", "picture", "voice", "extra")
WORDS = ("dog", "cat", "low", "high", "*one*", "two", "a `b`", "$x$", "red")
MAY_REFUSE = {"slots-full", "was-unknown", "note-without-card", "template-twice"}


@dataclass
class Author:
    """A note type and its notes, as the author wants them."""

    random: Random
    fields: dict[str, str] = field(default_factory=lambda: dict.fromkeys(NAMES[:3], ""))
    """Names, each with the one that it had before."""
    cards: dict[str, str] = field(default_factory=lambda: {"One": "word", "Two": "kana"})
    """Names, each with the field that asks."""
    notes: dict[str, dict[str, str]] = field(default_factory=dict)
    stem: str = "word"
    id_line: str = ""
    size: int = 20
    made: int = 0

    def edit(self) -> None:
        edits: list[Callable[[], None]] = [
            *(self.add_field, self.rename_field, self.delete_field, self.reorder),
            *(self.add_card, self.delete_card, self.restyle, self.rename_file),
            *(self.add_note, self.add_note, self.edit_note, self.edit_note, self.delete_note),
        ]
        self.random.choice(edits)()

    def add_field(self) -> None:
        self.fields[self.random.choice(NAMES)] = ""

    def rename_field(self) -> None:
        old, new = self.random.choice([*self.fields]), self.random.choice(NAMES)
        if new not in self.fields:
            self.fields = {new if n == old else n: old if n == old else "" for n in self.fields}
            self.cards = {n: new if asks == old else asks for n, asks in self.cards.items()}
            for note in self.notes.values():
                if old in note:
                    note[new] = note.pop(old)

    def delete_field(self) -> None:
        gone = self.random.choice([*self.fields])
        if gone not in self.cards.values() and len(self.fields) > 1:
            del self.fields[gone]
            for note in self.notes.values():
                note.pop(gone, None)

    def reorder(self) -> None:
        names = self.random.sample([*self.fields], len(self.fields))
        self.fields = {name: self.fields[name] for name in names}
        cards = self.random.sample([*self.cards], len(self.cards))
        self.cards = {name: self.cards[name] for name in cards}

    def add_card(self) -> None:
        self.cards[self.random.choice(["One", "Two", "Three", "Four"])] = self.random.choice(
            [*self.fields]
        )

    def delete_card(self) -> None:
        if len(self.cards) > 1:
            del self.cards[self.random.choice([*self.cards])]

    def restyle(self) -> None:
        self.size += 1

    def rename_file(self) -> None:
        self.stem = self.random.choice(["word", "vocabulary", "terms"])

    def add_note(self) -> None:
        self.made += 1
        self.notes[f"n{self.made}"] = {}
        for name in self.fields:
            self.notes[f"n{self.made}"][name] = f"{self.random.choice(WORDS)} {self.made}"
        self.edit_note(f"n{self.made}")

    def edit_note(self, key: str = "") -> None:
        note = self.notes[key or self.random.choice([*self.notes])]
        name = self.random.choice([*self.fields])
        note[name] = f"{self.random.choice(WORDS)} {self.random.randrange(99)}"
        other = self.random.choice([*self.fields])
        if other != name and self.random.random() < 0.5:
            note.pop(other, None)

    def delete_note(self) -> None:
        if len(self.notes) > 2:
            del self.notes[self.random.choice([*self.notes])]

    def files(self) -> dict[str, str | bytes]:
        listed = [f"{{{n}: {{was: {was}}}}}" if was else n for n, was in self.fields.items()]
        cards = "".join(
            f"  - name: {name}\n    front: '{{{{#{asks}}}}}{name}? {{{{{asks}}}}}{{{{/{asks}}}}}'\n"
            f"    back: '{{{{FrontSide}}}}<hr id=answer>{{{{{next(iter(self.fields))}}}}}'\n"
            for name, asks in self.cards.items()
        )
        css = f"css: '.question {{ font-size: {self.size}px }}'\n"
        notes = "".join(
            f"  - id: {key}\n" + "".join(f"    {n}: '{text}'\n" for n, text in note.items())
            for key, note in self.notes.items()
        )
        return {
            f"notetypes/{self.stem}.yaml": (
                f"{self.id_line}name: Word\nfields: [{', '.join(listed)}]\ncards:\n{cards}{css}"
            ),
            "words.yaml": f"notetype: {self.stem}\ncards:\n{notes}",
        }


SCHEDULES = (
    "select id, nid, did, ord, type, queue, due, ivl, factor, reps, lapses, odid, data from cards"
)


@dataclass
class Pupil:
    """A learner, and what we know of them."""

    learner: Learner
    last: Lock | None = None
    touched: set[str] = field(default_factory=set)

    def imports(self, desk: Desk, after: Lock) -> None:
        db = self.learner.db
        before = {row[0]: row[1:] for row in db.all(SCHEDULES)}
        words = {note.guid: note["My notes"] for note in self.learner.notes().values()}
        log = self.learner.imports(desk.package)
        assert not log.conflicting
        rows = {row[0]: row[1:] for row in db.all(SCHEDULES)}
        assert before.items() <= rows.items(), "a card was lost or changed its schedule"
        types = [kind["name"] for kind in self.learner.col.models.all()]
        assert not [name for name in types if name.endswith("+")]
        for note in self.learner.notes().values():
            if note.guid in words and note.guid not in log.updated:
                assert note["My notes"] == words[note.guid], "a learner's own words were lost"
        self.check_forecast(after, log)
        known, made = ({(row[0], row[2]) for row in each.values()} for each in (before, rows))
        self.check_cards(made - known, after, log)
        self.last = after

    def check_forecast(self, after: Lock, log: Log) -> None:
        if self.last is None:
            return
        for change in forecast(self.last, after).changes:
            guid = change.entry.guid
            if guid in self.touched:
                continue
            expected = {
                Fate.NEW: log.new,
                Fate.UPDATED: log.updated,
                Fate.UNCHANGED: log.unchanged,
            }.get(change.fate)
            assert expected is None or guid in expected, (change.fate, change.entry.key)

    def check_cards(self, made: set[tuple[int, int]], after: Lock, log: Log) -> None:
        """A note that stays as it is gets a card only of those that are foretold."""
        if self.last is None:
            return
        foretold = {card.name for card in forecast(self.last, after).new_cards}
        numbers = {slot.number for slot in after.slots.values() if slot.name in foretold}
        for number, place in made:
            note = self.learner.note_of(number)
            if note.guid in log.unchanged - self.touched:
                kind = note.note_type()
                assert kind
                assert kind["tmpls"][place]["id"] in numbers, "a card came that nobody foretold"

    def checks_database(self) -> None:
        """Anki makes no card but for notes that the learner changed: they kept what others lost."""
        cards = "select cards.id, guid from cards join notes on nid = notes.id"
        before = {*map(tuple, self.learner.db.all(cards))}
        self.learner.col.fix_integrity()
        made = {*map(tuple, self.learner.db.all(cards))} - before
        assert {guid for _, guid in made} <= self.touched, "Check Database made a card"

    def lives(self, random: Random, *, spares: bool) -> None:
        notes = [*self.learner.notes().values()]
        if not notes:
            return
        note = random.choice(sorted(notes, key=lambda each: each["Key"]))
        for card in note.cards():
            if random.random() < 0.7:
                self.learner.answer(card)
        if random.random() < 0.3:
            note["My notes"] += "mine"
            free = [name for name in note.keys() if name.startswith("Spare")]  # noqa: SIM118  # no dict
            if spares and free:
                note[random.choice(free)] = "my word"
            self.learner.col.update_note(note)
            self.touched.add(note.guid)
        if spares and random.random() < 0.3:  # who restyles keeps the note type of then
            kind = note.note_type()
            assert kind
            kind["css"] += " .mine { color: red }"
            self.learner.col.models.update_dict(kind)


def written(desk: Desk, author: Author) -> None:
    for old in (desk.deck / "notetypes").glob("*.yaml"):
        old.unlink()
    desk.write(author.files())


@settings(
    max_examples=LIVES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a life shrinks for minutes
)
@given(seed=st.integers(0, 2**32))
def test_no_edit_of_a_note_type_costs_a_review(seed: int) -> None:
    random = Random(seed)  # noqa: S311  # lives, no secrets
    folder = Path(mkdtemp(prefix="recto-"))
    desk = Desk(folder, clock=(int(time.time()) - 60 * 86_400) * 1000)
    author = Author(random)
    for _ in range(2):
        author.add_note()
    for key, note in author.notes.items():
        note["word"] = f"first {key}"
    with Learner(folder / "one") as first, Learner(folder / "two") as second:
        pupils = Pupil(first), Pupil(second)
        for step in range(STEPS):
            author = one_step(desk, author, random)
            lock = desk_lock(desk)
            pupils[0].imports(desk, lock)
            pupils[0].checks_database()
            if step == 0 or random.random() < 0.3:
                pupils[1].imports(desk, lock)
                second.col.fix_integrity()
            pupils[0].lives(random, spares=False)
            pupils[1].lives(random, spares=True)


def one_step(desk: Desk, author: Author, random: Random) -> Author:
    """The author after an edit that Recto takes, and built."""
    while True:
        edited = deepcopy(author)
        edited.random = random
        if author.id_line:
            edited.edit()
        written(desk, edited)
        if author.id_line and random.random() < 0.1:
            desk.lock.unlink()
            assert desk.recto("recover", "cards/test", "build/test.apkg").exit_code == 0
        outcome = desk.try_build()
        codes = {each.code for each in outcome.diagnostics}
        if not outcome.failed:
            if not edited.id_line:
                text = (desk.deck / "notetypes" / "word.yaml").read_text("utf-8")
                edited.id_line = text.partition("\n")[0] + "\n"
            edited.fields = dict.fromkeys(edited.fields, "")
            return edited
        assert codes <= MAY_REFUSE | {"field-first", "question-twice", "missing-key"}, (
            outcome.diagnostics
        )


def desk_lock(desk: Desk) -> Lock:
    from recto import lock as locks

    lock, faults = locks.read(desk.lock, "test-aaaa2222")
    assert lock, faults
    return lock
