"""Checks on cloze texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from recto.deck.kinds.own import Own
from recto.deck.model import Deck
from recto.diagnostics import Diagnostic
from recto.render.formulas import braces_fault
from recto.text import Text, cloze, covering
from recto.text.hints import doubt


def well_formed(deck: Deck) -> Iterator[Diagnostic]:
    """A cloze text makes at least one card, but for a draft, and every deletion makes one."""
    for card in deck.cards:
        texts = card.content.cloze_texts
        for text in texts:
            parsed = cloze.parse(text.value)
            if not (card.draft or (len(texts) > 1 and card.clozes)):
                yield from _no_deletion(text, parsed)
            yield from _wrong_marks(text, parsed)
            yield from _wrong_deletions(text, parsed.clozes)
            yield from _doubtful_hints(text, parsed.clozes)
            yield from _cut_formulas(text, parsed)
            if card.content.hides_all and len(card.clozes) > 1:
                yield from _inside_formulas(text, parsed)


def misplaced(deck: Deck) -> Iterator[Diagnostic]:
    """Only the text of a cloze card hides anything."""
    for card in deck.cards:
        question = card.asked
        if card.content.cloze_text or "{{c" not in question.value:
            continue
        for one in cloze.parse(question.value).clozes[:1]:
            message = "a question hides nothing; write `cloze:` instead of `q:` and `a:`"
            if isinstance(card.content, Own):
                message = "only a note type with `cloze: true` hides anything"
                if card.content.type.is_cloze:
                    message = "no card shows this with `{{cloze:…}}`, so it hides nothing"
            yield Diagnostic(question.at(one.start), "cloze-misplaced", message)


MOST_SHOWN = 1_000_000
"""Characters that the cards of one text show, all together: 500 cards of 2,000 each."""
_SHORT = MOST_SHOWN // cloze.HIGHEST
"""Characters of a text that no number of cards makes too many."""


def small_enough(deck: Deck) -> Iterator[Diagnostic]:
    """The cards of one text, each of which shows it whole, make no book."""
    for card in deck.cards:
        count = len(card.clozes) or len(card.content.masks)
        texts = (card.asked, card.hint, card.extra, card.source)
        length = sum(len(text.value) for text in texts if text)
        if length > _SHORT and length * count > MOST_SHOWN:
            message = (
                f"each of {count} cards shows all {length:,} characters; make several "
                "cards of this one"
            )
            yield Diagnostic(card.asked.at(), "cloze-large", message)


_SLIP = re.compile(r"\{\{(?:c[0-9]+:(?!:)|C[0-9]+:+|c::|[0-9]+::|c +[0-9]+::)")
"""What looks like a cloze to an author, and like text to Anki."""


def _no_deletion(text: Text, parsed: cloze.Parsed) -> Iterator[Diagnostic]:
    if not parsed.clozes and not parsed.unclosed and not _SLIP.search(text.value):
        message = "nothing is hidden; write `{{c1::…}}` around what the learner recalls"
        yield Diagnostic(text.at(), "cloze-none", message)


def _wrong_marks(text: Text, parsed: cloze.Parsed) -> Iterator[Diagnostic]:
    """Marks that hide nothing: without an end, misspelt, too deep."""
    for start in parsed.unclosed:
        message = "this cloze is never closed; `}}` is missing"
        yield Diagnostic(text.at(start), "cloze-unclosed", message)
    for slip in _SLIP.finditer(text.value):
        message = f"`{slip[0]}` begins no cloze; write `{{{{c1::`, a small c and two colons"
        yield Diagnostic(text.at(slip.start()), "cloze-malformed", message)
    for start in parsed.too_deep[:1]:
        message = f"Anki reads {cloze.DEEPEST} clozes inside one another, and this is one more"
        yield Diagnostic(text.at(start), "cloze-depth", message)


def _wrong_deletions(text: Text, clozes: Sequence[cloze.Cloze]) -> Iterator[Diagnostic]:
    """Deletions that make no card, or an empty one."""
    for one in clozes:
        if "," in one.numbers:
            message = f"`c{one.numbers}` needs a newer AnkiDroid than there is; use one number"
            yield Diagnostic(text.at(one.start), "cloze-number", message)
        elif not 1 <= one.number <= cloze.HIGHEST:
            message = f"`c{one.numbers}` makes no card; the numbers go from 1 to {cloze.HIGHEST}"
            yield Diagnostic(text.at(one.start), "cloze-number", message)
        if not text.value[one.body : one.body_end].strip():
            yield Diagnostic(text.at(one.start), "cloze-empty", "this cloze hides nothing")


def _doubtful_hints(text: Text, clozes: Sequence[cloze.Cloze]) -> Iterator[Diagnostic]:
    """`::` that is a hint and looks like a part of a name, or the other way round."""
    if text.value.count("::") == len(clozes):
        return
    for one in clozes:
        hint = None if one.hint is None else one.hint - one.body
        if message := doubt(text.value, text.value[one.body : one.stop], hint):
            at = one.body if one.hint is None else one.hint
            yield Diagnostic(text.at(at), "cloze-colons", message)


def _cut_formulas(text: Text, parsed: cloze.Parsed) -> Iterator[Diagnostic]:
    """The first cloze that ends inside a formula, whose braces don't pair."""
    if "$" not in text.value or "{" not in text.value:
        return
    formulas = [formula.span for formula in parsed.math]
    for one in parsed.clozes:
        body = text.value[one.body : one.stop]
        opened = body.find("$")
        if opened < 0 or covering(one.body + opened, formulas) or body.count("$") % 2 == 0:
            continue
        if braces_fault(body[opened:]):
            message = (
                "this cloze ends inside a formula, whose braces don't pair; a brace that is to be "
                r"seen is written `\{`"
            )
            yield Diagnostic(text.at(one.start), "math-braces", message)
            return


def _inside_formulas(text: Text, parsed: cloze.Parsed) -> Iterator[Diagnostic]:
    """Clozes of which `hide: all` hides too little or too much: Anki marks no place in a formula."""
    for formula in (math.span for math in parsed.math):
        within = [c for c in parsed.clozes if formula.start < c.start and c.end < formula.end]
        is_hidden = any(c.start < formula.start and formula.end < c.end for c in parsed.clozes)
        if within:
            what = (
                "hides the formula around this cloze too, so its own card shows no place for it"
                if is_hidden
                else "hides no cloze inside of a formula, so the other cards show this one"
            )
            message = f"`hide: all` {what}; put whole formulas into clozes, or make another card"
            yield Diagnostic(text.at(within[0].start), "math-cloze", message)
