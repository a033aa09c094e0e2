"""More cards at the end of a file; what stands in it stays, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from recto.diagnostics import has_errors
from recto.readers.nodes import Mapping as Node
from recto.readers.nodes import Sequence, said
from recto.readers.yaml.files import parse
from recto.readers.yaml.written import as_flow_list, as_scalar

Values = Mapping[str, str | bool | list[str]]


def with_cards(data: bytes, path: Path, cards: Iterable[Values]) -> bytes | None:
    """The bytes of a file with more drafts; None where it can't take them at its end.

    A file that is empty becomes one of cards.
    """
    cards = [*cards]
    before, _ = parse(data, path) if data.strip() else (None, [])
    text = data.decode()
    found = re.search(r"\r\n|\n", text)
    line_end = found[0] if found else "\n"
    text += "" if not text or text.endswith("\n") else line_end
    text = text or f"cards:{line_end}"
    given = before.values.get("cards") if isinstance(before, Node) else None
    items = given.items if isinstance(given, Sequence) else []
    indent = given.place.column - 1 if isinstance(given, Sequence) else 2
    gap = line_end if items and f"{line_end}{line_end}" in text else ""
    added = "".join(gap + _item(card, indent) for card in cards)
    written = (text + added.replace("\n", line_end).replace("\r\r", "\r")).encode()
    after, faults = parse(written, path)
    expected = said(before) if isinstance(before, Node) else {"cards": []}
    if has_errors(faults) or not isinstance(expected, dict):
        return None
    new = [{key: _said(value) for key, value in card.items()} for card in cards]
    expected = {**expected, "cards": [*expected.get("cards", []), *new]}
    return written if said(after) == expected else None


def _said(value: str | bool | list[str]) -> object:  # noqa: FBT001
    return str(value).lower() if isinstance(value, bool) else value


def _item(card: Values, indent: int) -> str:
    """A card as an item of a list, in lines."""
    lines = []
    for key, value in card.items():
        if isinstance(value, bool):
            written = str(value).lower()
        elif isinstance(value, str):
            written = as_scalar(value, indent + 4)
        else:
            written = as_flow_list(value)
        lines.append(f"{' ' * (indent + 2)}{key}: {written}\n")
    return f"{' ' * indent}- {''.join(lines)[indent + 2 :]}"
