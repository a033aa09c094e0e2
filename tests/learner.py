"""A learner with the real Anki: imports packages with default options, reviews, looks."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, Self

import anki.collection  # noqa: F401  # first: anki.cards by itself imports in a circle
from anki.cards import Card
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.dbproxy import DBProxy
from anki.decks import DeckId
from anki.notes import Note, NoteId
from anki.scheduler.dummy import DummyScheduler
from anki.scheduler.v3 import CardAnswer, Scheduler


class Log(NamedTuple):
    """What an import did, as guids."""

    new: set[str]
    updated: set[str]
    unchanged: set[str]
    conflicting: set[str]


class Learner:
    """A collection in a folder of its own; use as a context manager."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.col: Collection = Collection(str(folder / "collection.anki2"))

    @property
    def db(self) -> DBProxy:
        assert self.col.db
        return self.col.db

    @property
    def sched(self) -> Scheduler:
        assert not isinstance(self.col.sched, DummyScheduler)
        return self.col.sched

    def css(self, tail: str) -> str:
        """The style of the note type of a note."""
        found = self.col.models.get(self.note(tail).mid)
        assert found
        return str(found["css"])

    def deck_id(self, name: str) -> DeckId:
        found = self.col.decks.id_for_name(name)
        assert found
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.col.close()

    def imports(self, package: Path) -> Log:
        """Import as a fresh profile does: everything “if newer”, no scheduling."""
        request = ImportAnkiPackageRequest(
            package_path=str(package),
            options=ImportAnkiPackageOptions(
                merge_notetypes=False, with_scheduling=False, with_deck_configs=False
            ),
        )
        log = self.col.import_anki_package(request).log
        self.col.models._clear_cache()  # noqa: SLF001  # it keeps note types of before
        assert not log.first_field_match
        assert not log.missing_notetype
        assert not log.missing_deck
        assert not log.empty_first_field
        return Log(
            *(
                {self.note_of(each.id.nid).guid for each in group}
                for group in (log.new, log.updated, log.duplicate, log.conflicting)
            )
        )

    def note_of(self, number: int) -> Note:
        return self.col.get_note(NoteId(number))

    def notes(self) -> dict[str, Note]:
        """All notes by their Key field."""
        found = (self.col.get_note(number) for number in self.col.find_notes(""))
        return {note["Key"]: note for note in found}

    def note(self, tail: str) -> Note:
        """The one note whose key ends so."""
        [note] = [note for key, note in self.notes().items() if key.endswith(tail)]
        return note

    def cards(self, tail: str) -> list[Card]:
        return self.note(tail).cards()

    def sides(self, tail: str, ord_: int = 0) -> tuple[str, str]:
        """Front and back of a card as Anki renders them."""
        [card] = [card for card in self.cards(tail) if card.ord == ord_]
        output = card.render_output()
        return output.question_text, output.answer_text

    def deck_of(self, tail: str) -> str:
        return self.col.decks.name(self.cards(tail)[0].did)

    def answer(self, card: Card, ease: int = 3) -> None:
        """Review a card, as the scheduler offers it."""
        card.start_timer()
        states = self.col._backend.get_scheduling_states(card.id)  # noqa: SLF001
        rating = [CardAnswer.AGAIN, CardAnswer.HARD, CardAnswer.GOOD, CardAnswer.EASY][ease - 1]
        answer = self.sched.build_answer(card=card, states=states, rating=rating)
        self.sched.answer_card(answer)
