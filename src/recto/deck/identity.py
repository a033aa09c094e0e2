"""Who a note is: keys, guids and ids. Pure, and frozen once a learner has imported a deck.

These formulas only mint what is new; what stands in a deck's lock is never computed
again. Tests hold them by literal values.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import string
import unicodedata
from collections.abc import Container
from itertools import count

LONGEST_SLUG = 24
"""Characters of a question that go into its key, which becomes a line of its source."""
LONGEST_DECK_ID, LONGEST_CARD_ID = 64, 80

_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_BASE91 = string.ascii_letters + string.digits + "!#$%&()*+,-./:;<=>?@[]^_`{|}~"
_TWO_DIGITS = [tens + ones for tens in _BASE91 for ones in _BASE91]
_TWO_LETTERS = [first + second for first in _BASE32 for second in _BASE32]
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_IGNORABLE = re.compile(
    "[\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e"
    "\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufff8\\U0001bca0-\\U0001bca3"
    "\\U0001d173-\\U0001d17a\\U000e0000-\\U000e0fff]"
)
"""Unicode's Default_Ignorable_Code_Point: signs that nobody sees, as variation selectors."""


def is_deck_id(text: str) -> bool:
    """Lower-case letters, digits and single hyphens: it stands in searches and file names."""
    return bool(_ID.fullmatch(text)) and len(text) <= LONGEST_DECK_ID


def is_card_id(text: str) -> bool:
    """Lower-case letters and digits of any script, joined by single hyphens; all can be seen."""
    return len(text) <= LONGEST_CARD_ID and bool(text) and text == _hyphenated(text)


def folded_id(text: str) -> str:
    """What of a text can be a card's id; may be empty."""
    return _hyphenated(text)


def slug(question: str) -> str:
    """The words of a question: casefolded, joined by hyphens, at most 24 characters."""
    return _hyphenated(question)[:LONGEST_SLUG].strip("-")


def ascii_words(text: str) -> str:
    """What of a text can stand in a deck id; may be empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:50].strip("-")


def random_tail() -> str:
    """Eight random characters, so that two decks of one name are still two."""
    return "".join(secrets.choice(_BASE32) for _ in range(8))


def mint_key(question: str, taken: Container[str]) -> str:
    """A key for a card without an id: its words and six characters of a hash.

    The hash tells apart what the words do not (`C`, `C++`, `???`). Where the key is taken,
    by a retired card for example, a number goes into the hash until it is free.
    """
    words = slug(question)
    attempt = 0
    while True:
        salted = f"{question}\n{attempt}" if attempt else question
        tail = _hash6(salted)
        key = f"{words}-{tail}" if words else tail
        if key not in taken:
            return key
        attempt += 1


def full_key(deck_id: str, family: str, key: str) -> str:
    """The text of a note's Key field: unique among all decks of a learner."""
    return f"{deck_id}/{family}/{key}"


def guid(full_key: str) -> str:
    """The note's guid, by the formula of `genanki.guid_for`."""
    number = int.from_bytes(hashlib.sha256(full_key.encode()).digest()[:8], "big")
    digits = ""
    while number:
        number, two = divmod(number, 91 * 91)
        digits = _TWO_DIGITS[two] + digits
    return digits.lstrip(_BASE91[0])


def mint_type_id(deck_id: str, stem: str, taken: Container[str]) -> str:
    """The id of a note type of the author's own, from the name of its file.

    Two branches that build the same file mint the same. `taken` are the ids of other files.
    """
    words = slug(stem)
    for attempt in count():
        hashed = f"{deck_id}/{stem}/{attempt}" if attempt else f"{deck_id}/{stem}"
        tail = base64.b32encode(hashlib.sha256(hashed.encode()).digest())[:4].decode().lower()
        minted = f"{words}-{tail}" if words else tail
        if minted not in taken:
            return minted
    raise AssertionError  # count has no end


def anki_id(deck_id: str, thing: str) -> int:
    """An id for a deck or a note type: 13 digits, like a time between 2001 and 2017.

    Anki takes ids for times in milliseconds and rewrites those of the future.
    """
    hashed = hashlib.sha256(f"{deck_id}/{thing}".encode()).digest()
    return 10**12 + int.from_bytes(hashed[:8], "big") % (5 * 10**11)


_IN_WORDS = {*map(ord, string.ascii_lowercase + string.digits)}
_SPACED = bytes(byte if byte in _IN_WORDS else ord(" ") for byte in range(256))
"""What each byte becomes, so that words stand between spaces."""


def _hyphenated(text: str) -> str:
    if text.isascii():  # the same in a twentieth of the time
        return b"-".join(text.lower().encode().translate(_SPACED).split()).decode()
    seen = _IGNORABLE.sub("", text)
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", seen).casefold())
    words = "".join(
        character if unicodedata.category(character)[0] in "LMN" else " " for character in folded
    )
    return "-".join(words.split())


def _hash6(text: str) -> str:
    number = int.from_bytes(
        hashlib.sha256(unicodedata.normalize("NFC", text).encode()).digest()[:4], "big"
    )
    letters = _TWO_LETTERS
    return letters[number >> 20 & 1023] + letters[number >> 10 & 1023] + letters[number & 1023]
