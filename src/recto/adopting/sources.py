"""The sources of an adopted deck, before any is written: files, and what a summary says of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from recto.adopting.card_decks import with_card_decks
from recto.adopting.cards import AdoptedCard, AdoptedType, Sorted, cards_of, sorted_out
from recto.adopting.foreign import Foreign, ForeignField, ForeignTemplate, ForeignType
from recto.adopting.media import media_paths
from recto.adopting.remarks import description_of, remarks_on
from recto.adopting.texts import Texts, field_texts
from recto.adopting.topic_files import topics_of
from recto.adopting.topics import Paths, deck_name, segment, without_tags
from recto.adopting.words import asking
from recto.adopting.written import Comment, Flow, Value, as_yaml
from recto.deck import identity
from recto.readers.find import DECK_FILE, NOTE_TYPE_FOLDER
from recto.readers.style import active_part
from recto.render.html import find_tags
from recto.render.media import loads_remote


@dataclass(frozen=True, eq=False)
class Sources:
    """All files of an adopted deck but its media, and what they were made of."""

    deck_id: str
    name: str
    files: Mapping[str, bytes]
    """By their paths in the deck's folder."""
    topics: tuple[str, ...]
    types: tuple[AdoptedType, ...]
    cards: tuple[AdoptedCard, ...]
    media: Mapping[str, str]
    """The path of each media file that comes along, by its name."""
    is_unsafe: bool
    """Whether something in it runs, as a script does."""
    remarks: tuple[str, ...]
    """What a maintainer should know, each a sentence."""


def sources_of(foreign: Foreign, stem: str) -> Sources:
    """The sources of a deck of another program, for a folder of that name."""
    name = without_tags(deck_name(foreign.name) or stem)
    words = identity.ascii_words(stem)
    deck_id = "-".join(each for each in (words, identity.random_tail()) if each)
    found = sorted_out(with_card_decks(foreign.notes))
    used = [*dict.fromkeys(note.type for note in found.notes)]
    media = media_paths(foreign)
    is_unsafe = _is_unsafe(found, used)
    types = _types(deck_id, found, used, media, unsafe=is_unsafe)
    cards = cards_of(found, types)
    files: dict[str, bytes] = {}
    order = [*topics_of(cards, types, name, files)]
    order += _ready(foreign, Paths({*order}), files)
    files |= {f"{NOTE_TYPE_FOLDER}/{each.stem}.yaml": _type_file(each) for each in types.values()}
    remarks = [*foreign.remarks, *remarks_on(foreign, found, cards, media)]
    description = description_of(foreign.descriptions, name, remarks, unsafe=is_unsafe)
    head: dict[str, Value] = {"deck": name, "id": deck_id}
    if types:
        head["tag"] = "none"
    if is_unsafe:
        head["unsafe_html"] = Comment(
            value=True, comment="scripts, or files on the network, as before"
        )
    if len(order) > 1:
        head["topics"] = order
    if description:
        head["description"] = description
    return Sources(
        deck_id=deck_id,
        name=name,
        files={DECK_FILE: as_yaml(head), **files},
        topics=tuple(order),
        types=tuple(types.values()),
        cards=tuple(cards),
        media=media,
        is_unsafe=is_unsafe,
        remarks=tuple(remarks),
    )


def _is_unsafe(found: Sorted, types: Iterable[ForeignType]) -> bool:
    """Whether a note or a note type holds what can run, or loads something from the network."""
    types = [*types]
    sides = (side for each in types for t in each.templates for side in (t.front, t.back))
    texts = (text for note in found.notes for text in note.fields)
    return any(active_part(each.css) for each in types) or any(
        not _STILL.fullmatch(text) and (loads_remote(text) or _runs(text))
        for source in (sides, texts)
        for text in source
    )


_STILL = re.compile(
    r"(?:[^<]++|</?(?:b|blockquote|br|code|div|em|h[1-6]|hr|i|li|ol|p|pre|span|strong|sub|sup|table"
    r"|tbody|td|th|tr|u|ul)[ ]?/?>)*+"
)
"""HTML whose tags only shape words: most is, and needs no closer look."""


def _runs(html: str) -> bool:
    return any(tag.fault for tag in find_tags(html, [], unsafe=False).tags)


def _types(
    deck_id: str,
    found: Sorted,
    used: Sequence[ForeignType],
    media: Mapping[str, str],
    *,
    unsafe: bool,
) -> dict[ForeignType, AdoptedType]:
    """The note types that notes are of, each with the texts of these."""
    types: dict[ForeignType, AdoptedType] = {}
    stems, ids = Paths(), set[str]()
    for each in used:
        notes = [note for note in found.notes if note.type is each]
        stem = stems.free(segment(each.name))
        id_ = identity.mint_type_id(deck_id, stem, ids)
        ids.add(id_)
        fields = tuple(
            field_texts(each, notes, place, media, unsafe=unsafe)
            for place in range(len(each.fields))
        )
        types[each] = AdoptedType(each, stem, id_, fields, asking(each, notes))
    return types


def _type_file(adopted: AdoptedType) -> bytes:
    """The file of a note type."""
    of_type = adopted.type
    asks = [of_type.fields[place].name for place in adopted.asks]
    said: dict[str, Value] = {
        "name": of_type.name,
        "id": adopted.id,
        "adopted": "yes" if of_type.id is None else of_type.id,
        "fields": [*map(_field, of_type.fields, adopted.fields)],
    }
    if adopted.asks != (0,):
        said["asks"] = asks[0] if len(asks) == 1 else asks
    if of_type.sort_field:
        said["sort"] = of_type.fields[of_type.sort_field].name
    if of_type.is_cloze:
        said["cloze"] = True
    said["cards"] = [_template(each) for each in of_type.templates]
    if of_type.css.strip():
        said["css"] = of_type.css.strip()
    if of_type.settings:
        said["settings"] = of_type.settings
    return as_yaml(said)


def _field(field: ForeignField, texts: Texts) -> Value:
    said: dict[str, Value] = {}
    if texts.format != "markdown":
        said["format"] = texts.format
    if field.description.strip():
        said["about"] = field.description.strip()
    if field.settings:
        said["settings"] = field.settings
    return {field.name: Flow(said)} if said else field.name


def _template(template: ForeignTemplate) -> Value:
    said: dict[str, Value] = {
        "name": template.name,
        "front": template.front.strip() or _EMPTY,
        "back": template.back.strip() or _EMPTY,
    }
    if template.deck:
        said["deck"] = deck_name(template.deck)
    if template.settings:
        said["settings"] = template.settings
    return said


_EMPTY = "<!-- empty -->"


def _ready(foreign: Foreign, paths: Paths, files: dict[str, bytes]) -> Iterator[str]:
    """The topics that their reader made, as it made them."""
    for topic in foreign.topics:
        path = paths.free(topic.path)
        cards = {"cards": topic.cards} if topic.cards else {}
        files[f"{path}.yaml"] = as_yaml({**topic.settings, **cards})
        yield path
    files |= {path: content() for path, content in foreign.files.items()}
