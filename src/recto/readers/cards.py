"""One mapping of a topic's `cards` to one card."""

from __future__ import annotations

import re
from functools import lru_cache

from recto.deck.model import Basic, Card, Choice, Cloze, Content, Topic, Typed
from recto.diagnostics import Diagnostic
from recto.diagnostics.catalogue import IGNORABLE, not_ignorable
from recto.readers.fields import Fields, read_fields
from recto.readers.keys import (
    CARD_KEYS,
    CHOICE_FORM,
    CLOZE_FORM,
    FORM_KEYS,
    FORMS,
    FORMS_TOLD,
    TYPED_FORM,
    Form,
)
from recto.readers.tags import read_tags, unique_tags
from recto.readers.yaml import Broken, Mapping, Node, lacks_space, place_of
from recto.text import Text


def read_card(
    node: Node, topic: Topic, source: Text | None, tags: tuple[str, ...]
) -> tuple[Card | None, list[Diagnostic]]:
    """A card, with the topic's tags and default source; none where its form is broken."""
    faults: list[Diagnostic] = []
    if not isinstance(node, Mapping):
        return None, _no_card(node)
    fields = read_fields(node, CARD_KEYS, faults)
    content = _content(fields, faults)
    given = fields.values
    own_tags = read_tags(fields.texts("tags"), faults) if "tags" in given else ()
    ignore = read_ignore(fields, faults) if "ignore" in given else frozenset()
    if content is None:
        return None, faults
    card = Card(
        content=content,
        place=node.place,
        topic=topic,
        id=given.get("id"),
        hint=given.get("hint"),
        extra=given.get("extra"),
        source=given.get("source", source),
        tags=unique_tags((*tags, *own_tags)) if own_tags else tags,
        draft=given.get("draft", False),
        ignore=ignore,
    )
    return card, faults


def _no_card(node: Node) -> list[Diagnostic]:
    """What is wrong with a node that is no mapping in the place of a card."""
    if isinstance(node, Broken):
        return []
    if isinstance(node, Text) and not node.value:
        return [Diagnostic(node.at(), "empty-text", f"this card is empty; {FORMS_TOLD}")]
    glued = _GLUED.match(node.value) if isinstance(node, Text) else None
    message = lacks_space(glued[0]) if glued else f"this is no card; {FORMS_TOLD}"
    return [Diagnostic(place_of(node), "wrong-type", message)]


_GLUED = re.compile(rf"(?:{'|'.join(CARD_KEYS)}):(?=\S)")


def _content(fields: Fields, faults: list[Diagnostic]) -> Content | None:
    """What the card asks; none where it has no form, or something broken that the form needs."""
    form = _form(fields, faults)
    if form is CLOZE_FORM:
        text = fields.text("cloze")
        return Cloze(text) if text else None
    question, answer = fields.text("q"), fields.text("a")
    typed = fields.text("typed") if form is TYPED_FORM else None
    if form is None or question is None or (form is TYPED_FORM and typed is None):
        return None
    if form is CHOICE_FORM:
        choices, right = fields.texts("choices"), fields.texts("a")
        return Choice(question, choices, right) if choices and right else None
    if answer is None and fields.is_list("a"):
        message = "`a` is a list only with `choices`; write a list as a Markdown text after `|`"
        faults.append(Diagnostic(fields.place_of("a"), "wrong-type", message))
        return None
    if typed:
        return Typed(question, typed, answer)
    return Basic(question, answer, fields.flag("reversed")) if answer else None


def _form(fields: Fields, faults: list[Diagnostic]) -> Form | None:
    """The form that the card's keys make; a fault where they make none."""
    form, surplus = _nearest_form(tuple(fields.node.values))
    if form and not surplus:
        return form
    if form:
        message = f"`{surplus}` doesn't go with {form}; {FORMS_TOLD}"
        if surplus == "reversed":
            message = f"`reversed` goes with `q` and `a` only, not with `{form.mark}`"
        faults.append(Diagnostic(fields.place_of(surplus), "card-form", message))
        return None
    if fields.strange:
        return None
    given = [name for name in fields.node.values if name in FORM_KEYS]
    needed = {name for form in FORMS for name in form.needs}
    if "q" in given and "choices" in given:
        message = "`a` is missing: which of the choices is right?"
    elif "q" in given:
        message = "the card has no answer: `a`, `typed`, or `choices` with `a`"
    elif needed.intersection(given):
        message = "the card has no question: `q` is missing"
    else:
        message = f"nothing is asked; {FORMS_TOLD}"
    faults.append(Diagnostic(fields.place, "missing-key", message))
    return None


@lru_cache  # a deck writes its cards in a handful of ways
def _nearest_form(given: tuple[str, ...]) -> tuple[Form | None, str]:
    """The first form that the keys are enough for, and the first key that it doesn't take."""
    for form in FORMS:
        if all(name in given for name in form.needs):
            others = FORM_KEYS.difference(form.needs, form.takes)
            surplus = (name for name in given if name in others)
            return form, next(surplus, "")
    return None, ""


def read_ignore(fields: Fields, faults: list[Diagnostic]) -> frozenset[str]:
    """The codes that are not to be told; a fault for each that can't be ignored."""
    codes = set()
    for text in fields.texts("ignore"):
        if text.value in IGNORABLE:
            codes.add(text.value)
        else:
            faults.append(Diagnostic(text.at(), "bad-ignore", not_ignorable(text.value)))
    return frozenset(codes)
