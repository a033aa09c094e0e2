"""How wide and how high a picture is to a client, which masks on it must know."""

from __future__ import annotations

import io
import re
from xml.parsers import expat

from recto.media.file import MediaFile
from recto.media.kinds import IMAGES
from recto.media.lookup import Refused

ALIKE = 0.01
"""By how much two aspect ratios may differ: a picture that was made smaller has whole pixels."""


def same_aspect(one: float, other: float) -> bool:
    """Whether two aspect ratios are those of one picture, large or small."""
    return abs(one - other) <= ALIKE * max(one, other)


def aspect_of(file: MediaFile, reference: str) -> float | Refused:
    """The width of a picture divided by its height; refused where masks can't lie on it."""
    if file.kind not in IMAGES:
        return Refused("picture-unfit", f"`{reference}` is no picture, so nothing can be masked")
    data = file.read()
    if data is None:
        return Refused("media-changed", f"`{reference}` changed while the deck was built")
    if moves(data, file.kind):
        message = f"`{reference}` moves, and masks lie still; take one still picture of it"
        return Refused("picture-unfit", message)
    width, height = _size_of_svg(data) if file.kind == "svg" else _size(data)
    if width <= 0 or height <= 0:
        message = f"it is not clear how large `{reference}` is; save it anew"
        if file.kind == "svg":
            message = (
                f"`{reference}` says nowhere how large it is, and Anki would lay it out with other "
                'edges; give its `<svg …>` a `viewBox="0 0 WIDTH HEIGHT"`, or width and height'
            )
        return Refused("picture-unfit", message)
    return width / height


def _size(data: bytes) -> tuple[float, float]:
    """Of a picture made of pixels, as it is shown: a camera notes which side is up."""
    import imagesize  # noqa: PLC0415  # few decks have masks

    width, height = imagesize.get(io.BytesIO(data))
    return width, height


def _size_of_svg(data: bytes) -> tuple[float, float]:
    """As browsers lay a drawing out: by width and height, else by the viewBox."""
    root: dict[str, str] = {}
    parser = expat.ParserCreate()

    def element(_: str, attributes: dict[str, str]) -> None:
        if not root:
            root.update(attributes, found="")

    parser.StartElementHandler = element
    parser.Parse(data, True)  # noqa: FBT003  # takes no keywords; `media.kinds` has read it once
    given = [_LENGTH.fullmatch(root.get(name, "").strip()) for name in ("width", "height")]
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    boxed = [float(n) for n in box[2:] if _NUMBER.fullmatch(n)] if len(box) == 4 else []  # noqa: PLR2004
    lengths = [float(each[1]) * _UNITS[each[2]] for each in given if each]
    pairs = [each for each in (lengths, boxed) if len(each) == 2]  # noqa: PLR2004  # width, height
    width, height = pairs[0] if pairs else (0.0, 0.0)
    return width, height


_NUMBER = re.compile(r"\+?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})(?:[eE][+-]?\d)?")
_UNITS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}
_LENGTH = re.compile(rf"({_NUMBER.pattern})({'|'.join(_UNITS)})")


def moves(data: bytes, kind: str) -> bool:
    """Whether a picture is animated."""
    match kind:
        case "gif":
            return _frames_of_gif(data) > 1
        case "png":
            return b"acTL" in data[: max(data.find(b"IDAT"), 0)]
        case "webp":
            return data[12:16] == b"VP8X" and bool(data[20:21]) and bool(data[20] & 2)
        case "avif":
            return data[8:12] == b"avis"
        case "svg":
            return bool(_ANIMATES.search(data))
        case _:
            return False


_ANIMATES = re.compile(rb"<(?:\w+:)?animate|@keyframes|<(?:\w+:)?set\b")


def _frames_of_gif(data: bytes) -> int:
    """How many pictures a GIF holds, counted to two."""
    at = 13 + _colours(data, 10)
    frames = 0
    while at < len(data) and frames < 2:  # noqa: PLR2004
        if data[at] == _EXTENSION:
            at += 2
        elif data[at] == _IMAGE:
            frames += 1
            at += 11 + _colours(data, at + 9)
        else:
            break
        while at < len(data) and data[at]:  # blocks, each with its length
            at += data[at] + 1
        at += 1
    return frames


_EXTENSION, _IMAGE = 0x21, 0x2C


def _colours(data: bytes, at: int) -> int:
    """The bytes of the table of colours that a byte announces."""
    flags = data[at] if at < len(data) else 0
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0
