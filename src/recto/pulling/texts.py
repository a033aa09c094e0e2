"""From edited fields of a note to the texts of its card.

A kind of card makes its fields by asking for the HTML of texts. Handed a function that gives
marks instead, it tells where in which field each text stands: `<li><div>MARK</div></li>` for a
choice. So what stands there in Anki can be found, for every kind alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import NamedTuple

from recto.deck.kinds.kind import Format
from recto.deck.kinds.own import Own
from recto.deck.model import Card
from recto.diagnostics import Location
from recto.lock.masks import live
from recto.pulling.edited import OCCLUSION_FIELD, FieldEdit, NoteEdit
from recto.pulling.masks import moved
from recto.pulling.patch import patched
from recto.pulling.rewriting import Problem, Rewriting
from recto.pulling.rewritten import key_of, named_so, rewritten, with_entry
from recto.render.back.lines import UnseenError
from recto.render.back.seen import seen
from recto.render.fields import Rendered, values_of
from recto.render.html import balanced
from recto.text import Text
from recto.text.seen import as_phones_write, as_seen, with_markdowns_tags

ShownText = Callable[[Text, Format], str]
"""The HTML of a text, or a sign that stands in no HTML where it has an error."""
Convert = Callable[[str, Format], str | None]
"""HTML as a text of a format that shows it."""


@dataclass(frozen=True, slots=True)
class Tools:
    """How texts are rendered, by which every rewriting is proved."""

    html: ShownText
    card: Callable[[Card], Rendered | None]
    """The fields of a card; nothing if it has an error."""
    convert: Convert


def rewriting(edit: NoteEdit, wanted: list[FieldEdit], tools: Tools) -> Rewriting:
    """What has to be written for the edited fields of a note."""
    found = Rewriting()
    card = edit.card
    places: dict[Text, _Wanted] = {}
    for each in wanted:
        if each.name == OCCLUSION_FIELD and card.content.masks:
            reason = _move_masks(edit, each, found)
        else:
            reason = _gather(card, each, places, found, tools)
        if reason:
            found.problems.append(Problem(each, reason))
    for text, wish in places.items():
        if len(set(wish.seen)) > 1:
            found.problems += [Problem(each, _TWO_THINGS) for each in wish.edits]
            continue
        adopted = card.content.is_adopted
        new = _text_showing(
            wish.seen[0], text, wish.format, wish.edits[0], tools, is_adopted=adopted
        )
        if new == "" and not _may_go(card, wish.edits[0].name):
            found.problems += [Problem(each, _NEEDED) for each in wish.edits]
        elif new is None:
            otherwise = _PLAIN if wish.format is Format.PLAIN else _NO_MARKDOWN
            reason = why(wish.edits[0].theirs, wish.edits[0].ours, otherwise)
            found.problems += [Problem(each, reason) for each in wish.edits]
        elif new != text.value:
            texts = dict.fromkeys(named_so(card, text), new)
            found.texts |= texts
            found.shown_in |= dict.fromkeys(texts, frozenset(each.number for each in wish.edits))
            found.places |= {each.number: text.at() for each in wish.edits}
    failed = {each.edit.number for each in found.problems}
    found.done = [each for each in wanted if each.number not in failed]
    return _proved(card, found.only(found.done), tools)


def _move_masks(edit: NoteEdit, each: FieldEdit, found: Rewriting) -> str:
    """Note the shapes that were moved; a reason why they can't be taken over."""
    numbers = live(edit.known.entry.masks)
    given = {numbers[mask.name.value]: mask for mask in edit.card.content.masks}
    texts = {number: mask.written for number, mask in given.items()}
    names = {number: mask.name.value for number, mask in given.items()}
    new = moved(each.ours, each.theirs, texts, names, edit.known.entry.aspect or 1)
    if isinstance(new, str):
        return new
    found.texts |= new
    found.shapes |= new
    found.shown_in |= dict.fromkeys(new, frozenset({each.number}))
    return ""


def _text_showing(  # noqa: PLR0913  # all that a guess and its proof need
    wanted: str,
    text: Text,
    format_: Format,
    edit: FieldEdit,
    tools: Tools,
    *,
    is_adopted: bool = False,
) -> str | None:
    """A text that shows what is wanted, patched or else made anew.

    An adopted note has `<b>` where Markdown makes `<strong>`, so there the two are one.
    """
    for write in (with_markdowns_tags, *_WRITERS) if is_adopted else _WRITERS:
        target = write(wanted) if write is with_markdowns_tags else wanted

        def shown(value: str, write: Callable[[str], str] = write) -> str:
            if not value:
                return ""
            return as_seen(write(tools.html(text._replace(value=value, exact=False), format_)))

        if write is as_phones_write and "\n" in edit.theirs:
            continue
        found = patched(text.value, target, shown)
        if found is not None and found == found.strip():
            return found
    made = tools.convert(wanted, format_)
    return made if made and made == made.strip() else None


_WRITERS: tuple[Callable[[str], str], ...] = (str, as_phones_write)
"""Ways in which HTML is written: as Recto ships it, and as AnkiDroid's editor leaves it."""
_TWO_THINGS = "two fields of the note show this text, and say different things"
_NEEDED = "it is empty there, and a card needs it; delete the card here, or make it a `draft`"
_OTHER_ROWS = "the rows there are others than in the source, which you can edit yourself"
_NO_MARKDOWN = "no Markdown was found that shows exactly this"
_PLAIN = "it has marks there, and this text is plain"
_NOT_PROVED = "the card would be another than Anki has"
_FIXED = "Recto makes this field of more than a text"
_SETTING = "it is a setting of the card, which you can write here"
_FIXED_HERE = {
    "Topic": "it is the title of the topic, which all its cards show; change it here",
    "Reversed": _SETTING,
    "Accents": _SETTING,
}


def why(theirs: str, ours: str = "", otherwise: str = _NO_MARKDOWN) -> str:
    """Why no text shows what Anki has."""
    media = {*_MEDIA.findall(theirs)} - {*_MEDIA.findall(ours)}
    if media:
        names = ", ".join(f"`{name or sound}`" for name, sound in sorted(media))
        return f"Anki shows {names}, which is no file of the deck; put it into media/"
    return otherwise


_MEDIA = re.compile(r"""<img\b[^>]*?\bsrc="([^"]*)"|\[sound:([^\]]*)\]""")


class _Wanted(NamedTuple):
    """What a text is to show, by each field that shows it."""

    format: Format
    seen: list[str]
    edits: list[FieldEdit]


def _gather(
    card: Card, edit: FieldEdit, places: dict[Text, _Wanted], found: Rewriting, tools: Tools
) -> str:
    """Note what an edited field wants of the texts in it; a reason why that can't be told."""
    shape, texts = _shape(card, edit.name)
    if not texts and not edit.ours:
        return _new_entry(card, edit, found, tools)
    if not texts or (edit.name == _TITLE and not card.content.is_own):
        return _fixed(card, edit)
    pieces = _pieces(shape, texts, edit.theirs)
    if pieces is None:
        return _OTHER_ROWS if len(texts) > 1 else _fixed(card, edit)
    for (text, format_), piece in zip(texts, pieces, strict=True):
        wish = places.setdefault(text, _Wanted(format_, [], []))
        if piece != as_seen(tools.html(text, format_)) or len(texts) == 1:
            wish.seen.append(piece)
            wish.edits.append(edit)
        if not wish.seen:
            del places[text]
    return ""


def _fixed(card: Card, edit: FieldEdit) -> str:
    """Why a field can't be written that no text fills alone."""
    return _FIXED if card.content.is_own else _FIXED_HERE.get(edit.name, _FIXED)


def place_of(card: Card, name: str) -> Location:
    """Where the first text of a field stands; of a field without any, its card."""
    _, texts = _shape(card, name)
    return texts[0][0].at() if texts else card.asked.at()


_TITLE = "Topic"
_BEGIN, _END = "\ufdd0", "\ufdd1"
_MARK = re.compile(f"{_BEGIN}(\\d+){_END}")


def _shape(card: Card, name: str) -> tuple[str, list[tuple[Text, Format]]]:
    """A field with marks in the place of texts, and these in their order."""
    given: list[tuple[Text, Format]] = []

    def mark(text: Text | None, format_: Format = Format.MARKDOWN) -> str:
        if text is None:
            return ""
        given.append((text, format_))
        return f"{_BEGIN}{len(given) - 1}{_END}"

    shape = values_of(card, mark).get(name, "")
    return shape, [given[int(number)] for number in _MARK.findall(shape)]


def _pieces(shape: str, texts: list[tuple[Text, Format]], theirs: str) -> list[str] | None:
    """What stands in Anki in the place of each mark; None where the rest is not as it was."""
    parts = _MARK.split(as_seen(shape))[::2]
    pattern = "(.*?)".join(re.escape(part) for part in parts)
    match = re.fullmatch(pattern, as_seen(theirs), re.DOTALL)
    if match is None:
        return None
    pieces = [match[number + 1] for number in range(len(texts))]
    return pieces if len(pieces) == 1 or all(map(balanced, pieces)) else None


def _new_entry(card: Card, edit: FieldEdit, found: Rewriting, tools: Tools) -> str:
    """Note a text for a key that the card lacks."""
    key = key_of(card, edit.name)
    if key is None:
        return _fixed(card, edit)
    text = Text("", card.place.path, card.place.line, card.place.column)
    with_text = with_entry(card, edit.name, text)
    _, texts = _shape(with_text, edit.name)
    new = _text_showing(as_seen(edit.theirs), text, texts[0][1], edit, tools) if texts else None
    if not new:
        return why(edit.theirs, edit.ours)
    found.entries[key] = new
    found.shown_in[key] = frozenset({edit.number})
    found.places[edit.number] = card.asked.at()
    return ""


def _may_go(card: Card, name: str) -> bool:
    """Whether a card may be without what a field shows."""
    is_first = isinstance(card.content, Own) and card.content.type.first_field == name
    return key_of(card, name) is not None and not is_first


def _proved(card: Card, found: Rewriting, tools: Tools) -> Rewriting:
    """What of the rewriting makes the card show what Anki has, field by field."""
    if _is_proved(card, found, tools):
        return found
    proved = found.only(())
    for each in found.done:
        if each in proved.done or each.number in {one.edit.number for one in proved.problems}:
            continue
        group = found.together([each.number])
        wider = replace(found.only([*proved.done, *group]), problems=proved.problems)
        if _is_proved(card, wider, tools):
            proved = wider
        else:
            failed = [Problem(one, why(one.theirs, one.ours, _NOT_PROVED)) for one in group]
            proved = replace(proved, problems=[*proved.problems, *failed])
    return proved


def _is_proved(card: Card, found: Rewriting, tools: Tools) -> bool:
    rendered = tools.card(rewritten(card, found))
    return rendered is not None and all(_shows(rendered, each) for each in found.done)


def _shows(rendered: Rendered, edit: FieldEdit) -> bool:
    if edit.name == OCCLUSION_FIELD:
        return True  # its shapes were read from there
    ours = rendered.field(edit.name)
    theirs = as_seen(edit.theirs)
    return theirs in {as_seen(write(ours)) for write in _WRITERS} or _reads_as(ours, theirs)


def _reads_as(ours: str, theirs: str) -> bool:
    """Whether both read the same, though their tags differ: what was converted has Markdown's own."""
    with suppress(UnseenError):
        return seen(as_seen(ours)) == seen(theirs)
    return False
