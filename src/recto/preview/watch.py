"""`recto preview --watch`: pages that follow the sources as they are saved.

The lock is read and never written, so no key is minted from a question half typed.
"""

from __future__ import annotations

import html
import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from recto.build import Options, Outcome, Prepared, prepare
from recto.diagnostics import Severity
from recto.loader.find import MEDIA_FOLDER
from recto.preview import data
from recto.preview.page import Page, page, waiting
from recto.preview.server import Site, State

_PATIENCE = 0.5
"""Seconds after which waiting looks for Ctrl-C, which Windows can't interrupt a wait with."""


def new_site() -> Site:
    """A site before its first build."""
    return Site(State({"/": waiting("Recto")}))


def rebuild(site: Site, paths: list[Path], options: Options) -> Outcome[Prepared]:
    """Build the pages anew; where the sources have errors, the old ones stay and tell them."""
    outcome = prepare(paths, options)
    errors = [each for each in outcome.diagnostics if each.severity is Severity.ERROR]
    if errors:
        site.show(State(site.state.pages, tuple(data.told(each) for each in errors)))
        return outcome
    pages = {
        f"/{quote(each.deck.home.stem)}": page(each, outcome.diagnostics, live=True)
        for each in outcome.results
    }
    [first, *others] = pages.values()
    names = [each.deck.name for each in outcome.results]
    start = _contents(dict(zip(pages, names, strict=True))) if others else first
    site.show(State({"/": start, **pages}))
    return outcome


def _contents(names: dict[str, str]) -> Page:
    """Where there are several decks: a page that leads to them."""
    links = "".join(
        f'<li><a href="{path}">{html.escape(name)}</a></li>' for path, name in names.items()
    )
    shown = f'<!doctype html><meta charset="utf-8"><title>Recto</title><ul>{links}</ul>'
    return Page("contents", shown.encode())


def changes(paths: list[Path]) -> Iterator[None]:
    """Once now, and again each time that something at the paths has been saved.

    A deck in one file may lie in any folder, so only the folder itself is watched, not all
    below it.
    """
    saved: queue.SimpleQueue[None] = queue.SimpleQueue()
    deep = [path for path in paths if path.is_dir()]
    flat = [path.parent for path in paths if not path.is_dir()]
    deep += [media for folder in flat if (media := folder / MEDIA_FOLDER).is_dir()]
    for folders, recursive in ((deep, True), (flat, False)):
        if folders:
            arguments = (folders, recursive, saved)
            threading.Thread(target=_watch, args=arguments, daemon=True).start()
    while True:
        while not saved.empty():
            saved.get()
        yield
        while True:
            try:
                saved.get(timeout=_PATIENCE)
            except queue.Empty:
                continue
            break


def _watch(folders: list[Path], recursive: bool, saved: queue.SimpleQueue[None]) -> None:  # noqa: FBT001  # a thread's arguments have no names
    import watchfiles  # noqa: PLC0415  # slow to import, and only watching needs it

    hidden = r"^\."  # where editors, git and builds keep what is not saved yet
    ours = watchfiles.DefaultFilter(
        ignore_entity_patterns=(*watchfiles.DefaultFilter.ignore_entity_patterns, hidden)
    )
    for _ in watchfiles.watch(
        *folders, recursive=recursive, watch_filter=ours, raise_interrupt=False
    ):
        saved.put(None)
