"""Recto: question–answer sources in YAML to Anki decks that learners can keep for years.

Programs make decks with what stands here; docs/python.md tells how.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recto.api import (
        Basic,
        Choice,
        Cloze,
        Deck,
        Diagnostic,
        Forecast,
        Note,
        Occlusion,
        Outcome,
        Typed,
        escape,
    )

__version__ = "0.1.0"

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
    "__version__",
    "escape",
]


def __getattr__(name: str) -> object:
    """Imported when a program asks for it: the command line has no need of it."""
    if name not in __all__:
        message = f"module `recto` has no attribute `{name}`"
        raise AttributeError(message)
    from recto import api  # noqa: PLC0415  # see above

    return getattr(api, name)


def __dir__() -> list[str]:
    return __all__
