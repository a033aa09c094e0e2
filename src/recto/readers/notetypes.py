"""The note types of a deck: each a file in its folder `notetypes`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from recto.deck import identity
from recto.deck.kinds.form import Key, Shape, by_name
from recto.deck.kinds.kind import Format
from recto.deck.kinds.own_type import (
    Adoption,
    OwnCard,
    OwnField,
    OwnType,
    Settings,
    reserved,
)
from recto.deck.model import Home
from recto.deck.notetypes.settings import OF_CARD, OF_FIELD, OF_TYPE
from recto.diagnostics import Code, Diagnostic, Location, likest, short
from recto.readers import formats
from recto.readers.fields import Fields, read_fields
from recto.readers.find import NOTE_TYPE_FOLDER, note_type_files
from recto.readers.keys import CARD_KEYS_OF_TYPE, FIELD_KEYS, FORMATS, NOTE_TYPE_KEYS
from recto.readers.nodes import Broken, Mapping, Node, place_of
from recto.readers.style import Style, css_as_given, read_css
from recto.readers.titles import default_title
from recto.text import Text

MOST_FIELDS, MOST_CARDS = 100, 50
"""More than anybody needs, and fewer than the numbers of the spares."""
BUILT_IN = ("basic", "cloze", "occlusion")
"""The ids of Recto's own note types."""

Types = dict[str, OwnType | None]
"""The note types of a deck, by the names of their files; none where one can't be read."""


def read_note_types(home: Home, deck_id: str) -> tuple[Types, list[Diagnostic]]:
    """The note types of a deck; of those that can't be read, the faults alone."""
    files, faults = note_type_files(home)
    reader = _Reader(home, faults)
    found = {file: fields for file in files if (fields := reader.mapping(file))}
    ids = reader.ids(found, deck_id)
    types: Types = {unicodedata.normalize("NFC", file.stem): None for file in files}
    for file, fields in found.items():
        made = reader.note_type(file, fields, ids[file])
        types[unicodedata.normalize("NFC", file.stem)] = made
    faults += _clashes([each for each in types.values() if each])
    return types, faults


def parsed_type(data: bytes, file: Path) -> OwnType | None:
    """The note type that bytes hold, before they are written to a file."""
    from recto.readers import yaml  # noqa: PLC0415  # as `formats` says

    node, _ = yaml.parse(data, file)
    if not isinstance(node, Mapping):
        return None
    home = Home(file.parent.parent, file, file, file.stem)
    return _Reader(home, []).note_type(file, read_fields(node, NOTE_TYPE_KEYS, []), file.stem)


class _Reader:
    def __init__(self, home: Home, faults: list[Diagnostic]) -> None:
        self.home = home
        self.faults = faults
        self.is_adopted = False
        """Whether the note type that is read had its names before it came to Recto."""

    def fault(self, place: Location, code: Code, message: str) -> None:
        self.faults.append(Diagnostic(place, code, message))

    def mapping(self, file: Path) -> Fields | None:
        node, found = formats.read(file)
        self.faults += found
        if isinstance(node, Mapping):
            return read_fields(node, NOTE_TYPE_KEYS, self.faults)
        if not isinstance(node, Broken) and (node or not found):
            place = place_of(node) if node else Location(file)
            self.fault(place, "wrong-type", "a note type has `fields:` and `cards:`")
        return None

    def ids(self, found: dict[Path, Fields], deck_id: str) -> dict[Path, str]:
        """The id of each note type: as written, or as the next build will write it."""
        ids: dict[Path, str] = {}
        for file, fields in found.items():
            if (text := fields.text("id")) and self.is_sound(text, ids):
                ids[file] = text.value
        for file in sorted(found.keys() - ids.keys(), key=lambda file: file.stem):
            stem = unicodedata.normalize("NFC", file.stem)
            ids[file] = identity.mint_type_id(deck_id, stem, {*ids.values(), *BUILT_IN})
        return ids

    def is_sound(self, text: Text, others: dict[Path, str]) -> bool:
        problem = ""
        if not identity.is_card_id(text.value):
            problem = "is no id: lower-case letters and digits, joined by single hyphens"
        elif text.value in BUILT_IN:
            problem = "is one of Recto's own note types"
        elif twin := next((file for file, id_ in others.items() if id_ == text.value), None):
            problem = f"is the id of `{twin.name}`; delete the line in the copy"
        if problem:
            self.fault(text.at(), "notetype-id", f"`{text.value}` {problem}")
        return not problem

    def note_type(self, file: Path, fields: Fields, id_: str) -> OwnType | None:
        self.is_adopted = fields.has("adopted")
        of_notes = [*self.fields(fields)]
        cards = [*self.cards(fields)]
        self.names_once("field", [(each.name, each.place) for each in of_notes])
        self.names_once("card", [(each.name, each.place) for each in cards])
        asks = self.asks(fields, {each.key: each.name for each in of_notes})
        style = (
            css_as_given(fields.value_of("css"), self.home)
            if self.is_adopted
            else self.style(fields)
        )
        self.only_of_adopted(fields, "sort", "settings")
        if not of_notes or not cards:
            return None
        is_cloze = fields.flag("cloze")
        if is_cloze and len(cards) > 1:
            message = "a note type with `cloze: true` has one card; its texts make the others"
            self.fault(cards[1].place, "template-cloze", message)
        return OwnType(
            id=id_,
            has_id=fields.has("id"),
            name=self.name(fields, file),
            file=file,
            place=fields.place_of("name"),
            fields=tuple(of_notes),
            cards=tuple(cards),
            asks=asks or (of_notes[0].name,),
            is_cloze=is_cloze,
            css=style.css,
            media=style.media,
            is_styled=not fields.has("style"),
            adopted=self.adoption(fields, of_notes) if self.is_adopted else None,
        )

    def only_of_adopted(self, fields: Fields, *keys: str) -> None:
        """What says how a thing was before it came to Recto, of which others can't have anything."""
        for key in () if self.is_adopted else keys:
            if fields.has(key):
                message = f"`{key}` is for a note type with `adopted:`"
                self.fault(fields.place_of(key), "notetype-adopted", message)

    def adoption(self, fields: Fields, of_notes: list[OwnField]) -> Adoption:
        text = fields.text("adopted")
        id_ = None
        if text and text.value != "yes":
            if _ANKI_ID.fullmatch(text.value):
                id_ = int(text.value)
            else:
                message = (
                    f"`{text.value}` is no id of a note type in Anki, a number; or write `yes`"
                )
                self.fault(text.at(), "notetype-adopted", message)
        sort = fields.text("sort")
        keys = [each.key for each in of_notes]
        if sort and sort.value not in keys:
            self.fault(sort.at(), "field-unknown", f"there is no field `{sort.value}`")
        place = keys.index(sort.value) if sort and sort.value in keys else 0
        return Adoption(id_, place, self.settings(fields, OF_TYPE))

    def settings(self, fields: Fields, known: dict[str, type]) -> Settings:
        """What else Anki keeps of a thing, by the names in its JSON."""
        self.only_of_adopted(fields, "settings")
        node = fields.values.get("settings")
        if not isinstance(node, Mapping):
            return {}
        keys = by_name(*(Key(name, SHAPES[kind], "") for name, kind in known.items()))
        said = read_fields(node, keys, self.faults)
        found: dict[str, str | int | bool] = {}
        for name, kind in known.items():
            if kind is bool and name in said.values:
                found[name] = said.flag(name)
            elif text := said.text(name):
                if kind is int and not _NUMBER.fullmatch(text.value):
                    self.fault(text.at(), "wrong-type", f"`{name}` takes a number")
                else:
                    found[name] = int(text.value) if kind is int else text.value
        return found

    def name(self, fields: Fields, file: Path) -> str:
        text = fields.text("name")
        if self.is_adopted and text:
            return text.value
        if text and (len(text.value.splitlines()) > 1 or len(text.value) > _LONGEST_NAME):
            message = f"`{short(text.value)}` is no name: one short line"
            self.fault(text.at(), "notetype-name", message)
        return text.value if text else default_title(file.stem)

    def fields(self, fields: Fields) -> Iterator[OwnField]:
        nodes = self.listed(fields, "fields", MOST_FIELDS)
        for node in nodes:
            if isinstance(node, Text):
                if self.is_name(node.value, node.at()):
                    yield OwnField(node.value, node.at())
            elif isinstance(node, Mapping) and len(node.values) == 1:
                yield from self.described(node)
            elif not isinstance(node, Broken):
                message = "a field is a name, or a name with `: {format: plain}` behind it"
                self.fault(place_of(node), "wrong-type", message)

    def described(self, node: Mapping) -> Iterator[OwnField]:
        [(name, value)] = node.values.items()
        place = node.place_of(name)
        if not self.is_name(name, place) or isinstance(value, Broken):
            return
        if not isinstance(value, Mapping):
            message = f"write `- {name}` alone, or `- {name}: {{format: plain}}`"
            self.fault(place_of(value), "wrong-type", message)
            return
        said = read_fields(value, FIELD_KEYS, self.faults)
        self.only_of_adopted(said, "anki")
        format_ = FORMATS.get(said.value_of("format"), Format.MARKDOWN)
        in_anki = said.value_of("anki") if self.is_adopted else ""
        yield OwnField(
            in_anki or name,
            place,
            format_,
            said.value_of("about"),
            said.text("was"),
            name if in_anki else "",
            self.settings(said, OF_FIELD),
        )

    def is_name(self, name: str, place: Location) -> bool:
        problem = ""
        if not name:
            problem = "is empty"
        elif self.is_adopted:
            return True
        elif reserved(name):
            problem = "means something else already"
        elif bad := _UNNAMABLE.search(name):
            problem = f"has `{bad[0]}`, which Anki takes out of names"
        elif name[0] in "#^/":
            problem = f"begins with `{name[0]}`, which means something else in a template"
        elif len(name) > _LONGEST_NAME or not name.isprintable():
            problem = "is no short line"
        if problem:
            self.fault(place, "field-name", f"the name `{short(name)}` {problem}; choose another")
        return not problem

    def cards(self, fields: Fields) -> Iterator[OwnCard]:
        for node in self.listed(fields, "cards", MOST_CARDS):
            if isinstance(node, Mapping):
                said = read_fields(node, CARD_KEYS_OF_TYPE, self.faults)
                front, back, name = (said.text(each) for each in ("front", "back", "name"))
                for needed in ("name", "front", "back"):
                    if not said.has(needed) and not said.strange:
                        message = f"`{needed}` is missing"
                        self.fault(said.place, "missing-key", message)
                self.only_of_adopted(said, "deck")
                settings = self.settings(said, OF_CARD)
                if front and back and name and self.is_card_name(name):
                    deck, was = said.text("deck"), said.text("was")
                    yield OwnCard(name.value, name.at(), front, back, was, deck, settings)
            elif not isinstance(node, Broken):
                message = "a card is a mapping with `name`, `front` and `back`"
                self.fault(place_of(node), "wrong-type", message)

    def is_card_name(self, name: Text) -> bool:
        problem = ""
        if self.is_adopted:
            return True
        if _SPARE_CARD.fullmatch(name.value):
            problem = "is that of a spare"
        elif len(name.value) > _LONGEST_NAME or not name.value.isprintable():
            problem = "is no short line"
        if problem:
            message = f"the name `{short(name.value)}` {problem}; choose another"
            self.fault(name.at(), "field-name", message)
        return not problem

    def listed(self, fields: Fields, key: str, most: int) -> list[Node]:
        """The items of a list that a note type needs, and that has an end."""
        nodes = fields.nodes(key)
        if not fields.has(key) and not fields.strange:
            self.fault(fields.place, "missing-key", f"`{key}:` is missing")
        if len(nodes) > most:
            message = f"a note type has {most} {key} at the most, and these are {len(nodes)}"
            self.fault(place_of(nodes[most]), "notetype-large", message)
        return nodes[:most]

    def names_once(self, what: str, names: list[tuple[str, Location]]) -> None:
        seen: dict[str, Location] = {}
        for name, place in names:
            first = seen.setdefault(name if self.is_adopted else name.casefold(), place)
            if first is not place:
                message = f"a {what} `{name}` stands in line {first.line} already"
                self.fault(place, "field-twice", message)

    def asks(self, fields: Fields, names: dict[str, str]) -> tuple[str, ...]:
        """The names of the fields that ask; `names` by the keys that a card has for them."""
        asks = fields.texts("asks")
        for text in asks:
            if text.value not in names:
                close = likest(text.value, names)
                hint = f"; did you mean `{close}`?" if close else ""
                self.fault(text.at(), "field-unknown", f"there is no field `{text.value}`{hint}")
        return tuple(names[text.value] for text in asks if text.value in names)

    def style(self, fields: Fields) -> Style:
        text = fields.text("css")
        if not text:
            return Style()
        style, found = read_css(text, self.home)
        self.faults += found
        return style


_ANKI_ID = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"-?[0-9]{1,9}")
SHAPES: dict[type, Shape] = {bool: Shape.FLAG, int: Shape.TEXT, str: Shape.TEXT}
_UNNAMABLE = re.compile(r'[:{}"]')
_SPARE_CARD = re.compile(r"spare [a-d]", re.IGNORECASE)
_LONGEST_NAME = 100


def _clashes(types: list[OwnType]) -> Iterator[Diagnostic]:
    """Two note types of one name: Anki would call one of them otherwise."""
    seen = {"recto": "Recto", "recto cloze": "Recto"}
    for each in types:
        if each.adopted:
            continue  # learners have it under that name, or another one
        other = seen.setdefault(each.name.casefold(), f"`{each.file.name}`")
        if other != f"`{each.file.name}`":
            message = f"{other} has a note type “{each.name}” already; give it another `name`"
            yield Diagnostic(each.place, "notetype-name", message)


def unknown_type(text: Text, types: Iterable[str]) -> Diagnostic:
    """What to say of a note type that is not there."""
    names = sorted(types)
    message = f"there is no note type `{text.value}`"
    if close := likest(text.value, names):
        message += f"; did you mean `{close}`?"
    elif names:
        message += f"; there are {', '.join(f'`{name}`' for name in names)}"
    else:
        message += f"; it would be the file `{NOTE_TYPE_FOLDER}/{text.value}.yaml`"
    return Diagnostic(text.at(), "notetype-unknown", message)
