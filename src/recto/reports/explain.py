"""The catalogue as text: what `recto explain` prints, and docs/diagnostics.md."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from recto.diagnostics import Severity
from recto.diagnostics.catalogue import CATALOGUE, Rule

_WIDTH = 80

_MEANINGS = {
    Severity.ERROR: "stops a build; nothing is written",
    Severity.WARNING: "something is likely to be wrong; the build goes on",
    Severity.NOTE: "something was done that you may want to know",
    Severity.ADVICE: "what would make a card better to learn; only `recto check` and the preview give it",
}

_HEADINGS = {
    Severity.ERROR: "Errors",
    Severity.WARNING: "Warnings",
    Severity.NOTE: "Notes",
    Severity.ADVICE: "Advice",
}


def overview() -> Iterator[str]:
    """All codes, one a line, by severity."""
    longest = max(map(len, CATALOGUE))
    for severity, rules in _by_severity():
        yield f"{severity.value}: {_MEANINGS[severity]}"
        yield from (f"  {code:<{longest}}  {rule.what}" for code, rule in rules.items())
        yield ""
    yield "recto explain CODE says why, and what to do."


def explained(code: str) -> Iterator[str]:
    """What one code means: what, why, an example, the fix."""
    rule = CATALOGUE[code]
    yield f"{code}: {rule.severity}"
    yield from _filled(rule.what)
    yield ""
    yield from _filled(f"Why: {rule.why}")
    yield ""
    yield "Example:"
    yield textwrap.indent(rule.example, "    ")
    yield ""
    yield from _filled(f"Fix: {rule.fix}")


def _filled(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def page() -> str:
    """docs/diagnostics.md."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield "# Diagnostics"
    yield ""
    yield "What Recto may report about your sources, each by its code, as in"
    yield "`cards/iam.yaml:12:5: error: … [code]`. `recto explain CODE` prints the same in a shell."
    yield ""
    yield "`ignore: [code, …]` on a card, in a topic file or in deck.yaml silences warnings and"
    yield "advice there; `recto check --ignore CODE` does so for one run. Errors can't be ignored."
    for severity, rules in _by_severity():
        yield ""
        yield f"## {_HEADINGS[severity]}"
        yield ""
        yield f"{_MEANINGS[severity].capitalize()}."
        for code, rule in rules.items():
            yield from _section(code, rule)


def _section(code: str, rule: Rule) -> Iterator[str]:
    yield ""
    yield f"### {code}"
    yield ""
    yield f"{rule.what} {rule.why}"
    yield ""
    language = "yaml" if rule.example.startswith(("- ", "cards:")) else ""
    yield f"```{language}\n{rule.example.rstrip()}\n```"
    yield ""
    yield rule.fix


def _by_severity() -> Iterator[tuple[Severity, dict[str, Rule]]]:
    for severity in Severity:
        rules = {c: rule for c, rule in CATALOGUE.items() if rule.severity == severity.value}
        yield severity, dict(sorted(rules.items()))
