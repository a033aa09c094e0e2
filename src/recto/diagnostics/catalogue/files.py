"""What is wrong with a file, before anything in it is read."""

from __future__ import annotations

from recto.diagnostics.catalogue.rule import error

FILES = {
    "file-unreadable": error(
        "A file can't be read.",
        "A deck built without it would retire its cards.",
        "a file that only another user may read",
        "Give yourself the right to read it, or take it out of the deck's folder.",
    ),
    "file-unwritable": error(
        "A lock or a package can't be written.",
        "The disk is full, the folder may only be read, or (on Windows) another program has the "
        "file open. What was there before is unchanged.",
        "recto build, on a full disk",
        "Make room, or close the program, and build again: it goes on where it was.",
    ),
    "file-too-large": error(
        "A source has more than 40 MB, or its title, tags and source come to 200 MB on all its cards.",
        "100,000 cards have about 30 MB; what is larger is not cards.",
        "an export of a database, named notes.yaml",
        "Split it into topics.",
    ),
    "file-empty": error(
        "A source has nothing in it.",
        "An emptied file would retire its cards without a word.",
        "(no text)",
        "Write `cards:` and cards, or delete the file.",
    ),
    "source-changed": error(
        "A source was saved while a build was about to write ids into it.",
        "What was saved in that moment would be lost.",
        "an editor that saves every second",
        "Build again.",
    ),
    "not-utf-8": error(
        "A file is not UTF-8.",
        "Guessing an encoding garbles letters.",
        "a file saved as Latin-1",
        "Save it as UTF-8 in your editor.",
    ),
    "control-character": error(
        "A text holds a control character, or hundreds of accents on one letter.",
        "Anki drops most control characters, and refuses the whole package for one of them (U+001F). "
        "No script piles accents up so high.",
        '- q: Which two?\n  a: "one\\x1ftwo"',
        "Delete it. Where a backslash was meant, use '…' or a block (`|`): \"…\" takes it for YAML's.",
    ),
    "link-outside": error(
        "A symbolic link leads out of the deck's folder, or a folder is a link.",
        "A deck must mean the same on every machine, and must not read your other files.",
        "iam.yaml → ../../private/iam.yaml",
        "Put the file itself into the deck's folder.",
    ),
}
