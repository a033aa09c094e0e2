"""Sources as bytes: topics, note types and deck.yaml, as one would write them by hand."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from recto.readers.yaml import as_scalar

Value = object
"""A text, a number, a flag, a list of texts, a list of mappings, or a mapping."""


def as_yaml(mapping: Mapping[str, Value]) -> bytes:
    """A file of YAML: keys in their order, cards apart from what stands above them."""
    lines: list[str] = []
    for key, value in mapping.items():
        lines += _entry(key, value, 0)
    return ("\n".join(lines) + "\n").encode()


def _entry(key: str, value: Value, indent: int) -> Iterator[str]:
    """The lines of a key and its value."""
    head = f"{' ' * indent}{_key(key)}:"
    match value:
        case Comment():
            yield f"{head} {_scalar(value.value, indent + 2)}  # {value.comment}"
        case Flow():
            yield f"{head} {_scalar(value.mapping, 0)}"
        case Mapping():
            if value:
                yield head
            for name, each in value.items():
                yield from _entry(name, each, indent + 2)
        case list() | tuple():
            if all(not isinstance(each, Mapping) for each in value):
                line = f"{head} [{', '.join(_scalar(e, 0, in_flow=True) for e in value)}]"
                if len(line) <= _WIDTH:
                    yield line
                    return
            yield head
            for each in value:
                yield from _item(each, indent + 2)
        case _:
            yield f"{head} {_scalar(value, indent + 2)}"


_WIDTH = 100
"""Characters of a line; a list that needs more has a line for each item."""


class Comment(NamedTuple):
    """A value with a word on it behind."""

    value: Value
    comment: str


class Flow(NamedTuple):
    """A mapping in braces, in the line of its key."""

    mapping: Mapping[str, Value]


def _item(value: Value, indent: int) -> Iterator[str]:
    """The lines of an item of a list."""
    if not isinstance(value, Mapping):
        yield f"{' ' * indent}- {_scalar(value, indent + 2)}"
        return
    lines = [line for name, each in value.items() for line in _entry(name, each, indent + 2)]
    yield f"{' ' * indent}- {lines[0].lstrip(' ')}" if lines else f"{' ' * indent}- {{}}"
    yield from lines[1:]


@lru_cache  # the same few in each card
def _key(key: str) -> str:
    return as_scalar(key, 0, in_flow=True)


def _scalar(value: Value, indent: int, *, in_flow: bool = False) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return as_scalar(value, indent, in_flow=in_flow)
        case Mapping():
            return (
                "{"
                + ", ".join(f"{_key(k)}: {_scalar(v, 0, in_flow=True)}" for k, v in value.items())
                + "}"
            )
    raise TypeError(value)


def as_table(head: Sequence[str], rows: Iterable[Sequence[str]], separator: str = ",") -> bytes:
    """A file of CSV; without a row that names the columns where there are no names."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator, lineterminator="\n")
    if head:
        writer.writerow(head)
    writer.writerows(rows)
    return file.getvalue().encode()
