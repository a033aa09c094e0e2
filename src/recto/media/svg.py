"""SVG images: drawings that may hold scripts, though none runs where an image is shown."""

from __future__ import annotations

from xml.parsers import expat

from recto.text.html import HANDLER, RUNS

_RUNS = RUNS | {"handler", "listener"}
_ALIVE = ("javascript:", "vbscript:", "data:text/", "data:application/")


def active_parts(data: bytes) -> list[str] | None:
    """What in a drawing could run where a browser opens it by itself; none if it is no SVG."""
    parser = expat.ParserCreate()
    root = ""
    found: list[str] = []

    def element(name: str, attributes: dict[str, str]) -> None:
        nonlocal root
        local = _local(name)
        root = root or local
        if local in _RUNS:
            found.append(f"a `<{local}>`")
        for attribute, value in attributes.items():
            found.extend(_of_attribute(_local(attribute), value))

    def instruction(target: str, _: str) -> None:
        if target == "xml-stylesheet":  # XSLT makes any elements
            found.append("a style sheet from elsewhere (`<?xml-stylesheet …?>`)")

    parser.StartElementHandler = element
    parser.ProcessingInstructionHandler = instruction
    try:
        parser.Parse(data, True)  # noqa: FBT003  # takes no keywords
    except (expat.ExpatError, LookupError, ValueError):  # the last two of encodings, by Python
        return None
    return found if root == "svg" else None


def _of_attribute(name: str, value: str) -> list[str]:
    plain = "".join(value.split()).lower()
    if HANDLER.fullmatch(name):
        return [f"`{name}`"]
    if name == "attributename" and (_local(plain) == "href" or HANDLER.fullmatch(plain)):
        return [f"an animation of `{value}`"]
    if plain.startswith(_ALIVE):
        return [f"an address that begins with `{plain.partition(':')[0]}:`"]
    return []


def _local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2].lower()
