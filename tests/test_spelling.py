"""A word in another spelling is found by what slips and endings leave of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.lock.matching.questions import Questions, Weights
from recto.text.spelling import Spellings, misspelled, same_word

LETTERS = st.text("abcdes", min_size=4, max_size=9)
ENDINGS = st.sampled_from(("", "s", "es", "d", "ed", "ing", "e", "y", "ies", "ied"))


@st.composite
def two_spellings(draw: st.DrawFn) -> tuple[str, str]:
    """A word, and what a slip or another ending makes of it."""
    word = draw(LETTERS)
    at = draw(st.integers(0, len(word) - 2))
    return draw(
        st.sampled_from(
            (
                (word, f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}"),
                (word, f"{word[:at]}x{word[at + 1 :]}"),
                (word, word[:at] + word[at + 1 :]),
                (word + draw(ENDINGS), word + draw(ENDINGS)),
            )
        )
    )


@given(two_spellings())
def test_every_other_spelling_of_a_word_is_found(words: tuple[str, str]) -> None:
    one, other = words
    if same_word(one, other) or misspelled(one, other):
        assert one in Spellings([one, "unlike"]).near(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("capital", "captial"), ("capital", "acpital"), ("guard", "guards"), ("Norway", "Norwaay")],
)
def test_slips_and_endings_are_the_same_word(one: str, other: str) -> None:
    assert same_word(one, other)
    assert Spellings([one]).near(other) == {one}


def test_what_words_tell_does_not_depend_on_their_order() -> None:
    """Sets of words come in another order in each run; messages must not."""
    side = Questions()
    words = [f"word{number}" for number in range(40)]
    for number, word in enumerate(words):
        for place in range(number % 7 + 1):
            side.add(place, "basic", [word])
    weights = Weights("basic", (side,))
    assert len({weights.of(words[at:] + words[:at]) for at in range(40)}) == 1
