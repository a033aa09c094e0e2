"""What Anki keeps of a note type beside fields, templates and CSS, by the names in its JSON.

Recto's own note types need none of it. An adopted one keeps what it has, as far as it is not what
Anki gives to every new one; a package that left it out would take it from learners.
"""

from __future__ import annotations

OF_TYPE: dict[str, type] = {
    "latexPre": str,
    "latexPost": str,
    "latexsvg": bool,
    "originalStockKind": int,
}
OF_FIELD: dict[str, type] = {
    "rtl": bool,
    "font": str,
    "size": int,
    "sticky": bool,
    "plainText": bool,
    "collapsed": bool,
    "excludeFromSearch": bool,
    "preventDeletion": bool,
    "tag": int,
}
OF_CARD: dict[str, type] = {"bqfmt": str, "bafmt": str, "bfont": str, "bsize": int}

LATEX_PRE = (
    "\\documentclass[12pt]{article}\n\\special{papersize=3in,5in}\n\\usepackage[utf8]{inputenc}\n"
    "\\usepackage{amssymb,amsmath}\n\\pagestyle{empty}\n\\setlength{\\parindent}{0in}\n"
    "\\begin{document}\n"
)
"""What goes before a formula, where nobody chose otherwise."""
USUAL: dict[str, str | int | bool] = {
    "latexPre": LATEX_PRE,
    "latexPost": "\\end{document}",
    "font": "Arial",
    "size": 20,
    "bfont": "Arial",
    "bsize": 12,
}
"""What each is where nobody chose; all others are empty, 0 or false. Anki's lists had a font once."""
