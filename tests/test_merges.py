"""Two authors edit at random in branches, git unites their locks, and no card loses who it is."""

from __future__ import annotations

import tempfile
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from author import SHARED, THINGS, TOPICS, WORDS, Spec, sources
from desk import DECK, Desk

Guids = dict[tuple[int, str], str]
"""The guid of each fact, by its number and family."""


@dataclass
class Authors:
    """One desk, at which one after the other builds."""

    desk: Desk
    random: Random
    owner: dict[str, int] = field(default_factory=dict)
    """Which fact each guid has ever stood for."""
    facts: int = 0

    def new(self) -> Spec:
        self.facts += 1
        topic = self.random.choice(TOPICS)
        if self.random.random() < 0.2:
            answer = f"{self.random.choice(WORDS)} {self.facts}"
            return Spec(self.facts, topic, SHARED, answer, id=f"b{self.facts}")
        if self.random.random() < 0.4:
            thing = f"{THINGS[self.facts % 12]} {self.facts // 12}"
            answer = self.random.choice(["AWS", "Customer"])
            return Spec(self.facts, topic, f"Who looks after the {thing}?", answer, common=True)
        words = [self.random.choice(WORDS) for _ in range(7)]
        answer = " ".join(reversed(words[:3]))
        question = f"{self.facts} {' '.join(words)}?"
        return Spec(self.facts, topic, question, f"{self.facts} {answer}")

    def edits(self, specs: list[Spec]) -> None:
        spec, word = self.random.choice(specs), self.random.choice(WORDS)
        match self.random.choice(["add", "delete", "question", "both", "move", "id", "kind"]):
            case "add":
                specs.insert(self.random.randrange(len(specs)), self.new())
            case "delete" if len(specs) > 4:
                specs.remove(spec)
            case "question":
                spec.question = f"{spec.question.rstrip('?')} {word}?"
            case "both" if not spec.common:
                spec.question = f"{spec.question.rstrip('?')} {word}?"
                spec.answer += f" {word}"
            case "move":
                spec.topic = self.random.choice(TOPICS)
            case "id":
                shared = spec.question == SHARED
                spec.id = "" if spec.id and not shared else f"{self.random.choice('xyz')}{spec.uid}"
            case "kind":
                spec.kind = self.random.choice(["reversed", "typed", "choices", "cloze"])

    def build(self, specs: list[Spec], lock: bytes | None = None) -> Guids:
        """Build as in a clone with this lock; the guid of each fact."""
        for old in self.desk.deck.rglob("*.yaml"):
            old.unlink()
        self.desk.write({"deck.yaml": DECK, **sources(specs)})
        if lock:
            self.desk.lock.write_bytes(lock)
        self.desk.package.unlink(missing_ok=True)
        prepared = self.desk.prepare()
        self.desk.clock -= 3_600_000  # `prepare` and `build` are one moment
        self.desk.build()
        built = zip(prepared.deck.built, prepared.advanced.entries, strict=True)
        guids = {(card.asked.value, card.id and card.id.value): e.guid for card, e in built}
        found: Guids = {}
        for spec in specs:
            guid = guids[spec.node().get("cloze", spec.question), spec.id or None]
            assert self.owner.setdefault(guid, spec.uid) == spec.uid, "a history was handed over"
            found[spec.uid, spec.family] = guid
        return found

    def merged(self, base: list[Spec], one: list[Spec], other: list[Spec]) -> list[Spec]:
        """As git merges, and authors where both have changed a card: they take either."""
        was, ours, theirs = ({spec.uid: spec for spec in specs} for specs in (base, one, other))
        taken = []
        for uid in dict.fromkeys([*ours, *theirs]):
            before, mine, yours = was.get(uid), ours.get(uid), theirs.get(uid)
            either = self.random.choice([mine, yours])
            taken.append(yours if mine == before else mine if yours == before else either)
        return [spec for spec in taken if spec]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32))
def test_merges_of_two_authors_work_cost_no_history(seed: int) -> None:
    """Up to three, one after the other: each is the same lock in either order."""
    with tempfile.TemporaryDirectory(prefix="recto-") as folder:
        authors = Authors(Desk(Path(folder)), Random(seed))  # noqa: S311  # chance, no secret
        cards = [authors.new() for _ in range(12)]
        guids = authors.build(cards)
        for _ in range(authors.random.randrange(1, 4)):
            cards, guids = work_and_merge(authors, cards, guids)


def work_and_merge(authors: Authors, base: list[Spec], before: Guids) -> tuple[list[Spec], Guids]:
    """Each card of the merge is who it was on the side it is taken from."""
    known = [before]
    first, moment = authors.desk.lock.read_bytes(), authors.desk.clock
    sides, locks = [], []
    for _ in range(2):
        specs = deepcopy(base)
        authors.desk.clock = moment
        authors.desk.lock.write_bytes(first)
        for _ in range(authors.random.randrange(1, 4)):
            for _ in range(authors.random.randrange(1, 5)):
                authors.edits(specs)
            guids = authors.build(specs)
        known.append(guids)
        sides.append(specs)
        locks.append(authors.desk.lock.read_bytes().splitlines())
    cards = authors.merged(base, *sides)
    united = []
    moment = authors.desk.clock
    for one, other in (locks, reversed(locks)):
        authors.desk.clock = moment
        lines = dict.fromkeys([*one, *other])
        guids = authors.build(cards, b"\n".join([*lines, b""]))
        united.append(authors.desk.lock.read_bytes())
    assert united[0] == united[1]
    for fact, guid in guids.items():
        assert guid in {side[fact] for side in known if fact in side}
    return cards, guids
