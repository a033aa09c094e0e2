"""A deck folder, or a deck in one file, to a deck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from recto.deck.model import Card, Deck, Home, Topic
from recto.diagnostics import Diagnostic, Location, has_errors
from recto.readers import formats
from recto.readers.clashes import clashes
from recto.readers.deck_names import LIKE_A_TAG
from recto.readers.fields import Fields, read_fields
from recto.readers.find import DECK_FILE
from recto.readers.head import read_head, read_tag
from recto.readers.keys import DECK_KEYS, SINGLE_KEYS
from recto.readers.made import Made
from recto.readers.nodes import Broken, Mapping, place_of
from recto.readers.notetypes import read_note_types
from recto.readers.style import read_style
from recto.readers.titles import default_title
from recto.readers.topics import read_topics
from recto.system.paths import leaves, led_out


def load_decks(sources: Iterable[Home | Made]) -> tuple[list[Deck], list[Diagnostic]]:
    """Every deck that can be read, and the faults of all; one without name or id has a fault."""
    decks: list[Deck] = []
    faults: list[Diagnostic] = []
    for source in sources:
        deck, found = load_deck(source)
        faults += found
        if deck:
            decks.append(deck)
    return decks, [*faults, *clashes(decks)]


def load_deck(source: Home | Made) -> tuple[Deck | None, list[Diagnostic]]:
    """Read one deck, of its files or as a program made it; None if it lacks what makes it one."""
    made = source if isinstance(source, Made) else None
    home = source.home if isinstance(source, Made) else source
    fields, faults = _made(made) if made else _read_file(home)
    if fields is None:
        return None, faults
    tag, found = read_tag(home, fields)
    faults += found
    types, found = read_note_types(home, fields.value_of("id"))
    faults += found
    topics, found = read_topics(home, fields, tag, types, made)
    faults += found
    cards = tuple(card for of_topic in topics.values() for card in of_topic)
    if not has_errors(faults):
        faults += _nothing_to_build(home, cards)
    head, found = read_head(home, fields)
    faults += found
    subdecks, found = _subdecks(head.name, topics, fields)
    faults += found
    faults += _other_order(subdecks, fields)
    subdecks |= {topic.path: topic.deck for topic in topics if topic.deck}
    style, found = read_style(home)
    faults += found
    deck = Deck(
        id=head.id,
        name=head.name,
        tag=tag,
        home=home,
        cards=cards,
        place=fields.place_of("deck"),
        id_place=fields.place_of("id"),
        subdecks=subdecks,
        description=head.description,
        license=head.license,
        report=head.report,
        style=style.css,
        style_media=style.media,
        own_types=tuple(each for each in types.values() if each),
        unsafe_html=head.unsafe_html,
        manual_ids=head.manual_ids,
        terms=head.terms,
        ignore=head.ignore,
    )
    return deck, faults


def _made(made: Made) -> tuple[Fields | None, list[Diagnostic]]:
    """What a program says of a deck as a whole."""
    faults = [*made.faults]
    if made.home.folder.joinpath(DECK_FILE).exists():
        message = (
            f"`{made.home.folder}` is a deck of its own, with a {DECK_FILE}; give another folder"
        )
        faults.append(Diagnostic(made.head.place, "deck-nested", message))
    return read_fields(made.head, DECK_KEYS, faults), faults


def _read_file(home: Home) -> tuple[Fields | None, list[Diagnostic]]:
    """What deck.yaml or the one file holds; None if that makes no deck."""
    if leaves(home.file, home.folder):
        return None, [led_out(home.file)]
    node, faults = formats.read(home.file)
    if node is None or isinstance(node, Broken):
        return None, faults
    if not isinstance(node, Mapping):
        message = "a deck begins with `deck: Its name`, not with a list or a text"
        return None, [*faults, Diagnostic(place_of(node), "wrong-type", message)]
    fields = read_fields(node, SINGLE_KEYS if home.single else DECK_KEYS, faults)
    if home.single and not (fields.strange or fields.has("deck") or fields.has("id")):
        message = (
            "no `deck:` here, so this is no deck; a topic lies in a deck's folder, beside its "
            "deck.yaml"
        )
        return None, [*faults, Diagnostic(fields.place, "deck-yaml-missing", message)]
    return fields, faults


def _table_beside(home: Home) -> str:
    """The name of a table that lies beside deck.yaml, if there is one."""
    names = [] if home.single else sorted(each.name for each in home.folder.glob("*.[ct]sv"))
    return names[0] if names else ""


def _nothing_to_build(home: Home, cards: tuple[Card, ...]) -> Iterator[Diagnostic]:
    if all(card.draft for card in cards):
        message = "the deck has no cards; add a topic file with `cards:` beside it"
        if table := _table_beside(home):
            message = (
                "the deck has no cards; for those of the table, add a topic file with the line "
                f"`table: {table}` beside it"
            )
        if cards:
            message = "every card of the deck is a draft; a package needs one that is not"
        yield Diagnostic(Location(home.file), "deck-empty", message)


def _subdecks(
    name: str, topics: Iterable[Topic], fields: Fields
) -> tuple[dict[str, str], list[Diagnostic]]:
    """The name of each first-level topic's subdeck, where the deck has any."""
    text = fields.text("subdecks")
    if text is None:
        return {}, []
    titles = {topic.path: topic.title for topic in topics}
    firsts = dict.fromkeys(path.partition("/")[0] for path in titles)
    named = {first: titles.get(first) or default_title(first) for first in firsts}
    titles_used = Counter(map(str.casefold, named.values()))  # Anki ignores case
    faults = [
        Diagnostic(
            text.at(),
            "deck-name",
            f"the topic `{first}` can't be a subdeck named `{title}`; change its title",
        )
        for first, title in named.items()
        if "::" in title or LIKE_A_TAG.search(title) or titles_used[title.casefold()] > 1
    ]
    return {first: f"{name}::{title}" for first, title in named.items()}, faults


def _other_order(subdecks: dict[str, str], fields: Fields) -> Iterator[Diagnostic]:
    """Anki introduces new cards subdeck by subdeck, by name, whatever order the topics have."""
    names = [name.rpartition("::")[2] for name in subdecks.values()]
    by_name = sorted(names, key=str.casefold)
    if fields.has("topics") and names != by_name:
        message = (
            f"Anki introduces subdecks by name, from “{by_name[0]}” to “{by_name[-1]}”, and "
            "`topics` gives another order; leave `subdecks` out where the order matters"
        )
        yield Diagnostic(fields.place_of("topics"), "subdecks-order", message)
