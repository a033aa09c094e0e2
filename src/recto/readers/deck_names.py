"""Names of Anki's decks, `Geography::Europe`: what Anki takes for one."""

from __future__ import annotations

import re

from recto.diagnostics import Diagnostic
from recto.text import Text

LIKE_A_TAG = re.compile(r"<[A-Za-z/!?]")
"""What Anki's overview of a deck, which escapes no name, would take for a tag."""


def name_in_anki(text: Text | None, faults: list[Diagnostic]) -> str:
    """The name of a deck that a topic gives; empty where it gives none, or a fault in the list.

    It may look like HTML, for learners may have such a deck.
    """
    if text is None:
        return ""
    if fault := _form_fault(text):
        faults.append(fault)
        return ""
    return text.value


def name_fault(text: Text) -> Diagnostic | None:
    """What keeps a text from being the name of a whole deck."""
    if fault := _form_fault(text):
        return fault
    if tag := LIKE_A_TAG.search(text.value):
        message = "Anki takes what begins with `<` in a deck's name for HTML; leave it out"
        return Diagnostic(text.at(tag.start()), "deck-name", message)
    return None


def _form_fault(text: Text) -> Diagnostic | None:
    if len(text.value.splitlines()) > 1:
        return Diagnostic(text.at(), "deck-name", "a line break in the deck's name")
    if not all(part.strip() == part and part for part in text.value.split("::")):
        message = f"an empty part, or a space around one, in the deck's name `{text.value}`"
        return Diagnostic(text.at(), "deck-name", message)
    return None
