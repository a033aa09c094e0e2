"""Texts that were written for another program: the files that they show, and what no deck may hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path

from recto.adopting.foreign import Content
from recto.adopting.unused import unused
from recto.diagnostics import counted, has_errors
from recto.media import FILMS, IMAGES, SOUNDS, is_remote
from recto.media.kinds import ending
from recto.render.markdown import render
from recto.system.files import walk
from recto.system.paths import leaves
from recto.text import Span, Text, code_spans, covering
from recto.text.characters import CONTROL

_INLINE = re.compile(
    r"!\[(?P<alt>[^\]\n]*)\]\((?P<path><[^>\n]+>|[^)\s]+)(?P<title>\s+\"[^\"\n]*\")?\)"
)
_EMBEDDED = re.compile(r"!\[\[(?P<path>[^\]|#\n]+)(?:\|(?P<width>\d+)?[^\]\n]*)?\]\]")
_WIKI = re.compile(r"(?<!!)\[\[(?P<page>[^\]|\n]+)(?:\|(?P<text>[^\]\n]+))?\]\]")
_TAG = re.compile(r"<img\b[^<>]*?\bsrc\s*=\s*[\"']?(?P<path>[^\"'<>\s]+)[^<>]*>", re.IGNORECASE)
_SOUND = re.compile(r"\[sound:(?P<path>[^\]\n]+)\]")


class FromElsewhere:
    """Takes texts, and the files that they name from beside them into the deck."""

    def __init__(self, source: Path, files: dict[str, Content]) -> None:
        self.folder = source if source.is_dir() else source.parent
        self.is_folder = source.is_dir()
        self.files = files
        self.paths: dict[Path, str] = {}
        self.used: set[str] = set()
        self.missing: dict[str, None] = {}
        self.remote = self.harmful = 0
        self.page = source

    def taken(self, text: str, page: Path, *, clozes: bool = False) -> str:
        """A text that a deck may hold, with the files where they will lie."""
        self.page = page
        text = CONTROL.sub(" ", text)
        if "[" in text or "<" in text:
            text = self.with_files(text)
        return text if _is_sound(text, clozes=clozes) else self.harmless(text, clozes=clozes)

    def with_files(self, text: str) -> str:
        for pattern, write in (
            (_INLINE, self.inline),
            (_EMBEDDED, self.embedded),
            (_TAG, self.inline),
            (_SOUND, self.inline),
            (_WIKI, _words),
        ):
            literal = [span for span in code_spans(text) if text[span.start] in "`~ "]

            def written(
                match: re.Match[str],
                write: Callable[[re.Match[str]], str] = write,
                literal: Sequence[Span] = literal,
            ) -> str:
                return match[0] if covering(match.start(), literal) else write(match)

            text = pattern.sub(written, text)
        return text

    def inline(self, match: re.Match[str]) -> str:
        alt = match.groupdict().get("alt") or ""
        path = match["path"].strip("<>")
        if is_remote(path):
            self.remote += 1
            return f"[{alt or path}](<{path}>)"
        return self.shown(path, alt, "")

    def embedded(self, match: re.Match[str]) -> str:
        size = f"{{width={match['width']}px}}" if match["width"] else ""
        return self.shown(match["path"].strip(), "", size)

    def shown(self, written: str, alt: str, size: str) -> str:
        """A file as Markdown shows it; of one that is missing the name."""
        file = self.found(unicodedata.normalize("NFC", written))
        if file is None or ending(file.name) not in IMAGES | SOUNDS | FILMS:
            self.missing[written] = None
            return f"({alt or Path(written).name})"
        path = self.path(file)
        pointed = f"<{path}>" if re.search(r"[\s()]", path) else path
        return f"![{alt}]({pointed}){size}"

    def path(self, file: Path) -> str:
        """Where a file will lie."""
        if file not in self.paths:
            path = unused(f"media/{file.stem}", self.used, ending=file.suffix)
            self.paths[file] = path
            self.files[path] = partial(Path.read_bytes, file)
        return self.paths[file]

    def found(self, written: str) -> Path | None:
        """The file that a page means, if it lies in the folder that is adopted."""
        for file in (self.page.parent / written, self.folder / written):
            if file.is_file() and not leaves(file, self.folder):
                return file.resolve()
        if self.is_folder and written in self.below:
            return self.below[written].resolve()
        return None

    @cached_property
    def below(self) -> dict[str, Path]:
        """The files of the folder by their names, which Obsidian names alone; of equal ones the first."""
        below: dict[str, Path] = {}
        for here, _, names in walk(self.folder):
            for name in names:
                below.setdefault(name, here / name)
        return below

    def harmless(self, text: str, *, clozes: bool) -> str:
        """A text that would run something, or that Anki could not read, as what is written there."""
        self.harmful += 1
        shown = re.sub(r"<(?=[A-Za-z/!?])", r"\\<", text)
        if _is_sound(shown, clozes=clozes):
            return shown
        rail = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
        return f"{rail}\n{text}\n{rail}"

    def remarks(self) -> Iterator[str]:
        if self.missing:
            names = ", ".join(self.missing)
            yield f"{counted(len(self.missing), 'file')} not found, the names stand in the texts: {names}"
        if self.remote:
            yield f"{counted(self.remote, 'picture')} from the web became links: a card shows files"
        if self.harmful:
            yield (
                f"{counted(self.harmful, 'text')} with HTML, formulas or clozes that no card may hold "
                "read as they are written"
            )


def _words(link: re.Match[str]) -> str:
    return (link["text"] or link["page"]).strip()


def _is_sound(text: str, *, clozes: bool) -> bool:
    if not clozes and not re.search(r"[<$\\\[&]", text):
        return True
    return not has_errors(render(Text(text, Path(), 1, 1), clozes=clozes)[1])
