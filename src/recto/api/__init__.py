"""Recto for programs: what `import recto` offers. It prints nothing and ends no program."""

from recto.api.cards import Basic, Choice, Cloze, Note, Occlusion, Typed
from recto.api.deck import Deck
from recto.api.escaping import escape
from recto.api.results import Diagnostic, Forecast, Outcome

__all__ = [
    "Basic",
    "Choice",
    "Cloze",
    "Deck",
    "Diagnostic",
    "Forecast",
    "Note",
    "Occlusion",
    "Outcome",
    "Typed",
    "escape",
]
