"""What makes a card and an entry the same beyond doubt: words that are equal, to the letter or bare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from enum import Enum, auto
from typing import NamedTuple

from recto.deck.kinds.kind import CLOZE, OCCLUSION
from recto.deck.model import Card
from recto.lock.entry import Entry
from recto.lock.matching.pairing import Pairing
from recto.lock.matching.pictures import Shown, names_file, without_endings, without_names
from recto.text.likeness import bare
from recto.text.rewording import edited, light_change
from recto.text.wording import recased, wording


class Files(Enum):
    """What must be equal of the files that a question names."""

    ALL = auto()
    """Name and bytes."""
    BYTES = auto()
    """The bytes of files here and in the answer: they got other names."""
    NAMES = auto()
    """The name: it is another file."""
    STEMS = auto()
    """The name but for its ending: it is another file of another type."""


class MatchRule(NamedTuple):
    """What must be equal, beside family and question."""

    topic: bool = False
    answer: bool = False
    bare: bool = False
    """Whether case, spaces, emphasis and the marks at the end count for nothing."""
    files: Files = Files.ALL

    @property
    def is_loose(self) -> bool:
        """Whether words or files may differ."""
        return self.bare or self.files is not Files.ALL


WHOLE = MatchRule(topic=True, answer=True)
EXACT = (
    WHOLE,
    MatchRule(topic=True),
    MatchRule(answer=True),
    MatchRule(),
    MatchRule(topic=True, answer=True, bare=True),
    MatchRule(answer=True, bare=True),
)
"""The rules of words, the surest first."""
PICTURED = (
    MatchRule(answer=True, files=Files.BYTES),
    *(each._replace(files=Files.NAMES) for each in EXACT if each.answer),
    MatchRule(answer=True, files=Files.STEMS),
)
"""Those after them, where cards show files. Files that got other names come before other files,
so that pictures numbered anew, one having come in between, take no other's reviews."""


class Keys:
    """Keys for cards and entries; two with one key are the same to a rule."""

    def __init__(self, found: Pairing, shown: Shown) -> None:
        self.shown, self.pictured = shown, bool(shown)
        self.shared = _shared_questions(found)
        self.topics = {card.topic.path for card in found.cards}

    def of(self, thing: Card | Entry, rule: MatchRule) -> Hashable | None:
        """None if the rule says nothing of a thing."""
        question, answer, shows = thing.question, thing.answer, None
        if thing.id and not rule.answer and question in self.shared:
            return None
        if rule.files is Files.STEMS:
            if not names_file(question + answer):
                return None
            question, answer = without_endings(question), without_endings(answer)
        elif self.pictured and rule.files is not Files.NAMES:
            shows = self.shown.by(thing)
            if rule.files is Files.BYTES:
                if shows is None:
                    return None
                question, answer = without_names(question), without_names(answer)
            elif not names_file(question):
                shows = None
        if rule.bare:
            question, answer = bare(question), bare(answer)
        topic = None
        if rule.topic:
            topic = thing.topic if isinstance(thing, Entry) else thing.topic.path
        return thing.family, question, topic, answer if rule.answer else None, shows

    def speaks_against(self, rule: MatchRule, card: Card, entry: Entry) -> bool:
        """What a key doesn't show, by which a card and an entry are two.

        A question alone tells who a card is in its topic, or where its file was renamed. Elsewhere,
        and long after, it may ask another thing: *What does MAC stand for?*
        """
        if rule.bare and (
            recased(entry.question, card.question) or recased(entry.answer, card.answer)
        ):
            return True
        stays = entry.topic == card.topic.path or entry.topic not in self.topics
        if not rule.answer and (entry.retired or not stays):
            return not answers_alike(card, entry)
        return parted(card, entry)

    def rules(self) -> tuple[MatchRule, ...]:
        """Those that say something here, in their order."""
        return (*EXACT, *PICTURED) if self.pictured else EXACT


def parted(card: Card, entry: Entry) -> bool:
    """Whether each has an `id` of its own, and an answer that tells them apart."""
    if card.id is None or entry.id in ("", card.id.value):
        return False
    return not answers_alike(card, entry)


def answers_alike(card: Card, entry: Entry) -> bool:
    """Whether an answer says what the other says, edited perhaps, whatever its files are called.

    In a text with clozes, and in a picture with masks, it is what is hidden of the question.
    """
    if card.family in (CLOZE, OCCLUSION) and card.question == entry.question:
        return True
    before, after = (without_names(each.answer) for each in (entry, card))
    return bare(before) == bare(after) or edited(wording(before), wording(after))


def is_telling(answer: str) -> bool:
    """Whether nobody gives an answer by chance, as *Yes* and *22* are given."""
    return sum(map(str.isalpha, answer)) >= _TELLING


_TELLING = 4
"""Letters."""


def says(card: Card, entry: Entry) -> bool:
    """Whether a card says what an entry said, in a few more words or fewer."""
    return card.family == entry.family and _asks(card, entry) and answers_alike(card, entry)


def _asks(card: Card, entry: Entry) -> bool:
    if bare(card.question) == bare(entry.question):
        return True
    made = light_change(wording(entry.question), wording(card.question))
    return made is not None and made.keeps_subject


def _shared_questions(found: Pairing) -> frozenset[str]:
    """Questions of unmatched cards that several cards ask, or several entries did.

    Without the answer they say nothing of a thing with an `id`. Entries without an id that were
    retired earlier don't count: by a question that was exact, learners' reviews have gone from
    one to the other already.
    """
    if not (any(card.id for card in found.cards) or any(entry.id for entry in found.entries)):
        return frozenset()
    asked = {found.cards[number].question for number in found.unmatched_cards}
    live = (entry for entry in found.entries if entry.id or not entry.retired)
    cards = Counter(card.question for card in found.cards if card.question in asked)
    entries = Counter(entry.question for entry in live if entry.question in asked)
    return frozenset(each for each in asked if max(cards[each], entries[each]) > 1)
