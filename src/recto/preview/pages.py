"""`recto preview`: a page for each deck, all of them or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from recto.build import Options, Outcome, prepare, unwritten
from recto.files import put
from recto.model import Deck
from recto.preview.page import page


@dataclass(frozen=True, slots=True)
class Pictured:
    """A deck and the file of its page."""

    deck: Deck
    target: Path


def write_pages(paths: Iterable[Path], options: Options) -> Outcome[Pictured]:
    """Write the page of every deck, unless something is wrong with any. Locks stay as they are."""
    prepared = prepare(paths, options)
    outcome: Outcome[Pictured] = Outcome(diagnostics=prepared.diagnostics)
    if outcome.failed:
        return outcome
    targets = [options.output / f"{each.deck.home.stem}.html" for each in prepared.results]
    pages = [page(each, prepared.diagnostics).html for each in prepared.results]
    _, failed = put(dict(zip(targets, pages, strict=True)))
    if failed:
        outcome.diagnostics.append(unwritten(failed))
        return outcome
    decks = [each.deck for each in prepared.results]
    outcome.results = [Pictured(*pair) for pair in zip(decks, targets, strict=True)]
    return outcome
