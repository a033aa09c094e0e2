"""What an author wrote: texts and their parts, clozes, HTML, likeness. Knows nothing of decks."""

from recto.text.text import (
    BLANK_LINE,
    Math,
    Span,
    Text,
    code_spans,
    comments,
    covering,
    math_spans,
    without_comments,
)

__all__ = [
    "BLANK_LINE",
    "Math",
    "Span",
    "Text",
    "code_spans",
    "comments",
    "covering",
    "math_spans",
    "without_comments",
]
