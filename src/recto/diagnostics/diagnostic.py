"""What can be said of a source: a place, a code and a sentence.

Faults are values. Every step that can find some returns them beside its result and
goes on, so that an author sees all of them in one run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from recto.diagnostics.catalogue import CATALOGUE
from recto.diagnostics.codes import Code


class Severity(StrEnum):
    """How bad it is: an error stops the build, the others do not.

    Advice is on how to write cards; only `recto check` and the preview give it.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    ADVICE = "advice"


class Location(NamedTuple):
    """A place in a file; line and column count from 1, and 0 means the whole file."""

    path: Path
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing to tell the author."""

    location: Location
    code: Code
    message: str
    details: tuple[str, ...] = ()
    """Lines that stand below the message: the members of what it speaks of."""

    @property
    def severity(self) -> Severity:
        return Severity(CATALOGUE[self.code].severity)


def has_errors(diagnostics: list[Diagnostic]) -> bool:
    """Whether anything here stops a build."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def printable(text: str) -> str:
    r"""A text that gives a terminal no commands, whoever chose a file's name or wrote a lock.

    Escapes are those of JSON (`\u001b`), so what is JSON stays it.
    """
    return _COMMANDS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters but tab and newline, what turns the direction of text, halves of pairs."""


def likest(wrong: str, known: Iterable[str]) -> str:
    """What of a few short texts was probably meant; empty where nothing is like it."""
    words = (each for each in known if len(each) <= _LONGEST_WORD)
    few = [*islice(words, _FEW)] if len(wrong) <= _LONGEST_WORD else []
    return "".join(get_close_matches(wrong, few, n=1))


_LONGEST_WORD, _FEW = 100, 500
"""Characters, and texts, whose comparison takes no time that anyone would notice."""


def short(text: str, longest: int = 60) -> str:
    """A text of any length as a message quotes it: one line, cut off."""
    line = printable(" ".join(text.split()))
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def counted(number: int, what: str) -> str:
    """`1 card`, `1,200 cards`."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def sorted_diagnostics(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Errors first, then by file and place, each once."""
    return sorted(
        dict.fromkeys(diagnostics),
        key=lambda d: (d.severity is not Severity.ERROR, str(d.location.path), *d.location[1:]),
    )
