"""Notes in Markdown or plain text, a file or a folder of them: each page by the convention it keeps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from recto.adopting.asked import Asked
from recto.adopting.conventions import CONVENTIONS, STUDY_NOTES
from recto.adopting.conventions.page import Convention, Keys, Page, Section, Taken, page_of
from recto.adopting.elsewhere import FromElsewhere
from recto.adopting.foreign import Adopted, Content, Foreign, ReadyTopic
from recto.adopting.listing import first_few
from recto.deck.identity import folded_id
from recto.diagnostics import Diagnostic, Location, counted
from recto.readers.text_file import read_text
from recto.readers.titles import default_title
from recto.system.files import walk
from recto.system.paths import leaves

ENDINGS = (".md", ".markdown", ".txt")
_NO_NOTES = frozenset(
    {"readme", "license", "licence", "changelog", "contributing", "code_of_conduct"}
)
"""Pages about a folder of notes."""
_CARDS_OF_A_TOPIC = 3
"""On average; where sections have fewer, a page is one topic."""


def takes(source: Path) -> bool:
    """Whether a source is a page of notes, or a folder with some."""
    if source.is_dir():
        return bool(_pages_below(source))
    return source.suffix.lower() in ENDINGS


def read(source: Path) -> Adopted:
    """The cards of one page, or of all pages below a folder."""
    files = _pages_below(source) if source.is_dir() else [source]
    told = [file for file in files if file.stem.casefold() not in _NO_NOTES or len(files) == 1]
    pages: list[tuple[Path, Page]] = []
    faults: list[Diagnostic] = []
    for file in told:
        text, found = read_text(file)
        faults += found
        if not found:
            name = file.name if file == source else file.relative_to(source).as_posix()
            is_markdown = file.suffix.lower() != ".txt"
            pages.append((file, page_of(text, name, is_markdown=is_markdown)))
    if faults:
        return None, faults
    return _Notes(source, pages).adopted()


def _pages_below(folder: Path) -> list[Path]:
    """The pages in Markdown; those in plain text where there is none, as they are much else too."""
    files = [*_files_below(folder, ENDINGS)]
    pages = [file for file in files if file.suffix.lower() != ".txt"]
    return sorted(pages or files)


_NO_PAGES = (".apkg", ".colpkg", ".csv", ".tsv")
"""Files with cards that no folder of notes brings along."""


def _files_below(folder: Path, endings: Collection[str]) -> Iterator[Path]:
    for here, folders, names in walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = here / name
            if (
                file.suffix.lower() in endings
                and not name.startswith(".")
                and not leaves(file, folder)
            ):
                yield file


class _Read(NamedTuple):
    file: Path
    page: Page
    convention: Convention
    taken: Taken


class _Notes:
    def __init__(self, source: Path, pages: list[tuple[Path, Page]]) -> None:
        self.source = source
        self.pages = pages
        self.files: dict[str, Content] = {}
        self.texts = FromElsewhere(source, self.files)

    def adopted(self) -> Adopted:
        read = [*self.read_pages()]
        cards = sum(len(section.cards) for each in read for section in each.taken.sections)
        if not cards:
            message = (
                "nothing here can become a card: no `Q:` with its `A:`, no two lines `question :: answer`, "
                "no heading with a text, no list, no `name: what it does`"
            )
            return None, [Diagnostic(Location(self.source), "adopt-refused", message)]
        asked = Asked(
            _question(card)
            for each in read
            for section in each.taken.sections
            for card in section.cards
        )
        topics = [topic for each in read for topic in self.topics(each, asked)]
        name = self.source.name if self.source.is_dir() else self.source.stem
        title = read[0].page.title if len(read) == 1 else ""
        remarks = [*self.remarks(read), *self.texts.remarks()]
        foreign = Foreign(
            title or default_title(name),
            topics=tuple(topics),
            files=self.files,
            remarks=tuple(remarks),
        )
        return foreign, []

    def read_pages(self) -> Iterator[_Read]:
        """Each page by the first convention that takes it; drafts only where nobody wrote cards."""
        found: list[_Read] = []
        for file, page in self.pages:
            convention = next((each for each in CONVENTIONS if each.takes(page)), None)
            if convention:
                found.append(_Read(file, page, convention, convention.read(page)))
        self.has_cards = any(each.convention is not STUDY_NOTES for each in found)
        self.left_out = [
            e.page.name for e in found if e.convention is STUDY_NOTES and self.has_cards
        ]
        return (e for e in found if e.convention is not STUDY_NOTES or not self.has_cards)

    def topics(self, read: _Read, asked: Asked) -> Iterator[ReadyTopic]:
        """A topic of each section where they have some cards, else one of the page."""
        sections = read.taken.sections
        cards = sum(len(section.cards) for section in sections)
        is_one = len(sections) < 2 or cards < _CARDS_OF_A_TOPIC * len(sections)  # noqa: PLR2004
        if is_one:
            title = read.page.title or (sections[0].title if len(sections) == 1 else "")
            whole = [card for section in sections for card in section.cards]
            sections = [Section(title or default_title(read.file.stem), whole)]
        path = "" if read.file == self.source else read.page.name.rpartition(".")[0]
        for section in sections:
            title = section.title or read.page.title or default_title(read.file.stem)
            shown = tuple(self.card(_told_apart(card, asked), read.file) for card in section.cards)
            yield ReadyTopic(_path(path, "" if is_one and path else title), {"title": title}, shown)

    def card(self, card: Keys, page: Path) -> Keys:
        """A card whose texts a deck may hold."""
        return {
            key: self.texts.taken(value, page, clozes=key == "cloze")
            if key in _TEXTS and isinstance(value, str)
            else value
            for key, value in card.items()
        }

    def remarks(self, read: list[_Read]) -> Iterator[str]:
        """What the pages were taken for, and what of them is on no card."""
        for each in read:
            count = sum(len(section.cards) for section in each.taken.sections)
            drafts = sum(
                bool(c.get("draft")) for section in each.taken.sections for c in section.cards
            )
            what = (
                counted(count, "note")
                if not drafts
                else (
                    counted(drafts, "draft")
                    if drafts == count
                    else f"{counted(count, 'note')}, {drafts} of them {'a draft' if drafts == 1 else 'drafts'}"
                )
            )
            left = each.taken.passed_over
            line = "line is" if len(left) == 1 else "lines are"
            rest = f"; {len(left)} {line} on none: {listed_numbers(left)}" if left else ""
            yield f"{each.page.name} is read as {each.convention.title}: {what}{rest}"
            if each.page.settings:
                yield f"{each.page.name}: left out from above the notes: {', '.join(each.page.settings)}"
        if comments := sum(each.page.comments for each in read):
            dates = any(each.page.has_dates for each in read)
            told = ", and with them the review dates that Obsidian keeps there" if dates else ""
            yield f"{counted(comments, 'comment')} left out{told}"
        others = [*_files_below(self.source, _NO_PAGES)] if self.source.is_dir() else []
        if others:
            named = first_few([file.name for file in others])
            yield f"{counted(len(others), 'file')} left out, adopt each by itself: {named}"
        if self.left_out:
            yield (
                f"{counted(len(self.left_out), 'page')} without cards left out; "
                f"adopt one by itself for drafts: {first_few(self.left_out)}"
            )


def listed_numbers(numbers: Iterable[int]) -> str:
    """Numbers, those that follow each other as a range: `1, 3, 36–38`."""
    ranges: list[list[int]] = []
    for number in sorted(numbers):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ", ".join(f"{one}" if one == other else f"{one}–{other}" for one, other in ranges)


def _path(page: str, title: str) -> str:
    """The path of a topic: that of its page, and its title."""
    parts = [folded_id(part) for part in (*page.split("/"), title) if part]
    return "/".join(part[:60].strip("-") for part in parts if part) or "notes"


def _question(card: Keys) -> str:
    return str(card.get("q") or card.get("cloze"))


def _told_apart(card: Keys, asked: Asked) -> Keys:
    """A card, with an id where another asks the same."""
    (first, value), *others = card.items()
    id_ = asked.id_of(_question(card))
    return {first: value, "id": id_, **dict(others)} if id_ else card


_TEXTS = ("q", "a", "cloze", "extra")
