"""What Anki's own program does to a collection. It is of the extra `anki`, and imported late."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from recto.anki.interface import Changes, Package, Refused

if TYPE_CHECKING:
    from anki.collection import Collection
    from anki.dbproxy import DBProxy


def carry_out(file: Path, changes: Changes, place: str) -> None:
    """Make changes in a collection; `place` is what messages call it.

    Raises:
        Refused: Not all of them could be made; the collection has to be thrown away.
    """
    with opened(file, place) as collection:
        before = _schema(collection)
        for package in changes.packages:
            _import(collection, package, place)
        change_cards(collection, changes)
        if _schema(collection) != before:
            message = "Anki would ask for a full sync after this; nothing was changed"
            raise Refused(place, "anki-failed", message)


@contextmanager
def opened(file: Path, place: str) -> Iterator[Collection]:
    """A collection in Anki's own program.

    Raises:
        Refused: It can't be opened, or something went wrong in it.
    """
    try:
        from anki.collection import Collection as Anki  # noqa: PLC0415  # of the extra `anki`
        from anki.errors import AnkiException  # noqa: PLC0415
    except ImportError as error:
        raise Refused(place, "anki-extra", _NO_ANKI) from error
    try:
        collection = Anki(str(file))
        try:
            yield collection
        finally:
            collection.close()
    except AnkiException as error:
        message = f"Anki says: {_told(error)}; the collection is as it was before"
        raise Refused(place, "anki-failed", message) from error


_NO_ANKI = (
    "writing into a collection needs Anki's own program, which comes with Recto's extra `anki`: "
    "pip install 'recto-anki[anki]'"
)


def _told(error: Exception) -> str:
    """What Anki says, in one line; of what it reports for its own makers only the words."""
    said = str(error)
    words = _WORDS.search(said)
    return " ".join((words[1] if words else said).split()) or type(error).__name__


_WORDS = re.compile(r'Some\(\\?"(.+?)\\?"\)')


def _schema(collection: Collection) -> int:
    """When the schema last changed; a change makes Anki ask for a full sync."""
    return int(_db(collection).scalar("SELECT scm FROM col"))


def _import(collection: Collection, package: Package, place: str) -> None:
    """Import a package as a learner does; of what Anki itself tags, nothing is lost with `scheduling`.

    The package has none, so that option touches no card. Without it Anki drops `leech` and
    `marked` from the tags of the notes that it updates.
    """
    from anki.collection import (  # noqa: PLC0415
        ImportAnkiPackageOptions,
        ImportAnkiPackageRequest,
    )

    options = ImportAnkiPackageOptions(
        merge_notetypes=False, with_scheduling=True, with_deck_configs=False
    )
    with _as_file(package.data) as path:
        request = ImportAnkiPackageRequest(package_path=path, options=options)
        log = collection.import_anki_package(request).log
    ids = {each.id.nid for each in (*log.new, *log.updated)}
    guids = _db(collection).all("SELECT id, guid FROM notes")
    arrived = {guid for id_, guid in guids if id_ in ids}
    if left := package.guids - arrived:
        message = (
            f"Anki took {len(package.guids) - len(left)} of {len(package.guids)} notes; the "
            "collection is as it was before"
        )
        raise Refused(place, "anki-failed", message)


@contextmanager
def _as_file(data: bytes) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="recto-") as folder:
        path = Path(folder) / "push.apkg"
        path.write_bytes(data)
        yield os.fspath(path)


def change_cards(collection: Collection, changes: Changes) -> None:
    """What no import does, since it touches cards that are there."""
    from anki.cards import CardId  # noqa: PLC0415
    from anki.notes import NoteId  # noqa: PLC0415

    for deck in dict.fromkeys(changes.moves.values()):
        cards = [CardId(card) for card, name in changes.moves.items() if name == deck]
        if id_ := collection.decks.id(deck):
            collection.set_deck(cards, id_)
    if changes.suspended:
        collection.sched.suspend_cards([CardId(card) for card in changes.suspended])
    if changes.deleted:
        collection.remove_notes([NoteId(note) for note in changes.deleted])
    if changes.emptied:
        report = collection.get_empty_cards()
        empty = {
            card for note in report.notes if not note.will_delete_note for card in note.card_ids
        }
        cards = [CardId(card) for card in changes.emptied if card in empty]
        collection.remove_cards_and_orphaned_notes(cards)


def _db(collection: Collection) -> DBProxy:
    if collection.db is None:
        message = "the collection is closed"
        raise RuntimeError(message)
    return collection.db
