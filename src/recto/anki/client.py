"""Calls over HTTP to AnkiConnect, the add-on of a running desktop."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from recto.anki.interface import Refused


class Client:
    """Calls AnkiConnect, and tells in plain words what it answers."""

    def __init__(self, url: str, key: str) -> None:
        self.url, self.key = url, key
        self.place = "Anki"
        # never by way of a proxy: the address is one of this machine or this network
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def media_folder(self) -> Path:
        """Where the profile that is open keeps its media, as Anki itself sees it."""
        version = self.call("version")
        if not isinstance(version, int) or version < _VERSION:
            message = (
                f"AnkiConnect has the version {version}, and Recto needs {_VERSION}; update it"
            )
            raise Refused(self.place, "anki-outdated", message)
        return Path(self.call("getMediaDirPath"))

    def call(self, action: str, **params: Any) -> Any:
        """What an action of AnkiConnect gives."""
        asked = {"action": action, "version": _VERSION, "params": params}
        if self.key:
            asked["key"] = self.key
        answer = self._answer(json.dumps(asked).encode())
        if not isinstance(answer, dict) or answer.keys() < {"result", "error"}:
            raise Refused(self.place, "anki-not-found", self._stranger)
        if error := answer["error"]:
            raise self._refusal(action, " ".join(str(error).split()))
        return answer["result"]

    def _answer(self, data: bytes) -> object:
        """The JSON that comes back."""
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url, data, headers)  # noqa: S310  # the user names it
        try:
            with self.opener.open(request, timeout=_PATIENCE) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            if error.code == _FORBIDDEN:
                raise Refused(self.place, "anki-denied", _FORBIDS) from error
            raise Refused(self.place, "anki-not-found", self._stranger) from error
        except TimeoutError as error:
            raise Refused(self.place, "anki-failed", _SILENT) from error
        except (OSError, ValueError) as error:
            if isinstance(error, urllib.error.URLError) or not isinstance(error, ValueError):
                message = (
                    f"no Anki answers at {self.url}; start Anki with the add-on AnkiConnect "
                    "(2055492159), or name a closed one with --collection"
                )
                raise Refused(self.place, "anki-not-found", message) from error
            raise Refused(self.place, "anki-not-found", self._stranger) from error

    @property
    def _stranger(self) -> str:
        return f"what answers at {self.url} is not AnkiConnect; name its address with --anki-url"

    def _refusal(self, action: str, error: str) -> Refused:
        if "api key" in error:
            wrong = "takes another key" if self.key else "asks for a key"
            message = f"AnkiConnect {wrong}; put the one of its settings into RECTO_ANKI_KEY"
            return Refused(self.place, "anki-denied", message)
        if "collection is not available" in error:
            message = "no profile is open in Anki; open one, then run this again"
            return Refused(self.place, "anki-not-found", message)
        if error == "unsupported action":
            message = f"AnkiConnect knows no {action}; update the add-on"
            return Refused(self.place, "anki-outdated", message)
        return Refused(self.place, "anki-failed", f"AnkiConnect says of {action}: {error}")


_VERSION, _FORBIDDEN, _PATIENCE = 6, 403, 600
_FORBIDS = "AnkiConnect lets nobody in from here; look at webCorsOriginList in its settings"
_SILENT = "Anki did not answer for ten minutes; is one of its dialogs open?"
