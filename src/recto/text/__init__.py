"""What an author wrote: texts and their parts, clozes, HTML, likeness. Knows nothing of decks."""

from recto.text.text import BLANK_LINE, Math, Span, Text, code_spans, covering, math_spans

__all__ = ["BLANK_LINE", "Math", "Span", "Text", "code_spans", "covering", "math_spans"]
