"""The promise, against the real Anki: whatever the author edits, no learner loses a review.

An author makes random edits and releases. One learner imports every release, one skips
some, edits and tags notes, one deletes notes too; all review. RECTO_REVIEW_RUNS sets how many lives are lived.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import time
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from author import SHARED, THINGS, TOPICS, WORDS, Spec, sources
from desk import Desk
from learner import Learner
from recto.lock import Lock
from recto.lock.entry import parts
from recto.lock.forecast import Fate, forecast
from recto.outputs.apkg import stored_fields
from recto.outputs.apkg.earlier import read_package
from recto.reports import retired_keys, search_for

RUNS = int(os.environ.get("RECTO_REVIEW_RUNS", "40"))

SETTLED = 6


@dataclass
class Release:
    """A package that learners can import."""

    path: Path
    lock: Lock
    fields: dict[str, str]
    description: str


@dataclass
class Pupil:
    """A learner and what we know of them."""

    learner: Learner
    last: Release | None = None
    touched: set[str] = field(default_factory=set)
    """Guids of notes that they edited or tagged."""
    deleted: set[str] = field(default_factory=set)


class Reviews(RuleBasedStateMachine):
    """Random lives of one deck."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="recto-"))
        self.desk = Desk(self.folder, clock=(int(time.time()) - 60 * 86400) * 1000)
        self.specs: list[Spec] = []
        self.trash: list[Spec] = []
        self.returned: set[int] = set()
        """Facts that were brought back since the last release."""
        self.uids = 0
        self.deck_name = "Test"
        self.tag = "test"
        self.style = 0
        self.says = {"description": "Cards", "license": "", "report": ""}
        """What deck.yaml says beside."""
        self.subdecks = False
        self.owner: dict[str, int] = {}
        """Which fact each guid has ever stood for."""
        self.releases: list[Release] = []
        self.history: list[tuple[list[Spec], list[Spec], bytes]] = []
        self.pupils = [Pupil(Learner(self.folder / f"pupil{n}")) for n in range(3)]

    def teardown(self) -> None:
        for pupil in self.pupils:
            pupil.learner.col.close()
        shutil.rmtree(self.folder)

    # The author ------------------------------------------------------------------------

    def new_spec(self, data: st.DataObject, *, common: bool) -> Spec:
        self.uids += 1
        topic = data.draw(st.sampled_from(TOPICS))
        if common:
            thing = f"{THINGS[self.uids % 12]} {self.uids // 12}"
            answer = data.draw(st.sampled_from(["AWS", "Customer"]))
            return Spec(self.uids, topic, f"Who looks after the {thing}?", answer, common=True)
        words = data.draw(st.lists(st.sampled_from(WORDS), min_size=7, max_size=7))
        question = f"{self.uids} {' '.join(words)}?"
        answer = f"{self.uids} {' '.join(reversed(words[:3]))}"
        return Spec(self.uids, topic, question, answer)

    @property
    def movable(self) -> list[Spec]:
        """All but the first six: always there, they make AWS and Customer common answers."""
        return [spec for spec in self.specs if spec.uid > SETTLED]

    def pick(self, data: st.DataObject) -> Spec:
        return data.draw(st.sampled_from(self.movable))

    @initialize(data=st.data())
    def first_release(self, data: st.DataObject) -> None:
        self.specs = [self.new_spec(data, common=True) for n in range(SETTLED)]
        for number, spec in enumerate(self.specs):
            spec.answer = ("AWS", "Customer")[number % 2]
        self.specs += [self.new_spec(data, common=n % 3 == 0) for n in range(9)]
        for spec in self.specs[SETTLED::4]:
            spec.id = f"x{spec.uid}"
        self.specs[SETTLED + 1].kind = "cloze"
        self.specs[SETTLED + 5].kind = "reversed"
        self.release()
        for pupil in self.pupils[1:]:
            self.imports(pupil)

    @rule(data=st.data(), common=st.booleans())
    def adds_a_card(self, data: st.DataObject, common: bool) -> None:
        self.specs.insert(
            data.draw(st.integers(0, len(self.specs))), self.new_spec(data, common=common)
        )

    @rule(data=st.data(), word=st.sampled_from(WORDS))
    def adds_a_card_that_asks_what_others_ask(self, data: st.DataObject, word: str) -> None:
        self.uids += 1
        topic, id_ = data.draw(st.sampled_from(TOPICS)), f"x{self.uids}"
        self.specs.append(Spec(self.uids, topic, SHARED, f"{word} {self.uids}", id=id_))

    @rule(data=st.data())
    def adds_many_cards(self, data: st.DataObject) -> None:
        if len(self.specs) < 60:
            self.specs[0:0] = [self.new_spec(data, common=False) for _ in range(3)]
            self.specs += [self.new_spec(data, common=True) for _ in range(3)]

    @precondition(lambda self: len(self.movable) > 2)
    @rule(data=st.data())
    def deletes_a_card(self, data: st.DataObject) -> None:
        spec = self.pick(data)
        self.specs.remove(spec)
        self.trash.append(spec)

    @precondition(lambda self: any(spec.common for spec in self.movable))
    @rule(data=st.data())
    def replaces_a_common_card_by_another(self, data: st.DataObject) -> None:
        gone = data.draw(st.sampled_from([spec for spec in self.movable if spec.common]))
        new = self.new_spec(data, common=True)
        new.topic, new.answer = gone.topic, gone.answer
        self.specs[self.specs.index(gone)] = new
        self.trash.append(gone)

    @precondition(lambda self: self.trash)
    @rule(data=st.data())
    def brings_a_card_back(self, data: st.DataObject) -> None:
        spec = self.trash.pop(data.draw(st.integers(0, len(self.trash) - 1)))
        self.specs.append(spec)
        self.returned.add(spec.uid)

    @rule(data=st.data(), word=st.sampled_from(WORDS))
    def rewords_a_question(self, data: st.DataObject, word: str) -> None:
        spec = self.pick(data)
        spec.question = f"{spec.question.rstrip('?')} {word}?"

    @rule(data=st.data(), word=st.sampled_from(WORDS))
    def edits_an_answer(self, data: st.DataObject, word: str) -> None:
        spec = self.pick(data)
        if not spec.common:
            spec.answer = f"{spec.answer} {word}"

    @rule(data=st.data(), word=st.sampled_from(WORDS))
    def edits_both(self, data: st.DataObject, word: str) -> None:
        spec = self.pick(data)
        spec.question = f"{spec.question.rstrip('?')} {word}?"
        if not spec.common:
            spec.answer += f" {word}"

    @rule(data=st.data())
    def swaps_two_answers(self, data: st.DataObject) -> None:
        one = self.pick(data)  # a common card keeps to common answers, which witness nothing
        alike = [spec for spec in self.movable if spec.common == one.common]
        other = data.draw(st.sampled_from(alike))
        if SHARED in (one.question, other.question):
            return  # there the answer is the fact
        one.answer, other.answer = other.answer, one.answer

    @rule(data=st.data(), topic=st.sampled_from(TOPICS))
    def moves_a_card(self, data: st.DataObject, topic: str) -> None:
        self.pick(data).topic = topic

    @rule(data=st.data())
    def reorders(self, data: st.DataObject) -> None:
        self.specs = data.draw(st.permutations(self.specs))

    @rule(data=st.data(), letter=st.sampled_from("xyz"))
    def gives_or_changes_an_id(self, data: st.DataObject, letter: str) -> None:
        spec = self.pick(data)
        spec.id = f"{letter}{spec.uid}"

    @rule(data=st.data())
    def pins_the_key(self, data: st.DataObject) -> None:
        spec = self.pick(data)
        key = spec.built.get("key", {}).get(spec.family)
        if key and not spec.id:
            spec.id = key

    @rule(data=st.data())
    def takes_an_id_away(self, data: st.DataObject) -> None:
        spec = self.pick(data)
        if spec.question != SHARED:
            spec.id = ""

    @rule(data=st.data(), kind=st.sampled_from(["basic", "reversed", "typed", "choices", "cloze"]))
    def changes_the_kind(self, data: st.DataObject, kind: str) -> None:
        self.pick(data).kind = kind

    @rule(data=st.data())
    def renumbers_a_cloze(self, data: st.DataObject) -> None:
        spec = self.pick(data)
        spec.swapped = not spec.swapped

    @rule(data=st.data(), tag=st.sampled_from(["exam", "trap"]), extra=st.sampled_from(WORDS))
    def edits_tags_and_extra(self, data: st.DataObject, tag: str, extra: str) -> None:
        spec = self.pick(data)
        spec.tags = tuple({*spec.tags} ^ {tag})
        spec.extra = extra

    @rule(data=st.data(), picture=st.integers(0, 3))
    def draws_a_picture(self, data: st.DataObject, picture: int) -> None:
        """Often the same one for several cards, and other bytes under an old name."""
        self.pick(data).picture = picture

    @rule(data=st.data())
    def drafts_or_publishes(self, data: st.DataObject) -> None:
        spec = self.pick(data)
        spec.draft = not spec.draft

    @rule()
    def renames_the_deck(self) -> None:
        self.deck_name += "x"

    @rule()
    def turns_subdecks_on_or_off(self) -> None:
        self.subdecks = not self.subdecks

    @rule()
    def renames_the_tag(self) -> None:
        self.tag += "x"

    @rule()
    def loses_the_lock_and_recovers_it(self) -> None:
        """The sources on disk are still those of the last release."""
        lock = self.desk.lock.read_bytes()
        self.desk.lock.unlink()
        assert [fault.code for fault in self.desk.faults()] == ["lock-missing"]
        assert self.desk.recto("recover", "cards/test", "build/test.apkg").exit_code == 0
        assert self.desk.lock.read_bytes() == lock
        assert not self.desk.build().written

    @rule()
    def works_in_a_fresh_clone(self) -> None:
        """What is built is in no repository."""
        self.desk.package.unlink(missing_ok=True)
        self.desk.build()

    @rule()
    def changes_the_style(self) -> None:
        self.style += 1

    @rule(name=st.sampled_from(["description", "license"]), said=st.sampled_from(["", *WORDS[:3]]))
    def describes_the_deck(self, name: str, said: str) -> None:
        self.says[name] = said

    @rule(page=st.sampled_from(["", "https://example.org/a", "https://example.org/b"]))
    def takes_reports_elsewhere(self, page: str) -> None:
        self.says["report"] = page

    @rule(data=st.data(), word=st.sampled_from(WORDS))
    def has_a_clock_that_goes_back(self, data: st.DataObject, word: str) -> None:
        self.desk.clock -= 20 * 86_400_000
        self.pick(data).extra += f" {word}"

    @precondition(lambda self: len(self.history) > 1)
    @rule(data=st.data(), keeps_package=st.booleans())
    def reverts_in_git(self, data: st.DataObject, keeps_package: bool) -> None:
        """Back to an earlier commit, sources and lock, and out with it."""
        specs, trash, lock = data.draw(st.sampled_from(self.history))
        self.specs, self.trash = deepcopy(specs), deepcopy(trash)
        self.desk.lock.write_bytes(lock)
        if not keeps_package:
            self.desk.package.unlink()
        self.release(after=self.releases[-1].path, reverted=True)

    # The release -----------------------------------------------------------------------

    def write_sources(self) -> None:
        for old in self.desk.deck.rglob("*.yaml"):
            old.unlink()
        deck = f"deck: {self.deck_name}\nid: test-aaaa2222\ntag: {self.tag}\n"
        deck += "subdecks: topic\n" if self.subdecks else ""
        deck += "".join(f"{name}: {said}\n" for name, said in self.says.items() if said)
        files: dict[str, str | bytes] = {
            "deck.yaml": deck,
            "style.css": f".x {{ order: {self.style} }}",
        }
        pictures = {spec.file: spec.picture for spec in self.specs if spec.picture}
        files.update({name: b"\x89PNG\r\n\x1a\n%d" % drawn for name, drawn in pictures.items()})
        self.desk.write(files | sources(self.specs))

    @rule()
    def release(self, after: Path | None = None, reverted: bool = False) -> None:
        self.write_sources()
        prepared = self.desk.prepare(after=after)
        described = prepared.release.decks[0].description
        self.desk.clock -= 3_600_000  # `prepare` and `build` are one moment
        self.desk.build(after=after)
        path = self.folder / f"release{len(self.releases)}.apkg"
        shutil.copy(self.desk.package, path)
        lock, faults = read_package(path, "test-aaaa2222")
        assert lock
        assert not faults
        self.releases.append(Release(path, lock, stored_fields(path), described))
        built = zip(prepared.deck.built, prepared.advanced.entries, strict=True)
        by_place = {(c.topic.path, c.asked.value, c.id and c.id.value): e for c, e in built}
        for spec in self.specs:
            if spec.draft:
                continue
            asked = spec.node().get("cloze", spec.question)
            entry = by_place[spec.topic, asked, spec.id or None]
            self.check_identity(spec, entry.guid, reverted=reverted)
            spec.built = {
                "guid": {**spec.built.get("guid", {}), spec.family: entry.guid},
                "key": {**spec.built.get("key", {}), spec.family: entry.short_key},
                "last": replace(spec, built={}),
            }
        self.history.append(
            (deepcopy(self.specs), deepcopy(self.trash), self.desk.lock.read_bytes())
        )
        self.returned.clear()
        self.imports(self.pupils[0])
        quiet = self.desk.build()
        assert not quiet.written
        assert quiet.forecast.is_empty

    def check_identity(self, spec: Spec, guid: str, *, reverted: bool) -> None:
        owner = self.owner.setdefault(guid, spec.uid)
        assert owner == spec.uid, f"the history of {owner} went to {spec}"
        before = spec.built.get("guid", {}).get(spec.family)
        last = spec.built.get("last")
        if before is None or last is None or last.family != spec.family:
            return
        same_question = last.node().get("cloze", last.question) == spec.node().get(
            "cloze", spec.question
        )
        if last.answer not in spec.answer and (
            last.topic != spec.topic or spec.uid in self.returned
        ):
            same_question = False  # another answer, and elsewhere or long after: a homonym
        parted = last.id and spec.id and last.id != spec.id and last.answer != spec.answer
        same_id = bool(spec.id) and last.id == spec.id
        if (same_question and not parted) or same_id or reverted:
            assert guid == before, "an edit cost a history"

    # The learners ----------------------------------------------------------------------

    @rule(number=st.integers(1, 2))
    def a_learner_imports(self, number: int) -> None:
        self.imports(self.pupils[number])

    @rule(number=st.integers(1, 2))
    def a_version_that_one_learner_skips(self, number: int) -> None:
        self.release()
        self.imports(self.pupils[number])

    @rule()
    def a_version_for_all(self) -> None:
        self.release()
        for pupil in self.pupils[1:]:
            self.imports(pupil)

    @rule(data=st.data(), number=st.integers(0, 2))
    def a_learner_imports_an_old_package(self, data: st.DataObject, number: int) -> None:
        """From a folder of downloads; nothing of a later one is undone."""
        pupil = self.pupils[number]
        last = pupil.last
        old = data.draw(st.sampled_from(self.releases))
        self.imports(pupil, old)
        pupil.last = last and max(last, old, key=self.releases.index)

    def imports(self, pupil: Pupil, release: Release | None = None) -> None:
        is_old = release is not None
        release = release or self.releases[-1]
        learner = pupil.learner
        shown, drawn = described(learner), designed(learner)
        cards = {row[0]: row for row in learner.db.all(CARDS)}
        revlog = learner.db.all("select * from revlog")
        before = {
            guid: (mod, flds, tags)
            for guid, mod, flds, tags in learner.db.execute(
                "select guid, mod, flds, tags from notes"
            )
        }
        log = learner.imports(release.path)
        assert not log.conflicting
        after = {row[0]: row for row in learner.db.all(CARDS)}
        assert cards.items() <= after.items(), "a card was lost or changed its schedule"
        assert learner.db.all("select * from revlog") == revlog
        self.check_log(
            None if is_old else pupil.last,
            pupil,
            release,
            log,
            {guid: mod for guid, (mod, *_) in before.items()},
        )
        if pupil.last and not is_old:
            self.check_deck(pupil.last, release, shown, drawn, learner)
        self.check_contents(pupil, release, before, is_old=is_old)
        self.check_search(pupil, release)
        pupil.last = release

    def check_log(
        self,
        last: Release | None,
        pupil: Pupil,
        release: Release,
        log: Any,
        own: dict[str, int],
    ) -> None:
        """Anki does what its rule says of the learner's own times, and what was forecast."""
        live = {entry.guid: entry for entry in release.lock.live()}
        assert log.new == live.keys() - own.keys()
        assert log.updated == {g for g, e in live.items() if g in own and e.modified > own[g]}
        assert log.unchanged == live.keys() - log.new - log.updated
        pupil.deleted -= log.new if last is None else set()
        if last is None:
            return
        for change in forecast(last.lock, release.lock).changes:
            guid = change.entry.guid
            if guid in pupil.touched or guid not in own:
                continue
            if change.fate is Fate.UPDATED:
                assert guid in log.updated
            elif change.fate is Fate.UNCHANGED:
                assert guid in log.unchanged
        expected = forecast(last.lock, release.lock)
        foreseen = {c.entry.guid for f in (Fate.NEW, Fate.RETURNED) for c in expected.having(f)}
        assert log.new - pupil.deleted <= foreseen
        pupil.deleted -= log.new

    def check_deck(
        self,
        last: Release,
        release: Release,
        shown: dict[str, str],
        drawn: str,
        learner: Learner,
    ) -> None:
        """What Anki shows with the deck, and the design, change where that was forecast."""
        expected = forecast(last.lock, release.lock)
        assert (designed(learner) != drawn) == (expected.redesigned or expected.readdressed)
        name = release.lock.decks[""]
        if last.description and shown.get(name) == last.description:
            reports = (parts(each.lock.about).get("report") for each in (last, release))
            foretold = bool(expected.redescribed) or len({*reports}) > 1
            assert (described(learner)[name] != shown[name]) == foretold

    def check_contents(
        self,
        pupil: Pupil,
        release: Release,
        before: dict[str, tuple[int, str, str]],
        *,
        is_old: bool,
    ) -> None:
        mods = {entry.guid: entry.modified for entry in release.lock.live()}
        rows = pupil.learner.db.execute("select guid, flds, tags from notes")
        folder = Path(pupil.learner.col.media.dir())
        for guid, fields, tags in rows:
            for name in re.findall(r'src="([^"]+)"', fields):
                assert (folder / name).exists(), "a picture did not arrive"
            if guid not in mods:
                assert (fields, tags) == before[guid][1:], "a retired note was touched"
            elif (is_old or guid in pupil.touched) and before.get(guid, (-1,))[0] >= mods[guid]:
                assert (fields, tags) == before[guid][1:], "a learner's own words were lost"
            else:
                # Known loss: where the note did change, the learner's tags and words go.
                assert fields == release.fields[guid], "a correction did not arrive"
                pupil.touched.discard(guid)

    def check_search(self, pupil: Pupil, release: Release) -> None:
        search = search_for(retired_keys(release.lock))
        found = pupil.learner.col.find_notes(search) if search else []
        guids = {pupil.learner.note_of(number).guid for number in found}
        have = set(pupil.learner.db.list("select guid from notes"))
        assert guids == have & {
            e.guid for e in release.lock.entries.values() if e.retired and not e.draft
        }

    @rule(number=st.integers(0, 2), times=st.integers(1, 4), ease=st.integers(1, 4))
    def a_learner_reviews(self, number: int, times: int, ease: int) -> None:
        pupil = self.pupils[number].learner
        col = pupil.col
        for _ in range(times):
            for deck in col.decks.all_names_and_ids():
                col.decks.select(deck.id)  # type: ignore[arg-type]  # a plain int serves
                if queued := pupil.sched.get_queued_cards(fetch_limit=1).cards:
                    pupil.answer(col.get_card(queued[0].card.id), ease)
                    break

    @rule(data=st.data(), number=st.integers(1, 2), tags=st.booleans())
    def a_learner_edits_or_tags_a_note(self, data: st.DataObject, number: int, tags: bool) -> None:
        pupil = self.pupils[number]
        found = pupil.learner.col.find_notes("")
        if not found:
            return
        note = pupil.learner.note_of(data.draw(st.sampled_from(sorted(found))))
        if tags:
            note.tags = [*note.tags, "mine"]
        else:
            note["Extra"] += " my own words"
        pupil.learner.col.update_note(note)
        # The learner's clock is the author's, give or take.
        moment = self.desk.clock // 1000 + data.draw(st.sampled_from([-90_000, 0, 90_000]))
        pupil.learner.db.execute("update notes set mod = ? where id = ?", moment, note.id)
        pupil.touched.add(note.guid)

    @rule(data=st.data())
    def a_learner_deletes_a_note(self, data: st.DataObject) -> None:
        pupil = self.pupils[2]
        if found := pupil.learner.col.find_notes(""):
            number = data.draw(st.sampled_from(sorted(found)))
            guid = pupil.learner.note_of(number).guid
            pupil.learner.col.remove_notes([number])
            pupil.deleted.add(guid)
            pupil.touched.discard(guid)


def described(learner: Learner) -> dict[str, str]:
    """The description of each deck."""
    decks = (learner.col.decks.get(each.id) for each in learner.col.decks.all_names_and_ids())  # type: ignore[arg-type]  # a plain int serves
    return {deck["name"]: deck["desc"] for deck in decks if deck}


def designed(learner: Learner) -> str:
    """Templates and style of questions; a package without clozes brings no type for them."""
    types = [each for each in learner.col.models.all() if each["name"].endswith("· Recto")]
    return json.dumps([[t["css"], [[c["qfmt"], c["afmt"]] for c in t["tmpls"]]] for t in types])


CARDS = "select id, nid, did, ord, type, queue, due, ivl, factor, reps, lapses, left, odue, odid, data from cards"


def test_no_edit_costs_a_review() -> None:
    """Random authors and learners, many lives: nothing is lost, and all was foretold."""
    run_state_machine_as_test(
        Reviews,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a life shrinks for minutes
        ),
    )
