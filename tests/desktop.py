"""The real Anki desktop, without a screen, and its add-on AnkiConnect."""

from __future__ import annotations

import copy
import importlib.util
import json
import os
import pickle
import random
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ADD_ON = os.environ.get("RECTO_ANKI_CONNECT", "")
"""The folder of AnkiConnect, as its makers publish it."""


def missing() -> str:
    """Why no desktop can be started here."""
    if not ADD_ON:
        return "RECTO_ANKI_CONNECT names no folder of AnkiConnect"
    if importlib.util.find_spec("aqt") is None:
        return "Anki's desktop (aqt) is not installed"
    return ""


@dataclass
class Desktop:
    """A running Anki with an empty profile."""

    base: Path
    url: str
    process: subprocess.Popen[bytes]

    @property
    def profile(self) -> Path:
        return self.base / "User 1"

    def call(self, action: str, **params: Any) -> Any:
        """What AnkiConnect answers."""
        data = json.dumps({"action": action, "version": 6, "params": params}).encode()
        request = urllib.request.Request(self.url, data)  # noqa: S310  # our own
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            said = json.loads(answer.read())
        assert said["error"] is None, f"{action}: {said['error']}"
        return said["result"]

    def notes(self, deck_id: str) -> dict[str, dict[str, Any]]:
        """All notes of a deck of Recto's, by the ends of their keys, as AnkiConnect tells them."""
        ids = self.call("findNotes", query=f'"Key:re:^{deck_id}/"')
        found = self.call("notesInfo", notes=ids)
        return {note["fields"]["Key"]["value"].rpartition("/")[2]: note for note in found}

    def fields(self, deck_id: str, tail: str) -> dict[str, str]:
        note = self.notes(deck_id)[tail]
        return {name: field["value"] for name, field in note["fields"].items()}


@contextmanager
def desktop(base: Path) -> Iterator[Desktop]:
    """Start Anki, wait until it answers, and end it."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    _make_profile(base, port)
    quiet = "--no-sandbox --disable-gpu --disable-background-networking"
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QTWEBENGINE_DISABLE_SANDBOX": "1",
        "QTWEBENGINE_CHROMIUM_FLAGS": quiet,
        "ANKI_SINGLE_INSTANCE_KEY": f"recto-desktop-{os.getpid()}",
    }
    command = [
        sys.executable,
        "-c",
        "import aqt; aqt.run()",
        "-b",
        str(base),
        "-p",
        "User 1",
        "-l",
        "en",
    ]
    with (base / "log.txt").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    found = Desktop(base, f"http://127.0.0.1:{port}", process)
    try:
        _wait(found)
        yield found
    finally:
        process.terminate()
        process.wait(20)


def _wait(found: Desktop) -> None:
    for _ in range(600):
        try:
            found.call("deckNames")
        except (urllib.error.URLError, ConnectionError, AssertionError):  # no profile is open yet
            assert found.process.poll() is None, (found.base / "log.txt").read_text("utf-8")
            time.sleep(0.1)
        else:
            return
    message = "Anki did not answer within a minute"
    raise TimeoutError(message)


def _make_profile(base: Path, port: int) -> None:
    """A folder from which Anki starts without a question."""
    from aqt.profiles import metaConf, profileConf

    folder = base / "addons21" / "AnkiConnect"
    shutil.copytree(ADD_ON, folder)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    (folder / "config.json").write_text(json.dumps({**config, "webBindPort": port}), "utf-8")
    now = int(time.time())
    meta = copy.deepcopy(metaConf) | {
        "id": random.getrandbits(62),
        "created": now,
        "defaultLang": "en_US",
        "firstRun": False,
        "updates": False,
        "suppressUpdate": True,
        "check_for_updates": False,
        "check_for_addon_updates": False,
        "last_addon_update_check": now + 10**6,
    }
    profile = copy.deepcopy(profileConf) | {"autoSync": False, "syncKey": None}
    with closing(sqlite3.connect(base / "prefs21.db")) as prefs, prefs:
        prefs.execute("CREATE TABLE profiles (name text PRIMARY KEY COLLATE nocase, data blob)")
        rows = [("_global", pickle.dumps(meta, 4)), ("User 1", pickle.dumps(profile, 4))]
        prefs.executemany("INSERT INTO profiles VALUES (?, ?)", rows)
