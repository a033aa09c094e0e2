"""A new version of decks brought into an Anki, so that it loses nothing of the learner's own.

The decks are built on the way, as `recto build` does: what is pushed is what a package would hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from recto.anki.interface import ChangeableAnki, Changes, Done, Package, Refused, Wanted
from recto.anki.places import Where, opened
from recto.commands.build import lost_media, ready, write
from recto.commands.naming import Naming
from recto.commands.outcome import Outcome, unwritten
from recto.commands.pipeline import Options, folders
from recto.deck.model import Card, Deck
from recto.diagnostics import Diagnostic
from recto.outputs import apkg as package
from recto.outputs.apkg import Lost, Packed
from recto.outputs.prepared import Prepared
from recto.outputs.tailored.plan import Plan, Wishes
from recto.outputs.tailored.planning import plan, wanted
from recto.system.exclusive import exclusive
from recto.system.files import Unwritten
from recto.system.garbage import without_gc


@dataclass(frozen=True, slots=True)
class Planned:
    """What a push would do with one deck, and where its cards stand."""

    deck: Deck
    place: str
    """What messages call the Anki."""
    plan: Plan
    cards: Mapping[str, Card]
    """The cards of its notes, by guid."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push came to."""

    planned: list[Planned]
    done: Done | None
    """None where there was nothing to do, or the user declined."""
    agreed: bool


Agree = Callable[[list[Planned], list[Diagnostic]], bool]
"""Shows what would be done, and what there is to say of the sources; asks whether to go on."""


@without_gc
def push(
    paths: Iterable[Path], options: Options, where: Where, wishes: Wishes, agree: Agree
) -> Outcome[Pushed]:
    """Build decks, and bring them into an Anki as far as `agree` says so.

    All that can be refused is refused before anything is written.
    """
    paths = list(paths)
    with exclusive(folders(paths), options.waiting):
        prepared, named = ready(paths, options)
        if prepared.failed:
            return Outcome([], prepared.diagnostics)
        try:
            with opened(where) as anki:
                return _pushed(prepared, named, anki, wishes, agree)
        except Refused as refused:
            return Outcome([], [*prepared.diagnostics, refused.diagnostic])


def _pushed(
    prepared: Outcome[Prepared],
    named: list[Naming],
    anki: ChangeableAnki,
    wishes: Wishes,
    agree: Agree,
) -> Outcome[Pushed]:
    outcome: Outcome[Pushed] = Outcome([], prepared.diagnostics)
    planned = _planned(prepared.results, anki, wishes)
    outcome.diagnostics += [each for one in planned for each in _behind(one)]
    if outcome.failed:
        return outcome
    if not agree(planned, outcome.diagnostics):
        outcome.results = [Pushed(planned, None, agreed=False)]
        return outcome
    changes, faults = _changes(planned)
    if faults:
        outcome.diagnostics += faults
        return outcome
    prepared.results = [
        deck.with_taken(each.plan.taken) if each.plan.taken else deck
        for deck, each in zip(prepared.results, planned, strict=True)
    ]
    with anki.staged(changes) if changes else nullcontext() as finish:
        built = write(prepared, named)  # first, as a new note that no lock knows would come twice
        outcome.diagnostics = built.diagnostics
        if not outcome.failed:
            done = finish() if finish else None
            outcome.results = [Pushed(planned, done, agreed=True)]
    return outcome


def _planned(prepared: list[Prepared], anki: ChangeableAnki, wishes: Wishes) -> list[Planned]:
    """Read what the Anki has of all decks, and plan for each."""
    each_wanted = [wanted(each.release) for each in prepared]
    found = anki.read(
        Wanted(
            note_types=frozenset().union(*(each.note_types for each in each_wanted)),
            guids=frozenset().union(*(each.guids for each in each_wanted)),
        )
    )
    return [
        Planned(
            each.deck,
            anki.place,
            plan(each.release, found, (each.before, each.latest), wishes),
            {
                note.entry.guid: card
                for card, note in zip(each.deck.built, each.release.notes, strict=True)
            },
        )
        for each in prepared
    ]


def _behind(planned: Planned) -> Iterator[Diagnostic]:
    """The notes of which the Anki has a later version than the lock knows."""
    for each in planned.plan.behind:
        message = (
            "Anki has a later version of this note than the lock knows, so another author pushed "
            "it; bring in their commits (`git pull`), then push again"
        )
        yield Diagnostic(planned.cards[each.theirs.guid].asked.at(), "push-behind", message)


def _changes(planned: list[Planned]) -> tuple[Changes, list[Diagnostic]]:
    """What the Anki is to change: for each deck a package, then all that no import does."""
    packages, faults = list[Package](), list[Diagnostic]()
    for each in planned:
        if each.plan.release is None:
            continue
        match package.pack(each.plan.release):
            case Packed(data=data):
                packages.append(Package(data, each.plan.arriving))
            case Lost() as lost:
                faults.append(lost_media(lost))
            case Unwritten() as failed:
                faults.append(unwritten(failed))
    rest = [each.plan.without_package for each in planned]
    changes = Changes(
        packages=tuple(packages),
        moves={card: deck for each in rest for card, deck in each.moves.items()},
        suspended=tuple(card for each in rest for card in each.suspended),
        deleted=tuple(note for each in rest for note in each.deleted),
        emptied=tuple(card for each in rest for card in each.emptied),
    )
    return changes, faults
