"""Random lives of an author who pushes and a learner who reviews, writes and tags."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from desk import Desk
from learner import Learner

pytestmark = pytest.mark.anki

LIVES = int(os.environ.get("RECTO_PUSH_LIVES", "15"))
WORDS = st.sampled_from(["amber", "basalt", "cobalt", "drizzle", "ember", "falcon"])
TAGS = ("exam", "trap", "later")


class Lives(RuleBasedStateMachine):
    """What the learner should have is kept here, field by field, and held against Anki."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="recto-"))
        self.desk = Desk(self.root, clock=(int(time.time()) - 60 * 86_400) * 1000)
        self.count = 0
        self.sources: dict[str, dict[str, str]] = {}
        """Answer, extra and tags of each card, by its id."""
        self.edits: dict[tuple[str, str], str] = {}
        """What the learner wrote into fields of the author's."""
        self.shipped: dict[tuple[str, str], str] = {}
        """The author's text at the last push."""
        self.rivals: set[tuple[str, str]] = set()
        """Fields that both had changed then."""
        self.notes: dict[str, str] = {}
        self.own_tags: dict[str, set[str]] = {}
        self.pulled_tags: dict[str, set[str]] = {}
        """Those of them that the author has taken over."""
        self.reps: dict[str, int] = {}
        """Of the forward cards, of all notes that the learner ever had."""

    def teardown(self) -> None:
        try:
            if self.sources:
                self.pushes(overwrite=False)
        finally:
            shutil.rmtree(self.root)

    def opens(self) -> Learner:
        return Learner(self.root / "me")

    def write(self) -> None:
        lines = [
            f"- {{q: Question {id_}?, a: {card['answer']}, extra: {card['extra']}, id: {id_}, "
            f"tags: [{', '.join([card['tag'], *sorted(self.pulled_tags.get(id_, ()))])}]}}"
            for id_, card in self.sources.items()
        ]
        self.desk.write(iam="\n".join(lines))

    @initialize()
    def begins(self) -> None:
        for _ in range(3):
            self.adds()
        self.write()
        self.desk.build()
        with self.opens() as learner:
            learner.imports(self.desk.package)
        self.reps = dict.fromkeys(self.sources, 0)
        for id_, card in self.sources.items():
            for field in ("Answer", "Extra"):
                self.shipped[id_, field] = card[field.lower()]

    @rule()
    def adds(self) -> None:
        self.count += 1
        self.sources[f"x{self.count}"] = {"answer": "first", "extra": "more", "tag": "exam"}

    @rule(data=st.data(), word=WORDS, what=st.sampled_from(["answer", "extra"]))
    def rewords(self, data: st.DataObject, word: str, what: str) -> None:
        id_ = data.draw(st.sampled_from(sorted(self.sources)[:2]))
        self.sources[id_][what] = f"{word} by the author"

    @rule(data=st.data(), tag=st.sampled_from(TAGS))
    def retags(self, data: st.DataObject, tag: str) -> None:
        self.sources[data.draw(st.sampled_from(sorted(self.sources)[:2]))]["tag"] = tag

    @rule(data=st.data())
    def retires(self, data: st.DataObject) -> None:
        if len(self.sources) > 2:
            del self.sources[data.draw(st.sampled_from(sorted(self.sources)[:2]))]

    @rule(data=st.data(), word=WORDS)
    def learns_and_writes(self, data: st.DataObject, word: str) -> None:
        id_ = data.draw(st.sampled_from(sorted(self.reps)[:2]))
        does = data.draw(
            st.sets(st.sampled_from(["reviews", "notes", "tags", "edits"]), min_size=1)
        )
        with self.opens() as learner:
            note = learner.note(f"/{id_}")
            if "notes" in does:
                note["My notes"] = self.notes[id_] = word
            if "tags" in does:
                note.tags.append(f"my-{word}")
                self.own_tags.setdefault(id_, set()).add(f"my-{word}")
            if "edits" in does:
                field = data.draw(st.sampled_from(["Answer", "Extra"]))
                note[field] = self.edits[id_, field] = f"{word} by the learner"
            learner.col.update_note(note)
            if "reviews" in does:
                learner.answer(note.cards()[0])
                self.reps[id_] += 1

    @rule(data=st.data(), word=WORDS)
    def takes_an_edit_over(self, data: st.DataObject, word: str) -> None:
        """As `recto pull` does, or by hand; then goes on from there."""
        known = sorted(key for key in self.edits if key[0] in self.sources)
        if known:
            id_, field = data.draw(st.sampled_from(known))
            self.sources[id_][field.lower()] = self.edits[id_, field]
            self.pushes(overwrite=False)
            if data.draw(st.booleans()):
                self.sources[id_][field.lower()] = f"{word} by the author"

    @rule()
    def pulls(self) -> None:
        """What only the learner changed comes into the sources, what both did stays as it is."""
        self.write()
        before = set(self.sources) & set(self.reps)
        open_ = {key for key in self.edits if key[0] in before and self.is_rival(key)}
        result = self.desk.recto("pull", "--collection", str(self.root / "me"))
        assert result.exit_code == bool(open_), result.output
        for id_, field in {*self.edits} - open_:
            if id_ in before:
                self.sources[id_][field.lower()] = self.edits[id_, field]
        for id_ in before:
            self.pulled_tags[id_] = {*self.own_tags.get(id_, ())}
        written = (self.desk.deck / "iam.yaml").read_text("utf-8")
        for card in yaml.load(written, Loader=yaml.CSafeLoader)["cards"]:
            told = self.sources[card["id"]]
            assert (card["a"], card["extra"]) == (told["answer"], told["extra"])
            assert {*card["tags"]} == {told["tag"], *self.pulled_tags.get(card["id"], ())}

    def is_rival(self, key: tuple[str, str]) -> bool:
        """Whether both have changed a field, to different words."""
        ours = self.sources[key[0]][key[1].lower()]
        changed = key in self.rivals or ours != self.shipped[key]
        return changed and ours != self.edits[key]

    @rule(overwrite=st.booleans())
    def pushes(self, *, overwrite: bool) -> None:
        self.write()
        self.recto(*(["--overwrite"] if overwrite else []))
        for id_, card in self.sources.items():
            self.reps.setdefault(id_, 0)
            for field in ("Answer", "Extra"):
                self.settles((id_, field), card[field.lower()], overwrite=overwrite)
        assert "nothing to do" in self.recto()
        self.holds()

    def settles(self, key: tuple[str, str], ours: str, *, overwrite: bool) -> None:
        """What a push makes of one field."""
        edit = self.edits.get(key)
        if edit is not None and ours != self.shipped.get(key, ours):
            self.rivals.add(key)
        if edit == ours or (overwrite and key in self.rivals):
            self.edits.pop(key, None)
            self.rivals.discard(key)
        self.shipped[key] = ours

    def recto(self, *options: str) -> str:
        given = ["push", "--yes", "--collection", str(self.root / "me"), *options]
        result = self.desk.recto(*given)
        assert result.exit_code == 0, result.output
        return result.output

    def holds(self) -> None:
        """The learner has the author's text but for their own, and every review."""
        with self.opens() as learner:
            notes = {key.rpartition("/")[2]: note for key, note in learner.notes().items()}
            for id_, reps in self.reps.items():
                assert notes[id_].cards()[0].reps == reps
                assert notes[id_]["My notes"] == self.notes.get(id_, "")
                assert self.own_tags.get(id_, set()) <= {*notes[id_].tags}
            assert learner.db.scalar("SELECT count() FROM revlog") == sum(self.reps.values())
            for id_, card in self.sources.items():
                for field in ("Answer", "Extra"):
                    expected = self.edits.get((id_, field), card[field.lower()])
                    assert notes[id_][field] == expected
                assert card["tag"] in notes[id_].tags
                assert not {*TAGS} - {card["tag"]} & {*notes[id_].tags}


def test_whatever_both_do_no_review_no_own_word_and_no_text_of_the_authors_is_lost() -> None:
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=LIVES,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
