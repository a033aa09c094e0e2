"""Tags: what Anki takes for one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from recto.diagnostics import Diagnostic, Location
from recto.text import Text

_TAG = re.compile(r'[^\s",\x00-\x1f\ud800-\udfff]+')
_DROPPED = {"leech", "marked"}


def tag_fault(tag: str, place: Location) -> Diagnostic | None:
    """What keeps a text from being a tag."""
    if not _TAG.fullmatch(tag):
        words = ("-".join(re.findall(r'[^\s"]+', part)) for part in tag.split(","))
        tags = [each for each in words if each]
        wish = f"[{', '.join(tags)}]" if "," in tag else "".join(tags)
        advice = f"; write `{wish}`" if tags else ""
        return Diagnostic(place, "bad-tag", f"a tag can't hold spaces, commas or quotes{advice}")
    if not all(tag.split("::")):
        return Diagnostic(place, "bad-tag", f"an empty part in the tag `{tag}`")
    if tag.casefold() in _DROPPED:
        return Diagnostic(place, "bad-tag", f"Anki keeps `{tag}` for itself and drops it on import")
    return None


def read_tags(texts: tuple[Text, ...], faults: list[Diagnostic]) -> tuple[str, ...]:
    """The tags that can be tags."""
    tags = []
    for text in texts:
        if fault := tag_fault(text.value, text.at()):
            faults.append(fault)
        else:
            tags.append(text.value)
    return tuple(tags)


def unique_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Each tag once, in order; Anki takes `Exam` and `exam` for one tag."""
    return tuple({tag.casefold(): tag for tag in reversed([*tags])}.values())[::-1]
