"""A deck folder, or a deck in one file, to a deck."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

from recto import source
from recto.diagnostics import Diagnostic, Location, has_errors
from recto.loader.cards import read_card, read_ignore, read_tags, unique_tags
from recto.loader.clashes import clashes
from recto.loader.find import topic_files
from recto.loader.head import LIKE_A_TAG, read_head, read_tag
from recto.loader.keys import DECK_KEYS, SINGLE_KEYS, TOPIC_KEYS, Fields, read_fields
from recto.loader.style import read_style
from recto.model import Card, Deck, Home, Topic
from recto.source import Broken, Mapping, leaves, led_out, place_of


def load_decks(homes: Iterable[Home]) -> tuple[list[Deck], list[Diagnostic]]:
    """Every deck that can be read, and the faults of all; one without name or id has a fault."""
    decks: list[Deck] = []
    faults: list[Diagnostic] = []
    for home in homes:
        deck, found = load_deck(home)
        faults += found
        if deck:
            decks.append(deck)
    return decks, [*faults, *clashes(decks)]


def load_deck(home: Home) -> tuple[Deck | None, list[Diagnostic]]:
    """Read one deck; none where it lacks what makes it one."""
    fields, faults = _read_file(home)
    if fields is None:
        return None, faults
    tag, found = read_tag(home, fields)
    faults += found
    topics = _only_topic(home, fields, tag, faults) if home.single else _topics(home, tag, faults)
    order = _order(topics, fields, faults)
    cards = tuple(card for topic in order for card in topics[topic])
    if not has_errors(faults):
        faults += _nothing_to_build(home, cards)
    head, found = read_head(home, fields)
    faults += found
    style, style_media = read_style(home, faults)
    deck = Deck(
        id=head.id,
        name=head.name,
        tag=tag,
        home=home,
        cards=cards,
        place=fields.place_of("deck"),
        id_place=fields.place_of("id"),
        subdecks=_subdecks(head.name, order, fields, faults),
        description=head.description,
        license=head.license,
        report=head.report,
        style=style,
        style_media=style_media,
        unsafe_html=head.unsafe_html,
        ignore=head.ignore,
    )
    return deck, faults


def _read_file(home: Home) -> tuple[Fields | None, list[Diagnostic]]:
    """What deck.yaml or the one file holds; none where that makes no deck."""
    if leaves(home.file, home.folder):
        return None, [led_out(home.file)]
    node, faults = source.read(home.file)
    if node is None or isinstance(node, Broken):
        return None, faults
    if not isinstance(node, Mapping):
        message = "a deck begins with `deck: Its name`, not with a list or a text"
        return None, [*faults, Diagnostic(place_of(node), "wrong-type", message)]
    fields = read_fields(node, SINGLE_KEYS if home.single else DECK_KEYS, faults)
    if home.single and not fields.strange and "deck" not in fields and "id" not in fields:
        message = (
            "no `deck:` here, so this is no deck; a topic lies in a deck's folder, beside its "
            "deck.yaml"
        )
        return None, [*faults, Diagnostic(fields.place, "deck-yaml-missing", message)]
    return fields, faults


def _nothing_to_build(home: Home, cards: tuple[Card, ...]) -> Iterator[Diagnostic]:
    if all(card.draft for card in cards):
        message = "the deck has no cards; add a topic file with `cards:` beside it"
        if cards:
            message = "every card of the deck is a draft; a package needs one that is not"
        yield Diagnostic(Location(home.file), "deck-empty", message)


def _topics(home: Home, tag: str, faults: list[Diagnostic]) -> dict[Topic, list[Card]]:
    files, found = topic_files(home)
    faults += found
    topics: dict[Topic, list[Card]] = {}
    taken: dict[str, Path] = {}
    for file in files:
        path = _topic_path(home, file, faults)
        if path.casefold() in taken:
            message = f"`{taken[path.casefold()].name}` is the topic `{path}` already"
            faults.append(Diagnostic(Location(file), "topic-twice", message))
            continue
        taken[path.casefold()] = file
        node, found = source.read(file)
        faults += found
        if isinstance(node, Mapping):
            fields = read_fields(node, TOPIC_KEYS, faults)
            title = fields.value_of("title") or default_title(path)
            topic_tag = "::".join((tag, *path.split("/")))
            topic = Topic(path, title, file, read_ignore(fields, faults))
            topics[topic] = _cards(topic, fields, topic_tag, faults)
            continue
        topics[Topic(path, "", file)] = []  # it is there, though nobody can read it
        if node and not isinstance(node, Broken):
            message = "a topic begins with `cards:`, and the cards stand below it"
            faults.append(Diagnostic(place_of(node), "wrong-type", message))
    return topics


def _only_topic(
    home: Home, fields: Fields, tag: str, faults: list[Diagnostic]
) -> dict[Topic, list[Card]]:
    topic = Topic("", fields.value_of("deck"), home.file)
    return {topic: _cards(topic, fields, tag, faults)}


def _cards(topic: Topic, fields: Fields, tag: str, faults: list[Diagnostic]) -> list[Card]:
    if "cards" not in fields and not fields.strange:
        faults.append(Diagnostic(fields.place, "missing-key", "`cards:` is missing"))
    tags = unique_tags((tag, *read_tags(fields.texts("tags"), faults)))
    cards: list[Card] = []
    nodes = fields.nodes("cards")
    shared = sum(map(len, (*tags, topic.title, fields.value_of("source"))))
    if shared * len(nodes) > MOST_SHARED:
        message = (
            f"each of {len(nodes):,} cards gets the {shared:,} characters of this topic's title, "
            "tags and source; shorten them"
        )
        faults.append(Diagnostic(fields.place, "file-too-large", message))
        return cards
    nodes.reverse()
    while nodes:  # each node makes room for the next card: a quarter less memory
        card, found = read_card(nodes.pop(), topic, fields.text("source"), tags)
        faults += found
        if card:
            cards.append(card)
    return cards


MOST_SHARED = 200_000_000
"""Characters that a topic's cards may get from it, all together; usual are some hundred a card."""


def default_title(path: str) -> str:
    """`iam/root-user` to `Root user`."""
    words = re.sub(r"[-_.]+", " ", path.rpartition("/")[2]).strip()
    return words[:1].upper() + words[1:]


_SEGMENT = re.compile(r"[\w.-]+")


def _topic_path(home: Home, file: Path, faults: list[Diagnostic]) -> str:
    """The topic of a file, `iam/policies`; its parts become parts of a tag."""
    relative = file.relative_to(home.folder).with_suffix("")
    path = unicodedata.normalize("NFC", relative.as_posix())
    wrong = [part for part in path.split("/") if not _SEGMENT.fullmatch(part)]
    if wrong:
        wish = "-".join(re.findall(r"[\w.]+", wrong[0])) or "topic"
        message = f"`{wrong[0]}` becomes part of a tag; rename it, to `{wish}` for example"
        parts = file.relative_to(home.folder).parts
        folders = parts[: path.split("/").index(wrong[0]) + 1]
        place = file if len(folders) == len(parts) else home.folder.joinpath(*folders)
        faults.append(Diagnostic(Location(place), "topic-name", message))
    return path


def _order(
    topics: dict[Topic, list[Card]], fields: Fields, faults: list[Diagnostic]
) -> list[Topic]:
    """Topics as `topics:` ranks them, by their longest prefix there; the rest by name."""
    paths = {topic.path for topic in topics}
    known = {"/".join(parts[:n]) for parts in map(_parts, paths) for n in range(1, len(parts) + 1)}
    ranks: dict[str, int] = {}
    for text in fields.texts("topics"):
        if text.value in known:
            ranks.setdefault(text.value, len(ranks))
            continue
        message = f"there is no topic `{text.value}`; {_meant(text.value, known, fields)}"
        faults.append(Diagnostic(text.at(), "topic-unknown", message))

    def rank(topic: Topic) -> tuple[int, list[str]]:
        parts = _parts(topic.path)
        prefixes = ("/".join(parts[:n]) for n in range(len(parts), 0, -1))
        return next((ranks[p] for p in prefixes if p in ranks), len(ranks)), parts

    return sorted(topics, key=rank)


def _meant(wrong: str, known: set[str], fields: Fields) -> str:
    """What to write for a topic that is not there: after a renaming, one that is not named yet."""
    bare = wrong.removesuffix(".yaml").removesuffix(".yml").rstrip("/")
    if bare in known:
        return f"write `{bare}`"
    if close := get_close_matches(wrong, known, n=1):
        return f"did you mean `{close[0]}`?"
    named = {_parts(text.value)[0] for text in fields.texts("topics")}
    unnamed = sorted({_parts(path)[0] for path in known} - named)
    told = [f"`{each}`" for each in unnamed[:_MOST_TOLD]]
    told += ["…"] if len(unnamed) > _MOST_TOLD else []
    return f"not named yet: {', '.join(told)}" if told else "the others are all named; delete it"


_MOST_TOLD = 8


def _parts(path: str) -> list[str]:
    return path.split("/")


def _subdecks(
    name: str, topics: list[Topic], fields: Fields, faults: list[Diagnostic]
) -> dict[str, str]:
    text = fields.text("subdecks")
    if text is None:
        return {}
    titles = {topic.path: topic.title for topic in topics}
    firsts = dict.fromkeys(_parts(topic.path)[0] for topic in topics)
    named = {first: titles.get(first) or default_title(first) for first in firsts}
    titles_used = Counter(named.values())
    for first, title in named.items():
        if "::" in title or LIKE_A_TAG.search(title) or titles_used[title] > 1:
            message = f"the topic `{first}` can't be a subdeck named `{title}`; change its title"
            faults.append(Diagnostic(text.at(), "deck-name", message))
    return {first: f"{name}::{title}" for first, title in named.items()}
