"""What learners' answers tell of the cards of decks. Writes nothing but what is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from recto.anki.interface import LearnersCollection, Opener, Refused, Wanted
from recto.commands.outcome import Outcome, unwritten
from recto.commands.pipeline import Options, prepare
from recto.deck.notetypes import note_types
from recto.diagnostics import Diagnostic, Location
from recto.outputs.prepared import Prepared
from recto.reviews import file as files
from recto.reviews.answers import Learner, learners_of, sums_of
from recto.reviews.figures import Figure, Figures, LearnersSums, asked_since, figures_of
from recto.reviews.sums import added
from recto.system.files import put
from recto.system.garbage import without_gc


@dataclass(frozen=True, slots=True)
class Statistics:
    """Where statistics come from."""

    ankis: Sequence[Opener] = ()
    files: Sequence[Path] = ()
    """Of sums."""


class Export(NamedTuple):
    """A file of sums to write."""

    path: Path
    is_mine: bool
    """Whether cards that fewer than three learners answered may stand in it."""


@without_gc
def stats(
    paths: Iterable[Path], sources: Statistics, options: Options, export: Export | None = None
) -> Outcome[Figures]:
    """The figures of all decks at some paths."""
    prepared = prepare(paths, options)
    outcome: Outcome[Figures] = Outcome(diagnostics=prepared.diagnostics)
    if export and export.path.exists() and not files.is_sums(export.path):
        message = "there is a file that is none of sums; name another, or move it away"
        outcome.diagnostics.append(Diagnostic(Location(export.path), "target-foreign", message))
    if outcome.failed:
        return outcome
    try:
        found = gathered(prepared.results, sources)
    except Refused as refused:
        outcome.diagnostics.append(refused.diagnostic)
        return outcome
    for each, many in zip(prepared.results, found, strict=True):
        outcome.results.append(figures_of(each.deck, each.built_cards(), many))
    if export:
        data = files.dumped(
            {
                each.deck.id: _together(many)
                for each, many in zip(prepared.results, found, strict=True)
            },
            fewest=1 if export.is_mine else files.FEWEST_LEARNERS,
        )
        _, failed = put({export.path: data})
        outcome.diagnostics += [unwritten(failed)] if failed else []
    return outcome


def told(sources: Statistics, prepared: Sequence[Prepared]) -> list[Diagnostic]:
    """What the sources tell of cards: of each how it is answered, and which fail surely."""
    try:
        found = gathered(prepared, sources)
    except Refused as refused:
        return [refused.diagnostic]
    diagnostics = []
    for each, many in zip(prepared, found, strict=True):
        figures = figures_of(each.deck, each.built_cards(), many)
        diagnostics += [_answers_told(figure) for figure in figures.all]
        diagnostics += [_often_wrong(figure, figures) for figure in figures.to_mend]
    return diagnostics


def _answers_told(figure: Figure) -> Diagnostic:
    return Diagnostic(figure.card.asked.at(), "card-answers", figure.named(figure.told))


def _often_wrong(figure: Figure, figures: Figures) -> Diagnostic:
    hint = ", by one learner" if figures.are_hints else ""
    message = (
        f"{figure.sums.retention:.0%} of {figure.sums.answers:,} answers are right{hint}, surely "
        f"less than the {figures.total.retention:.0%} of the deck"
    )
    return Diagnostic(figure.card.asked.at(), "often-wrong", figure.named(message))


def gathered(prepared: Sequence[Prepared], sources: Statistics) -> list[list[LearnersSums]]:
    """All that the sources tell of each deck.

    Raises:
        Refused: A source can't be read.
    """
    stored = [_read(path) for path in sources.files]
    types = {type_.id for each in prepared for type_ in note_types(each.deck).values()}
    guids = {entry.guid for each in prepared for entry in each.after.entries.values()}
    wanted = Wanted(frozenset(types), frozenset(guids), answers=True)
    learners = learners_of(_answers(anki, wanted) for anki in sources.ankis)
    return [
        [
            _of_learners(each, learners),
            *(file[each.deck.id] for file in stored if each.deck.id in file),
        ]
        for each in prepared
    ]


def _answers(anki: Opener, wanted: Wanted) -> LearnersCollection:
    with anki() as opened:
        return opened.read(wanted)


def _of_learners(prepared: Prepared, learners: list[Learner]) -> LearnersSums:
    asked = {entry.guid: asked_since(entry) for entry in prepared.advanced.entries}
    many = [sums for learner in learners if (sums := sums_of(learner, asked))]
    return LearnersSums(len(many), added(many))


def _together(sources: list[LearnersSums]) -> LearnersSums:
    return LearnersSums(
        sum(each.learners for each in sources), added(each.sums for each in sources)
    )


def _read(path: Path) -> dict[str, LearnersSums]:
    try:
        return files.read(path)
    except ValueError as error:
        raise Refused(str(path), "anki-unreadable", str(error)) from error
    except OSError as error:
        message = f"it can't be read: {error.strerror or error}"
        raise Refused(str(path), "anki-unreadable", message) from error
