"""A desktop that runs, asked over HTTP through its add-on AnkiConnect.

Only an export tells guids, so that is how it is read; and the export is the backup. A file that
Anki writes or reads lies in its profile's folder where this program sees that folder too, and else
among its media, for as long as it is needed.
"""

from __future__ import annotations

import base64
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from recto.anki.backups import keep
from recto.anki.client import Client
from recto.anki.exported import is_by_new_anki, read_exported
from recto.anki.interface import Changes, Done, LearnersCollection, LearnersNote, Refused, Wanted
from recto.system.exclusive import exclusive, no_notice
from recto.system.paths import data_folder, pasted


@contextmanager
def running(url: str, key: str) -> Iterator[AnkiConnect]:
    """The Anki that answers at an address; `key` is what its add-on may ask for.

    Raises:
        Refused: None answers, or it doesn't let us in.
    """
    client = Client(url, key)
    media = client.media_folder()
    profile = media.parent
    is_near = (profile / "collection.anki2").is_file()
    with ExitStack() as stack:
        if is_near:
            stack.enter_context(exclusive([profile], no_notice))
            for stale in profile.glob(f"{_WORK}*"):
                shutil.rmtree(stale, ignore_errors=True)
        try:
            temporary = tempfile.TemporaryDirectory(prefix=_WORK, dir=profile if is_near else None)
        except OSError as error:
            message = f"{error.strerror or error}; nothing was changed"
            raise Refused(client.place, "anki-failed", message) from error
        folder = Path(stack.enter_context(temporary))
        kept = profile if is_near else data_folder()
        yield AnkiConnect(client, folder, kept, None if is_near else media)


_WORK = "recto-work-"


class AnkiConnect:
    """The profile that is open in a running Anki."""

    def __init__(self, client: Client, folder: Path, kept: Path, media: Path | None) -> None:
        self.client, self.call, self.place = client, client.call, client.place
        self.folder, self.kept, self.media = folder, kept, media
        self.exports: list[Path] = []
        self.wanted = Wanted(frozenset())
        self.found = LearnersCollection({}, {}, {}, {}, frozenset())

    def read(self, wanted: Wanted) -> LearnersCollection:
        """The decks in which any of the notes lies are exported, each with those below it."""
        self.wanted = wanted
        ours = f"({' or '.join(f'mid:{id_}' for id_ in sorted(wanted.note_types))})"
        roots = dict.fromkeys(name.partition("::")[0] for name in self.call("deckNames"))
        decks = [name for name in roots if self._cards(f"deck:{_quoted(name)} {ours}")]
        self.exports = [self._exported(deck) for deck in decks]
        found = _joined(read_exported(file, wanted) for file in self.exports)
        self.found = _with_filtered(found, self._cards(f"deck:filtered {ours}"))
        return self.found

    def _cards(self, query: str) -> set[int]:
        return {*self.call("findCards", query=query)}

    def _exported(self, deck: str) -> Path:
        """A file with a deck and all that it holds."""
        name = f"_recto-{secrets.token_hex(4)}.apkg"
        target = self.folder / name
        path = self.media / name if self.media else target
        if not self.call("exportPackage", deck=deck, path=str(path), includeSched=True):
            message = f"Anki could not export the deck “{deck}”; nothing was changed"
            raise Refused(self.place, "anki-failed", message)
        if self.media:
            target.write_bytes(base64.b64decode(self.call("retrieveMediaFile", filename=name)))
            self.call("deleteMediaFile", filename=name)
        return target

    @contextmanager
    def staged(self, changes: Changes) -> Iterator[Callable[[], Done]]:
        if changes.emptied:
            message = (
                "AnkiConnect can't delete empty cards; in Anki, Tools, Empty Cards does. "
                "Push without --empty"
            )
            raise Refused(self.place, "anki-failed", message)
        yield lambda: self._finished(changes)

    def _finished(self, changes: Changes) -> Done:
        """The steps one by one; each may stand alone, and the next push goes on where one ended."""
        is_new = all(map(is_by_new_anki, self.exports))
        self.exports = keep(self.exports, self.kept) if self.exports else []
        done = Done(_restore(self.exports, changes))
        if changes.packages and not is_new:
            return done._replace(notice=self._asked_to_import(changes))
        for package in changes.packages:
            with self._seen_by_anki(package.data) as path:
                self.call("importPackage", path=path)
        self._check(changes)
        for deck in dict.fromkeys(changes.moves.values()):
            cards = [card for card, name in changes.moves.items() if name == deck]
            self.call("changeDeck", cards=cards, deck=deck)
        if changes.suspended:
            self.call("suspend", cards=[*changes.suspended])
        if changes.deleted:
            self.call("deleteNotes", notes=[*changes.deleted])
        return done

    def _check(self, changes: Changes) -> None:
        """Whether all notes of the packages arrived; Anki doesn't say so itself."""
        guids = frozenset().union(*(package.guids for package in changes.packages))
        if not guids:
            return
        before = self.found.notes
        after = self.read(self.wanted).notes
        left = [
            guid
            for guid in guids
            if guid not in after
            or (guid in before and after[guid].modified == before[guid].modified)
        ]
        if left:
            message = (
                f"Anki took {len(guids) - len(left)} of {len(guids)} notes; push again, and look "
                "at what the plan says then"
            )
            raise Refused(self.place, "anki-failed", message)

    def _asked_to_import(self, changes: Changes) -> str:
        """Have Anki show its dialog, as older ones import by this add-on otherwise than by hand."""
        for number, package in enumerate(changes.packages):
            name = f"_recto-push-{number}.apkg"
            if self.media:
                self._store(name, package.data)
                path = self.media / name
            else:
                path = self.kept / name
                path.write_bytes(package.data)
            self.call("guiImportFile", path=path.as_posix())
        return (
            "This Anki is older than 26.09, so it shows its own dialog: click Import there, and "
            "leave the options as they are. Then push again: it does what is left."
        )

    @contextmanager
    def _seen_by_anki(self, data: bytes) -> Iterator[str]:
        """The path of a package, as Anki sees it."""
        name = f"_recto-{secrets.token_hex(4)}.apkg"
        if self.media is None:
            path = self.folder / name
            path.write_bytes(data)
            yield str(path)
            return
        self._store(name, data)
        try:
            yield str(self.media / name)
        finally:
            self.call("deleteMediaFile", filename=name)

    def _store(self, name: str, data: bytes) -> None:
        encoded = base64.b64encode(data).decode()
        self.call("storeMediaFile", filename=name, data=encoded)


def _quoted(deck: str) -> str:
    """A deck's name as a search takes it for itself."""
    escaped = "".join(f"\\{sign}" if sign in '\\"*_:' else sign for sign in deck)
    return f'"{escaped}"'


def _joined(parts: Iterable[LearnersCollection]) -> LearnersCollection:
    """Several exports as one; a note whose cards lie in several decks is in each of them."""
    joined = LearnersCollection({}, {}, {}, {}, frozenset())
    notes: dict[str, LearnersNote] = {}
    for part in parts:
        for guid, note in part.notes.items():
            known = notes.get(guid, note)
            cards = {card.id: card for card in (*known.cards, *note.cards)}
            notes[guid] = note._replace(cards=tuple(sorted(cards.values(), key=lambda c: c.ord)))
        joined = LearnersCollection(
            notes,
            {**joined.note_types, **part.note_types},
            {**joined.decks, **part.decks},
            {**joined.descriptions, **part.descriptions},
            frozenset(),
            tuple(sorted({*joined.answers, *part.answers})),
        )
    return joined


def _with_filtered(found: LearnersCollection, cards: set[int]) -> LearnersCollection:
    """The same with the cards that filtered decks have; an export has them in their own."""
    if not cards:
        return found
    notes = {
        guid: note._replace(
            cards=tuple(
                card._replace(deck_id=0, original_deck_id=card.home) if card.id in cards else card
                for card in note.cards
            )
        )
        for guid, note in found.notes.items()
    }
    return replace(found, notes=notes)


def _restore(backups: list[Path], changes: Changes) -> str:
    files = " and ".join(pasted(path) for path in backups)
    imported = f"import {files} there, with *Update notes: Always*"
    if changes.moves:  # AnkiConnect moves cards in a way that Anki can't undo
        return f"{imported}; the cards that moved have to be moved back by hand"
    times = f", {changes.steps} times" if changes.steps > 1 else ""
    at_once = f"choose Edit, Undo in Anki at once{times}"
    return f"{at_once}; or later {imported}" if backups else at_once
