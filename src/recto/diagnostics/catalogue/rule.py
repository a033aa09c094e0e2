"""What the catalogue knows of one kind of diagnostic."""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """One kind of diagnostic: what it says, why it matters, an example, the fix."""

    severity: str
    what: str
    why: str
    example: str
    fix: str
    on_request: bool = False
    """Whether it is given only to those who ask for it by name."""

    @property
    def may_be_ignored(self) -> bool:
        """An error stops a build, so it can't be; a note says what was done."""
        return self.severity in ("warning", "advice")


def error(what: str, why: str, example: str, fix: str) -> Rule:
    """What stops a build."""
    return Rule("error", what, why, example, fix)


def warning(what: str, why: str, example: str, fix: str) -> Rule:
    """What is likely to be wrong."""
    return Rule("warning", what, why, example, fix)


def note(what: str, why: str, example: str, fix: str, *, on_request: bool = False) -> Rule:
    """What was done, and may not have been meant; or what is only worth knowing."""
    return Rule("note", what, why, example, fix, on_request)


def advice(what: str, why: str, example: str, fix: str, *, on_request: bool = False) -> Rule:
    """What would make a card easier to learn; only `recto check` and the preview give it."""
    return Rule("advice", what, why, example, fix, on_request)
