"""A file to its text, whatever is written in it."""

from __future__ import annotations

from pathlib import Path

from recto.diagnostics import Diagnostic, Location
from recto.system.paths import no_file

LARGEST_FILE = 40 * 1024 * 1024
"""Bytes; a file of 100,000 cards has about 30 million."""


def read_text(path: Path) -> tuple[str, list[Diagnostic]]:
    """The text of a file; empty where it can't be read."""
    data, faults = read_bytes(path)
    text, found = (None, []) if data is None else decoded(data, path)
    return text or "", faults + found


def read_bytes(path: Path) -> tuple[bytes | None, list[Diagnostic]]:
    """The bytes of a file; none, and a fault, where it is too large or can't be read."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            message = f"the file has more than {LARGEST_FILE >> 20} MB; split it into topics"
            return None, [Diagnostic(Location(path), "file-too-large", message)]
        if fault := no_file(path):
            return None, [fault]
        return path.read_bytes(), []
    except OSError as error:
        message = f"the file can't be read: {error.strerror}"
        return None, [Diagnostic(Location(path), "file-unreadable", message)]


def decoded(
    data: bytes, path: Path, *, advice: str = "save the file as UTF-8"
) -> tuple[str | None, list[Diagnostic]]:
    """The text of a file's bytes; none, and a fault with its place, where they are no UTF-8."""
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        begin = data.rfind(b"\n", 0, error.start) + 1
        column = len(data[begin : error.start].decode("utf-8-sig", "replace")) + 1
        message = f"byte 0x{data[error.start]:02x} is not UTF-8; {advice}"
        return None, [Diagnostic(Location(path, line, column), "not-utf-8", message)]
