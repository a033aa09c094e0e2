"""Pages on 127.0.0.1 for the browser of the one who writes, and for nobody else.

It serves pages that it was given and a stream of what changes, and looks at no file. A site
elsewhere could send a browser here under a name of its own (DNS rebinding), so the Host must be
ours; what it loads across sites it can't read, and it can't put a page into a frame.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from typing import Any, NamedTuple

from recto.outputs.page.page import Page, as_json

LOCALHOST = "127.0.0.1"
EVENTS = "/recto/events"
"""No page has this path, as no deck's name has a slash."""
_PAUSE = 0.1
"""Seconds in which the end is noticed."""
_KEEP_ALIVE = 15.0
"""Seconds between signs of life, by which a stream learns that its reader has gone."""


class State(NamedTuple):
    """What is served: pages by path, and the faults of the sources since then."""

    pages: Mapping[str, Page]
    errors: tuple[dict[str, Any], ...] = ()
    rules: Mapping[str, str] = {}

    def event(self) -> bytes:
        """What a page is told: the versions of all pages, and the errors with their rules."""
        versions = {path: page.version for path, page in self.pages.items()}
        told = as_json({"versions": versions, "errors": self.errors, "rules": self.rules})
        return b"data: " + told + b"\n\n"


class Site:
    """The state that is served, and those who wait for the next one."""

    def __init__(self, state: State) -> None:
        self._turn = threading.Condition()
        self._number = 0
        self.state = state

    def show(self, state: State) -> None:
        """Serve this from now on, and tell the pages that are open."""
        with self._turn:
            self.state = state
            self._number += 1
            self._turn.notify_all()

    def states(self) -> Iterator[State | None]:
        """The state as it is, then each new one; None if nothing has changed for a while."""
        seen = -1
        while True:
            with self._turn:
                changed = self._turn.wait_for(lambda: self._number != seen, _KEEP_ALIVE)  # noqa: B023
                seen, state = self._number, self.state
            yield state if changed else None


@contextmanager
def serving(site: Site, port: int) -> Iterator[str]:
    """Serve a site in the background; gives its address. Port 0 takes one that is free.

    Raises:
        OSError: The port is taken.
    """

    class Handler(_Handler):
        pass

    Handler.site = site
    with _Server((LOCALHOST, port), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(_PAUSE,), daemon=True).start()
        try:
            yield f"http://{LOCALHOST}:{server.server_address[1]}/"
        finally:
            server.shutdown()


class _Server(ThreadingTCPServer):
    """One thread a reader; none holds up the end."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = os.name != "nt"  # there it would let two servers share a port

    def handle_error(self, *of: Any) -> None:
        """Tell of a bug, and not of a browser that closed the connection."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(*of)


class _Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:  # the base class looks for this name
        port = self.server.server_address[1]  # type: ignore[index]  # of TCP, a pair
        if self.headers.get("Host") not in (f"{LOCALHOST}:{port}", f"localhost:{port}"):
            self._answer(HTTPStatus.FORBIDDEN, "text/plain", b"This is no name of this server.\n")
        elif self.path == EVENTS:
            self._stream()
        elif page := self.site.state.pages.get(self.path):
            self._answer(HTTPStatus.OK, "text/html; charset=utf-8", page.html)
        else:
            self._answer(HTTPStatus.NOT_FOUND, "text/plain", b"There is no such page.\n")

    def _answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self._headers(status, kind)
        self.wfile.write(body)

    def _headers(self, status: HTTPStatus, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "DENY")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.end_headers()

    def _stream(self) -> None:
        self._headers(HTTPStatus.OK, "text/event-stream")
        try:
            for state in self.site.states():
                self.wfile.write(state.event() if state else b": still here\n\n")
        except OSError:
            pass  # the reader has gone

    def log_message(self, *_: object) -> None:
        """Say nothing: the terminal is for what is wrong with the cards."""
