"""Masks of a picture are edited for years, and no number, which is a card, is ever another mask's.

An author edits the masks of two pictures at random and releases; a learner imports some of the
releases and reviews. RECTO_MASK_LIVES sets how many lives are lived.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from desk import Desk
from learner import Learner
from recto import lock as locks
from recto.lock.masks import live
from recto.text.masks import read

LIVES = int(os.environ.get("RECTO_MASK_LIVES", "15"))
CARDS = "select id, nid, ord, type, queue, due, ivl, factor, reps, lapses from cards"


@dataclass
class Thing:
    """What one mask hides, whatever it is called and wherever it lies."""

    uid: int
    name: str
    place: int
    was: str = ""
    """What the author says that it was called."""

    @property
    def shape(self) -> str:
        left, top = self.place % 18 * 5, self.place // 18 % 18 * 5
        return f"rect {left} {top} 4 4"


@dataclass
class Picture:
    """A card, and what was at its last release: names by uid and picture."""

    id: str
    things: list[Thing] = field(default_factory=list)
    drawn: int = 0
    hides_all: bool = False
    draft: bool = False
    released: dict[int, tuple[str, int]] = field(default_factory=dict)
    """Of each thing its name and place."""
    numbers: dict[int, int] = field(default_factory=dict)
    released_drawn: int = 0

    def without_stale(self) -> None:
        """Take out what was said of a former name, once the mask has a third one."""
        for thing in self.things:
            before, _ = self.released.get(thing.uid, ("", 0))
            if before not in (thing.name, thing.was):
                thing.was = ""

    def lines(self) -> str:
        masks = "".join(
            f"      {json.dumps(each.name)}: "
            + (
                f"{{was: {json.dumps(each.was)}, shape: {each.shape}}}\n"
                if each.was
                else f"{each.shape}\n"
            )
            for each in self.things
        )
        draft = "    draft: true\n" if self.draft else ""
        hide = "    hide: all\n" if self.hides_all else ""
        return (
            f"  - image: media/{self.id}.svg\n    id: {self.id}\n{draft}{hide}    masks:\n{masks}"
        )


class MaskLives(RuleBasedStateMachine):
    """Random lives of two pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="recto-"))
        self.desk = Desk(self.folder)
        self.learner = Learner(self.folder / "learner")
        self.pictures = [Picture("heart"), Picture("lung")]
        self.uids = 0
        self.places = 0
        self.owner: dict[tuple[str, int], int] = {}
        """Which thing each number of a picture has ever stood for."""
        self.history: list[tuple[list[Picture], bytes]] = []
        self.releases: list[Path] = []

    def teardown(self) -> None:
        self.learner.col.close()
        shutil.rmtree(self.folder)

    def new_place(self) -> int:
        """On one picture no other thing ever lay there."""
        self.places += 1
        return self.places % 324

    def new_thing(self) -> Thing:
        self.uids += 1
        return Thing(self.uids, f"thing {self.uids}", self.new_place())

    def pick(self, data: st.DataObject) -> tuple[Picture, Thing]:
        picture = data.draw(st.sampled_from(self.pictures))
        return picture, data.draw(st.sampled_from(picture.things))

    @initialize()
    def first_release(self) -> None:
        for picture in self.pictures:
            picture.things = [self.new_thing() for _ in range(3)]
        self.release(imports=True)

    # The author

    @rule(data=st.data())
    def adds_a_mask(self, data: st.DataObject) -> None:
        picture, _ = self.pick(data)
        picture.things.insert(data.draw(st.integers(0, len(picture.things))), self.new_thing())

    @rule(data=st.data())
    def deletes_a_mask(self, data: st.DataObject) -> None:
        picture, thing = self.pick(data)
        if len(picture.things) > 1:
            picture.things.remove(thing)

    @rule(data=st.data())
    def replaces_a_mask(self, data: st.DataObject) -> None:
        picture, thing = self.pick(data)
        picture.things[picture.things.index(thing)] = self.new_thing()

    @rule(data=st.data(), word=st.sampled_from("xyz"))
    def renames_a_mask(self, data: st.DataObject, word: str) -> None:
        _, thing = self.pick(data)
        thing.name += word

    @rule(data=st.data())
    def moves_a_mask(self, data: st.DataObject) -> None:
        _, thing = self.pick(data)
        thing.place = self.new_place()

    @rule(data=st.data(), says=st.booleans())
    def renames_and_moves_a_mask(self, data: st.DataObject, says: bool) -> None:
        picture, thing = self.pick(data)
        thing.name, thing.place = f"{thing.name}!", self.new_place()
        if says and thing.uid in picture.released:
            thing.was = picture.released[thing.uid][0]

    @rule(data=st.data())
    def forgets_what_was_said(self, data: st.DataObject) -> None:
        for thing in data.draw(st.sampled_from(self.pictures)).things:
            thing.was = ""

    @rule(data=st.data())
    def reorders(self, data: st.DataObject) -> None:
        picture, _ = self.pick(data)
        picture.things = data.draw(st.permutations(picture.things))

    @rule(data=st.data())
    def exchanges_two_names(self, data: st.DataObject) -> None:
        """They stood at the wrong places; what lies there is what it was."""
        picture, one = self.pick(data)
        other = data.draw(st.sampled_from(picture.things))
        if picture.drawn == picture.released_drawn:
            one.name, other.name = other.name, one.name

    @rule(data=st.data())
    def numbers_the_names(self, data: st.DataObject) -> None:
        """As who has no names: one that goes lets the others close up."""
        picture, _ = self.pick(data)
        if picture.drawn == picture.released_drawn:
            for number, thing in enumerate(picture.things, start=1):
                thing.name = str(number)

    @rule(data=st.data())
    def draws_the_picture_anew(self, data: st.DataObject) -> None:
        """All lies elsewhere, often where another thing lay."""
        picture, _ = self.pick(data)
        names = [picture.released.get(each.uid, (each.name,))[0] for each in picture.things]
        if names == [each.name for each in picture.things]:
            picture.drawn += 1
            places = data.draw(st.permutations([each.place for each in picture.things]))
            for thing, place in zip(picture.things, places, strict=True):
                thing.place = place

    @rule(data=st.data())
    def hides_others_or_not(self, data: st.DataObject) -> None:
        picture, _ = self.pick(data)
        picture.hides_all = not picture.hides_all

    @rule()
    def drafts_or_publishes(self) -> None:
        self.pictures[1].draft = not self.pictures[1].draft

    @rule()
    def loses_the_lock_and_recovers_it(self) -> None:
        lock = self.desk.lock.read_bytes()
        self.desk.lock.unlink()
        shutil.copy(self.releases[-1], self.desk.package)
        assert self.desk.recto("recover", "cards/test", "build/test.apkg").exit_code == 0
        assert self.desk.lock.read_bytes() == lock

    @precondition(lambda self: len(self.history) > 1)
    @rule(data=st.data(), keeps_package=st.booleans())
    def reverts_in_git(self, data: st.DataObject, keeps_package: bool) -> None:
        """And goes on from there."""
        pictures, lock = data.draw(st.sampled_from(self.history))
        self.pictures = deepcopy(pictures)
        self.pictures[0].things.append(self.new_thing())
        self.desk.lock.write_bytes(lock)
        if not keeps_package:
            self.desk.package.unlink()
        self.release(imports=True, after=True)

    # The release

    @rule(imports=st.booleans())
    def release(self, imports: bool, after: bool = False) -> None:
        for picture in self.pictures:
            picture.without_stale()
        sources = "".join(each.lines() for each in self.pictures)
        media = {
            f"media/{each.id}.svg": f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {3 + 3 * each.drawn} {2 + 2 * each.drawn}"/>'
            for each in self.pictures
        }
        self.desk.write({**media, "organs.yaml": f"cards:\n{sources}"})
        self.desk.build(after=self.releases[-1] if after else None)
        path = self.folder / f"release{len(self.releases)}.apkg"
        shutil.copy(self.desk.package, path)
        self.releases.append(path)
        lock, _ = locks.read(self.desk.lock, "test-aaaa2222")
        assert lock
        for picture in self.pictures:
            if not picture.draft:
                entry = lock.entries[f"test-aaaa2222/occlusion/{picture.id}"]
                self.check_numbers(picture, live(entry.masks), after=after)
        self.history.append((deepcopy(self.pictures), self.desk.lock.read_bytes()))
        if imports:
            self.imports(path)

    def check_numbers(self, picture: Picture, numbers: dict[str, int], *, after: bool) -> None:
        """None stands for two things, and no edit that can be told costs one."""
        assert len({*numbers.values()}) == len(picture.things)
        same_picture = picture.drawn == picture.released_drawn
        for thing in picture.things:
            number = numbers[thing.name]
            assert self.owner.setdefault((picture.id, number), thing.uid) == thing.uid
            known = picture.released.get(thing.uid)
            is_known = known and (
                thing.name == known[0] or (same_picture and thing.place == known[1])
            )
            if is_known and not after:
                assert number == picture.numbers[thing.uid], f"{thing} lost its reviews"
        picture.released = {each.uid: (each.name, each.place) for each in picture.things}
        picture.numbers = {each.uid: numbers[each.name] for each in picture.things}
        picture.released_drawn = picture.drawn

    # The learner

    def imports(self, package: Path) -> None:
        before = {row[0]: row for row in self.learner.db.all(CARDS)}
        assert not self.learner.imports(package).conflicting
        after = {row[0]: row for row in self.learner.db.all(CARDS)}
        assert before.items() <= after.items(), "a card was lost or changed its schedule"
        for picture in self.pictures:
            if not picture.draft:
                note = self.learner.note(f"/{picture.id}")
                shown = {each.number for each in read(note["Occlusion"])}
                assert shown == {*picture.numbers.values()}
                assert shown <= {each.ord + 1 for each in note.cards()}

    @rule(times=st.integers(1, 4), ease=st.integers(1, 4))
    def reviews(self, times: int, ease: int) -> None:
        for _ in range(times):
            for deck in self.learner.col.decks.all_names_and_ids():
                self.learner.col.decks.select(deck.id)  # type: ignore[arg-type]  # a plain int serves
                if queued := self.learner.sched.get_queued_cards(fetch_limit=1).cards:
                    self.learner.answer(self.learner.col.get_card(queued[0].card.id), ease)
                    break


def test_no_number_ever_stands_for_another_mask() -> None:
    run_state_machine_as_test(
        MaskLives,
        settings=settings(
            max_examples=LIVES,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
        ),
    )
