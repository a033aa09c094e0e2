"""The promise of `recto adopt`, held against a package: a learner of the original loses nothing."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import yaml
from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest

from desk import NOON
from learner import Learner
from recto.commands.adopt import AdoptedDeck, adopt
from recto.commands.build import Built, build
from recto.commands.check import inspect
from recto.commands.outcome import Outcome
from recto.commands.pipeline import Options


@dataclass
class Kept:
    """What was kept of a package, for a table of many."""

    adopted: AdoptedDeck
    learned: int = 0
    """Cards that the learner had."""
    unlike: list[str] = field(default_factory=list)
    """Cards that read otherwise."""
    broken: list[str] = field(default_factory=list)
    """What of the promise does not hold."""

    def hold(self, what: str, holds: object) -> None:
        if not holds:
            self.broken.append(what)


def promise(
    package: Path, root: Path, loads: Callable[[Learner, Path], object] | None = None
) -> Kept:
    """Adopt, build and import, as a learner who has studied the original.

    `loads` is how the learner came to have it, if not by an import of the package; such a learner
    merges note types in the first import.
    """
    folder = root / "deck"
    adopted = adopt(package, folder, NOON)
    assert not adopted.failed, adopted.diagnostics
    [deck] = adopted.results
    kept = Kept(deck)
    looked = inspect([folder], options(root, 1))
    kept.hold("checks without an error", not looked.failed)
    kept.hold("builds", not built(folder, root, 2).failed)
    with Learner(root / "learner") as learner, Learner(root / "new") as new:
        (loads or imports)(learner, package)
        study(learner)
        before = state(learner)
        kept.learned = len(before["cards"])
        log = imports(learner, root / "build" / "deck.apkg", merge=loads is not None)
        if loads:  # what is merged has our id from then on, and Anki calls it “Word+”
            merged = state(learner)["note types"]
            names = [[name.rstrip("+") for _, name in t] for t in (before["note types"], merged)]
            kept.hold("the same note types by name", names[0] == names[1])
            before["note types"] = merged
        kept.hold("nothing new", not log.new)
        kept.hold("nothing conflicting", not log.conflicting)
        after = state(learner)
        for what in before:
            kept.hold(f"the same {what}", before[what] == after[what])
        imports(new, root / "build" / "deck.apkg")
        kept.unlike = unlike(learner, new)
        built_guids = {card.note.guid for card in deck.sources.cards if not card.draft}
        lost = [guid for guid, _ in read(learner).keys() - read(new).keys() if guid in built_guids]
        kept.hold("a new learner gets all cards that are told of", len(lost) == deck.made.unmade)
        kept.hold("99 of 100 read as before", len(kept.unlike) * 100 <= kept.learned)
        again = built(folder, root, 3)
        kept.hold("a second build changes nothing", not again.results[0].written)
        edit(folder)
        kept.hold("builds with an edit", not built(folder, root, 10**9).failed)
        log = imports(learner, root / "build" / "deck.apkg")
        found = [len(log.new), len(log.updated), len(log.conflicting)]
        kept.hold(f"one updated, not {found}", found == [0, 1, 0])
        after = state(learner)
        for what in before:
            kept.hold(f"the same {what} after an edit", before[what] == after[what])
    return kept


def options(root: Path, hours: int) -> Options:
    in_a_minute = time.time_ns() // 1_000_000 + 60_000  # for a merge dates notes
    now = in_a_minute if hours > 10**6 else NOON + hours * 3_600_000
    return Options(output=root / "build", now=now)


def built(folder: Path, root: Path, hours: int) -> Outcome[Built]:
    return build([folder], options(root, hours))


def imports(learner: Learner, package: Path, *, merge: bool = False) -> Any:
    """Import with default options, whatever Anki has to say of it."""
    request = ImportAnkiPackageRequest(
        package_path=str(package),
        options=ImportAnkiPackageOptions(
            merge_notetypes=merge, with_scheduling=False, with_deck_configs=False
        ),
    )
    log = learner.col.import_anki_package(request).log
    learner.col.models._clear_cache()  # noqa: SLF001  # it keeps note types of before
    return log


def study(learner: Learner) -> None:
    """Answer a card in three, so that there is something to lose."""
    cards = learner.db.list("select id from cards order by id")
    for number, each in enumerate(cards):
        if number % 3 == 0:
            due = "update cards set type = 2, queue = 2, ivl = ?, due = ?, reps = 3 where id = ?"
            learner.db.execute(due, 10 + number % 7, 30 + number % 5, each)


SCHEDULES = (
    "select id, nid, did, ord, type, queue, due, ivl, factor, reps, lapses, odid, data from cards"
)


def state(learner: Learner) -> dict[str, Any]:
    """What an import must leave alone."""
    return {
        "cards": learner.db.all(SCHEDULES + " order by id"),
        "decks": sorted(each.name for each in learner.col.decks.all_names_and_ids()),
        "note types": sorted(
            ((t.id, t.name) for t in learner.col.models.all_names_and_ids()), key=lambda t: t[1]
        ),
    }


def unlike(learner: Learner, new: Learner) -> list[str]:
    """The cards that show other words to a new learner than to one of the original."""
    before, after = read(learner), read(new)
    return [
        f"{before[key]}\n    now: {after[key]}"
        for key in sorted(before.keys() & after.keys())
        if before[key] != after[key]
    ]


def read(learner: Learner) -> dict[tuple[str, int], str]:
    """The words of each card, by its note's guid and its number."""
    found = {}
    for number in learner.col.find_cards(""):
        card = learner.col.get_card(number)
        output = card.render_output()
        found[card.note().guid, card.ord] = words(output.question_text + " | " + output.answer_text)
    return found


_PICTURED = re.compile(r'<img [^>]*\balt="([^"]*)"[^>]*>')
_SEEN = re.compile(
    r"<(?:style|script)\b.*?</(?:style|script)>|<[^>]*>|\[anki:play[^\]]*\]", re.DOTALL
)
_FORMULA = re.compile(
    r"\[/?(?:latex|\$\$?)\]|\\begin\{(?:math|displaymath)\}|\\end\{(?:math|displaymath)\}|\\[()\[\]]|\$"
)


def words(html: str) -> str:
    """What a learner reads, formulas as they are written for whatever shows them."""
    pictured = _PICTURED.sub(lambda found: found[1] if "latex" in found[0] else "", html)
    text = unescape(_SEEN.sub(" ", pictured))
    text = text.replace("LaTeX image generation is disabled in the preferences.", "")
    return "".join(_FORMULA.sub("", text).replace("\u200b", "").split())


def edit(folder: Path) -> None:
    """Change one word of one card that is built."""
    for file in sorted(folder.rglob("*.yaml")):
        topic = yaml.safe_load(file.read_text("utf-8"))
        if file.parent.name == "notetypes" or file.name == "deck.yaml":
            continue
        if "table" in topic:
            table = folder / topic["table"]
            rows = [*csv.reader(io.StringIO(table.read_text("utf-8")))]
            rows[1][1] += " edited"
            out = io.StringIO()
            csv.writer(out, lineterminator="\n").writerows(rows)
            table.write_text(out.getvalue(), "utf-8")
            return
        lines = file.read_text("utf-8").split("\n")
        for number, line in enumerate(lines):
            if edited := _edited(line):
                lines[number] = edited
                file.write_text("\n".join(lines), "utf-8")
                return
    raise AssertionError(folder)


_TEXT = re.compile(
    r"    (?!id:|tags:|draft:|notetype:)[^ :]+: (?![|\[{])(?P<text>.*?)(?P<end>['\"]?)"
)


def _edited(line: str) -> str:
    """A line of a card with a word more, if it is one of a text."""
    if found := _TEXT.fullmatch(line):
        return f"{line[: found.end('text')]} edited{found['end']}"
    return f"{line} edited" if re.fullmatch(r"      \S.*\w", line) else ""
