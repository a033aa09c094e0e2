"""Formulas that Recto takes for text, text that it takes for formulas, and what TeX can't read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recto.diagnostics import Diagnostic
from recto.diagnostics.diagnostic import short
from recto.system.patterns import compiled_on_use
from recto.text import Span, Text, cloze, code_spans, covering, math_spans


def image_latex(text: Text) -> Iterator[Diagnostic]:
    """The first `[latex]`, of which Anki would have to make an image."""
    value = text.value
    found = {
        at: mark
        for mark in ("[latex]", "[$]", "[$$]")
        if (at := value.find(mark)) >= 0 and value.find(f"[/{mark[1:]}", at + len(mark) + 1) >= 0
    }
    if found:
        at = min(found)
        message = f"`{found[at]}` needs LaTeX on each computer and fails on phones; write `$…$`"
        yield Diagnostic(text.at(at), "latex-image", message)


_LATEX_MATH = compiled_on_use(
    r"""(?<!\\)\\(?:
        \( (?=[^\n]{0,200}?(?:[\^=]|_[\d{]|\\[a-zA-Z])[^\n]{0,200}\\\)
              |(?:\W{0,20}(?:\b\d{0,20}[A-Za-z]\b|\d)){1,99}\W{0,20}\\\))
            (?!\d+\\\)) (?:\\[^)\n]|[^\\\n]){1,200} \\\)
      | \[ (?=[^\]\n]{0,200}?(?:[\^_=]|\\[a-z])) (?:\\[^\]\n]|[^\\\n]){1,200} \\\] )""",
    re.VERBOSE,
)
r"""`\(…\)` with a sign of a formula or single letters, and `\[…\]` with a sign: `\(plain\)` and `\[sic\]`
are text. No formula of a line is longer, and thousands of brackets without an end would each read on to the end of theirs."""


def bracketed(text: Text) -> Iterator[Diagnostic]:
    r"""To Markdown, `\(` is a parenthesis that shall be no link: the formula would show as text."""
    if "\\(" not in text.value and "\\[" not in text.value:
        return
    literal = code_spans(text.value)
    for match in _LATEX_MATH.finditer(text.value):
        if not covering(match.start(), literal):
            dollars = "$" if match[0][1] == "(" else "$$"
            message = f"`{match[0]}` is no formula here; write `{dollars}{match[0][2:-2]}{dollars}`"
            yield Diagnostic(text.at(match.start()), "math-brackets", message)


def braces_fault(formula: str) -> str:
    """What to say of a formula whose braces can't pair; empty where they may."""
    plain = _ESCAPED.sub("", formula)
    opened, closed = plain.count("{"), plain.count("}")
    if opened == closed:
        return ""
    return f"a formula with {opened} `{{` and {closed} `}}` shows as an error"


_ESCAPED = compiled_on_use(r"\\.", re.DOTALL)
_ENVIRONMENT = compiled_on_use(
    r"""(?<!\\)\\begin\{(?P<name>(?:[bBpvV]|small)?matrix|(?:align|gather|flalign|multline|equation|eqnarray)
            |(?:align|gather)(?:ed|at)|alignedat|split|cases|array|math|displaymath)(?P<star>\*?)\}
        | (?<!\\)\\(?:[dt]?frac|sqrt|ce|pu|[dt]?binom|vec|hat|bar|overline|underline|overrightarrow
            |math(?:bb|bf|cal|rm|frak|scr|it)|operatorname)(?:\[[^\[\]\n]{0,20}\])?\{[^{}\n]
        | (?<!\\)\\(?:sum|prod|int|lim|log)_(?:\{|\w)""",
    re.VERBOSE,
)
"""What begins a formula of LaTeX, outside of dollars."""


def bare_latex(text: Text) -> Iterator[Diagnostic]:
    """The first command of a formula that stands in no formula."""
    first = _ENVIRONMENT.search(text.value)
    if first is None:
        return
    literal = cloze.parse(text.value, clozes="{{c" in text.value).literal
    brackets = [Span(*match.span()) for match in _LATEX_MATH.finditer(text.value)]
    for match in _ENVIRONMENT.finditer(text.value, first.start()):
        if not covering(match.start(), literal) and not covering(match.start(), brackets):
            shown = f"\\begin{{{match['name']}}}…" if match["name"] else f"{match[0][:-1]}…"
            dollars = "$$" if match["name"] else "$"
            message = f"`{shown}` is no formula here; write `{dollars}` before and after it"
            yield Diagnostic(text.at(match.start()), "math-brackets", message)
            return


_VARIABLES = [
    (compiled_on_use(inside), compiled_on_use(after))
    for inside, after in (
        (r"""(?:[A-Za-z_{(][^\\^$]*)?[/=:,;.+>"'|&@)}-]""", r"[A-Za-z_{(]"),  # `$PID/fd/$FD`
        (r"[A-Z_][A-Z0-9_]{2,}", r"[A-Z_][A-Z0-9_]{2}"),  # `$HOME$USER`
        (r"[a-z]+_[a-z_]+", r"[a-z]+_[a-z]"),
        (r"[A-Za-z_][^\\^$=]*\s[^\\^$=]*", r"[A-Z_]{2}"),  # `$HOME and x$PATH`
        (r"\d[\d.,]*\s[^\\^$=]*", r"[A-Za-z_]"),  # `$5 and US$x`
    )
]
"""What stands between the dollars of two variables, and what follows the second."""
_PROCESS = compiled_on_use(r"\s*[;,)\"'|&/.?][^\\]*")
"""`kill $$; echo $$`: what stands between two numbers of a process."""


def between_variables(text: Text) -> Iterator[Diagnostic]:
    """The first formula that is a piece of a shell's line, between the names of two variables."""
    value = text.value
    for span, body, display in cloze.parse(value, clozes="{{c" in value).math:
        if display:
            is_code = bool(_PROCESS.fullmatch(body))
        else:
            is_code = any(
                inside.fullmatch(body) and after.match(value, span.end)
                for inside, after in _VARIABLES
            )
        if is_code:
            shown = short(value[span.start : span.end], 40)
            message = f"`{shown}` is taken for a formula; put it in backquotes, or write `\\$`"
            yield Diagnostic(text.at(span.start), "math-dollars", message)
            return


_DOLLARS = compiled_on_use(r"(?<![\\$])\$(?P<body>[^$\n]++)(?=\$(?![$\d]))")
_FORMULA = compiled_on_use(r" ?[a-zA-Z] ?\Z|.*?(?:\\[a-zA-Z]|\^|_\{|_\d)")
"""What can be a formula, rather than words between two prices."""


def spaced(text: Text) -> Iterator[Diagnostic]:
    """The first that only its spaces keep from being a formula: `$ x^2 $`."""
    if "$ " not in text.value and " $" not in text.value:
        return
    spaced = [match for match in _DOLLARS.finditer(text.value) if _is_spaced(match["body"])]
    if not spaced:
        return
    literal = code_spans(text.value)
    taken = sorted([*literal, *(formula.span for formula in math_spans(text.value, literal, []))])
    for match in spaced:
        if not any(covering(at, taken) for at in match.span()):
            body = match["body"]
            message = f"`${body}$` is no formula here; write `${body.strip()}$`"
            yield Diagnostic(text.at(match.start()), "math-spaced", message)
            return


def _is_spaced(body: str) -> bool:
    return " " in (body[0], body[-1]) and bool(_FORMULA.match(body))
