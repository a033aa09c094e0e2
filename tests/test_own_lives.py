"""A note type that changes for years: no edit of it costs a review, and all is foretold.

An author makes random edits of fields, cards, notes and files and builds after each; works in two
branches and merges them; takes back what was released, and builds `--after` it; loses the lock,
and recovers it. One learner imports every build, one skips some, and writes into spare fields
too; both review, write into My notes, restyle and let Anki check their collections. At the end
somebody new imports the last build. RECTO_OWN_LIVES sets how many lives are lived.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import mkdtemp

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from desk import Desk
from learner import Learner, Log
from own_author import Author, ClozeAuthor, merged
from recto import lock as locks
from recto.diagnostics import has_errors
from recto.lock import Entry, Lock
from recto.lock.forecast import Fate, forecast

LIVES = int(os.environ.get("RECTO_OWN_LIVES", "12"))
STEPS = 14
MAY_REFUSE = {
    *("slots-full", "was-unknown", "note-without-card", "template-twice"),
    *("field-first", "question-twice", "missing-key"),
}
"""What an author may be told; then the edit is not made."""

SCHEDULES = (
    "select id, nid, did, ord, type, queue, due, ivl, factor, reps, lapses, odid, data from cards"
)


@dataclass
class Pupil:
    """A learner, and what we know of them."""

    learner: Learner
    skips: bool = False
    """Whether they miss builds, write into spare fields and restyle."""
    last: Lock | None = None
    in_spares: set[str] = field(default_factory=set)
    """The notes in whose spare fields they wrote, of which a later release may make a card."""
    foretold: set[tuple[str, int]] = field(default_factory=set)
    """The slots of all cards that were: a restyled note type takes them over with a later one."""
    blank: set[tuple[int, int]] = field(default_factory=set)
    """The cards that show nothing, by note and place."""

    def imports(self, package: Path, after: Lock) -> None:
        db = self.learner.db
        before = {row[0]: row[1:] for row in db.all(SCHEDULES)}
        notes = {note.guid: note for note in self.learner.notes().values()}
        log = self.learner.imports(package)
        assert not log.conflicting
        rows = {row[0]: row[1:] for row in db.all(SCHEDULES)}
        assert before.items() <= rows.items(), "a card was lost or changed its schedule"
        types = [kind["name"] for kind in self.learner.col.models.all()]
        assert not [name for name in types if name.endswith("+")]
        for note in self.learner.notes().values():
            if note.guid in notes and note.guid not in log.updated:
                assert note.fields == notes[note.guid].fields, "a learner's own words were lost"
        self.check_forecast({guid: note.mod for guid, note in notes.items()}, after, log)
        known, made = ({(row[0], row[2]) for row in each.values()} for each in (before, rows))
        self.check_cards(made - known, after)
        self.last = after

    def check_forecast(self, modified: dict[str, int], after: Lock, log: Log) -> None:
        """A note that the learner changed since is updated where the author did so later."""
        if self.last is None:
            return
        for change in forecast(self.last, after).changes:
            guid, fate = change.entry.guid, change.fate
            if change.before and modified.get(guid, 0) > change.before.modified:
                is_later = change.entry.modified > modified[guid]
                fate = Fate.UPDATED if is_later else Fate.UNCHANGED
            match change.fate, fate:
                case Fate.RETIRED, _:
                    assert guid not in log.new | log.updated | log.unchanged
                case Fate.NEW, _:
                    assert guid in log.new
                case Fate.RETURNED, _:
                    assert guid in log.new | log.updated | log.unchanged
                case _, Fate.UPDATED:
                    assert guid in log.updated
                case _:
                    assert guid in log.unchanged

    def check_cards(self, made: set[tuple[int, int]], after: Lock) -> None:
        """Notes that are there get the cards that are foretold, as many, and no others.

        A card that showed nothing for a while was there already. Of a retired note the lock may
        tell words that only a branch had. Who skips builds may have other fields, where an edit of
        theirs was later, or other cards, where they restyled.
        """
        if self.last is None:
            return
        known = {e.guid: e for e in self.last.live() if not after.entries[e.key].retired}
        known = {guid: entry for guid, entry in known.items() if guid not in self.in_spares}
        if any(entry.clozes for entry in known.values()):
            self.check_gaps(made, known, after)
            return
        come = self.slots_of(made, known)
        expected = forecast(self.last, after)
        foretold = Counter({(c.note_type, c.slot): c.notes for c in expected.new_cards})
        self.foretold |= {*foretold}
        if self.skips:
            assert {*come} <= self.foretold, "a card came that nobody foretold"
            return
        assert come <= foretold <= come + self.slots_of(self.blank, known)
        self.blank = {
            (each.note_id, card.ord)
            for each in self.learner.col.get_empty_cards().notes
            for card in map(self.learner.col.get_card, each.card_ids)
        }

    def check_gaps(self, made: set[tuple[int, int]], known: dict[str, Entry], after: Lock) -> None:
        """A cloze note gets the cards of its new numbers, which the lock tells."""
        placed = ((self.learner.note_of(number).guid, place + 1) for number, place in made)
        come = {(guid, gap) for guid, gap in placed if guid in known}
        foretold = {
            (entry.guid, gap)
            for entry in known.values()
            for gap in after.entries[entry.key].clozes.keys() - entry.ever_hidden.keys()
        }
        assert come == foretold or (self.skips and come <= foretold)

    def slots_of(
        self, cards: set[tuple[int, int]], known: dict[str, Entry]
    ) -> Counter[tuple[str, int]]:
        """How many cards each slot has of those, in the notes that are known."""
        found = Counter[tuple[str, int]]()
        for number, place in cards:
            note = self.learner.note_of(number)
            kind = note.note_type()
            assert kind
            if note.guid in known:
                found[known[note.guid].family, kind["tmpls"][place]["id"]] += 1
        return found

    def checks_database(self) -> None:
        """Anki makes no card but for notes that the learner changed: they kept what others lost."""
        assert self.last
        cards = "select cards.id, guid, notes.mod from cards join notes on nid = notes.id"
        before = {*map(tuple, self.learner.db.all(cards))}
        self.learner.col.fix_integrity()
        made = {*map(tuple, self.learner.db.all(cards))} - before
        times = {entry.guid: entry.modified for entry in self.last.entries.values()}
        assert all(mod > times[guid] for _, guid, mod in made), "Check Database made a card"

    def lives(self, random: Random, now: int) -> None:
        """Review, and at times write into a note and restyle. `now` is in seconds."""
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
            if self.skips and free:
                note[random.choice(free)] = "my word"
                self.in_spares.add(note.guid)
            self.learner.col.update_note(note)
            self.learner.db.execute("update notes set mod = ? where id = ?", now, note.id)
        if self.skips and random.random() < 0.3:  # the note type is the learner's until a later one
            kind = note.note_type()
            assert kind
            kind["css"] += " .mine { color: red }"
            self.learner.col.models.update_dict(kind)
            self.learner.db.execute(
                "update notetypes set mtime_secs = ? where id = ?", now, kind["id"]
            )


@dataclass
class Release:
    """What an author has at one time."""

    author: Author
    lock: bytes
    package: bytes


@dataclass
class Story:
    """One desk, at which the branches are built one after the other."""

    desk: Desk
    random: Random
    author: Author
    releases: list[Release] = field(default_factory=list)
    branch: Release | None = None
    """What was built in a branch that has been merged since, and may have been released."""

    def step(self) -> None:
        """One edit of the sources or of their history, and a build."""
        steps = {self.edit: 10, self.branches: 2, self.revert: 1, self.recover: 1}
        chosen = [self.edit]
        if self.releases:
            chosen = self.random.choices([*steps], [*steps.values()])
        chosen[0]()
        package = self.desk.package.read_bytes()
        self.releases.append(Release(deepcopy(self.author), self.desk.lock.read_bytes(), package))

    def edit(self) -> None:
        """An edit that Recto takes."""
        while True:
            edited = deepcopy(self.author)
            edited.random = self.random
            if edited.id_line:
                edited.edit()
            if self.built(edited):
                return

    def built(self, author: Author, after: Path | None = None) -> bool:
        """Build; whether Recto took it."""
        for old in (self.desk.deck / "notetypes").glob("*.yaml"):
            old.unlink()
        self.desk.write(author.files())
        outcome = self.desk.try_build(after=after)
        if outcome.failed:
            codes = {each.code for each in outcome.diagnostics if has_errors([each])}
            assert codes <= MAY_REFUSE, outcome.diagnostics
            return False
        if not author.id_line:
            text = (self.desk.deck / "notetypes" / f"{author.stem}.yaml").read_text("utf-8")
            author.id_line = text.partition("\n")[0] + "\n"
        author.was_built()
        self.author = author
        return True

    def recover(self) -> None:
        """The lock is lost, and comes from the last package."""
        self.desk.lock.unlink()
        assert self.desk.recto("recover", "cards/test", "build/test.apkg").exit_code == 0
        self.edit()

    def revert(self) -> None:
        """Sources and lock go back to an earlier time, in a clone that has no package of its own."""
        released = self.desk.root / "released.apkg"
        released.write_bytes(self.releases[-1].package)
        earlier = self.random.choice(self.releases)
        author = deepcopy(earlier.author)
        author.random, author.made = self.random, self.author.made
        self.desk.lock.write_bytes(earlier.lock)
        self.desk.package.unlink()
        if not self.built(author, released):
            self.back_to(self.releases[-1])
            self.edit()

    def branches(self) -> None:
        """Two work apart, each in a clone of its own, and git unites what they did."""
        base = self.releases[-1]
        moment, ends, sides = self.desk.clock, [], []
        for name in "ab":
            self.back_to(base)
            self.desk.clock = moment + self.random.choice([0, 1, 1000, 600_000])
            self.author.branch = f"{name}{len(self.releases)}-"
            for _ in range(self.random.randrange(1, 4)):
                self.edit()
            package = self.desk.package.read_bytes()
            sides.append(Release(self.author, self.desk.lock.read_bytes(), package))
            ends.append(self.desk.clock)
        self.desk.clock = max(ends)
        lines = [line for side in sides for line in side.lock.splitlines()]
        self.desk.lock.write_bytes(b"\n".join([*dict.fromkeys(lines), b""]))
        self.desk.package.unlink()
        if not self.built(merged(base.author, sides[0].author, sides[1].author)):
            self.back_to(base)
            self.edit()
        else:
            self.branch = self.random.choice(sides)

    def back_to(self, release: Release) -> None:
        self.author = deepcopy(release.author)
        self.author.random = self.random
        self.desk.lock.write_bytes(release.lock)
        self.desk.package.write_bytes(release.package)


@settings(
    max_examples=LIVES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a life shrinks for minutes
)
@given(seed=st.integers(0, 2**32), kind=st.sampled_from([Author, Author, ClozeAuthor]))
def test_no_edit_of_a_note_type_costs_a_review(seed: int, kind: type[Author]) -> None:
    random = Random(seed)  # noqa: S311  # lives, no secrets
    folder = Path(mkdtemp(prefix="recto-"))
    desk = Desk(folder, clock=(int(time.time()) - 60 * 86_400) * 1000)
    story = Story(desk, random, kind(random))
    for number in range(2):
        story.author.add_note()
        story.author.notes[f"n{number + 1}"][0] = story.author.text(0, f"first {number}")
    with Learner(folder / "one") as first, Learner(folder / "two") as second:
        pupils = Pupil(first), Pupil(second, skips=True)
        for step in range(STEPS):
            story.step()
            lock = desk_lock(desk)
            if story.branch and random.random() < 0.5:
                in_branch = folder / "branch.apkg"
                in_branch.write_bytes(story.branch.package)
                parsed, _ = locks.parse(story.branch.lock, desk.lock, lock.deck_id)
                assert isinstance(parsed, Lock)
                pupils[1].imports(in_branch, parsed)
            story.branch = None
            pupils[0].imports(desk.package, lock)
            pupils[0].checks_database()
            if step in (0, STEPS - 1) or random.random() < 0.3:
                pupils[1].imports(desk.package, lock)
                second.col.fix_integrity()
            noon = desk.clock // 1000 + 600  # before the next build
            if step < STEPS - 1:
                pupils[0].lives(random, noon)
                pupils[1].lives(random, noon)
        with Learner(folder / "three") as newcomer:
            newcomer.imports(desk.package)
            check_all_have_the_same(newcomer, first, second)


def check_all_have_the_same(newcomer: Learner, *pupils: Learner) -> None:
    """Whoever imports only the last build has what others have, but for later words of their own."""
    cards = newcomer.col.card_count()
    newcomer.col.fix_integrity()
    assert newcomer.col.card_count() == cards
    assert not newcomer.col.get_empty_cards().notes
    for pupil in pupils:
        notes = pupil.notes()
        for key, note in newcomer.notes().items():
            if notes[key].mod == note.mod:
                assert notes[key].fields == note.fields
            else:
                assert notes[key].mod > note.mod


def desk_lock(desk: Desk) -> Lock:
    lock, faults = locks.read(desk.lock, "test-aaaa2222")
    assert lock, faults
    return lock
