"""The little of Google's wire format that is needed to read a note type of Anki's: no schema, no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


def message(data: bytes) -> Mapping[int, int | bytes]:
    """The values of a message by their numbers; of a number that comes twice, the last.

    Raises:
        ValueError: This is no message.
    """
    return dict(values(data))


def values(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The values of a message, each with its number, in their order.

    Raises:
        ValueError: This is no message.
    """
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        number, wire = tag >> 3, tag & 7
        if wire == _VARINT:
            value, at = _varint(data, at)
            yield number, value
            continue
        if wire == _BYTES:
            length, at = _varint(data, at)
        else:
            length = _FIXED.get(wire, len(data))
        if at + length > len(data):
            what = f"a value of kind {wire} ends after its message"
            raise ValueError(what)
        yield number, data[at : at + length]
        at += length


_VARINT, _BYTES = 0, 2
_FIXED = {1: 8, 5: 4}


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first, and where the next value begins."""
    value = shift = 0
    while at < len(data) and shift < _LONGEST:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:  # noqa: PLR2004  # the bit that says that more follows
            return value, at
    what = "a number has no end"
    raise ValueError(what)


_LONGEST = 70
"""Bits, of ten bytes."""
