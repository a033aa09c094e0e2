"""Which decks a path names."""

from __future__ import annotations

import re
from difflib import get_close_matches
from itertools import islice
from pathlib import Path

from recto.deck.model import Home
from recto.diagnostics import Diagnostic, Location
from recto.readers.formats import TOPIC_ENDINGS
from recto.system.files import DEEPEST, is_deepest, walk
from recto.system.paths import leaves, led_out, pasted

DECK_FILE = "deck.yaml"
LOCK_FILE = "recto.lock"
MEDIA_FOLDER = "media"
NOTE_TYPE_FOLDER = "notetypes"
_NEARLY = re.compile(r"(?P<stem>.+)\.ya?ml(?:\.txt)?", re.IGNORECASE)
"""A source's name, and what becomes of it: `x.YAML`, and `x.yaml.txt` where endings are hidden."""


def find_decks(path: Path) -> tuple[list[Home], list[Diagnostic]]:
    """The decks at a path: the deck itself, or every deck in a folder of decks."""
    if not path.exists():
        return [], [_nowhere(path)]
    if not path.is_dir():
        return _deck_of_file(path)
    if (path / DECK_FILE).exists():
        return [folder_home(path)], []
    if owner := deck_around(path):
        return [], [_part_of(path, owner)]
    if misnamed := _misnamed(path):
        return [], [misnamed]
    return _decks_in(path)


def _deck_of_file(path: Path) -> tuple[list[Home], list[Diagnostic]]:
    if path.name == DECK_FILE:
        return [folder_home(path.parent)], []
    if path.suffix == ".apkg":
        message = "a package is no source; name the deck that it was built from"
        message += f"; `recto diff --from {pasted(path)}` compares that with it"
        return [], [Diagnostic(Location(path), "deck-not-found", message)]
    if path.suffix not in TOPIC_ENDINGS or not path.is_file():
        return [], [
            _not_found(path, f"a source is a file that ends in .yaml, unlike `{path.name}`")
        ]
    if owner := deck_around(path):
        return [], [_part_of(path, owner)]
    if misnamed := _misnamed(path.parent):
        return [], [misnamed]
    return [_file_home(path)], []


def deck_around(path: Path) -> Path | None:
    """The deck in whose folder a path lies, be it a file or a folder."""
    return next((up for up in path.parents if (up / DECK_FILE).is_file()), None)


def _part_of(path: Path, owner: Path) -> Diagnostic:
    message = f"this is part of the deck `{owner}`; give that folder"
    return Diagnostic(Location(path), "deck-not-found", message)


def _decks_in(folder: Path) -> tuple[list[Home], list[Diagnostic]]:
    try:
        entries = sorted(each for each in folder.iterdir() if not each.name.startswith("."))
    except OSError as error:
        return [], [_shut(error)]
    found = [one for entry in entries if (one := _deck_at(entry))]
    homes = [each for each in found if isinstance(each, Home)]
    faults = [each for each in found if isinstance(each, Diagnostic)]
    if not found:
        message = (
            f"no deck in `{folder}`; a deck is a folder with a {DECK_FILE}, or a file with `deck:`; "
            f"`recto new {pasted(folder / 'NAME')}` begins one"
        )
        faults.append(Diagnostic(Location(folder), "deck-not-found", message))
    return homes, faults


def _deck_at(entry: Path) -> Home | Diagnostic | None:
    """The deck that an entry of a folder of decks is, or why it is none though it seems one."""
    if not entry.is_dir():
        return _file_home(entry) if entry.suffix in TOPIC_ENDINGS else None
    if leaves(entry, entry.parent):
        return led_out(entry, "put the deck itself here, or build it there")
    if (entry / DECK_FILE).exists():
        return folder_home(entry)
    return _strange(entry)


def _strange(entry: Path) -> Diagnostic | None:
    """What is wrong with a folder that holds cards, or decks, and is no deck."""
    if misnamed := _misnamed(entry):
        return misnamed
    names = {name for _, _, below in islice(walk(entry), _SEARCHED) for name in below}
    if DECK_FILE in names:
        message = "the decks in this folder lie too deep; move them up, or run "
        message += f"`recto build {pasted(entry)}`"
        return Diagnostic(Location(entry), "deck-yaml-missing", message)
    if any(name.endswith(TOPIC_ENDINGS) for name in names):
        message = f"this folder of cards has no {DECK_FILE}; `deck:` there names the deck"
        return Diagnostic(Location(entry), "deck-yaml-missing", message)
    return None


_SEARCHED = 50
"""Folders that are looked into for what may have been meant; the path may be a whole disk."""


def _misnamed(folder: Path) -> Diagnostic | None:
    named = ((each, _NEARLY.fullmatch(each.name)) for each in sorted(folder.glob("[dD]*")))
    other = next((each for each, nearly in named if nearly and nearly["stem"] == "deck"), None)
    if other is None:
        return None
    message = f"the file of a deck is named {DECK_FILE}; rename this one"
    return Diagnostic(Location(other), "deck-yaml-missing", message)


_NO_TOPICS = (MEDIA_FOLDER, NOTE_TYPE_FOLDER)
"""Folders of a deck that hold no topics."""


def note_type_files(home: Home) -> tuple[list[Path], list[Diagnostic]]:
    """The files of a deck's own note types by name, and what can't be one."""
    folder = home.folder / NOTE_TYPE_FOLDER
    if home.single or not folder.is_dir():
        return [], []
    if leaves(folder, home.folder):
        return [], [led_out(folder, "put the folder itself here")]
    try:
        names = sorted(each.name for each in folder.iterdir())
    except OSError as error:
        return [], [_shut(error)]
    found = [_topic_at(folder / name, home) for name in names]
    files = {each.stem: each for each in found if isinstance(each, Path)}
    faults = [each for each in found if isinstance(each, Diagnostic)]
    for each in found:
        if isinstance(each, Path) and files[each.stem] is not each:
            message = f"`{files[each.stem].name}` is the note type `{each.stem}` already"
            faults.append(Diagnostic(Location(each), "topic-twice", message))
    return [*files.values()], faults


def topic_files(home: Home) -> tuple[list[Path], list[Diagnostic]]:
    """The topic files of a deck folder by name, and what can't be one."""
    faults: list[Diagnostic] = []
    files: list[Path] = []
    for here, folders, names in walk(home.folder, onerror=lambda e: faults.append(_shut(e))):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if here == home.folder:
            folders[:] = [name for name in folders if name not in _NO_TOPICS]
        if folders and is_deepest(here, home.folder):
            message = f"the folders below lie more than {DEEPEST} deep; move them up"
            faults.append(Diagnostic(Location(here), "topic-name", message))
        links = [here / name for name in folders if (here / name).is_symlink()]
        faults.extend(led_out(link, "put the folder itself here") for link in links)
        found = [_topic_at(here / name, home) for name in sorted(names)]
        files.extend(each for each in found if isinstance(each, Path))
        faults.extend(each for each in found if isinstance(each, Diagnostic))
    return files, faults


def _topic_at(path: Path, home: Home) -> Path | Diagnostic | None:
    """The file of a topic, or why a file in a deck's folder is none though it seems one."""
    if path.name.startswith(".") or path == home.file:
        return None
    if path.suffix not in TOPIC_ENDINGS:
        nearly = _NEARLY.fullmatch(path.name)
        return _passed_over(path, nearly["stem"]) if nearly else None
    if path.name == DECK_FILE:
        message = "a deck can't lie inside another deck; move its folder beside it"
        return Diagnostic(Location(path), "deck-nested", message)
    return led_out(path) if leaves(path, home.folder) else path


def _passed_over(path: Path, stem: str) -> Diagnostic:
    message = f"`{path.name}` is passed over; rename it to `{stem}.yaml`"
    return Diagnostic(Location(path), "topic-name", message)


def _shut(error: OSError) -> Diagnostic:
    """A folder that can't be looked into: without its cards the deck would be another."""
    message = f"the folder can't be read: {error.strerror}"
    return Diagnostic(Location(Path(error.filename)), "file-unreadable", message)


def folder_home(folder: Path) -> Home:
    """The home of the deck that a folder is, or is to become."""
    name = folder.name or folder.resolve().name
    return Home(folder, folder / DECK_FILE, folder / LOCK_FILE, name)


def _file_home(file: Path) -> Home:
    return Home(file.parent, file, file.with_suffix(".lock"), file.stem, single=True)


def _nowhere(path: Path) -> Diagnostic:
    beside = [each.name for each in path.parent.glob("*")]
    if close := get_close_matches(path.name, beside, n=1):
        message = f"there is no `{path}`; did you mean `{path.with_name(close[0])}`?"
        return Diagnostic(Location(path), "deck-not-found", message)
    return _not_found(path, f"there is no `{path}`")


def _not_found(path: Path, what: str) -> Diagnostic:
    message = f"{what}; name a deck's folder or file, or a folder of decks"
    return Diagnostic(Location(path), "deck-not-found", message)
