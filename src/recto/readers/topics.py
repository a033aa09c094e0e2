"""The topics of a deck, each a file of cards, and the order in which they are learned."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from recto.deck.model import Card, Home, Topic
from recto.diagnostics import Diagnostic, Location, likest
from recto.readers import formats
from recto.readers.cards import Shared, own_keys, read_card, read_ignore
from recto.readers.deck_names import name_in_anki
from recto.readers.fields import Fields, read_fields
from recto.readers.find import topic_files
from recto.readers.keys import CARD_KEYS, TOPIC_KEYS
from recto.readers.made import Made
from recto.readers.nodes import Broken, Mapping, place_of
from recto.readers.notetypes import Types, unknown_type
from recto.readers.settings import read_settings, without_use
from recto.readers.tables import read_table
from recto.readers.tags import read_tags, unique_tags
from recto.readers.titles import default_title

Topics = dict[Topic, list[Card]]


class _OfDeck(NamedTuple):
    """What a deck has for all of its topics."""

    home: Home
    settings: dict[str, Any]
    types: Types


def read_topics(
    home: Home, fields: Fields, tag: str, types: Types, made: Made | None = None
) -> tuple[Topics, list[Diagnostic]]:
    """The cards of a deck by topic, in the learning order; one file is one topic without a name.

    `fields` are those of deck.yaml or of the one file, `tag` is that of the deck, and `types` are
    its own note types. Of a deck that a program `made` the topics are no files.
    """
    if home.single:
        topic = Topic("", fields.value_of("deck"), home.file)
        cards, faults = _cards(_OfDeck(home, {}, types), topic, fields, tag)
        topics = {topic: cards}
    else:
        told: list[Diagnostic] = []
        sources, faults = _made(made) if made else _files(home)
        of_deck = _OfDeck(home, read_settings(fields, told), types)
        topics, found = _topics(of_deck, tag, sources)
        faults += found
        faults += told
        if not faults:
            faults += without_use(fields, [card for cards in topics.values() for card in cards])
    order, found = _order(topics, fields)
    return {topic: topics[topic] for topic in order}, [*faults, *found]


class _Source(NamedTuple):
    """A topic that is not read yet."""

    path: str
    file: Path
    read: Callable[[], formats.Read]


def _files(home: Home) -> tuple[list[_Source], list[Diagnostic]]:
    """The topics in a deck's folder."""
    files, faults = topic_files(home)
    sources = []
    for file in files:
        path, found = _topic_path(home, file)
        faults += found
        sources.append(_Source(path, file, partial(formats.read, file)))
    return sources, faults


def _made(made: Made) -> tuple[list[_Source], list[Diagnostic]]:
    """The topics that a program made."""
    topics = made.topics.items()
    wrong = ((node, _wrong_part(path)) for path, node in topics)
    faults = [_topic_name(node.place, part) for node, part in wrong if part is not None]
    return [_Source(path, Path(path), partial(_as_made, node)) for path, node in topics], faults


def _as_made(node: Mapping) -> formats.Read:
    return node, []


def _topics(
    of_deck: _OfDeck, tag: str, sources: Iterable[_Source]
) -> tuple[Topics, list[Diagnostic]]:
    faults: list[Diagnostic] = []
    topics: Topics = {}
    taken: dict[str, Path] = {}
    for path, file, read in sources:
        if path.casefold() in taken:
            message = f"`{taken[path.casefold()].name}` is the topic `{path}` already"
            faults.append(Diagnostic(Location(file), "topic-twice", message))
            continue
        taken[path.casefold()] = file
        node, found = read()
        faults += found
        if isinstance(node, Mapping):
            fields = read_fields(node, TOPIC_KEYS, faults)
            title = fields.value_of("title") or default_title(path)
            topic_tag = "::".join((tag, *path.split("/"))) if tag else ""
            deck = name_in_anki(fields.text("deck"), faults)
            topic = Topic(path, title, file, deck, read_ignore(fields, faults))
            topics[topic], found = _cards(of_deck, topic, fields, topic_tag)
            faults += found
            continue
        topics[Topic(path, "", file)] = []  # it is there, though nobody can read it
        if node and not isinstance(node, Broken):
            message = "a topic begins with `cards:`, and the cards stand below it"
            faults.append(Diagnostic(place_of(node), "wrong-type", message))
    return topics, faults


def _cards(
    of_deck: _OfDeck, topic: Topic, fields: Fields, tag: str
) -> tuple[list[Card], list[Diagnostic]]:
    """The cards of a topic: those below `cards:`, and the rows of its table."""
    faults: list[Diagnostic] = []
    if not (fields.has("cards") or fields.has("table") or fields.strange):
        faults.append(Diagnostic(fields.place, "missing-key", "`cards:` is missing"))
    root = (tag,) if tag else ()
    tags = unique_tags((*root, *read_tags(fields.texts("tags"), faults)))
    cards: list[Card] = []
    named = fields.text("notetype")
    if named and not of_deck.types.get(named.value):
        told = [] if named.value in of_deck.types else [unknown_type(named, of_deck.types)]
        return cards, [*faults, *told]
    own = of_deck.types[named.value] if named else None
    rows, found = read_table(of_deck.home, fields, own_keys(own) if own else CARD_KEYS)
    faults += found
    nodes = fields.nodes("cards")
    nodes += rows
    rows.clear()
    if fault := _too_much_shared(fields, len(nodes), (*tags, topic.title)):
        return cards, [*faults, fault]
    defaults = of_deck.settings | read_settings(fields, faults)
    if source := fields.text("source"):
        defaults["source"] = source
    shared = Shared(topic, defaults, tags, of_deck.types, own)
    nodes.reverse()
    while nodes:  # each node makes room for the next card: a quarter less memory
        card, found = read_card(nodes.pop(), shared)
        faults += found
        if card:
            cards.append(card)
    if not faults:
        faults += without_use(fields, cards)
    return cards, faults


def _too_much_shared(fields: Fields, cards: int, shared: tuple[str, ...]) -> Diagnostic | None:
    """What is wrong with a topic that gives each of many cards a book."""
    length = sum(map(len, shared)) + len(fields.value_of("source"))
    if length * cards <= MOST_SHARED:
        return None
    message = (
        f"each of {cards:,} cards gets the {length:,} characters of this topic's title, "
        "tags and source; shorten them"
    )
    return Diagnostic(fields.place, "file-too-large", message)


MOST_SHARED = 200_000_000
"""Characters that a topic's cards may get from it, all together; usual are some hundred a card."""


_SEGMENT = re.compile(r"[\w.-]+")


def _topic_path(home: Home, file: Path) -> tuple[str, list[Diagnostic]]:
    """The topic of a file, `iam/policies`; its parts become parts of a tag."""
    relative = file.relative_to(home.folder).with_suffix("")
    path = unicodedata.normalize("NFC", relative.as_posix())
    wrong = _wrong_part(path)
    if wrong is None:
        return path, []
    parts = file.relative_to(home.folder).parts
    folders = parts[: path.split("/").index(wrong) + 1]
    place = file if len(folders) == len(parts) else home.folder.joinpath(*folders)
    return path, [_topic_name(Location(place), wrong)]


def _wrong_part(path: str) -> str | None:
    """The first part of a topic's path that can't be part of a tag."""
    return next((part for part in path.split("/") if not _SEGMENT.fullmatch(part)), None)


def _topic_name(place: Location, wrong: str) -> Diagnostic:
    wish = "-".join(re.findall(r"[\w.]+", wrong)) or "topic"
    message = f"`{wrong}` becomes part of a tag; rename it, to `{wish}` for example"
    return Diagnostic(place, "topic-name", message)


def _order(topics: Iterable[Topic], fields: Fields) -> tuple[list[Topic], list[Diagnostic]]:
    """Topics as `topics:` ranks them, by their longest prefix there; the rest by name."""
    paths = {topic.path for topic in topics}
    known = {"/".join(parts[:n]) for parts in map(_parts, paths) for n in range(1, len(parts) + 1)}
    faults: list[Diagnostic] = []
    ranks: dict[str, int] = {}
    for text in fields.texts("topics"):
        if text.value in known:
            ranks.setdefault(text.value, len(ranks))
            continue
        message = f"there is no topic `{text.value}`"
        if len(faults) < _MOST_HINTS:
            message += f"; {_meant(text.value, known, fields)}"
        faults.append(Diagnostic(text.at(), "topic-unknown", message))

    def rank(topic: Topic) -> tuple[int, list[str]]:
        parts = _parts(topic.path)
        prefixes = ("/".join(parts[:n]) for n in range(len(parts), 0, -1))
        return next((ranks[p] for p in prefixes if p in ranks), len(ranks)), parts

    return sorted(topics, key=rank), faults


def _meant(wrong: str, known: set[str], fields: Fields) -> str:
    """What to write for a topic that is not there: after a renaming, one that is not named yet."""
    bare = wrong.removesuffix(".yaml").removesuffix(".yml").rstrip("/")
    if bare in known:
        return f"write `{bare}`"
    if close := likest(wrong, sorted(known)):
        return f"did you mean `{close}`?"
    named = {_parts(text.value)[0] for text in fields.texts("topics")}
    unnamed = sorted({_parts(path)[0] for path in known} - named)
    told = [f"`{each}`" for each in unnamed[:_MOST_TOLD]]
    told += ["…"] if len(unnamed) > _MOST_TOLD else []
    return f"not named yet: {', '.join(told)}" if told else "the others are all named; delete it"


_MOST_TOLD = 8
"""Topics that a message names, so that it is read."""
_MOST_HINTS = 50
"""Unknown topics of one deck that are held against the known ones."""


def _parts(path: str) -> list[str]:
    return path.split("/")
