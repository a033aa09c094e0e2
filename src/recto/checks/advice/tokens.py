"""Advice on signs: names in which Markdown saw emphasis, furigana, and what nobody can type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice

from recto.checks.advice.reading import Read, Reading, prose
from recto.deck.kinds.kind import Format
from recto.deck.kinds.own import Own
from recto.deck.model import Card
from recto.diagnostics import Diagnostic
from recto.text import Span, Text, cloze, covering
from recto.text.furigana import in_prose, is_kana

_MARKED = re.compile(r"(?<![^\s|])(?=[^\s|]{0,199}(?:\*|__))[^\s|]{1,200}(?![^\s|])")
"""A word with marks in it; what is longer is no name."""
_EDGES = re.compile(r"^[\"'“„«(\[]*([*_]*)(.*?)([*_]*)[\"'”»)\].,;:!?]*$")
_TAG = re.compile(r"</?(?:b|br|div|em|font|i|kbd|p|s|small|span|strong|sub|sup|u)(?:\s[^<>]*)?>")
"""A tag parts words as a space does: `<u>very</u>**large**`."""
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_NAME = re.compile(r"[:/=@\\.+#~$%&]|\d")
"""What stands in the name of a file, a resource, a formula, and in few words."""
_PRODUCT = re.compile(r"\w{1,2}(?:\*\w{1,2}){2,}", re.ASCII)
"""`a*b*c`; in longer words a mark may stress a syllable."""
_RUN = re.compile(r"\*+|_{2,}")
_CLOSES = r"\"'”»)\].,;:!?"
_STAR_INSIDE, *_LINE_INSIDE = (
    re.compile(rf"{mark}(?<=[^\s|*_]{mark})[*_]*+[{_CLOSES}]*+[^\s|{_CLOSES}]")
    for mark in (r"\*", "__", r"_\*", r"_\\_")
)
"""Marks after something and before something, as every suspect has them: fast, for few texts do."""


def emphasised(reading: Reading) -> Iterator[Diagnostic]:
    """A name that doesn't read as it was written, for Markdown saw marks in it; one a text."""
    for read in reading.cards:
        for text in _texts(read.card):
            if _has_marks_inside(text.value):
                yield from islice(chain(_lost(text, read), _dunders(text)), 1)
            elif "__" in text.value:
                yield from islice(_dunders(text), 1)


def _has_marks_inside(text: str) -> bool:
    if _STAR_INSIDE.search(text):
        return True
    return "_" in text and any(pattern.search(text) for pattern in _LINE_INSIDE)


_DUNDER = re.compile(r"(?<![\w*\\`])__(?P<name>[A-Za-z][A-Za-z0-9_]*?)__(?P<call>\()?(?![\w*])")
_AS_WORDS_TOO = frozenset(
    {"all", "and", "copy", "key", "main", "match", "missing", "new", "next", "or", "self", "set"}
)
"""Names of Python's that an author may also mean to be bold."""
_DUNDERS = (
    frozenset(
        [
            "abs",
            "add",
            "aenter",
            "aexit",
            "aiter",
            "all",
            "and",
            "anext",
            "annotations",
            "asm",
            "attribute",
            "author",
            "await",
            "bases",
            "bool",
            "builtins",
            "bytes",
            "call",
            "ceil",
            "class",
            "closure",
            "cls",
            "code",
            "complex",
            "contains",
            "copy",
            "debug",
            "deepcopy",
            "defaults",
            "del",
            "delattr",
            "delete",
            "delitem",
            "dict",
            "dir",
            "dirname",
            "doc",
            "enter",
            "eq",
            "exit",
            "file",
            "filename",
            "float",
            "floor",
            "floordiv",
            "format",
            "func",
            "future",
            "ge",
            "get",
            "getattr",
            "getattribute",
            "getitem",
            "getstate",
            "global",
            "globals",
            "gt",
            "hash",
            "iadd",
            "iand",
            "init",
            "import",
            "index",
            "instancecheck",
            "int",
            "invert",
            "ior",
            "isub",
            "iter",
            "key",
            "le",
            "len",
            "loader",
            "lock",
            "lshift",
            "lt",
            "main",
            "match",
            "matmul",
            "metaclass",
            "missing",
            "mod",
            "module",
            "mro",
            "mul",
            "name",
            "ne",
            "neg",
            "new",
            "next",
            "objclass",
            "or",
            "package",
            "path",
            "pos",
            "post_init",
            "pow",
            "prepare",
            "proto",
            "qualname",
            "radd",
            "reduce",
            "repr",
            "reversed",
            "round",
            "rshift",
            "self",
            "set",
            "setattr",
            "setitem",
            "setstate",
            "shared",
            "sizeof",
            "slots",
            "spec",
            "str",
            "sub",
            "subclasscheck",
            "subclasses",
            "subclasshook",
            "traceback",
            "truediv",
            "trunc",
            "typename",
            "version",
            "weakref",
            "wrapped",
            "xor",
            "CLASS",
            "COUNTER",
            "DATA",
            "DATE",
            "DIR",
            "END",
            "FILE",
            "FUNCTION",
            "LINE",
            "METHOD",
            "NAMESPACE",
            "TIME",
            "VA_ARGS",
        ]
    )
    - _AS_WORDS_TOO
)
_PYTHON = re.compile(r"Python|==|\bdef\b|\bclass\b|\.py\b|__\w+__.*__\w+__", re.DOTALL)


def _dunders(text: Text) -> Iterator[Diagnostic]:
    """Names such as `__init__`, which become bold."""
    literal: list[Span] | None = None
    for match in _DUNDER.finditer(text.value):
        name = match["name"]
        if not (
            name in _DUNDERS
            or "_" in name
            or match["call"]
            or (name in _AS_WORDS_TOO and _PYTHON.search(text.value))
        ):
            continue
        literal = cloze.parse(text.value).literal if literal is None else literal
        if not _touches(match.start(), match.end(), literal):
            message = f"Markdown takes marks out of `__{name}__`; put it in backquotes"
            yield Diagnostic(text.at(match.start()), "emphasis-in-token", message)


def furigana(reading: Reading) -> Iterator[Diagnostic]:
    """The first word of a text whose reading stands in brackets, as Anki's filter has it."""
    for read in reading.cards:
        if read.card.furigana:
            continue
        for text, mend in _as_written(read.card):
            if "[" not in text.value:
                continue  # as nearly all, and at once
            found = (each for each in in_prose(text.value) if is_kana(each.reading))
            for each in islice(found, 1):
                mark = f"{each.word}[{each.reading}]"
                message = f"`{mark}` reads as it is written; write {mend}"
                yield Diagnostic(text.at(each.end - len(mark)), "furigana-marks", message)


def _as_written(card: Card) -> Iterator[tuple[Text, str]]:
    """Each text whose brackets a learner would see, and what makes readings of them."""
    if not isinstance(card.content, Own):
        yield from ((text, "`furigana: true` for the card or its topic") for text in _texts(card))
        return
    read = card.content.type.read_fields
    for name, text in card.content.given.items():
        if name not in read and card.content.type.field_named[name].format is not Format.MEDIA:
            yield text, f"`{{{{furigana:{name}}}}}` in the templates"


_UNTYPED = re.compile("[‘’‚‛“”„‟′″‐‑‒–—―…−×÷≤≥≠≈→←↔⇒·•ﬁﬂ]")


def untypeable(reading: Reading) -> Iterator[Diagnostic]:
    """An answer to type with a sign that keyboards lack."""
    for read in reading.cards:
        typed = read.card.content.typed_text
        if typed and not typed.value.isascii() and (match := _UNTYPED.search(typed.value)):
            message = (
                f"few keyboards have `{match[0]}` (U+{ord(match[0]):04X}), and Anki takes no other "
                "sign for it; write the answer as a learner types it"
            )
            yield Diagnostic(typed.at(match.start()), "typed-signs", message)


def _texts(card: Card) -> Iterator[Text]:
    yield from card.content.texts()
    yield from (text for text in (card.hint, card.extra, card.source) if text)


def _lost(text: Text, read: Read) -> Iterator[Diagnostic]:
    suspects = list(_suspects(text.value))
    if not suspects:
        return
    parsed = cloze.parse(text.value)
    literal = parsed.literal
    shown = " ".join(map(prose, read.note.values))
    for token, inner in suspects:
        if _touches(token.start(), token.end(), literal):
            continue
        if inner not in shown and "{{c" not in inner:
            name = token[0].rstrip(".,;:!?")
            message = f"Markdown takes marks out of `{name}`; put it in backquotes"
            yield Diagnostic(text.at(token.start()), "emphasis-in-token", message)


def _suspects(value: str) -> Iterator[tuple[re.Match[str], str]]:
    """Words with marks that may not have been meant as such, and what stands inside of them."""
    if "<" in value:
        value = _TAG.sub(lambda tag: " " * len(tag[0]), value)
    for token in _MARKED.finditer(value):
        written = _ESCAPED.sub(r"\1", token[0])
        inner = _EDGES.sub(r"\2", written)
        if _is_suspect(written, inner):
            yield token, inner


def _is_suspect(written: str, inner: str) -> bool:
    """Whether marks stand inside, in a name, or as one that has no partner in the word."""
    if not _RUN.search(inner):
        return False
    return len(_RUN.findall(written)) % 2 == 1 or bool(
        _NAME.search(inner) or _PRODUCT.fullmatch(inner)
    )


def _touches(start: int, end: int, literal: list[Span]) -> bool:
    return any(covering(at, literal) for at in (start, end - 1))
