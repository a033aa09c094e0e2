"""A sync server of the learner's own: a mirror of its collection is kept here, changed, and synced.

Every device of the learner gets the new version by its next sync. The password is asked for each
time and kept nowhere; neither is the key that the server gives for it.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from recto.anki.backups import keep
from recto.anki.collection import ClosedCollection
from recto.anki.interface import Changes, Done, LearnersCollection, Refused, Wanted
from recto.anki.writing import opened
from recto.system.exclusive import exclusive, no_notice
from recto.system.files import stamp
from recto.system.paths import data_folder, pasted


@contextmanager
def synced(url: str, user: str, password: str) -> Iterator[SyncServer]:
    """The collection of a user on a sync server, as all devices have synced it.

    Raises:
        Refused: The server doesn't answer, or doesn't let us in.
    """
    name = hashlib.sha256(f"{url}\n{user}".encode()).hexdigest()[:16]
    folder = data_folder() / "mirrors" / name
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise Refused(str(folder), "anki-failed", error.strerror or str(error)) from error
    with exclusive([folder.parent], no_notice):
        yield SyncServer(url, user, password, folder / "collection.anki2")


class SyncServer:
    """A user's collection on a sync server, by way of a mirror of it."""

    def __init__(self, url: str, user: str, password: str, mirror: Path) -> None:
        self.url = url if url.endswith("/") else f"{url}/"
        self.user, self._password, self.mirror = user, password, mirror
        self.place = f"{user} at {urlsplit(url).netloc}"
        self.closed = ClosedCollection(mirror, None, self.place)
        self.found = LearnersCollection({}, {}, {}, {}, frozenset())
        self.modified = 0
        """When the collection last changed, as far as the mirror knows."""

    def read(self, wanted: Wanted) -> LearnersCollection:
        self.modified = self._synced()
        self.found = self.closed.read(wanted)
        return self.found

    @contextmanager
    def staged(self, changes: Changes) -> Iterator[Callable[[], Done]]:
        if self._synced() != self.modified:
            message = "another device has synced since the plan was made; push again"
            raise Refused(self.place, "anki-failed", message)
        self.closed.read_as = stamp(self.mirror)
        backup = self._exported()
        with self.closed.staged(changes) as finish:
            yield lambda: self._finished(finish, backup, has_media=bool(changes.packages))

    def _finished(self, finish: Callable[[], Done], backup: Path, *, has_media: bool) -> Done:
        """Put the changes into the mirror, then sync it; if that fails, the next push does it."""
        finish()
        try:
            self._synced(with_media=has_media)
        except Refused as refused:
            message = f"{refused.message}; what was pushed waits here, and the next push sends it"
            raise Refused(self.place, "anki-failed", message) from refused
        [kept] = keep([backup], self.mirror.parent)
        return Done(f"import {pasted(kept)} in Anki with *Update notes: Always*, then sync")

    def _exported(self) -> Path:
        """The notes as they are, in a file that any Anki imports."""
        from anki.collection import (  # noqa: PLC0415  # of the extra `anki`
            ExportAnkiPackageOptions,
            NoteIdsLimit,
        )
        from anki.notes import NoteId  # noqa: PLC0415

        file = self.mirror.with_name("before.apkg")
        options = ExportAnkiPackageOptions(with_scheduling=True, with_media=False, legacy=True)
        limit = NoteIdsLimit([NoteId(note.id) for note in self.found.notes.values()])
        with opened(self.mirror, self.place) as collection:
            collection.export_anki_package(out_path=str(file), options=options, limit=limit)
        return file

    def _synced(self, *, with_media: bool = False) -> int:
        """Sync the mirror; when the collection last changed.

        A full sync never happens, but for the first download into a mirror that is empty. One to
        which that didn't come goes again, so that the next push begins anew.
        """
        is_new = not self.mirror.exists()
        try:
            return self._session(is_new=is_new, with_media=with_media)
        except Refused:
            if is_new:
                self.mirror.unlink(missing_ok=True)
            raise

    def _session(self, *, is_new: bool, with_media: bool) -> int:
        with opened(self.mirror, self.place) as collection, self._plain_words():
            auth = collection.sync_login(self.user, self._password, self.url)
            found = collection.sync_collection(auth, with_media)
            replaces = found.required in (found.FULL_SYNC, found.FULL_DOWNLOAD)
            if found.required == found.FULL_UPLOAD or (is_new and not replaces):
                raise Refused(self.place, "anki-not-found", _EMPTY)
            if replaces and not is_new:
                raise Refused(self.place, "anki-failed", _full_sync(self.mirror))
            if replaces:
                collection.close_for_full_sync()
                collection.full_upload_or_download(auth=auth, server_usn=None, upload=False)
                collection.reopen(after_full_sync=True)
            while with_media and collection.media_sync_status().active:
                time.sleep(_PAUSE)
            return collection.mod

    @contextmanager
    def _plain_words(self) -> Iterator[None]:
        """What the server says, in words for whoever pushes."""
        from anki.errors import NetworkError, SyncError, SyncErrorKind  # noqa: PLC0415

        try:
            yield
        except SyncError as error:
            if error.kind is SyncErrorKind.AUTH:
                raise Refused(self.place, "anki-denied", _WRONG) from error
            raise Refused(self.place, "anki-failed", f"the server says: {error}") from error
        except NetworkError as error:
            message = f"no sync server answers at {self.url}"
            raise Refused(self.place, "anki-not-found", message) from error


_PAUSE = 0.05
_WRONG = "the server doesn't know this user with this password"
_EMPTY = "the server holds nothing of this user; sync once from Anki, then push"


def _full_sync(mirror: Path) -> str:
    return (
        "the server asks for a full sync, which replaces a whole collection, so Recto does none. "
        "Sync all devices; if it still asks then, delete the mirror, and the next push downloads it "
        f"anew: {pasted(mirror.parent)}"
    )
