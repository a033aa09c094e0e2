"""Advice on acronyms that no card explains."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from recto.checks.advice.reading import Read, Reading
from recto.deck.model import Card
from recto.diagnostics import Diagnostic, Location
from recto.text.opposites import LITTLE

_ACRONYM = re.compile(r"(?<![\w.:/@-])[A-Z]{3,6}(?=s?(?![\w:/@*]|-[A-Z0-9]|\.\w))")
_MAYBE = re.compile(r"[A-Z][A-Z<{}:&]")
"""Two capitals in HTML, or what may stand between them."""
_STANDS_FOR = re.compile(
    r"\b(?:stands? for|short for|mean|abbreviat|acronym|steht|bedeutet|signifi)", re.IGNORECASE
)

_COMMON = """
    ABC API ASCII CEO CIA CPU CSS DNA DNS DVD EUR FAQ FBI GDP GIF GMT GPS GPU HTML HTTP HTTPS IBM
    ISO JPEG JPG JSON LED LTD NASA NATO PDF PIN PNG RAM RNA ROM SIM SMS SQL SVG TXT UNESCO UNICEF URI
    URL USA USB USD USSR UTC UTF VAT VIP WWI WWII WWW XML YAML ZIP
    AFTER ALL ALWAYS AND ANY ARE BEFORE BEST BOTH BUT CAN EACH EVERY EXCEPT FALSE FIRST FOR HAS LAST
    LEAST MORE MOST MUST NEVER NONE NOT NOTE NULL ONE ONLY SAME THAT THE THIS THREE TRUE TWO WITH YES
    """
"""What needs no explanation, and words that are written in capitals for stress."""
_KNOWN = frozenset(_COMMON.split())
_ROMAN = re.compile(r"[IVXLCDM]+")


def unexplained(reading: Reading) -> Iterator[Diagnostic]:
    """An acronym in questions and answers that no card which uses it spells out.

    What stands in the deck's name, or among its `terms`, is known to whoever chose the deck. What stands somewhere in
    small letters is a word, written in capitals for stress.
    """
    known = _KNOWN | reading.deck.terms | set(_ACRONYM.findall(reading.deck.name))
    asked: dict[str, list[Read]] = {}
    for read in reading.cards:
        if not _MAYBE.search("|".join(read.note.values)):
            continue  # before the text is taken out of the HTML
        for acronym in dict.fromkeys(
            _ACRONYM.findall(read.without_code("Question", "Answer", "Text"))
        ):
            if acronym not in known and not _ROMAN.fullmatch(acronym):
                asked.setdefault(acronym, []).append(read)
    having, words = _having(reading, asked)
    for word in words:
        del asked[word]
    for acronym, cards in asked.items():
        if not any(_explains(read, said, acronym) for read, said in having.get(acronym, ())):
            others = _OTHERS[min(len(cards) - 1, 2)].format(len(cards) - 1)
            message = f"nothing says what {acronym} stands for{others}; write it out once beside it, or name it in `terms:` of deck.yaml"
            yield Diagnostic(_place(cards[0].card, acronym), "acronym-unexplained", message)


_OTHERS = ("", ", and another card uses it", ", and {} more cards use it")


_SMALL = re.compile(r"(?<![\w.:/@-])[a-z]{3,6}(?![\w.:/@*-])")


def _having(
    reading: Reading, acronyms: Collection[str]
) -> tuple[dict[str, list[tuple[Read, str]]], set[str]]:
    """The cards that have each acronym anywhere, with all they say; and which need no explanation.

    Those are what stands somewhere in small letters, and the acronyms of a card with very many:
    that is a list of them, which may well explain each.
    """
    having: dict[str, list[tuple[Read, str]]] = {}
    words: set[str] = set()
    small = {acronym.lower(): acronym for acronym in acronyms}
    for read in reading.cards if acronyms else ():
        said = read.said
        words.update(small[word] for word in small.keys() & _SMALL.findall(said))
        found = set(_CAPITALS.findall(said)).intersection(acronyms)
        if len(found) > _MOST:
            words |= found
        for acronym in found:
            having.setdefault(acronym, []).append((read, said))
    return having, words


_MOST = 40
"""Acronyms of one card."""
_CAPITALS = re.compile(r"(?<![A-Z])[A-Z]{3,6}(?![A-Z])")


def _place(card: Card, acronym: str) -> Location:
    """Where a card has an acronym first."""
    texts = (card.asked, *card.content.answers)
    return next((t.at(at) for t in texts if (at := t.value.find(acronym)) >= 0), card.asked.at())


def _explains(read: Read, said: str, acronym: str) -> bool:
    if re.search(_pattern(acronym), initials(said)):
        return True
    # whatever its initials: an author put them together
    in_parentheses = rf"\b{acronym}s?\W{{0,3}}\(\w+\W+\w|\b\w+[ -]\w+ \({acronym}s?\)"
    if re.search(in_parentheses, said):
        return True
    asked = read.question.strip(" ?*")
    if acronym not in asked:
        return False
    return asked == acronym or read.card.reversed or bool(_STANDS_FOR.search(asked))


@lru_cache(maxsize=1000)  # one card may have many acronyms
def initials(text: str) -> str:
    """The first letter of each word; in lower case where an acronym may pass over it.

    That is so for little words, and for what follows a hyphen: “time-based one-time password”
    is `TbOtP`. Capitals inside a word count as words (`JavaScript`); a mark that ends a
    sentence or a clause is a border.
    """
    letters = []
    after_hyphen = False
    for part in _PIECE.findall(text):
        if part in "-–‐‑":
            after_hyphen = True
            continue
        if not part[0].isalnum():
            letters.append("|")
        else:
            optional = after_hyphen or part.casefold() in LITTLE
            letters.append(part[0].lower() if optional else part[0].upper())
        after_hyphen = False
    return "".join(letters)


_PIECE = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![a-z])|\d+|[-–‐‑]|[.,;:!?|()]")


def _pattern(acronym: str) -> str:
    """A pattern that finds an acronym's words among initials, with few between them."""
    return "[a-z]{0,2}".join(f"[{letter}{letter.lower()}]" for letter in acronym)
