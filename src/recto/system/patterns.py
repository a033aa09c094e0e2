"""Patterns that are compiled when something is first looked for with them.

A build needs few of Recto's three hundred patterns, and to compile one takes as long as to render
several cards. Patterns that every build needs are compiled at once, by `re.compile`.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, cast


class _Uncompiled:
    """Stands for a pattern, and has all that a pattern has."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._source = pattern, flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(*self._source)

    def __getattr__(self, name: str) -> Any:
        """What the pattern has so named, kept: it is asked for once."""
        found = getattr(self._compiled, name)
        setattr(self, name, found)
        return found


def compiled_on_use(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, but later; no match is `re` of it."""
    return cast("re.Pattern[str]", _Uncompiled(pattern, flags))
