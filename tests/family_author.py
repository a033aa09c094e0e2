"""An author of families of like cards, and every kind of edit that authors make.

The author knows which fact each card is, by a number that stands in no source. An edit says of
every card that it touches what it did to it, so that a test can count what became of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import yaml

from families import DEVICES, FAMILIES, HOMONYMS, Family, Member

TOPICS = ("alpha", "beta", "gamma/delta")


@dataclass
class Fact:
    """A card as its author thinks of it: `uid` is the fact, whatever its words."""

    uid: int
    family: Family
    topic: str
    frame: str
    x: str
    y: str
    answer: str
    deck: str = "test"
    id: str = ""
    prefix: str = ""
    kind: str = "q"
    draft: bool = False
    picture: str = ""
    """The name of the file that its question shows."""
    items: list[tuple[int, int, str]] = field(default_factory=list)
    """Of a cloze: number, which item of the list it is, whatever its number, and its words."""

    @property
    def question(self) -> str:
        """As its source has it."""
        text = self.frame.replace("<x>.png", self.picture).replace("<x>", self.x)
        text = text.replace("<y>", self.y)
        hidden = ", ".join(f"{{{{c{number}::{words}}}}}" for number, _, words in self.items)
        return f"{self.prefix}{text.replace('<c>', hidden)}"

    def marks(self) -> dict[int, int]:
        """What each of its cards asks, by the card's place in its note."""
        items = {number - 1: self.uid * 100 + item for number, item, _ in self.items}
        return items or {0: self.uid * 100}

    def node(self) -> dict[str, Any]:
        node: dict[str, Any] = {"cloze" if self.kind == "cloze" else "q": self.question}
        if self.id:
            node["id"] = self.id
        if self.kind != "cloze":
            node["typed" if self.kind == "typed" else "a"] = self.answer
        if self.draft:
            node["draft"] = "true"
        return node


def copied(facts: Iterable[Fact]) -> list[Fact]:
    return [replace(fact, items=[*fact.items]) for fact in facts]


class NothingToDo(Exception):  # noqa: N818  # no error
    """The deck has no card for this edit."""


@dataclass
class Author:
    """Who writes the decks."""

    random: Random
    manual: bool
    """Whether the decks have `ids: manual`."""
    facts: list[Fact] = field(default_factory=list)
    trash: list[Fact] = field(default_factory=list)
    touched: dict[int, str] = field(default_factory=dict)
    """What was done to each fact since the last release."""
    families: tuple[Family, ...] = ()
    pool: dict[str, list[Member]] = field(default_factory=dict)
    """Members of each family that no card is of yet."""
    homonyms: list[tuple[str, str, str]] = field(default_factory=list)
    uids: int = 0
    doing: str = ""
    """The edit that is being made."""

    def begins(self) -> None:
        """Write the cards of the first release: a few families, each mostly in a topic of its own."""
        self.families = tuple(self.random.sample(FAMILIES, 4))
        self.homonyms = self.random.sample(HOMONYMS, len(HOMONYMS))
        for number, family in enumerate(self.families):
            members = self.random.sample(family.members, len(family.members))
            self.pool[family.name] = members
            topic = TOPICS[number % 3]
            wanted = self.random.choice((5, 9)) if number else 40
            for _ in range(min(wanted, len(members) - 4)):
                self.facts.append(self.new(family, topic))
        for fact in self.facts[-5:]:
            fact.deck = "other"

    def new(self, family: Family, topic: str) -> Fact:
        """A card of a member that has none yet."""
        if not self.pool.get(family.name):
            raise NothingToDo
        member = self.pool[family.name].pop()
        return self.fact(family, topic, member)

    def fact(self, family: Family, topic: str, member: Member) -> Fact:
        self.uids += 1
        fact = Fact(self.uids, family, topic, family.light[0], member.x, member.y, member.answer)
        fact.kind = family.kind
        if family.pictured:
            fact.picture = f"{member.x}.png"
        if family.kind == "cloze":
            fact.items = [(n, n, word) for n, word in enumerate(member.answer.split(" · "), 1)]
        if self.manual and self.random.random() < 0.1:
            fact.id = f"own-{fact.uid}"
        return fact

    # What an edit may do ---------------------------------------------------------------

    def free(self) -> list[Fact]:
        """The cards that nothing was done to since the last release."""
        return [fact for fact in self.facts if fact.uid not in self.touched and not fact.draft]

    def pick(self, among: Iterable[Fact] | None = None) -> Fact:
        found = [*(self.free() if among is None else among)]
        if not found:
            raise NothingToDo
        return self.random.choice(found)

    def file(self) -> list[Fact]:
        """The cards of a file, if nothing was done to any."""
        one = self.pick()
        cards = [fact for fact in self.facts if (fact.deck, fact.topic) == (one.deck, one.topic)]
        if any(fact.uid in self.touched or fact.draft for fact in cards):
            raise NothingToDo
        return cards

    def touch(self, *facts: Fact, as_: str = "") -> None:
        self.touched.update({fact.uid: as_ or self.doing for fact in facts})

    def adds(self, fact: Fact, beside: Fact, *, as_: str = "") -> None:
        fact.deck, fact.topic = beside.deck, beside.topic
        self.facts.insert(self.facts.index(beside) + self.random.randrange(2), fact)
        self.touch(fact, as_=as_ or f"{self.doing}: the new one")

    def deletes(self, fact: Fact) -> None:
        self.facts.remove(fact)
        self.trash.append(fact)
        self.touched.pop(fact.uid, None)

    def rewords(self, fact: Fact) -> None:
        fact.frame = self.other_frame(fact.family.light, fact.frame)

    def rewrites(self, fact: Fact) -> None:
        fact.frame = self.other_frame(fact.family.heavy, fact.frame)

    def other_frame(self, frames: Iterable[str], frame: str) -> str:
        others = [each for each in frames if each != frame]
        if not others:
            raise NothingToDo
        return self.random.choice(others)

    def slips(self, fact: Fact) -> None:
        """A typing error in a long word of the question, or of what it is about."""
        words = [
            (start, word)
            for text in (fact.frame, fact.x)
            for word in text.split()
            for start in [text.index(word)]
            if len(word) > 4 and word.isalpha()
        ]
        if not words or fact.kind == "cloze":
            raise NothingToDo
        _, word = self.random.choice(words)
        at = self.random.randrange(1, len(word) - 2)
        mistyped = f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}"
        if mistyped == word:
            raise NothingToDo
        if word in fact.frame:
            fact.frame = fact.frame.replace(word, mistyped, 1)
        else:
            fact.x = fact.x.replace(word, mistyped, 1)

    def extends(self, fact: Fact) -> None:
        if fact.kind == "cloze":
            raise NothingToDo
        fact.answer = f"{fact.answer}, {self.random.choice(('as a rule', 'see above', 'mostly'))}"

    def another_topic(self, fact: Fact) -> str:
        return self.random.choice([topic for topic in TOPICS if topic != fact.topic])

    def without_ids(self, facts: Iterable[Fact]) -> None:
        for fact in facts:
            fact.id = ""

    def edit(self, names: Iterable[str] = ()) -> None:
        """Make an edit, one of those with these names or any."""
        mine = [
            each
            for each in EDITS
            if (each.name in names if names else True) and each.mode in ("", self.mode)
        ]
        weights = [each.weight for each in mine]
        each = self.random.choices(mine, weights)[0]
        before = self.copy()
        self.doing = each.name
        try:
            each.make(self)
        except NothingToDo:
            self.goes_back_to(before)

    def copy(self) -> Author:
        """The same author, whose cards stay as they are now."""
        return replace(
            self,
            facts=copied(self.facts),
            trash=copied(self.trash),
            touched=dict(self.touched),
        )

    def goes_back_to(self, before: Author) -> None:
        """Have the cards of before; what others are about is never asked again."""
        self.facts, self.trash, self.touched = before.facts, before.trash, before.touched

    @property
    def mode(self) -> str:
        return "manual" if self.manual else "written"


@dataclass(frozen=True)
class Edit:
    """A kind of edit; `mode` is `manual` or `written` where it is made in such decks alone."""

    name: str
    make: Callable[[Author], None]
    mode: str = ""
    weight: float = 1


EDITS: list[Edit] = []


def edit(
    name: str, mode: str = "", weight: float = 1
) -> Callable[[Callable[[Author], None]], Callable[[Author], None]]:
    def taken(make: Callable[[Author], None]) -> Callable[[Author], None]:
        EDITS.append(Edit(name, make, mode, weight))
        return make

    return taken


# Words ---------------------------------------------------------------------------------


@edit("question reworded lightly", weight=5)
def _rewords(author: Author) -> None:
    fact = author.pick()
    shared = sum(each.answer == fact.answer for each in author.facts) > 1
    author.rewords(fact)
    author.touch(fact, as_=f"{author.doing}, its answer shared" if shared else "")


@edit("question reworded heavily", weight=2)
def _rewrites(author: Author) -> None:
    fact = author.pick()
    author.rewrites(fact)
    author.touch(fact)


@edit("typing error made or mended", weight=3)
def _slips(author: Author) -> None:
    fact = author.pick()
    author.slips(fact)
    author.touch(fact)


@edit("answer extended")
def _extends(author: Author) -> None:
    fact = author.pick()
    author.extends(fact)
    author.touch(fact)


@edit("question and answer touched lightly", weight=2)
def _touches_both(author: Author) -> None:
    fact = author.pick()
    author.rewords(fact)
    author.extends(fact)
    author.touch(fact)


@edit("question and answer rewritten")
def _rewrites_both(author: Author) -> None:
    fact = author.pick()
    author.rewrites(fact)
    author.extends(fact)
    author.touch(fact)


@edit("answers exchanged")
def _exchanges_answers(author: Author) -> None:
    """Two answers stood at the wrong questions."""
    one = author.pick(f for f in author.free() if f.kind != "cloze" and not f.picture)
    alike = [f for f in author.free() if f.family is one.family and f.answer != one.answer]
    other = author.pick(alike)
    one.answer, other.answer = other.answer, one.answer
    author.touch(one, other)


@edit("kind changed")
def _changes_kind(author: Author) -> None:
    fact = author.pick(f for f in author.free() if f.kind != "cloze" and "$" not in f.answer)
    fact.kind = "typed" if fact.kind == "q" else "q"
    author.touch(fact)


# Places --------------------------------------------------------------------------------


@edit("moved")
def _moves(author: Author) -> None:
    fact = author.pick()
    fact.topic = author.another_topic(fact)
    author.touch(fact)


@edit("moved and reworded lightly", weight=2)
def _moves_and_rewords(author: Author) -> None:
    fact = author.pick()
    fact.topic = author.another_topic(fact)
    author.rewords(fact)
    author.touch(fact)


@edit("sorted")
def _sorts(author: Author) -> None:
    author.random.shuffle(author.facts)


@edit("file renamed")
def _renames_a_file(author: Author) -> None:
    cards = author.file()
    for fact in cards:
        fact.topic = "renamed" if fact.topic != "renamed" else "alpha"
    author.touch(*cards)


@edit("pictures numbered anew")
def _numbers_pictures(author: Author) -> None:
    cards = [fact for fact in author.free() if fact.picture]
    if len(cards) < 2:
        raise NothingToDo
    names = [fact.picture for fact in cards]
    for fact, name in zip(cards, names[1:] + names[:1], strict=True):
        fact.picture = name
    author.touch(*cards)


# Whole files ---------------------------------------------------------------------------


@edit("a prefix on every question of a file")
def _prefixes(author: Author) -> None:
    cards = author.file()
    for fact in cards:
        fact.prefix = "" if fact.prefix else "(EU) "
    author.touch(*cards)


@edit("a whole file numbered anew, in another frame")
def _frames_anew(author: Author) -> None:
    cards = author.file()
    for number, fact in enumerate(cards, 1):
        fact.prefix = f"{number}. "
        author.rewords(fact)
    author.touch(*cards)


@edit("a whole file rewritten")
def _rewrites_a_file(author: Author) -> None:
    cards = author.file()
    for fact in cards:
        author.rewrites(fact)
    author.touch(*cards)


@edit("a card put before a numbered list")
def _shifts_numbers(author: Author) -> None:
    cards = author.file()
    numbered = all(fact.prefix[:1].isdigit() for fact in cards)
    if numbered:
        author.adds(author.new(cards[0].family, cards[0].topic), beside=cards[0])
        cards = [f for f in author.facts if (f.deck, f.topic) == (cards[0].deck, cards[0].topic)]
    for number, fact in enumerate(cards, 1):
        fact.prefix = f"{number}. "
    author.touch(*cards)


@edit("names translated", weight=2)
def _translates(author: Author) -> None:
    """In all cards of a family in a file, or in some, in question and answer or in one of them."""
    one = author.pick(f for f in author.free() if f.family.names)
    names = {**dict(one.family.names), **{new: old for old, new in one.family.names}}
    alike = [
        fact
        for fact in author.free()
        if (fact.deck, fact.topic, fact.family) == (one.deck, one.topic, one.family)
    ]
    some = author.random.choice((1, 2, len(alike)))
    for fact in author.random.sample(alike, min(some, len(alike))):
        question, answer = names.get(fact.x, fact.x), names.get(fact.answer, fact.answer)
        if (question, answer) != (fact.x, fact.answer):
            fact.x, fact.answer = question, answer
            author.touch(fact)


# Siblings ------------------------------------------------------------------------------


@edit("added")
def _adds(author: Author) -> None:
    beside = author.pick()
    author.adds(author.new(author.random.choice(author.families), beside.topic), beside)


@edit("deleted")
def _deletes(author: Author) -> None:
    author.deletes(author.pick())


@edit("sibling added, the old one reworded", weight=3)
def _adds_a_sibling(author: Author) -> None:
    fact = author.pick()
    author.adds(author.new(fact.family, fact.topic), fact)
    author.random.choice((author.rewords, author.rewords, author.rewrites))(fact)
    author.touch(fact)


@edit("deleted, and a sibling in its place", weight=3)
def _replaces(author: Author) -> None:
    fact = author.pick()
    author.adds(author.new(fact.family, fact.topic), fact)
    author.deletes(fact)


@edit("brought back")
def _brings_back(author: Author) -> None:
    there = {fact.uid for fact in author.facts}  # a merge may have kept what one branch deleted
    fact = author.pick(fact for fact in author.trash if fact.uid not in there)
    author.trash.remove(fact)
    author.facts.append(fact)
    if author.random.random() < 0.3:
        author.rewords(fact)
    author.touch(fact)


@edit("homonym", weight=2)
def _adds_a_homonym(author: Author) -> None:
    """Asked in the same words, another thing: elsewhere, or long after the first was deleted."""
    known = [fact for fact in [*author.facts, *author.trash] if fact.family is HOMONYM]
    if known and author.random.random() < 0.7:
        one = author.random.choice(known)
        meanings = _meanings(one.x)
        others = [m for m in meanings if not one.answer.startswith(m.answer)]
        if len(others) == len(meanings):  # it has the answer of quite another homonym
            raise NothingToDo
        [other] = others
        if any(fact.family is HOMONYM and fact.answer == other.answer for fact in known):
            raise NothingToDo
        beside = author.pick(f for f in author.free() if f.topic != one.topic)
        new = author.fact(HOMONYM, beside.topic, other)
        if one in author.facts and not one.id:  # else two cards without an id would ask the same
            new.id = f"own-{new.uid}"
        author.adds(new, beside)
        return
    if not author.homonyms:
        raise NothingToDo
    name, *_ = author.homonyms.pop()
    beside = author.pick()
    author.adds(author.fact(HOMONYM, beside.topic, _meanings(name)[0]), beside)


def _meanings(name: str) -> list[Member]:
    [meanings] = [each[1:] for each in HOMONYMS if each[0] == name]
    return [Member(name, meaning) for meaning in meanings]


HOMONYM = Family("homonyms", (), ("What does <x> stand for?", "What is <x> short for?"), ("<x>",))


# Drafts --------------------------------------------------------------------------------


@edit("made a draft", weight=2)
def _drafts(author: Author) -> None:
    fact = author.pick()
    fact.draft = True
    author.touch(fact)


@edit("published again after a draft", weight=4)
def _publishes(author: Author) -> None:
    """Half of them reworded, while they were drafts or with it."""
    drafts = [f for f in author.facts if f.draft and f.uid not in author.touched]
    fact = author.pick(drafts)
    if author.random.random() < 0.5:
        author.rewords(fact)
    fact.draft = author.random.random() < 0.2
    author.touch(fact)


# Ids -----------------------------------------------------------------------------------


@edit("`id` given, renamed or taken away", mode="manual")
def _changes_an_id(author: Author) -> None:
    fact = author.pick(f for f in author.free() if not f.picture)
    fact.id = "" if fact.id else f"own-{fact.uid}-{author.random.randrange(9)}"
    author.touch(fact)


@edit("`id` given and reworded", mode="manual", weight=2)
def _names_and_rewords(author: Author) -> None:
    fact = author.pick(f for f in author.free() if not f.id)
    fact.id = f"own-{fact.uid}"
    author.rewords(fact)
    author.touch(fact)


@edit("block copied with its `id`")
def _copies_a_block(author: Author) -> None:
    """The `id` stands twice, or was left at the copy; the original may have been polished."""
    fact = author.pick(f for f in author.free() if f.id)
    copy = author.new(fact.family, fact.topic)
    copy.id, copy.frame = fact.id, fact.frame
    if author.random.random() < 0.6:
        fact.id = ""
    if author.random.random() < 0.5:
        author.rewords(fact)
    author.touch(fact)
    author.adds(copy, fact)


@edit("`id`s exchanged")
def _exchanges_ids(author: Author) -> None:
    one = author.pick(f for f in author.free() if f.id)
    other = author.pick(
        f for f in author.free() if f.id and f is not one and f.family is one.family
    )
    one.id, other.id = other.id, one.id
    for fact in (one, other):
        if author.random.random() < 0.6:
            author.rewords(fact)
    author.touch(one, other)


@edit("`id` of a deleted card used again")
def _uses_an_id_again(author: Author) -> None:
    gone = author.pick(
        f for f in [*author.free(), *author.trash] if f.id and author.pool.get(f.family.name)
    )
    beside = gone if gone in author.facts else author.pick()
    new = author.new(gone.family, beside.topic)
    new.id = gone.id
    if any(fact.id == new.id for fact in author.facts if fact is not gone):
        raise NothingToDo
    author.adds(new, beside)
    if gone in author.facts:
        author.deletes(gone)
    author.without_ids([gone])


@edit("old version of a file saved, and cards reworded", mode="written")
def _saves_an_old_buffer(author: Author) -> None:
    """The editor had not loaded the ids."""
    cards = author.file()
    author.without_ids(cards)
    author.touch(*cards, as_="old version of a file saved")
    for fact in author.random.sample(cards, min(2, len(cards))):
        author.random.choice((author.rewords, author.rewrites))(fact)
        author.touch(fact)


# Clozes --------------------------------------------------------------------------------


@edit("cloze number given to another item", weight=2)
def _shifts_a_cloze(author: Author) -> None:
    """An item put before the others, or two of them exchanged: the numbers count on from one."""
    fact = author.pick(f for f in author.free() if f.kind == "cloze")
    items = [(item, words) for _, item, words in fact.items]
    if author.random.random() < 0.5 and len(items) < 5:
        items.insert(0, (len(items) + 1, f"further {words_of(fact)}"))
    else:
        items[0], items[1] = items[1], items[0]
    fact.items = [(number, item, words) for number, (item, words) in enumerate(items, 1)]
    author.touch(fact)


@edit("cloze item extended")
def _extends_an_item(author: Author) -> None:
    fact = author.pick(f for f in author.free() if f.kind == "cloze")
    number, item, words = fact.items[0]
    fact.items[0] = (number, item, f"{words} part")
    author.touch(fact)


def words_of(fact: Fact) -> str:
    return fact.items[0][2].rpartition(" ")[2]


# Decks ---------------------------------------------------------------------------------


@edit("moved to another deck")
def _moves_to_another_deck(author: Author) -> None:
    fact = author.pick()
    of_deck = [each for each in author.facts if each.deck == fact.deck]
    if len(of_deck) < 3 or len(of_deck) == len(author.facts):
        raise NothingToDo
    fact.deck = "other" if fact.deck == "test" else "test"
    if author.random.random() < 0.5:
        author.random.choice((author.rewords, author.extends))(fact)
    author.touch(fact)


@edit("deck merged into another, its folder deleted", weight=0.3)
def _merges_decks(author: Author) -> None:
    cards = [fact for fact in author.facts if fact.deck == "other"]
    if not cards or any(fact.uid in author.touched or fact.draft for fact in cards):
        raise NothingToDo
    for fact in cards:
        fact.deck = "test"
        if author.random.random() < 0.3:
            author.rewords(fact)
    author.touch(*cards)


# Sources -------------------------------------------------------------------------------


def sources(facts: Iterable[Fact]) -> dict[str, str | bytes]:
    """The files of one deck."""
    cards: dict[str, list[dict[str, Any]]] = {}
    files: dict[str, str | bytes] = {}
    for fact in facts:
        cards.setdefault(fact.topic, []).append(fact.node())
        if fact.picture:
            files[f"media/{fact.picture}"] = b"\x89PNG\r\n\x1a\n%d" % fact.uid
        if fact.family is DEVICES:
            files["media/net.png"] = b"\x89PNG\r\n\x1a\nnet"
    for topic, nodes in cards.items():
        files[f"{topic}.yaml"] = yaml.dump(
            {"cards": nodes}, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True
        )
    return files


def in_topics(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    """The cards of each topic as they stand in its file."""
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.topic, []).append(fact)
    return found


def merged(base: list[Fact], one: list[Fact], other: list[Fact], random: Random) -> list[Fact]:
    """As git merges, and authors where both have changed a card: they take either."""
    was, ours, theirs = ({fact.uid: fact for fact in facts} for facts in (base, one, other))
    taken = []
    for uid in dict.fromkeys([*ours, *theirs]):
        before, mine, yours = was.get(uid), ours.get(uid), theirs.get(uid)
        either = random.choice([mine, yours])
        taken.append(yours if mine == before else mine if yours == before else either)
    return copied(fact for fact in taken if fact)
