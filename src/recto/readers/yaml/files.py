"""A file of YAML to nodes, and what keeps it from being read."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from recto.diagnostics import Diagnostic, Location
from recto.readers.nodes import Node
from recto.readers.text_file import decoded, read_bytes
from recto.readers.yaml.compose import Composer
from recto.readers.yaml.places import place_at
from recto.readers.yaml.syntax import syntax_error
from recto.text import Text
from recto.text.characters import CONTROL, control_character

_HIDDEN_BREAK = re.compile("[\x85\u2028\u2029]")
"""What libyaml takes for the end of a line, and an editor may not."""


def read(path: Path) -> tuple[Node | None, list[Diagnostic]]:
    """Read one YAML file; no node where it can't be read at all."""
    data, faults = read_bytes(path)
    return (None, faults) if data is None else parse(data, path)


_MOST_DIRECTIVES = 100
"""libyaml holds each against all before it."""
_ORDINARY = bytes([9, 10, 13, *range(32, 127)])


def _control(data: bytes, text: str) -> re.Match[str] | None:
    """The first character that no card can hold, or that only libyaml takes for a line's end."""
    if text.isascii() and not data.translate(None, _ORDINARY):
        return None  # the same in a tenth of the time
    return CONTROL.search(text) or _HIDDEN_BREAK.search(text)


def _refused(data: bytes, text: str, path: Path) -> Diagnostic | None:
    """What keeps a text from being read as YAML."""
    if control := _control(data, text):
        return control_character(place_at(path, text, control.start()), control[0])
    if text.count("\n%TAG") > _MOST_DIRECTIVES:
        message = "`%TAG` means nothing here, as YAML tags mean nothing; delete these lines"
        return Diagnostic(Location(path), "yaml-tag", message)
    return None


def parse(data: bytes, path: Path) -> tuple[Node | None, list[Diagnostic]]:
    """The node of a file's bytes."""
    text, faults = decoded(data, path)
    if text is None:
        return None, faults
    if "\r" in text:  # libyaml takes each of the three for a line's end
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if fault := _refused(data, text, path):
        return None, [fault]
    composer = Composer(path, text)
    try:
        node = composer.document()
    except yaml.MarkedYAMLError as error:
        return None, [*composer.faults, syntax_error(path, text, error)]
    except yaml.YAMLError as error:  # the reader's, without a mark
        message = f"not YAML: {error}"
        return None, [*composer.faults, Diagnostic(Location(path), "yaml-syntax", message)]
    nothing = node is None or (isinstance(node, Text) and not node.value)
    if nothing and not composer.faults:
        return None, [Diagnostic(Location(path), "file-empty", "the file is empty")]
    return node, composer.faults
