"""Which `::` of a cloze begins its hint, and which belongs to a name that it hides.

`::` stands in addresses (`fe80::1`), in resources (`arn:aws:iam::4444:root`) and in paths of code
(`std::string`); Anki would end there what is hidden, and show the rest on the question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from recto.system.patterns import compiled_on_use

_SPACE = compiled_on_use(r"\s")
_MARKUP = compiled_on_use(r"</|<br|&#?\w+;|\$|\{\{c\d|!\[|(\*+|`)\S+\1")
"""What an author of a hint may write, and no name holds."""
_ALTERNATIVES = compiled_on_use(r"[^\W\d_]+(?:/[^\W\d_]+)+")
"""`is/are`: a hint that offers words."""
_WORD = compiled_on_use(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CALL = compiled_on_use(r"[A-Za-z_]\w*(?:\(|<\w|\.\w|!\()")
"""A function, or a type with its own: `new()`, `Map<int>`, `HTTP.get`."""
_PATH = compiled_on_use(r"[A-Za-z_]\w*::[A-Za-z_]")
_NAMESPACES = frozenset(
    {
        *("std", "boost", "self", "Self", "crate", "alloc", "absl", "folly", "Eigen", "cv"),
        *("tokio", "serde", "LWP", "DBI", "ActiveRecord", "ActionController", "dplyr", "tidyr"),
        *("ggplot2", "Vec", "HashMap", "Rc", "Arc"),
    }
)
_WORDS_TOO = frozenset({"Net", "File", "IO", "Data", "List", "Scalar", "Test", "Time", "Math"})
"""What stands before `::` in C++, Rust, Perl, Ruby and R; some are words, and what follows those in
code has a capital."""
_HEX = r"[0-9A-Fa-f]{1,4}"
_GROUPS_BEFORE = compiled_on_use(rf"[\[(]?(?P<groups>[0-9A-Fa-f]{{3,4}}(?::{_HEX})*)?")
_GROUPS_AFTER = compiled_on_use(rf"(?:{_HEX}(?::{_HEX})*)?(?:/\d+)?[\])]?[,.;)]*")


def hint_among(hidden: str, colons: Sequence[int]) -> int | None:
    """Which of some `::` in what a cloze holds begins the hint; None if all are text."""
    first, last = colons[0], colons[-1]
    if not _SPACE.search(hidden.strip()) and hidden[-1:] != " ":
        first = next((at for at in colons if not _is_in_arn(hidden[:at])), first)
        return None if _is_one_name(hidden[:first], hidden[first + 2 :]) else first
    name = hidden[:last].strip()
    if last > first and not _SPACE.search(name) and _is_name_of_code(name):
        return last  # `std::string::a type of text`
    return next((at for at in colons if not _in_name(hidden, at, colons)), None)


def _is_one_name(before: str, after: str) -> bool:
    """Whether two halves without a space belong together."""
    if not before or not after:
        return True
    if _MARKUP.search(after) or after[0].isspace():
        return False
    if _is_in_arn(before) or _CALL.match(after):
        return True
    if _ALTERNATIVES.fullmatch(after) and _WORD.fullmatch(before):
        return False
    return bool(re.search(r"[\d:/]", after.rstrip(":")))


_COLONS_OF_ARN = 5


def _is_in_arn(before: str) -> bool:
    """Whether a resource's name goes on: it has five colons, some of them side by side."""
    return before.startswith("arn:") and before.count(":") < _COLONS_OF_ARN


def _is_name_of_code(name: str) -> bool:
    before, _, after = name.partition("::")
    return _is_namespace(before, after) or _is_one_name(before, after)


def _is_namespace(before: str, after: str) -> bool:
    return before in _NAMESPACES or (before in _WORDS_TOO and after[:1].isupper())


def _in_name(hidden: str, at: int, colons: Sequence[int]) -> bool:
    """Whether a `::` among several words lies in one of them, beyond doubt."""
    before = hidden[:at].split()[-1:] if at and not hidden[at - 1].isspace() else []
    after = hidden[at + 2 :].split(maxsplit=1)[:1] if hidden[at + 2 : at + 3].strip() else []
    left, right = "".join(before), "".join(after)
    if _MARKUP.search(right):
        return False
    if _is_in_arn(left):
        return bool(right)
    groups, more = _GROUPS_BEFORE.fullmatch(left), _GROUPS_AFTER.fullmatch(right)
    if groups and more and (left or right):
        number = groups["groups"] or ""
        is_mixed = number.isalnum() and not number.isalpha() and not number.isdigit()
        return ":" in left or ":" in right or "/" in right or is_mixed
    if any(at - len(left) <= each < at for each in colons) or (left and _PATH.match(right)):
        return not _SPACE.search(hidden[at:].strip())  # it ends with `Foo::Bar::baz`
    return bool(left and _CALL.match(right))


_NAME = compiled_on_use(r"[A-Za-z_][A-Za-z0-9_]*")
_OF_CODE = compiled_on_use(r"C\+\+|\b(?:Rust|Perl|Ruby|PHP|Elm|Haskell|Tcl|namespace|crate)\b")
_UNDERSCORED = compiled_on_use(r"\w_\w|^_|[a-z][A-Z]")
_WITH_DIGIT = compiled_on_use(r"(?P<word>[^\W\d_]{2,})::(?P<rest>[^\s:/]*\d[^\s:/]*)")


def doubt(text: str, hidden: str, hint: int | None) -> str:
    """What to say of `::` in a cloze of a text that may have been meant otherwise."""
    if hint is None:
        match = _WITH_DIGIT.fullmatch(hidden)
        if match is None or re.fullmatch("[0-9a-fA-F]+", match["word"]):
            return ""
        rest = match["rest"]
        return f"`::{rest}` is hidden too, as in `fe80::1`; write `:: {rest}` if it is a hint"
    before, after = hidden[:hint], hidden[hint + 2 :]
    if not (_NAME.fullmatch(after) and (name := before.split()[-1:]) and _NAME.fullmatch(name[0])):
        return ""
    is_code = _is_namespace(name[0], after) or any(map(_UNDERSCORED.search, (name[0], after)))
    if not is_code and not (before == name[0] and _OF_CODE.search(text)):
        return ""
    return (
        f"`::{after}` is a hint, which the question shows; write `` `{name[0]}::{after}` `` in "
        f"backquotes if it is part of a name, `:: {after}` if not"
    )
