"""What Markdown, Anki or a layer of Recto's would eat is said, and what reads rightly is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from growth import grows_in_proportion
from recto.render.markdown import render
from recto.text import Text

FENCE = "```"
TABLE = "| a | b |\n|---|---|\n"


def told(value: str, *, clozes: bool = False) -> list[tuple[str, int, int]]:
    """Code, line and column of all that is said of a text."""
    _, faults = render(Text(value, Path("a.yaml"), 1, 1, exact=True), clozes=clozes)
    return [(each.code, *each.location[1:]) for each in faults]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("* * * * * /usr/local/bin/tick", 1, 1),
        ("* any text", 1, 1),
        ("# systemctl restart sshd", 1, 1),
        ("+ cheap", 1, 1),
        ("> 5", 1, 1),
        (">> log.txt", 1, 1),
        (">>> print(1)", 1, 1),
        ("> /dev/null", 1, 1),
        ("> out.txt", 1, 1),
        ("- 5", 1, 1),
        ("- - .", 1, 1),
        ("***", 1, 1),
        ("---", 1, 1),
        ("The line:\n\n* * * * * tick", 3, 1),
        ("# apt update\n# apt upgrade", 1, 1),
        ("+ cheap\n- dear", 1, 1),
        ("5\n-\n3", 2, 1),
        ("x\n=\ny", 2, 1),
        ("one\n\n>>> print(1)", 3, 1),
        ("1914. War\n1918. Peace", 2, 1),
        ("3. three\n2. two\n1. one", 2, 1),
        (r"the share \\server\share", 1, 11),
        (r"C:\.ssh", 1, 1),
        (r"in C:\Users\_me", 1, 4),
        (r"\d+\.\d+", 1, 1),
        (r"^\[a-z\]+$", 1, 1),
        (r"example\.com", 1, 1),
        (r"s/a\/b/c/", 1, 1),
        (r"10\,km", 1, 1),
        ("docker run \\\n  -it x", 1, 11),
        ("C:\\\nDir", 1, 1),
    ],
)
def test_a_sign_that_the_card_would_lack_is_told(text: str, line: int, column: int) -> None:
    assert told(text) == [("sign-lost", line, column)]


@pytest.mark.parametrize(
    "text",
    [
        "- Paris",
        "1. April",
        "> To be, or not to be",
        "* one\n* two",
        "+ one\n+ two",
        "# Head\n\ntext\n\n# Head",
        "Head\n====\nText",
        "1. one\n1. two",
        "1. one\n2. two\n2. three",
        "1. one\n\n   more\n\n2. two",
        "1. one\n\nBetween.\n\n5. other",
        "- one\n  - two",
        "one\n\n---\n\ntwo",
        r"a\*b, \_x\_, 1\. and \# \> \[x\]",
        r"5 \% of it\'s \& \"x\"",
        r"C:\Users\me\Documents and \d or \alpha",
        r"`\d\.` and $\{x\}\,y$ \$5",
        "one \\\ntwo",
        f"{FENCE}\n1. one\n5. two\n* * * x\n# a\n# b\n{FENCE}",
        r"\\\\server\\share",
        "> *[note]* x",
    ],
)
def test_what_reads_as_it_was_meant_is_not_told(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "/proc/$PID/fd/$FD",
        "PATH=$HOME/bin:$PATH",
        "$a=$b",
        "$HOME$USER",
        "$first_name$last_name",
        "${a}/${b}",
        "$(pwd)/$(date)",
        "$foo->$bar",
        "kill $$; echo $$",
        "from $30 to US$x or y$z",
    ],
)
def test_variables_that_are_taken_for_a_formula_are_told(text: str) -> None:
    assert [code for code, *_ in told(text)] == ["math-dollars"]


@pytest.mark.parametrize(
    "text",
    [
        "the $n$th, $p$s and $k$NN",
        "$x$, $y$ and $f(x) = y$",
        "$AB$ and $CD$",
        "$x_1$a and $\\alpha$-helix",
        "$$E = mc^2$$",
        "$$x$$ and $$y$$",
        "$5 and $10, $HOME and $PATH",
        "`$PID/fd/$FD`",
        r"$f(x) = 1 \text{ if $x>0$}$",
    ],
)
def test_formulas_and_money_are_not_told(text: str) -> None:
    assert told(text) == []


def test_dollars_in_a_text_of_a_formula_pair() -> None:
    text = Text(r"$f(x) = 1 \text{ if $x>0$}$ or $y$", Path("a.yaml"), 1, 1)
    assert render(text)[0] == r"\(f(x) = 1 \text{ if $x&gt;0$}\) or \(y\)"


@pytest.mark.parametrize(
    "text",
    [
        "\\begin{aligned}\nx_1 &= 2 \\\\\nx_2 &= 3\n\\end{aligned}",
        r"\begin{pmatrix} 1 & 2 \end{pmatrix}",
        r"What is \ce{H2SO4}?",
        r"An acid, \frac{1}{2} of it",
        r"\sqrt[3]{x}",
        r"\sum_{i} x",
        r"\(x^2\)",
        r"\(n\)",
        r"\(a + b\)",
        r"\(f(x)\)",
        r"\[x = 1\]",
    ],
)
def test_a_formula_without_dollars_is_told(text: str) -> None:
    assert [code for code, *_ in told(text)] == ["math-brackets"]


@pytest.mark.parametrize(
    "text",
    [
        r"Which ports does \(plain\) FTP use?",
        r"\(and/or\) \(1\) \[sic\] \(see above\)",
        r"`\frac{1}{2}` and $\frac{1}{2}$",
        r"\textbf{x} and \begin{document}",
    ],
)
def test_brackets_around_words_are_not_told(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "line", "lacks"),
    [
        (f"{TABLE}| `ps | grep sshd` | the daemon |", 3, "the daemon"),
        (f"{TABLE}| 1 | 2 |\n| `wc -l` | lines | of a file |", 4, "of a file"),
        ("x\n\na|b\n-|-\n1|2|3|4", 5, "3|4"),
        ("> | a |\n> |---|\n> | 1 | 2 |", 3, "2"),
    ],
)
def test_cells_that_a_table_drops_are_told(text: str, line: int, lacks: str) -> None:
    _, faults = render(Text(text, Path("a.yaml"), 1, 1, exact=True))
    [(code, at)] = [(each.code, each.location.line) for each in faults]
    assert (code, at) == ("table-cells", line)
    assert lacks.replace("|", " | ") in faults[0].message


@pytest.mark.parametrize(
    "text",
    [
        f"{TABLE}| 1 | 2 |",
        f"{TABLE}| 1 | 2 | |",
        f"{TABLE}| 1 \\| 2 | `a \\| b` |",
        f"{TABLE}| $|x|$ | 2 |",
        f"{TABLE}| {{{{c1::x|y}}}} | 2 |",
        f"{TABLE}| 1 |",
        f"{FENCE}\n{TABLE}| 1 | 2 | 3 |\n{FENCE}\n\n{TABLE}| 1 | 2 |",
    ],
)
def test_a_table_that_shows_all_its_cells_is_not_told(text: str) -> None:
    assert told(text, clozes="{{c" in text) == []


@pytest.mark.parametrize(
    "text",
    [
        "{{furigana:Word}}",
        "{{tts en_US:Front}}",
        "{{FrontSide}}",
        "{{type:Back}}",
        "[anki:tts lang=de_DE]x[/anki:tts]",
        "{{c1::image-occlusion:rect:left=.1:top=.2}}",
    ],
)
def test_a_mark_of_ankis_templates_is_told(text: str) -> None:
    assert [code for code, *_ in told(text)] == ["anki-mark"]


@pytest.mark.parametrize("text", ["{{ x }}", "{{#if x}}y{{/if}}", "`{{FrontSide}}`", "{{x:y}}"])
def test_braces_of_others_are_not_told(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("before", "piece"),
    [
        *(
            ("", piece)
            for piece in ("\\.", "\\d", "a\\/ ", "1. a\n", "$a ", "$a/$b ", "> ", "# a\n")
        ),
        *(
            ("", piece)
            for piece in ("* * ", "\\frac{", "\\begin{array", "{{type:", "[anki:", "a::")
        ),
        *((TABLE, piece) for piece in ("|", "| a ", "| a |\n", "\\|")),
        ("\\(", "a "),
        ("$", "\\text{$"),
    ],
)
def test_looking_takes_time_in_proportion_to_the_length(before: str, piece: str) -> None:
    assert grows_in_proportion(lambda count: told(before + piece * count))
