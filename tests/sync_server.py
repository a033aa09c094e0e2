"""Anki's own sync server on this machine, and devices that sync with it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from anki.sync import SyncOutput

from learner import Learner

USER, PASSWORD = "anna", "s3cret wörd"


@dataclass
class Server:
    """A sync server with one user."""

    url: str
    folder: Path

    def sync(self, device: Learner) -> None:
        """As a device does it; the first one fills the server, others are filled by it."""
        col = device.col
        auth = col.sync_login(USER, PASSWORD, self.url)
        found = col.sync_collection(auth, sync_media=True)
        if found.required in (
            SyncOutput.FULL_SYNC,
            SyncOutput.FULL_DOWNLOAD,
            SyncOutput.FULL_UPLOAD,
        ):
            uploads = found.required == SyncOutput.FULL_UPLOAD
            col.close_for_full_sync()
            col.full_upload_or_download(auth=auth, server_usn=None, upload=uploads)
            col.reopen(after_full_sync=True)
        while col.media_sync_status().active:
            time.sleep(0.02)
        col.models._clear_cache()  # noqa: SLF001  # it keeps note types of before


@contextmanager
def sync_server(folder: Path) -> Iterator[Server]:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "SYNC_USER1": f"{USER}:{PASSWORD}",
        "SYNC_HOST": "127.0.0.1",
        "SYNC_PORT": str(port),
        "SYNC_BASE": str(folder),
    }
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "anki.syncserver"], env=environment, stdout=log, stderr=log
        )
    try:
        for _ in range(400):
            with closing(socket.socket()) as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield Server(f"http://127.0.0.1:{port}/", folder)
    finally:
        process.terminate()
        process.wait(10)
