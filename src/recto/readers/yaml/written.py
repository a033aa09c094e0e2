"""A text as a scalar, as an author would write it."""

from __future__ import annotations

import re
from collections.abc import Iterable

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SURE = re.compile(r"[^\W\d_](?:[\w ()/+.%'’“”„=–—-]*[\w).%])?")
"""What needs no quotes, whatever stands around it."""
_BREAKS = re.compile("[\u0085\u2028\u2029\ufeff]")
"""What ends a line to YAML, or begins a file."""
_FLOW = re.compile(r"[,\[\]{}]")
_NOT_EVERYWHERE = re.compile(r"<<|=|.*\t.*")
"""What stands without quotes to libyaml, and is something else, or nothing, to other readers."""


def as_scalar(value: str, indent: int, *, in_flow: bool = False, line_end: str = "\n") -> str:
    """A text without white space at its ends, for the place behind a key or a `-`.

    One line stays plain if YAML takes it so, or is quoted. Several are a block below, indented by
    so many spaces; inside of brackets they are quoted with escapes.
    """
    if _SURE.fullmatch(value) or is_plain(value, in_flow=in_flow):
        return value
    if _BREAKS.search(value) or (in_flow and "\n" in value):
        return quoted(value)
    if "\n" in value:
        lines = (" " * indent + line if line.strip() else "" for line in value.split("\n"))
        return line_end.join(("|", *lines))
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'


def as_flow_list(values: Iterable[str]) -> str:
    """Texts as a list in brackets."""
    return f"[{', '.join(as_scalar(each, 0, in_flow=True) for each in values)}]"


def quoted(value: str) -> str:
    """A text between double quotes, its line ends as escapes."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + _BREAKS.sub(lambda match: f"\\u{ord(match[0]):04x}", escaped) + '"'


def is_plain(value: str, *, in_flow: bool = False) -> bool:
    """Whether a text may stand without quotes."""
    if not value or "\n" in value or _BREAKS.search(value):
        return False
    if in_flow and _FLOW.search(value):
        return False
    if _NOT_EVERYWHERE.fullmatch(value):
        return False
    source = f"{{k: {value}, k: k}}" if in_flow else f"k: {value}\nk: k\n"
    try:
        events = [*yaml.parse(source, Loader=_LOADER)]
    except yaml.YAMLError:
        return False
    scalars = [event for event in events if isinstance(event, yaml.ScalarEvent)]
    return len(scalars) == len("kvkk") and scalars[1].value == value and not scalars[1].style
