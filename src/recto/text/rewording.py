"""What was done to one text to make another of it.

Facts are told apart by words and not by letters: *encryption* is no slip of *decryption*, however
alike they look, and *Latvia's capital* is *the capital of Latvia*.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from recto.text.opposites import DENIALS, TENSES, opposite
from recto.text.spelling import same_word
from recto.text.wording import FILLERS, Wording, is_number

Pairs = tuple[tuple[str, str], ...]
"""Words of before, each with the one after that is the same."""


@dataclass(frozen=True)
class Change:
    """What was done to a text, word by word."""

    before: Wording
    after: Wording
    away: frozenset[str]
    """The words that are no more, little ones too, and none that is only spelled otherwise."""
    came: frozenset[str]
    lost: frozenset[str]
    """Those of them that say something."""
    added: frozenset[str]
    mended: Pairs
    """Words that were spelled or inflected otherwise."""
    renamed: Pairs = ()
    """Names that were mistyped, which tells only who knows all names."""

    @property
    def kept(self) -> frozenset[str]:
        """The words that say something and stayed, in the spelling of before."""
        return self.before.content - self.lost

    @property
    def keeps_subject(self) -> bool:
        """Whether something stayed that says what the text is about, be it code without a word."""
        code = self.before.code
        return bool(self.kept) or (bool(code) and code == self.after.code)

    @property
    def is_light(self) -> bool:
        """Whether no word that says something was put for another."""
        return not (self.lost and self.added) and not self.is_turned

    @property
    def is_exchange(self) -> bool:
        """Whether all stayed but a word, for which another was put: *keys* for *images*."""
        return len(self.away) == len(self.came) == 1 and bool(self.lost and self.added)

    @property
    def is_renamed(self) -> bool:
        """Whether names or numbers were put for others."""
        return bool(self.lost & self.before.names and self.added & self.after.names)

    @property
    def names(self) -> set[str]:
        """Those among the words lost and added that are names or numbers."""
        lost = self.lost and self.lost & self.before.names
        return {*lost, *(self.added and self.added & self.after.names)}

    @cached_property
    def is_turned(self) -> bool:
        """Whether the text says another thing for sure.

        It was denied, its words were exchanged for opposites or other numbers or put in each
        other's place, or its code is another.
        """
        before, after = self.before, self.after
        return (
            _code_differs(before, after)
            or before.signs != after.signs
            or before.denied != after.denied
            or not DENIALS.isdisjoint(self.away | self.came)
            or (any(map(is_number, self.lost)) and any(map(is_number, self.added)))
            or _case_differs(before, after)
            or _places_differ(before, after, self.mended)
            or _has_opposites(self.away, self.came)
        )


def change(before: Wording, after: Wording) -> Change:
    """What was done to one text to make the other of it."""
    away, came = before.every - after.every, after.every - before.every
    mended: Pairs = ()
    if _is_comparable(away, came):
        mended = _mended(away - FILLERS, came - FILLERS)
        stays = before.content & after.content
        away = _without_spellings(away.difference(word for word, _ in mended), stays)
        came = _without_spellings(came.difference(word for _, word in mended), stays)
    return Change(before, after, away, came, before.content & away, after.content & came, mended)


def _is_comparable(away: frozenset[str], came: frozenset[str]) -> bool:
    return len(away) * len(came) <= _COMPARABLE


_COMPARABLE = 400
"""Pairs of words; where more were exchanged, the texts are others anyway."""


def _mended(away: Iterable[str], came: Iterable[str]) -> Pairs:
    """Words that went, each with one that came and is the same."""
    free, pairs = sorted(came), []
    for word in sorted(away):
        twin = next((each for each in free if same_word(word, each)), None)
        if twin is not None:
            pairs.append((word, twin))
            free.remove(twin)
    return tuple(pairs)


def _without_spellings(words: frozenset[str], stays: frozenset[str]) -> frozenset[str]:
    """Words without those that are another spelling of one that stays."""
    return words.difference(
        [word for word in words if any(same_word(word, other) for other in stays)]
    )


def _code_differs(before: Wording, after: Wording) -> bool:
    return bool(before.code and after.code) and before.code != after.code


def _case_differs(before: Wording, after: Wording) -> bool:
    """Whether a symbol differs in its capitals: CO is not Co, MB not Mb; ec2 is EC2 all the same."""
    if not before.symbols or before.symbols == after.symbols:
        return False
    now = {word.casefold(): word for word in after.symbols}
    return any(now.get(word.casefold(), word)[1:] != word[1:] for word in before.symbols)


def _places_differ(before: Wording, after: Wording, mended: Pairs) -> bool:
    """Whether words stand in each other's place: *The dog bites the man*, from S3 to EFS.

    Where little words moved along, a clause was put elsewhere, as in *By default, is it …?*.
    """
    renamed = dict(mended)
    old = [renamed.get(word, word) for word in before.words]
    little, little_now = _little(old), _little(after.words)
    if sorted(little) != sorted(little_now):
        return False
    both = {*old} & after.every - FILLERS
    said = [word for word in old if word in both]
    said_now = [word for word in after.words if word in both]
    return (little == little_now) != (said == said_now)


def _has_opposites(away: frozenset[str], came: frozenset[str]) -> bool:
    return _is_comparable(away, came) and any(opposite(*pair) for pair in product(away, came))


def _little(words: Iterable[str]) -> list[str]:
    return [word for word in words if word in FILLERS]


def light_change(before: Wording, after: Wording) -> Change | None:
    """What was done to a text, if no word that says something was put for another."""
    if not (_all_stay(before.content, after) or _all_stay(after.content, before)):
        return None  # as of most pairs, in a tenth of the time
    made = change(before, after)
    return made if made.is_light else None


def _all_stay(words: Iterable[str], text: Wording) -> bool:
    """Whether a text has each of the words, be it in another spelling."""
    return all(
        word in text.every or any(same_word(word, other) for other in text.content)
        for word in words
    )


def edited(before: Wording, after: Wording) -> bool:
    """Whether an answer can be another, edited: words were only added, taken away or mended.

    In another tense it is another answer: *The fish did drink*, *The fish does drink*.
    """
    made = light_change(before, after)
    if made is None or any(frozenset(pair) in TENSES for pair in product(made.away, made.came)):
        return False
    return bool(made.kept or _begins(before.words, after.words))


def _begins(words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether the longer of two texts begins as the shorter one, as where *die* got a remark."""
    shorter, longer = sorted((words, others), key=len)
    return bool(shorter) and longer[: len(shorter)] == shorter
