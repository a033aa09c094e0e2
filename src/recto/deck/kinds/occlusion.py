"""A picture of which masks hide parts, a card for each mask: Anki's image occlusion."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from recto.deck.kinds.form import Form, Key, Named, Shape
from recto.deck.kinds.kind import (
    HIDE,
    OCCLUSION,
    Aspect,
    Content,
    Format,
    Given,
    Html,
    Kind,
    Mask,
    Q,
)
from recto.diagnostics import Diagnostic
from recto.text import Text, masks
from recto.text.masks import SHAPES


@dataclass(frozen=True, slots=True)
class Occlusion(Content):
    """A picture and its masks; `q` stands above it."""

    image: Text
    masks: tuple[Mask, ...]
    q: Text | None = None
    hides_all: bool = False
    """Whether the other masks hide their parts too while one is asked for."""
    aspect: Aspect | None = None

    @property
    def kind(self) -> Kind:
        return OCCLUSION_CARD

    @property
    def note_type(self) -> str:
        return OCCLUSION

    @property
    def asked(self) -> Text:
        return self.q or self.image

    @property
    def question(self) -> str:
        """What is asked, and of which picture: many cards ask “What is this?”."""
        shown = (
            f"![](<{self.image.value}>)" if " " in self.image.value else f"![]({self.image.value})"
        )
        return f"{self.q.value} {shown}" if self.q else shown

    @property
    def answer(self) -> str:
        return ", ".join(mask.name.value for mask in self.masks)

    @property
    def picture(self) -> Text | None:
        return self.image if self.image.value else None

    def texts(self) -> Iterator[Text]:
        if self.q:
            yield self.q

    def fingerprint(self) -> dict[str, str]:
        """Shapes are told by the lock, which knows their numbers."""
        names = "\x1f".join(mask.name.value for mask in self.masks)
        said = {"kind": OCCLUSION, "question": self.question, "answer": names}
        return said | {"hide": "all"} if self.hides_all else said

    def fields(self, html: Html) -> dict[str, str]:
        numbers = {mask.name.value: n for n, mask in enumerate(self.masks, start=1)}
        names = (f'<li data-mask="">{html(mask.name, Format.PLAIN)}</li>' for mask in self.masks)
        own = {
            "Image": html(self.picture, Format.MEDIA),
            "Header": html(self.q),
            "Comments": f'<ul class="masks">{"".join(names)}</ul>',
        }
        return own | self.numbered(own, numbers)

    def numbered(self, fields: Mapping[str, str], numbers: Mapping[str, int]) -> dict[str, str]:
        """The shapes, and the list of names, of which the back marks the one that was asked for.

        The names stay out of the shapes' field, where Anki's editor would lose them.
        """
        shapes = {numbers[mask.name.value]: mask.shapes for mask in self.masks}
        following = (numbers[mask.name.value] for mask in self.masks)
        names = _NUMBER.sub(lambda found: f"{found[1]}{next(following)}", fields["Comments"])
        return {
            "Occlusion": masks.written(shapes, hides_all=self.hides_all),
            "Comments": names,
        }

    def cards(self, fields: Mapping[str, str]) -> tuple[int, ...]:
        return tuple(sorted({each.number - 1 for each in masks.read(fields["Occlusion"])}))

    def asked_in(self, card: int) -> str:  # noqa: ARG002
        return "Header" if self.q else "Image"


_NUMBER = re.compile(r'(<li data-mask=")\d*')
"""Where the number of a mask goes; in a name such a tag would be text."""


def _read(given: Given, faults: list[Diagnostic]) -> Occlusion | None:
    image, header, hide = given.text("image"), given.text("q"), given.text("hide")
    aspect = _aspect(given, faults)
    found = _masks(given.named("masks"), faults)
    is_begun = given.text("masks") is not None  # of a draft, nothing may stand there yet
    if not image or not (found or is_begun):
        return None
    return Occlusion(image, found, header, bool(hide and hide.value == "all"), aspect)


def _masks(given: tuple[Named, ...], faults: list[Diagnostic]) -> tuple[Mask, ...]:
    """The masks of a card; none where one of them can't be read."""
    found: dict[str, Mask] = {}
    told = len(faults)
    for each in given:
        name = _name(each.name)
        if not name.value:
            faults.append(Diagnostic(name.at(), "empty-text", "this mask has no name"))
        if name.value in found:
            message = f"two masks are called `{name.value}`; several shapes of one mask are a list"
            faults.append(Diagnostic(name.at(), "duplicate-key", message))
        was = _name(each.was) if each.was else None
        found[name.value] = Mask(name, tuple(_shapes(each, faults)), was, each.texts)
    faults += _said_wrongly(found)
    faults += _of_one_place(found)
    is_whole = all(fault.code in _MAY_BE for fault in faults[told:])
    return tuple(found.values()) if is_whole else ()


_MAY_BE = ("mask-small", "mask-twice")
"""What is told of a mask that makes a card all the same."""


def _name(text: Text) -> Text:
    """A name as the lock keeps it: composed letters, and single spaces."""
    return text._replace(value=unicodedata.normalize("NFC", " ".join(text.value.split())))


def _said_wrongly(found: Mapping[str, Mask]) -> Iterator[Diagnostic]:
    """Former names that can't be right, whatever the last build was."""
    said: set[str] = set()
    for mask in found.values():
        if mask.was is None:
            continue
        was, reason = mask.was.value, ""
        if was in found:
            reason = f"the mask `{was}` is still there"
        elif was in said:
            reason = f"another mask says already that it was `{was}`"
        said.add(was)
        if reason:
            yield Diagnostic(mask.was.at(), "mask-was", f"{reason}; delete `was`, or correct it")


def _of_one_place(found: Mapping[str, Mask]) -> Iterator[Diagnostic]:
    """Masks that hide the very same, so that their cards look alike, each with another answer."""
    names: dict[frozenset[str], str] = {}
    for name, mask in found.items():
        first = names.setdefault(frozenset(map(str, mask.shapes)), name)
        if first != name and mask.shapes:
            message = (
                f"`{name}` lies where `{first}` does, so both cards ask the same; move one of them, "
                "or delete it"
            )
            yield Diagnostic(mask.name.at(), "mask-twice", message)


def _shapes(given: Named, faults: list[Diagnostic]) -> Iterator[masks.Shape]:
    for text in given.texts:
        shape = masks.parse(text.value)
        if isinstance(shape, str):
            faults.append(Diagnostic(text.at(), "mask-shape", shape))
            continue
        if masks.is_small(shape):
            message = (
                f"`{text.value}` is less than {masks.SMALL:g}% of the picture wide or high; "
                "learners hardly see it, and Anki's editor may drop it"
            )
            faults.append(Diagnostic(text.at(), "mask-small", message))
        yield shape


_RATIO = re.compile(r"(\d{1,5}(?:\.\d{1,6})?)(?:\s*[:/]\s*(\d{1,5}(?:\.\d{1,6})?))?")


def _aspect(given: Given, faults: list[Diagnostic]) -> Aspect | None:
    text = given.text("aspect")
    if text is None:
        return None
    match = _RATIO.fullmatch(text.value.strip())
    width, height = (float(match[1]), float(match[2] or 1)) if match else (0.0, 0.0)
    if width and height:
        return Aspect(width / height, text)
    message = f"`{text.value}` is no aspect ratio; write width by height: `16:9` or `1.78`"
    faults.append(Diagnostic(text.at(), "wrong-type", message))
    return None


OCCLUSION_CARD = Kind(
    name="occlusion",
    title="Picture with masks",
    form=Form(("image", "masks"), ("q", "hide", "aspect")),
    keys=(
        Key("image", Shape.TEXT, "The path of a picture of which `masks` hide parts."),
        Q,
        Key(
            "masks",
            Shape.NAMED,
            "What is hidden, a card for each name: `rect LEFT TOP WIDTH HEIGHT`, in per cent of "
            "the picture.",
            pattern=rf"^\s*({'|'.join(SHAPES)})\s",
        ),
        HIDE,
        Key(
            "aspect",
            Shape.TEXT,
            "Says that the masks fit a picture of other proportions than before: `16:9` or `1.78`.",
            pattern=r"^\s*\d",
        ),
    ),
    read=_read,
    beside_answer="masks",
    missing={
        "image": "`image` is missing: on which picture do the masks lie?",
        "masks": (
            "`masks` is missing: what of the picture is hidden? On a card without masks an image "
            "stands in a text: `![](media/…)`"
        ),
    },
    refuses={
        "hint": "a card with `masks` shows no hint; say in `q` what helps, or leave it out",
        "voice": "a card with `masks` is not spoken; leave `voice` out",
    },
    elsewhere={
        "image": ("`image` goes with `masks` only; in a text an image is written `![](media/…)`"),
    },
)
