"""What learners' answers tell of a deck, as lines, JSON and Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from recto.deck.model import Topic
from recto.diagnostics import counted, printable, short
from recto.reviews import file as files
from recto.reviews.figures import FEWEST, Figure, Figures
from recto.reviews.sums import Sums
from recto.system.paths import relative

_LISTED = 20
"""Cards that are listed before the rest is only counted."""


def stats_lines(figures: Figures, *, verbose: bool = False) -> Iterator[str]:
    """The deck, the cards to mend, and how its topics do."""
    name, total = figures.deck.name, figures.total
    if not total.answers:
        yield f"{name}: no answers to cards that were learnt already"
        return
    yield (
        f"{name}: {counted(figures.learners, 'learner')}, {counted(total.answers, 'answer')}, "
        f"{_share(total)} right"
    )
    to_mend = figures.to_mend
    if to_mend:
        cards = counted(len(to_mend), "card")
        one = f"  hints, as one learner is no second opinion: {cards} may need mending"
        yield f"{one if figures.are_hints else f'  {cards} to mend'}:"
    else:
        yield f"  no card is surely harder than the others ({_MEANING})"
    for each in to_mend if verbose else to_mend[:_LISTED]:
        yield from _figure(each)
    if len(to_mend) > _LISTED and not verbose:
        yield f"    … and {len(to_mend) - _LISTED} more (-v lists all)"
    yield from _topics(figures)
    if verbose:
        yield "  all cards that were answered, in the order of the deck:"
        for each in figures.all:
            yield from _figure(each)


_MEANING = f"{FEWEST} answers, and retention surely under the mean"


def _figure(figure: Figure) -> Iterator[str]:
    place = figure.card.asked.at()
    name = f" ({figure.name})" if figure.name else ""
    yield f"    {relative(place.path)}:{place.line}: “{short(figure.card.question)}”{name}"
    yield f"        {figure.told}"


def _share(sums: Sums) -> str:
    return f"{sums.retention:.0%}"


def _topics(figures: Figures) -> Iterator[str]:
    topics = [(topic, sums) for topic, sums in figures.topics if sums.answers]
    if len(topics) < 2:  # noqa: PLR2004  # one topic is the deck
        return
    yield "  by topic:"
    width = max(len(_name(topic)) for topic, _ in topics)
    for topic, sums in sorted(topics, key=lambda each: each[1].smoothed):
        yield f"    {_name(topic):<{width}}  {_share(sums):>4} of {counted(sums.answers, 'answer')}"


def _name(topic: Topic) -> str:
    return topic.path or topic.title


def stats_markdown(figures: Figures) -> Iterator[str]:
    """The same as tables, for an issue or a wiki."""
    total = figures.total
    yield f"## {_escaped(figures.deck.name)}"
    yield ""
    learners, answers = counted(figures.learners, "learner"), counted(total.answers, "answer")
    yield f"{learners}, {answers}, {_share(total)} right."
    yield ""
    if to_mend := figures.to_mend:
        yield "| card | where | right | 99% bounds | answers | lapses | median | failed at first |"
        yield "|---|---|--:|--:|--:|--:|--:|--:|"
        for each in to_mend:
            yield _row(each)
    else:
        yield f"No card is surely harder than the others ({_MEANING})."
    topics = [(topic, sums) for topic, sums in figures.topics if sums.answers]
    if topics:
        yield ""
        yield "| topic | right | answers |"
        yield "|---|--:|--:|"
        for topic, sums in sorted(topics, key=lambda each: each[1].smoothed):
            yield f"| {_escaped(_name(topic))} | {_share(sums)} | {sums.answers:,} |"
    yield ""


def _row(figure: Figure) -> str:
    sums, place = figure.sums, figure.card.asked.at()
    low, high = sums.bounds
    question = _escaped(short(figure.card.question))
    name = f" ({_escaped(figure.name)})" if figure.name else ""
    first = f"{sums.first_wrong} of {sums.first}" if sums.first else ""
    return (
        f"| {question}{name} | `{relative(place.path)}:{place.line}` | {_share(sums)} "
        f"| {low:.0%} to {high:.0%} | {sums.answers:,} | {sums.lapses:,} | {sums.seconds:.0f} s "
        f"| {first} |"
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def export_line(path: Path) -> str:
    """What an export holds."""
    cards = sum(len(deck.sums) for deck in files.read(path).values())
    if cards:
        return f"{relative(path)}: sums of {counted(cards, 'card')}"
    return (
        f"{relative(path)}: no sums, since no card was answered by {files.FEWEST_LEARNERS} learners; "
        "--mine writes those of fewer"
    )


def stats_json(decks: list[Figures]) -> str:
    """The whole of `recto stats --format json`."""
    stored = {"decks": [_deck_json(each) for each in decks]}
    return printable(json.dumps(stored, ensure_ascii=False, indent=2))


def _deck_json(figures: Figures) -> dict[str, Any]:
    total = figures.total
    named = {(each.entry.key, each.ord) for each in figures.to_mend}
    return {
        "deck": figures.deck.name,
        "id": figures.deck.id,
        "learners": figures.learners,
        "hints": figures.are_hints,
        "answers": total.answers,
        "retention": _rounded(total.retention),
        "topics": [
            {
                "topic": topic.path,
                "answers": sums.answers,
                "retention": _rounded(sums.retention),
                "lapses": sums.lapses,
            }
            for topic, sums in figures.topics
        ],
        "cards": [
            _card_json(each, is_named=(each.entry.key, each.ord) in named) for each in figures.all
        ],
    }


def _card_json(figure: Figure, *, is_named: bool) -> dict[str, Any]:
    place, sums = figure.card.asked.at(), figure.sums
    low, high = sums.bounds
    return {
        "file": relative(place.path),
        "line": place.line,
        "key": figure.entry.key,
        "guid": figure.entry.guid,
        "card": figure.ord,
        "name": figure.name,
        "question": figure.card.question,
        "to_mend": is_named,
        "learners": sums.learners,
        "answers": sums.answers,
        "right": sums.right,
        "retention": _rounded(sums.retention) if sums.answers else None,
        "low": _rounded(low),
        "high": _rounded(high),
        "lapses": sums.lapses,
        "seconds": round(sums.seconds, 1) if sums.answers else None,
        "first": sums.first,
        "first_wrong": sums.first_wrong,
    }


def _rounded(share: float) -> float:
    return round(share, 4)
