"""What HTML elements are: said once, for all who look at tags."""

from __future__ import annotations

import html
import re

BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "caption", "center", "colgroup", "dd"),
        *("details", "div", "dl", "dt", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4"),
        *("h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary"),
        *("table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    }
)
"""What begins a line of its own, and can't stand in a paragraph."""
INLINE = frozenset(
    {
        *("a", "abbr", "acronym", "audio", "b", "bdi", "bdo", "big", "br", "cite", "code", "col"),
        *("del", "dfn", "em", "font", "i", "img", "ins", "kbd", "mark", "nobr", "q", "rp", "rt"),
        *("ruby", "s", "samp", "small", "source", "span", "strike", "strong", "sub", "sup"),
        *("time", "tt", "u", "var", "video", "wbr"),
    }
)
"""What stands in a line."""
ELEMENTS = BLOCKS | INLINE
"""What a card may hold; the old ones (`font`, `center`) are in decks that were made elsewhere."""
VOID = frozenset({"br", "col", "hr", "img", "source", "wbr"})
"""What has no end, of all that a card may hold."""
MEDIA = ("img", "audio", "video", "source")
"""What shows or plays the file that its `src` names."""
RUNS = frozenset(
    {"applet", "base", "embed", "frame", "frameset", "iframe", "link", "meta", "object", "script"}
)
"""What can run or load things."""
HANDLER = re.compile("on[a-z]{3,}")
"""The name of an attribute that holds a script."""


def unescaped(text: str) -> str:
    """HTML's text with its references as characters.

    Python reads no decimal number of more than 4,300 digits, and no character has one of ten.
    """
    return html.unescape(_ENDLESS.sub("&#x110000", text) if "&#" in text else text)


_ENDLESS = re.compile("&#[0-9]{1000,}")


def either(*names: str) -> str:
    """A pattern for one of some elements' names, in an order that is always the same."""
    return "|".join(sorted(names))
