"""What learners' answers say of a card, where a command is given statistics."""

from __future__ import annotations

from recto.diagnostics.catalogue.rule import advice, note

REVIEWS = {
    "card-answers": note(
        "How learners answer a card.",
        "The preview shows it on each card that was answered, if it is given statistics.",
        "recto check --stats sums.json --select card-answers",
        "Nothing to fix. What fails surely more often than the rest is `often-wrong`.",
        on_request=True,
    ),
    "often-wrong": advice(
        "Learners fail a card surely more often than the other cards of its deck.",
        "It may ask two things at once, be taken for another card, or lack what its answer hangs on.",
        "a card of which 20 of 50 answers are wrong, in a deck with 10%",
        "Ask for less, or more exactly; split it; say why in `extra`. Its count then begins anew.",
    ),
}
