"""What came of a command: its results, and everything there is to say about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from recto.diagnostics import Diagnostic, Location, has_errors
from recto.system.files import Unwritten

T = TypeVar("T")


@dataclass(slots=True)
class Outcome(Generic[T]):
    """Results and everything there is to say about them."""

    results: list[T] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        return has_errors(self.diagnostics)


def unwritten(failed: Unwritten) -> Diagnostic:
    """What to say of a file that could not be put in place."""
    message = f"the file can't be written: {failed.reason}; what was there before is unchanged"
    return Diagnostic(Location(failed.path), "file-unwritable", message)
