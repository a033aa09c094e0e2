"""The runs of one line in one form: spaces and marks where they show, neighbours joined."""

from __future__ import annotations

from recto.render.back.lines import NO_MARKS, SIGNS_OF_CLOZES, SIMPLE, Marks, Run, What

_BLANK = frozenset({"b", "i", "s"})
"""Marks that don't show on a space."""


def tidied(runs: list[Run], *, is_code: bool) -> tuple[Run, ...]:
    """The runs of a line; in code each space is one."""
    if not is_code:
        _strip_end(runs)
    marks = NO_MARKS.union(*[run.marks for run in runs])
    if not marks:
        return _joined(runs)
    if not is_code:
        runs = _with_spaces_apart(runs)
    if not {What.TEXT}.issuperset([run.what for run in runs]):
        runs = _with_marked_clozes(runs)
    found = _joined([_unmarked(runs, place) for place in range(len(runs))])
    return found if marks <= SIMPLE else _with_numbers(found)


def _strip_end(runs: list[Run]) -> None:
    while runs and runs[-1].what is What.TEXT:
        last = runs[-1]
        text = last.text.rstrip(" \u00a0")
        if text == last.text:
            return
        del runs[-1]
        if text:
            runs.append(Run(text, last.marks))


def _joined(runs: list[Run]) -> tuple[Run, ...]:
    if len(runs) == 1:
        return tuple(runs)
    joined: list[Run] = []
    last: Run | None = None
    for run in runs:
        if (
            last is not None
            and run.what is What.TEXT
            and last.what is What.TEXT
            and last.marks == run.marks
        ):
            last = joined[-1] = Run(last.text + run.text, run.marks)
        else:
            joined.append(run)
            last = run
    return tuple(joined)


def _with_spaces_apart(runs: list[Run]) -> list[Run]:
    """Marked runs with the spaces at their edges apart."""
    found: list[Run] = []
    for run in runs:
        text, marks, what, _ = run
        if what is not What.TEXT or not marks & _BLANK or len(text) == 1:
            found.append(run)
            continue
        if text[0] == " ":
            found.append(Run(" ", marks))
        found.append(Run(text.strip(" "), marks))
        if text[-1] == " ":
            found.append(Run(" ", marks))
    return found


def _unmarked(runs: list[Run], place: int) -> Run:
    """A run; a space has of the marks that don't show on it those on both of its sides."""
    run = runs[place]
    if run.text != " " or run.what is not What.TEXT:
        return run
    shared = NO_MARKS
    if 0 < place < len(runs) - 1:
        shared = runs[place - 1].marks & runs[place + 1].marks & _BLANK
    return Run(" ", (run.marks - _BLANK) | shared)


def _with_marked_clozes(runs: list[Run]) -> list[Run]:
    """The marks of a cloze's own signs are those that all has which it hides."""
    found = [*runs]
    for signs in _clozes(runs):
        inside = runs[signs[0] + 1 : signs[-1]]
        marks = [run.marks for run in inside if run.what not in SIGNS_OF_CLOZES]
        common: Marks = frozenset.intersection(*marks) if marks else NO_MARKS
        for place in signs:
            if 0 <= place < len(runs):
                found[place] = runs[place]._replace(marks=common)
    return found


def _clozes(runs: list[Run]) -> list[list[int]]:
    """The places of each cloze's signs; one that goes on beyond the line ends or begins outside."""
    found: list[list[int]] = []
    opened: list[list[int]] = []
    for place, run in enumerate(runs):
        if run.what is What.CLOZE:
            opened.append([place])
        elif run.what is What.HINT and opened:
            opened[-1].append(place)
        elif run.what is What.END:
            found.append([*(opened.pop() if opened else [-1]), place])
    return found + [[*signs, len(runs)] for signs in opened]


def _with_numbers(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Runs whose marks are numbered by the order in which they appear in the line."""
    numbers: dict[str, str] = {}
    found: list[Run] = []
    for run in runs:
        for mark in sorted(run.marks, key=_begun):
            if "\0" in mark and mark not in numbers:
                numbers[mark] = f"{mark.partition(chr(0))[0]}\0{len(numbers) + 1}"
        marks = frozenset([numbers.get(mark, mark) for mark in run.marks])
        found.append(run._replace(marks=marks) if marks else run)
    return tuple(found)


def _begun(mark: str) -> list[int]:
    """Where in the text a mark began."""
    return [int(each) for each in mark.partition("\0")[2].split(".") if each]
