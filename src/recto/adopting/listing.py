"""Many things in a remark, of which the first few are named."""

from __future__ import annotations

from collections.abc import Sequence


def first_few(names: Sequence[str]) -> str:
    """The first five, and a sign that there are more: `a, b, c, d, e, …`."""
    return ", ".join([*names[:_FEW], *(["…"] if len(names) > _FEW else [])])


_FEW = 5
