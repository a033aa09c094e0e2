"""A deck to start from: files that build at once, and a workflow that keeps its lock."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from urllib.request import url2pathname

from recto import __version__
from recto.commands.outcome import Outcome, unwritten
from recto.commands.schema import as_json, schema
from recto.deck.model import Home
from recto.diagnostics import Diagnostic, Location
from recto.readers.clashes import dangerous_name
from recto.readers.find import DECK_FILE, folder_home
from recto.readers.head import offered_id
from recto.readers.notetypes import parsed_type
from recto.readers.tags import tag_fault
from recto.readers.titles import default_title
from recto.system.files import put

WORKFLOW = Path(".github/workflows/deck.yml")
TOPIC = "first-steps"
PICTURE = "planets.svg"
SCHEMA = "recto.schema.json"
DISTRIBUTION = "recto-anki"
"""What pip knows this program by; `recto` is another one there."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file of a new deck, and what it is for."""

    file: Path
    what: str
    is_topic: bool = False
    """Whether an author writes cards into it."""


class Kind(NamedTuple):
    """A kind of deck to start from, with a note type of its own."""

    notetype: str
    topic: str
    media: tuple[str, ...] = ()


NOTE_TYPES = {
    "vocabulary": Kind("word", "first-words"),
    "country": Kind("country", "first-countries", ("flag-france.svg", "flag-japan.svg")),
}


def new_deck(
    folder: Path, *, workflow: bool = True, notetype: str | None = None
) -> Outcome[NewFile]:
    """Write a deck into a new folder, and GitHub's workflow at the top of its repository.

    With the name of one of `NOTE_TYPES` its first topic is of that note type.

    Nothing that is there is overwritten: a folder with something in it is refused, and a
    workflow of that name stays.
    """
    outcome: Outcome[NewFile] = Outcome()
    home = folder_home(folder)
    if (fault := _refusal(home)) or (fault := dangerous_name(home)):
        outcome.diagnostics.append(fault)
        return outcome
    tag = _tag(home.stem)
    texts = {
        NewFile(home.file, "the deck's name and identity"): _filled(
            "deck.yaml",
            NAME=_quoted(default_title(re.sub("[:<>]+", " ", home.stem)) or "New deck"),
            ID=offered_id(home),
            TOPIC=NOTE_TYPES[notetype].topic if notetype else TOPIC,
            TAG=f"tag: {_quoted(tag)}\n" if tag != home.stem else "",
        ),
        **(_own_type(folder, tag, notetype) if notetype else _first_steps(folder, tag)),
        NewFile(folder / ".gitattributes", "how git merges the lock"): _filled("gitattributes"),
    }
    root = _root(folder)
    if workflow and root:
        recto = requirement(root)
        what = "checks, lock and releases on GitHub"
        made = NewFile(root / WORKFLOW, what if recto else f"{what}; fill in RECTO at its top")
        if made.file.exists():
            outcome.results.append(NewFile(made.file, "was there and stays as it is"))
        else:
            texts[made] = _filled("workflow.yml", RECTO=recto, DECKS=_decks(folder, root))
    data = {made: text.encode() for made, text in texts.items()}
    data |= _ignored(root) if root else {}
    _, failed = put({made.file: written for made, written in data.items()})
    if failed:
        outcome.diagnostics.append(unwritten(failed))
    outcome.results[:0] = [] if failed else data
    return outcome


def _first_steps(folder: Path, tag: str) -> dict[NewFile, str]:
    return {
        NewFile(
            folder / f"{TOPIC}.yaml", "a topic with a card of every kind", is_topic=True
        ): _filled("first-steps.yaml", TOPIC=f"{tag}::{TOPIC}"),
        NewFile(folder / "media" / PICTURE, "a picture that a card shows"): _filled(PICTURE),
        NewFile(folder / SCHEMA, "by which your editor completes and checks"): as_json(schema()),
    }


def _own_type(folder: Path, tag: str, name: str) -> dict[NewFile, str]:
    """A note type, a topic of such notes, their pictures, and a schema that knows the fields."""
    kind = NOTE_TYPES[name]
    note_type = _filled(f"{name}/notetype.yaml")
    file = folder / "notetypes" / f"{kind.notetype}.yaml"
    types = {kind.notetype: parsed_type(note_type.encode(), file)}
    pictures = {
        NewFile(folder / "media" / each, "a picture that a card shows"): _filled(f"{name}/{each}")
        for each in kind.media
    }
    return {
        NewFile(file, "a note type: fields, and the cards made of them"): note_type,
        NewFile(folder / f"{kind.topic}.yaml", "a topic of such notes", is_topic=True): _filled(
            f"{name}/topic.yaml", TOPIC=f"{tag}::{kind.topic}"
        ),
        **pictures,
        NewFile(folder / SCHEMA, "by which your editor completes the fields"): as_json(
            schema(types)
        ),
    }


def _refusal(home: Home) -> Diagnostic | None:
    """Why no deck can begin in a folder."""
    reason = ""
    if home.folder.exists() and not home.folder.is_dir():
        reason = "there is a file of that name"
    elif home.folder.is_dir() and any(each.name != ".git" for each in home.folder.iterdir()):
        reason = "the folder is there and not empty; name a new one"
    elif home.folder.suffix in (".yaml", ".yml"):
        reason = "a deck begins as a folder; name it without the ending"
    elif home.stem.startswith("."):
        reason = "a folder whose name begins with a dot is passed over; name it otherwise"
    elif any((up / DECK_FILE).exists() for up in home.folder.resolve().parents):
        reason = "this is inside another deck; a deck lies beside others, not in them"
    return Diagnostic(Location(home.folder), "new-refused", reason) if reason else None


def _root(folder: Path) -> Path | None:
    """The top of the repository that a folder lies in, or else where the user stands."""
    here = Path.cwd()
    where = folder.resolve()
    for up in (where, *where.parents):
        if (up / ".git").exists():
            return up
    return here if where.is_relative_to(here) else None


def _ignored(root: Path) -> dict[NewFile, bytes]:
    """The repository's `.gitignore`, with a line for the folder that builds go to from here.

    What stands in it stays. It is left alone where it says so already, is no file, or is a link.
    """
    file, here = root / ".gitignore", Path.cwd()
    if not here.is_relative_to(root) or file.is_symlink() or file.is_dir():
        return {}
    before = file.read_bytes() if file.exists() else b""
    place = (here / "build").relative_to(root).as_posix()
    known = {line.strip().strip(b"/") for line in before.splitlines()}
    if {b"build", place.encode()} & known:
        return {}
    end = b"" if not before or before.endswith(b"\n") else b"\n"
    line = re.sub(r"[\\*?\[]", r"\\\g<0>", place)
    return {NewFile(file, "keeps what is built out of git"): before + end + f"/{line}/\n".encode()}


def _decks(folder: Path, root: Path) -> str:
    """What the workflow builds: all decks beside the new one in `cards`, or just that."""
    where = folder.resolve()
    if where.parent.name == "cards" and where.parent != root:
        where = where.parent
    relative = where.relative_to(root).as_posix()
    return re.sub(r"\s", "?", relative)  # the shell splits at a space, and finds it for a `?`


def requirement(root: Path) -> str:
    """What pip installs to have this Recto on another machine; empty where nobody knows.

    A Recto from a package index is named by its version, one from a repository or an archive
    by its address, and one from a folder by that folder, if it is the root itself.
    """
    try:
        written = distribution(DISTRIBUTION).read_text("direct_url.json")
    except PackageNotFoundError:
        return ""
    if written is None:
        return f"{DISTRIBUTION}=={__version__}"
    origin = json.loads(written)
    address = str(origin["url"])
    if vcs := origin.get("vcs_info"):
        return f"{vcs['vcs']}+{address}@{vcs['commit_id']}"
    if address.startswith("file:"):
        return "." if Path(url2pathname(urlsplit(address).path)) == root else ""
    return address


def _tag(name: str) -> str:
    """A root tag like the folder's name."""
    if not tag_fault(name, Location(Path())):
        return name
    words = "-".join(re.findall(r'[^\s":]+', name)) or "deck"
    return f"{words}-deck" if tag_fault(words, Location(Path())) else words


def _quoted(text: str) -> str:
    """A text in quotes, where YAML or a reader needs them."""
    return (
        text if re.fullmatch(r"[^\W_][\w ()+.-]*", text) else json.dumps(text, ensure_ascii=False)
    )


def _filled(name: str, **values: str) -> str:
    """A file of this package, with values in the place of `@NAMES@`."""
    text = files(__package__).joinpath(name).read_text("utf-8")
    for key, value in values.items():
        text = text.replace(f"@{key}@", value)
    return text
