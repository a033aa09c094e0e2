"""The `id:` of a note type, which the first build writes into its file."""

from __future__ import annotations

from pathlib import Path

from recto.deck.kinds.own_type import OwnType
from recto.deck.model import Deck
from recto.diagnostics import Diagnostic, Location
from recto.readers import yaml
from recto.readers.nodes import Mapping


def with_type_ids(deck: Deck) -> tuple[dict[Path, bytes], list[Diagnostic]]:
    """The files of a deck's note types that have no id yet, with theirs; and those it can't be put in.

    Such an id is not lost: the file's name mints it again. But then the file must keep its name.
    """
    files: dict[Path, bytes] = {}
    told: list[Diagnostic] = []
    for type_ in deck.own_types:
        if type_.has_id:
            continue
        written = _written(type_)
        if written:
            files[type_.file.resolve()] = written
        else:
            message = f"this is written in a way that Recto can't add to; add `id: {type_.id}`"
            told.append(Diagnostic(Location(type_.file), "notetype-id-missing", message))
    return files, told


def _written(type_: OwnType) -> bytes:
    """The bytes of a note type's file with the id as its first line; none where that can't be."""
    data = type_.file.read_bytes()
    root, _ = yaml.parse(data, type_.file)
    return yaml.with_first_id(data, root, type_.id) if isinstance(root, Mapping) else b""
