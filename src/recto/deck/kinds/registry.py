"""All kinds of cards that an author can write by their keys alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from functools import lru_cache

from recto.deck.kinds.basic import BASIC_CARD
from recto.deck.kinds.choice import CHOICE_CARD
from recto.deck.kinds.cloze import CLOZE_CARD
from recto.deck.kinds.form import Form, by_name
from recto.deck.kinds.kind import Kind
from recto.deck.kinds.occlusion import OCCLUSION_CARD
from recto.deck.kinds.typed import TYPED_CARD

KINDS = (BASIC_CARD, TYPED_CARD, CHOICE_CARD, CLOZE_CARD, OCCLUSION_CARD)
"""In the order in which messages name them, and in which the format lists their keys."""

KIND_KEYS = by_name(*(key for kind in KINDS for key in kind.keys))

_MARKED = Counter(name for kind in KINDS for name in {*kind.form.keys})
MOST_TELLING_FIRST = sorted(
    KINDS, key=lambda kind: (_MARKED[kind.form.mark] > 1, -len(kind.form.needs))
)
"""Forms with a key that no other has; of those the one that needs most."""


def _either(forms: Iterable[str]) -> str:
    *others, last = forms
    return f"{', '.join(others)}, or {last}"


FORMS_TOLD = f"a card is {_either(str(kind.form) for kind in KINDS)}"


@lru_cache  # a deck writes its cards in a handful of ways
def kind_of(given: tuple[str, ...]) -> tuple[Kind | None, str]:
    """The kind whose form the keys make, and the first key that it doesn't take."""
    for kind in MOST_TELLING_FIRST:
        if all(name in given for name in kind.form.needs):
            others = refused_by(kind)
            return kind, next((name for name in given if name in others), "")
    return None, ""


def refused_by(kind: Kind) -> frozenset[str]:
    """The keys that cards may have and those of a kind may not."""
    return frozenset((KIND_KEYS.keys() - kind.form.keys) | (kind.refuses or {}).keys())


def likeliest_kind(given: Collection[str]) -> Kind:
    """The kind that an unfinished card is to be: of most of its keys, of several the first."""
    return max(KINDS, key=lambda kind: len({*given} & {*kind.form.keys}))


def surplus_message(kind: Kind, surplus: str) -> str:
    """What to say of a key that a kind doesn't take."""
    if kind.refuses and surplus in kind.refuses:
        return kind.refuses[surplus]
    told = (each.elsewhere for each in KINDS if each.elsewhere and surplus in each.elsewhere)
    if elsewhere := next(told, None):
        return elsewhere[surplus]
    owners = [each.form for each in KINDS if surplus in each.form.keys]
    if len(owners) == 1 and surplus in owners[0].takes:
        goes_with = " and ".join(f"`{name}`" for name in owners[0].needs)
        return f"`{surplus}` goes with {goes_with} only, not with `{kind.form.mark}`"
    return f"`{surplus}` doesn't go with {kind.form}; {FORMS_TOLD}"


def missing_message(given: Collection[str]) -> str:
    """What to say of keys that make no card."""
    begun = [kind for kind in KINDS if any(name in given for name in kind.form.needs)]
    for kind in begun:
        lacking = [name for name in kind.form.needs if name not in given]
        if len(lacking) == 1 and kind.missing and lacking[0] in kind.missing:
            return kind.missing[lacking[0]]
    if "q" in given:
        asking = [kind.form for kind in KINDS if kind.form.needs[0] == "q"]
        answers = _either(str(Form(form.needs[1:])) for form in asking)
        return f"the card has no answer: {answers}"
    if any("q" in kind.form.needs for kind in begun):
        return "the card has no question: `q` is missing"
    if begun:
        lacking = [f"`{name}`" for name in begun[0].form.needs if name not in given]
        return f"{' and '.join(lacking)} is missing"
    return f"nothing is asked; {FORMS_TOLD}"
