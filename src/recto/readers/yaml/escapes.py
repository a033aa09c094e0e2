r"""Escapes that were hardly meant as one.

Between double quotes a backslash is YAML's: `"$\nu$"` is a line break and `u`, `"\frac"` a form
feed and `rac`. The text is ruined, and YAML has nothing to complain of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from recto.diagnostics import Code
from recto.system.patterns import compiled_on_use
from recto.text import Span, code_spans, covering, math_spans
from recto.text.characters import CONTROL, control_message


class Misread(NamedTuple):
    """An escape that gives a control character, or takes the place of a backslash."""

    offset: int
    """Of its backslash in what stands between the quotes."""
    code: Code
    message: str


_ESCAPE = compiled_on_use(
    r"\\(?:x(?P<byte>..)|u(?P<short>.{4})|U(?P<long>.{8})|(?P<sign>.)(?P<rest>[A-Za-z]*))",
    re.DOTALL,
)
_CONTROLS = "0abvfe"
_MEANS = {
    **dict.fromkeys(_CONTROLS, "a control character"),
    **dict.fromkeys("nrNLP", "a line break"),
    "t": "a tab",
    "_": "a hard space",
}
_COMMANDS = frozenset(
    {
        *("nu", "ne", "neq", "nabla", "not", "notin", "neg", "ni", "nmid", "nexists", "nparallel"),
        *("nleq", "ngeq", "nless", "ngtr", "nprec", "nsucc", "nsubseteq", "nsupseteq", "nsim"),
        *("ncong", "natural", "nearrow", "nwarrow", "nonumber", "nolimits", "nleftarrow"),
        *("nrightarrow", "nleftrightarrow", "nLeftarrow", "nRightarrow", "nLeftrightarrow"),
    }
)
"""LaTeX's commands with an n; any other word after `\\n` begins a line, in a formula too."""
_NO_WORDS = frozenset(("nabla", "neq", "not", "notin"))
"""Those without whose n no line begins in any language."""
_DOUBTFUL = compiled_on_use(
    rf"\\(?:[^\W\dn]|[0_]|n(?:[`'\\]|(?:{'|'.join(command[1:] for command in _COMMANDS)})\b))"
)
"""What a look at the whole text may find a fault with: not `\"`, nor most ends of lines."""


def misread(quoted: str) -> Misread | None:
    r"""What is wrong with the escapes in what stands between double quotes: the worst, once.

    Line breaks and tabs are told from LaTeX's commands by their letters and the formula around
    them; in code, `\n` before a quote or a backtick is what a program is to read.
    """
    if not _DOUBTFUL.search(quoted):
        return None
    escapes = []
    for match in _ESCAPE.finditer(quoted):
        number = match["byte"] or match["short"] or match["long"]
        if number and CONTROL.match(character := chr(int(number, 16))):
            return Misread(match.start(), "control-character", control_message(character))
        if match["sign"] and match["sign"] in _CONTROLS:
            return _misread(match, "control-character")
        if match["sign"] in _MEANS:
            escapes.append(match)
    if not escapes:
        return None
    code = code_spans(quoted.replace(r"\n", " \n"))  # of the same length, with its lines
    formulas = [formula.span for formula in math_spans(quoted, code, [])]
    reached = -1
    for match in escapes:
        indents, reached = match.start() == reached, match.end("sign")
        if _is_backslash(match, code, formulas, indents=indents):
            return _misread(match, "yaml-escape")
    return None


def _misread(match: re.Match[str], code: Code) -> Misread:
    means = _MEANS[match["sign"]]
    message = (
        f"in \"…\" `\\{match['sign']}` is {means}; to write `{match[0]}`, use '…' or a block (`|`)"
    )
    return Misread(match.start(), code, message)


def _is_backslash(
    match: re.Match[str], code: Sequence[Span], formulas: Sequence[Span], *, indents: bool
) -> bool:
    """Whether a backslash was meant; `indents` says that another escape ends just before."""
    sign, rest, quoted = match["sign"], match["rest"], match.string
    if inside := covering(match.start(), code):
        block = quoted.startswith(("```", "~~~"), inside.start)
        return not block and quoted[match.end() : match.end() + 1] in ("`", "'", "\\")
    in_formula = bool(covering(match.start(), formulas))
    if sign == "_":
        return in_formula or (bool(rest) and quoted[match.start() - 1 : match.start()].isalpha())
    if sign == "n":
        return sign + rest in (_COMMANDS if in_formula else _NO_WORDS)
    return bool(rest) and (in_formula or not indents)
