"""Titles that nobody wrote."""

from __future__ import annotations

import re


def default_title(path: str) -> str:
    """`iam/root-user` to `Root user`."""
    words = re.sub(r"[-_.]+", " ", path.rpartition("/")[2]).strip()
    return words[:1].upper() + words[1:]
