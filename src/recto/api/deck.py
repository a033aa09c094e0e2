"""A deck that a program makes, card by card."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from recto.api.cards import Card, Voice, key_value, keys_of
from recto.api.results import Diagnostic, Outcome, forecast_of
from recto.commands import build, check, diff, recover
from recto.commands.pipeline import Options
from recto.deck.model import Home
from recto.diagnostics import Diagnostic as Found
from recto.diagnostics import Location, sorted_diagnostics
from recto.readers.find import LOCK_FILE
from recto.readers.made import Made, Value, mapping
from recto.readers.nodes import Mapping
from recto.readers.nodes import Sequence as Nodes
from recto.system.clock import now


class _Added(NamedTuple):
    """A card, where the program added it, and what else was said of it."""

    card: Card
    keys: dict[str, Value]
    place: Location


@dataclass
class _Topic:
    place: Location
    keys: dict[str, Value] = field(default_factory=dict)
    cards: list[_Added] = field(default_factory=list)


class Deck:
    """A deck with a folder of its own, which holds its lock, and its media and note types if any.

    Commit the folder: the lock is how learners keep their reviews while the program changes.
    """

    def __init__(  # noqa: PLR0913  # the keys of deck.yaml
        self,
        name: str,
        *,
        id: str,  # noqa: A002  # as in deck.yaml
        folder: str | Path,
        tag: str = "",
        subdecks: str = "",
        description: str = "",
        license: str = "",  # noqa: A002
        report: str = "",
        terms: Sequence[str] = (),
        voice: Voice = "",
        furigana: bool = False,
        shuffle: bool = True,
        unsafe_html: bool = False,
        ignore: Sequence[str] = (),
    ) -> None:
        """The keys of deck.yaml. `id` never changes; `folder` is where the lock lies."""
        self.folder = Path(folder)
        self._place = _caller()
        self._keys = _given(
            deck=name,
            id=id,
            ids="manual",
            tag=tag,
            subdecks=subdecks,
            description=description,
            license=license,
            report=report,
            terms=terms,
            voice=voice,
            furigana=furigana or None,
            shuffle=None if shuffle else False,
            unsafe_html=unsafe_html or None,
            ignore=ignore,
        )
        self._topics: dict[str, _Topic] = {}

    def topic(  # noqa: PLR0913  # the keys of a topic
        self,
        name: str,
        *,
        title: str = "",
        tags: Sequence[str] = (),
        source: str = "",
        voice: Voice = "",
        furigana: bool | None = None,
        shuffle: bool | None = None,
        ignore: Sequence[str] = (),
    ) -> None:
        """Say something of all cards of a topic, as a topic file does above its cards."""
        self._topic(name, _caller()).keys = _given(
            title=title,
            tags=tags,
            source=source,
            voice=voice,
            furigana=furigana,
            shuffle=shuffle,
            ignore=ignore,
        )

    def add(
        self,
        card: Card,
        *,
        topic: str = "cards",
        tags: Sequence[str] = (),
        id: str = "",  # noqa: A002  # as on a card
    ) -> None:
        """Add a card to the end of a topic. With an `id` it stays the same card whatever it says."""
        place = _caller()
        keys = keys_of(card) | _given(tags=tags, id=id)
        self._topic(topic, place).cards.append(_Added(card, keys, place))

    def check(self) -> tuple[Diagnostic, ...]:
        """All that there is to say of the deck: errors, warnings, advice. Writes nothing."""
        outcome = check.inspect([self._made()], self._options(Path()))
        return self._told(outcome.diagnostics)

    def forecast(self, since: str | Path | None = None) -> Outcome:
        """What a build would bring to learners of the last one, or of a package. Writes nothing."""
        options = self._options(Path())
        outcome = diff.compare([self._made()], options, Path(since) if since else None)
        diagnostics = self._told(outcome.diagnostics)
        for each in outcome.results:
            return Outcome(diagnostics, forecast_of(each.forecast, each.prepared.after))
        return Outcome(diagnostics)

    def build(
        self,
        output: str | Path = "build",
        *,
        locked: bool = False,
        after: str | Path | None = None,
        refresh: bool = False,
    ) -> Outcome:
        """Write the lock, and the package `output/<folder's name>.apkg`; nothing if there are errors.

        `locked` refuses to change the lock, `after` names a release or a folder of them, `refresh`
        sends HTML again that only Recto changed: as the options of `recto build`.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        released = Path(after) if after else None
        options = self._options(Path(output), locked=locked, after=released, refresh=refresh)
        outcome = build.build([self._made()], options)
        diagnostics = self._told(outcome.diagnostics)
        for each in outcome.results:
            return Outcome(diagnostics, forecast_of(each.forecast, each.after), each.target)
        return Outcome(diagnostics)

    def recover(self, package: str | Path, *, force: bool = False) -> tuple[Diagnostic, ...]:
        """Write a lost lock anew from a package of the deck; with `force` also one that is there."""
        self.folder.mkdir(parents=True, exist_ok=True)
        released = Path(package)
        outcome = recover.recover(self._made(), released, released.parent, force=force)
        return self._told(outcome.diagnostics)

    def _topic(self, name: str, place: Location) -> _Topic:
        return self._topics.setdefault(name, _Topic(place))

    def _options(
        self,
        output: Path,
        *,
        locked: bool = False,
        after: Path | None = None,
        refresh: bool = False,
    ) -> Options:
        return Options(output, now(), locked=locked, after=after, refresh=refresh)

    def _made(self) -> Made:
        """The deck as its sources would tell it."""
        faults: list[Found] = []
        stem = self.folder.name or self.folder.resolve().name
        home = Home(self.folder, self._place.path, self.folder / LOCK_FILE, stem)
        head = mapping(self._keys | _given(topics=[*self._topics]), self._place, faults)
        topics = {name: _node(name, topic, faults) for name, topic in self._topics.items()}
        return Made(home, head, topics, tuple(faults))

    def _told(self, found: Iterable[Found]) -> tuple[Diagnostic, ...]:
        return tuple(self._diagnostic(each) for each in sorted_diagnostics(found))

    def _diagnostic(self, found: Found) -> Diagnostic:
        """What is said, in terms of the program."""
        path, number, _ = found.location
        topic = self._topics.get(str(path))
        if topic is None or not 0 < number <= len(topic.cards):
            return Diagnostic(found.severity.value, found.code, found.message, path, number)
        added = topic.cards[number - 1]
        return Diagnostic(
            found.severity.value,
            found.code,
            found.message,
            added.place.path,
            added.place.line,
            str(path),
            number,
            added.card,
        )


def _node(name: str, topic: _Topic, faults: list[Found]) -> Mapping:
    """What the file of a topic would hold."""
    path = Path(name)
    cards = [
        mapping(added.keys, Location(path, number, 1), faults)
        for number, added in enumerate(topic.cards, 1)
    ]
    return mapping(topic.keys | {"cards": Nodes([*cards], topic.place)}, topic.place, faults)


def _given(**keys: Value | None) -> dict[str, Value]:
    """The keys that say something, if only `False`; a TypeError for no texts."""
    return {name: key_value(name, each) for name, each in keys.items() if each or each is False}


def _caller() -> Location:
    """Where the program calls the method that asks."""
    frame = sys._getframe(2)  # noqa: SLF001  # cheap: once a card
    return Location(Path(frame.f_code.co_filename), frame.f_lineno, 1)
