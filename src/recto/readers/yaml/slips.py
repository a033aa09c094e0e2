"""What YAML reads otherwise than its author meant, and has nothing to complain of."""

from __future__ import annotations

import re
from pathlib import Path

from recto.diagnostics import Diagnostic, short
from recto.readers.yaml.escapes import misread
from recto.readers.yaml.folding import joined
from recto.readers.yaml.places import Mark, place_from


def ruined_escape(path: Path, text: str, start: Mark, end: Mark) -> Diagnostic | None:
    """An escape between double quotes that no card can hold, or that was hardly meant as one."""
    inside = start.index + 1
    found = misread(text[inside : end.index - 1])
    if found is None:
        return None
    place = place_from(path, text, start, inside + found.offset)
    return Diagnostic(place, found.code, found.message)


def cut_off(path: Path, text: str, end: Mark) -> Diagnostic | None:
    """What follows a text without quotes, and most likely belongs to it: ` #1 on the list`."""
    lost = _CUT.match(text, end.index)
    if lost is None:
        return None
    message = (
        f"the text ends before `{short(lost[1], 30)}`, which is a comment to YAML; put it "
        "in quotes, or write a comment as `# …`"
    )
    return Diagnostic(place_from(path, text, end, lost.start(1)), "text-cut", message)


_CUT = re.compile(r"[ \t]+(#(?![ \t#])[^\n]*)")
"""What YAML takes for a comment, though few people would write one so."""
_SIGN = re.compile(r"#(?![ \t#])")


def may_be_cut(text: str) -> bool:
    """Whether a text of a file may be `cut_off`, as far as a glance at the whole tells."""
    return bool(_SIGN.search(text))


def only_comment(path: Path, text: str, start: Mark) -> Diagnostic | None:
    """A comment in the place of a text."""
    if not _COMMENT.match(text, start.index):
        return None
    message = "nothing is here but a comment; put a text that begins with `#` in quotes"
    return Diagnostic(place_from(path, text, start, start.index), "empty-text", message)


_COMMENT = re.compile(r"[ \t]*#")


def joined_line(
    path: Path, text: str, start: Mark, end: Mark, *, folded: bool
) -> Diagnostic | None:
    """A line that was hardly meant to be joined to the one above it; `folded` says after `>`."""
    at = joined(text, start.index, end.index)
    if at is None:
        return None
    mend = "write `|` for `>`" if folded else "write the text after `|`"
    message = f"YAML joins this line to the one above; {mend}"
    return Diagnostic(place_from(path, text, start, at), "lines-joined", message)


def text_below(path: Path, text: str, header: Mark) -> Diagnostic | None:
    """The text of an empty block, where it stands below with too little indentation.

    What stands there is hardly YAML, and its complaint would name the line after.
    """
    found = _EMPTY_BLOCK.match(text, text.rfind("\n", 0, header.index) + 1)
    if found is None:
        return None
    indent, column = len(found["below"]), len(found["before"])
    if indent > column or (found["item"] and indent < column):  # the next card
        return None
    sign = text[header.index]
    message = f"the text after `{sign}` must be indented deeper than `{found['key']}`"
    return Diagnostic(place_from(path, text, header, found.end("below")), "yaml-syntax", message)


_EMPTY_BLOCK = re.compile(
    r"""(?P<before>[ ]*(?:-[ ]+)*) (?P<key>[\w-]+):[ ]+[|>][^\n]*\n
        (?:[ \t]*\n)* (?P<below>[ ]*) (?!\s|\#|[\w-]+:(?:\s|\Z)|---|\.\.\.|\Z) (?P<item>-[ ])?""",
    re.VERBOSE,
)
"""The line of a block, and the next that shows something, unless that is a key or a comment."""
