"""A deck folder, or a deck in one file, to a deck."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path

from recto import identity, source
from recto.diagnostics import Diagnostic, Location, has_errors
from recto.loader.cards import read_card, read_ignore, read_tags, tag_fault, unique_tags
from recto.loader.clashes import clashes
from recto.loader.find import topic_files
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
    if leaves(home.file, home.folder):
        return None, [led_out(home.file)]
    node, faults = source.read(home.file)
    if node is None:
        return None, faults
    if not isinstance(node, Mapping):
        message = "a deck begins with `deck: Its name`, not with a list or a text"
        if not isinstance(node, Broken):
            faults.append(Diagnostic(place_of(node), "wrong-type", message))
        return None, faults
    fields = read_fields(node, SINGLE_KEYS if home.single else DECK_KEYS, faults)
    if home.single and not fields.strange and "deck" not in fields and "id" not in fields:
        message = (
            "no `deck:` here, so this is no deck; a topic lies in a deck's folder, beside its "
            "deck.yaml"
        )
        return None, [*faults, Diagnostic(fields.place, "deck-yaml-missing", message)]
    tag = _root_tag(home, fields, faults)
    topics = _only_topic(home, fields, tag, faults) if home.single else _topics(home, tag, faults)
    order = _order(topics, fields, faults)
    cards = tuple(card for topic in order for card in topics[topic])
    if all(card.draft for card in cards) and not has_errors(faults):
        message = "the deck has no cards; add a topic file with `cards:` beside it"
        if cards:
            message = "every card of the deck is a draft; a package needs one that is not"
        faults.append(Diagnostic(Location(home.file), "deck-empty", message))
    name = _name(fields, faults)
    deck_id = _deck_id(home, fields, faults)
    style, style_media = read_style(home, faults)
    deck = Deck(
        id=deck_id,
        name=name,
        tag=tag,
        home=home,
        cards=cards,
        place=fields.place_of("deck"),
        id_place=fields.place_of("id"),
        subdecks=_subdecks(name, order, fields, faults),
        description=fields.text("description"),
        license=fields.text("license"),
        report=_report(fields, faults),
        style=style,
        style_media=style_media,
        unsafe_html=fields.flag("unsafe_html"),
        ignore=read_ignore(fields, faults),
    )
    return deck, faults


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


def _name(fields: Fields, faults: list[Diagnostic]) -> str:
    text = fields.text("deck")
    if text is None:
        if "deck" not in fields and not fields.strange:
            message = "`deck:`, the deck's name in Anki, is missing"
            faults.append(Diagnostic(fields.place, "missing-key", message))
        return ""
    if "\n" in text.value:
        faults.append(Diagnostic(text.at(), "deck-name", "a line break in the deck's name"))
        return ""
    if not all(part.strip() == part and part for part in text.value.split("::")):
        message = f"an empty part, or a space around one, in the deck's name `{text.value}`"
        faults.append(Diagnostic(text.at(), "deck-name", message))
        return ""
    if tag := _LIKE_A_TAG.search(text.value):
        message = "Anki takes what begins with `<` in a deck's name for HTML; leave it out"
        faults.append(Diagnostic(text.at(tag.start()), "deck-name", message))
        return ""
    return text.value


_LIKE_A_TAG = re.compile(r"<[A-Za-z/!?]")
"""What Anki's overview of a deck, which escapes no name, would take for a tag."""


def _deck_id(home: Home, fields: Fields, faults: list[Diagnostic]) -> str:
    text = fields.text("id")
    if text is None:
        if "id" not in fields:
            known = _id_of_lock(home)
            message = "the deck needs an `id` that never changes"
            message = (
                f"the deck has lost its `id`, which {home.lock.name} knows" if known else message
            )
            message += f"; add the line `id: {known or offered_id(home)}`"
            faults.append(Diagnostic(fields.place, "deck-id-missing", message))
        return ""
    if not identity.is_deck_id(text.value):
        wish = identity.ascii_words(text.value)
        message = f"`{text.value}` is no deck id: a to z, digits and single hyphens"
        message += f"; `{wish}` would be one" if wish else ""
        if len(text.value) > identity.LONGEST_DECK_ID:
            message = f"`{text.value}` is no deck id: it has more than {identity.LONGEST_DECK_ID} characters"
        faults.append(Diagnostic(text.at(), "bad-id", message))
        return ""
    return text.value


def _id_of_lock(home: Home) -> str:
    """The id of the deck that a lock in its place belongs to; empty where there is none."""
    with suppress(OSError, ValueError, LookupError, TypeError), home.lock.open("rb") as file:
        return str(json.loads(file.readline())["deck"])
    return ""


def offered_id(home: Home) -> str:
    """A fresh identity for a deck: its name and eight random characters."""
    words = identity.ascii_words(home.stem)
    return f"{words}-{identity.random_tail()}" if words else identity.random_tail()


def _root_tag(home: Home, fields: Fields, faults: list[Diagnostic]) -> str:
    text = fields.text("tag")
    tag = text.value if text else unicodedata.normalize("NFC", home.stem)
    if fault := tag_fault(tag, text.at() if text else Location(home.file)):
        if not text:
            wish = "-".join(re.findall(r'[^\s"]+', tag))
            message = (
                f"the {home.kind}'s name is the deck's tag, and a tag can't hold spaces or "
                f"quotes; add the line `tag: {wish}`"
            )
            fault = Diagnostic(Location(home.file), "bad-tag", message)
        faults.append(fault)
    return tag


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
        if "::" in title or _LIKE_A_TAG.search(title) or titles_used[title] > 1:
            message = f"the topic `{first}` can't be a subdeck named `{title}`; change its title"
            faults.append(Diagnostic(text.at(), "deck-name", message))
    return {first: f"{name}::{title}" for first, title in named.items()}


_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\"'<>{}\\]+")


_BARE_ADDRESSES = (
    ("mailto:", re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")),
    ("https://", re.compile(r"[\w-]+(?:\.[\w-]+)+(?:/[^\s\"'<>{}\\]*)?")),
)


def _report(fields: Fields, faults: list[Diagnostic]) -> str:
    text = fields.text("report")
    if text and not _ADDRESS.fullmatch(text.value):
        message = "`report` takes an address that begins with https:// or mailto:"
        for scheme, bare in _BARE_ADDRESSES:
            if bare.fullmatch(text.value):
                message = f"`report` takes an address; write `{scheme}{text.value}`"
        faults.append(Diagnostic(text.at(), "bad-address", message))
        return ""
    return text.value if text else ""
