"""A card of a note type of the author's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from recto.deck.kinds.form import Form, Key, Shape
from recto.deck.kinds.kind import Content, Format, Html, Kind
from recto.deck.kinds.own_type import OwnType, filled_by_anki
from recto.diagnostics import Diagnostic
from recto.text import Text, cloze
from recto.text.template import is_empty, parse, shows

HTML = "html"
"""Stands before a text that is HTML where those of other notes are Markdown: `Back: {html: …}`."""
SOURCE = "source"
"""A field of this name takes what a topic says of all its cards."""


@dataclass(frozen=True, eq=False)
class Own(Content):
    """The fields of one note, as far as they were given."""

    type: OwnType
    given: Mapping[str, Text]
    as_html: frozenset[str] = frozenset()
    """The fields whose texts are HTML here, whatever those of other notes are."""

    @property
    def kind(self) -> Kind:
        return kind_of_type(self.type)

    @property
    def note_type(self) -> str:
        return self.type.id

    @property
    def is_own(self) -> bool:
        return True

    @cached_property
    def asked(self) -> Text:
        """The text that asks; of several fields the place is that of the first."""
        asking = [self.given[name] for name in self.type.asks if name in self.given]
        first, *others = asking or self.given.values()
        if not asking or not others:
            return first
        return first._replace(value=" ".join(text.value for text in asking), exact=False)

    @cached_property
    def question(self) -> str:
        return cloze.shown(self.asked.value) if self.type.is_cloze else self.asked.value

    @cached_property
    def answer(self) -> str:
        if self.type.is_cloze:
            return ", ".join(self.hidden.values())
        return "\n".join(text.value for text in self.answers)

    @cached_property
    def answers(self) -> tuple[Text, ...]:
        """All that doesn't ask; of a cloze none."""
        if self.type.is_cloze:
            return ()
        return tuple(text for name, text in self.given.items() if name not in self.type.asks)

    def texts(self) -> Iterator[Text]:
        for name, text in self.given.items():
            if self._format(name) in (Format.MARKDOWN, Format.CLOZE, Format.SOURCE):
                yield text

    def fingerprint(self) -> dict[str, str]:
        """Each field by its slot, so that a name may change, or the order, and no note with it.

        What is called question is the first slot, for which there is always a text.
        """
        number_of = self.type.layout.number_of
        found = sorted((number_of[name], text.value) for name, text in self.given.items())
        (_, question), *others = found
        answer = "\x1e".join(f"{number}\x1f{text}" for number, text in others)
        if self.as_html:
            answer += f"\x1e{HTML}\x1f{sorted(number_of[name] for name in self.as_html)}"
        return {"kind": "own", "question": question, "answer": answer}

    def fields(self, html: Html) -> dict[str, str]:
        return {name: html(text, self._format(name)) for name, text in self.given.items()}

    def _format(self, name: str) -> Format:
        format_ = Format.HTML if name in self.as_html else self.type.field_named[name].format
        if format_ is not Format.MARKDOWN:
            return format_
        if name in self.type.cloze_fields:
            return Format.CLOZE
        is_source = name == SOURCE and not self.is_adopted
        return Format.SOURCE if is_source else Format.MARKDOWN

    def cards(self, fields: Mapping[str, str]) -> tuple[int, ...]:
        if self.type.is_cloze:
            return tuple(number - 1 for number in self.hidden)
        return self.type.layout.made(_filled(fields))

    def card_faults(self, fields: Mapping[str, str]) -> Iterator[Diagnostic]:
        filled = _filled(fields)
        first = self.type.first_field
        if first not in filled:
            message = f"`{first}` is empty; Anki needs something in the first field of a note"
            yield Diagnostic(self.asked.at(), "note-without-card", message)
            return
        for name in self.type.spoken_fields:
            if "[sound:" in fields.get(name, ""):
                message = (
                    f"the voice of `{{{{tts …:{name}}}}}` would read the name of this sound's file "
                    "aloud; put the sound into a field of its own"
                )
                yield Diagnostic(self.given[name].at(), "sound-spoken", message)
        if not self.type.can_ask:
            return
        if self.type.is_cloze:
            yield from self._blank_clozes(filled)
            return
        made = self.type.layout.made(filled)
        if not made:
            message = f"no card of `{self.type.name}` shows anything of this note on its front"
            yield Diagnostic(self.asked.at(), "note-without-card", message)
        for place in {*self.type.layout.made(filled_by_anki(filled))} - {*made}:
            name = self.type.layout.card_at[place].name
            card = next((each for each in self.type.cards if each.name == name), self.type.cards[0])
            message = (
                f"the front of “{name}” shows no field of some notes, and yet more than nothing: "
                "whether there is a card differs between versions of Anki; put all of it between "
                "`{{#field}}` and `{{/field}}`"
            )
            yield Diagnostic(card.front.at(), "template-front", message)

    def _blank_clozes(self, filled: frozenset[str]) -> Iterator[Diagnostic]:
        """What hides something on no front: its card would be blank."""
        nodes = parse(self.type.cards[0].front.value).nodes
        if not any(True for _ in self.type.cloze_values()):
            return  # said of the front
        shown = {
            value.field
            for value in self.type.cloze_values()
            if value.field in filled and shows(nodes, filled)
        }
        for name, text in self.given.items():
            if name not in shown and name in self.type.cloze_fields and "{{c" in text.value:
                message = (
                    f"the front shows nothing of `{name}` for this note: a card would be blank"
                )
                yield Diagnostic(text.at(), "note-without-card", message)

    def asked_in(self, card: int) -> str:  # noqa: ARG002
        if self.type.is_cloze:
            return next(iter(self.type.cloze_fields), self.type.first_field)
        return next(name for name in (*self.type.asks, *self.given) if name in self.given)

    @property
    def cloze_text(self) -> Text | None:
        return next(iter(self.cloze_texts), None)

    @cached_property
    def cloze_texts(self) -> tuple[Text, ...]:
        return tuple(self.given[name] for name in self.type.cloze_fields if name in self.given)

    @cached_property
    def hidden(self) -> dict[int, str]:
        words: dict[int, list[str]] = {}
        for text in self.cloze_texts:
            for number, hidden in cloze.hidden(text.value).items():
                words.setdefault(number, []).append(hidden)
        return {number: " … ".join(words[number]) for number in sorted(words)}


class Adopted(Own):
    """A note of a type that learners had before Recto: as Anki has it, faults and all."""

    @property
    def is_adopted(self) -> bool:
        return True

    def cards(self, fields: Mapping[str, str]) -> tuple[int, ...]:
        """Those that Anki makes; of a note whose fronts show nothing the first, which is blank."""
        made = super().cards(fields)
        if self.type.is_cloze:
            made = tuple(sorted({min(place, cloze.HIGHEST - 1) for place in made if place >= 0}))
        return made or (0,)

    def card_faults(self, fields: Mapping[str, str]) -> Iterator[Diagnostic]:  # noqa: ARG002
        """None that could stop a build: learners have the note as it is."""
        return iter(())

    def blemishes(self, fields: Mapping[str, str]) -> Iterator[Diagnostic]:
        """What would be wrong with the note if it were new."""
        return super().card_faults(fields)


def note_of(
    type_: OwnType, given: Mapping[str, Text], as_html: frozenset[str] = frozenset()
) -> Own:
    """The content of a card of a note type."""
    return (Adopted if type_.adopted else Own)(type_, given, as_html)


def _filled(fields: Mapping[str, str]) -> frozenset[str]:
    return frozenset(name for name, html in fields.items() if not is_empty(html))


@lru_cache  # asked for with every card
def kind_of_type(type_: OwnType) -> Kind:
    """How the cards of a note type are written."""
    return Kind(
        name=type_.id,
        title=type_.name,
        form=Form((type_.fields[0].key,), tuple(field.key for field in type_.fields[1:])),
        keys=tuple(
            Key(field.key, Shape.TEXT, field.about or _TOLD.get(field.format, "Markdown."))
            for field in type_.fields
        ),
        read=lambda given, _faults: note_of(
            type_, {f.name: text for f in type_.fields if (text := given.text(f.key))}
        ),
    )


_TOLD = {
    Format.PLAIN: "A text without markup.",
    Format.MEDIA: "The path of an image or a sound.",
    Format.HTML: "HTML.",
}
