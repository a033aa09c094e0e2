"""The sources of an adopted deck, before any is written: files, and what a summary says of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from recto.adopting.card_decks import with_card_decks
from recto.adopting.cards import (
    AdoptedCard,
    AdoptedType,
    Sorted,
    cards_of,
    lost_tags,
    sorted_out,
)
from recto.adopting.foreign import Description, Foreign, ForeignField, ForeignTemplate, ForeignType
from recto.adopting.media import media_paths
from recto.adopting.texts import Texts, field_texts
from recto.adopting.topics import (
    Paths,
    Together,
    by_deck,
    cut,
    deck_name,
    path_of,
    segment,
    without_tags,
)
from recto.adopting.words import asking
from recto.adopting.written import Comment, Flow, Value, as_table, as_yaml
from recto.checks.advice.adopted import SHARED_ID
from recto.deck import identity
from recto.deck.kinds.own_type import CARD_KEYS
from recto.diagnostics import counted
from recto.readers.find import DECK_FILE, NOTE_TYPE_FOLDER
from recto.readers.style import active_part
from recto.render.back import written
from recto.render.html import find_tags
from recto.render.media import loads_remote, unnamed


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
    media = media_paths(foreign, used)
    is_unsafe = _is_unsafe(found, used)
    types = _types(deck_id, found, used, media, unsafe=is_unsafe)
    cards = cards_of(found, types)
    files: dict[str, bytes] = {}
    order = [*_topics(cards, types, name, files)]
    order += _ready(foreign, Paths({*order}), files)
    files |= {f"{NOTE_TYPE_FOLDER}/{each.stem}.yaml": _type_file(each) for each in types.values()}
    remarks = [*foreign.remarks, *_remarks(foreign, found, cards, media)]
    description = _description(foreign.descriptions, name, remarks, unsafe=is_unsafe)
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
        "<" in text and (loads_remote(text) or _runs(text))
        for source in (sides, texts)
        for text in source
    )


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


def _topics(
    cards: Sequence[AdoptedCard],
    types: Mapping[ForeignType, AdoptedType],
    main: str,
    files: dict[str, bytes],
) -> Iterator[str]:
    """The paths of the topics in the order in which they are learned; their files go to `files`."""
    paths = Paths()
    for deck, of_deck in by_deck(cards, main).items():
        together = Together(path_of(deck, main), deck, of_deck)
        if _is_table(together, types):
            path = paths.free(together.path)
            files |= _table(together._replace(path=path), types, main)
            yield path
            continue
        for each in cut(together, paths):
            files[f"{each.path}.yaml"] = as_yaml(
                _head(each, types, main) | {"cards": [*_cards(each, types)]}
            )
            yield each.path


def _head(
    together: Together, types: Mapping[ForeignType, AdoptedType], main: str
) -> dict[str, Value]:
    """What a topic says of all its cards."""
    said: dict[str, Value] = {}
    if together.deck.casefold() != main.casefold():
        said["deck"] = together.deck
    said["notetype"] = types[_usual(together.cards)].stem
    return said


def _usual(cards: Iterable[AdoptedCard]) -> ForeignType:
    """The note type that most cards are of."""
    [(most, _)] = Counter(card.note.type for card in cards).most_common(1)
    return most


def _cards(
    together: Together, types: Mapping[ForeignType, AdoptedType]
) -> Iterator[Mapping[str, Value]]:
    usual = _usual(together.cards)
    for card in together.cards:
        of_type = card.note.type
        named = zip((field.name for field in of_type.fields), card.texts, strict=True)
        texts = {name: text for name, text in named if text}
        above: dict[str, Value] = {n: text for n, text in texts.items() if n not in CARD_KEYS}
        below = {name: text for name, text in texts.items() if name in CARD_KEYS}
        said: dict[str, Value] = {}
        if of_type is not usual:
            said["notetype"] = types[of_type].stem
        first = next(iter(above), "")
        if first and "\n" not in str(above[first]):
            said[first] = above.pop(first)
        said |= {"id": card.id, **above}
        if below:
            said["fields"] = below
        if card.tags:
            said["tags"] = list(card.tags)
        if card.draft:
            said["draft"] = Comment(value=True, comment=card.draft)
        yield said


_FEWEST_ROWS, _LONGEST_CELL = 20, 120
"""Notes that are rather a table than cards in YAML, if none of their texts is longer."""


def _is_table(together: Together, types: Mapping[ForeignType, AdoptedType]) -> bool:
    """Whether all cards of a topic are of one type, and short texts of one line."""
    of_types = {card.note.type for card in together.cards}
    if len(together.cards) < _FEWEST_ROWS or len(of_types) > 1:
        return False
    [of_type] = of_types
    names = [field.name.strip().casefold() for field in of_type.fields]
    are_keys = len({*names, *CARD_KEYS}) < len(names) + len(CARD_KEYS) or "guid" in names
    if are_keys or any(texts.format == "html" for texts in types[of_type].fields):
        return False
    return all(
        len(text) <= _LONGEST_CELL and "\n" not in text
        for card in together.cards
        for text in card.texts
    )


def _table(
    together: Together, types: Mapping[ForeignType, AdoptedType], main: str
) -> dict[str, bytes]:
    """A topic with a table: its two files."""
    cards = together.cards
    [of_type] = {card.note.type for card in cards}
    filled = [any(card.texts[place] for card in cards) for place in range(len(of_type.fields))]
    columns: list[tuple[str, Callable[[AdoptedCard], str]]] = [
        (field.name, lambda card, place=place: card.texts[place])  # type: ignore[misc]
        for place, field in enumerate(of_type.fields)
        if filled[place]
    ]
    if any(card.tags for card in cards):
        columns.append(("tags", lambda card: " ".join(card.tags)))
    if any(card.draft for card in cards):
        columns.append(("draft", lambda card: "true" if card.draft else ""))
    columns.append(("id", lambda card: card.id))
    file = f"{together.path}.csv"
    rows = ([cell(card) for _, cell in columns] for card in cards)
    return {
        f"{together.path}.yaml": as_yaml(_head(together, types, main) | {"table": file}),
        file: as_table([name for name, _ in columns], rows),
    }


def _ready(foreign: Foreign, paths: Paths, files: dict[str, bytes]) -> Iterator[str]:
    """The topics that their reader made, as it made them."""
    for topic in foreign.topics:
        path = paths.free(topic.path)
        cards = {"cards": topic.cards} if topic.cards else {}
        files[f"{path}.yaml"] = as_yaml({**topic.settings, **cards})
        yield path
    files |= {path: content() for path, content in foreign.files.items()}


def _description(
    all_: Mapping[str, Description], name: str, remarks: list[str], *, unsafe: bool
) -> str:
    """What Anki shows with the deck, as Markdown; what can't be written is told."""
    others = [deck for deck in all_ if deck_name(deck).casefold() != name.casefold()]
    if others:
        told = _listed([f"“{deck}”" for deck in others])
        remarks.append(f"the description of {told} is left out; learners keep it")
    found = next((each for deck, each in all_.items() if deck not in others), None)
    if found is None:
        return ""
    if not found.is_html:
        return found.text.strip()
    made = written(found.text.replace("\n", "<br>"), unsafe=unsafe)  # Anki shows its lines
    if made is None or any(unnamed(found.text, ())):
        remarks.append("the deck's description can't be written as Markdown, and is left out")
        return ""
    return made.text


def _remarks(
    foreign: Foreign, found: Sorted, cards: Sequence[AdoptedCard], media: Mapping[str, str]
) -> Iterator[str]:
    """What of the source is not in the sources, or otherwise."""
    if any(each.id == SHARED_ID for each in {note.type for note in found.notes}):
        yield (
            f"its note type has the id {SHARED_ID} of the example in genanki's README: a learner "
            "of another deck that copied it has conflicts between the two, and keeps them"
        )
    if found.empty:
        yield f"{counted(found.empty, 'note')} without a word in any field: left out"
    for why, count in Counter(card.draft for card in cards if card.draft).items():
        yield f"{counted(count, 'note')} became a draft, which is not built: {why}"
    if tags := lost_tags(found.notes):
        yield f"{counted(len(tags), 'tag')} that Recto can't write, left out: {_named(tags)}"
    if split := sum(_is_split(card) for card in cards):
        yield (
            f"{counted(split, 'note')} had cards in several decks; learners' cards stay where "
            "they are, and new ones go to the deck of the first card"
        )
    shown = dict.fromkeys(
        n for note in found.notes for text in note.fields for n in unnamed(text, ())
    )
    missing = [name for name in shown if name not in media]
    if missing:
        yield f"{counted(len(missing), 'file')} that notes show, and nobody has: {_named(missing)}"
    unused = foreign.media - media.keys()
    made = sum(bool(_LATEX.fullmatch(name)) for name in unused)
    if made:
        yield f"{counted(made, 'picture')} that Anki made of LaTeX: left out; formulas are text"
    if len(unused) > made:
        yield f"{counted(len(unused) - made, 'file')} that no note shows: left out"


def _is_split(card: AdoptedCard) -> bool:
    """Whether the cards of a note lie in several decks, and not because their templates say so."""
    of_type = card.note.type
    last = len(of_type.templates) - 1
    decks = {name for ord_, name in card.note.decks if not of_type.templates[min(ord_, last)].deck}
    return len(decks) > 1


def _named(names: Iterable[str]) -> str:
    return _listed([f"`{name}`" for name in names])


def _listed(names: Sequence[str]) -> str:
    """The first few of them."""
    return ", ".join([*names[:_FEW], *(["…"] if len(names) > _FEW else [])])


_FEW = 5
_LATEX = re.compile(r"latex-[0-9a-f]+\.(?:png|svg)")
