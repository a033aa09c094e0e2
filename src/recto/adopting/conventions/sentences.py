"""The sentences of study notes: names and what is told of them, without marks of Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from recto.adopting.conventions.outline import Node, Sort

_MOST_WORDS = 8
"""Of a name, as in `Name: what it does`."""
_SHORT_ANSWER = 120
"""Characters that two sentences may have together to answer as one."""
_NAMED = re.compile(
    r"(?P<name>[^:：]{1,80}?)[ \t]*(?::|：|[ ][–—][ ])[ \t]*(?P<text>(?!//)\S.*)", re.DOTALL
)
_NO_NAME = re.compile(
    r"(?:note|examples?|e\.g|best practice|tip|warning|caution|source|hint|see|nb)\b|https?$|\d+$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])(?<![ (.][A-Za-z]\.)[ ]*(?=[A-Z“\"*_(\[])")
_DEFINED = re.compile(
    r"""(?:(?:An?|The)[ ])?(?:(?P<name>[A-Z*_\[][^.:;,?!]{0,70}?)[ ](?:is|are)[ ](?:an?|the)[ ]
        | \*\*(?P<bold>(?:(?!\*\*).){2,60})\*\*[ ]\w)""",
    re.VERBOSE | re.DOTALL,
)
"""A sentence that says what something is, or begins with a bold name."""


def name_and_text(text: str) -> tuple[str, str] | None:
    """The halves of `Name: what it does`."""
    match = _NAMED.fullmatch(text)
    if match is None:
        return None
    name = plain(match["name"])
    is_name = 0 < len(name.split()) <= _MOST_WORDS and not re.search(r"[.!?](?:\s|$)", name)
    return (name, match["text"].strip()) if is_name and not _NO_NAME.match(name) else None


def defined(text: Node) -> str:
    """The name of what a paragraph defines, in English."""
    match = _DEFINED.match(text.text) if text.sort is Sort.TEXT else None
    name = plain(match["name"] or match["bold"]) if match else ""
    return name if len(name.split()) <= _MOST_WORDS and not name.startswith(_POINTING) else ""


_POINTING = ("This ", "These ", "That ", "It ", "There ", "Here ", "Each ", "What ")


def answer_and_rest(texts: Sequence[Node], subject: str) -> tuple[str, str]:
    """The sentences that say most of a subject, as many as one recalls, and all others."""
    paragraphs = [_sentences(each) for each in texts]
    if len(paragraphs[0]) > 1 and len(paragraphs[0][0].split()) <= 2:  # noqa: PLR2004  # “Certainly!”
        paragraphs[0].pop(0)
    at, place = _telling(paragraphs, subject)
    told = paragraphs[at]
    end = place + 1
    while end < len(told) and len(" ".join(told[place : end + 1])) < _SHORT_ANSWER:
        end += 1
    answer = " ".join(told[place:end])
    del told[place:end]
    return answer, "\n\n".join(" ".join(each) for each in paragraphs if each)


def _sentences(text: Node) -> list[str]:
    if text.sort is Sort.CODE:
        return [text.text]
    return [each.strip() for each in _SENTENCE.split(text.text)]


_LEADING_UP = re.compile(
    r"(?:suppose|imagine|depending|when|if|as|first|consider|to)\b", re.IGNORECASE
)
"""Begins a sentence that only leads up to what is to be said."""


def _telling(paragraphs: list[list[str]], subject: str) -> tuple[int, int]:
    """Which sentence defines a subject, or begins with it, or else names it behind one that doesn't."""
    places = [(at, n) for at, sentences in enumerate(paragraphs) for n in range(len(sentences))]
    for at, n in places:
        sentence = paragraphs[at][n]
        match = _DEFINED.match(sentence)
        if match and match["name"] and means(match["name"], subject):
            return at, n
        if plain(sentence).startswith(subject):
            return at, n
    if not _LEADING_UP.match(paragraphs[0][0]):
        return 0, 0
    return next(((at, n) for at, n in places if means(subject, plain(paragraphs[at][n]))), (0, 0))


def without_last_sentence(text: Node) -> list[Node]:
    """A paragraph as far as its last sentence; none where it has but one."""
    sentences = _SENTENCE.split(text.text)[:-1]
    return (
        [Node(text.sort, text.line, " ".join(each.strip() for each in sentences))]
        if sentences
        else []
    )


def left_off(text: str) -> str:
    """A sentence that leaves off before its list, as a question."""
    return f"{plain(_SENTENCE.split(text)[-1].rstrip(': '))} …?"


_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")


def says_nothing(text: Node) -> bool:
    """Whether a paragraph is but pictures, or a word or two that were once the head of a table."""
    if text.sort is not Sort.TEXT:
        return False
    words = _PICTURE.sub("", text.text).strip()
    return not words or (len(words.split()) <= 3 and words[-1] not in ".:?!")  # noqa: PLR2004


_MENDS = (
    (re.compile(r"\[\*\*([^\]*]+)\]\(([^)\s]*)\)\*\*"), r"[**\1**](\2)"),  # as web pages are pasted
    (re.compile(r"\(opens in a new tab\)"), ""),
    (_PICTURE, ""),
    (re.compile(r"(?<=\S)[ \t]{2,}(?=\S)"), " "),
    (re.compile(r"(?<=[\w)*])[ ]+(?=[.,;](?:\s|$))"), ""),
)


def mended(text: str) -> str:
    """A text without what copying from a page left in it."""
    if "```" in text:
        return text
    for wrong, right in _MENDS:
        text = wrong.sub(right, text)
    return text.strip()


_MARK = re.compile(
    r"\*\*|__|`|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|\(opens in a new tab\)|\[|\]\([^)]*\)"
)


def plain(text: str) -> str:
    """A name without the marks of Markdown."""
    return " ".join(_MARK.sub("", text).split()).strip(" :")


def means(name: str, other: str) -> bool:
    """Whether all words of a name stand in another: `IAM policy` in `IAM policies`."""
    one, two = (
        {w.lower().rstrip("s").removesuffix("ie").rstrip("y") for w in re.findall(r"\w+", each)}
        for each in (name, other)
    )
    return bool(one) and one <= two
