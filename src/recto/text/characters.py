"""Characters that no card can hold."""

from __future__ import annotations

from unicodedata import combining

from recto.diagnostics import Diagnostic, Location
from recto.system.patterns import compiled_on_use

CONTROL = compiled_on_use("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
"""Control characters and noncharacters: Anki drops them, or refuses the package (\\x1f)."""


def control_character(place: Location, character: str) -> Diagnostic:
    """The fault of a character that Anki would drop, or choke on."""
    return Diagnostic(place, "control-character", control_message(character))


def control_message(character: str) -> str:
    """What to say of such a character."""
    return f"the control character U+{ord(character):04X} can't stand in a card; delete it"


def piled_up(text: str) -> bool:
    """Whether a letter has more accents than any script gives it: Python sorts them in square time."""
    blocks = range(0, len(text) - _MOST_PILED + 1, _MOST_PILED)
    return any(all(map(combining, text[at : at + _MOST_PILED])) for at in blocks)


_MOST_PILED = 100
"""Accents that fill a block of text; any twice as many in a row do."""


def piled_accents(place: Location) -> Diagnostic:
    """The fault of a text that is `piled_up`."""
    message = "hundreds of accents on one letter can't stand in a card; delete them"
    return Diagnostic(place, "control-character", message)


_SPACES = compiled_on_use("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_UNSEEN = compiled_on_use(
    "[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
    "|(?<![^\x00-\u024f])[\u200c\u200d](?![^\x00-\u024f])"
)
"""What no keyboard has and no eye sees; but Persian has a key for U+200C, and emoji hold U+200D."""


def typeable(text: str) -> str:
    """An answer to type, as one can type it: Anki compares every character."""
    return text if text.isascii() else _UNSEEN.sub("", _SPACES.sub(" ", text)).strip()
