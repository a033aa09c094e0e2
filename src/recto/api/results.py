"""What comes of a deck that a program made: values, all of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from recto import diagnostics
from recto.api.cards import Card
from recto.lock import Lock, forecast
from recto.lock.forecast import Fate
from recto.reports.by_hand import all_by_hand
from recto.reports.changes import forecast_lines


@dataclass(frozen=True)
class Diagnostic:
    """One thing to tell whoever wrote the deck."""

    severity: str
    """`error` (nothing is built), `warning`, `note` or `advice`."""
    code: str
    """What kind it is; `recto explain CODE` tells more."""
    message: str
    file: Path
    """The program that added the card, or the file that is wrong."""
    line: int
    """Where in it; 0 means all of it."""
    topic: str = ""
    number: int = 0
    """The topic of the card, and which of its cards it is, from 1; 0 for what is no card's."""
    card: Card | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else f"{self.file}"
        card = f" ({self.topic}, card {self.number})" if self.number else ""
        told = f"{place}: {self.severity}: {self.message} [{self.code}]{card}"
        return diagnostics.printable(told)


@dataclass(frozen=True)
class Forecast:
    """What the import of the package will do to a learner who has the last one.

    Each note by its key, as its field Key has it: `capitals-h7fk2m3q/basic/france`.
    """

    new: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: tuple[str, ...]
    returned: tuple[str, ...]
    retired: tuple[str, ...]
    by_hand: tuple[str, ...]
    """What learners have to do themselves, since no import can."""
    text: str
    """All of this as `recto diff` prints it."""

    def __str__(self) -> str:
        return self.text


def forecast_of(expected: forecast.Forecast, after: Lock) -> Forecast:
    """A forecast for programs."""
    of_fate = {
        fate.value: tuple(change.entry.key for change in expected.having(fate)) for fate in Fate
    }
    lines = forecast_lines(expected, after, verbose=False)
    return Forecast(**of_fate, by_hand=tuple(all_by_hand(expected, after)), text="\n".join(lines))


@dataclass(frozen=True)
class Outcome:
    """What came of a forecast or a build."""

    diagnostics: tuple[Diagnostic, ...]
    forecast: Forecast | None = None
    """None where there are errors."""
    package: Path | None = None
    """The package that was built; None without a build."""

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        return tuple(each for each in self.diagnostics if each.severity == "error")

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong, so that what was asked for is done."""
        return not self.errors
