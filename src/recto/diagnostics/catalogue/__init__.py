"""Every diagnostic that Recto knows: what it says, why it matters, an example, the fix.

The one catalogue: severities, `recto explain` and the documentation come from here.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from recto.diagnostics.catalogue.advice import ADVICE
from recto.diagnostics.catalogue.anki import ANKI
from recto.diagnostics.catalogue.cards import CARDS
from recto.diagnostics.catalogue.decks import DECKS
from recto.diagnostics.catalogue.files import FILES
from recto.diagnostics.catalogue.identity import IDENTITY
from recto.diagnostics.catalogue.media import MEDIA
from recto.diagnostics.catalogue.notetypes import NOTE_TYPES
from recto.diagnostics.catalogue.pulling import PULLING
from recto.diagnostics.catalogue.reviews import REVIEWS
from recto.diagnostics.catalogue.rule import Rule
from recto.diagnostics.catalogue.yaml import YAML

__all__ = ["CATALOGUE", "IGNORABLE", "Rule", "not_ignorable", "unknown_code"]

CATALOGUE: dict[str, Rule] = {
    **FILES,
    **YAML,
    **DECKS,
    **CARDS,
    **NOTE_TYPES,
    **MEDIA,
    **IDENTITY,
    **PULLING,
    **ANKI,
    **REVIEWS,
    **ADVICE,
}

IGNORABLE = frozenset(code for code, rule in CATALOGUE.items() if rule.may_be_ignored)


def not_ignorable(code: str) -> str:
    """Why a code can't be ignored, as a sentence."""
    if rule := CATALOGUE.get(code):
        called = "an error" if rule.severity == "error" else f"a {rule.severity}"
        return f"`{code}` is {called}; only advice and warnings can be ignored"
    return unknown_code(code, IGNORABLE)


def unknown_code(code: str, among: Iterable[str]) -> str:
    """That there is no such code, and which may have been meant."""
    close = get_close_matches(code, sorted(among), n=1)
    hint = f"did you mean `{close[0]}`?" if close else "`recto explain` lists all"
    return f"there is no code `{code}`; {hint}"
