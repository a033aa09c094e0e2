"""Ids for cards that have none, written into the sources and nothing else.

A card with its id is found in the lock by that id, whatever becomes of its question; so the next
build is to learners what it would have been without.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from recto import lock as locks
from recto.checks.ignoring import without_ignored
from recto.commands.naming import Pinned, naming
from recto.commands.outcome import Outcome, unwritten
from recto.commands.pipeline import Options, changed_lock, folders, prepare
from recto.diagnostics import Diagnostic, Location
from recto.system.exclusive import exclusive
from recto.system.files import put


def pin(paths: Iterable[Path], options: Options) -> Outcome[Pinned]:
    """Write ids into sources and locks; nothing if any deck has an error.

    The locks come to say what a build would make them say, so that `--locked` builds go on.
    """
    paths = list(paths)
    with exclusive(folders(paths), options.waiting):
        prepared = prepare(paths, options)
        outcome: Outcome[Pinned] = Outcome(diagnostics=prepared.diagnostics)
        files: dict[Path, bytes] = {}
        pinned: list[Pinned] = []
        for each in prepared.results if not outcome.failed else ():
            if each.before.readings:  # the lock would forget them before a build has used them
                message = "locks were merged here; run `recto build`, then `recto pin`"
                outcome.diagnostics.append(
                    Diagnostic(Location(each.deck.home.lock), "not-pinned", message)
                )
                continue
            named = naming(each, adds_columns=True)
            outcome.diagnostics += without_ignored(named.diagnostics, [each.deck])
            files |= named.sources
            known = [entry for entry in each.before.entries.values() if entry.key in named.ids]
            pinned += named.pinned if known else (replace(p, lock=None) for p in named.pinned)
            if known:
                entries = each.before.entries | {
                    entry.key: entry._replace(id=named.ids[entry.key]) for entry in known
                }
                files[each.deck.home.lock] = locks.dump(each.before.with_entries(entries.values()))
        outcome.diagnostics += [changed_lock(each) for each in prepared.results if each.has_changed]
        if not outcome.failed:
            _, failed = put(files)
            outcome.diagnostics += [unwritten(failed)] if failed else []
            outcome.results = [] if failed else pinned
        return outcome
