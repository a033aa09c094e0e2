"""What may cost reviews: one generator a warning over one value, an explicit registry.

Of what concerns several decks at once `moved_to_other_deck` tells, and of what nothing else has
told `come_and_go`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from recto.diagnostics import Diagnostic
from recto.lock.warnings.masked import masked
from recto.lock.warnings.matched import Matched
from recto.lock.warnings.one_id_two_cards import one_id_two_cards
from recto.lock.warnings.renumbered import renumbered
from recto.lock.warnings.reused_ids import reused_ids
from recto.lock.warnings.shipped_otherwise import shipped_otherwise

Warn = Callable[[Matched], Iterator[Diagnostic]]

WARNINGS: tuple[Warn, ...] = (
    reused_ids,
    one_id_two_cards,
    renumbered,
    masked,
    shipped_otherwise,
)


def identity_warnings(matched: Matched) -> Iterator[Diagnostic]:
    """All that there is to say of the cards of one deck."""
    for warn in WARNINGS:
        yield from warn(matched)
