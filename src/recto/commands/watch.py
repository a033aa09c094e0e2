"""`recto preview --watch`: pages that follow the sources as they are saved.

The lock is read and never written, so no key is minted from a question half typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from recto.commands.check import OfLearners, no_statistics
from recto.commands.outcome import Outcome
from recto.commands.pipeline import Options, prepare
from recto.commands.preview import said, unreadable
from recto.diagnostics import Severity
from recto.outputs.page import data
from recto.outputs.page.page import contents, page, waiting
from recto.outputs.page.server import Site, State
from recto.outputs.prepared import Prepared
from recto.readers.find import MEDIA_FOLDER
from recto.system.garbage import without_gc


def new_site() -> Site:
    """A site before its first build."""
    return Site(State({"/": waiting("Recto")}))


@without_gc
def rebuild(
    site: Site,
    paths: list[Path],
    options: Options,
    of_learners: OfLearners = no_statistics,
) -> Outcome[Prepared]:
    """Build the pages anew; where the sources have errors, the old ones stay and tell them."""
    outcome = prepare(paths, replace(options, allow_retiring=True))
    answers = of_learners(outcome.results)
    outcome.diagnostics += unreadable(answers)
    errors = [each for each in outcome.diagnostics if each.severity is Severity.ERROR]
    if errors:
        told = tuple(data.told(each) for each in errors)
        site.show(State(site.state.pages, told, data.rules(errors)))
        return outcome
    pages = {
        f"/{quote(each.deck.home.stem, errors='surrogateescape')}": page(
            each, said(each, outcome.diagnostics, answers), live=True
        )
        for each in outcome.results
    }
    [first, *others] = pages.values()
    names = [each.deck.name for each in outcome.results]
    start = contents(dict(zip(pages, names, strict=True))) if others else first
    site.show(State({"/": start, **pages}))
    return outcome


def changes(paths: list[Path]) -> Iterator[None]:
    """Once now, and again each time that something at the paths has been saved.

    A deck in one file may lie in any folder, so only the folder itself is watched, not all
    below it.
    """
    deep = [path for path in paths if path.is_dir()]
    flat = [path.parent for path in paths if not path.is_dir()]
    deep += [media for folder in flat if (media := folder / MEDIA_FOLDER).is_dir()]
    groups = [(folders, recursive) for folders, recursive in ((deep, True), (flat, False))]
    streams = [_saves(folders, recursive=recursive) for folders, recursive in groups if folders]
    for stream in streams:
        next(stream)  # from here on they watch, so nothing is missed while the pages are built
    yield
    while True:
        saved = [next(stream) for stream in streams]  # every one, so that none falls behind
        if any(saved):
            yield


def _saves(folders: list[Path], *, recursive: bool) -> Iterator[set[Any]]:
    """What was saved in some folders since the last time; nothing, after a moment, if nothing was."""
    import watchfiles  # noqa: PLC0415  # slow to import, and only watching needs it

    hidden = r"^\."  # where editors, git and builds keep what is not saved yet
    ours = watchfiles.DefaultFilter(
        ignore_entity_patterns=(*watchfiles.DefaultFilter.ignore_entity_patterns, hidden)
    )
    return watchfiles.watch(
        *folders, recursive=recursive, watch_filter=ours, rust_timeout=200, yield_on_timeout=True
    )
