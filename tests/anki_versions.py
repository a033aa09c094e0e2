"""Whether packages import alike in Anki 23.12, 24.11, 25 and the newest: `make anki-versions`.

Each version gets an environment of its own below `.venv/anki`. A deck with every kind of card is
imported, studied and imported again after an edit, and so is the AWS deck. What the learner then
has must be the same everywhere, and the log of each import.

Two differences are Anki's own. Until 24.11 it dates an updated note with the import, so notes'
times are compared only where Anki keeps them. And 23.12 doesn't frame what a mask hid.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

VERSIONS = ("23.12.1", "24.11", "25.9.2", "newest")
KEEPS_TIMES = re.compile(r"2[5-9]\.|newest")
HOME = Path(__file__).parent.parent
ENVIRONMENTS = HOME / ".venv" / "anki"
PICTURE = b"\x89PNG\r\n\x1a\n"

DECK = "deck: Versions\nid: versions-aaaa2222\nsubdecks: topic\ndescription: With **all** kinds.\n"
BEFORE = """\
tags: [exam]
source: https://example.org/a?b=1&c=2
cards:
  - {q: What owns the racks?, a: AWS, id: racks, reversed: true}
  - {q: "Was tun bei `a < b` und $x^2$?", a: "**Ü** — <u>unter</u>", hint: Tja, extra: 一二三}
  - {q: Which service finds data?, choices: [GuardDuty, Macie], a: Macie, tags: [trap]}
  - {q: Which action lists?, typed: "s3:ListBucket", a: On a bucket}
  - {cloze: "{{c1::GuardDuty}} watches {{c2::logs::which sources}}.", id: watches}
  - {q: What is shown?, a: "![map](media/map.png)", id: map}
  - {q: What goes away?, a: This, id: gone}
"""
EDITS = (
    ("a: AWS", "a: Amazon"),
    ("{q: What goes away?, a: This, id: gone}", "{q: What is new?, a: That, id: new}"),
    ("{{c2::logs::which sources}}.", "{{c2::logs::which sources}} {{c3::all day}}."),
    ("tags: [trap]", "tags: [trap, table]"),
    ("id: map}", "id: map, reversed: true}"),
)


def packages(folder: Path) -> list[tuple[Path, Path]]:
    """Pairs of a package and of its successor after an edit."""
    from recto.commands.build import build
    from recto.commands.pipeline import Options

    deck = folder / "cards" / "versions"
    (deck / "media").mkdir(parents=True)
    (deck / "deck.yaml").write_text(DECK, "utf-8")
    noon = 1_700_000_000_000
    pairs = []
    for number, text in enumerate((BEFORE, edited())):
        (deck / "kinds.yaml").write_text(text, "utf-8")
        (deck / "media" / "map.png").write_bytes(PICTURE + bytes([number]))
        outcome = build([deck], Options(folder / str(number), noon + number * 86_400_000))
        assert not outcome.failed, outcome.diagnostics
        pairs.append(folder / str(number) / "versions.apkg")
    aws = build_aws(folder)
    return [(pairs[0], pairs[1]), (aws, aws)]


def build_aws(folder: Path) -> Path:
    """The AWS deck as it would be released, from a copy, so that its lock stays."""
    import shutil

    from recto.commands.build import build
    from recto.commands.pipeline import Options

    copy = folder / "aws" / "aws-security"
    shutil.copytree(HOME / "cards" / "aws-security", copy)
    outcome = build([copy], Options(folder / "aws", 1_700_000_000_000))
    assert not outcome.failed, outcome.diagnostics
    return folder / "aws" / "aws-security.apkg"


def edited() -> str:
    text = BEFORE
    for old, new in EDITS:
        assert old in text
        text = text.replace(old, new)
    return text


def environment(version: str) -> Path:
    """The Python of an environment that has this Anki."""
    folder = ENVIRONMENTS / version
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    wanted = "anki" if version == "newest" else f"anki=={version}"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--upgrade", wanted], check=True)
    return python


def main() -> int:
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        pairs = packages(Path(folder))
        for version in VERSIONS:
            command = [
                str(environment(version)),
                __file__,
                *(str(p) for pair in pairs for p in pair),
            ]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            results[version] = json.loads(done.stdout.splitlines()[-1])
    expected = results["newest"]
    failed = False
    for version, result in results.items():
        found = list(differences(expected, result, times=bool(KEEPS_TIMES.match(version))))
        found += [
            f"{name}: a schedule changed"
            for name, deck in zip(("kinds", "aws"), result["decks"], strict=True)
            if not deck["schedules kept"]
        ]
        failed |= bool(found)
        told = "; ".join(counts(each) for each in result["decks"])
        print(f"anki {result['version']:<10} {told} {'DIFFERS' if found else 'same'}")  # noqa: T201
        for each in found[:20]:
            print(f"  {each}")  # noqa: T201
    return int(failed)


def counts(deck: dict[str, Any]) -> str:
    """`8 new, then 5 updated …`, of both imports."""
    return ", then ".join(
        " ".join(f"{len(guids)} {name}" for name, guids in log.items() if guids)
        for log in deck["logs"]
    )


def differences(expected: Any, found: Any, *, times: bool, where: str = "") -> list[str]:
    """Where two results are not the same."""
    if (where.endswith("/modified") and not times) or where == "/version":
        return []
    if isinstance(expected, dict) and isinstance(found, dict):
        return [
            each
            for key in sorted({*expected, *found})
            for each in differences(
                expected.get(key), found.get(key), times=times, where=f"{where}/{key}"
            )
        ]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        return [
            each
            for number, pair in enumerate(zip(expected, found, strict=True))
            for each in differences(*pair, times=times, where=f"{where}/{number}")
        ]
    return [] if expected == found else [f"{where}: {expected!r} became {found!r}"]


# Below runs in the environments, with nothing but Anki.

_OF_LATER_VERSIONS = (
    r'data-ordinal="[\d,]*"|data-cloze="[^"]*"|<div class="cloze-highlight"[^>]*></div>'
)
"""What Anki 23.12 doesn't write on the side of a card."""


def imported(first: str, second: str) -> dict[str, Any]:
    """What a learner has who imports a package, studies, and imports its successor."""
    from anki.collection import Collection

    with tempfile.TemporaryDirectory() as folder:
        col = Collection(str(Path(folder) / "collection.anki2"))
        try:
            logs = [log_of(col, first)]
            studied = sorted(col.find_cards(""))[::2]
            col.sched.set_due_date(studied, "7")
            before = {each: schedule(col.get_card(each)) for each in studied}
            logs.append(log_of(col, second))
            kept = {each: schedule(col.get_card(each)) for each in studied} == before
            return {"logs": logs, "schedules kept": kept, **state(col)}
        finally:
            col.close()


def log_of(col: Any, package: str) -> dict[str, list[str]]:
    from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest

    given = {"merge_notetypes": False, "with_scheduling": False, "with_deck_configs": False}
    known = ImportAnkiPackageOptions.DESCRIPTOR.fields_by_name
    options = ImportAnkiPackageOptions()
    for name in given.keys() & known.keys():
        setattr(options, name, given[name])
    request = ImportAnkiPackageRequest(package_path=package, options=options)
    log = col.import_anki_package(request).log
    col.models._clear_cache()  # noqa: SLF001  # it keeps note types of before
    names = (
        *("new", "updated", "duplicate", "conflicting"),
        *("first_field_match", "missing_notetype", "missing_deck", "empty_first_field"),
    )
    return {
        name: sorted(col.get_note(each.id.nid).guid for each in getattr(log, name))
        for name in names
    }


def schedule(card: Any) -> tuple[int, ...]:
    return card.type, card.queue, card.due, card.ivl, card.factor, card.reps, card.did


def state(col: Any) -> dict[str, Any]:
    """All that a learner can see of the collection."""
    today = col.sched.today
    notes = [col.get_note(each) for each in col.find_notes("")]
    cards = [card for note in notes for card in note.cards()]
    guids = {note.id: note.guid for note in notes}
    decks = [col.decks.get(each.id) for each in col.decks.all_names_and_ids()]
    types = [col.models.get(each.id) for each in col.models.all_names_and_ids()]
    return {
        "notes": {
            note.guid: {
                "type": note.note_type()["name"],
                "fields": dict(note.items()),
                "tags": sorted(note.tags),
                "modified": note.mod,
            }
            for note in notes
        },
        "cards": {
            f"{guids[card.nid]} {card.ord}": {
                "deck": col.decks.name(card.did),
                "due": card.due if card.type == 0 else card.due - today,
                "type": card.type,
                "interval": card.ivl,
            }
            for card in cards
        },
        "shown": {
            f"{guids[card.nid]} {card.ord}": [
                re.sub(_OF_LATER_VERSIONS, "", side) for side in (card.question(), card.answer())
            ]
            for card in cards
        },
        "decks": {each["name"]: each["desc"] for each in decks},
        "types": {
            each["name"]: {
                "id": each["id"],
                "fields": [field["name"] for field in each["flds"]],
                "templates": [[t["name"], t["qfmt"], t["afmt"]] for t in each["tmpls"]],
                "css": each["css"],
            }
            for each in types
            if "Recto" in each["name"]
        },
        "media": {
            each.name: hashlib.sha256(each.read_bytes()).hexdigest()
            for each in sorted(Path(col.media.dir()).iterdir())
        },
    }


def report(paths: list[str]) -> str:
    from anki.buildinfo import version

    pairs = zip(paths[::2], paths[1::2], strict=True)
    return json.dumps({"version": version, "decks": [imported(*pair) for pair in pairs]})


if __name__ == "__main__":
    if sys.argv[1:]:
        print(report(sys.argv[1:]))  # noqa: T201
    else:
        sys.exit(main())
