"""Diagnostics as text, for people, for programs and for GitHub."""

from __future__ import annotations

import json
from collections import Counter

from recto.deck.model import Deck
from recto.diagnostics import Diagnostic, Severity, counted, printable, short
from recto.system.paths import relative

_LONGEST_MESSAGE = 400
"""Characters; a message may quote a text of any length."""


def diagnostic_line(diagnostic: Diagnostic) -> str:
    """`cards/iam.yaml:12:5: error: … [code]`, the path as seen from here."""
    place = diagnostic.location
    where = [relative(place.path), *(str(n) for n in (place.line, place.column) if n)]
    severity = diagnostic.severity.value
    message = short(diagnostic.message, _LONGEST_MESSAGE)
    return f"{':'.join(where)}: {severity}: {message} [{diagnostic.code}]"


def detail_lines(diagnostic: Diagnostic) -> list[str]:
    """What stands below that line."""
    return [f"    {printable(detail)}" for detail in diagnostic.details]


def check_summary(decks: list[Deck], told: list[Diagnostic], elsewhere: int = 0) -> str:
    """The closing line of `recto check`: `1 deck, 349 cards: 2 errors, 3 pieces of advice`.

    `elsewhere` counts what is not told because only a part of a deck was asked for.
    """
    found = [
        f"{number:,} pieces of advice"
        if severity is Severity.ADVICE and number > 1
        else "1 piece of advice"
        if severity is Severity.ADVICE
        else counted(number, severity.value)
        for severity, number in _by_severity(told).items()
        if number
    ]
    looked_at = (
        f"{counted(len(decks), 'deck')}, {counted(sum(len(d.cards) for d in decks), 'card')}"
    )
    rest = f"; {elsewhere:,} more in the rest of the deck" if elsewhere else ""
    return f"{looked_at}: {', '.join(found) or 'nothing to say'}{rest}"


def _by_severity(told: list[Diagnostic]) -> dict[Severity, int]:
    counts = Counter(diagnostic.severity for diagnostic in told)
    return {severity: counts[severity] for severity in Severity}


def check_json(decks: list[Deck], told: list[Diagnostic]) -> str:
    """The whole of `recto check --format json`."""
    found = [
        {
            "path": relative(each.location.path),
            "line": each.location.line,
            "column": each.location.column,
            "severity": each.severity.value,
            "code": each.code,
            "message": each.message,
            **({"details": [*each.details]} if each.details else {}),
        }
        for each in told
    ]
    whole = {
        "decks": [{"deck": deck.name, "id": deck.id, "cards": len(deck.cards)} for deck in decks],
        "counts": _by_severity(told),
        "diagnostics": found,
    }
    return printable(json.dumps(whole, ensure_ascii=False, indent=2))


def github_line(diagnostic: Diagnostic) -> str:
    """A workflow command of GitHub Actions, which marks the line in a pull request.

    A space can't stand before the first property, and `%`, line ends, `:` and `,` are escaped
    as GitHub's own toolkit does (actions/toolkit, `command.ts`).
    """
    place = diagnostic.location
    properties = {"file": relative(place.path), "line": place.line, "col": place.column}
    given = [f"{name}={_in_property(str(value))}" for name, value in properties.items() if value]
    given.append(f"title={_in_property(diagnostic.code)}")
    text = printable("\n".join([diagnostic.message, *diagnostic.details]))
    return f"::{_ON_GITHUB[diagnostic.severity]} {','.join(given)}::{_in_command(text)}"


_ON_GITHUB = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
    Severity.ADVICE: "notice",
}


def _in_command(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _in_property(text: str) -> str:
    return _in_command(text).replace(":", "%3A").replace(",", "%2C")
